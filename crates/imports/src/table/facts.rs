//! The facts of a row: what its cells say of the thing, with "as above" looked up and what cannot be meant told.

use super::grid::{Row, Value};
use super::heads::{Head, Sheet};
use super::names::Names;
use super::roles::Role;
use super::values::{Digits, Says, Span, Unit, day, digits, measured, number, says, span, working_days};
use crate::draft::{Draft, Thing};
use crate::place::Place;
use crate::report::What;
use model::time::guessed;
use model::{Contact, Kind, Message, Seconds, Stamp, Workaround, message};

/// The rows of a sheet while they are read: what stood last in each column.
pub(super) struct Facts<'s> {
    sheet: &'s Sheet<'s>,
    last: Vec<Value>,
    /// What "as above" means in the row that is read.
    above: Vec<Value>,
}

impl<'s> Facts<'s> {
    pub(super) fn new(sheet: &'s Sheet<'s>) -> Self {
        Self { sheet, last: Vec::new(), above: Vec::new() }
    }

    /// Goes on to this row.
    pub(super) fn enter(&mut self, row: &Row) {
        self.above.clone_from(&self.last);
        for column in row.filled() {
            if says(row.value(column)) == Says::Something {
                if self.last.len() <= column {
                    self.last.resize(column + 1, Value::Empty);
                }
                self.last[column] = row.value(column).clone();
            }
        }
    }

    /// What a cell says; `Empty` when it says nothing.
    fn value(&self, row: &Row, column: usize) -> Value {
        match says(row.value(column)) {
            Says::Something => row.value(column).clone(),
            Says::Above => self.above.get(column).cloned().unwrap_or_default(),
            Says::Empty | Says::Nothing => Value::Empty,
        }
    }

    /// The same as text.
    pub(super) fn text(&self, row: &Row, column: usize) -> String {
        self.value(row, column).text().into_owned()
    }

    /// The same, and tells what is as above and what says that nothing is known.
    pub(super) fn told_text(&self, row: &Row, column: usize, draft: &mut Draft) -> String {
        self.told(row, column, draft).text().into_owned()
    }

    fn told(&self, row: &Row, column: usize, draft: &mut Draft) -> Value {
        let value = self.value(row, column);
        let place = self.sheet.grid.cell(row, column);
        let written = row.text(column);
        match says(row.value(column)) {
            Says::Above if value.is_empty() => {
                draft.tell(What::Refused, &place, message!("import-nothing-above", text = written));
            }
            Says::Above => {
                draft.tell(
                    What::Flagged,
                    &place,
                    message!("import-as-above", text = written, value = value.text()),
                );
            }
            Says::Nothing => {
                draft.tell(What::LeftOut, &place, message!("import-says-nothing", text = written))
            }
            Says::Empty | Says::Something => {}
        }
        value
    }

    /// The id of the agency that runs the thing of this row.
    pub(super) fn agency(&self, row: &Row, draft: &mut Draft) -> Option<String> {
        for role in [Role::Operator, Role::Agency] {
            let Some(head) = self.sheet.first(|found| found == role) else { continue };
            let name = self.text(row, head.column);
            if !name.is_empty() {
                return Some(Names::agency(&name, &self.sheet.grid.cell(row, head.column), draft));
            }
        }
        None
    }

    /// Fills in what this row says of the thing.
    pub(super) fn fill(&self, id: &str, row: &Row, draft: &mut Draft) {
        let has_operator = self.sheet.first(|role| role == Role::Operator).is_some();
        for head in &self.sheet.heads {
            let role = head.role.unwrap_or(Role::Label);
            let elsewhere = matches!(
                role,
                Role::Name(_)
                    | Role::Key
                    | Role::Number
                    | Role::Needs(_)
                    | Role::Feeds
                    | Role::Site
                    | Role::Kind
                    | Role::Layer
                    | Role::Workaround
                    | Role::Operator
                    | Role::From
                    | Role::To
                    | Role::Ignore
            );
            if elsewhere || role == Role::Agency && !has_operator {
                continue;
            }
            let value = self.told(row, head.column, draft);
            if !value.is_empty() {
                self.put(id, head, role, &value, &self.sheet.grid.cell(row, head.column), draft);
            }
        }
    }

    fn put(&self, id: &str, head: &Head, role: Role, value: &Value, place: &Place, draft: &mut Draft) {
        let text = value.text().into_owned();
        match role {
            Role::Mtpd | Role::Rto | Role::Rpo => {
                if let Some(seconds) = duration(value, head, place, draft)
                    && let Some(thing) = draft.thing_mut(id)
                {
                    let slot = match role {
                        Role::Mtpd => &mut thing.spec.mtpd,
                        Role::Rto => &mut thing.spec.rto,
                        _ => &mut thing.spec.rpo,
                    };
                    let before = *slot.get_or_insert(seconds);
                    if before != seconds {
                        let text =
                            message!("import-differs", head = &head.text, first = before, second = seconds);
                        draft.tell(What::Refused, place, text);
                    }
                }
            }
            Role::Ars => official(id, value, &[2, 3, 5, 9, 12], place, draft, |thing, digits| {
                thing.spec.ars = Some(digits)
            }),
            Role::Ags => official(id, value, &[2, 3, 5, 8], place, draft, |thing, digits| {
                thing.spec.ags = Some(digits)
            }),
            Role::Leika => {
                official(id, value, &[14], place, draft, |thing, digits| thing.spec.leika = Some(digits))
            }
            Role::Cases | Role::Population => figure(id, role, value, place, draft),
            Role::Contact | Role::Email | Role::Phone => contact(id, head, role, &text, place, draft),
            Role::Supplier => supplier(id, head, &text, place, draft),
            Role::Reviewed => match day(value).and_then(|day| Stamp::new(&day).ok()) {
                Some(day) => with(draft, id, |thing| thing.spec.provenance.confirmed_at = Some(day)),
                None => label(id, head, &text, place, draft),
            },
            Role::Note | Role::LongName => with(draft, id, |thing| {
                let before = thing.spec.description.take().filter(|before| *before != text);
                thing.spec.description =
                    Some(before.map_or(text.clone(), |before| format!("{before}\n{text}")));
            }),
            _ => label(id, head, &text, place, draft),
        }
    }
}

fn with(draft: &mut Draft, id: &str, change: impl FnOnce(&mut Thing)) {
    if let Some(thing) = draft.thing_mut(id) {
        change(thing);
    }
}

fn label(id: &str, head: &Head, text: &str, place: &Place, draft: &mut Draft) {
    with(draft, id, |thing| thing.label(&head.text, text));
    draft.tell(What::Label, place, message!("import-kept-label", name = &head.text, value = text));
}

/// A duration; what it depends on is asked once for each column.
fn duration(value: &Value, head: &Head, place: &Place, draft: &mut Draft) -> Option<Seconds> {
    let text = value.text();
    match span(value, Unit::of_head(&head.text)) {
        Span::Known(seconds) => Some(seconds),
        Span::Cut(seconds) => {
            draft.tell(What::Flagged, place, message!("import-as-above", text = text, value = seconds));
            Some(seconds)
        }
        Span::WorkingDays(days) => {
            let choices = [
                ("leave-out", message!("import-answer-leave-out")),
                ("calendar", message!("import-answer-calendar")),
                ("weekends", message!("import-answer-weekends")),
            ];
            let ask = || message!("import-ask-working-days", text = &*text);
            let answer = draft.ask("working-days", "", place, ask, &choices);
            match answer {
                "calendar" => working_days(days, false),
                "weekends" => working_days(days, true),
                _ => left(place, message!("import-working-days", text = text), draft),
            }
        }
        Span::Bare(number) => {
            let choices = [
                ("leave-out", message!("import-answer-leave-out")),
                ("hours", message!("import-answer-hours")),
                ("days", message!("duration-days")),
                ("minutes", message!("import-answer-minutes")),
            ];
            let ask = || message!("import-ask-unit", head = &head.text, text = &*text);
            let answer = draft.ask("unit", &head.text, place, ask, &choices);
            match Unit::of(answer) {
                Some(unit) => measured(number, unit),
                None => left(place, message!("import-no-unit", text = text), draft),
            }
        }
        Span::No => {
            draft.tell(What::Refused, place, message!("import-no-duration", head = &head.text, text = text));
            None
        }
    }
}

fn left(place: &Place, text: Message, draft: &mut Draft) -> Option<Seconds> {
    draft.tell(What::LeftOut, place, text);
    None
}

fn official(
    id: &str,
    value: &Value,
    lengths: &[usize],
    place: &Place,
    draft: &mut Draft,
    put: impl FnOnce(&mut Thing, String),
) {
    let text = value.text();
    // Official areas belong to agencies and places; of a service they are a label.
    let is_service = draft.thing(id).is_some_and(|thing| thing.spec.kind == Kind::Service);
    let found = match digits(value, lengths) {
        Digits::Known(digits) => digits,
        Digits::Padded(digits) => {
            draft.tell(What::Flagged, place, message!("import-padded", text = text, value = &digits));
            digits
        }
        Digits::Lost => return draft.tell(What::Refused, place, message!("import-digits-lost", text = text)),
        Digits::No => return draft.tell(What::Refused, place, message!("import-no-digits", text = text)),
    };
    let name = if lengths.contains(&8) { "AGS" } else { "ARS" };
    if is_service && !lengths.contains(&14) {
        with(draft, id, |thing| thing.label(name, &found));
        draft.tell(What::Label, place, message!("import-kept-label", name = name, value = &found));
    } else {
        with(draft, id, |thing| put(thing, found));
    }
}

fn figure(id: &str, role: Role, value: &Value, place: &Place, draft: &mut Draft) {
    let found = match value {
        Value::Number(number) => Some(*number),
        _ => number(&value.text()),
    };
    let Some(number) = found.filter(|number| (0.0..1e12).contains(number)) else {
        return draft.tell(What::Refused, place, message!("import-no-number", text = value.text()));
    };
    with(draft, id, |thing| match (role, thing.spec.kind) {
        (Role::Cases, Kind::Service) => thing.spec.cases_per_day = Some(number),
        // Below 1e12, and people are whole.
        (Role::Population, Kind::Agency) => thing.spec.population = Some(number.round() as u64),
        _ => thing.label(role.word(), &number.to_string()),
    });
}

/// Functional mailboxes and numbers are contacts; names of persons only when somebody wants it so.
fn contact(id: &str, head: &Head, role: Role, text: &str, place: &Place, draft: &mut Draft) {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let contact = match role {
        Role::Email => Contact { email: Some(text.to_owned()), ..Contact::default() },
        Role::Phone => Contact { phone: Some(text.to_owned()), ..Contact::default() },
        _ if text.contains('@') => Contact { email: Some(text.to_owned()), ..Contact::default() },
        _ if digits >= 5 => Contact { phone: Some(text.to_owned()), ..Contact::default() },
        _ => {
            let choices = [
                ("leave-out", message!("import-answer-leave-out")),
                ("contact", message!("import-answer-contact")),
            ];
            let ask = || message!("import-ask-persons", head = &head.text, text = text);
            if draft.ask("persons", &head.text, place, ask, &choices) == "leave-out" {
                return draft.tell(What::LeftOut, place, message!("import-person", head = &head.text));
            }
            Contact { name: Some(text.to_owned()), ..Contact::default() }
        }
    };
    with(draft, id, |thing| {
        if !thing.spec.contacts.contains(&contact) {
            thing.spec.contacts.push(contact);
        }
    });
}

/// Whether a supplier runs the thing, or the thing needs it, stands in no table.
fn supplier(id: &str, head: &Head, text: &str, place: &Place, draft: &mut Draft) {
    let choices = [
        ("label", message!("import-answer-label")),
        ("runs", message!("import-answer-runs")),
        ("needs", message!("import-answer-needs")),
    ];
    let ask = || message!("import-ask-supplier", head = &head.text, text = text);
    match draft.ask("supplier", &head.text, place, ask, &choices) {
        "runs" => {
            let agency = Names::agency(text, place, draft);
            with(draft, id, |thing| thing.agency = Some(agency));
        }
        "needs" => {
            let agency = Names::agency(text, place, draft);
            draft.link(crate::draft::Link::new(id, agency, place));
        }
        _ => label(id, head, text, place, draft),
    }
}

/// What people do without what the row needs. How long they can is taken from the text, or asked.
pub(super) fn workaround(
    sheet: &Sheet<'_>,
    facts: &Facts<'_>,
    row: &Row,
    draft: &mut Draft,
) -> Option<Workaround> {
    let head = sheet.first(|role| role == Role::Workaround)?;
    let text = Some(facts.told_text(row, head.column, draft)).filter(|text| !text.is_empty())?;
    let place = sheet.grid.cell(row, head.column);
    let lasts = text.split([',', ';', '(']).find_map(|part| {
        let part = part.trim().trim_end_matches(')');
        let part = ["max.", "maximal", "bis zu", "für", "ca.", "höchstens"]
            .iter()
            .find_map(|word| part.strip_prefix(word))
            .unwrap_or(part);
        guessed(part.trim())
    });
    if let Some((lasts, _)) = lasts {
        draft.tell(What::Flagged, &place, message!("import-workaround-lasts", text = &text, value = lasts));
        return Some(Workaround { text: Some(text), lasts: Some(lasts) });
    }
    let choices =
        [("label", message!("import-answer-label")), ("endless", message!("import-answer-endless"))];
    let ask = || message!("import-ask-endless", head = &head.text, text = &text);
    if draft.ask("endless", &head.text, &place, ask, &choices) == "endless" {
        return Some(Workaround { text: Some(text), lasts: None });
    }
    None
}
