//! The parts of the page behind the table: at risk, stuck, by agency, by site, why, assumptions.

use super::grid::{GAP, Grid, below, hanging, paragraph, right, width};
use super::page::{Page, SPANS};
use super::report::Site;
use super::sentences::{basis, chains, more_chains, open_question, repairs, risk};
use super::words::sign;
use comfy_table::Cell;
use model::Level;
use words::say;

impl Page<'_> {
    pub(super) fn about(&self, out: &mut String) {
        if self.report.about.is_empty() {
            return;
        }
        self.heading(out, self.l.text("report-asked-about"));
        for node in &self.report.about {
            let mut text = format!("{}: ", Self::named(&node.name, node.agency.as_ref()));
            let spans: Vec<String> =
                node.spans.iter().take(SPANS).map(|span| self.level_and_span(span)).collect();
            match spans.is_empty() {
                true => text.push_str(self.l.level(node.level)),
                false => text.push_str(&spans.join("; ")),
            }
            if !node.left.is_empty() {
                text.push_str(&say!(self.l, "report-risk-left", names = node.left.join(", ")));
            }
            out.push_str(&paragraph(sign(node.level), &text, 1, self.width));
        }
    }

    pub(super) fn at_risk(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        if r.at_risk.is_empty() {
            return;
        }
        self.heading(out, l.text("report-still-works-but-nothing-left-lose"));
        for node in &r.at_risk {
            let mut text = Self::named(&node.name, node.agency.as_ref());
            text.push_str(&risk(node, l));
            self.item(out, &text);
        }
        self.more(out, r.omitted.at_risk);
    }

    pub(super) fn open_questions(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        if r.open_questions.is_empty() {
            return;
        }
        self.heading(out, l.text("report-open-questions"));
        for question in &r.open_questions {
            self.item(out, &open_question(question, l));
        }
        self.more(out, r.omitted.open_questions);
    }

    pub(super) fn deadlocked(&self, out: &mut String) {
        let (r, l) = (self.report, self.l);
        if r.deadlocked.is_empty() {
            return;
        }
        self.heading(out, l.text("report-cannot-restart-itself"));
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
        self.heading(out, l.text("report-agency-2"));
        let levels = [Level::Unavailable, Level::Degraded, Level::Operational].map(|level| l.marked(level));
        let widths = [0, 1, 2].map(|i| width(&levels[i]));
        let name = self.width.saturating_sub(widths.iter().sum::<u16>() + 3 * GAP).min(60);
        let head = std::iter::once(Cell::new(l.text("report-agency"))).chain(levels.map(right));
        let mut grid = Grid::new(0, &[name, widths[0], widths[1], widths[2]]).head(head);
        for agency in &r.agencies {
            let mut text = hanging(&agency.name, name);
            if !agency.causes.is_empty() {
                let causes = format!("→\u{a0}{}: {}", l.text("report-cause-2"), agency.causes.join(", "));
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
        self.heading(out, l.text("report-site-2"));
        let name = (self.width * 40 / 100).min(50);
        let there = self.width.saturating_sub(name + GAP);
        let mut grid =
            Grid::new(0, &[name, there]).head([l.text("report-site"), l.text("report-what-missing-there")]);
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
            lines.push(format!("{}: {}", l.marked(level), l.text("report-site-itself")));
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
        let told = chains(self.report, self.l);
        let repairs = repairs(self.report, self.l);
        if told.is_empty() && repairs.is_empty() {
            return;
        }
        self.heading(out, self.l.text("report-why"));
        for chain in &told {
            self.item(out, chain);
        }
        let more = more_chains(self.report, told.len());
        if more > 0 {
            self.item(out, &say!(self.l, "report-why-more", number = more));
        }
        for repair in repairs {
            self.item(out, &repair);
        }
    }

    pub(super) fn assumptions(&self, out: &mut String) {
        self.heading(out, self.l.text("planning-what-rests"));
        for text in basis(self.report, self.l) {
            self.item(out, &text);
        }
    }
}
