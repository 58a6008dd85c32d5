//! The rows of a time line: affected services by agency, or agencies when there are too many.

use super::View;
use super::escape::short;
use super::group::layer_number;
use super::label::Writer;
use crate::diagram::{Diagram, Item, State};
use crate::theme;
use model::{Level, Seconds};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use words::say;

/// Most rows, in a picture of its own and in a document.
const ROWS: [usize; 2] = [60, 40];
/// Most rows of a picture that only says the most important.
const BRIEF: usize = 8;
/// Rows at the end that services of opened agencies leave to others.
const OTHERS: usize = 10;
/// Most bars of a row; the last one covers what comes after.
const BARS: usize = 100;
/// Most marks of a row.
const MARKS: usize = 6;
/// Characters of a name, in a picture of its own and in a document.
const NAME: [usize; 2] = [50, 40];

/// Characters that bold names of a document are shorter.
const BOLD: usize = 6;
/// From so many agencies on that stand alike they share a row.
const ALIKE: usize = 3;

/// A stretch of time at one state, in seconds after the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) state: State,
    pub(super) from: u32,
    /// `None` = open.
    pub(super) until: Option<u32>,
}

/// A moment that counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub(super) at: u32,
    /// A statutory deadline; otherwise the maximum tolerable period of disruption.
    pub(super) deadline: bool,
    /// It passes while the node is still down.
    pub(super) missed: bool,
    /// What it is.
    pub(super) text: String,
}

/// A line of the picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// The name of an agency, above its services or alone.
    pub(super) head: bool,
    /// The scenario itself fails it.
    pub(super) failed: bool,
    /// What stands at the left.
    pub(super) name: String,
    /// The same in full.
    pub(super) full: String,
    pub(super) bars: Vec<Bar>,
    pub(super) marks: Vec<Mark>,
}

/// All rows, and what they leave out.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) rows: Vec<Row>,
    /// Affected nodes.
    pub(super) affected: u64,
    /// Those with a row of their own.
    pub(super) single: u64,
}

impl Rows {
    /// Chooses the rows: as many as the picture has room for.
    pub(super) fn new(diagram: &Diagram<'_>, view: &View, brief: bool) -> Self {
        let mut agencies: BTreeMap<Option<u32>, Vec<&Item<'_>>> = BTreeMap::new();
        for item in diagram.nodes.iter().filter(|item| !item.spans.is_empty()) {
            agencies.entry(item.agency).or_default().push(item);
        }
        let affected = agencies.values().map(Vec::len).sum::<usize>();
        let most = if brief { BRIEF } else { ROWS[usize::from(view.page)] };
        let all = affected + agencies.len() <= most;
        let open = |agency: Option<u32>| {
            let key = agency.and_then(|a| diagram.agencies.get(a as usize)).map(|a| a.key);
            key.is_some_and(|key| view.open.iter().any(|open| open == key))
        };
        let mut order: Vec<(bool, Option<u32>, Vec<&Item<'_>>)> =
            agencies.into_iter().map(|(agency, items)| (open(agency), agency, items)).collect();
        order.sort_by_key(|(open, agency, items)| (Reverse(*open && !all), Reverse(items.len()), *agency));
        let mut made = Self { affected: affected as u64, ..Self::default() };
        let maker = Maker { writer: Writer::new(diagram, view) };
        if !all {
            let (opened, closed): (Vec<_>, Vec<_>) = order.into_iter().partition(|(open, ..)| *open);
            for (_, agency, items) in opened {
                made.rows.push(maker.agency(&[agency], &items));
                let room = most.saturating_sub(made.rows.len() + OTHERS);
                made.single += items.len().min(room) as u64;
                made.rows.extend(maker.services(items).into_iter().take(room));
            }
            let mut alike = maker.alike(closed.into_iter().map(|(_, agency, items)| (agency, items)));
            let room = most.saturating_sub(made.rows.len());
            let rest = if alike.len() > room { alike.split_off(room.saturating_sub(1)) } else { Vec::new() };
            made.rows.extend(alike.into_iter().map(|(agencies, items)| maker.agency(&agencies, &items)));
            made.rows.extend(maker.others(&rest));
            return made;
        }
        for (_, agency, items) in order {
            made.rows.push(maker.head(agency));
            made.single += items.len() as u64;
            made.rows.extend(maker.services(items));
        }
        made
    }
}

/// Agencies that share a row, and their affected nodes.
type Together<'i, 'a> = (Vec<Option<u32>>, Vec<&'i Item<'a>>);

struct Maker<'a, 'd> {
    writer: Writer<'a, 'd>,
}

impl<'a> Maker<'a, '_> {
    fn agency_name(&self, agency: Option<u32>) -> String {
        let found = agency.and_then(|a| self.writer.diagram.agencies.get(a as usize));
        found.map_or_else(
            || self.writer.l().text("picture-without-agency").to_owned(),
            |agency| super::clean(agency.name),
        )
    }

    /// Most characters of a name.
    fn name(&self) -> usize {
        NAME[usize::from(self.writer.view.page)]
    }

    fn head(&self, agency: Option<u32>) -> Row {
        let full = self.agency_name(agency);
        Row { head: true, name: short(&full, self.name()), full, ..Row::default() }
    }

    /// One row for each, from top to bottom of the stack, the earliest first.
    fn services(&self, mut items: Vec<&Item<'a>>) -> Vec<Row> {
        items.sort_by_key(|item| {
            (layer_number(item), item.spans.first().map(|span| span.from), Reverse(item.state), item.key)
        });
        items.into_iter().map(|item| self.service(item)).collect()
    }

    fn service(&self, item: &Item<'a>) -> Row {
        let l = self.writer.l();
        let kind = theme::kind(l, item.kind, item.layer, item.site_type);
        let mut signs = String::new();
        if !item.certain {
            signs.push_str(" ?");
        }
        if item.hypothetical {
            signs.push_str(" +");
        }
        // Bold letters are wider.
        let bold = if item.failed && self.writer.view.page { BOLD } else { 0 };
        let room = self.name() - signs.len() - bold;
        Row {
            head: false,
            failed: item.failed,
            name: middle(item.name, room) + &signs,
            full: format!("{} ({kind}) [{}]", super::clean(item.name), item.key),
            bars: bars(item.spans.iter().map(|s| (s.level, s.from.get(), s.until.map(Seconds::get)))),
            marks: self.marks(item),
        }
    }

    fn marks(&self, item: &Item<'a>) -> Vec<Mark> {
        let l = self.writer.l();
        if item.spans.is_empty() {
            return Vec::new();
        }
        let down = item.spans.iter().find(|span| span.level == Level::Unavailable);
        let tolerable = l.text("picture-tolerable-most");
        let mtpd = item.mtpd.zip(down).map(|(mtpd, down)| Mark {
            at: item.mtpd_breach.map_or(down.from.get().saturating_add(mtpd.get()), Seconds::get),
            deadline: false,
            missed: item.mtpd_breach.is_some(),
            text: format!("{tolerable}: {}", l.duration(mtpd)),
        });
        let deadlines = item.deadlines.iter().filter_map(|deadline| {
            Some(Mark {
                at: deadline.at?.get(),
                deadline: true,
                missed: deadline.at_risk,
                text: format!("{}: {}", super::clean(&deadline.name), l.deadline(deadline.end)),
            })
        });
        let mut marks: Vec<Mark> = mtpd.into_iter().chain(deadlines).collect();
        marks.sort_unstable();
        marks.truncate(MARKS);
        marks
    }

    /// Agencies that stand alike at each time put together, at the place of the first of them; a few stay apart, and
    /// so does every one where it begins.
    fn alike<'i>(
        &self,
        agencies: impl Iterator<Item = (Option<u32>, Vec<&'i Item<'a>>)>,
    ) -> Vec<Together<'i, 'a>> {
        let mut found: Vec<(Row, Vec<Together<'i, 'a>>)> = Vec::new();
        for (agency, items) in agencies {
            let row = self.together(&items);
            let marks =
                |row: &Row| row.marks.iter().map(|m| (m.at, m.deadline, m.missed)).collect::<Vec<_>>();
            let same = |(other, _): &&mut (Row, Vec<_>)| {
                !row.failed && !other.failed && other.bars == row.bars && marks(other) == marks(&row)
            };
            match found.iter_mut().find(same) {
                Some((_, all)) => all.push((vec![agency], items)),
                None => found.push((row, vec![(vec![agency], items)])),
            }
        }
        let together = |(_, all): (Row, Vec<Together<'i, 'a>>)| match all.len() < ALIKE {
            true => all,
            false => {
                let (agencies, items): (Vec<_>, Vec<_>) = all.into_iter().unzip();
                vec![(agencies.concat(), items.concat())]
            }
        };
        found.into_iter().flat_map(together).collect()
    }

    /// One row for all of an agency, or of several that stand alike: how the worst node stands at each time.
    fn agency(&self, agencies: &[Option<u32>], items: &[&Item<'a>]) -> Row {
        let names: Vec<String> = agencies.iter().map(|&agency| self.agency_name(agency)).collect();
        let more = names.len().saturating_sub(1) as u64;
        let more = if more > 0 {
            format!(" {}", say!(self.writer.l(), "picture-and-others", number = more))
        } else {
            String::new()
        };
        let counts = format!("{more} {}", self.counts(items));
        let bold = if self.writer.view.page { BOLD } else { 0 };
        let room = self.name().saturating_sub(counts.chars().count() + 1 + bold);
        let first = names.first().map(String::as_str).unwrap_or_default();
        let name = format!("{}{counts}", short(first, room));
        Row { name, full: names.join("; "), ..self.together(items) }
    }

    fn others(&self, small: &[Together<'_, 'a>]) -> Option<Row> {
        let items: Vec<&Item<'a>> = small.iter().flat_map(|(_, items)| items.iter().copied()).collect();
        let l = self.writer.l();
        let n = small.iter().map(|(agencies, _)| agencies.len() as u64).sum::<u64>();
        let name = format!("{} {}", say!(l, "count-other-agencies", other_agencies = n), self.counts(&items));
        (n > 0).then(|| Row { full: name.clone(), name, ..self.together(&items) })
    }

    fn counts(&self, items: &[&Item<'a>]) -> String {
        let of = |state| items.iter().filter(|item| item.state == state).count() as u64;
        let all = [State::Unavailable, State::Degraded].map(|state| (state, of(state)));
        let shown = all.into_iter().filter(|(_, n)| *n > 0);
        shown
            .map(|(state, n)| format!("{} {}", theme::look(state).icon, self.writer.l().number(n)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn together(&self, items: &[&Item<'a>]) -> Row {
        let l = self.writer.l();
        let mut marks: Vec<Mark> = Vec::new();
        let breached = items.iter().filter_map(|item| item.mtpd_breach);
        if let Some(first) = breached.clone().min() {
            let what = l.text("picture-longer-than-tolerable");
            let text = format!("{what}: {}", l.number(breached.count() as u64));
            marks.push(Mark { at: first.get(), deadline: false, missed: true, text });
        }
        let missed = items.iter().flat_map(|i| self.marks(i)).filter(|mark| mark.deadline && mark.missed);
        if let Some(first) = missed.clone().map(|mark| mark.at).min() {
            let what = l.text("picture-deadlines-risk");
            let text = format!("{what}: {}", l.number(missed.count() as u64));
            marks.push(Mark { at: first, deadline: true, missed: true, text });
        }
        Row {
            head: true,
            failed: items.iter().any(|item| item.failed),
            bars: bars(worst(items).into_iter()),
            marks,
            ..Row::default()
        }
    }
}

/// A name without its middle when it is too long: the ends tell similar names apart. Words stay whole, unless one alone
/// is too long.
fn middle(name: &str, most: usize) -> String {
    let name = super::clean(name);
    let length = |text: &str| text.chars().count();
    if length(&name) <= most {
        return name;
    }
    let words: Vec<&str> = name.split(' ').collect();
    let (mut head, mut tail) = (1, words.len());
    let joined =
        |head: usize, tail: usize| format!("{} … {}", words[..head].join(" "), words[tail..].join(" "));
    // From both ends in turn, as long as there is room.
    loop {
        let more_tail = (head < tail && length(&joined(head, tail - 1)) <= most).then(|| tail - 1);
        tail = more_tail.unwrap_or(tail);
        let more_head = (head < tail && length(&joined(head + 1, tail)) <= most).then_some(head + 1);
        head = more_head.unwrap_or(head);
        if more_tail.is_none() && more_head.is_none() {
            break;
        }
    }
    let text = joined(head, tail);
    if length(&text) <= most { text.trim_end().to_owned() } else { short(&name, most.saturating_sub(1)) }
}

/// The worst level at each time, as stretches.
fn worst(items: &[&Item<'_>]) -> Vec<(Level, u32, Option<u32>)> {
    let mut events: Vec<(u32, Level, i64)> = Vec::new();
    for span in items.iter().flat_map(|item| &item.spans) {
        events.push((span.from.get(), span.level, 1));
        events.extend(span.until.map(|until| (until.get(), span.level, -1)));
    }
    events.sort_unstable();
    let mut counts = [0_i64; 3];
    let mut stretches: Vec<(Level, u32, Option<u32>)> = Vec::new();
    let mut rest = events.as_slice();
    while let Some(&(time, ..)) = rest.first() {
        let now = rest.iter().take_while(|event| event.0 == time).count();
        let (these, later) = rest.split_at(now);
        these.iter().for_each(|&(_, level, step)| counts[level as usize] += step);
        rest = later;
        let level = match counts {
            [_, _, unavailable] if unavailable > 0 => Level::Unavailable,
            [_, degraded, _] if degraded > 0 => Level::Degraded,
            _ => Level::Operational,
        };
        let current = stretches.last_mut().filter(|stretch| stretch.2.is_none());
        match current {
            Some(stretch) if stretch.0 == level => continue,
            Some(stretch) => stretch.2 = Some(time),
            None => {}
        }
        if level != Level::Operational {
            stretches.push((level, time, None));
        }
    }
    stretches
}

fn bars(spans: impl Iterator<Item = (Level, u32, Option<u32>)>) -> Vec<Bar> {
    let mut bars: Vec<Bar> = Vec::new();
    for (level, from, until) in spans {
        let state = State::from(level);
        let full = bars.len() >= BARS;
        match bars.last_mut() {
            Some(last) if full => {
                last.state = last.state.max(state);
                last.until = until;
            }
            _ => bars.push(Bar { state, from, until }),
        }
    }
    bars
}
