//! Rows of the tables: affected nodes by agency, what happens when, the order in which things come back.

use super::clock::{Clock, Moment};
use crate::Language;
use crate::report::{About, Affected, Agency, Doubt, Remark, Report, Site, Span};
use crate::sentences::{data, deadline_open, fallback, last_leg, lasts};
use model::{Kind, Layer, Level, Seconds};
use std::collections::{BTreeMap, HashMap};
use words::say;

/// Most spans of one node that are listed.
const SPANS: usize = 6;
/// Most instants of the timeline, and steps of the return.
const INSTANTS: usize = 40;
/// Most names in one cell.
const NAMES: usize = 12;
/// So many rows of which the same time is told have it above the tables.
const USUAL: usize = 4;
/// Most rows of dependencies that are not known for sure.
const DOUBTS: usize = 25;
/// Up to so many affected nodes each has a row of its own; of more, those that stand alike share one.
const ALONE: usize = 60;

/// The affected nodes of one agency.
pub(super) struct Group<'a> {
    /// Its name, or that of the node that nobody runs.
    pub(super) name: &'a str,
    /// How many of its nodes are at which level, when it is known.
    pub(super) agency: Option<&'a Agency>,
    /// The agency itself, where it has no row among the others.
    itself: Option<Row<'a>>,
    pub(super) rows: Vec<Row<'a>>,
    /// Names of further agencies that stand exactly alike; their nodes are in the rows.
    pub(super) others: Vec<&'a str>,
}

impl Group<'_> {
    /// What the agencies are called.
    pub(super) fn names(&self) -> String {
        std::iter::once(self.name).chain(self.others.iter().copied()).collect::<Vec<_>>().join("; ")
    }

    /// How the agency itself stands, in words.
    pub(super) fn itself(&self, l: Language) -> Option<String> {
        let row = self.itself.as_ref()?;
        let course = row.course.join(", ");
        Some(if row.course.len() > 1 {
            course
        } else {
            format!("{} {course}", l.level(row.level)).trim_end().to_owned()
        })
    }

    /// Whether all that is told of an agency beside its name is the same.
    fn is_like(&self, other: &Self) -> bool {
        let nodes = |group: &Self| group.agency.map(|agency| (agency.nodes, agency.causes.clone()));
        let itself = match (&self.itself, &other.itself) {
            (Some(row), Some(other)) => row.is_like(other),
            (row, other) => row.is_none() && other.is_none(),
        };
        let rows = || self.rows.iter().zip(&other.rows);
        itself
            && nodes(self) == nodes(other)
            && self.rows.len() == other.rows.len()
            && rows().all(|(a, b)| a.is_like(b) && a.nodes.len() == b.nodes.len() * (self.others.len() + 1))
    }
}

/// One affected node, or several that stand alike.
pub(super) struct Row<'a> {
    pub(super) nodes: Vec<&'a Affected>,
    /// "Öffentliche Leistung".
    pub(super) what: &'static str,
    /// Their level at its worst.
    pub(super) level: Level,
    /// When it is how: one line for each change.
    pub(super) course: Vec<String>,
    /// It hangs on what nobody confirmed.
    unsure: bool,
    /// Workarounds and deadlines, and whether they are in danger.
    pub(super) remarks: Vec<(String, bool)>,
}

impl<'a> Row<'a> {
    fn is_like(&self, other: &Self) -> bool {
        let all = |row: &Self| (row.what, row.level, row.unsure);
        all(self) == all(other) && self.course == other.course && self.remarks == other.remarks
    }

    /// The node, when it is one that stands alone.
    pub(super) fn only(&self) -> Option<&'a Affected> {
        match self.nodes[..] {
            [node] => Some(node),
            _ => None,
        }
    }

    /// What the nodes are called.
    pub(super) fn names(&self) -> String {
        self.nodes.iter().map(|node| node.name.as_str()).collect::<Vec<_>>().join("; ")
    }
}

/// By agency, hardest hit first; inside it public services first. Also the sentence for what the rows do not repeat.
pub(super) fn groups<'a>(report: &'a Report, clock: &Clock<'_>) -> (Vec<Group<'a>>, Option<String>) {
    let l = clock.l;
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut place: HashMap<&str, usize> = HashMap::new();
    for agency in &report.agencies {
        place.insert(&agency.key, groups.len());
        groups.push(group(&agency.name, Some(agency)));
    }
    for node in &report.affected {
        let at = *place.entry(&node.group).or_insert_with(|| {
            let name = node.agency.as_deref().unwrap_or(&node.name);
            groups.push(group(name, None));
            groups.len() - 1
        });
        groups[at].rows.push(row(node, clock));
    }
    for group in &mut groups {
        group.rows.sort_by_key(|row| row.nodes.first().map(|node| (node.kind != Kind::Service, node.layer)));
        if report.affected.len() > ALONE {
            group.rows = together(std::mem::take(&mut group.rows));
            group.itself = itself(&mut group.rows);
        }
    }
    groups.retain(|group| !group.rows.is_empty());
    if report.affected.len() > ALONE {
        groups = alike(groups, report);
    }
    let usual = usual_course(&groups);
    for row in groups.iter_mut().flat_map(|group| group.rows.iter_mut().chain(&mut group.itself)) {
        if Some(&row.course) == usual.as_ref() {
            row.course.clear();
        }
        match row.course.last_mut() {
            Some(last) if row.unsure => last.push_str(l.text("report-unconfirmed")),
            None if row.unsure => row.course.push(l.text("report-not-confirmed").to_owned()),
            _ => {}
        }
    }
    (groups, usual.map(|course| say!(l, "report-usual-course", course = course.join(" "))))
}

fn group<'a>(name: &'a str, agency: Option<&'a Agency>) -> Group<'a> {
    Group { name, agency, itself: None, rows: Vec::new(), others: Vec::new() }
}

/// Agencies of which the same is told put together at the place of the first one; those where something still works
/// stay alone, because that is named.
fn alike<'a>(groups: Vec<Group<'a>>, report: &Report) -> Vec<Group<'a>> {
    let works = |group: &Group<'_>| {
        let key = group.agency.map(|agency| &agency.key);
        report.background.working.iter().any(|working| Some(&working.key) == key)
    };
    let mut merged: Vec<(bool, Group<'a>)> = Vec::with_capacity(groups.len());
    for group in groups {
        let open = group.agency.is_some() && !works(&group);
        match merged.iter_mut().find(|(other_open, other)| open && *other_open && other.is_like(&group)) {
            Some((_, other)) => {
                other.others.push(group.name);
                for (row, more) in other.rows.iter_mut().zip(group.rows) {
                    row.nodes.extend(more.nodes);
                }
            }
            None => merged.push((open, group)),
        }
    }
    merged.into_iter().map(|(_, group)| group).collect()
}

/// When most of the rows are how: told once above the tables, where it is so for many.
fn usual_course(groups: &[Group<'_>]) -> Option<Vec<String>> {
    let rows = || groups.iter().flat_map(|group| &group.rows);
    let mut times: BTreeMap<&[String], usize> = BTreeMap::new();
    for row in rows().filter(|row| row.course.len() == 1) {
        *times.entry(&row.course).or_default() += 1;
    }
    let (course, times) = times.into_iter().max_by_key(|&(_, times)| times)?;
    (times >= USUAL && times * 3 >= rows().count()).then(|| course.to_vec())
}

/// Takes the agency itself from among its services when there is nothing to do for it.
fn itself<'a>(rows: &mut Vec<Row<'a>>) -> Option<Row<'a>> {
    let is_agency = |row: &Row<'_>| row.only().is_some_and(|node| node.kind == Kind::Agency);
    let at = rows.iter().position(|row| is_agency(row) && row.remarks.is_empty())?;
    if rows.len() < 2 {
        return None;
    }
    Some(rows.remove(at))
}

/// The causes that all agencies share, unless there is only one agency.
pub(super) fn common_causes<'a>(groups: &[Group<'a>]) -> &'a [String] {
    let mut causes = groups.iter().filter_map(|group| group.agency).map(|agency| agency.causes.as_slice());
    // The agency where the cause lies has no other one.
    let Some(first) = causes.clone().find(|of| !of.is_empty()) else { return &[] };
    let all = groups.len() > 1 && causes.all(|of| of.is_empty() || of == first);
    if all { first } else { &[] }
}

/// The same rows, those that say the same put together at the place of the first.
fn together(rows: Vec<Row<'_>>) -> Vec<Row<'_>> {
    let mut merged: Vec<Row<'_>> = Vec::with_capacity(rows.len());
    for row in rows {
        match merged.iter_mut().find(|other| other.is_like(&row)) {
            Some(other) => other.nodes.extend(row.nodes),
            None => merged.push(row),
        }
    }
    merged
}

fn row<'a>(node: &'a Affected, clock: &Clock<'_>) -> Row<'a> {
    let l = clock.l;
    let mut remarks: Vec<(String, bool)> =
        node.remarks.iter().filter_map(|remark| wording(remark, clock)).collect();
    remarks.extend(tolerable(node, clock));
    let what = what(node.kind, node.layer, l);
    let course = course(node, clock);
    Row { nodes: vec![node], what, level: node.level, course, unsure: !node.certain, remarks }
}

/// How a node fares that was asked about.
pub(super) fn about(node: &About, clock: &Clock<'_>) -> String {
    let l = clock.l;
    let who = node.agency.as_ref().map(|agency| format!(" ({agency})")).unwrap_or_default();
    let course = match node.spans.len() {
        0 => l.level(node.level).to_owned(),
        1 => format!("{} {}", l.level(node.level), spans(&node.spans, clock).join("")),
        _ => spans(&node.spans, clock).join(", "),
    };
    let left = match node.left.is_empty() {
        true => String::new(),
        false => say!(l, "report-risk-left", names = node.left.join(", ")),
    };
    format!("{}{who}: {course}{left}", node.name)
}

/// When a node is at which level, and whether that is not confirmed.
fn course(node: &Affected, clock: &Clock<'_>) -> Vec<String> {
    let mut lines = spans(&node.spans, clock);
    if let Some(last) = lines.last_mut().filter(|_| !node.certain) {
        last.push_str(clock.l.text("report-unconfirmed"));
    }
    lines
}

/// One line for each span; the level is not repeated when there is only one.
fn spans(spans: &[Span], clock: &Clock<'_>) -> Vec<String> {
    let l = clock.l;
    let line = |(at, span): (usize, &Span)| {
        let level = if spans.len() > 1 { l.level(span.level) } else { "" };
        let from = match (clock.start, span.from) {
            (Some(_), from) => format!(" {} {}", l.text("report-from"), clock.brief(from)),
            (None, Seconds::ZERO) => String::new(),
            (None, from) => format!(" {}", clock.brief(from)),
        };
        // What goes over into another level is not over.
        let goes_on = spans.get(at + 1).is_some_and(|next| Some(next.from) == span.until);
        let until = match (span.until, clock.start) {
            _ if goes_on => String::new(),
            (None, _) => l.text("report-no-end-known").to_owned(),
            (Some(until), Some(_)) => format!(" {} {}", l.text("report-until"), clock.brief(until)),
            (Some(until), None) => format!(", {} {}", l.text("report-repaired"), clock.brief(until)),
        };
        format!("{level}{from}{until}").trim_start_matches([',', ' ']).to_owned()
    };
    let mut lines: Vec<String> = spans.iter().enumerate().take(SPANS).map(line).collect();
    let more = spans.len().saturating_sub(SPANS) as u64;
    if more > 0 {
        lines.push(format!("… {} {}", l.text("report-more-changes"), l.number(more)));
    }
    lines
}

/// A workaround or a deadline in words; how long is tolerable is told by [`tolerable`].
fn wording(remark: &Remark, clock: &Clock<'_>) -> Option<(String, bool)> {
    let l = clock.l;
    match remark {
        Remark::Workaround { text, lasts: how_long } => {
            let lasts = lasts(*how_long, l);
            let text = text.as_deref().unwrap_or(l.text("report-not-described"));
            let way = l.text("report-workaround");
            Some((format!("{way}: {text}{}", lasts), false))
        }
        Remark::Deadline { name, end, due, basis, at_risk, undecided } => {
            let basis = basis.as_ref().map(|basis| format!(", {basis}")).unwrap_or_default();
            let open = deadline_open(*undecided, *due, l);
            let text = format!("{}: {name} ({}{basis}){open}", l.text("report-deadline"), l.deadline(*end));
            Some((text, *at_risk))
        }
        Remark::Fallback { name, agency, contact, from, until } => {
            let who = [agency, contact].into_iter().flatten().cloned().collect::<Vec<_>>();
            let from = match (clock.start, *from) {
                (None, from) => format!(" {}", clock.brief(from)),
                (Some(_), from) => format!(" {} {}", l.text("report-from"), clock.brief(from)),
            };
            let until = until.map(|until| format!(" {} {}", l.text("report-until"), clock.brief(until)));
            Some((fallback(name, &who, &from, &until.unwrap_or_default(), l), false))
        }
        Remark::LastLeg { left } => Some((last_leg(left, l), true)),
        Remark::Data { exceeds, .. } => Some((data(remark, l), *exceeds)),
        Remark::Breach { .. } => None,
    }
}

/// How long it may be away, and from when on that is too long; by when it should be back.
fn tolerable(node: &Affected, clock: &Clock<'_>) -> Option<(String, bool)> {
    let l = clock.l;
    let breach = node.remarks.iter().find_map(|remark| match remark {
        Remark::Breach { at, .. } => {
            Some(format!(", {} {}", l.text("report-exceeded"), clock.from(*at).trim_start()))
        }
        _ => None,
    });
    let is_breached = breach.is_some();
    let mtpd = node.mtpd.map(|mtpd| {
        let text = format!("{} {}", l.text("report-mtpd"), l.duration(mtpd));
        format!("{text}{}", breach.unwrap_or_default())
    });
    let rto = node.rto.map(|rto| format!("{} {}", l.text("report-rto"), l.duration(rto)));
    let both: Vec<String> = mtpd.into_iter().chain(rto).collect();
    (!both.is_empty()).then(|| (both.join("; "), is_breached))
}

/// What a node is, in a word.
fn what(kind: Kind, layer: Option<Layer>, l: Language) -> &'static str {
    match (kind, layer) {
        (Kind::Agency, _) => l.text("report-agency"),
        (Kind::Site, _) => l.text("report-site"),
        (Kind::Service, Some(Layer::Public)) => l.text("report-public-service"),
        (Kind::Service, Some(Layer::Channel)) => l.text("report-channel"),
        (Kind::Service, Some(Layer::Application)) => l.text("report-application"),
        (Kind::Service, Some(Layer::Platform)) => l.text("report-shared-service"),
        (Kind::Service, Some(Layer::Infrastructure)) => l.text("report-infrastructure"),
        (Kind::Service, Some(Layer::Network)) => l.text("report-network"),
        (Kind::Service, Some(Layer::Utility)) => l.text("report-utility"),
        (Kind::Service, None) => l.text("report-service"),
    }
}

/// A site, or several of one agency where the same is missing.
pub(super) struct Place<'a> {
    pub(super) sites: Vec<&'a Site>,
    /// The names of what is missing there, by level.
    pub(super) missing: Vec<(Level, String)>,
}

impl<'a> Place<'a> {
    /// What the sites are called.
    pub(super) fn names(&self) -> String {
        self.sites.iter().map(|site| site.name.as_str()).collect::<Vec<_>>().join("; ")
    }

    /// Any of them: all that is told beside the name is the same.
    pub(super) fn first(&self) -> Option<&'a Site> {
        self.sites.first().copied()
    }
}

/// What must be the same at two sites of one row: agency, own level, services, how many more.
type Missing<'a> = (Option<&'a str>, Option<Level>, &'a [(String, Level)], u64);

/// The sites, those where the same is missing put together.
pub(super) fn places(report: &Report) -> Vec<Place<'_>> {
    let mut places: Vec<Place<'_>> = Vec::new();
    let mut at: HashMap<Missing<'_>, usize> = HashMap::new();
    for site in &report.sites {
        let alike = (site.agency.as_deref(), site.level, site.services.as_slice(), site.omitted);
        match at.get(&alike) {
            Some(&place) => places[place].sites.push(site),
            None => {
                at.insert(alike, places.len());
                places.push(Place { sites: vec![site], missing: missing(site) });
            }
        }
    }
    places
}

/// The names of what is missed at a site, by level.
fn missing(site: &Site) -> Vec<(Level, String)> {
    let levels = [Level::Unavailable, Level::Degraded].into_iter();
    let names = |level| site.services.iter().filter(move |s| s.1 == level).map(|s| s.0.as_str());
    let joined = levels.map(|level| (level, names(level).collect::<Vec<_>>().join("; ")));
    joined.filter(|(_, names)| !names.is_empty()).collect()
}

/// Nodes to which the same happens at one instant, and how many more there are.
pub(super) struct Names {
    pub(super) label: &'static str,
    pub(super) level: Level,
    pub(super) names: String,
    pub(super) more: u64,
}

impl Names {
    fn new(label: &'static str, level: Level, nodes: &[&Affected]) -> Self {
        let names: Vec<&str> = nodes.iter().map(|node| node.telling()).collect();
        Self::of(label, level, &names)
    }

    fn of(label: &'static str, level: Level, names: &[&str]) -> Self {
        let shown = &names[..names.len().min(NAMES)];
        Self { label, level, names: shown.join("; "), more: (names.len() - shown.len()) as u64 }
    }
}

/// What happens at one point in time.
pub(super) struct Instant {
    pub(super) at: Moment,
    pub(super) events: Vec<Names>,
}

/// What happens when, public services first; and how many instants are not listed.
pub(super) fn instants(report: &Report, clock: &Clock<'_>) -> (Vec<Instant>, u64) {
    let l = clock.l;
    let kinds = [
        (l.level(Level::Unavailable), Level::Unavailable),
        (l.text("report-unavailable-too-long"), Level::Unavailable),
        (l.level(Level::Degraded), Level::Degraded),
        (l.text("report-back-operation"), Level::Operational),
    ];
    let times = happenings(report);
    let more = times.len().saturating_sub(INSTANTS) as u64;
    let instant = |(at, lists): (Seconds, [Vec<&Affected>; 4])| {
        let events = kinds.iter().zip(lists).filter(|(_, nodes)| !nodes.is_empty());
        let events = events.map(|(kind, mut nodes)| {
            nodes.sort_by_key(|node| (node.layer.is_none(), node.layer));
            Names::new(kind.0, kind.1, &nodes)
        });
        Instant { at: clock.at(&at), events: events.collect() }
    };
    (times.into_iter().take(INSTANTS).map(instant).collect(), more)
}

/// By time: what becomes unavailable, what is so for too long, what becomes degraded, what is back.
fn happenings(report: &Report) -> BTreeMap<Seconds, [Vec<&Affected>; 4]> {
    let mut times: BTreeMap<Seconds, [Vec<&Affected>; 4]> = BTreeMap::new();
    for node in &report.affected {
        let mut happens = |at: Seconds, kind: usize| times.entry(at).or_default()[kind].push(node);
        for (i, span) in node.spans.iter().enumerate() {
            happens(span.from, if span.level == Level::Unavailable { 0 } else { 2 });
            let next = node.spans.get(i + 1).map(|next| next.from);
            if let Some(until) = span.until.filter(|&until| next != Some(until)) {
                happens(until, 3);
            }
        }
        for remark in &node.remarks {
            if let Remark::Breach { at, .. } = remark {
                happens(*at, 1);
            }
        }
    }
    times
}

/// Dependencies of which the same is not known for sure.
pub(super) struct DoubtRow<'a> {
    pub(super) dependents: Names,
    pub(super) doubt: &'a Doubt,
}

/// Those that need the same share a row.
pub(super) fn doubts(report: &Report) -> Vec<DoubtRow<'_>> {
    let mut rows: Vec<(&Doubt, Vec<&str>)> = Vec::new();
    for doubt in &report.background.doubts {
        let same = |(other, _): &&mut (&Doubt, Vec<&str>)| {
            let all = |d: &Doubt| {
                (d.providers.clone(), d.confirmation, d.confirmed_at.clone(), d.confirmed_by.clone())
            };
            all(other) == all(doubt)
        };
        match rows.iter_mut().find(same) {
            Some((_, names)) => names.push(&doubt.dependent),
            None => rows.push((doubt, vec![&doubt.dependent])),
        }
    }
    let row = |(doubt, names): (_, Vec<&str>)| DoubtRow {
        doubt,
        dependents: Names::of("", Level::Operational, &names),
    };
    rows.into_iter().take(DOUBTS).map(row).collect()
}

/// In which order things come back.
pub(super) struct Restart {
    /// When, and what.
    pub(super) steps: Vec<(Moment, Names)>,
    /// Steps that are not listed.
    pub(super) more_steps: u64,
    /// What has no end within what was looked at.
    pub(super) open: Option<Names>,
}

/// The affected nodes by the time from which they work again; of one time, what others stand on comes first.
pub(super) fn restart(report: &Report, clock: &Clock<'_>) -> Restart {
    let l = clock.l;
    let mut open: Vec<&Affected> = Vec::new();
    let mut steps: BTreeMap<Seconds, Vec<&Affected>> = BTreeMap::new();
    for node in &report.affected {
        match node.spans.last().and_then(|span| span.until) {
            Some(until) => steps.entry(until).or_default().push(node),
            None => open.push(node),
        }
    }
    let named = |mut nodes: Vec<&Affected>, level| {
        // Power before networks before applications before public services; agencies and sites last.
        nodes.sort_by_key(|node| (node.layer.is_none(), std::cmp::Reverse(node.layer)));
        Names::new(l.level(level), level, &nodes)
    };
    let more_steps = steps.len().saturating_sub(INSTANTS) as u64;
    let steps = steps.into_iter().take(INSTANTS);
    let steps = steps.map(|(at, nodes)| (clock.at(&at), named(nodes, Level::Operational))).collect();
    let open = (!open.is_empty()).then(|| named(open, Level::Unavailable));
    Restart { steps, more_steps, open }
}
