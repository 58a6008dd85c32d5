//! What the API's answers mean in words: levels, kinds, durations, times.

use crate::json::{Json, texts};
use access::{Right, Role};
use app::planning::findings::title;
use jiff::tz::TimeZone;
use model::finding::FindingKind;
use model::{Kind, Layer, Level, Seconds, SiteType};
use render::theme;
use serde_json::Value;
use words::{Language, id, say, sign, zone};

/// Telling things in a language. Templates call it `l`, as they would the language.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) language: Language,
    zone: TimeZone,
}

impl Told {
    pub(crate) fn new(language: Language) -> Self {
        Self { language, zone: zone::usual() }
    }

    /// A text of the catalogues.
    pub(crate) fn text(&self, id: &'static str) -> &'static str {
        self.language.text(id)
    }

    /// A whole number.
    pub(crate) fn number(&self, number: u64) -> String {
        self.language.number(number)
    }

    /// The sign and word of a level.
    pub(crate) fn level(&self, word: &str) -> String {
        let level = Level::from_word(word).unwrap_or(Level::Operational);
        format!("{} {}", sign(level), self.language.level(level))
    }

    /// What a node is: the word for its layer or kind.
    pub(crate) fn kind(&self, node: &Value) -> &'static str {
        let kind = Kind::from_word(node.s("kind")).unwrap_or(Kind::Service);
        theme::kind(
            self.language,
            kind,
            Layer::from_word(node.s("layer")),
            SiteType::from_word(node.s("type")),
        )
    }

    /// The word for a layer of services.
    pub(crate) fn layer(&self, word: &str) -> &'static str {
        Layer::from_word(word).map_or("", |layer| theme::layer(self.language, layer))
    }

    /// An ISO 8601 duration: "2 Tage 8 Std.".
    pub(crate) fn duration(&self, iso: &str) -> String {
        Seconds::parse(iso).map_or_else(|_| iso.to_owned(), |time| self.language.duration(time))
    }

    /// The same after the beginning: "nach 2 Tagen", "sofort".
    pub(crate) fn after(&self, iso: &str) -> String {
        match Seconds::parse(iso) {
            Ok(Seconds::ZERO) => self.text("report-once").to_owned(),
            Ok(time) => self.language.after(time),
            Err(_) => iso.to_owned(),
        }
    }

    /// A time as RFC 3339: "Mi 14.11.2018, 14:30".
    pub(crate) fn time(&self, text: &str) -> String {
        match text.parse() {
            Ok(time) => self.language.time(time, &self.zone),
            Err(_) => text.to_owned(),
        }
    }

    /// A day as it is written in data: "Do 31.12.2026".
    pub(crate) fn day(&self, text: &str) -> String {
        let begins = text.parse::<jiff::civil::Date>().and_then(|day| day.to_zoned(self.zone.clone()));
        begins.map_or_else(
            |_| text.to_owned(),
            |begins| self.language.day(begins.timestamp(), &self.zone, true),
        )
    }

    /// The same as a field for date and time takes it: local, without seconds.
    pub(crate) fn field(&self, time: jiff::Timestamp) -> String {
        time.to_zoned(self.zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// What stands in such a field, as RFC 3339; anything else as it is, so that the API says what is wrong with it.
    pub(crate) fn written(&self, field: &str) -> String {
        let local =
            field.parse::<jiff::civil::DateTime>().and_then(|local| local.to_zoned(self.zone.clone()));
        local.map_or_else(|_| field.to_owned(), |zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// How long it is until a time, or how long ago: "noch 3 Std. 20 Min.", "seit 2 Tagen überfällig".
    pub(crate) fn left(&self, text: &str) -> String {
        let Ok(time) = text.parse::<jiff::Timestamp>() else { return String::new() };
        let seconds = time.as_second() - app::clock::timestamp().as_second();
        let minutes = (seconds.unsigned_abs() / 60 * 60).min(u64::from(u32::MAX)) as u32;
        let duration = Seconds::new(minutes).map(|time| self.language.duration(time)).unwrap_or_default();
        match seconds {
            0.. => say!(self.language, "web-still", duration = duration),
            _ => say!(self.language, "web-overdue-by", duration = duration),
        }
    }

    /// From when until when: "sofort bis nach 2 Tagen", "nach 4 Std., Ende offen".
    pub(crate) fn span(&self, span: &Value) -> String {
        let from = match span.s("from") {
            _ if span.has("fromAt") => self.time(span.s("fromAt")),
            "PT0S" => self.language.text("web-from-start").to_owned(),
            from => self.after(from),
        };
        if span.has("untilAt") {
            return say!(self.language, "web-from-until", from = from, until = self.time(span.s("untilAt")));
        }
        match span.s("until") {
            "" => say!(self.language, "web-from-open", from = from),
            until => say!(self.language, "web-from-until", from = from, until = self.after(until)),
        }
    }

    /// What a dependency needs, in a few words: "eines von", "alle", "2 von 3".
    pub(crate) fn need(&self, need: &Value) -> String {
        let l = self.language;
        let of = need.a("of").len().max(need.a("providers").len()) as u64;
        let min = need.o("atLeast").as_u64().or(need.o("min").as_u64());
        match min {
            Some(min) if of > 1 && min < of => say!(l, "web-need-some", min = min, of = of),
            _ if need.has("anyOf") => l.text("web-need-any").to_owned(),
            _ if need.has("oneOfUnknown") => l.text("web-need-unknown").to_owned(),
            _ if need.has("sharedBy") => l.text("web-need-shared").to_owned(),
            _ if need.has("supportedBy") => l.text("web-need-supported").to_owned(),
            _ if need.has("informedBy") => l.text("picture-information-only").to_owned(),
            _ => l.text("web-need-whole").to_owned(),
        }
    }

    /// What kind of thing was found.
    pub(crate) fn finding(&self, word: &str) -> &'static str {
        let kind = FindingKind::ALL.into_iter().find(|kind| kind.as_str() == word);
        kind.map_or("", |kind| title(kind, self.language))
    }

    /// What kind of incident it is, and how far it has come.
    pub(crate) fn phase(&self, incident: &Value) -> &'static str {
        self.text(match (incident.s("kind"), incident.s("state")) {
            (_, "closed") => "incidents-closed",
            ("maintenance", "planned") => "report-planned-maintenance",
            ("maintenance", _) => "report-maintenance-under-way",
            (_, "planned") => "report-expected-fault",
            _ => "report-fault",
        })
    }

    /// Whether a review campaign runs.
    pub(crate) fn campaign(&self, campaign: &Value) -> &'static str {
        let running = campaign.s("state") == "running";
        self.text(if running { id!("web-campaign-running") } else { id!("duties-over") })
    }

    /// Of a text that comes in both languages, that of the reader.
    pub(crate) fn both<'a>(&self, texts: &'a Value) -> &'a str {
        self.language.pick(texts.s("de"), texts.s("en"))
    }

    /// How sure a dependency is.
    pub(crate) fn confirmation(&self, word: &str) -> &'static str {
        match word {
            "confirmed" => self.text("graph-word-confirmed"),
            "disputed" => self.text("report-disputed"),
            _ => self.text("report-not-confirmed"),
        }
    }
}

/// Who may what.
impl Told {
    /// What somebody with this role is.
    pub(crate) fn role(&self, role: Role) -> &'static str {
        self.text(match role {
            Role::Viewer => id!("web-role-viewer"),
            Role::Editor => id!("web-role-editor"),
            Role::IncidentManager => id!("web-role-incident-manager"),
            Role::Coordinator => id!("web-role-coordinator"),
            Role::Auditor => id!("web-role-auditor"),
            Role::Operator => id!("web-role-operator"),
        })
    }

    /// The way to sign in there.
    pub(crate) fn with_provider(&self, name: &str) -> String {
        say!(self.language, "web-sign-in-with", name = name)
    }

    /// That one may still be signed in there.
    pub(crate) fn still_at(&self, name: &str) -> String {
        say!(self.language, "web-still-signed-in", name = name)
    }

    /// The way to sign out there, too.
    pub(crate) fn out_of(&self, name: &str) -> String {
        say!(self.language, "web-sign-out-of", name = name)
    }

    /// A role over agencies, as the API writes it.
    pub(crate) fn grant(&self, grant: &Value) -> String {
        let word = grant.s("role");
        let role = Role::from_word(word).map_or(word, |role| self.role(role));
        let (all, over) = (self.text(id!("web-over-everything")), texts(grant.o("agencies")).join(", "));
        format!("{role} ({})", if over.is_empty() { all } else { &over })
    }

    /// Rights, as the API writes them.
    pub(crate) fn rights(&self, rights: &Value) -> String {
        let named = |word: &&str| {
            Right::from_word(word).map(|right| {
                self.text(match right {
                    Right::Know => id!("web-right-know"),
                    Right::Read => id!("web-right-read"),
                    Right::Ask => id!("web-right-ask"),
                    Right::Survey => id!("web-right-survey"),
                    Right::Change => id!("web-right-change"),
                    Right::Confirm => id!("web-right-confirm"),
                    Right::Report => id!("web-right-report"),
                    Right::Subscribe => id!("web-right-subscribe"),
                    Right::Deliver => id!("web-right-deliver"),
                    Right::Audit => id!("web-right-audit"),
                    Right::Observe => id!("web-right-observe"),
                    Right::Operate => id!("web-right-operate"),
                })
            })
        };
        texts(rights).iter().filter_map(named).collect::<Vec<_>>().join(", ")
    }
}
