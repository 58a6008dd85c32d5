//! The page on which people try what a payload of a monitoring tool would do. Plain data in, one HTML file out.

use super::HtmlOptions;
use crate::words::{Language, sign};
use askama::Template;
use model::Level;
use words::say;

/// Everything on the page.
#[derive(Debug, Clone, Default)]
pub struct DryRun {
    /// The receiver.
    pub receiver: String,
    /// Its rules, in their order.
    pub rules: Vec<RuleLine>,
    /// What was pasted.
    pub payload: String,
    /// What it would do; `None` = nothing was asked, or it cannot be read.
    pub outcome: Option<Outcome>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// How many more there are.
    pub more_faults: usize,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct RuleLine {
    /// Its conditions.
    pub when: Vec<String>,
    /// The node, or the template of it.
    pub node: String,
    /// How badly it is hit.
    pub level: Level,
    /// The same by severity.
    pub levels: Vec<(String, Level)>,
}

/// What is wrong with a payload.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Where, as a JSON pointer.
    pub place: String,
    /// In which line.
    pub line: Option<u32>,
    /// What.
    pub detail: String,
    /// What helps.
    pub remedy: String,
}

/// What a payload would do.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Alerts read.
    pub received: u64,
    /// Those that no rule leads to a node.
    pub unmatched: u64,
    /// Those that the sender left out.
    pub truncated: u64,
    /// Those that are not listed.
    pub omitted: u64,
    /// What is odd about the whole.
    pub flags: Vec<&'static str>,
    /// The alerts.
    pub alerts: Vec<AlertLine>,
    /// What would follow for nodes.
    pub effects: Vec<EffectLine>,
    /// The name of the zone in which their times are told.
    pub zone: String,
}

/// An alert.
#[derive(Debug, Clone)]
pub struct AlertLine {
    /// What it is called.
    pub name: String,
    /// The rule that leads to the node, from 1.
    pub rule: Option<usize>,
    /// Key and name of the node.
    pub node: Option<(String, String)>,
    /// How badly it is hit.
    pub level: Option<Level>,
    /// new, duplicate, resolved or stale.
    pub result: &'static str,
    /// Other failures explain it.
    pub explained: bool,
    /// Why there is no node.
    pub unmatched: Option<String>,
    /// What is odd about it.
    pub flags: Vec<&'static str>,
}

/// What would follow for a node.
#[derive(Debug, Clone)]
pub struct EffectLine {
    /// Its key.
    pub node: String,
    /// Its name.
    pub name: String,
    /// How badly it would fail; operational = it would work again.
    pub level: Level,
    /// Since when, for people.
    pub at: String,
}

impl DryRun {
    /// The empty page of a receiver.
    pub fn new(receiver: &str, rules: Vec<RuleLine>) -> Self {
        Self { receiver: receiver.to_owned(), rules, ..Self::default() }
    }
}

impl Fault {
    /// The payload is longer than this, in bytes.
    pub fn too_long(limit: usize, l: Language) -> Self {
        let limit = l.number(limit as u64);
        Self {
            place: String::new(),
            line: None,
            detail: say!(l, "alerts-payload-longer-than-bytes", limit = limit),
            remedy: l.text("alerts-shorten-or-send-deliveries-dryrun-true").to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "dry_run.html")]
struct Page<'a> {
    p: &'a DryRun,
    style: &'a str,
    l: Language,
}

/// How the page looks.
pub fn style(l: Language) -> String {
    super::style::style(l, &HtmlOptions::new(l, jiff::tz::TimeZone::UTC)) + FORM
}

/// What only a page with a form needs.
const FORM: &str = "
label { display: block; font-weight: bold; }
textarea { width: 100%; min-height: 16rem; padding: .5rem; border: 2px solid #767676; font: .9rem/1.4 monospace; }
button { min-height: 2.75rem; padding: .4rem 1.2rem; border: 2px solid #1a1a1a; background: #1a1a1a; color: #fff; font: inherit; }
textarea:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid #00558a; outline-offset: 2px; }
.faults { border: 3px solid #a64800; padding: .2rem .8rem; }
";

/// The whole file; `style` is that of [`style`].
pub fn page(page: &DryRun, style: &str, l: Language) -> String {
    let page = Page { p: page, style, l };
    page.render().unwrap_or_else(|_| unreachable!("text can always be written to memory"))
}

impl Page<'_> {
    fn heading(&self) -> &'static str {
        self.l.text("alerts-what-would-payload-do")
    }

    /// So that whoever hears only the title knows what came of it.
    fn title(&self) -> String {
        let state = match (&self.p.outcome, self.p.faults.is_empty()) {
            (_, false) => self.l.text("alerts-error"),
            (Some(_), true) => self.l.text("alerts-result"),
            (None, true) => "",
        };
        format!("{state}{} – {}", self.heading(), self.p.receiver)
    }

    fn word(&self, level: &Level) -> &'static str {
        self.l.level(*level)
    }

    fn sign(&self, level: &Level) -> &'static str {
        sign(*level)
    }

    fn when(&self, rule: &RuleLine) -> String {
        if rule.when.is_empty() {
            return self.l.text("alerts-always").to_owned();
        }
        rule.when.join(self.l.text("alerts-and"))
    }

    fn summary(&self, outcome: &Outcome) -> String {
        let l = self.l;
        let alerts = say!(l, "count-alerts", alerts = outcome.received);
        let nodes = say!(l, "count-nodes", nodes = outcome.effects.len() as u64);
        let unmatched = l.number(outcome.unmatched);
        say!(
            l,
            "alerts-read-without-node-would-change",
            alerts = alerts,
            unmatched = unmatched,
            nodes = nodes
        )
    }

    /// What would happen to the alert.
    fn told(&self, alert: &AlertLine) -> &'static str {
        let l = self.l;
        match alert.result {
            _ if alert.unmatched.is_some() => l.text("alerts-kept-listed-hits-no-node"),
            _ if alert.explained => l.text("alerts-nothing-other-failures-explain"),
            "new" => l.text("alerts-new-node-fails"),
            "duplicate" => l.text("alerts-nothing-known-already"),
            "resolved" => l.text("alerts-over"),
            _ => l.text("alerts-nothing-settled-newer-news"),
        }
    }

    fn effect(&self, effect: &EffectLine) -> &'static str {
        match effect.level {
            Level::Operational => self.l.text("alerts-works-again-since"),
            _ => self.l.text("alerts-since"),
        }
    }

    /// What was odd, in words.
    fn flag(&self, flag: &str) -> &'static str {
        self.l.text(match flag {
            "masked" => "alerts-flag-masked",
            "bytes-replaced" => "alerts-flag-bytes-replaced",
            "cut" => "alerts-flag-cut",
            "labels-dropped" => "alerts-flag-labels-dropped",
            "unreadable" => "alerts-flag-unreadable",
            "fingerprint-made" => "alerts-flag-fingerprint-made",
            "status-unknown" => "alerts-flag-status-unknown",
            "start-unknown" => "alerts-flag-start-unknown",
            "clock-ahead" => "alerts-flag-clock-ahead",
            "end-before-start" => "alerts-flag-end-before-start",
            "unresolved" => "alerts-flag-unresolved",
            "too-many" => "alerts-flag-too-many",
            _ => "alerts-flag-other",
        })
    }

    fn flags(&self, flags: &[&'static str]) -> String {
        flags.iter().map(|flag| self.flag(flag)).collect::<Vec<_>>().join("; ")
    }
}
