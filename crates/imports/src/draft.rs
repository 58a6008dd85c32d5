//! What an importer fills: things, what they need, questions and lines of the report. No keys yet: things are known by
//! the ids of the source.

use super::ask::Questions;
use super::place::Place;
use super::report::{Report, What};
use model::{
    Form, Key, Kind, Layer, LocalId, Message, Needed, NodeSpec, Relation, Seconds, SiteType, Workaround,
    message,
};
use std::collections::{BTreeMap, HashMap};

/// Most things of one import.
pub const MAX_THINGS: usize = 1_000_000;

/// What people have said about an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The agency that runs what the source gives to nobody.
    pub into: Option<Key>,
    /// What columns mean, by their heads: a word of [`crate::table::roles::Role`].
    pub columns: BTreeMap<String, String>,
    /// Answers to questions, by their ids.
    pub answers: BTreeMap<String, String>,
    /// Every dependency that has a direction is turned round.
    pub turned: bool,
    /// The encoding of the files, when somebody knows it.
    pub encoding: Option<String>,
}

/// Something that becomes a node.
#[derive(Debug, Clone)]
pub struct Thing {
    /// Its id in the source: stable, and unique in the import.
    pub id: String,
    /// What is known of it; key, agency and needs are filled in later.
    pub spec: NodeSpec,
    /// The id of the agency that runs it; `None` = the one that the import goes into.
    pub agency: Option<String>,
    /// It says its key itself.
    pub key: Option<Key>,
    /// The source says everything that there is of it: what it leaves out is not there.
    pub exact: bool,
    /// Where it was read.
    pub place: Place,
}

impl Thing {
    fn new(id: impl Into<String>, kind: Kind, name: &str, place: &Place) -> Self {
        let spec = NodeSpec::new(Key::trusted("unknown"), kind, name);
        Self { id: id.into(), spec, agency: None, key: None, exact: false, place: place.clone() }
    }

    /// A public organisation.
    pub fn agency(id: impl Into<String>, name: &str, place: &Place) -> Self {
        Self::new(id, Kind::Agency, name, place)
    }

    /// A place.
    pub fn site(id: impl Into<String>, name: &str, site_type: SiteType, place: &Place) -> Self {
        let mut site = Self::new(id, Kind::Site, name, place);
        site.spec.site_type = Some(site_type);
        site
    }

    /// Anything that does a job for others.
    pub fn service(id: impl Into<String>, name: &str, layer: Layer, place: &Place) -> Self {
        let mut service = Self::new(id, Kind::Service, name, place);
        service.spec.layer = Some(layer);
        service
    }

    /// Run by the agency with this id.
    #[must_use]
    pub fn run_by(mut self, agency: Option<String>) -> Self {
        self.agency = agency;
        self
    }

    /// Keeps a property of the source as a label, if it says anything.
    pub fn label(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() {
            self.spec.labels.insert(name.to_owned(), value.trim().to_owned());
        }
    }
}

/// How several providers of one dependency stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// The source states it.
    Stated(Form),
    /// The source only names them: each is essential, and whether one can stand in for the other is asked.
    Named,
}

/// That something needs something.
#[derive(Debug, Clone)]
pub struct Link {
    /// The id of what needs.
    pub dependent: String,
    /// The ids of what is needed.
    pub providers: Vec<String>,
    /// The ids of those that stand in.
    pub fallbacks: Vec<String>,
    /// How the providers stand to each other.
    pub strength: Strength,
    /// What kind of relation it is.
    pub relation: Relation,
    /// When it matters.
    pub needed: Needed,
    /// How long the dependent carries on untouched.
    pub tolerance: Option<Seconds>,
    /// How it carries on then.
    pub workaround: Option<Workaround>,
    /// A remark.
    pub note: Option<String>,
    /// The source names it so.
    pub id: Option<LocalId>,
    /// Which way round it is depends on how the source was read: the switch turns it.
    pub turns: bool,
    /// Where it was read.
    pub place: Place,
}

impl Link {
    /// `dependent` needs `provider`; nothing more is said.
    pub fn new(dependent: impl Into<String>, provider: impl Into<String>, place: &Place) -> Self {
        Self::of(dependent, vec![provider.into()], Strength::Named, place)
    }

    /// `dependent` needs these.
    pub fn of(
        dependent: impl Into<String>,
        providers: Vec<String>,
        strength: Strength,
        place: &Place,
    ) -> Self {
        Self {
            dependent: dependent.into(),
            providers,
            fallbacks: Vec::new(),
            strength,
            relation: Relation::Needs,
            needed: Needed::Always,
            tolerance: None,
            workaround: None,
            note: None,
            id: None,
            turns: true,
            place: place.clone(),
        }
    }

    /// `service` runs at this site.
    pub fn hosted_at(service: impl Into<String>, site: impl Into<String>, place: &Place) -> Self {
        Self { relation: Relation::HostedAt, turns: false, ..Self::new(service, site, place) }
    }

    /// With a remark.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// What a column was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub place: Place,
    /// The words of its head.
    pub head: String,
    /// What it is taken for.
    pub role: &'static str,
    /// Somebody said so; else it was guessed.
    pub said: bool,
}

/// What an import has found so far.
#[derive(Debug, Default)]
pub struct Draft {
    /// What people have said.
    pub options: Options,
    /// Questions and answers.
    pub questions: Questions,
    /// What is to be told.
    pub report: Report,
    /// What the columns were taken for.
    pub columns: Vec<Column>,
    pub(crate) things: Vec<Thing>,
    pub(crate) links: Vec<Link>,
    index: HashMap<String, usize>,
}

impl Draft {
    /// Nothing yet.
    pub fn new(options: Options) -> Self {
        let questions = Questions::new(options.answers.clone());
        Self { options, questions, ..Self::default() }
    }

    /// Adds a thing. A second one with the same id is told and left out.
    pub fn add(&mut self, thing: Thing) -> bool {
        if let Some(&first) = self.index.get(&thing.id) {
            let text = message!("import-twice", id = &thing.id, first = &self.things[first].place);
            self.report.tell(What::LeftOut, &thing.place, text);
            return false;
        }
        if self.things.len() == MAX_THINGS {
            let text = message!("import-too-many", max = MAX_THINGS);
            self.report.tell(What::LeftOut, &thing.place, text);
            return false;
        }
        self.index.insert(thing.id.clone(), self.things.len());
        self.things.push(thing);
        true
    }

    /// The thing with this id.
    pub fn thing(&self, id: &str) -> Option<&Thing> {
        self.index.get(id).map(|&at| &self.things[at])
    }

    /// The thing with this id, to say more of it.
    pub fn thing_mut(&mut self, id: &str) -> Option<&mut Thing> {
        self.index.get(id).map(|&at| &mut self.things[at])
    }

    /// All things, in the order read.
    pub fn things(&self) -> &[Thing] {
        &self.things
    }

    /// Adds a dependency.
    pub fn link(&mut self, link: Link) {
        self.links.push(link);
    }

    /// Adds a line to the report.
    pub fn tell(&mut self, what: What, place: &Place, text: Message) {
        self.report.tell(what, place, text);
    }

    /// Asks; the answer, or the first choice while there is none. `topic` and `subject` name the question for ever.
    pub fn ask(
        &mut self,
        topic: &str,
        subject: &str,
        place: &Place,
        text: impl FnOnce() -> Message,
        choices: &[(&'static str, Message)],
    ) -> &'static str {
        self.questions.ask(topic, subject, place, text, choices)
    }
}
