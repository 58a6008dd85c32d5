//! What an import would do to a map.

use super::merge::merge;
use super::profile::Profile;
use super::request::Request;
use crate::error::AppError;
use crate::maps::plan::plan;
use crate::pool::Pool;
use imports::{File, Known, Proposal, propose};
use map::{Edit, Map};
use model::{Fault, Key, Kind, Node, message};
use outside::digest::sha256;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use wire::plan::ChangeSetAnswer;
use wire::{NodeDoc, Place, Problem, Problems};

/// Most changes by people that are listed.
const LISTED: usize = 1_000;

/// A node that the source does not hold any more, or a need that it does not name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The node.
    pub key: Key,
    /// What it is called.
    pub name: String,
    /// The local id of the need; `None` = the whole node.
    pub need: Option<String>,
}

/// A property that stays as people made it although the source says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The node.
    pub key: Key,
    /// The properties.
    pub properties: Vec<&'static str>,
}

/// What an import would do.
#[derive(Debug)]
pub struct Preview {
    /// What was read.
    pub proposal: Proposal,
    /// The revision of the map that it was compared with.
    pub revision: u64,
    /// The changes.
    pub edits: Vec<Edit>,
    /// What they do, with whose impact changes.
    pub plan: ChangeSetAnswer,
    /// Nodes of the source that are in the map as the source says.
    pub unchanged: u64,
    /// What stays as people made it.
    pub kept: Vec<Kept>,
    /// What the source does not hold any more: proposed, never done by itself.
    pub removals: Vec<Removal>,
    /// Answers that were given to no question that was asked, or with a word that is no choice.
    pub unfit: Vec<(String, String)>,
    /// Tells two previews that would do something else apart.
    pub tag: String,
}

/// What an import would do to this map. Nothing is kept.
///
/// # Errors
/// Every problem with the files, with the place of each; what would be wrong with the map.
pub fn preview(map: &Map, request: &Request, profile: &Profile, pool: &Pool) -> Result<Preview, AppError> {
    let format = imports::format(&request.format).ok_or_else(|| {
        let words: Vec<&str> = imports::FORMATS.iter().map(|format| format.word()).collect();
        let detail = message!("import-no-format", word = &request.format);
        let remedy = message!("import-no-format-remedy", list = words.join(", "));
        AppError::one(&Place::ROOT.name("format"), "unknown-format", detail, remedy)
    })?;
    let files: Vec<File<'_>> = request
        .files
        .iter()
        .map(|file| File { name: file.name.clone(), bytes: file.bytes.as_slice().into() })
        .collect();
    let options = request.options(profile);
    let known = InMap::of(map, profile, format.scheme(), options.into.as_ref());
    let proposal =
        propose(format, &files, options, &known).map_err(|faults| AppError::Invalid(problems(faults)))?;
    let (mut edits, mut kept, mut removals, mut unchanged) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for proposed in &proposal.nodes {
        let key = &proposed.node.key;
        let current = map.find(key.as_str()).and_then(|node| map.node(node));
        let Some(current) = current else {
            edits.push(Edit { key: key.clone(), node: Some(Arc::new(proposed.node.clone())) });
            continue;
        };
        let base = profile.records.get(&proposed.id).and_then(|record| record.node());
        let merged = merge(&current, &proposed.node, base.as_ref(), proposed.exact);
        if !merged.kept.is_empty() && kept.len() < LISTED {
            kept.push(Kept { key: key.clone(), properties: merged.kept });
        }
        let gone = merged.gone.iter().map(|need| Some(need.local_id().to_string()));
        removals.extend(gone.map(|need| Removal { key: key.clone(), name: current.name.clone(), need }));
        match merged.node {
            Some(node) => edits.push(Edit { key: key.clone(), node: Some(Arc::new(node)) }),
            None => unchanged += 1,
        }
    }
    edits.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    removals.extend(gone(map, request, profile, &proposal));
    removals.sort_by(|a, b| (&a.key, &a.need).cmp(&(&b.key, &b.need)));
    let plan = plan(map, &edits.clone().into(), pool)?;
    let tag = tag(&edits, &removals, proposal.open());
    let asked: BTreeMap<&str, bool> =
        proposal.questions.iter().map(|question| (question.id.as_str(), question.answer.is_some())).collect();
    let unfit = request.answers.iter().filter(|(id, _)| asked.get(id.as_str()) != Some(&true));
    let unfit = unfit.map(|(id, word)| (id.clone(), word.clone())).collect();
    Ok(Preview { proposal, revision: map.revision(), edits, plan, unchanged, kept, removals, unfit, tag })
}

/// Nodes that came from these files before and are in them no more.
fn gone(map: &Map, request: &Request, profile: &Profile, proposal: &Proposal) -> Vec<Removal> {
    let there: HashSet<&str> = proposal.nodes.iter().map(|proposed| proposed.node.key.as_str()).collect();
    let files: BTreeSet<&str> = request.files.iter().map(|file| file.name.as_str()).collect();
    let whole = request.profile.is_some();
    let records = profile.records.values().filter(|record| whole || files.contains(record.file.as_str()));
    let keys: BTreeSet<&str> =
        records.map(|record| record.key.as_str()).filter(|key| !there.contains(key)).collect();
    keys.into_iter()
        .filter_map(|key| {
            let node = map.find(key)?;
            Some(Removal { key: map.key_of(node), name: map.name(node).to_owned(), need: None })
        })
        .collect()
}

fn tag(edits: &[Edit], removals: &[Removal], open: u64) -> String {
    let edit = |edit: &Edit| {
        let node =
            edit.node.as_deref().map(|node| serde_json::to_string(&NodeDoc::new(node)).unwrap_or_default());
        format!("{} {}", edit.key, node.unwrap_or_default()).into_bytes()
    };
    let mut pieces: Vec<Vec<u8>> = edits.iter().map(edit).collect();
    pieces.extend(removals.iter().map(|gone| format!("\n{} {:?}", gone.key, gone.need).into_bytes()));
    pieces.push(open.to_string().into_bytes());
    sha256(&pieces).chars().take(16).collect()
}

/// Faults of a reader as problems of the request, each with its file.
pub fn problems(faults: Vec<Fault>) -> Problems {
    let mut problems = Problems::default();
    for fault in faults {
        let mut problem = Problem::new(&Place::ROOT.name("files"), fault.code, fault.detail, fault.remedy);
        problem.file = Some(fault.place.into());
        problems.push(problem);
    }
    problems
}

impl Preview {
    /// The changes, and the removals that somebody wants of those that are proposed.
    ///
    /// # Errors
    /// A key that is not proposed to be removed.
    pub fn edits_with(&self, removing: &[Key]) -> Result<Vec<Edit>, AppError> {
        let proposed =
            |key: &Key| self.removals.iter().any(|removal| removal.key == *key && removal.need.is_none());
        if let Some(other) = removing.iter().find(|key| !proposed(key)) {
            let detail = message!("import-not-proposed", key = other);
            let remedy = message!("import-not-proposed-remedy");
            return Err(AppError::one(&Place::ROOT.name("remove"), "not-proposed", detail, remedy));
        }
        let mut edits = self.edits.clone();
        edits.extend(removing.iter().map(|key| Edit { key: key.clone(), node: None }));
        edits.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Ok(edits)
    }

    /// The keys of all nodes that are proposed to be removed.
    pub fn removable(&self) -> Vec<Key> {
        self.removals
            .iter()
            .filter(|removal| removal.need.is_none())
            .map(|removal| removal.key.clone())
            .collect()
    }

    /// Questions without an answer, and values that somebody must correct.
    pub fn open(&self) -> u64 {
        self.proposal.open()
    }
}

/// What the map knows of the ids of a source.
struct InMap<'m> {
    map: &'m Map,
    by_record: HashMap<&'m str, Key>,
    by_identifier: HashMap<String, Key>,
}

impl<'m> InMap<'m> {
    fn of(map: &'m Map, profile: &'m Profile, scheme: &str, into: Option<&Key>) -> Self {
        let there = |key: &str| map.find(key).map(|node| map.key_of(node));
        let records = profile.records.iter();
        let by_record = records.filter_map(|(id, record)| Some((id.as_str(), there(&record.key)?))).collect();
        // Two agencies may have used the same ids: only what belongs to the one that this import goes into.
        let belongs = |node: &Node| {
            into.is_none_or(|into| {
                let key = node.key.as_str();
                node.agency.as_ref() == Some(into)
                    || key
                        .strip_prefix(into.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        let mut by_identifier = HashMap::new();
        for node in map.iter().filter_map(|node| map.node(node)) {
            if let Some(id) = node.identifiers.get(scheme).filter(|_| belongs(&node)) {
                by_identifier.entry(id.clone()).or_insert_with(|| node.key.clone());
            }
        }
        Self { map, by_record, by_identifier }
    }
}

impl Known for InMap<'_> {
    fn key_of(&self, id: &str, kind: Kind) -> Option<Key> {
        let key = self.by_record.get(id).or_else(|| self.by_identifier.get(id))?;
        // Kinds do not change: what was a site and is a service now is another thing.
        self.at(key).filter(|(found, _)| *found == kind).map(|_| key.clone())
    }

    fn at(&self, key: &Key) -> Option<(Kind, String)> {
        let node = self.map.find(key.as_str())?;
        Some((self.map.kind(node), self.map.name(node).to_owned()))
    }
}
