//! Somebody says something of a dependency: checked, kept, and the map then says what follows.

use super::standing::{Parties, Written};
use super::{Confirmations, Statement};
use crate::error::AppError;
use crate::maps::change::{Author, Precondition, Resource};
use crate::maps::edits::Edits;
use access::{Denied, Principal, Right, Thing, allow};
use map::{Edit, Map};
use model::incident::Millis;
use model::{
    Confirmation, Dependency, DependencyId, DependencySpec, Key, Node, NodeSpec, Seconds, Stamp, Verdict,
};
use std::sync::Arc;
use wire::confirmation::{StatementRequest, corrected};
use wire::{Place, Problem, Problems, Tree};

/// Most statements about one dependency.
const MOST: usize = 1_000;

/// What is said of what.
struct Subject {
    /// Of the whole map.
    id: DependencyId,
    parties: Parties,
    written: Written,
}

impl Confirmations {
    /// Says something of a dependency, as `id` names it for who says it, and as it was when it had one of these tags.
    ///
    /// # Errors
    /// There is no such dependency for him, it has changed, he may not speak for that agency, or what he says does not fit.
    pub async fn say(
        &self,
        who: &Arc<Principal>,
        id: &DependencyId,
        tags: Vec<u64>,
        asked: StatementRequest,
        now: Millis,
    ) -> Result<(DependencyId, Arc<Statement>), AppError> {
        self.maps.catch_up().await?;
        self.catch_up().await?;
        let whole = self.maps.current();
        let seen = self.maps.seen_by(&whole, who);
        Precondition::Unchanged(Resource::Dependency(id.clone()), tags).check(&seen)?;
        let not_found = || AppError::NotFound { what: "dependency", name: id.to_string() };
        let found = seen.find_dependency(id).ok_or_else(not_found)?;
        let parties = Parties::of(&whole, found).ok_or_else(not_found)?;
        let whole_id = whole.dependency_id(found);
        let written = Written::of(&whole_id.dependent, &whole.dependency(found));
        let agency = in_the_name_of(who, &parties, asked.agency.as_ref())?;
        let subject = Subject { id: whole_id, parties, written };
        let said = self.of(&subject.id);
        if said.len() >= MOST {
            return Err(AppError::TooMuch {
                detail: "too much was said of this dependency: change it, or remove it".to_owned(),
            });
        }
        if let Some(correction) = &asked.correction {
            check_correction(&seen, found, &correction.need)?;
        }
        let answered = answered(&subject, &agency, &asked, &said)?;
        let mut statement = Statement {
            at_ms: now,
            who: who.id().to_owned(),
            name: who.name().to_owned(),
            reason: asked.reason,
            correction: asked.correction.as_ref().and_then(|c| serde_json::to_value(&c.need).ok()),
            rto: asked.correction.and_then(|c| c.rto),
            answers: asked.answers,
            ..Statement::new(agency, asked.verdict, &subject.written.print)
        };
        if asked.verdict == Verdict::Accepted
            && let Some(answered) = answered
        {
            allow(who, Right::Change, Thing::Of(Some(subject.parties.dependent.as_str())))
                .map_err(|denied| AppError::Denied { denied, thing: id.to_string() })?;
            statement.print = self.take_over(&subject, &answered, &statement).await?;
        }
        statement.seq = self.store.state(&statement.row(&subject.id)).await?;
        self.catch_up().await?;
        self.settle(&subject, &statement).await?;
        Ok((subject.id, Arc::new(statement)))
    }

    /// Makes the dependency what somebody said it is, or takes it away, and says what it is then.
    async fn take_over(
        &self,
        subject: &Subject,
        answered: &Arc<Statement>,
        by: &Statement,
    ) -> Result<String, AppError> {
        let (id, print, said) = (subject.id.clone(), subject.written.print.clone(), Arc::clone(answered));
        let done = self.maps.commit(Precondition::None, author(by), move |map| {
            let (node, at) = unchanged(map, &id, &print)?;
            taken_over(map, node, at, &id.dependent, &said).map(Edits::from)
        });
        let done = done.await?;
        let after = done.after.find_dependency(&subject.id).map(|found| done.after.dependency(found));
        Ok(after.map_or_else(String::new, |after| Written::of(&subject.id.dependent, &after).print))
    }

    /// Lets the map say what follows from all that was said.
    async fn settle(&self, subject: &Subject, by: &Statement) -> Result<(), AppError> {
        let (said, since) = (self.of(&subject.id), self.since(by.at_ms));
        let (id, parties) = (subject.id.clone(), subject.parties.clone());
        let edits = move |map: &Map| {
            let Some(found) = map.find_dependency(&id) else { return Ok(Edits::default()) };
            let now = Written::of(&id.dependent, &map.dependency(found));
            let (talk, before) = (since.talk(&said), map.dependency(found));
            let outcome = talk.outcome(&now, &parties);
            let name = |key: &Key| {
                map.find(key.as_str()).map_or_else(|| key.to_string(), |node| map.name(node).to_owned())
            };
            let (node, at) = unchanged(map, &id, &now.print)?;
            let mut need = DependencySpec { confirmation: outcome, ..before.clone().into_spec() };
            if outcome == Confirmation::Confirmed
                && let Some(since) = talk.confirmed_at(&now, &parties)
            {
                need.confirmed_at = day(since);
                need.confirmed_by =
                    Some(parties.confirming().iter().map(name).collect::<Vec<_>>().join("; "));
            }
            if need == *before {
                return Ok(Edits::default());
            }
            let mut spec: NodeSpec = Node::clone(&node).into_spec();
            spec.needs[at] = Dependency::trusted(need);
            let edit = Edit { key: spec.key.clone(), node: Some(Arc::new(Node::trusted(spec))) };
            Ok(Edits::from(vec![edit]))
        };
        self.maps.commit(Precondition::None, author(by), edits).await.map(|_| ())
    }
}

fn day(at: Millis) -> Option<Stamp> {
    let at = jiff::Timestamp::from_millisecond(at).ok()?.to_zoned(words::zone::usual());
    Stamp::new(&at.date().to_string()).ok()
}

/// What the journal says of a change that follows from a statement.
fn author(said: &Statement) -> Author {
    Author {
        by: Author::operator(),
        name: said.name.clone(),
        message: format!("{} by {}", said.verdict.as_str(), said.agency),
        at_ms: said.at_ms,
        idempotency: None,
    }
}

/// The node that has a dependency, and which of its needs that is; as it was when somebody spoke of it.
fn unchanged(map: &Map, id: &DependencyId, print: &str) -> Result<(Arc<Node>, usize), AppError> {
    let gone = || AppError::NotFound { what: "dependency", name: id.to_string() };
    let node = map.find(id.dependent.as_str()).and_then(|node| map.node(node)).ok_or_else(gone)?;
    let at = node.needs.iter().position(|need| need.local_id() == id.local).ok_or_else(gone)?;
    match Written::of(&id.dependent, &node.needs[at]).print == print {
        true => Ok((node, at)),
        false => Err(AppError::PreconditionFailed {
            detail: "the dependency was changed meanwhile: read it again".to_owned(),
        }),
    }
}

/// The edits that make a dependency what somebody said it is.
fn taken_over(
    map: &Map,
    node: Arc<Node>,
    at: usize,
    dependent: &Key,
    said: &Statement,
) -> Result<Vec<Edit>, AppError> {
    let place = Place::ROOT.name("correction");
    let mut spec: NodeSpec = Node::clone(&node).into_spec();
    let mut edits = Vec::new();
    match &said.correction {
        _ if said.verdict == Verdict::Ended => drop(spec.needs.remove(at)),
        Some(correction) => {
            let tree = Tree::of(correction).unwrap_or_default();
            let mut problems = Problems::default();
            let need = corrected(dependent, &spec.needs[at], &tree, &place, &mut problems);
            spec.needs[at] = need.ok_or(AppError::Invalid(problems))?;
        }
        None => {}
    }
    if let Some(rto) = said.rto {
        edits.extend(objectives(map, &node.needs[at], &said.agency, rto, &place)?);
    }
    let faults = |faults: Vec<model::Fault>| told(faults, &place);
    edits.push(Edit { key: spec.key.clone(), node: Some(Arc::new(Node::new(spec).map_err(faults)?)) });
    Ok(edits)
}

fn told(faults: Vec<model::Fault>, place: &Place<'_>) -> AppError {
    let mut problems = Problems::default();
    for mut fault in faults {
        fault.place.clear();
        problems.push(Problem::from_fault(place, fault));
    }
    AppError::Invalid(problems)
}

/// What an agency provides comes back within that time.
fn objectives(
    map: &Map,
    need: &Dependency,
    agency: &Key,
    rto: Seconds,
    place: &Place<'_>,
) -> Result<Vec<Edit>, AppError> {
    let all = need.providers.iter().chain(&need.fallbacks);
    let own = all
        .filter_map(|key| map.node(map.find(key.as_str())?))
        .filter(|node| node.owner() == Some(agency.as_str()));
    own.map(|node| {
        let spec = NodeSpec { rto: Some(rto), ..Node::clone(&node).into_spec() };
        let node = Node::new(spec).map_err(|faults| told(faults, place))?;
        Ok(Edit { key: node.key.clone(), node: Some(Arc::new(node)) })
    })
    .collect()
}

/// In whose name somebody speaks.
fn in_the_name_of(who: &Principal, parties: &Parties, asked: Option<&Key>) -> Result<Key, AppError> {
    let may = |agency: &Key| allow(who, Right::Confirm, Thing::Of(Some(agency.as_str())));
    let place = Place::ROOT.name("agency");
    if let Some(agency) = asked {
        // First, so that nobody learns who else is concerned.
        may(agency).map_err(|denied| AppError::Denied { denied, thing: agency.to_string() })?;
        return parties.all().find(|party| *party == agency).cloned().ok_or_else(|| {
            let remedy = "name the agency that needs it, or one that provides it";
            AppError::one(&place, "not-concerned", "this agency is not concerned by the dependency", remedy)
        });
    }
    let own: Vec<&Key> = parties.all().filter(|agency| may(agency).is_ok()).collect();
    match own.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let denied = Denied { right: Right::Confirm, elsewhere: true };
            Err(AppError::Denied { denied, thing: "what is needed and what is provided here".to_owned() })
        }
        several => {
            let names = several.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", ");
            let detail = format!("several agencies are concerned for which you may speak: {names}");
            Err(AppError::one(&place, "missing-property", detail, "say in whose name"))
        }
    }
}

/// The statement that is answered, when one is.
fn answered(
    subject: &Subject,
    agency: &Key,
    asked: &StatementRequest,
    said: &[Arc<Statement>],
) -> Result<Option<Arc<Statement>>, AppError> {
    let Some(number) = asked.answers else { return Ok(None) };
    let refuse = |detail: &'static str, remedy: &'static str| {
        AppError::one(&Place::ROOT.name("answers"), "answers-nothing", detail, remedy)
    };
    let found = said.iter().find(|s| s.seq == number && s.verdict.is_against()).ok_or_else(|| {
        refuse("there is no such statement to answer", "list what was said of the dependency")
    })?;
    if *agency != subject.parties.dependent {
        return Err(refuse(
            "only who needs it answers what others say",
            "say confirmed, disputed or corrected",
        ));
    }
    if found.print != subject.written.print {
        return Err(refuse("the dependency has changed since that was said", "read it again"));
    }
    let has_content = found.verdict == Verdict::Ended || found.correction.is_some() || found.rto.is_some();
    if asked.verdict == Verdict::Accepted && !has_content {
        return Err(refuse(
            "the statement does not say how it is instead",
            "change the dependency or remove it, or reject the statement",
        ));
    }
    Ok(Some(Arc::clone(found)))
}

/// Whether a correction makes a dependency of which all that it names is there for who says it.
fn check_correction(seen: &Map, found: engine::DependencyIx, need: &Tree) -> Result<(), AppError> {
    let place = Place::ROOT.name("correction");
    let mut problems = Problems::default();
    let before = seen.dependency(found);
    let dependent = seen.key_of(seen.graph().dependent(found));
    let after = corrected(&dependent, &before, need, &place, &mut problems);
    for key in after.iter().flat_map(|after| after.providers.iter().chain(&after.fallbacks)) {
        let known = before.providers.contains(key) || before.fallbacks.contains(key);
        if !known && seen.find(key.as_str()).is_none() {
            let fault = seen.no_such_node(key.as_str(), model::key::quoted(key.as_str()));
            problems.push(Problem::from_fault(&place, fault));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(AppError::Invalid(problems)) }
}
