//! The first page, for who decides: three numbers, whom to call, the next deadline.

use super::clock::{Clock, Moment};
use crate::report::{Remark, Report};
use crate::words::shortened;
use model::{Level, Seconds};
use words::say;

/// Whom the first page names.
const CALLS: usize = 4;
/// Characters of a name.
const NAME: usize = 70;

/// What stands on the first page beside its chart and its sentences.
pub(super) struct Front {
    /// A number with what it counts.
    pub(super) numbers: Vec<(String, String)>,
    pub(super) calls: Vec<Call>,
    pub(super) deadline: Option<Due>,
}

/// Somebody who can be reached although something failed.
pub(super) struct Call {
    pub(super) who: String,
    pub(super) agency: String,
    pub(super) way: String,
}

/// Something that must be done or be back by then.
pub(super) struct Due {
    pub(super) at: Moment,
    pub(super) what: String,
}

/// Chooses it.
pub(super) fn front(report: &Report, clock: &Clock<'_>) -> Front {
    Front { numbers: numbers(report, clock), calls: calls(report, clock), deadline: deadline(report, clock) }
}

fn numbers(report: &Report, clock: &Clock<'_>) -> Vec<(String, String)> {
    let (l, t) = (clock.l, &report.totals);
    // Of some of them nobody knows how many they are.
    let at_least = if t.people_unknown > 0 { "≥ " } else { "" };
    let last = match (t.people.unwrap_or(0), t.districts) {
        (0, 0) => (l.number(t.services), say!(l, "front-services", number = t.services)),
        (0, districts) => (l.number(districts), say!(l, "front-districts", number = districts)),
        (people, _) => (format!("{at_least}{}", l.number(people)), say!(l, "front-people", number = people)),
    };
    let public = say!(l, "front-public-services", number = t.public_services);
    let agencies = (l.number(t.agencies), say!(l, "front-agencies", number = t.agencies));
    vec![(l.number(t.public_services), public), agencies, last]
}

/// Those where it begins first; of each agency one.
fn calls(report: &Report, clock: &Clock<'_>) -> Vec<Call> {
    let l = clock.l;
    let of_agency = report.background.inform.iter().filter_map(|inform| {
        let reachable = || inform.addresses.iter().filter(|address| address.level != Level::Unavailable);
        // A telephone first, wherever it stands.
        let spoken = reachable().find(|address| address.phone.is_some());
        spoken.into_iter().chain(reachable()).find_map(|address| {
            let phone =
                address.phone.as_ref().map(|number| format!("{}{number}", l.text("report-telephone-2")));
            let fax = address.fax.as_ref().map(|number| format!("Fax {number}"));
            let way = phone.or(fax).or_else(|| address.email.clone()).or_else(|| address.url.clone())?;
            let (who, agency) = (shortened(&address.name, NAME), shortened(&inform.agency, NAME));
            Some(Call { who, agency, way: shortened(&way, NAME) })
        })
    });
    of_agency.take(CALLS).collect()
}

/// The first one that is not over: what becomes intolerable, a statutory deadline, or a report.
fn deadline(report: &Report, clock: &Clock<'_>) -> Option<Due> {
    let l = clock.l;
    let now = report.background.situation.as_ref().map(|situation| situation.at);
    let time = |at: Seconds| clock.time(at);
    let is_ahead = |at: Seconds| now.is_none_or(|now| time(at).is_none_or(|time| time >= now));
    let mut found: Option<(Seconds, String)> = None;
    let mut offer = |at: Seconds, what: String| {
        if is_ahead(at) && found.as_ref().is_none_or(|(first, _)| at < *first) {
            found = Some((at, what));
        }
    };
    for node in &report.affected {
        let name = shortened(node.telling(), NAME);
        let later =
            |at: Seconds, more: Seconds| Seconds::new(at.get().saturating_add(more.get())).unwrap_or(at);
        let down = node.spans.iter().find(|span| span.level == Level::Unavailable);
        if let Some((mtpd, down)) = node.mtpd.zip(down) {
            let at = later(down.from, mtpd);
            if down.until.is_none_or(|until| until > at) {
                offer(at, say!(l, "front-mtpd", name = name, duration = l.duration(mtpd)));
            }
        }
        for remark in &node.remarks {
            if let Remark::Deadline { name: what, due: Some(due), .. } = remark {
                offer(*due, say!(l, "front-deadline", name = name, what = what));
            }
        }
    }
    let duty = duty(report, clock);
    let told = found.map(|(at, what)| (clock.time(at), Due { at: clock.at(&at), what }));
    match (told, duty) {
        (Some((Some(time), _)), Some((due, duty))) if due < time => Some(duty),
        (Some((_, told)), _) => Some(told),
        (None, duty) => duty.map(|(_, duty)| duty),
    }
}

/// The report to an authority that is due first.
fn duty(report: &Report, clock: &Clock<'_>) -> Option<(jiff::Timestamp, Due)> {
    let l = clock.l;
    let steps =
        report.background.duties.iter().flat_map(|duty| duty.steps.iter().map(move |step| (duty, step)));
    let open =
        steps.filter(|(_, step)| !step.overdue).filter_map(|(duty, step)| Some((step.due_at?, duty, step)));
    let (due, duty, step) = open.min_by_key(|(due, ..)| *due)?;
    let (to, name) = (l.pick(&duty.authority.de, &duty.authority.en), l.pick(&step.name.de, &step.name.en));
    let what = say!(l, "front-duty", name = name, authority = shortened(to, NAME));
    Some((due, Due { at: clock.moment(due), what }))
}
