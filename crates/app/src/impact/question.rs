//! A scenario on a map: names become numbers, hypothetical changes become a map of their own.

use super::deadlines::Calendar;
use crate::error::AppError;
use crate::maps::change::hypothetical;
use engine::{Event, NodeIx};
use jiff::tz::TimeZone;
use map::Map;
use model::fnv::Fnv;
use model::key::quoted;
use model::{Key, Seconds};
use std::borrow::Cow;
use std::collections::BTreeMap;
use wire::{Place, Problem, Problems, ScenarioRequest};

/// Links that the largest question may follow.
pub const MAX_LINKS: u64 = 400_000_000;
/// Links up to which a question is answered at once, without leaving the event loop: well below a millisecond.
pub const SMALL_LINKS: u64 = 4_000;

/// A scenario that fits the map.
#[derive(Debug)]
pub struct ResolvedQuestion<'a> {
    map: Cow<'a, Map>,
    /// What was asked for.
    pub request: &'a ScenarioRequest,
    /// The failures by number.
    pub events: Cow<'a, [Event]>,
    /// The nodes that are asked about.
    pub about: Vec<NodeIx>,
    /// How old the last good copy of a node's data is, where the scenario says so.
    pub copies: BTreeMap<NodeIx, Seconds>,
    /// Where the map tells times.
    pub zone: TimeZone,
    /// How many entries each list may have.
    pub limit: usize,
    /// Where in `affected` this part begins.
    pub offset: usize,
}

impl<'a> ResolvedQuestion<'a> {
    /// Where the offsets of the answer lie on the calendar.
    pub(super) fn calendar(&self, horizon: Option<u32>) -> Calendar<'_> {
        Calendar { starts_at: self.request.scenario.starts_at, zone: &self.zone, horizon }
    }

    /// Resolves the scenario.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn new(map: &'a Map, request: &'a ScenarioRequest) -> Result<Self, AppError> {
        let map = hypothetical(map, &request.changes)?;
        let mut problems = Problems::default();
        let events = events(&map, request, &mut problems);
        let about = about(&map, request, &mut problems);
        let (events, about) = problems.or((Cow::Owned(events), about)).map_err(AppError::Invalid)?;
        let of_failure = request.scenario.failures.iter();
        let copies =
            of_failure.filter_map(|f| Some((map.find(f.node().as_str())?, f.last_copy()?))).collect();
        let limit = request.limit.unwrap_or(super::DEFAULT_LIMIT) as usize;
        let zone = words::zone::of(map.zone());
        Self { map, request, events, about, copies, zone, limit, offset: 0 }.at_cursor()
    }

    /// A scenario without hypothetical changes whose failures are known by number.
    pub fn known(map: &'a Map, request: &'a ScenarioRequest, events: &'a [Event]) -> Self {
        let limit = request.limit.unwrap_or(super::DEFAULT_LIMIT) as usize;
        Self {
            map: Cow::Borrowed(map),
            request,
            events: Cow::Borrowed(events),
            about: Vec::new(),
            copies: BTreeMap::new(),
            zone: words::zone::of(map.zone()),
            limit,
            offset: 0,
        }
    }

    /// The part that the cursor of the question asks for.
    pub(super) fn at_cursor(mut self) -> Result<Self, AppError> {
        if let Some(cursor) = &self.request.cursor {
            self.offset = self.read_cursor(cursor)?;
        }
        Ok(self)
    }

    /// The map with the hypothetical changes.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// The cursor of the part that begins at `offset`.
    pub fn cursor(&self, offset: usize) -> String {
        format!("{}-{offset}-{:016x}", self.map.revision(), self.fingerprint())
    }

    fn read_cursor(&self, cursor: &str) -> Result<usize, AppError> {
        let mut parts = cursor.splitn(3, '-');
        let (_, offset, print) = (parts.next(), parts.next(), parts.next());
        let offset = offset.and_then(|o| o.parse().ok()).ok_or(AppError::ForeignCursor)?;
        if print.is_none() || self.cursor(offset) != cursor {
            return Err(AppError::ForeignCursor);
        }
        Ok(offset)
    }

    /// The same for the same question, whatever part of the answer is asked for.
    fn fingerprint(&self) -> u64 {
        let same = ScenarioRequest { cursor: None, ..self.request.clone() };
        let mut sum = Fnv::default();
        sum.eat(format!("{same:?}").as_bytes());
        sum.value()
    }
}

/// The revision that a cursor of an impact answer belongs to; the next part must be computed on the same map.
pub fn cursor_revision(cursor: &str) -> Option<u64> {
    cursor.split('-').next()?.parse().ok()
}

fn events(map: &Map, request: &ScenarioRequest, problems: &mut Problems) -> Vec<Event> {
    let place = Place::ROOT.name("failures");
    let mut events = Vec::with_capacity(request.scenario.failures.len());
    for (i, failure) in request.scenario.failures.iter().enumerate() {
        let place = place.index(i);
        let node = known(map, failure.node(), &place.name("node"), problems);
        events.extend(node.map(|node| Event {
            node,
            level: failure.level() as u8,
            from: failure.from().get(),
            until: failure.until().map(Seconds::get),
        }));
    }
    events
}

fn about(map: &Map, request: &ScenarioRequest, problems: &mut Problems) -> Vec<NodeIx> {
    let place = Place::ROOT.name("about");
    let keys = request.about.iter().enumerate();
    keys.filter_map(|(i, key)| known(map, key, &place.index(i), problems)).collect()
}

fn known(map: &Map, key: &Key, place: &Place<'_>, problems: &mut Problems) -> Option<NodeIx> {
    let node = map.find(key.as_str());
    if node.is_none() {
        let fault = map.no_such_node(key.as_str(), quoted(key.as_str()));
        problems.push(Problem::new(place, fault.code, fault.detail, fault.remedy));
    }
    node
}
