//! What one node needs: the providers, the thresholds, and how long it carries on without.
//!
//! The rules are those of the impact semantics: `0 <= min <= providers`, `0 <= full <= primaries`,
//! no provider twice, never the dependent itself.

use super::derived_id::DerivedId;
use super::key::quoted;
use super::kind::words;
use super::{Fault, Key, LocalId, Seconds, Stamp};
use crate::message;
use std::borrow::Cow;
use std::fmt;

/// Most providers (primaries and fallbacks together) of one dependency.
pub const MAX_PROVIDERS: usize = 10_000;

/// How the need was written. The strengths are presets of the raw thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// One essential provider: min 1, full 1. Of several each is essential: min = full = all of them.
    On,
    /// Any one of several is enough: min 1, full 1.
    AnyOf,
    /// A quorum: min k, full k.
    AtLeast(u32),
    /// The same, and each has to be whole: a degraded one is as good as none.
    Whole,
    /// It is one of these, but nobody could say which: each is essential for what is possible, any one is enough for
    /// what is certain.
    OneOfUnknown,
    /// Shared load: min 1, full = all of them; fewer than all degrades.
    SharedBy,
    /// Supporting: min 0, full = all of them, a degraded one still counts.
    SupportedBy,
    /// Only informative: never propagates.
    InformedBy,
    /// Thresholds written out.
    Raw {
        /// Fewer working providers than this: unavailable. 0 = never.
        min: u32,
        /// Fewer sound primaries than this: degraded. 0 = never.
        full: u32,
    },
}

impl Form {
    /// A text that tells the forms apart; derived ids rest on it, so that it must never change.
    pub(super) fn name(self) -> Cow<'static, str> {
        match self {
            Self::On => "On".into(),
            Self::AnyOf => "AnyOf".into(),
            Self::Whole => "Whole".into(),
            Self::OneOfUnknown => "OneOfUnknown".into(),
            Self::SharedBy => "SharedBy".into(),
            Self::SupportedBy => "SupportedBy".into(),
            Self::InformedBy => "InformedBy".into(),
            Self::AtLeast(min) => format!("AtLeast({min})").into(),
            Self::Raw { min, full } => format!("Raw {{ min: {min}, full: {full} }}").into(),
        }
    }
}

/// What the dependency says about the two nodes, beyond that one needs the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Relation {
    /// An entry of `needs`.
    #[default]
    Needs,
    /// A service runs at any of these sites.
    HostedAt,
    /// A service is offered at these offices; each one that fails costs some of it.
    OfferedAt,
    /// An agency uses these services.
    Consumes,
}

// The properties under which they are written, plain needs last.
words!(Relation {
    HostedAt = "hostedAt",
    OfferedAt = "offeredAt",
    Consumes = "consumes",
    Needs = "needs",
});

impl Relation {
    /// The order in which relations are written: shorthands first.
    pub const fn rank(self) -> u8 {
        match self {
            Self::HostedAt => 0,
            Self::OfferedAt => 1,
            Self::Consumes => 2,
            Self::Needs => 3,
        }
    }

    /// The form a shorthand stands for; `None` for plain `needs`, which say their form themselves.
    pub const fn form(self) -> Option<Form> {
        match self {
            Self::Needs => None,
            Self::HostedAt => Some(Form::AnyOf),
            Self::OfferedAt => Some(Form::SharedBy),
            Self::Consumes => Some(Form::SupportedBy),
        }
    }
}

/// When the need matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Needed {
    /// While running and to start.
    #[default]
    Always,
    /// Only to start: never hurts a running node, holds back a restart.
    Start,
}

words!(Needed { Always = "always", Start = "start" });

/// How sure we are that the dependency exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Confirmation {
    /// Nobody confirmed it.
    #[default]
    Assumed,
    /// Somebody who knows confirmed it.
    Confirmed,
    /// Somebody says it is wrong.
    Disputed,
}

words!(Confirmation { Assumed = "assumed", Confirmed = "confirmed", Disputed = "disputed" });

/// Carrying on degraded by other means once the tolerance is used up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Workaround {
    /// What people do (fax number, paper form); may be left out.
    pub text: Option<String>,
    /// How long it can be kept up; `None` = without end.
    pub lasts: Option<Seconds>,
}

/// Everything a dependency says, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DependencySpec {
    /// What kind of relation it is.
    pub relation: Relation,
    /// How the thresholds are given.
    pub form: Form,
    /// The primaries, in the order written.
    pub providers: Vec<Key>,
    /// Those that stand in when primaries fail.
    pub fallbacks: Vec<Key>,
    /// Does a degraded primary still count as sound? `None` = as the form has it.
    pub tolerates_degraded: Option<bool>,
    /// Does a degraded primary still count as working? `None` = as the form has it.
    pub degraded_works: Option<bool>,
    /// How long the dependent carries on untouched.
    pub tolerance: Seconds,
    /// How it then carries on degraded; `None` = it does not.
    pub workaround: Option<Workaround>,
    /// When the need matters.
    pub needed: Needed,
    /// A local id given by a person; `None` = derived from the providers.
    pub id: Option<LocalId>,
    /// Free remark.
    pub note: Option<String>,
    /// Where the fact comes from.
    pub source: Option<String>,
    /// How sure it is.
    pub confirmation: Confirmation,
    /// When it was confirmed.
    pub confirmed_at: Option<Stamp>,
    /// By whom.
    pub confirmed_by: Option<String>,
}

impl DependencySpec {
    /// An unconfirmed need of this form with nothing else said.
    pub fn new(form: Form, providers: Vec<Key>) -> Self {
        Self {
            relation: Relation::Needs,
            form,
            providers,
            fallbacks: Vec::new(),
            tolerates_degraded: None,
            degraded_works: None,
            tolerance: Seconds::ZERO,
            workaround: None,
            needed: Needed::Always,
            id: None,
            note: None,
            source: None,
            confirmation: Confirmation::Assumed,
            confirmed_at: None,
            confirmed_by: None,
        }
    }
}

/// The numbers the engine works with. Equal terms are stored once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Terms {
    /// Fewer working providers than this: unavailable; 0 = never.
    pub min: u32,
    /// Fewer sound primaries than this: degraded; 0 = never.
    pub full: u32,
    /// A degraded primary still counts as sound.
    pub tolerates_degraded: bool,
    /// A degraded primary still counts as working. Never false together with `tolerates_degraded`.
    pub degraded_works: bool,
    /// It is one of the primaries, but not known which: the thresholds are those of what is possible (all of them), for
    /// what is certain any one is enough.
    pub one_of_unknown: bool,
    /// Seconds untouched.
    pub tolerance: u32,
    /// Seconds degraded after that; `None` = without end.
    pub workaround: Option<u32>,
    /// Only needed to start.
    pub start_only: bool,
    /// Somebody confirmed it.
    pub confirmed: bool,
}

/// A checked dependency. Read its fields through the [`DependencySpec`] it dereferences to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency(DependencySpec);

impl std::ops::Deref for Dependency {
    type Target = DependencySpec;
    fn deref(&self) -> &DependencySpec {
        &self.0
    }
}

impl Dependency {
    /// Checks the thresholds and the providers; returns every fault, with places relative to the entry.
    pub fn new(spec: DependencySpec) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        check_providers(&spec, &mut faults);
        check_form(&spec, &mut faults);
        if faults.is_empty() { Ok(Self(spec)) } else { Err(faults) }
    }

    /// A dependency from fields that were checked when it was stored, or that only have to tell what refers to what.
    pub fn trusted(spec: DependencySpec) -> Self {
        Self(spec)
    }

    /// The same for whoever may not read what was written of it: without free text and without its own id, which follows
    /// from the rest; `id` stands for it, and `key` says how providers are called.
    #[must_use]
    pub fn without_text(&self, id: LocalId, key: impl Fn(&Key) -> Key) -> Self {
        let spec = &self.0;
        let shown = |keys: &[Key]| keys.iter().map(&key).collect();
        Self(DependencySpec {
            providers: shown(&spec.providers),
            fallbacks: shown(&spec.fallbacks),
            workaround: spec.workaround.as_ref().map(|w| Workaround { text: None, lasts: w.lasts }),
            id: Some(id),
            note: None,
            source: None,
            confirmed_by: None,
            ..spec.clone()
        })
    }

    /// The fields again, to change them and check anew.
    pub fn into_spec(self) -> DependencySpec {
        self.0
    }

    /// The raw thresholds and clocks.
    pub fn terms(&self) -> Terms {
        // The provider count is bounded by MAX_PROVIDERS.
        let n = u32::try_from(self.providers.len()).unwrap_or(u32::MAX);
        let (min, full, tolerates) = match self.form {
            Form::AnyOf => (1, 1, false),
            Form::On | Form::Whole | Form::OneOfUnknown => (n, n, false),
            Form::AtLeast(k) => (k, k, false),
            Form::SharedBy => (1, n, false),
            Form::SupportedBy => (0, n, true),
            Form::InformedBy => (0, 0, true),
            Form::Raw { min, full } => (min, full, false),
        };
        Terms {
            min,
            full,
            tolerates_degraded: self.tolerates_degraded.unwrap_or(tolerates),
            degraded_works: self.degraded_works.unwrap_or(self.form != Form::Whole),
            one_of_unknown: self.form == Form::OneOfUnknown,
            tolerance: self.tolerance.get(),
            workaround: self.workaround.as_ref().map_or(Some(0), |w| w.lasts.map(Seconds::get)),
            start_only: self.needed == Needed::Start,
            confirmed: self.confirmation == Confirmation::Confirmed,
        }
    }

    /// The id inside the dependent: the given one, or 12 hex digits derived from relation, form and providers
    /// (so that it does not move when other entries do, or when clocks and remarks change).
    pub fn local_id(&self) -> LocalId {
        if let Some(id) = &self.id {
            return id.clone();
        }
        let mut providers: Vec<&str> = self.providers.iter().map(Key::as_str).collect();
        let fallbacks: Vec<&str> = self.fallbacks.iter().map(Key::as_str).collect();
        let id = DerivedId::of(self.relation, self.form, &mut providers, &fallbacks);
        LocalId::new(&id.to_string()).unwrap_or_else(|_| unreachable!("hex digits are a valid id"))
    }
}

fn check_providers(spec: &DependencySpec, faults: &mut Vec<Fault>) {
    let total = spec.providers.len() + spec.fallbacks.len();
    if spec.providers.is_empty() && !matches!(spec.form, Form::Raw { .. }) || total == 0 {
        faults.push(Fault::new(
            "",
            "no-providers",
            message!("problem-no-provider"),
            message!("remedy-no-provider"),
        ));
    }
    if total > MAX_PROVIDERS {
        faults.push(Fault::new(
            "",
            "too-many-providers",
            message!("problem-too-many-providers", total = total, max = MAX_PROVIDERS),
            message!("remedy-too-many-providers"),
        ));
    }
    let mut seen: Vec<&Key> = spec.providers.iter().chain(&spec.fallbacks).collect();
    seen.sort_unstable();
    for pair in seen.windows(2).filter(|w| w[0] == w[1]) {
        faults.push(Fault::new(
            "",
            "provider-twice",
            message!("problem-provider-twice", key = quoted(pair[0].as_str())),
            message!("remedy-provider-twice"),
        ));
    }
}

fn check_form(spec: &DependencySpec, faults: &mut Vec<Fault>) {
    let primaries = spec.providers.len();
    let total = primaries + spec.fallbacks.len();
    let mut range = |place: &str, name: &str, value: u32, low: u32, high: usize| {
        if value < low || value as usize > high {
            faults.push(Fault::new(
                place,
                "threshold-out-of-range",
                message!("problem-range", name = name, value = value, low = low, high = high),
                message!("remedy-threshold"),
            ));
        }
    };
    match spec.form {
        Form::AtLeast(k) => range("/atLeast", "atLeast", k, 1, primaries),
        Form::Raw { min, full } => {
            range("/min", "min", min, 0, total);
            range("/full", "full", full, 0, primaries);
        }
        _ => {}
    }
    check_degraded(spec, faults);
    if let Some(form) = spec.relation.form().filter(|&f| f != spec.form) {
        faults.push(Fault::new(
            "",
            "form-of-shorthand",
            message!("problem-shorthand-means", name = spec.relation.as_str(), form = form.name()),
            message!("remedy-shorthand-means"),
        ));
    }
}

/// What a degraded provider counts as must not contradict itself.
fn check_degraded(spec: &DependencySpec, faults: &mut Vec<Fault>) {
    let tolerates =
        spec.tolerates_degraded.unwrap_or(matches!(spec.form, Form::SupportedBy | Form::InformedBy));
    match spec.form {
        Form::Whole if spec.degraded_works == Some(true) => faults.push(Fault::new(
            "/degradedWorks",
            "degraded-contradiction",
            message!("problem-whole-works"),
            message!("remedy-whole-works"),
        )),
        _ if tolerates && !spec.degraded_works.unwrap_or(spec.form != Form::Whole) => {
            faults.push(Fault::new(
                if spec.degraded_works.is_some() { "/degradedWorks" } else { "/toleratesDegraded" },
                "degraded-contradiction",
                message!("problem-degraded-both"),
                message!("remedy-degraded-both"),
            ))
        }
        _ => {}
    }
    if spec.form == Form::OneOfUnknown && !spec.fallbacks.is_empty() {
        faults.push(Fault::new(
            "/fallback",
            "fallback-of-unknown",
            message!("problem-unknown-fallback"),
            message!("remedy-unknown-fallback"),
        ));
    }
}

/// The address of a dependency over the whole map: `<dependent>~<local id>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DependencyId {
    /// The node that needs something.
    pub dependent: Key,
    /// The id inside that node.
    pub local: LocalId,
}

impl DependencyId {
    /// Reads `<dependent>~<local id>`.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let (dependent, local) = text.rsplit_once('~').ok_or_else(|| {
            Fault::new(
                "",
                "invalid-dependency-id",
                message!("problem-dependency-id", text = quoted(text)),
                message!("remedy-dependency-id"),
            )
        })?;
        Ok(Self { dependent: Key::new(dependent)?, local: LocalId::new(local)? })
    }
}

impl fmt::Display for DependencyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.dependent, self.local)
    }
}
