//! Rows of the tables: affected nodes by agency, what happens when, the order in which things come back.

use super::clock::{Clock, Moment};
use crate::model::{Kind, Layer, Level, Seconds};
use crate::render::Language;
use crate::render::report::{Affected, Agency, Remark, Report, Span};
use std::collections::{BTreeMap, HashMap};

/// Most spans of one node that are listed.
const SPANS: usize = 6;
/// Most instants of the timeline, and steps of the return.
const INSTANTS: usize = 40;
/// Most names in one cell.
const NAMES: usize = 12;

/// The affected nodes of one agency.
pub(super) struct Group<'a> {
    /// Its name, or that of the node that nobody runs.
    pub(super) name: &'a str,
    /// How many of its nodes are at which level, when it is known.
    pub(super) agency: Option<&'a Agency>,
    pub(super) rows: Vec<Row<'a>>,
}

/// One affected node.
pub(super) struct Row<'a> {
    pub(super) node: &'a Affected,
    /// "Öffentliche Leistung".
    pub(super) what: &'static str,
    /// When it is how: one line for each change.
    pub(super) course: Vec<String>,
    /// Workarounds and deadlines, and whether they are in danger.
    pub(super) remarks: Vec<(String, bool)>,
}

/// By agency, hardest hit first; inside it public services first.
pub(super) fn groups<'a>(report: &'a Report, clock: &Clock<'_>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut place: HashMap<&str, usize> = HashMap::new();
    for agency in &report.agencies {
        place.insert(&agency.key, groups.len());
        groups.push(Group { name: &agency.name, agency: Some(agency), rows: Vec::new() });
    }
    for node in &report.affected {
        let at = *place.entry(&node.group).or_insert_with(|| {
            let name = node.agency.as_deref().unwrap_or(&node.name);
            groups.push(Group { name, agency: None, rows: Vec::new() });
            groups.len() - 1
        });
        groups[at].rows.push(row(node, clock));
    }
    for group in &mut groups {
        group.rows.sort_by_key(|row| (row.node.kind != Kind::Service, row.node.layer));
    }
    groups.retain(|group| !group.rows.is_empty());
    groups
}

fn row<'a>(node: &'a Affected, clock: &Clock<'_>) -> Row<'a> {
    let l = clock.l;
    let mut remarks: Vec<(String, bool)> =
        node.remarks.iter().filter_map(|remark| told(remark, clock)).collect();
    if !node.stand_ins.is_empty() {
        let text = l.say("Es springt ein", "Standing in");
        remarks.push((format!("{text}: {}", node.stand_ins.join(", ")), false));
    }
    remarks.extend(tolerable(node, clock));
    Row { node, what: what(node.kind, node.layer, l), course: course(node, clock), remarks }
}

/// When a node is at which level, one line for each span; the level is not repeated when there is only one.
fn course(node: &Affected, clock: &Clock<'_>) -> Vec<String> {
    let l = clock.l;
    let line = |span: &Span| {
        let level = if node.spans.len() > 1 { l.level(span.level) } else { "" };
        let until = match (span.until, clock.start) {
            (None, _) => l.say("Ende offen", "no end known").to_owned(),
            (Some(until), Some(_)) => format!("{} {}", l.say("bis", "until"), clock.at(&until).text),
            (Some(until), None) => format!("{} {}", l.say("behoben", "repaired"), clock.at(&until).text),
        };
        format!("{level}{}, {until}", clock.from(span.from)).trim_start_matches([',', ' ']).to_owned()
    };
    let mut lines: Vec<String> = node.spans.iter().take(SPANS).map(line).collect();
    let more = node.spans.len().saturating_sub(SPANS) as u64;
    if more > 0 {
        lines.push(format!("… {} {}", l.say("und weitere Wechsel:", "and more changes:"), l.number(more)));
    }
    if let Some(last) = lines.last_mut().filter(|_| !node.certain) {
        last.push_str(l.say("; unbestätigt", "; unconfirmed"));
    }
    lines
}

/// A workaround or a deadline in words; how long is tolerable is told by [`tolerable`].
fn told(remark: &Remark, clock: &Clock<'_>) -> Option<(String, bool)> {
    let l = clock.l;
    match remark {
        Remark::Workaround { text, lasts } => {
            let lasts = lasts.map(|d| format!(" ({} {})", l.say("höchstens", "at most"), l.duration(d)));
            let text = text.as_deref().unwrap_or(l.say("nicht beschrieben", "not described"));
            let way = l.say("Ersatzweg", "Workaround");
            Some((format!("{way}: {text}{}", lasts.unwrap_or_default()), false))
        }
        Remark::Deadline { name, period, basis, at_risk } => {
            let basis = basis.as_ref().map(|basis| format!(", {basis}")).unwrap_or_default();
            let text = format!("{}: {name} ({}{basis})", l.say("Frist", "Deadline"), l.duration(*period));
            Some((text, *at_risk))
        }
        Remark::Breach { .. } => None,
    }
}

/// How long it may be away, and from when on that is too long; by when it should be back.
fn tolerable(node: &Affected, clock: &Clock<'_>) -> Option<(String, bool)> {
    let l = clock.l;
    let breach = node.remarks.iter().find_map(|remark| match remark {
        Remark::Breach { at, .. } => {
            Some(format!(", {} {}", l.say("überschritten", "exceeded"), clock.from(*at).trim_start()))
        }
        _ => None,
    });
    let is_breached = breach.is_some();
    let mtpd = node.mtpd.map(|mtpd| {
        let text = format!("{} {}", l.say("MTA", "MTPD"), l.duration(mtpd));
        format!("{text}{}", breach.unwrap_or_default())
    });
    let rto = node.rto.map(|rto| format!("{} {}", l.say("WAZ", "RTO"), l.duration(rto)));
    let both: Vec<String> = mtpd.into_iter().chain(rto).collect();
    (!both.is_empty()).then(|| (both.join("; "), is_breached))
}

/// What a node is, in a word.
fn what(kind: Kind, layer: Option<Layer>, l: Language) -> &'static str {
    match (kind, layer) {
        (Kind::Agency, _) => l.say("Behörde", "Agency"),
        (Kind::Site, _) => l.say("Standort", "Site"),
        (Kind::Service, Some(Layer::Public)) => l.say("Öffentliche Leistung", "Public service"),
        (Kind::Service, Some(Layer::Channel)) => l.say("Zugangsweg", "Channel"),
        (Kind::Service, Some(Layer::Application)) => l.say("Fachverfahren", "Application"),
        (Kind::Service, Some(Layer::Platform)) => l.say("Gemeinsamer Dienst", "Shared service"),
        (Kind::Service, Some(Layer::Infrastructure)) => l.say("Technik", "Infrastructure"),
        (Kind::Service, Some(Layer::Network)) => l.say("Netz", "Network"),
        (Kind::Service, Some(Layer::Utility)) => l.say("Versorgung", "Utility"),
        (Kind::Service, None) => l.say("Dienst", "Service"),
    }
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
        let names: Vec<&str> = nodes.iter().take(NAMES).map(|node| node.name.as_str()).collect();
        Self { label, level, names: names.join("; "), more: nodes.len().saturating_sub(NAMES) as u64 }
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
        (l.say("untragbar lange ausgefallen", "unavailable for too long"), Level::Unavailable),
        (l.level(Level::Degraded), Level::Degraded),
        (l.say("wieder in Betrieb", "back in operation"), Level::Operational),
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
