//! What waits for whom, what was said of a dependency, and how much is confirmed.

use super::standing::{Parties, Wait, Written};
use super::{Confirmations, Statement};
use crate::error::AppError;
use access::{Principal, Reach, Right};
use engine::DependencyIx;
use map::{Map, Sight};
use model::incident::Millis;
use model::{Confirmation, DependencyId, Key, Seconds};
use std::collections::BTreeMap;
use wire::confirmation::{
    AgencyShare, ConfirmationFigures, ConfirmedShare, StatementDoc, StatementList, WaitDoc,
};
use wire::incident::time;
use wire::words::Text;

/// Which queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// What waits for us.
    ToConfirm,
    /// What waits for others, and what concerns us.
    Waiting,
}

/// For whom a list is.
#[derive(Debug, Clone)]
pub struct Ours {
    agency: Option<Key>,
    reach: Reach,
}

impl Ours {
    /// For this agency; without one, for all that somebody sees in full.
    pub fn new(who: &Principal, agency: Option<Key>) -> Self {
        Self { agency, reach: who.reach(Right::Read).clone() }
    }

    fn has(&self, agency: &Key) -> bool {
        self.reach.covers(Some(agency.as_str())) && self.agency.as_ref().is_none_or(|only| only == agency)
    }
}

fn wait_doc(wait: &Wait) -> WaitDoc {
    WaitDoc { agency: wait.agency.to_string(), because: wait.because.as_str(), statement: wait.statement }
}

impl Confirmations {
    /// What waits in a queue, after a place in the order of keys: dependencies, each with for whom and why. At most `limit`. To be
    /// called where it does not hold up other requests.
    pub fn queue(
        &self,
        whole: &Map,
        seen: &Map,
        (queue, ours): (Queue, &Ours),
        after: Option<&DependencyId>,
        (limit, now): (usize, Millis),
    ) -> Vec<(DependencyIx, WaitDoc)> {
        let mut found = Vec::new();
        let from = after.map(|id| id.dependent.as_str());
        let own = from.and_then(|key| seen.find(key));
        let behind = after.and_then(|id| seen.find_dependency(id));
        for node in own.into_iter().chain(seen.iter_after(from)) {
            for dependency in
                seen.graph().dependencies(node).filter(|&d| seen.is_whole() || seen.sees_dependency(d))
            {
                if Some(node) == own && behind.is_some_and(|at| dependency <= at) {
                    continue;
                }
                if let Some(wait) = self.wait(whole, dependency, queue, ours, now) {
                    found.push((dependency, wait));
                    if found.len() == limit {
                        return found;
                    }
                }
            }
        }
        found
    }

    fn wait(
        &self,
        whole: &Map,
        dependency: DependencyIx,
        queue: Queue,
        ours: &Ours,
        now: Millis,
    ) -> Option<WaitDoc> {
        let parties =
            Parties::of(whole, dependency).filter(|parties| parties.all().any(|party| ours.has(party)))?;
        let waits = self.waits(whole, dependency, &parties, now);
        let wanted = |wait: &&Wait| ours.has(&wait.agency) == (queue == Queue::ToConfirm);
        waits.iter().find(wanted).map(wait_doc)
    }

    fn waits(&self, whole: &Map, dependency: DependencyIx, parties: &Parties, now: Millis) -> Vec<Wait> {
        let id = whole.dependency_id(dependency);
        let (said, since) = (self.of(&id), self.since(now));
        let written = Written::of(&id.dependent, &whole.dependency(dependency));
        since.talk(&said).waits(&written, parties)
    }

    /// What was said of a dependency, as somebody may read it.
    ///
    /// # Errors
    /// There is no such dependency for him; the database fails.
    pub async fn statements(
        &self,
        who: &Principal,
        id: &DependencyId,
        now: Millis,
    ) -> Result<StatementList, AppError> {
        self.catch_up().await?;
        let whole = self.maps.current();
        let seen = self.maps.seen_by(&whole, who);
        let not_found = || AppError::NotFound { what: "dependency", name: id.to_string() };
        let found = seen.find_dependency(id).ok_or_else(not_found)?;
        let parties = Parties::of(&whole, found).ok_or_else(not_found)?;
        let reach = who.reach(Right::Read);
        let shows = |agency: &Key| {
            let node = whole.find(agency.as_str());
            reach.covers(Some(agency.as_str())) || node.is_some_and(|node| seen.sight(node) != Sight::Hidden)
        };
        let id = whole.dependency_id(found);
        let print = Written::of(&id.dependent, &whole.dependency(found)).print;
        let all = self.of(&id);
        let items = all.iter().filter(|said| shows(&said.agency));
        let items = items.map(|said| doc(said, reach, &parties.dependent, &print)).collect();
        let waits = self.waits(&whole, found, &parties, now);
        let waits = waits.iter().filter(|wait| shows(&wait.agency)).map(wait_doc).collect();
        Ok(StatementList { items, waits })
    }

    /// A statement as who made it reads it.
    pub fn told(&self, who: &Principal, id: &DependencyId, said: &Statement) -> StatementDoc {
        let map = self.maps.current();
        let print =
            map.find_dependency(id).map(|found| Written::of(&id.dependent, &map.dependency(found)).print);
        let owner =
            map.find(id.dependent.as_str()).and_then(|node| map.owner(node)).map(|owner| map.key_of(owner));
        let dependent = owner.unwrap_or_else(|| said.agency.clone());
        doc(said, who.reach(Right::Read), &dependent, &print.unwrap_or_default())
    }

    /// How much is confirmed: on the whole map, and by agency as far as who asks sees them.
    pub fn figures(&self, in_force: &Map, seen: &Map) -> ConfirmationFigures {
        let mut by_agency: BTreeMap<engine::NodeIx, (u64, u64)> = BTreeMap::new();
        for node in in_force.iter() {
            let Some(owner) = in_force.owner(node) else { continue };
            for dependency in in_force.graph().dependencies(node) {
                let counts = by_agency.entry(owner).or_default();
                counts.0 += u64::from(in_force.confirmation(dependency) == Confirmation::Confirmed);
                counts.1 += 1;
            }
        }
        let shown = by_agency.into_iter().filter(|(owner, _)| seen.sees(*owner));
        let mut agencies: Vec<AgencyShare> = shown
            .map(|(owner, (confirmed, all))| AgencyShare {
                agency: seen.key(owner).to_owned(),
                name: seen.name(owner).to_owned(),
                needs: ConfirmedShare::new(confirmed, all),
            })
            .collect();
        agencies.sort_by(|a, b| a.agency.cmp(&b.agency));
        let counts = in_force.counts();
        ConfirmationFigures {
            revision: in_force.revision(),
            period: Text(
                Seconds::new(self.maps.review_days().saturating_mul(86_400)).unwrap_or(Seconds::MAX),
            ),
            map: ConfirmedShare::new(counts.confirmed, counts.dependencies()),
            agencies,
        }
    }
}

/// A statement as somebody reads it: who said it is told to those who look after that agency, why also to who is answered.
fn doc(said: &Statement, reach: &Reach, dependent: &Key, print: &str) -> StatementDoc {
    let own = reach.covers(Some(said.agency.as_str()));
    let concerned = own || reach.covers(Some(dependent.as_str()));
    StatementDoc {
        number: said.seq,
        agency: said.agency.to_string(),
        verdict: said.verdict,
        at: time(said.at_ms),
        by: own.then(|| said.name.clone()),
        reason: said.reason.clone().filter(|_| concerned),
        correction: said.correction.clone().filter(|_| concerned),
        rto: said.rto.filter(|_| concerned).map(Text),
        answers: said.answers,
        current: said.print == print,
    }
}
