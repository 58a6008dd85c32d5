//! Offsets of a scenario as points in time: on the calendar where it has a start, else as what has passed.

use crate::Language;
use jiff::tz::TimeZone;
use model::Seconds;

/// A point in time for a person, and for a machine when it is on the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    /// "Mi, 14.11.2018, 14:30 Uhr", "nach 2 Tagen", "sofort".
    pub(super) text: String,
    /// RFC 3339.
    pub(super) machine: Option<String>,
}

/// How times of one report are told.
pub(super) struct Clock<'a> {
    pub(super) start: Option<jiff::Timestamp>,
    pub(super) zone: &'a TimeZone,
    pub(super) l: Language,
}

impl Clock<'_> {
    /// A point on the calendar.
    pub(super) fn moment(&self, time: jiff::Timestamp) -> Moment {
        let machine = time.to_zoned(self.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        Moment { text: self.l.long_time(time, self.zone), machine: Some(machine) }
    }

    /// A point of the scenario on the calendar; `None` when its start is not known.
    pub(super) fn time(&self, offset: Seconds) -> Option<jiff::Timestamp> {
        let after = jiff::SignedDuration::from_secs(offset.get().into());
        self.start.and_then(|start| start.checked_add(after).ok())
    }

    /// A point of the scenario.
    pub(super) fn at(&self, offset: &Seconds) -> Moment {
        match self.time(*offset) {
            Some(time) => self.moment(time),
            None if *offset == Seconds::ZERO => {
                Moment { text: self.l.text("report-once").to_owned(), machine: None }
            }
            None => Moment { text: self.l.after(*offset), machine: None },
        }
    }

    /// A point of the scenario for a column, with its weekday: "Mi 14.11. 14:30"; the year where it is another one.
    pub(super) fn brief(&self, offset: Seconds) -> String {
        let after = jiff::SignedDuration::from_secs(offset.get().into());
        let start = self.start.and_then(|start| Some((start, start.checked_add(after).ok()?)));
        let Some((start, time)) = start else { return self.at(&offset).text };
        let year = |time: jiff::Timestamp| time.to_zoned(self.zone.clone()).year();
        self.l.short_time(time, self.zone, year(start) != year(time))
    }

    /// The same inside a sentence that goes on: "ab Mi, ...", "nach 2 Std."; nothing at the very beginning.
    pub(super) fn from(&self, offset: Seconds) -> String {
        match (self.start, offset) {
            (Some(_), _) => format!(" {} {}", self.l.text("report-from"), self.at(&offset).text),
            (None, Seconds::ZERO) => String::new(),
            (None, _) => format!(" {}", self.at(&offset).text),
        }
    }

    /// A day or a time as somebody wrote it, in the form of the language; a text that is neither stays as it is.
    pub(super) fn stamp(&self, text: &str) -> String {
        let form = self.l.text("report-d-b-y");
        match (text.parse::<jiff::Timestamp>(), text.parse::<jiff::civil::Date>()) {
            (Ok(time), _) => time.to_zoned(self.zone.clone()).strftime(form).to_string(),
            (_, Ok(date)) => date.strftime(form).to_string(),
            _ => text.to_owned(),
        }
    }
}
