//! Incidents: opened by hand or by programs, several at once; what all of them together mean.
//!
//! Reading order: [`registry`] (the open incidents in memory, and how they follow the journal), [`manual`] (what people do),
//! [`report`] (what programs say: `Incidents::report_failure`, `Incidents::report_recovery`), [`said`] (what of it goes
//! where), [`related`] and [`merge`] (which failures share an incident, and what becomes of two that turn out to be one),
//! [`situation`] (`Incidents::situation`), [`current`] (how nodes stand now), [`settled`] (what no longer matters to that),
//! [`replay`] (scripts).

mod check;
mod current;
mod manual;
mod merge;
mod registry;
mod related;
mod replay;
mod report;
mod said;
mod settled;
mod situation;

pub use current::CurrentState;
pub use manual::{Added, IncidentList};
pub use related::Related;
pub use replay::Play;
pub use report::{Reported, Signal};
pub use situation::{Exercises, Situation, SituationQuestion, is_own};

use crate::error::AppError;
use crate::maps::Maps;
use crate::pool::Pool;
use model::incident::IncidentKind;
use model::{Incident, Key, Level};
use registry::Registry;
use render::Language;
use std::borrow::Cow;
use std::sync::Arc;
use store::Store;
use tokio::sync::Notify;

/// Under this name incidents know what alerts say, whichever tool sent them: a node fails while any of them says so.
pub(crate) const ALERTS: &str = "alerts";

/// What people call an incident; of an exercise so that nobody takes it for real, whichever language they read.
pub(crate) fn told_title(incident: &Incident) -> Cow<'_, str> {
    if !incident.exercise {
        return Cow::Borrowed(&incident.title);
    }
    let [de, en] = [Language::De, Language::En].map(|l| l.text("incidents-exercise"));
    Cow::Owned(format!("{de} / {en}: {}", incident.title))
}

/// Most incidents that are open at once.
pub const MAX_OPEN: usize = 1_000;

/// The incidents and their journal.
#[derive(Debug)]
pub struct Incidents {
    store: Store,
    maps: Arc<Maps>,
    pool: Pool,
    registry: Registry,
    /// Something was added.
    changed: Arc<Notify>,
}

impl Incidents {
    /// Takes the open incidents out of the store.
    pub(crate) async fn load(store: Store, maps: Arc<Maps>, pool: Pool) -> Result<Self, AppError> {
        let registry = Registry::open(&store).await?;
        Ok(Self { store, maps, pool, registry, changed: Arc::default() })
    }

    /// Ready, for one who waits, when something was added.
    pub(crate) fn changed(&self) -> Arc<Notify> {
        Arc::clone(&self.changed)
    }

    /// Number of the newest event that is known.
    pub(crate) fn head(&self) -> u64 {
        self.registry.live().seq
    }

    /// What fails in open incidents in fact, and how badly.
    pub(crate) fn failing_levels(&self) -> Vec<(Key, Level)> {
        let live = self.registry.live();
        let all = live.real().flat_map(|incident| incident.all_failing());
        all.map(|failure| (failure.node.clone(), failure.level)).collect()
    }

    /// How many incidents of each kind are open, and how many nodes flap. Exercises do not count.
    pub(crate) fn counted(&self) -> ([(IncidentKind, usize); 2], usize) {
        let live = self.registry.live();
        let of = |kind| (kind, live.real().filter(|incident| incident.kind == kind).count());
        let flapping = live.real().map(|incident| incident.flapping.len()).sum();
        ([of(IncidentKind::Fault), of(IncidentKind::Maintenance)], flapping)
    }
}
