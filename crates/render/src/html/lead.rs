//! The summary: plain answers, each in one or two sentences.

use super::clock::Clock;
use super::parts::about;
use crate::report::{Affected, Failed, Remark, Report};
use crate::sentences::people;
use crate::words::{Language, shortened};
use model::{Level, Seconds};
use std::collections::HashSet;
use words::say;

/// Names in one sentence.
const NAMED: usize = 3;
/// Characters of a name in a sentence.
const NAME: usize = 90;
/// Characters of a workaround in a sentence.
const WORKAROUND: usize = 160;

/// A question of the reader and its answer.
pub(super) struct Answer {
    /// "Was geht nicht?"
    pub(super) question: &'static str,
    /// Whole sentences.
    pub(super) text: String,
}

/// What failed, who cannot do what, until when, what still works, what to do instead and whom to call.
pub(super) fn answers(report: &Report, clock: &Clock<'_>) -> Vec<Answer> {
    let lead = Lead { r: report, clock, l: clock.l };
    let l = clock.l;
    let all = [
        (l.text("report-what-failed"), lead.failed()),
        (l.text("report-asked-about"), lead.asked_about()),
        (l.text("report-who-cannot-do-what"), lead.missing()),
        (l.text("report-who-affected-until-when"), lead.people_and_end()),
        (l.text("report-what-still-works"), lead.working()),
        (l.text("report-what-do"), lead.help()),
    ];
    all.into_iter().filter_map(|(question, text)| Some(Answer { question, text: text? })).collect()
}

/// What failed, for a heading: the first few names.
pub(super) fn names(report: &Report, l: Language) -> String {
    let clock = Clock { start: None, zone: &jiff::tz::TimeZone::UTC, l };
    let lead = Lead { r: report, clock: &clock, l };
    let total = report.failed.len() as u64 + report.omitted.failed;
    let names: Vec<String> =
        report.failed.iter().take(NAMED).map(|f| lead.named(&f.name, f.agency.as_ref())).collect();
    let more = total - names.len() as u64;
    lead.and_more(names, more)
}

struct Lead<'a> {
    r: &'a Report,
    clock: &'a Clock<'a>,
    l: Language,
}

impl Lead<'_> {
    /// A name in quotation marks, cut when it is very long, kept apart from a text that runs the other way.
    fn quoted(&self, name: &str) -> String {
        let name = shortened(name, NAME);
        let runs_left =
            |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
        let name = if name.contains(runs_left) { format!("\u{2068}{name}\u{2069}") } else { name };
        say!(self.l, "quoted", text = name)
    }

    fn named(&self, name: &str, agency: Option<&String>) -> String {
        let agency = agency.filter(|agency| *agency != name);
        let agency = agency.map(|agency| format!(" ({})", shortened(agency, NAME))).unwrap_or_default();
        format!("{}{agency}", self.quoted(name))
    }

    /// "a, b und c".
    fn and(&self, parts: &[String]) -> String {
        match parts.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => say!(self.l, "names-and", names = rest.join(", "), last = last),
        }
    }

    /// The same with how many there are beyond them.
    fn and_more(&self, mut parts: Vec<String>, more: u64) -> String {
        let l = self.l;
        parts.extend((more > 0).then(|| say!(l, "report-further", number = more)));
        self.and(&parts)
    }

    fn failed(&self) -> Option<String> {
        let (l, first) = (self.l, self.r.failed.first()?);
        let same = |f: &Failed| f.span == first.span;
        let total = self.r.failed.len() as u64 + self.r.omitted.failed;
        let shown = self.r.failed.iter().take(NAMED);
        let names: Vec<String> = shown.map(|f| self.named(&f.name, f.agency.as_ref())).collect();
        let more = total - names.len() as u64;
        let names = self.and_more(names, more);
        if !self.r.failed.iter().all(same) || self.r.omitted.failed > 0 {
            return Some(say!(l, "lead-failed-differently", names = names));
        }
        let from = self.clock.from(first.span.from);
        let (level, repaired) = (l.level(first.span.level), self.repaired(first.span.until));
        Some(say!(
            l,
            "lead-failed",
            names = names,
            count = total,
            from = from,
            level = level,
            repaired = repaired
        ))
    }

    fn asked_about(&self) -> Option<String> {
        let told: Vec<String> = self.r.about.iter().map(|node| about(node, self.clock)).collect();
        (!told.is_empty()).then(|| format!("{}.", told.join(". ")))
    }

    fn repaired(&self, until: Option<Seconds>) -> String {
        let l = self.l;
        match (until, self.r.starts_at) {
            (None, _) => l.text("lead-repair-unknown").to_owned(),
            (Some(until), Some(_)) => say!(l, "lead-repair-on", time = self.clock.at(&until).text),
            (Some(until), None) => say!(l, "lead-repair-after", time = self.clock.at(&until).text),
        }
    }

    /// Affected public services of this worst level.
    fn public(&self, level: Level) -> impl Iterator<Item = &Affected> {
        self.r.affected.iter().filter(move |node| node.is_public() && node.level == level)
    }

    /// Whether there may be more than are listed.
    fn is_cut(&self) -> &'static str {
        if self.r.omitted.affected > 0 { "yes" } else { "no" }
    }

    fn missing(&self) -> Option<String> {
        let (l, t) = (self.l, &self.r.totals);
        if t.unavailable + t.degraded == 0 {
            return Some(l.text("report-nothing-affected").to_owned());
        }
        let (down, reduced) =
            (self.public(Level::Unavailable).count() as u64, self.public(Level::Degraded).count() as u64);
        if down == 0 && reduced == 0 {
            let none = match self.r.omitted.affected {
                0 => l.text("lead-no-public-service"),
                _ => l.text("lead-no-public-service-listed"),
            };
            return Some(none.to_owned());
        }
        let level = if down > 0 { Level::Unavailable } else { Level::Degraded };
        let count = if down > 0 { down } else { reduced };
        let names = self.and_more(self.examples(level), 0);
        let (cut, unavailable) = (self.is_cut(), if down > 0 { "yes" } else { "no" });
        let mut text =
            say!(l, "lead-missing", count = count, at_least = cut, unavailable = unavailable, names = names);
        if down > 0 && reduced > 0 {
            text.push_str(&say!(l, "lead-missing-in-part", count = reduced, at_least = cut));
        }
        Some(text)
    }

    /// Public services of this level with where they are missed: first what is away for too long, then one of each
    /// agency.
    fn examples(&self, level: Level) -> Vec<String> {
        let is_breached = |node: &Affected| node.remarks.iter().any(|r| matches!(r, Remark::Breach { .. }));
        let mut order: Vec<&Affected> = self.public(level).collect();
        order.sort_by_key(|node| !is_breached(node));
        let mut agencies = HashSet::new();
        let (mut first, rest): (Vec<&Affected>, Vec<&Affected>) =
            order.into_iter().partition(|node| agencies.insert(node.group.as_str()));
        first.extend(rest);
        first.truncate(NAMED);
        let place = |node: &&Affected| {
            let offices: Vec<String> = node.offices.iter().take(NAMED).map(|o| shortened(o, NAME)).collect();
            let more = node.offices.len().saturating_sub(NAMED) as u64;
            let offices = Some(self.and_more(offices, more)).filter(|text| !text.is_empty());
            let places: Vec<String> = node.agency.iter().map(|a| shortened(a, NAME)).chain(offices).collect();
            format!("{} ({})", self.quoted(&node.name), places.join(": "))
        };
        first.iter().map(place).collect()
    }

    fn people_and_end(&self) -> Option<String> {
        let (l, t) = (self.l, &self.r.totals);
        if t.agencies == 0 {
            return None;
        }
        let text = say!(l, "lead-people", agencies = t.agencies, districts = t.districts);
        let people = people(t, l).map(|people| format!(" {people}")).unwrap_or_default();
        Some(format!("{text}{people} {}", self.end()))
    }

    /// When what is missed comes back: public services, or everything where no public service is hit.
    fn end(&self) -> String {
        let l = self.l;
        let public = self.r.totals.public_services > 0;
        let ends = self.r.affected.iter().filter(|node| !public || node.is_public());
        let ends: Vec<Option<Seconds>> = ends.map(|node| node.spans.last().and_then(|s| s.until)).collect();
        let open = ends.iter().filter(|end| end.is_none()).count();
        let last = ends.iter().flatten().max();
        match last {
            None => l.text("lead-no-end").to_owned(),
            Some(last) if open == 0 && self.r.omitted.affected == 0 => {
                let at = self.clock.at(last).text;
                match self.r.starts_at {
                    Some(_) => say!(l, "lead-end-on", time = at),
                    None => say!(l, "lead-end-after", time = at),
                }
            }
            Some(_) => l.text("lead-end-mixed").to_owned(),
        }
    }

    fn working(&self) -> Option<String> {
        let (l, working) = (self.l, &self.r.background.working);
        let total: u64 = working.iter().map(|w| w.services.len() as u64 + w.omitted).sum();
        // One of each agency, then the next of each.
        let turns = working.iter().map(|w| w.services.len()).max().unwrap_or(0).min(NAMED);
        let in_turn = (0..turns)
            .flat_map(|turn| working.iter().filter_map(move |w| Some((w.services.get(turn)?, &w.agency))));
        let named: Vec<String> =
            in_turn.take(NAMED).map(|(name, agency)| self.named(name, Some(agency))).collect();
        let more = total - named.len() as u64;
        (!named.is_empty()).then(|| say!(l, "lead-working", names = self.and_more(named, more)))
    }

    fn help(&self) -> Option<String> {
        let l = self.l;
        let mut sentences = Vec::new();
        let workaround = |node: &Affected| {
            let mut texts = node.remarks.iter().filter_map(|remark| match remark {
                Remark::Workaround { text: Some(text), .. } => Some(shortened(text, WORKAROUND)),
                _ => None,
            });
            texts.next()
        };
        // A service with a deadline first: there the workaround matters most.
        let has_deadline =
            |node: &Affected| node.remarks.iter().any(|r| matches!(r, Remark::Deadline { .. }));
        let mut with: Vec<(&Affected, String)> = self
            .r
            .affected
            .iter()
            .filter(|n| n.is_public())
            .filter_map(|n| Some((n, workaround(n)?)))
            .collect();
        with.sort_by_key(|(node, _)| !has_deadline(node));
        if let Some((node, text)) = with.first() {
            let text = text.trim_end_matches('.');
            sentences.push(say!(l, "lead-workaround", name = self.quoted(node.telling()), text = text));
        }
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }
}
