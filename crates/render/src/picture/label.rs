//! What the boxes and the title say, line by line.

use super::View;
use super::chosen::failed;
use super::escape::{lines, short, wrap};
use super::group::{Elsewhere, Group, GroupId, Scene, layer_number};
use super::links::Links;
use crate::diagram::{Diagram, Item, Mark, Need, State, Subject};
use crate::report::Span;
use crate::theme;
use crate::words::Language;
use model::{Kind, Layer, Seconds};
use std::collections::{BTreeMap, BTreeSet};
use words::{say, zone};

/// Most lines of a name.
const NAME: usize = 4;
/// Characters of a line of the title.
const TITLE: usize = 100;
/// Failures named in the title.
const FAILED: usize = 3;
/// Nodes of another sheet that are named.
const NAMED: usize = 2;
/// Characters of a line of a box on paper.
const PAGE_WIDTH: usize = 21;
/// Agencies named in a group.
const AGENCIES: usize = 2;

/// Writes for one diagram.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a, 'd> {
    pub(super) diagram: &'d Diagram<'a>,
    pub(super) view: &'d View,
    /// The earliest beginning of a worst state: most boxes have it, so that the legend tells it once.
    pub(super) since: Option<Seconds>,
    /// Where sheets show an agency, by its number.
    pub(super) sheets: &'d BTreeMap<u32, String>,
}

/// Nothing is shown on sheets.
static NO_SHEETS: BTreeMap<u32, String> = BTreeMap::new();

/// When a node is at its worst.
fn worst<'i>(item: &'i Item<'_>) -> impl DoubleEndedIterator<Item = &'i Span> {
    item.spans.iter().filter(|span| State::from(span.level) == item.state)
}

impl<'a, 'd> Writer<'a, 'd> {
    /// A writer for all of a diagram.
    pub(super) fn new(diagram: &'d Diagram<'a>, view: &'d View) -> Self {
        let begins = diagram.nodes.iter().filter_map(|item| worst(item).next());
        Self { diagram, view, since: begins.map(|span| span.from).min(), sheets: &NO_SHEETS }
    }
}

impl<'a> Writer<'a, '_> {
    pub(super) fn l(&self) -> Language {
        self.view.language
    }

    /// Lines that fit a box; on paper boxes are narrower.
    fn lines(&self, text: &str, most: usize) -> Vec<String> {
        if self.view.page { wrap(text, PAGE_WIDTH, most) } else { lines(text, most) }
    }

    /// When most boxes begin to be at their worst.
    pub(super) fn since(&self) -> Option<String> {
        Some(self.moment(self.since?))
    }

    /// Whether a box leaves out its beginning because it is the usual one.
    pub(super) fn begins_then(&self, item: &Item<'a>) -> bool {
        worst(item).next().is_some_and(|span| Some(span.from) == self.since)
    }

    /// Whether a box leaves out its end because there is none.
    pub(super) fn is_open(&self, item: &Item<'a>) -> bool {
        worst(item).next_back().is_some_and(|span| span.until.is_none())
    }

    /// States are told where something fails.
    pub(super) fn tells_states(&self) -> bool {
        matches!(self.diagram.subject, Subject::Impact(_) | Subject::Comparison(_))
            || self.diagram.nodes.iter().any(|item| item.state != State::Operational)
    }

    /// Name, what it is, how it stands since when, and what else must be known.
    pub(super) fn node(&self, item: &Item<'a>) -> Vec<String> {
        let l = self.l();
        let kind = theme::kind(l, item.kind, item.layer, item.site_type);
        let mut text = Vec::new();
        text.extend(
            item.failed.then(|| format!("{} {}", theme::FAILED_SIGN, l.text("picture-supposed-fail"))),
        );
        text.extend(self.lines(item.name, NAME));
        match item.stands_for {
            0 | 1 => text.push(format!("({kind})")),
            many => text.push(format!("({kind}, {})", say!(l, "picture-times", count = many))),
        }
        if self.tells_states() {
            text.push(theme::marked(l, item.state));
        }
        text.extend(item.mark.map(|mark| theme::mark(l, mark).to_owned()));
        text.extend(self.worst_time(item));
        if item.state > State::AtRisk && !item.certain {
            text.push(l.text("picture-not-confirmed-3").to_owned());
        }
        if item.deadlocked {
            text.push(l.text("picture-cannot-restart-itself").to_owned());
        }
        if item.mtpd_breach.is_some() {
            text.push(l.text("picture-longer-than-tolerable").to_owned());
        }
        if item.deadlines.iter().any(|deadline| deadline.at_risk) {
            text.push(l.text("picture-deadline-risk").to_owned());
        }
        text.extend(item.hypothetical.then(|| l.text("picture-hypothetical-2").to_owned()));
        text
    }

    /// Since when and until when a node is at its worst; without an end nothing is said of it.
    fn worst_time(&self, item: &Item<'a>) -> Vec<String> {
        let l = self.l();
        let (first, last) = (worst(item).next(), worst(item).next_back());
        let from = first.map(|span| span.from).filter(|&from| Some(from) != self.since);
        let from = from.map(|from| format!("{} {}", l.text("report-from"), self.moment(from)));
        let until = last.and_then(|span| span.until);
        let until = until.map(|until| format!("{} {}", l.text("report-until"), self.moment(until)));
        from.into_iter().chain(until).collect()
    }

    /// What stands behind the mouse: the whole name, who runs it, the key.
    pub(super) fn tooltip(&self, item: &Item<'a>) -> Vec<String> {
        let agency = item.agency.and_then(|a| self.diagram.agencies.get(a as usize));
        let agency =
            agency.filter(|_| item.kind != Kind::Agency).map(|a| format!(" – {}", super::clean(a.name)));
        vec![format!("{}{} [{}]", super::clean(item.name), agency.unwrap_or_default(), item.key)]
    }

    /// Name, how many, how they stand, and what opens it.
    pub(super) fn group(&self, group: &Group<'a>) -> Vec<String> {
        let l = self.l();
        let mut text = self.group_name(group.id);
        if !matches!(group.id, GroupId::Agency(_) | GroupId::AgencyLayer(..)) {
            text.extend(self.agencies(group));
        }
        text.push(say!(l, "count-nodes", nodes = group.nodes()));
        if self.tells_states() {
            for (&state, &count) in State::ALL.iter().zip(&group.counts).rev().filter(|(_, n)| **n > 0) {
                text.push(format!(
                    "{} {} {}",
                    theme::look(state).icon,
                    l.number(count),
                    theme::state(l, state)
                ));
            }
        }
        for (&mark, &count) in Mark::ALL.iter().zip(&group.marks).filter(|(_, n)| **n > 0) {
            text.push(format!("{}: {}", theme::mark(l, mark), l.number(count)));
        }
        if group.failed > 0 {
            let supposed = l.text("picture-these-supposed");
            text.push(format!("{supposed}: {}", l.number(group.failed)));
        }
        text.extend(group.hypothetical.then(|| l.text("picture-hypothetical-2").to_owned()));
        // On paper nothing can be opened.
        let open = if self.view.page { String::new() } else { group.id.open_by(self.diagram) };
        text.extend((!open.is_empty()).then(|| format!("[{}]", short(&open, 40))));
        let sheet = match group.id {
            GroupId::Agency(Some(agency)) | GroupId::AgencyLayer(_, Some(agency)) => self.sheets.get(&agency),
            _ => None,
        };
        text.extend(sheet.map(|sheet| format!("→ {sheet}")));
        text
    }

    /// Where nodes of other sheets are, whose they are, and what they are called.
    pub(super) fn elsewhere(&self, elsewhere: &Elsewhere) -> Vec<String> {
        let l = self.l();
        let items: Vec<&Item<'a>> =
            elsewhere.nodes.iter().map(|&node| &self.diagram.nodes[node as usize]).collect();
        let agencies: BTreeSet<u32> = items.iter().filter_map(|item| item.agency).collect();
        let mut text = Vec::new();
        let sheets: Vec<String> = elsewhere.sheets.iter().map(|sheet| (sheet + 2).to_string()).collect();
        text.extend(
            (!sheets.is_empty()).then(|| format!("→ {} {}", l.text("picture-sheet"), sheets.join(", "))),
        );
        let mut agencies = agencies.iter().filter_map(|&a| self.diagram.agencies.get(a as usize));
        match (agencies.next(), agencies.count() as u64) {
            (Some(agency), 0) => text.extend(self.lines(agency.name, 2)),
            (_, more) => text.push(say!(l, "count-agencies", agencies = more + 1)),
        }
        text.extend(items.iter().take(NAMED).flat_map(|item| self.lines(&format!("– {}", item.name), 2)));
        let more = items.len().saturating_sub(NAMED) as u64;
        text.extend((more > 0).then(|| format!("… {} {}", l.text("report-more-2"), l.number(more))));
        text
    }

    /// Who runs the nodes of a group: the largest by name.
    fn agencies(&self, group: &Group<'a>) -> Vec<String> {
        let mut order: Vec<(u64, u32)> =
            group.agencies.iter().map(|(&agency, &nodes)| (nodes, agency)).collect();
        order.sort_unstable_by_key(|&(nodes, agency)| (std::cmp::Reverse(nodes), agency));
        let name = |agency: u32| self.diagram.agencies.get(agency as usize).map(|a| short(a.name, 26));
        // On paper there is room for few lines.
        let named = if self.view.page { 0 } else { AGENCIES };
        if named == 0 {
            return vec![say!(self.l(), "count-agencies", agencies = order.len() as u64)];
        }
        let mut text: Vec<String> = order.iter().take(named).filter_map(|&(_, a)| name(a)).collect();
        let more = order.len().saturating_sub(named) as u64;
        if more > 0 {
            let more = say!(self.l(), "count-agencies", agencies = more);
            text.push(format!("{} {more}", self.l().text("report-and")));
        }
        text
    }

    fn group_name(&self, id: GroupId<'a>) -> Vec<String> {
        let l = self.l();
        let agency = |a: Option<u32>| match a.and_then(|a| self.diagram.agencies.get(a as usize)) {
            Some(agency) => lines(agency.name, 3),
            None => vec![l.text("picture-without-agency").to_owned()],
        };
        let district = |d: Option<&str>| match d {
            Some(key) => lines(&theme::district(l, key, self.diagram.districts.get(key).copied()), 3),
            None => vec![l.text("picture-without-district").to_owned()],
        };
        match id {
            GroupId::AgencyLayer(layer, a) => {
                let mut text = agency(a);
                text.push(format!("({})", self.layer(layer)));
                text
            }
            GroupId::DistrictLayer(layer, d) => {
                let mut text = district(d);
                text.push(format!("({})", self.layer(layer)));
                text
            }
            GroupId::Agency(a) => agency(a),
            GroupId::District(d) => district(d),
            GroupId::Land(Some(land)) => vec![theme::land(land).unwrap_or(land).to_owned()],
            GroupId::Land(None) => vec![l.text("picture-without-land").to_owned()],
            GroupId::Rest => vec![l.text("picture-all-others").to_owned()],
        }
    }

    fn layer(&self, number: u8) -> &'static str {
        let l = self.l();
        match number.checked_sub(1).and_then(|n| Layer::ALL.get(usize::from(n))) {
            Some(&layer) => theme::layer(l, layer),
            None if number == 0 => l.text("picture-agency"),
            None => l.text("picture-places"),
        }
    }

    /// Of how many providers how many must work.
    pub(super) fn joint(&self, need: &Need) -> Vec<String> {
        let l = self.l();
        let all = need.primaries_in_all();
        let of = l.text("report-of-2");
        let mut text = vec![match (need.min, need.full) {
            _ if all < 2 => l.text("picture-or-fallback").to_owned(),
            _ if need.one_of_unknown => say!(l, "picture-one-of-unknown", all = all),
            (0, full) => format!("{} {full} {of} {all}", l.text("picture-ideally")),
            (min, full) if full > min => {
                format!("{min} {of} {all},\u{20}{} {full}", l.text("picture-fully"))
            }
            (min, _) => format!("{min} {of} {all}"),
        }];
        let hidden = need.hidden_primaries + need.hidden_fallbacks;
        if hidden > 0 {
            text.push(format!("{hidden} {}", l.text("picture-not-shown")));
        }
        match self.joint_state(need) {
            State::Operational => {}
            State::AtRisk => text.push(l.text("picture-no-reserve").to_owned()),
            State::Degraded => text.push(l.text("picture-not-fully-met").to_owned()),
            State::Unavailable => text.push(l.text("picture-not-met").to_owned()),
        }
        text
    }

    /// How a need with several providers stands.
    pub(super) fn joint_state(&self, need: &Need) -> State {
        let dependent =
            self.diagram.nodes.get(need.dependent as usize).map_or(State::Operational, |n| n.state);
        match (need.unmet, need.cause) {
            (Some(_), Some(_)) if dependent == State::Unavailable => State::Unavailable,
            (Some(_), _) => State::Degraded,
            _ if need.at_risk => State::AtRisk,
            _ => State::Operational,
        }
    }

    /// What the picture is about, what fails, when, and of which map.
    pub(super) fn title(&self) -> Vec<String> {
        let mut text = wrap(&self.subject(), TITLE, 2);
        let failed = failed(self.diagram);
        if !failed.is_empty() {
            let l = self.l();
            let name = |&node: &u32| self.telling(&self.diagram.nodes[node as usize]);
            let mut names: Vec<String> = failed.iter().take(FAILED).map(name).collect();
            let more = failed.len().saturating_sub(FAILED) as u64;
            names.extend((more > 0).then(|| format!("… (+ {})", l.number(more))));
            text.extend(wrap(&format!("{}: {}", l.text("picture-what-fails"), names.join(", ")), TITLE, 3));
        }
        text.extend(wrap(&self.circumstances(), TITLE, 2));
        text
    }

    /// A name that stands by itself: with who runs it, or with its key, where another node has the same.
    fn telling(&self, item: &Item<'_>) -> String {
        let name = short(item.name, 60);
        let mut others =
            self.diagram.nodes.iter().filter(|other| other.name == item.name && other.key != item.key);
        let agency = item.agency.filter(|_| item.kind != Kind::Agency);
        match (others.clone().next(), agency) {
            (None, _) => name,
            (_, Some(at)) if others.all(|other| other.agency != item.agency) => {
                let agency = self.diagram.agencies.get(at as usize).map_or(item.key, |agency| agency.name);
                format!("{name} ({})", short(agency, 60))
            }
            _ => format!("{name} ({})", item.key),
        }
    }

    fn subject(&self) -> String {
        let l = self.l();
        let steps = |n: u32| say!(l, "count-steps", steps = n);
        match &self.diagram.subject {
            Subject::Map(filters) if filters.is_empty() => l.text("picture-whole-map").to_owned(),
            Subject::Map(filters) => {
                let filters: Vec<String> =
                    filters.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                format!("{}: {}", l.text("picture-part-map"), filters.join(", "))
            }
            Subject::Surroundings { node, dependencies, dependents } => {
                let name = self.diagram.nodes.get(*node as usize).map_or("", |item| item.name);
                let mut reach = Vec::new();
                if *dependencies > 0 {
                    reach.push(format!("{} {}", l.text("picture-what-needs"), steps(*dependencies)));
                }
                if *dependents > 0 {
                    reach.push(format!("{} {}", l.text("picture-what-needs-2"), steps(*dependents)));
                }
                format!("{}: {name} ({})", l.text("picture-surroundings"), reach.join(", "))
            }
            Subject::Impact(Some(title)) => format!("{}: {title}", l.text("picture-impact")),
            Subject::Impact(None) => l.text("picture-impact").to_owned(),
            Subject::Comparison(title) => {
                let text = l.text("picture-impact-compared");
                title.map_or_else(|| text.to_owned(), |title| format!("{text}: {title}"))
            }
        }
    }

    fn circumstances(&self) -> String {
        let (l, d) = (self.l(), self.diagram);
        let mut parts: Vec<String> = self.view.marking.iter().map(|marking| super::clean(marking)).collect();
        if d.starts_at.or(self.view.as_of).is_some() {
            parts.push(format!("{} {}", l.text("report-times"), zone::name(&self.view.zone)));
        }
        if let Some(start) = d.starts_at {
            parts.push(format!("{} {}", l.text("picture-start-3"), l.time(start, &self.view.zone)));
        }
        parts.push(match d.revision {
            Some(revision) => {
                format!("{} {}", l.text("report-map-revision"), l.number(revision))
            }
            None => l.text("report-map-from-files").to_owned(),
        });
        parts.extend(
            self.view.as_of.map(|time| format!("{} {}", l.text("report-of"), l.time(time, &self.view.zone))),
        );
        if d.changes > 0 {
            parts.push(say!(l, "count-hypothetical-changes", hypothetical_changes = d.changes));
        }
        if d.only_confirmed {
            parts.push(l.text("picture-only-confirmed-dependencies").to_owned());
        }
        parts.join(" · ")
    }

    /// What the picture does not show one by one.
    pub(super) fn left_out(&self, scene: &Scene<'a>, links: &Links) -> Vec<String> {
        let l = self.l();
        let nodes = |n: u64| say!(l, "count-nodes", nodes = n);
        let mut text = Vec::new();
        let (groups, grouped) =
            scene.groups().fold((0u64, 0), |(n, sum), group| (n + 1, sum + group.nodes()));
        if groups > 0 {
            text.push(format!(
                "{} {}: {} {}, {} {} {}.",
                l.text("picture-picture"),
                nodes(self.diagram.nodes.len() as u64),
                l.number(scene.singles as u64),
                l.text("picture-one-one"),
                l.number(grouped),
                l.text("picture-put-together"),
                say!(l, "count-groups", groups = groups),
            ));
            if !self.view.page {
                let how = l.text("picture-id-opens-group");
                text.push(how.to_owned());
            }
        }
        if links.simplified > 0 {
            let what = say!(l, "count-choices-k-n", choices_k_n = links.simplified);
            text.push(format!("{what} {}.", l.text("picture-drawn-as-plain-lines")));
        }
        if links.left_out > 0 {
            let what = say!(l, "count-dependencies", dependencies = links.left_out);
            let why = l.text("picture-without-line-because-others-tell-more");
            text.push(format!("{what} {why}."));
        }
        if self.diagram.omitted > 0 {
            let why = l.text("picture-not-picture-too-many");
            text.push(format!("{} {} {why}.", l.text("picture-another"), nodes(self.diagram.omitted)));
        }
        text
    }

    /// The order of boxes from top to bottom, for a reader of the graph's text and for ties.
    pub(super) fn depth(&self, node: u32) -> u8 {
        layer_number(&self.diagram.nodes[node as usize])
    }

    /// An offset with the time when it is known.
    pub(super) fn moment(&self, offset: Seconds) -> String {
        self.view.moment(self.diagram.starts_at, offset)
    }
}
