//! Our own workbook: a map as sheets that people edit in a spreadsheet, and back. Every node and every dependency is a row;
//! what has no column here stays as it is in the map.

use crate::draft::{Draft, Link, Strength, Thing};
use crate::place::Place;
use crate::report::What;
use crate::sheet::{Book, Page};
use crate::table::grid::{Grid, Row};
use crate::table::values::{Digits, Says, Span, Unit, digits, number, says, span};
use model::{
    Dependency, Form, Key, Kind, Layer, LocalId, Needed, Node, Relation, Seconds, SiteType, Workaround,
    message,
};
use std::collections::HashSet;
use words::Language;

/// What stands in the first cell of the first sheet.
const MARK: &str = "Tragweite";
/// The version of the form, beside it.
const VERSION: &str = "1";

/// A column of a sheet of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Key,
    Name,
    Agency,
    Layer,
    Type,
    Ars,
    Ags,
    Leika,
    Population,
    Cases,
    Mtpd,
    Rto,
    Rpo,
    Recovery,
    Description,
}

use Column::{
    Agency, Ags, Ars, Cases, Description, Key as KeyColumn, Layer as LayerColumn, Leika, Mtpd, Name,
    Population, Recovery, Rpo, Rto, Type,
};

/// The columns of the nodes of each kind.
const SHEETS: [(Kind, &[Column]); 3] = [
    (Kind::Agency, &[KeyColumn, Name, Ars, Ags, Population, Mtpd, Rto, Rpo, Recovery, Description]),
    (Kind::Site, &[KeyColumn, Name, Agency, Type, Ars, Ags, Mtpd, Rto, Rpo, Recovery, Description]),
    (
        Kind::Service,
        &[KeyColumn, Name, Agency, LayerColumn, Leika, Cases, Mtpd, Rto, Rpo, Recovery, Description],
    ),
];

/// A column of the sheet of dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Dependent,
    Id,
    Form,
    Providers,
    Fallback,
    Tolerance,
    Workaround,
    Lasts,
    Start,
    Note,
}

const NEEDS: [Of; 10] = [
    Of::Dependent,
    Of::Id,
    Of::Form,
    Of::Providers,
    Of::Fallback,
    Of::Tolerance,
    Of::Workaround,
    Of::Lasts,
    Of::Start,
    Of::Note,
];

fn head(column: Column, l: Language) -> &'static str {
    match column {
        KeyColumn => l.text("graph-key"),
        Name => l.text("template-name"),
        Agency => l.text("report-agency"),
        LayerColumn => l.text("graph-head-layer"),
        Type => l.text("template-type"),
        Ars => l.text("template-ars"),
        Ags => l.text("template-ags"),
        Leika => l.text("template-leika"),
        Population => l.text("template-population"),
        Cases => l.text("template-cases"),
        Mtpd => l.text("report-mtpd"),
        Rto => l.text("report-rto"),
        Rpo => l.text("template-rpo"),
        Recovery => l.text("template-recovery"),
        Description => l.text("manual-description"),
    }
}

fn need_head(column: Of, l: Language) -> &'static str {
    match column {
        Of::Dependent => l.text("template-dependent"),
        Of::Id => l.text("template-id"),
        Of::Form => l.text("template-form"),
        Of::Providers => l.text("template-providers"),
        Of::Fallback => l.text("template-fallback"),
        Of::Tolerance => l.text("template-tolerance"),
        Of::Workaround => l.text("report-workaround"),
        Of::Lasts => l.text("template-lasts"),
        Of::Start => l.text("template-start"),
        Of::Note => l.text("template-note"),
    }
}

/// The workbook of these nodes, in their order.
pub fn write(nodes: &[&Node], l: Language) -> Book {
    let about = vec![vec![l.text("template-how").to_owned()], vec![l.text("template-removed").to_owned()]];
    let mut pages = vec![Page {
        name: l.text("graph-about-file").to_owned(),
        heads: vec![MARK.to_owned(), VERSION.to_owned()],
        rows: about,
    }];
    for (kind, columns) in SHEETS {
        let of_kind = nodes.iter().filter(|node| node.kind == kind);
        pages.push(Page {
            name: match kind {
                Kind::Agency => l.text("planning-agencies-2").to_owned(),
                Kind::Site => l.text("template-sites").to_owned(),
                Kind::Service => l.text("template-services").to_owned(),
            },
            heads: columns.iter().map(|&column| head(column, l).to_owned()).collect(),
            rows: of_kind.map(|node| columns.iter().map(|&column| cell(node, column)).collect()).collect(),
        });
    }
    let needs = nodes.iter().flat_map(|node| node.needs.iter().map(move |need| (node, need)));
    pages.push(Page {
        name: l.text("graph-dependencies").to_owned(),
        heads: NEEDS.iter().map(|&column| need_head(column, l).to_owned()).collect(),
        rows: needs
            .map(|(node, need)| NEEDS.iter().map(|&column| need_cell(node, need, column)).collect())
            .collect(),
    });
    Book { pages }
}

fn cell(node: &Node, column: Column) -> String {
    let seconds = |value: Option<Seconds>| value.map(|seconds| seconds.to_string()).unwrap_or_default();
    match column {
        KeyColumn => node.key.to_string(),
        Name => node.name.clone(),
        Agency => node.agency.as_ref().map(Key::to_string).unwrap_or_default(),
        LayerColumn => node.layer.map(|layer| layer.as_str().to_owned()).unwrap_or_default(),
        Type => node.site_type.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        Ars => node.ars.clone().unwrap_or_default(),
        Ags => node.ags.clone().unwrap_or_default(),
        Leika => node.leika.clone().unwrap_or_default(),
        Population => node.population.map(|count| count.to_string()).unwrap_or_default(),
        Cases => node.cases_per_day.map(|count| count.to_string()).unwrap_or_default(),
        Mtpd => seconds(node.mtpd),
        Rto => seconds(node.rto),
        Rpo => seconds(node.rpo),
        Recovery => seconds(Some(node.recovery).filter(|recovery| recovery.get() > 0)),
        Description => node.description.clone().unwrap_or_default(),
    }
}

fn need_cell(node: &Node, need: &Dependency, column: Of) -> String {
    let keys = |keys: &[Key]| keys.iter().map(Key::as_str).collect::<Vec<_>>().join("; ");
    match column {
        Of::Dependent => node.key.to_string(),
        Of::Id => need.local_id().to_string(),
        Of::Form if need.relation != Relation::Needs => need.relation.as_str().to_owned(),
        Of::Form => form_word(need.form),
        Of::Providers => keys(&need.providers),
        Of::Fallback => keys(&need.fallbacks),
        Of::Tolerance => {
            Some(need.tolerance).filter(|t| t.get() > 0).map(|t| t.to_string()).unwrap_or_default()
        }
        Of::Workaround => match &need.workaround {
            Some(workaround) => workaround.text.clone().unwrap_or_else(|| "x".to_owned()),
            None => String::new(),
        },
        Of::Lasts => {
            need.workaround.as_ref().and_then(|w| w.lasts).map(|lasts| lasts.to_string()).unwrap_or_default()
        }
        Of::Start => if need.needed == Needed::Start { "x" } else { "" }.to_owned(),
        Of::Note => need.note.clone().unwrap_or_default(),
    }
}

fn form_word(form: Form) -> String {
    match form {
        Form::On => "on".to_owned(),
        Form::Whole => "whole".to_owned(),
        Form::AnyOf => "anyOf".to_owned(),
        Form::OneOfUnknown => "oneOfUnknown".to_owned(),
        Form::AtLeast(count) => format!("atLeast {count}"),
        Form::SharedBy => "sharedBy".to_owned(),
        Form::SupportedBy => "supportedBy".to_owned(),
        Form::InformedBy => "informedBy".to_owned(),
        Form::Raw { min, full } => format!("min {min} full {full}"),
    }
}

fn form_of(word: &str) -> Option<(Relation, Form)> {
    let relation = Relation::from_word(word).filter(|relation| *relation != Relation::Needs);
    if let Some(relation) = relation {
        return Some((relation, relation.form()?));
    }
    let words: Vec<&str> = word.split_whitespace().collect();
    let form = match words.as_slice() {
        [] | ["on"] => Form::On,
        ["whole"] => Form::Whole,
        ["anyOf"] => Form::AnyOf,
        ["oneOfUnknown"] => Form::OneOfUnknown,
        ["atLeast", count] => Form::AtLeast(count.parse().ok()?),
        ["sharedBy"] => Form::SharedBy,
        ["supportedBy"] => Form::SupportedBy,
        ["informedBy"] => Form::InformedBy,
        ["min", min, "full", full] => Form::Raw { min: min.parse().ok()?, full: full.parse().ok()? },
        _ => return None,
    };
    Some((Relation::Needs, form))
}

/// Whether these sheets are our own workbook.
pub fn is_template(grids: &[Grid]) -> bool {
    let first = grids.first().and_then(|grid| grid.rows.first());
    first.is_some_and(|row| row.text(0) == MARK && row.text(1) == VERSION)
}

/// Reads our own workbook.
pub fn read(grids: &[Grid], draft: &mut Draft) {
    for grid in &grids[1..] {
        let Some(heads) = grid.rows.first() else { continue };
        let at = |text: &str| (0..heads.cells.len()).find(|&column| heads.text(column) == text);
        let both =
            |of: &dyn Fn(Language) -> &'static str| at(of(Language::De)).or_else(|| at(of(Language::En)));
        if both(&|l| need_head(Of::Dependent, l)).is_some() {
            let columns: Vec<(Of, usize)> =
                NEEDS.iter().filter_map(|&of| Some((of, both(&|l| need_head(of, l))?))).collect();
            let mut seen = HashSet::new();
            for row in &grid.rows[1..] {
                dependency(grid, row, &columns, &mut seen, draft);
            }
            continue;
        }
        let Some(kind) = kind(grid) else {
            draft.tell(What::LeftOut, &grid.place, message!("import-no-name-column"));
            continue;
        };
        let all = SHEETS.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, columns)| columns);
        let columns: Vec<(Column, usize)> =
            all.iter().filter_map(|&column| Some((column, both(&|l| head(column, l))?))).collect();
        // A column that somebody took out says nothing; it does not say that there is nothing.
        let exact = columns.len() == all.len();
        for row in &grid.rows[1..] {
            node(grid, row, kind, &columns, exact, draft);
        }
    }
}

/// The kind of the nodes of a sheet, by its name.
fn kind(grid: &Grid) -> Option<Kind> {
    let name = grid.place.sheet.as_deref()?;
    let is =
        |of: fn(Language) -> &'static str| [Language::De, Language::En].into_iter().any(|l| of(l) == name);
    if is(|l| l.text("planning-agencies-2")) {
        Some(Kind::Agency)
    } else if is(|l| l.text("template-sites")) {
        Some(Kind::Site)
    } else if is(|l| l.text("template-services")) {
        Some(Kind::Service)
    } else {
        None
    }
}

fn node(grid: &Grid, row: &Row, kind: Kind, columns: &[(Column, usize)], exact: bool, draft: &mut Draft) {
    let place = grid.row(row);
    let text = |of: Column| {
        let found = columns.iter().find(|(column, _)| *column == of).map(|(_, at)| row.value(*at));
        found.filter(|value| says(value) == Says::Something).map(|value| value.text().into_owned())
    };
    let (Some(key), Some(name)) = (text(KeyColumn), text(Name)) else {
        return draft.tell(What::Refused, &place, message!("import-no-name"));
    };
    let key = match Key::new(&key) {
        Ok(key) => key,
        Err(fault) => return draft.tell(What::Refused, &place, fault.detail),
    };
    let mut thing = match kind {
        Kind::Agency => Thing::agency(key.as_str(), &name, &place),
        Kind::Site => Thing::site(key.as_str(), &name, SiteType::Office, &place),
        Kind::Service => Thing::service(key.as_str(), &name, Layer::Application, &place),
    };
    thing.key = Some(key);
    thing.agency = text(Agency);
    thing.spec.description = text(Description);
    let mut wrong = Vec::new();
    if kind == Kind::Site {
        thing.spec.site_type =
            text(Type).and_then(|word| SiteType::from_word(&word).or_else(|| note(&mut wrong, Type)));
    }
    if kind == Kind::Service {
        thing.spec.layer = text(LayerColumn)
            .and_then(|word| Layer::from_word(&word).or_else(|| note(&mut wrong, LayerColumn)))
            .or(Some(Layer::Application));
    }
    for &(column, at) in columns {
        let value = row.value(at);
        if says(value) != Says::Something {
            continue;
        }
        let seconds = || match span(value, Unit::of_head(&grid.rows[0].text(at))) {
            Span::Known(seconds) | Span::Cut(seconds) => Some(seconds),
            _ => None,
        };
        let official = |lengths: &[usize]| match digits(value, lengths) {
            Digits::Known(digits) | Digits::Padded(digits) => Some(digits),
            Digits::Lost | Digits::No => None,
        };
        let spec = &mut thing.spec;
        let fits = match column {
            Ars => set(&mut spec.ars, official(&[2, 3, 5, 9, 12])),
            Ags => set(&mut spec.ags, official(&[2, 3, 5, 8])),
            Leika => set(&mut spec.leika, official(&[14])),
            // Counted in whole people, far below what a float holds exactly.
            Population => {
                set(&mut spec.population, number(&value.text()).filter(|n| *n >= 0.0).map(|n| n as u64))
            }
            Cases => set(&mut spec.cases_per_day, number(&value.text())),
            Mtpd => set(&mut spec.mtpd, seconds()),
            Rto => set(&mut spec.rto, seconds()),
            Rpo => set(&mut spec.rpo, seconds()),
            Recovery => seconds().map(|recovery| spec.recovery = recovery).is_some(),
            _ => true,
        };
        if !fits {
            draft.tell(What::Refused, &grid.cell(row, at), message!("import-not-that", text = value.text()));
            wrong.push(column);
        }
    }
    // Where a cell cannot be read, what is in the map must not be taken out.
    thing.exact = exact && wrong.is_empty();
    draft.add(thing);
}

fn note<T>(wrong: &mut Vec<Column>, column: Column) -> Option<T> {
    wrong.push(column);
    None
}

fn set<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
    let fits = value.is_some();
    *slot = value;
    fits
}

fn dependency(
    grid: &Grid,
    row: &Row,
    columns: &[(Of, usize)],
    seen: &mut HashSet<(String, String)>,
    draft: &mut Draft,
) {
    let place: Place = grid.row(row);
    let text = |of: Of| {
        let found =
            columns.iter().find(|(column, _)| *column == of).map(|(_, at)| row.text(*at).into_owned());
        found.filter(|text| !text.is_empty())
    };
    let keys = |of: Of| -> Vec<String> {
        let text = text(of).unwrap_or_default();
        text.split([';', ',', '\n']).map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()).collect()
    };
    let Some(dependent) = text(Of::Dependent) else {
        return draft.tell(What::Refused, &place, message!("import-one-end"));
    };
    let Some((relation, form)) = form_of(&text(Of::Form).unwrap_or_default()) else {
        let text = message!("import-not-that", text = text(Of::Form).unwrap_or_default());
        return draft.tell(What::Refused, &place, text);
    };
    let duration = |of: Of, draft: &mut Draft| {
        let at = columns.iter().find(|(column, _)| *column == of).map(|(_, at)| *at)?;
        match span(row.value(at), None) {
            Span::Known(seconds) | Span::Cut(seconds) => Some(seconds),
            _ if row.value(at).is_empty() => None,
            _ => {
                let text = message!("import-not-that", text = row.text(at));
                draft.tell(What::Refused, &grid.cell(row, at), text);
                None
            }
        }
    };
    let mut link = Link::of(&dependent, keys(Of::Providers), Strength::Stated(form), &place);
    link.fallbacks = keys(Of::Fallback);
    link.relation = relation;
    link.turns = false;
    link.tolerance = duration(Of::Tolerance, draft);
    let lasts = duration(Of::Lasts, draft);
    let what = text(Of::Workaround);
    if what.is_some() || lasts.is_some() {
        link.workaround = Some(Workaround { text: what.filter(|text| text != "x"), lasts });
    }
    link.needed = if text(Of::Start).is_some() { Needed::Start } else { Needed::Always };
    link.note = text(Of::Note);
    // A row that was copied is another dependency.
    let id = text(Of::Id).filter(|id| seen.insert((dependent.clone(), id.clone())));
    link.id = id.and_then(|id| LocalId::new(&id).ok());
    draft.link(link);
}
