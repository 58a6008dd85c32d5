//! The list of findings as it is kept and paged through, with what somebody has accepted.
//!
//! Finding everything looks at the whole map. The list of the newest revision is kept until the next one is asked for, so
//! that pages cost little and show the same map.

use super::paper::{id, told};
use super::{Found, find, totals};
use crate::error::AppError;
use crate::planning::context::AnalysisContext;
use crate::planning::findings::{Acceptance, Finding, FindingCount, FindingsRequest};
use crate::pool::Pool;
use engine::Watch;
use map::Map;
use model::finding::FindingState;
use model::incident::Millis;
use model::{Include, Stamp};
use render::Language;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::{AcceptedRow, Store};
use wire::incident::time;
use wire::planning::{Limit, PlanAssumptions};

/// What is found of one question on one map, and what it rests on.
pub struct Listed {
    revision: u64,
    /// The day before which confirmations of the map do not count.
    confirmed_since: Option<String>,
    question: FindingsRequest,
    found: Vec<Found>,
    totals: Vec<FindingCount>,
    assumptions: PlanAssumptions,
}

/// What is found, and what somebody has accepted of it.
pub struct Findings {
    store: Store,
    pool: Pool,
    /// The list that was asked for last.
    kept: Mutex<Option<Arc<Listed>>>,
}

impl std::fmt::Debug for Findings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Findings").finish_non_exhaustive()
    }
}

/// A part of the list.
pub struct FoundPage {
    /// How many there are by kind, accepted ones included.
    pub totals: Vec<FindingCount>,
    /// The part.
    pub items: Vec<Finding>,
    /// Where the next part begins; `None` = this is the last one.
    pub next: Option<usize>,
    /// What the findings rest on.
    pub assumptions: PlanAssumptions,
}

/// Which part of the findings is asked for.
#[derive(Debug, Clone)]
pub struct FindingsPart {
    /// By whether somebody has accepted them.
    pub state: FindingState,
    /// Where in the list of all findings it begins.
    pub from: usize,
    /// Most entries.
    pub limit: usize,
    /// Today, as a day: acceptances that ended before do not count.
    pub today: String,
}

fn ground<'a>(map: &'a Map, pool: &'a Pool, watch: &'a Watch) -> AnalysisContext<'a> {
    let include = Include::All;
    let limit = Limit::default().0 as usize;
    AnalysisContext { map, before: map, others: &[], include, limit, changes: 0, pool, watch }
}

impl Findings {
    pub(crate) fn new(store: Store, pool: Pool) -> Self {
        Self { store, pool, kept: Mutex::default() }
    }

    /// Forgets the list that is kept: it may be of a map that is not that of the journal any more.
    pub(crate) fn forget(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// A part of what is found on a map. To be called where it does not hold up other requests.
    ///
    /// # Errors
    /// Problems of the selection; [`AppError::Stopped`] by the watch.
    pub fn page(
        &self,
        map: &Map,
        question: &FindingsRequest,
        part: &FindingsPart,
        accepted: &[AcceptedRow],
        watch: &Watch,
    ) -> Result<FoundPage, AppError> {
        let context = ground(map, &self.pool, watch);
        let listed = self.listed(&context, question)?;
        let accepted: HashMap<&str, &AcceptedRow> =
            accepted.iter().map(|row| (row.id.as_str(), row)).collect();
        let mut page = FoundPage {
            totals: listed.totals.clone(),
            items: Vec::new(),
            next: None,
            assumptions: listed.assumptions.clone(),
        };
        for (at, finding) in listed.found.iter().enumerate().skip(part.from) {
            let row = match accepted.is_empty() {
                true => None,
                false => accepted.get(id(finding, &context).as_str()),
            };
            let row = row.filter(|row| row.until.is_empty() || row.until.as_str() >= part.today.as_str());
            let wanted = match part.state {
                FindingState::All => true,
                FindingState::Open => row.is_none(),
                FindingState::Accepted => row.is_some(),
            };
            if !wanted {
                continue;
            }
            if page.items.len() == part.limit {
                page.next = Some(at);
                break;
            }
            page.items.push(Finding { accepted: row.map(|row| acceptance(row)), ..told(finding, &context) });
        }
        Ok(page)
    }

    fn listed(
        &self,
        context: &AnalysisContext<'_>,
        question: &FindingsRequest,
    ) -> Result<Arc<Listed>, AppError> {
        let revision = context.map.revision();
        let confirmed_since = context.map.confirmed_since();
        let is_same = |kept: &Arc<Listed>| {
            kept.revision == revision
                && kept.confirmed_since.as_deref() == confirmed_since
                && kept.question == *question
        };
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(is_same) {
            return Ok(kept);
        }
        let found = find(question, context)?;
        let listed = Arc::new(Listed {
            revision,
            confirmed_since: confirmed_since.map(str::to_owned),
            question: question.clone(),
            totals: totals(&found),
            found,
            assumptions: context.assumptions(super::paper::notes(Language::En)),
        });
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&listed));
        Ok(listed)
    }

    /// What somebody has accepted, in the order of the ids.
    ///
    /// # Errors
    /// The database fails.
    pub async fn accepted(&self) -> Result<Vec<AcceptedRow>, AppError> {
        Ok(self.store.accepted_findings().await?)
    }

    /// Accepts a finding: for the first time (`before` 0), or instead of what was said in that revision.
    ///
    /// # Errors
    /// It was accepted already, or changed meanwhile.
    pub async fn accept(
        &self,
        id: &str,
        (reason, until): (String, Option<Stamp>),
        author: &str,
        before: u64,
        now: Millis,
    ) -> Result<AcceptedRow, AppError> {
        let until = until.and_then(|until| until.as_str().get(..10).map(str::to_owned)).unwrap_or_default();
        let row = AcceptedRow {
            id: id.to_owned(),
            reason,
            author: author.to_owned(),
            at_ms: now,
            until,
            revision: before,
        };
        if !self.store.accept_finding(&row).await? {
            let detail = match before {
                0 => "the finding is accepted already: read it, and send its ETag with If-Match to change it",
                _ => "the acceptance has changed: read it again",
            };
            return Err(AppError::PreconditionFailed { detail: detail.to_owned() });
        }
        Ok(AcceptedRow { revision: before + 1, ..row })
    }

    /// Takes back that a finding was accepted.
    ///
    /// # Errors
    /// It is not accepted, or was changed meanwhile.
    pub async fn unaccept(&self, id: &str, revision: u64) -> Result<(), AppError> {
        match self.store.unaccept_finding(id, revision).await? {
            true => Ok(()),
            false => Err(AppError::PreconditionFailed {
                detail: "the acceptance has changed: read it again".to_owned(),
            }),
        }
    }
}

/// An acceptance as it is written.
pub fn acceptance(row: &AcceptedRow) -> Acceptance {
    Acceptance {
        reason: row.reason.clone(),
        by: row.author.clone(),
        at: time(row.at_ms),
        until: Some(row.until.clone()).filter(|until| !until.is_empty()),
    }
}
