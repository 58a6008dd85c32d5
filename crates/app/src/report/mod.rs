//! What people are told, taken out of the answer: keys become names, long lists are cut.
//!
//! Reading order: this file (what a table tells), [`background`] (what only a document tells) with [`districts`],
//! [`duties`] and [`situation`].

mod background;
mod districts;
mod duties;
pub(super) mod situation;

use super::impact::Answered;
use engine::NodeIx;
use map::Map;
use model::{Contact, Level};
use render::report::{
    About, Affected, Agency, Assumptions, AtRisk, Cause, Failed, Matters, Omitted, OpenQuestion, OtherCause,
    Remark, Repair, Report, Site, Span, Totals,
};
use render::words::shortened;
use std::collections::HashMap;
use wire::ScenarioRequest;
use wire::impact::{
    AboutNode, AffectedNode, AgencyImpact, ImpactAnswer, LostRedundancy, OpenQuestionDoc, RepairDoc,
    SiteImpact, SpanDoc,
};

/// Nodes named that one repair brings back.
const BETTER: usize = 8;
/// Failures that are named.
const FAILED: usize = 10;
/// Characters of the basis of a deadline.
const BASIS: usize = 160;
/// Characters of a description.
const DESCRIPTION: usize = 200;
/// Names in one line.
const NAMED: usize = 8;

/// Affected nodes that a document lists when nothing is said: as many as people read.
pub const DOCUMENT_LIMIT: u32 = 500;

/// The answer with all that a document tells. A confirmation counts as stale when it is more than twelve months
/// older than `today`; without a day none does. With `aware_at`, since when the failure is known to those who must
/// report it, also what is to be reported by when.
pub fn document(
    answered: &Answered<'_>,
    request: &ScenarioRequest,
    from_files: bool,
    today: Option<jiff::Timestamp>,
    aware_at: Option<jiff::Timestamp>,
) -> Report {
    let mut report = report(answered, request, from_files);
    let names = Names::of_answer(answered, request);
    for (told, node) in report.affected.iter_mut().zip(&answered.answer.affected) {
        names.tell_more(told, node);
    }
    report.background = background::background(answered, request, today);
    (report.background.districts, report.background.districts_omitted) = districts::districts(answered);
    report.background.aware_at = aware_at;
    report.background.duties = match aware_at.zip(today) {
        Some((aware_at, now)) => duties::duties(answered, request, aware_at, now),
        None => Vec::new(),
    };
    report
}

/// The answer as plain data for a table.
pub fn report(answered: &Answered<'_>, request: &ScenarioRequest, from_files: bool) -> Report {
    let Answered { map, answer, .. } = answered;
    let names = Names::of_answer(answered, request);
    let failures = &request.scenario.failures;
    let failed = failures.iter().take(FAILED).map(|failure| Failed {
        name: names.beside_agency(failure.node().as_str()),
        agency: map.find(failure.node().as_str()).and_then(|n| map.agency(n)).map(|a| plain(map.name(a))),
        span: Span { level: failure.level(), from: failure.from(), until: failure.until() },
    });
    let at_risk = answer.at_risk.iter().map(|node| AtRisk {
        name: names.beside_agency(node.key),
        agency: names.maybe(node.agency),
        lost: names.all(node.dependencies.iter().flat_map(|d| d.lost.iter().copied())),
        reduced: names.all(node.dependencies.iter().flat_map(|d| d.reduced.iter().copied())),
        left: names.all(node.dependencies.iter().flat_map(|d| d.left.iter().copied())),
        next: node.dependencies.iter().map(|d| d.next).max().unwrap_or_default(),
    });
    let open_questions = answer.open_questions.iter().map(|question| names.open_question(question)).collect();
    let a = &answer.assumptions;
    Report {
        title: answer.title.map(plain),
        starts_at: request.scenario.starts_at,
        failed: failed.collect(),
        totals: totals(answer),
        affected: answer.affected.iter().map(|node| names.affected(node)).collect(),
        about: answer.about.iter().map(|node| names.about(node)).collect(),
        at_risk: at_risk.collect(),
        open_questions,
        deadlocked: answer
            .deadlocked
            .iter()
            .map(|n| (names.beside_agency(n.key), names.maybe(n.agency)))
            .collect(),
        agencies: answer.agencies.iter().map(|agency| names.agency(agency)).collect(),
        sites: answer.sites.iter().map(|site| names.site(site)).collect(),
        repairs: answer.repairs.iter().map(|repair| names.repair(repair)).collect(),
        omitted: Omitted {
            failed: failures.len().saturating_sub(FAILED) as u64,
            affected: answer.omitted.affected,
            at_risk: answer.omitted.at_risk,
            open_questions: answer.omitted.open_questions,
            deadlocked: answer.omitted.deadlocked,
            agencies: answer.omitted.agencies,
            sites: answer.omitted.sites,
        },
        assumptions: Assumptions {
            revision: (!from_files).then_some(answer.revision),
            nodes: a.nodes,
            dependencies: a.dependencies,
            confirmed: a.confirmed_dependencies,
            only_confirmed: a.include == model::Include::Confirmed,
            unconfirmed: a.unconfirmed_dependencies,
            horizon: a.horizon.map(|h| h.0),
            cut_by_horizon: a.cut_by_horizon,
            without_end: a.failures_without_end,
            changes: a.hypothetical_changes,
        },
        background: Default::default(),
    }
}

fn totals(answer: &ImpactAnswer<'_>) -> Totals {
    let t = &answer.totals;
    Totals {
        unavailable: t.unavailable,
        degraded: t.degraded,
        services: t.services,
        public_services: t.public_services,
        sites: t.sites,
        affected_sites: t.affected_sites,
        agencies: t.agencies,
        affected_agencies: t.affected_agencies,
        districts: t.districts,
        people: t.people,
        people_unknown: t.people_unknown,
        cases_unknown: t.cases_unknown,
        // Neither negative nor beyond what a float holds exactly enough to be read.
        cases: t.cases_per_day.round() as u64,
        breached: t.mtpd_breached,
        undecided: t.mtpd_undecided,
        uncertain: t.uncertain,
    }
}

/// Names instead of keys. Those that several nodes have are told apart where they can stand beside each other.
struct Names<'a> {
    map: &'a Map,
    /// All that is spoken of, by name.
    told: HashMap<&'a str, Vec<NodeIx>>,
}

impl<'a> Names<'a> {
    /// Of a map; nothing is spoken of yet.
    fn new(map: &'a Map) -> Self {
        Self { map, told: HashMap::new() }
    }

    /// Of all that an answer speaks of.
    fn of_answer(answered: &Answered<'a>, request: &ScenarioRequest) -> Self {
        let mut names = Self::new(answered.map);
        let answer = answered.answer;
        request.scenario.failures.iter().take(FAILED).for_each(|failure| names.add(failure.node().as_str()));
        for node in &answer.affected {
            names.add(node.key);
            node.why.iter().for_each(|hop| names.add(hop.node));
            node.causes.iter().flat_map(|cause| &cause.lost).for_each(|lost| names.add(lost.node));
            node.offered_at.iter().for_each(|site| names.add(site));
            node.fallbacks.iter().for_each(|used| names.add(used.node.key));
            names.add_legs(&node.last_legs);
        }
        for node in &answer.at_risk {
            names.add(node.key);
            names.add_legs(&node.dependencies);
        }
        for node in &answer.about {
            names.add(node.node.key);
            names.add_legs(&node.at_risk);
        }
        for question in &answer.open_questions {
            names.add(question.node.key);
            question.providers.iter().for_each(|provider| names.add(provider.key));
        }
        answer.deadlocked.iter().for_each(|node| names.add(node.key));
        answer.agencies.iter().for_each(|agency| names.add(agency.key));
        for site in &answer.sites {
            names.add(site.key);
            site.services.iter().for_each(|service| names.add(service.key));
        }
        names
    }

    fn add(&mut self, key: &str) {
        let Some(node) = self.map.find(key) else { return };
        let same = self.told.entry(self.map.name(node)).or_default();
        if !same.contains(&node) {
            same.push(node);
        }
    }

    fn add_legs(&mut self, legs: &[LostRedundancy<'_>]) {
        let providers = legs.iter().flat_map(|leg| leg.lost.iter().chain(&leg.reduced).chain(&leg.left));
        providers.for_each(|key| self.add(key));
    }

    /// Others that are spoken of by the same name.
    fn namesakes(&self, node: NodeIx) -> impl Iterator<Item = NodeIx> {
        let same = self.told.get(self.map.name(node)).map_or(&[][..], Vec::as_slice);
        same.iter().copied().filter(move |&other| other != node)
    }

    fn agency_of(&self, node: NodeIx) -> Option<&'a str> {
        self.map.agency(node).map(|agency| self.map.name(agency))
    }

    /// What stands by itself: with who runs it, or else with its key, where others have the same name.
    fn of(&self, key: &str) -> String {
        let Some(node) = self.map.find(key) else { return plain(key) };
        let name = plain(self.map.name(node));
        if self.namesakes(node).next().is_none() {
            return name;
        }
        match self
            .agency_of(node)
            .filter(|&a| self.namesakes(node).all(|other| self.agency_of(other) != Some(a)))
        {
            Some(agency) => format!("{name} ({})", plain(agency)),
            None => format!("{name} ({key})"),
        }
    }

    /// What stands beside the name of who runs it.
    fn beside_agency(&self, key: &str) -> String {
        let Some(node) = self.map.find(key) else { return plain(key) };
        let name = plain(self.map.name(node));
        let agency = self.agency_of(node);
        if self.namesakes(node).any(|other| self.agency_of(other) == agency) {
            format!("{name} ({key})")
        } else {
            name
        }
    }

    fn maybe(&self, key: Option<&str>) -> Option<String> {
        key.map(|key| self.of(key))
    }

    fn all<'k>(&self, keys: impl Iterator<Item = &'k str>) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut more = 0;
        for name in keys.map(|key| self.of(key)) {
            match names.len() < NAMED {
                true if names.contains(&name) => {}
                true => names.push(name),
                false => more += 1,
            }
        }
        names.extend((more > 0).then(|| format!("… +{more}")));
        names
    }

    fn open_question(&self, question: &OpenQuestionDoc<'_>) -> OpenQuestion {
        let levels = [Level::Unavailable, Level::Degraded, Level::Operational];
        let of = |level| {
            let same = question.providers.iter().filter(move |one| one.level.unwrap_or_default() == level);
            (level, same.map(|one| self.of(one.key)).collect::<Vec<_>>())
        };
        OpenQuestion {
            name: self.beside_agency(question.node.key),
            agency: self.maybe(question.node.agency),
            each: levels.map(of).into_iter().filter(|(_, names)| !names.is_empty()).collect(),
            omitted: question.providers_omitted,
        }
    }

    fn affected(&self, node: &AffectedNode<'_>) -> Affected {
        let mut remarks: Vec<Remark> = Vec::new();
        for workaround in &node.workarounds {
            let text = workaround.text.as_deref().map(plain);
            let remark = Remark::Workaround { text, lasts: workaround.lasts.map(|d| d.0) };
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
        remarks.extend(node.fallbacks.iter().map(|used| Remark::Fallback {
            name: self.of(used.node.key),
            agency: used.agency_name.map(plain),
            contact: used.contacts.iter().find_map(|contact| reached(&contact.0)),
            from: used.from.0,
            until: used.until.map(|until| until.0),
        }));
        remarks.extend(node.last_legs.iter().map(|leg| {
            let left = self.all(leg.left.iter().copied());
            Remark::LastLeg { left }
        }));
        remarks.extend(node.data.as_ref().map(|data| Remark::Data {
            last_copy: data.last_copy.map(|age| age.0),
            known: data.last_copy_known,
            rpo: data.rpo.map(|rpo| rpo.0),
            exceeds: data.exceeds_rpo,
            restore: data.restore.map(|restore| restore.0),
            text: data.text.as_deref().map(|text| short(text, BASIS)),
        }));
        remarks.extend(node.deadlines.iter().filter_map(|deadline| {
            Some(Remark::Deadline {
                name: plain(&deadline.name),
                end: deadline.end()?,
                due: deadline.due.map(|due| due.0),
                basis: deadline.basis.as_deref().map(|basis| short(basis, BASIS)),
                at_risk: deadline.at_risk,
                undecided: deadline.undecided,
            })
        }));
        let breach = node.mtpd.zip(node.mtpd_breach);
        remarks.extend(breach.map(|(mtpd, at)| Remark::Breach { mtpd: mtpd.0, at: at.0 }));
        Affected {
            name: self.beside_agency(node.key),
            agency: self.maybe(node.agency),
            group: node.agency.unwrap_or(node.key).to_owned(),
            kind: node.kind,
            layer: node.layer,
            description: None,
            offices: Vec::new(),
            mtpd: node.mtpd.map(|d| d.0),
            rto: None,
            level: node.level,
            spans: spans(&node.spans),
            certain: node.certain,
            remarks,
            why: node.why.iter().map(|h| Cause { name: self.of(h.node), level: h.level }).collect(),
            why_omitted: node.why_omitted,
            others: self.others(node),
        }
    }

    fn about(&self, node: &AboutNode<'_>) -> About {
        About {
            name: self.beside_agency(node.node.key),
            agency: self.maybe(node.node.agency),
            level: node.level,
            spans: node.impact.as_ref().map(|impact| spans(&impact.spans)).unwrap_or_default(),
            left: self.all(node.at_risk.iter().flat_map(|leg| leg.left.iter().copied())),
        }
    }

    /// What else keeps a node down, beside what the first hop of its chain names.
    fn others(&self, node: &AffectedNode<'_>) -> Vec<OtherCause> {
        let told = node.why.first().map(|hop| (&hop.dependency, node.why.get(1).map(|next| next.node)));
        let Some((through, provider)) = told else { return Vec::new() };
        let mut others = Vec::new();
        for cause in &node.causes {
            let same = cause.dependency == *through;
            if cause.dependency.is_none() && !same {
                let cause = Cause { name: self.of(node.key), level: node.level };
                others.push(OtherCause { how: Matters::Alone, cause });
            }
            for lost in cause.lost.iter().filter(|lost| !same || Some(lost.node) != provider) {
                let how = match (lost.fallback, same) {
                    (true, _) => Matters::NoHelp,
                    (false, true) => Matters::Together,
                    (false, false) => Matters::Alone,
                };
                others.push(OtherCause { how, cause: Cause { name: self.of(lost.node), level: lost.level } });
            }
        }
        others
    }

    fn repair(&self, repair: &RepairDoc<'_>) -> Repair {
        let better = repair.nodes.iter().take(BETTER).map(|key| self.of(key)).collect::<Vec<_>>();
        Repair { name: plain(repair.name), more: repair.better - better.len() as u64, better }
    }

    /// Adds what only a document has room for.
    fn tell_more(&self, told: &mut Affected, node: &AffectedNode<'_>) {
        told.offices = self.all(node.offered_at.iter().copied());
        let Some(at) = self.map.find(node.key) else { return };
        let whole = self.map.node(at);
        told.rto = whole.as_ref().and_then(|n| n.rto);
        told.description =
            whole.as_ref().and_then(|n| n.description.as_deref()).map(|text| short(text, DESCRIPTION));
    }

    fn agency(&self, agency: &AgencyImpact<'_>) -> Agency {
        Agency {
            key: agency.key.to_owned(),
            name: self.of(agency.key),
            nodes: [agency.unavailable, agency.degraded, agency.working],
            causes: self.all(agency.causes.iter().copied().filter(|&cause| cause != agency.key)),
        }
    }

    fn site(&self, site: &SiteImpact<'_>) -> Site {
        let services = site.services.iter().take(NAMED);
        Site {
            name: self.beside_agency(site.key),
            agency: self.maybe(site.agency),
            level: site.level,
            services: services.map(|s| (self.of(s.key), s.level)).collect(),
            omitted: site.services_omitted + site.services.len().saturating_sub(NAMED) as u64,
        }
    }
}

fn spans(spans: &[SpanDoc]) -> Vec<Span> {
    let span = |s: &SpanDoc| Span { level: s.level, from: s.from.0, until: s.until.map(|until| until.0) };
    spans.iter().map(span).collect()
}

/// The first way to reach somebody, with who answers.
fn reached(contact: &Contact) -> Option<String> {
    let ways = [&contact.phone, &contact.email, &contact.fax, &contact.url];
    let way = ways.into_iter().flatten().map(|way| plain(way)).find(|way| !way.is_empty())?;
    Some(contact.name.as_deref().map_or(way.clone(), |name| format!("{} {way}", plain(name))))
}

/// Text on one line and without what a terminal would obey: control characters, changes of direction.
pub(crate) fn plain(text: &str) -> String {
    let obeyed = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let parts = text.split(|c: char| c.is_whitespace() || obeyed(c)).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// The beginning of a text that may be long.
fn short(text: &str, length: usize) -> String {
    shortened(&plain(text), length)
}
