//! The summary: five plain answers, each in one or two sentences.

use super::clock::Clock;
use crate::report::{Affected, Failed, Remark, Report};
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
        (l.text("report-who-cannot-do-what"), lead.missing()),
        (l.text("report-who-affected-until-when"), lead.people_and_end()),
        (l.text("report-what-still-works"), lead.working()),
        (l.text("report-what-do-whom-call"), lead.help()),
    ];
    all.into_iter().filter_map(|(question, text)| Some(Answer { question, text: text? })).collect()
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
        say!(self.l, "report-text", name = name)
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
            Some((last, rest)) => format!("{} {} {last}", rest.join(", "), self.l.text("report-and")),
        }
    }

    /// The same with how many there are beyond them.
    fn and_more(&self, mut parts: Vec<String>, more: u64) -> String {
        let l = self.l;
        parts.extend((more > 0).then(|| format!("{} {}", l.number(more), l.text("report-more"))));
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
            let text = ("Ausgefallen oder eingeschränkt:", "Unavailable or degraded:");
            let when = ("Wann und wie lange, steht in Teil 2.", "Part 2 says when and for how long.");
            return Some(format!("{} {names}. {}", l.say(text.0, text.1), l.say(when.0, when.1)));
        }
        let is = if total == 1 { l.text("report-is") } else { l.text("report-are") };
        let from = self.clock.from(first.span.from);
        let (level, repaired) = (l.level(first.span.level), self.repaired(first.span.until));
        Some(say!(
            l,
            "report-text-2",
            names = names,
            is = is,
            from = from,
            level = level,
            repaired = repaired
        ))
    }

    fn repaired(&self, until: Option<Seconds>) -> String {
        let l = self.l;
        let Some(until) = until else {
            return l.text("report-not-known-when-will-repaired").to_owned();
        };
        match self.r.starts_at {
            Some(_) => format!("{} {}", l.text("report-repair-expected"), self.clock.at(&until).text),
            None => format!("{} {}", l.text("report-repair-expected-2"), self.clock.at(&until).text),
        }
    }

    /// Affected public services of this worst level.
    fn public(&self, level: Level) -> impl Iterator<Item = &Affected> {
        self.r.affected.iter().filter(move |node| node.is_public() && node.level == level)
    }

    /// How many public services are not in use; the list may be cut, and then it is at least so many.
    fn at_least(&self, count: u64) -> String {
        let cut = if self.r.omitted.affected > 0 { self.l.text("report-least") } else { "" };
        format!("{cut}{}", self.l.number(count))
    }

    fn missing(&self) -> Option<String> {
        let (l, t) = (self.l, &self.r.totals);
        if t.unavailable + t.degraded == 0 {
            return Some(l.text("report-nothing-affected").to_owned());
        }
        let (down, reduced) =
            (self.public(Level::Unavailable).count() as u64, self.public(Level::Degraded).count() as u64);
        if down == 0 && reduced == 0 {
            let none = ("Keine öffentliche Leistung ist betroffen.", "No public service is affected.");
            let cut = (
                "Unter dem, was hier steht, ist keine öffentliche Leistung.",
                "There is no public service among what is listed here.",
            );
            let none = if self.r.omitted.affected > 0 { cut } else { none };
            return Some(l.say(none.0, none.1).to_owned());
        }
        let level = if down > 0 { Level::Unavailable } else { Level::Degraded };
        let count = if down > 0 { down } else { reduced };
        let names = self.and_more(self.examples(level), 0);
        let count = match (l, count) {
            (Language::De, 1) => "eine öffentliche Leistung".to_owned(),
            (Language::En, 1) => "one public service".to_owned(),
            (Language::De, n) => format!("{} öffentliche Leistungen", self.at_least(n)),
            (Language::En, n) => format!("{} public services", self.at_least(n)),
        };
        let text = match (l, level) {
            (Language::De, Level::Unavailable) => {
                format!("Bürgerinnen, Bürger und Unternehmen können {count} nicht in Anspruch nehmen")
            }
            (Language::De, _) => format!(
                "Bürgerinnen, Bürger und Unternehmen können {count} nur eingeschränkt in Anspruch nehmen"
            ),
            (Language::En, Level::Unavailable) => format!("Citizens and businesses cannot use {count}"),
            (Language::En, _) => format!("Citizens and businesses can use {count} only in part"),
        };
        let example = match count.starts_with("eine ") || count.starts_with("one ") {
            true => ":",
            false => l.text("report-example"),
        };
        let mut text = format!("{text}{example} {names}.");
        if down > 0 && reduced > 0 {
            let more = self.at_least(reduced);
            text.push_str(&match (l, reduced) {
                (Language::De, 1) => " Eine weitere ist nur eingeschränkt verfügbar.".to_owned(),
                (Language::En, 1) => " One more is available only in part.".to_owned(),
                (Language::De, _) => format!(" Nur eingeschränkt verfügbar: {more} weitere."),
                (Language::En, _) => format!(" Available only in part: {more} more."),
            });
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
        let mut text = match (l, t.agencies) {
            (Language::De, 1) => "Betroffen ist eine Behörde".to_owned(),
            (Language::De, n) => format!("Betroffen sind {} Behörden", l.number(n)),
            (Language::En, 1) => "One agency is affected".to_owned(),
            (Language::En, n) => format!("{} agencies are affected", l.number(n)),
        };
        text.push_str(&match (l, t.districts) {
            (_, 0) => String::new(),
            (Language::De, 1) => " in einem Kreis".to_owned(),
            (Language::De, n) => format!(" in {} Kreisen", l.number(n)),
            (Language::En, 1) => " in one district".to_owned(),
            (Language::En, n) => format!(" in {} districts", l.number(n)),
        });
        if t.people > 0 {
            let german = ("Einwohnerin oder Einwohner", "Einwohnerinnen und Einwohnern");
            let people = l.count(t.people, german, ("inhabitant", "inhabitants"));
            let with = if t.agencies > 1 { l.text("report-total") } else { l.text("report-with") };
            text.push_str(&format!(" {with} {people}"));
        }
        Some(format!("{text}. {}", self.end()))
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
            None => l.text("report-no-end-sight").to_owned(),
            Some(last) if open == 0 && self.r.omitted.affected == 0 => {
                let at = self.clock.at(last).text;
                match (l, self.r.starts_at) {
                    (Language::De, Some(_)) => format!("Alles ist voraussichtlich wieder verfügbar ab {at}."),
                    (Language::De, None) => format!("Alles ist voraussichtlich {at} wieder verfügbar."),
                    (Language::En, Some(_)) => format!("Everything is expected back on {at}."),
                    (Language::En, None) => format!("Everything is expected back {at}."),
                }
            }
            Some(_) => l.text("report-some-come-back-earlier-others-no").to_owned(),
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
        (!named.is_empty()).then(|| {
            let text = l.text("report-still-available-without-restriction");
            format!("{text}: {}.", self.and_more(named, more))
        })
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
            let way = l.text("report-workaround-2");
            sentences.push(format!("{way} {}: {}.", self.quoted(&node.name), text.trim_end_matches('.')));
        }
        sentences.extend(self.number());
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    /// The first telephone number that is not part of the failure, else the first fax number.
    fn number(&self) -> Option<String> {
        let l = self.l;
        let addresses =
            || self.r.background.inform.iter().flat_map(|i| i.addresses.iter().map(move |a| (i, a)));
        let reachable = || addresses().filter(|(_, a)| a.level != Level::Unavailable);
        let phone =
            reachable().find_map(|(i, a)| Some((i, a, l.text("report-telephone"), a.phone.as_ref()?)));
        let fax = || reachable().find_map(|(i, a)| Some((i, a, "Fax", a.fax.as_ref()?)));
        let (inform, address, way, number) = phone.or_else(fax)?;
        let who = self.named(&address.name, Some(&inform.agency));
        Some(format!("{}: {who}, {way} {number}.", l.text("report-call")))
    }
}
