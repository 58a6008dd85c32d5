//! The parts of the page behind the table: at risk, stuck, by agency, by site, why, assumptions.

use super::grid::{GAP, Grid, below, hanging, right, width};
use super::page::Page;
use super::report::{Affected, Site};
use super::words::Language;
use crate::model::Level;
use comfy_table::Cell;
use std::collections::HashSet;

/// Most chains of causes that are told in words.
const CHAINS: usize = 8;

impl Page<'_> {
    pub(super) fn at_risk(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        if r.at_risk.is_empty() {
            return;
        }
        self.heading(
            out,
            l.say("Läuft noch, aber ohne Reserve", "Still works, but with nothing left to lose"),
        );
        for node in &r.at_risk {
            let mut text = Self::named(&node.name, node.agency.as_ref());
            if !node.lost.is_empty() {
                text.push_str(&format!(": {} {}", l.say("verloren", "lost"), node.lost.join(", ")));
            }
            self.item(out, &text);
        }
        self.more(out, r.omitted.at_risk);
    }

    pub(super) fn deadlocked(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        if r.deadlocked.is_empty() {
            return;
        }
        self.heading(out, l.say("Läuft nicht von selbst wieder an", "Cannot restart by itself"));
        for (name, agency) in &r.deadlocked {
            self.item(out, &Self::named(name, agency.as_ref()));
        }
        self.more(out, r.omitted.deadlocked);
    }

    pub(super) fn agencies(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        if r.agencies.is_empty() {
            return;
        }
        self.heading(out, l.say("Nach Behörde", "By agency"));
        let levels = [Level::Unavailable, Level::Degraded, Level::Operational].map(|level| l.marked(level));
        let widths = [0, 1, 2].map(|i| width(&levels[i]));
        let name = self.width.saturating_sub(widths.iter().sum::<u16>() + 3 * GAP).min(60);
        let head = std::iter::once(Cell::new(l.say("Behörde", "Agency"))).chain(levels.map(right));
        let mut grid = Grid::new(0, &[name, widths[0], widths[1], widths[2]]).head(head);
        for agency in &r.agencies {
            let mut text = hanging(&agency.name, name);
            if !agency.causes.is_empty() {
                let causes =
                    format!("→\u{a0}{}: {}", l.say("Ursache bei", "Cause at"), agency.causes.join(", "));
                text.push_str(&format!("\n{}", below(&causes, name)));
            }
            let numbers = agency.nodes.map(|n| right(l.number(n)));
            grid.row(std::iter::once(Cell::new(text)).chain(numbers));
        }
        out.push_str(&grid.text());
        self.more(out, r.omitted.agencies);
    }

    pub(super) fn sites(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        if r.sites.is_empty() {
            return;
        }
        self.heading(out, l.say("Nach Standort", "By site"));
        let name = (self.width * 40 / 100).min(50);
        let there = self.width.saturating_sub(name + GAP);
        let mut grid = Grid::new(0, &[name, there])
            .head([l.say("Standort", "Site"), l.say("Was dort fehlt", "What is missing there")]);
        for site in &r.sites {
            let mut text = hanging(&site.name, name);
            if let Some(agency) = &site.agency {
                text.push_str(&format!("\n{}", below(agency, name)));
            }
            let missing: Vec<String> = self.at_site(site).iter().map(|line| hanging(line, there)).collect();
            grid.row([text, missing.join("\n")]);
        }
        out.push_str(&grid.text());
        self.more(out, r.omitted.sites);
    }

    fn at_site(&self, site: &Site) -> Vec<String> {
        let l = self.l;
        let mut lines = Vec::new();
        if let Some(level) = site.level {
            lines.push(format!("{}: {}", l.marked(level), l.say("der Standort selbst", "the site itself")));
        }
        for level in [Level::Unavailable, Level::Degraded] {
            let names: Vec<&str> =
                site.services.iter().filter(|s| s.1 == level).map(|s| s.0.as_str()).collect();
            if !names.is_empty() {
                lines.push(format!("{}: {}", l.marked(level), names.join(", ")));
            }
        }
        if site.omitted > 0 {
            lines.push(format!("… +{}", l.number(site.omitted)));
        }
        lines
    }

    pub(super) fn why(&self, out: &mut String) {
        let l = self.l;
        let told = self.most_important();
        if told.is_empty() {
            return;
        }
        self.heading(out, l.say("Warum", "Why"));
        let mut told_before = HashSet::new();
        for node in told {
            self.item(out, &self.chain(node, &mut told_before));
        }
    }

    /// First one node of each agency, then more, public services before others, in the order of the list.
    fn most_important(&self) -> Vec<&Affected> {
        let hit_by_others = |node: &&Affected| node.why.len() > 1;
        let mut order: Vec<&Affected> = self.report.affected.iter().filter(hit_by_others).collect();
        order.sort_by_key(|node| !node.public);
        let mut agencies = HashSet::new();
        let (mut first, rest): (Vec<_>, Vec<_>) =
            order.into_iter().partition(|node| agencies.insert(node.agency.as_deref()));
        first.extend(rest);
        first.truncate(CHAINS);
        first
    }

    /// The causes in words: because ..., because ...; up to one whose own causes were told before.
    fn chain<'a>(&self, node: &'a Affected, told_before: &mut HashSet<(&'a str, Level)>) -> String {
        let l = self.l;
        let mut text = String::new();
        let last = node.why.len().saturating_sub(1);
        for (i, cause) in node.why.iter().enumerate() {
            if i == last && node.why_omitted > 0 {
                let steps = l.count(node.why_omitted.into(), ("Schritt", "Schritten"), ("step", "steps"));
                text.push_str(&format!(", … ({} {steps}) …", l.say("nach weiteren", "after further")));
            }
            let level = l.level(cause.level);
            text.push_str(&match (i, l) {
                (0, Language::De) => format!("„{}“ ist {level}", cause.name),
                (0, Language::En) => format!("“{}” is {level}", cause.name),
                (_, Language::De) => format!(", weil „{}“ {level} ist", cause.name),
                (_, Language::En) => format!(", because “{}” is {level}", cause.name),
            });
            let new = told_before.insert((&cause.name, cause.level));
            if !new && i > 0 && i < last {
                text.push_str(l.say(" (siehe oben).", " (see above)."));
                return text;
            }
        }
        text.push_str(l.say(" (angenommen).", " (supposed)."));
        text
    }

    pub(super) fn assumptions(&self, out: &mut String) {
        let (a, l) = (self.report.assumptions, self.l);
        self.heading(out, l.say("Grundlage", "What this rests on"));
        let map = match a.revision {
            Some(revision) => format!("{} {revision}", l.say("Kartenstand: Revision", "Map: revision")),
            None => l.say("Kartenstand: aus Dateien", "Map: from files").to_owned(),
        };
        let nodes = l.count(a.nodes, ("Knoten", "Knoten"), ("node", "nodes"));
        let dependencies =
            l.count(a.dependencies, ("Abhängigkeit", "Abhängigkeiten"), ("dependency", "dependencies"));
        self.item(out, &format!("{map}, {nodes}, {dependencies}."));
        if a.changes > 0 {
            let changes = l.count(
                a.changes,
                ("gedachten Änderung", "gedachten Änderungen"),
                ("hypothetical change", "hypothetical changes"),
            );
            self.item(out, &format!("{} {changes}.", l.say("Gerechnet mit", "Computed with")));
        }
        self.item(out, &self.confirmation());
        self.item(out, &self.reach());
        if a.without_end > 0 {
            let text = l.say(
                "Behebung unbekannt und deshalb als nie gerechnet",
                "Repair unknown and therefore taken as never",
            );
            self.item(out, &format!("{text}: {}.", l.number(a.without_end)));
        }
        if self.report.starts_at.is_some() {
            self.item(out, l.say("Zeiten gelten in Berlin.", "Times are those of Berlin."));
        }
    }

    fn confirmation(&self) -> String {
        let (a, l) = (self.report.assumptions, self.l);
        if a.only_confirmed {
            return l
                .say("Nur bestätigte Abhängigkeiten zählen.", "Only confirmed dependencies count.")
                .to_owned();
        }
        if a.unconfirmed == 0 {
            let text = (
                "Auf dem Weg liegt keine unbestätigte Abhängigkeit.",
                "There is no unconfirmed dependency on the way.",
            );
            return l.say(text.0, text.1).to_owned();
        }
        format!(
            "{}: {}. {}",
            l.say("Unbestätigte Abhängigkeiten auf dem Weg", "Unconfirmed dependencies on the way"),
            l.number(a.unconfirmed),
            l.say(
                "Was nur daran hängt, ist als unbestätigt gekennzeichnet.",
                "What hangs only on them is marked as unconfirmed."
            )
        )
    }

    fn reach(&self) -> String {
        let (a, l) = (self.report.assumptions, self.l);
        let Some(horizon) = a.horizon else {
            let text =
                ("Betrachtet, bis sich nichts mehr ändert.", "Looked at until nothing changes any more.");
            return l.say(text.0, text.1).to_owned();
        };
        let after = if a.cut_by_horizon {
            l.say("; danach kann sich noch etwas ändern", "; something can still change after that")
        } else {
            ""
        };
        format!("{}: {}{after}.", l.say("Betrachteter Zeitraum", "Time looked at"), l.duration(horizon))
    }
}
