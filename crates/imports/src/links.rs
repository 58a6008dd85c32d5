//! Links to needs: turned when somebody said so, resolved to keys, one need for each provider or group, and the question
//! whether one can stand in for the other wherever the source leaves that open.

use super::draft::{Draft, Link, Strength, Thing};
use super::place::Place;
use super::report::{Report, What};
use super::text::clipped;
use model::node::MAX_TEXT;
use model::{
    Argument, Confirmation, Dependency, DependencySpec, Form, Key, Kind, Layer, Relation, Seconds, message,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most names in a question.
const NAMED: usize = 6;

/// A dependency in words, to judge the direction by: the first needs the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// What needs.
    pub dependent: String,
    /// What is needed.
    pub provider: String,
    /// Where it was read.
    pub place: Place,
}

/// Turns every link whose direction is a matter of reading.
pub(crate) fn turn(draft: &mut Draft) {
    let links = std::mem::take(&mut draft.links);
    for link in links {
        if !link.turns {
            draft.links.push(link);
            continue;
        }
        for provider in &link.providers {
            let turned = Link {
                dependent: provider.clone(),
                providers: vec![link.dependent.clone()],
                fallbacks: Vec::new(),
                strength: Strength::Named,
                id: None,
                ..link.clone()
            };
            draft.links.push(turned);
        }
    }
}

/// Three links in words: from the beginning, the middle and the end.
pub(crate) fn sentences(draft: &Draft) -> Vec<Sentence> {
    let name = |id: &str| draft.thing(id).map(|thing| thing.spec.name.clone());
    let told: Vec<&Link> = draft
        .links
        .iter()
        .filter(|link| link.turns && link.relation == Relation::Needs)
        .filter(|link| draft.thing(&link.dependent).is_some())
        .filter(|link| link.providers.first().is_some_and(|provider| draft.thing(provider).is_some()))
        .collect();
    let picks: BTreeSet<usize> = [0, told.len() / 2, told.len().saturating_sub(1)].into_iter().collect();
    let sentence = |link: &&Link| {
        let provider = name(link.providers.first()?)?;
        Some(Sentence { dependent: name(&link.dependent)?, provider, place: link.place.clone() })
    };
    picks.into_iter().filter_map(|at| told.get(at)).filter_map(sentence).collect()
}

/// The needs of each thing, by its id.
pub(crate) fn resolve(draft: &mut Draft, keys: &HashMap<String, Key>) -> HashMap<String, Vec<Dependency>> {
    let links = std::mem::take(&mut draft.links);
    let mut by: BTreeMap<String, Vec<Link>> = BTreeMap::new();
    for link in links {
        if let Some(link) = known_ends(link, draft) {
            by.entry(link.dependent.clone()).or_default().push(link);
        }
    }
    let mut all = HashMap::with_capacity(by.len());
    for (dependent, links) in by {
        let mut needs = Needs { keys, dependent: &dependent, found: Vec::new(), seen: BTreeSet::new() };
        needs.stated(&links, &mut draft.report);
        let groups = named_groups(&links, draft);
        for group in groups {
            let form = asked(&group, &dependent, draft);
            needs.named(&group, form, &mut draft.report);
        }
        let found = needs.found;
        all.insert(dependent, found);
    }
    all
}

/// The link with the ends that there are; what it names and nobody knows is told.
fn known_ends(mut link: Link, draft: &mut Draft) -> Option<Link> {
    let mut gone = Vec::new();
    if draft.thing(&link.dependent).is_none() {
        let text = message!("import-no-dependent", id = clipped(&link.dependent, 100));
        draft.tell(What::LeftOut, &link.place, text);
        return None;
    }
    for ends in [&mut link.providers, &mut link.fallbacks] {
        let (there, missing): (Vec<_>, Vec<_>) =
            std::mem::take(ends).into_iter().partition(|id| draft.thing(id).is_some());
        *ends = there;
        gone.extend(missing);
    }
    for id in gone {
        let text =
            message!("import-no-provider", id = clipped(&id, 100), dependent = clipped(&link.dependent, 100));
        draft.tell(What::LeftOut, &link.place, text);
    }
    let before = link.providers.len();
    link.providers.retain(|id| *id != link.dependent);
    if link.providers.len() < before {
        draft.tell(What::LeftOut, &link.place, message!("import-self", id = clipped(&link.dependent, 100)));
    }
    (!link.providers.is_empty()).then_some(link)
}

/// The rank of a relation, and what the provider is.
type Class = (u8, Option<(Kind, Option<Layer>)>);

/// Providers that the source only names side by side.
struct Group<'l> {
    providers: Vec<&'l str>,
    links: Vec<&'l Link>,
    relation: Relation,
}

/// What is only named, by what it is: several data bases are a question, a data base and a line are none. A link that names
/// several together is a group of its own.
fn named_groups<'l>(links: &'l [Link], draft: &Draft) -> Vec<Group<'l>> {
    let mut alone: BTreeMap<Class, Group<'l>> = BTreeMap::new();
    let mut groups = Vec::new();
    for link in links.iter().filter(|link| link.strength == Strength::Named) {
        let providers: Vec<&str> = link.providers.iter().map(String::as_str).collect();
        if providers.len() > 1 {
            groups.push(Group { providers, links: vec![link], relation: link.relation });
            continue;
        }
        let class = |thing: &Thing| (thing.spec.kind, thing.spec.layer);
        let kind = link.providers.first().and_then(|id| draft.thing(id)).map(class);
        let group = alone.entry((link.relation.rank(), kind)).or_insert_with(|| Group {
            providers: Vec::new(),
            links: Vec::new(),
            relation: link.relation,
        });
        for provider in providers {
            if !group.providers.contains(&provider) {
                group.providers.push(provider);
            }
        }
        group.links.push(link);
    }
    alone.into_values().chain(groups).collect()
}

/// The form that people gave a group of providers; essential each while nobody has answered.
fn asked(group: &Group<'_>, dependent: &str, draft: &mut Draft) -> Option<Form> {
    let may_share = !matches!(group.relation, Relation::OfferedAt | Relation::Consumes);
    let start_only = group.links.iter().all(|link| link.needed == model::Needed::Start);
    if group.providers.len() < 2 || !may_share || start_only {
        return None;
    }
    let mut subject: Vec<&str> = group.providers.clone();
    subject.sort_unstable();
    let named = |id: &&str| draft.thing(id).map_or_else(|| (*id).to_owned(), |thing| thing.spec.name.clone());
    let mut names: Vec<String> = subject.iter().take(NAMED).map(named).collect();
    if subject.len() > NAMED {
        names.push(format!("… (+{})", subject.len() - NAMED));
    }
    let (names, of) = (names.join(", "), named(&dependent));
    let text = || message!("import-ask-redundant", providers = names, dependent = of);
    let place = group.links[0].place.clone();
    let choices = [
        ("each", message!("import-answer-each")),
        ("any", message!("import-answer-any")),
        ("shared", message!("import-answer-shared")),
        ("unknown", message!("import-answer-unknown")),
    ];
    match draft.ask("redundant", &subject.join("\n"), &place, text, &choices) {
        "any" => Some(Form::AnyOf),
        "shared" => Some(Form::SharedBy),
        "unknown" => Some(Form::OneOfUnknown),
        _ => None,
    }
}

/// The needs of one thing while they are put together.
struct Needs<'k> {
    keys: &'k HashMap<String, Key>,
    dependent: &'k str,
    found: Vec<Dependency>,
    seen: BTreeSet<String>,
}

impl Needs<'_> {
    fn stated(&mut self, links: &[Link], report: &mut Report) {
        for link in links {
            let Strength::Stated(form) = link.strength else { continue };
            // One after the other: each keeps its place as its source.
            if form == Form::On && link.fallbacks.is_empty() && link.id.is_none() {
                link.providers.iter().for_each(|id| self.put(link, Form::On, &[id], report));
            } else {
                let providers: Vec<&str> = link.providers.iter().map(String::as_str).collect();
                self.put(link, form, &providers, report);
            }
        }
    }

    fn named(&mut self, group: &Group<'_>, form: Option<Form>, report: &mut Report) {
        let Some(first) = group.links.first() else { return };
        match form {
            Some(form) => self.put(first, form, &group.providers, report),
            None => {
                for link in &group.links {
                    link.providers.iter().for_each(|id| self.put(link, Form::On, &[id], report));
                }
            }
        }
    }

    fn put(&mut self, link: &Link, form: Form, providers: &[&str], report: &mut Report) {
        let key = |id: &&str| self.keys.get(*id).cloned();
        let mut primaries: Vec<Key> = providers.iter().filter_map(key).collect();
        primaries.sort_unstable();
        primaries.dedup();
        let fallbacks: Vec<&str> = link.fallbacks.iter().map(String::as_str).collect();
        let fallbacks = fallbacks.iter().filter_map(key).filter(|key| !primaries.contains(key)).collect();
        let own = link.relation.form().unwrap_or(form);
        let mut spec = DependencySpec::new(own, primaries);
        // Several sites where one would do are stated nowhere: each is a line of its own.
        spec.relation = link.relation;
        if link.relation == Relation::HostedAt && !matches!(form, Form::On | Form::AnyOf) {
            spec.relation = Relation::Needs;
            spec.form = form;
        }
        spec.fallbacks = fallbacks;
        spec.tolerance = link.tolerance.unwrap_or(Seconds::ZERO);
        spec.workaround = link.workaround.clone();
        spec.needed = link.needed;
        spec.id = link.id.clone();
        spec.note = link.note.as_deref().map(|note| clipped(note, MAX_TEXT));
        spec.source = Some(clipped(&link.place.to_string(), MAX_TEXT));
        spec.confirmation = Confirmation::Assumed;
        match Dependency::new(spec) {
            Ok(need) => {
                if self.seen.insert(need.local_id().to_string()) {
                    self.found.push(need);
                }
            }
            Err(faults) => faults.into_iter().for_each(|fault| {
                let text = message!(
                    "import-bad-need",
                    dependent = clipped(self.dependent, 100),
                    why = Argument::Message(fault.detail)
                );
                report.tell(What::Refused, &link.place, text);
            }),
        }
    }
}
