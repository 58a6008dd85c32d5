//! A comparison as people read it: the totals side by side, then what differs, then the picture.

use super::notes;
use crate::planning::comparison::{Because, ComparedNode, ComparisonAnswer, Course, OneSide, SideAnswer};
use crate::planning::figures::of_people;
use crate::planning::sentences::{basis, names};
use model::{Level, Seconds};
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Picture, Source, Table};
use wire::impact::Totals;
use words::say;

/// Nodes at risk that a line names.
const NAMED: usize = 12;
/// Failures of one side that are named.
const FAILURES: usize = 3;
/// Spans of a course that are told.
const SPANS: usize = 3;

pub(super) fn paper(answer: &ComparisonAnswer, l: Language) -> Paper {
    let mut beside = vec![Block::Table(totals(answer, l))];
    beside.extend(picture(answer, l));
    let mut parts = vec![Part::new(l.text("planning-side-side"), beside)];
    let (counts, omitted) = (&answer.counts, &answer.omitted);
    let mut add = |heading: &str, list: &[ComparedNode], all: u64, omitted: u64| {
        if all > 0 {
            let heading = format!("{heading} ({})", l.number(all));
            parts.push(Part::new(heading, vec![Block::Table(nodes(list, omitted, l))]));
        }
    };
    add(
        l.text("planning-newly-affected"),
        &answer.newly_affected,
        counts.newly_affected,
        omitted.newly_affected,
    );
    add(l.text("planning-worse"), &answer.worse, counts.worse, omitted.worse);
    add(l.text("planning-earlier"), &answer.earlier, counts.earlier, omitted.earlier);
    add(l.text("planning-later"), &answer.later, counts.later, omitted.later);
    add(l.text("planning-better"), &answer.better, counts.better, omitted.better);
    add(
        l.text("planning-no-longer-affected"),
        &answer.no_longer_affected,
        counts.no_longer_affected,
        omitted.no_longer_affected,
    );
    parts.extend(at_risk(answer, l));
    if !answer.agencies.is_empty() {
        parts.push(Part::new(l.text("planning-agency"), vec![Block::Table(agencies(answer, l))]));
    }
    Paper {
        timed: false,
        title: l.text("planning-two-situations-compared").to_owned(),
        lead: lead(answer, l),
        parts,
        basis: basis(answer.revision, &answer.assumptions, notes(l), l),
    }
}

/// What has lost its reserve, or has one again.
fn at_risk(answer: &ComparisonAnswer, l: Language) -> Option<Part> {
    let line = |heading: &str, list, total: u64| {
        let text = || names(list, total, NAMED, l);
        (total > 0).then(|| format!("{heading} ({}): {}", l.number(total), text()))
    };
    let (new, old) = (&answer.newly_at_risk, &answer.no_longer_at_risk);
    let lines = [
        line(l.text("planning-newly-without-reserve"), new, answer.counts.newly_at_risk),
        line(l.text("planning-reserve-again"), old, answer.counts.no_longer_at_risk),
    ];
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    let heading = l.text("report-still-works-but-nothing-left-lose");
    (!lines.is_empty()).then(|| Part::new(heading, vec![Block::List(lines)]))
}

/// What fails on each side.
fn fails(answer: &ComparisonAnswer, l: Language) -> Vec<String> {
    let told = |side: &SideAnswer| match side.failures_total {
        0 => l.text("planning-nothing").to_owned(),
        total => names(&side.failures, total, FAILURES, l),
    };
    let (before, after) = (told(&answer.before), told(&answer.after));
    if before == after {
        return vec![format!("{} {before}.", l.text("planning-both-sides-fails"))];
    }
    vec![
        format!("{} {before}.", l.text("planning-before-what-fails")),
        format!("{} {after}.", l.text("planning-after-what-fails")),
    ]
}

/// What a side is called where it has no title.
fn name(side: &SideAnswer, of: OneSide, l: Language) -> String {
    let word = match of {
        OneSide::Before => l.text("planning-before"),
        OneSide::After => l.text("planning-after"),
    };
    side.title.as_ref().map_or_else(|| word.to_owned(), |title| format!("{word}: {title}"))
}

fn lead(answer: &ComparisonAnswer, l: Language) -> Vec<String> {
    let c = &answer.counts;
    let mut lead = fails(answer, l);
    let changed = c.newly_affected + c.no_longer_affected + c.worse + c.better + c.earlier + c.later;
    if changed == 0 {
        let mut text = l.text("planning-both-sides-same-no-node-has").to_owned();
        if c.unchanged > 0 {
            text.push_str(&format!(" {} {}.", l.text("planning-affected-both"), l.number(c.unchanged)));
        }
        lead.push(text);
        return lead;
    }
    let told = |n: u64, word: &str| (n > 0).then(|| format!("{} {word}", l.number(n)));
    let good = [
        told(c.no_longer_affected, l.text("planning-no-longer-affected-2")),
        told(c.better, l.text("planning-better-2")),
        told(c.later, l.text("planning-later-2")),
    ];
    let bad = [
        told(c.newly_affected, l.text("planning-newly-affected-2")),
        told(c.worse, l.text("planning-worse-2")),
        told(c.earlier, l.text("planning-earlier-2")),
    ];
    let list = |list: [Option<String>; 3]| list.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let (good, bad) = (list(good), list(bad));
    if !good.is_empty() {
        lead.push(format!("{} {good}.", l.text("planning-better-3")));
    }
    if !bad.is_empty() {
        lead.push(format!("{} {bad}.", l.text("planning-worse-3")));
    }
    if c.unchanged > 0 {
        lead.push(format!("{} {}.", l.text("planning-affected-as-before"), l.number(c.unchanged)));
    }
    lead
}

/// What is counted, and where it stands.
type Row = (String, fn(&Totals) -> u64);

fn totals(answer: &ComparisonAnswer, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.text("planning-figure"), 4),
        (&name(&answer.before, OneSide::Before, l), 2),
        (&name(&answer.after, OneSide::After, l), 2),
        (l.text("planning-difference"), 1),
    ])
    .numbers(&[1, 2, 3]);
    let (one, other) = (&answer.before, &answer.after);
    if (one.revision, one.hypothetical_changes) != (other.revision, other.hypothetical_changes) {
        let map = |side: &SideAnswer| {
            let revision = match side.revision {
                0 => l.text("planning-from-files").to_owned(),
                revision => format!("{} {revision}", l.text("planning-revision")),
            };
            match side.hypothetical_changes {
                0 => revision,
                n => {
                    format!("{revision}, {}", say!(l, "count-hypothetical-changes", hypothetical_changes = n))
                }
            }
        };
        table.row([l.text("planning-map").to_owned(), map(one), map(other), String::new()]);
    }
    let rows: [Row; 11] = [
        (l.marked(Level::Unavailable), |t| t.unavailable),
        (l.marked(Level::Degraded), |t| t.degraded),
        (l.text("planning-affected-services").to_owned(), |t| t.services),
        (l.text("planning-public-services-these").to_owned(), |t| t.public_services),
        (l.text("picture-places").to_owned(), |t| t.sites),
        (l.text("planning-agencies").to_owned(), |t| t.agencies),
        (l.text("planning-districts").to_owned(), |t| t.districts),
        (l.text("picture-longer-than-tolerable").to_owned(), |t| t.mtpd_breached),
        (l.text("planning-longer-than-tolerable-undecided").to_owned(), |t| t.mtpd_undecided),
        (l.text("planning-without-reserve").to_owned(), |t| t.at_risk),
        (l.text("picture-cannot-restart-itself").to_owned(), |t| t.deadlocked),
    ];
    for (word, of) in rows {
        let (before, after) = (of(&one.totals), of(&other.totals));
        if before + after > 0 {
            table.row([word, l.number(before), l.number(after), difference(before, after, l)]);
        }
    }
    if let Some(row) = people(&one.totals, &other.totals, l) {
        table.row(row);
    }
    table
}

/// Inhabitants, as far as the map knows them; none when nobody lives behind what is affected on either side.
fn people(one: &Totals, other: &Totals, l: Language) -> Option<[String; 4]> {
    let known = |t: &Totals| t.people.filter(|_| t.people_unknown == 0);
    let told = |t: &Totals| of_people(t.people, t.people_unknown, l);
    let differ = match (known(one), known(other)) {
        (Some(0), Some(0)) => return None,
        (Some(before), Some(after)) => difference(before, after, l),
        _ => "?".to_owned(),
    };
    Some([l.text("planning-inhabitants").to_owned(), told(one), told(other), differ])
}

fn difference(before: u64, after: u64, l: Language) -> String {
    match before.cmp(&after) {
        std::cmp::Ordering::Equal => "=".to_owned(),
        std::cmp::Ordering::Less => format!("+{}", l.number(after - before)),
        std::cmp::Ordering::Greater => format!("−{}", l.number(before - after)),
    }
}

fn nodes(list: &[ComparedNode], omitted: u64, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.text("report-what"), 4),
        (l.text("planning-before"), 3),
        (l.text("planning-after"), 3),
        (l.text("planning-difference"), 2),
    ]);
    for entry in list {
        let node = &entry.node;
        let who = node.agency_name.clone().unwrap_or_else(|| node.key.clone());
        let stands = |course: &Option<Course>, side: OneSide| match (course, entry.exists_only) {
            (Some(course), _) => course_told(course, l),
            (None, Some(only)) if only != side => Cell::from(l.text("planning-does-not-exist")),
            (None, _) if entry.at_risk => Cell::from(l.text("planning-works-without-reserve")),
            (None, _) => Cell::from(l.marked(Level::Operational)),
        };
        table.row([
            Cell::named(node.name.clone(), who),
            stands(&entry.before, OneSide::Before),
            stands(&entry.after, OneSide::After),
            Cell::from(why(entry, l)),
        ]);
    }
    table.omitted = omitted;
    table
}

fn course_told(course: &Course, l: Language) -> Cell {
    let when = |seconds: Seconds| l.after(seconds);
    let spans = course.spans.iter().take(SPANS).map(|span| {
        let level = span.level;
        let until = span.until.map_or_else(
            || l.text("report-no-end-known-2").to_owned(),
            |until| format!("{} {}", l.text("report-until"), when(until.0)),
        );
        let from = match span.from.0 {
            Seconds::ZERO => l.text("report-once").to_owned(),
            from => when(from),
        };
        format!("{} {from}, {until}", l.marked(level))
    });
    let mut text = spans.collect::<Vec<_>>().join("\n");
    if course.spans.len() > SPANS {
        text.push_str("\n…");
    }
    Cell::from(text)
}

fn why(entry: &ComparedNode, l: Language) -> String {
    let word = match (entry.because, &entry.by) {
        (Some(Because::Level), _) => l.text("planning-another-level").to_owned(),
        (Some(Because::Lasting), _) => l.text("planning-lasts-otherwise").to_owned(),
        (Some(Because::Course), _) => l.text("planning-another-course").to_owned(),
        (None, Some(by)) => format!("{} {}", l.text("planning-by"), l.duration(by.0)),
        (None, None) => String::new(),
    };
    match entry.exists_only {
        Some(OneSide::Before) => l.text("planning-exists-only-before").to_owned(),
        Some(OneSide::After) => l.text("planning-exists-only-after").to_owned(),
        None => word,
    }
}

fn agencies(answer: &ComparisonAnswer, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.text("report-agency"), 4),
        (l.level(Level::Unavailable), 2),
        (l.level(Level::Degraded), 2),
    ])
    .numbers(&[1, 2]);
    for agency in &answer.agencies {
        let change = |before: u64, after: u64| match before == after {
            true => l.number(before),
            false => format!("{} → {}", l.number(before), l.number(after)),
        };
        table.row([
            agency.name.clone(),
            change(agency.unavailable_before, agency.unavailable_after),
            change(agency.degraded_before, agency.degraded_after),
        ]);
    }
    table.omitted = answer.omitted.agencies;
    table
}

/// The picture, when there is anything to see in it.
fn picture(answer: &ComparisonAnswer, l: Language) -> Option<Block> {
    let source = l.pick(&answer.pictures[0], &answer.pictures[1]);
    let name = l.text("planning-second-side-as-picture");
    let description = l.text("planning-what-affected-second-side-bold-sign");
    let picture = Picture {
        name: name.to_owned(),
        description: description.to_owned(),
        source: Source::Dot(source.to_owned()),
    };
    (!source.is_empty()).then_some(Block::Picture(picture))
}
