//! What is counted of a map's nodes, prepared for a million sums, and the sums as they are written and read.

use engine::NodeIx;
use engine::sweep::tally::{Facts, Figures, Totals};
use map::Map;
use model::{Kind, Layer, Seconds};
use render::Language;
use wire::planning::figures::Figures as Written;
use words::say;

/// What is time-critical when the question does not say it.
pub const TIME_CRITICAL: Seconds = Seconds::DAY;

/// The facts of all nodes. Services that tolerate at most this disruption are time-critical.
pub fn of_map(map: &Map, time_critical: Seconds) -> Figures {
    let facts = |node: NodeIx| {
        let kind = map.kind(node);
        let is_agency = kind == Kind::Agency;
        Facts {
            kind,
            public: map.layer(node) == Some(Layer::Public),
            time_critical: map.mtpd(node).is_some_and(|mtpd| mtpd <= time_critical),
            agency: map.agency(node),
            cases_per_day: map.cases_per_day(node),
            population: map.population(node).filter(|_| is_agency).unwrap_or_default(),
            area: map.area(node).filter(|_| is_agency),
        }
    };
    Figures::new(map.graph().node_bound(), map.iter().map(|node| (node, facts(node))))
}

/// A sum as it is written.
pub fn written(totals: &Totals) -> Written {
    Written {
        unavailable: totals.unavailable.into(),
        degraded: totals.degraded.into(),
        services: totals.services.into(),
        public_services: totals.public_services.into(),
        time_critical: totals.time_critical.into(),
        sites: totals.sites.into(),
        agencies: totals.agencies.into(),
        districts: totals.districts.into(),
        people: totals.people,
        cases_per_day: totals.microcases as f64 / 1e6,
    }
}

/// What stands behind a failure, in words: public services, people, agencies.
pub fn in_words(figures: &Written, l: Language) -> String {
    let public = say!(l, "count-public-services", public_services = figures.public_services);
    let agencies = say!(l, "count-agencies", agencies = figures.agencies);
    if figures.people == 0 {
        // The map does not say how many live there, which is not nobody.
        return format!("{public}, {agencies}");
    }
    let people = say!(l, "count-inhabitants-dative", inhabitants = figures.people);
    format!("{public}, {agencies} {} {people}", l.text("report-with"))
}

/// Cases per day as people read them.
pub fn cases(figures: &Written, l: Language) -> String {
    l.number(figures.cases_per_day.round() as u64)
}
