//! Change sets: resolved against the current map, checked as a whole, committed, swapped in.

use super::edits::Edits;
use super::{Maps, Placed};
use crate::background::off_the_loop;
use crate::error::AppError;
use access::{Kind, Principal, Reach, Right, Thing, allow};
use map::{Edit, Map, MapFault};
use model::{DependencyId, Key, Node};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Idempotency, NewChangeSet, StoreError};
use wire::{ChangeRequest, Place, Problem, Problems, patched_node};

/// How often a change is tried again when others commit in between: with a few busy processes on one database each of
/// them wins only now and then.
const ATTEMPTS: usize = 200;
/// For how long.
const TIME: Duration = Duration::from_secs(20);
/// From so many edits on, they are applied off the event loop.
const LARGE: usize = 500;

/// Who changes the map, when and why.
#[derive(Debug, Clone)]
pub struct Author {
    /// Who it really is, and what he may change.
    pub by: Arc<Principal>,
    /// Name for the journal.
    pub name: String,
    /// Reason for the journal.
    pub message: String,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// Under which key a repetition of the request is recognised, and the digest of the request.
    pub idempotency: Option<(String, String)>,
}

/// What must be true of the map for a change to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Precondition {
    /// Nothing.
    #[default]
    None,
    /// The thing does not exist yet.
    Absent(Resource),
    /// The thing exists, and its node last changed in one of these revisions; none named = any.
    Unchanged(Resource, Vec<u64>),
    /// The whole map is at one of these revisions.
    Revision(Vec<u64>),
}

/// What a precondition speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// A node.
    Node(Key),
    /// A dependency; its tag is that of its dependent.
    Dependency(DependencyId),
}

/// What a change set did.
#[derive(Debug)]
pub struct Done {
    /// The map before.
    pub before: Arc<Map>,
    /// The map after.
    pub after: Arc<Map>,
    /// The keys of the nodes that were added, changed or removed, in order.
    pub keys: Vec<Key>,
    /// The request was a repetition and nothing was done again; this is the revision it had made.
    pub repeated: Option<u64>,
}

impl Maps {
    /// Makes all the changes or none. Nothing is committed when they change nothing.
    ///
    /// # Errors
    /// Every problem with the changes at once; a failed precondition; a failing database.
    pub async fn change(
        &self,
        requests: Vec<ChangeRequest>,
        precondition: Precondition,
        author: Author,
    ) -> Result<Done, AppError> {
        let requests = Arc::new(requests);
        self.commit(precondition, author, move |map| Ok(resolve(map, &requests)?.into())).await
    }

    /// The retry loop around one commit: `edits` is asked anew whenever the map turned out to be newer.
    pub(crate) async fn commit<F>(
        &self,
        precondition: Precondition,
        author: Author,
        edits: F,
    ) -> Result<Done, AppError>
    where
        F: Fn(&Map) -> Result<Edits, AppError> + Clone + Send + 'static,
    {
        let _only_writer = self.writing.lock().await;
        let begin = Instant::now();
        for attempt in 0..ATTEMPTS {
            if attempt > 0 && begin.elapsed() > TIME {
                break;
            }
            // Another process may have added what these changes refer to.
            self.catch_up_locked().await?;
            let Placed { map: before, position } = self.placed();
            if let Some(done) = self.repetition(&author, &before).await? {
                return Ok(done);
            }
            // What somebody may not see is not there for him, nor may he refer to it.
            let seen = self.seen_by(&before, &author.by);
            precondition.check(&seen)?;
            let work = {
                let (edits, before, by) = (edits.clone(), Arc::clone(&before), Arc::clone(&author.by));
                move || apply(&before, &seen, &by, &edits)
            };
            let (after, changed) =
                if before.counts().nodes() > LARGE as u64 { off_the_loop(work).await?? } else { work()? };
            if changed.is_empty() {
                return Ok(Done { after: Arc::clone(&before), before, keys: Vec::new(), repeated: None });
            }
            let keys = changed.keys();
            match self.store.commit(position, author.heads(), changed.rows()).await {
                Ok(position) => {
                    debug_assert_eq!(position.number, after.revision());
                    let after = Arc::new(after);
                    self.current.store(Arc::new(Placed { map: Arc::clone(&after), position }));
                    self.changed.notify_one();
                    return Ok(Done { before, after, keys, repeated: None });
                }
                Err(
                    StoreError::Conflict { .. }
                    | StoreError::AlreadyCommitted { .. }
                    | StoreError::Again { .. },
                ) => {}
                Err(error) => {
                    // The commit may have arrived although the answer did not.
                    let _ = self.catch_up_locked().await;
                    return Err(error.into());
                }
            }
        }
        Err(AppError::Contended)
    }

    async fn repetition(&self, author: &Author, map: &Arc<Map>) -> Result<Option<Done>, AppError> {
        let Some((key, fingerprint)) = &author.idempotency else { return Ok(None) };
        match self.store.idempotent(key, author.at_ms).await? {
            None => Ok(None),
            Some(found) if found.fingerprint != *fingerprint => Err(AppError::KeyReused),
            Some(found) => {
                let mut keys = Vec::new();
                for change in self.store.changes_of(found.revision, None, 1000).await? {
                    keys.extend(Key::new(&change.key).ok());
                }
                let before = self.at(found.revision.saturating_sub(1)).await?;
                let after = if found.revision == map.revision() {
                    Arc::clone(map)
                } else {
                    self.at(found.revision).await?
                };
                Ok(Some(Done { before, after, keys, repeated: Some(found.revision) }))
            }
        }
    }
}

impl Author {
    /// Whoever works on the database directly, as `by`: may do everything.
    pub fn operator() -> Arc<Principal> {
        Arc::new(Principal::operator(Kind::Token, "command line"))
    }

    fn heads(&self) -> NewChangeSet {
        NewChangeSet {
            author: self.name.clone(),
            message: self.message.clone(),
            at_ms: self.at_ms,
            idempotency: self.idempotency.clone().map(|(key, fingerprint)| Idempotency { key, fingerprint }),
        }
    }
}

/// The edits that really change something, and the map with them.
fn apply(
    before: &Map,
    seen: &Map,
    by: &Principal,
    edits: &impl Fn(&Map) -> Result<Edits, AppError>,
) -> Result<(Map, Edits), AppError> {
    let changed = edits(seen)?;
    if changed.is_empty() {
        return Ok((before.clone(), changed));
    }
    check_rights(before, by, &changed)?;
    let after = changed.on(seen, before.revision() + 1).map_err(faults_as_problems)?;
    Ok((after.whole(), changed))
}

/// Whether somebody may change all of these nodes: each must belong to his agency, before and after; and the key of a new
/// one begins with that of his agency, so that nobody learns from a refusal which keys others have. The zone is that of all.
pub(super) fn check_rights(map: &Map, by: &Principal, edits: &Edits) -> Result<(), AppError> {
    if edits.zone.is_some() {
        allow(by, Right::Change, Thing::Of(None))
            .map_err(|denied| AppError::Denied { denied, thing: "zone".to_owned() })?;
    }
    for edit in &edits.nodes {
        let was = map.find(edit.key.as_str()).map(|node| map.owner(node).map(|owner| map.key(owner)));
        let is = edit.node.as_deref().map(|node| node.owner());
        let begins = (was.is_none() && *by.reach(Right::Change) != Reach::Everything)
            .then(|| Some(edit.key.as_str().split('.').next().unwrap_or_default()));
        for owner in was.into_iter().chain(begins).chain(is) {
            allow(by, Right::Change, Thing::Of(owner))
                .map_err(|denied| AppError::Denied { denied, thing: edit.key.to_string() })?;
        }
    }
    Ok(())
}

/// The map as if the changes had been made.
///
/// # Errors
/// Every problem with the changes at once.
pub fn hypothetical<'a>(map: &'a Map, changes: &[ChangeRequest]) -> Result<Cow<'a, Map>, AppError> {
    if changes.is_empty() {
        return Ok(Cow::Borrowed(map));
    }
    let edits = resolve(map, changes)?;
    Ok(Cow::Owned(map.with(&edits, map.revision()).map_err(faults_as_problems)?))
}

/// Faults of the whole map as problems of a request; the node's key says where.
pub fn faults_as_problems(faults: Vec<MapFault>) -> AppError {
    AppError::Invalid(whole_map_problems(faults))
}

/// The same as problems alone.
pub fn whole_map_problems(faults: Vec<MapFault>) -> Problems {
    let mut problems = Problems::default();
    for fault in faults {
        let mut problem = Problem::from_fault(&Place::ROOT.name(fault.key.as_str()), fault.fault);
        problem.key = Some(fault.key.as_str().to_owned());
        problem.used_at = fault.used_at.map(|(key, place)| format!("/{key}{place}"));
        problems.push(problem);
    }
    problems
}

/// What the requests make of the map, one edit per node that differs in the end.
pub(super) fn resolve(map: &Map, requests: &[ChangeRequest]) -> Result<Vec<Edit>, AppError> {
    let mut state: BTreeMap<Key, Option<Arc<Node>>> = BTreeMap::new();
    let mut problems = Problems::default();
    let changes = Place::ROOT.name("changes");
    for (i, request) in requests.iter().enumerate() {
        let place = changes.index(i);
        if let Err(error) = resolve_one(map, request, &mut state, &place, &mut problems) {
            problems.push(*error);
        }
    }
    problems.or(())?;
    Ok(state
        .into_iter()
        .filter(|(key, node)| {
            let now = map.find(key.as_str()).and_then(|n| map.node(n));
            now.as_deref() != node.as_deref()
        })
        .map(|(key, node)| Edit { key, node })
        .collect())
}

fn resolve_one(
    map: &Map,
    request: &ChangeRequest,
    state: &mut BTreeMap<Key, Option<Arc<Node>>>,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Result<(), Box<Problem>> {
    let missing = |what: &str, name: &dyn std::fmt::Display, property: &str| {
        let detail = format!("there is no {what} {name}");
        Box::new(Problem::new(&place.name(property), "not-found", detail, "look up what there is"))
    };
    let node_of = |state: &BTreeMap<Key, Option<Arc<Node>>>, key: &Key| match state.get(key) {
        Some(node) => node.clone(),
        None => map.find(key.as_str()).and_then(|n| map.node(n)),
    };
    match request {
        ChangeRequest::Put(node) => {
            let kind = node_of(state, &node.key).map(|old| old.kind);
            if let Some(kind) = kind.filter(|&k| k != node.kind) {
                return Err(Box::new(Problem::new(
                    &place.name("node").name("kind"),
                    "kind-changes",
                    format!("{} is of kind {} and stays so", node.key, kind.as_str()),
                    "delete it and add it under another key",
                )));
            }
            state.insert(node.key.clone(), Some(Arc::new((**node).clone())));
        }
        ChangeRequest::Patch { key, patch } => {
            let old = node_of(state, key).ok_or_else(|| missing("node", key, "key"))?;
            let patched = patched_node(&old, patch.clone(), &place.name("patch"), problems);
            if let Some(node) = patched {
                state.insert(key.clone(), Some(Arc::new(node)));
            }
        }
        ChangeRequest::Delete(key) => {
            node_of(state, key).ok_or_else(|| missing("node", key, "key"))?;
            state.insert(key.clone(), None);
        }
        ChangeRequest::PutDependency { dependent, dependency } => {
            let old = node_of(state, dependent).ok_or_else(|| missing("node", dependent, "dependency"))?;
            let mut spec = (*old).clone().into_spec();
            let id = dependency.local_id();
            match spec.needs.iter_mut().find(|n| n.local_id() == id) {
                Some(need) => *need = (**dependency).clone(),
                None => spec.needs.push((**dependency).clone()),
            }
            put_spec(dependent, spec, state, &place.name("dependency"), problems);
        }
        ChangeRequest::DeleteDependency(id) => {
            let gone = || missing("dependency", id, "id");
            let old = node_of(state, &id.dependent).ok_or_else(gone)?;
            let mut spec = (*old).clone().into_spec();
            let before = spec.needs.len();
            spec.needs.retain(|n| n.local_id() != id.local);
            if spec.needs.len() == before {
                return Err(gone());
            }
            put_spec(&id.dependent, spec, state, place, problems);
        }
    }
    Ok(())
}

fn put_spec(
    key: &Key,
    spec: model::NodeSpec,
    state: &mut BTreeMap<Key, Option<Arc<Node>>>,
    place: &Place<'_>,
    problems: &mut Problems,
) {
    match Node::new(spec) {
        Ok(node) => {
            state.insert(key.clone(), Some(Arc::new(node)));
        }
        Err(faults) => {
            for mut fault in faults {
                // The place inside the whole node means nothing to someone who sent one dependency.
                fault.place.clear();
                problems.push(Problem::from_fault(place, fault));
            }
        }
    }
}

impl Precondition {
    /// Compares with a map.
    ///
    /// # Errors
    /// The thing does not exist, or is not as expected.
    pub fn check(&self, map: &Map) -> Result<(), AppError> {
        let failed = |detail: String| Err(AppError::PreconditionFailed { detail });
        match self {
            Self::None => Ok(()),
            Self::Absent(target) => match target.changed_in(map) {
                None => Ok(()),
                Some(_) => failed(format!("{} exists already", target.name())),
            },
            Self::Unchanged(target, revisions) => match target.changed_in(map) {
                None => Err(target.not_found()),
                Some(at) if revisions.is_empty() || revisions.contains(&at) => Ok(()),
                Some(at) => failed(format!(
                    "{} last changed in revision {at}: read it again, then send If-Match with that tag",
                    target.name()
                )),
            },
            Self::Revision(revisions) if revisions.contains(&map.revision()) => Ok(()),
            Self::Revision(_) => failed(format!("the map is at revision {}: read it again", map.revision())),
        }
    }
}

impl Resource {
    /// The revision in which the thing last changed; `None` when it does not exist.
    pub fn changed_in(&self, map: &Map) -> Option<u64> {
        match self {
            Self::Node(key) => map.find(key.as_str()).map(|n| map.changed_in(n)),
            Self::Dependency(id) => map.find_dependency(id).map(|d| map.changed_in(map.graph().dependent(d))),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Node(key) => format!("the node {key}"),
            Self::Dependency(id) => format!("the dependency {id}"),
        }
    }

    fn not_found(&self) -> AppError {
        match self {
            Self::Node(key) => AppError::NotFound { what: "node", name: key.to_string() },
            Self::Dependency(id) => AppError::NotFound { what: "dependency", name: id.to_string() },
        }
    }
}
