//! What holds for every need of a node that says nothing else: how sure it is, where it comes from, a workaround.
//!
//! Defaults are laid over needs while these are read; what is kept and written is each need with what holds for it.

use super::decode::{Object, word};
use super::place::Place;
use super::problem::Problems;
use super::tree::Tree;
use super::words::CONFIRMATIONS;
use model::{Confirmation, Workaround};

/// Properties of `defaults`.
const PROPERTIES: &[&str] = &["confirmation", "source"];

/// What needs say when they say nothing themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defaults {
    /// How sure they are; `None` = assumed.
    pub confirmation: Option<Confirmation>,
    /// Where the facts come from.
    pub source: Option<String>,
    /// How people carry on. Of needs without which the node would be unavailable.
    pub(super) workaround: Option<Workaround>,
}

impl Defaults {
    /// Reads `{confirmation, source}`.
    pub fn read(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Self> {
        let object = Object::open(tree, place, PROPERTIES, problems)?;
        let confirmation = confirmation(&object, problems);
        Some(Self { confirmation, source: object.string("source", problems), workaround: None })
    }

    /// These, and where they say nothing what others say.
    #[must_use]
    pub fn or(self, others: &Self) -> Self {
        Self {
            confirmation: self.confirmation.or(others.confirmation),
            source: self.source.or_else(|| others.source.clone()),
            workaround: self.workaround.or_else(|| others.workaround.clone()),
        }
    }
}

/// How sure something is. What is not confirmed is assumed.
pub(super) fn confirmation(object: &Object<'_>, problems: &mut Problems) -> Option<Confirmation> {
    object.read(
        "confirmation",
        |text| if text == "unconfirmed" { Ok(Confirmation::Assumed) } else { word(text, CONFIRMATIONS) },
        problems,
    )
}

/// How people carry on by other means.
pub(super) fn workaround(object: &Object<'_>, problems: &mut Problems) -> Option<Workaround> {
    let place = object.place().name("workaround");
    let workaround = Object::open(object.get("workaround")?, &place, &["text", "lasts"], problems)?;
    Some(Workaround {
        text: workaround.string("text", problems),
        lasts: workaround.seconds("lasts", problems),
    })
}
