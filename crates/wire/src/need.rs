//! A dependency as it is written: as an entry of a node, and as a resource of its own.

use super::words::{
    ConfirmationState, Duration, IsoDuration, IsoStamp, Keys, NeededWhen, NodeKey, NodeKeys, OneOrKeys,
    RelationType, SomeNodeKeys, Text,
};
use model::{
    Confirmation, Dependency, DependencyId, DependencySpec, Form, Key, LocalId, Needed, Relation, Seconds,
};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

/// How the dependent carries on degraded by other means.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Workaround)]
pub struct WorkaroundDoc<'a> {
    /// What people do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Fax 0351 4886303")]
    pub text: Option<&'a str>,
    /// How long it can be kept up; absent = without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub lasts: Option<Duration>,
}

// The fields of both written forms: `flatten` together with "no other properties" gives a schema that
// nothing satisfies.
macro_rules! need_doc {
    ($(#[$meta:meta])* $name:ident { $($(#[$extra_meta:meta])* $extra:ident: $type:ty,)* }) => {
        #[derive(Debug, Clone, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        $(#[$meta])*
        pub struct $name<'a> {
            $($(#[$extra_meta])* pub $extra: $type,)*
            /// One essential provider, or several of which each is essential. Exactly one of `on`, `whole`, `anyOf`, `oneOfUnknown`, `atLeast` + `of`,
            /// `sharedBy`, `supportedBy`, `informedBy` and `providers` + `min` + `full` is given.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<SomeNodeKeys>)]
            pub on: Option<OneOrKeys<'a>>,
            /// The same, and each has to be whole: a degraded one is as good as none.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<SomeNodeKeys>)]
            pub whole: Option<OneOrKeys<'a>>,
            /// Any one of these is enough.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<SomeNodeKeys>)]
            pub any_of: Option<Keys<'a>>,
            /// It is one of these, but nobody could say which: for what is possible each is essential, for what is
            /// certain any one is enough.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<SomeNodeKeys>)]
            pub one_of_unknown: Option<Keys<'a>>,
            /// So many of `of` must work.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(minimum = 1, maximum = 10_000)]
            pub at_least: Option<u32>,
            /// The providers of `atLeast`, or of `hostedAt`, `offeredAt` and `consumes`.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<SomeNodeKeys>)]
            pub of: Option<Keys<'a>>,
            /// These share the load: with fewer than all the dependent is degraded, with none unavailable.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<SomeNodeKeys>)]
            pub shared_by: Option<Keys<'a>>,
            /// These support: without one of them the dependent is degraded, never unavailable.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<SomeNodeKeys>)]
            pub supported_by: Option<Keys<'a>>,
            /// Only informative: drawn, never propagates.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<SomeNodeKeys>)]
            pub informed_by: Option<Keys<'a>>,
            /// The primary providers when the thresholds are written out as `min` and `full`.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<SomeNodeKeys>)]
            pub providers: Option<Keys<'a>>,
            /// Fewer working providers than this: unavailable. 0 = never.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(minimum = 0, maximum = 10_000)]
            pub min: Option<u32>,
            /// Fewer sound primary providers than this: degraded. 0 = never.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(minimum = 0, maximum = 10_000)]
            pub full: Option<u32>,
            /// Those that stand in when primaries fail.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<NodeKeys>)]
            pub fallback: Option<Keys<'a>>,
            /// A degraded primary still counts as sound; when absent as the form has it.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub tolerates_degraded: Option<bool>,
            /// A degraded primary still counts as working; when absent as the form has it. `false` = a degraded one is
            /// as good as none. Never `false` together with `toleratesDegraded`.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub degraded_works: Option<bool>,
            /// How long the dependent carries on untouched; absent = not at all.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<IsoDuration>)]
            pub tolerance: Option<Duration>,
            /// How it then carries on degraded; absent = it does not.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<WorkaroundDoc>)]
            pub workaround: Option<WorkaroundDoc<'a>>,
            /// `start`: only needed to start.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<NeededWhen>)]
            pub needed: Option<model::Needed>,
            /// Free remark.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub note: Option<&'a str>,
            /// Where the fact comes from.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub source: Option<&'a str>,
            /// How sure it is; absent = `assumed`.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<ConfirmationState>)]
            pub confirmation: Option<model::Confirmation>,
            /// The day or time when it was confirmed.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<IsoStamp>)]
            pub confirmed_at: Option<&'a str>,
            /// By whom.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub confirmed_by: Option<&'a str>,
        }

        impl<'a> $name<'a> {
            fn fill(dependency: &'a Dependency, $($extra: $type),*) -> Self {
                let keys = Some(Keys(&dependency.providers));
                let mut doc = Self {
                    $($extra,)*
                    on: None,
                    whole: None,
                    any_of: None,
                    one_of_unknown: None,
                    at_least: None,
                    of: None,
                    shared_by: None,
                    supported_by: None,
                    informed_by: None,
                    providers: None,
                    min: None,
                    full: None,
                    fallback: (!dependency.fallbacks.is_empty()).then_some(Keys(&dependency.fallbacks)),
                    tolerates_degraded: dependency.tolerates_degraded,
                    degraded_works: dependency.degraded_works,
                    tolerance: (dependency.tolerance != Seconds::ZERO).then_some(Text(dependency.tolerance)),
                    workaround: dependency.workaround.as_ref().map(|w| WorkaroundDoc {
                        text: w.text.as_deref(),
                        lasts: w.lasts.map(Text),
                    }),
                    needed: (dependency.needed == Needed::Start).then_some(Needed::Start),
                    note: dependency.note.as_deref(),
                    source: dependency.source.as_deref(),
                    confirmation: (dependency.confirmation != Confirmation::Assumed)
                        .then_some(dependency.confirmation),
                    confirmed_at: dependency.confirmed_at.as_ref().map(|s| s.as_str()),
                    confirmed_by: dependency.confirmed_by.as_deref(),
                };
                match dependency.form {
                    _ if dependency.relation != Relation::Needs => doc.of = keys,
                    Form::On => doc.on = Some(OneOrKeys(&dependency.providers)),
                    Form::Whole => doc.whole = Some(OneOrKeys(&dependency.providers)),
                    Form::AnyOf => doc.any_of = keys,
                    Form::OneOfUnknown => doc.one_of_unknown = keys,
                    Form::AtLeast(k) => (doc.at_least, doc.of) = (Some(k), keys),
                    Form::SharedBy => doc.shared_by = keys,
                    Form::SupportedBy => doc.supported_by = keys,
                    Form::InformedBy => doc.informed_by = keys,
                    Form::Raw { min, full } => {
                        (doc.providers, doc.min, doc.full) = (keys, Some(min), Some(full));
                    }
                }
                doc
            }
        }
    };
}

need_doc! {
    /// One entry of `needs` that says more than the key of an essential provider.
    #[schema(as = Need)]
    NeedDoc {
        /// A name for the dependency inside the node; absent = derived from the providers.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 60)]
        id: Option<&'a str>,
    }
}

need_doc! {
    /// A dependency as a resource of its own.
    #[schema(as = Dependency)]
    DependencyDoc {
        /// `<key of the dependent>~<id inside it>`. May be left out when it is written: then the part behind `~`
        /// is derived from the providers.
        #[schema(value_type = Option<String>, pattern = "^[a-z0-9]+([.-][a-z0-9]+)*~[a-z0-9]+(-[a-z0-9]+)*$", example = "zwickau.kfz-zulassung~4be9d4ba7c10")]
        id: Text<DependencyId>,
        /// The node that needs something. May be left out when `id` is given.
        #[schema(value_type = Option<NodeKey>)]
        dependent: &'a str,
        /// Under which property of the node it stands; absent = `needs`.
        #[schema(value_type = Option<RelationType>)]
        relation: model::Relation,
    }
}

impl<'a> NeedDoc<'a> {
    /// The written form of a dependency inside its node.
    pub fn new(dependency: &'a Dependency) -> Self {
        Self::fill(dependency, dependency.id.as_ref().map(LocalId::as_str))
    }
}

impl<'a> DependencyDoc<'a> {
    /// The written form of a dependency on its own.
    pub fn new(dependent: &'a Key, dependency: &'a Dependency) -> Self {
        let id = DependencyId { dependent: dependent.clone(), local: dependency.local_id() };
        Self::fill(dependency, Text(id), dependent.as_str(), dependency.relation)
    }
}

/// An entry of `needs`: the key of an essential provider, or an object that says more.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = NeedEntry)]
pub enum NeedEntry<'a> {
    /// The key of one essential provider.
    #[schema(value_type = NodeKey)]
    Key(&'a str),
    /// Everything else.
    #[schema(value_type = NeedDoc)]
    Object(Box<NeedDoc<'a>>),
}

/// The properties by which a dependency says its form.
#[rustfmt::skip]
pub(super) const FORMS: &[&str] = &[
    "on", "whole", "anyOf", "oneOfUnknown", "atLeast", "sharedBy", "supportedBy", "informedBy", "providers",
];

/// The schema of an entry of a shorthand: one of `needs` of which `of` is the only form.
#[derive(Debug, Clone, Copy)]
pub enum ShorthandNeed {}

impl PartialSchema for ShorthandNeed {
    fn schema() -> RefOr<Schema> {
        let mut schema = NeedDoc::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            let is_form = |name: &str| FORMS.contains(&name) || ["min", "full"].contains(&name);
            object.properties.retain(|name, _| !is_form(name));
            object.required.push("of".to_owned());
            object.description =
                Some("One dependency of a shorthand that says more than its providers.".to_owned());
        }
        schema
    }
}

impl ToSchema for ShorthandNeed {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("ShorthandNeed")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        NeedDoc::schemas(schemas);
    }
}

/// A shorthand (`hostedAt`, `offeredAt`, `consumes`): keys, or objects with `of` and whatever else is to be said.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Shorthand)]
pub enum ShorthandDoc<'a> {
    /// One dependency of which only the providers are said.
    #[schema(value_type = NodeKeys)]
    Keys(Keys<'a>),
    /// One dependency that says more.
    #[schema(value_type = ShorthandNeed)]
    One(Box<NeedDoc<'a>>),
    /// Several dependencies.
    #[schema(value_type = Vec<ShorthandNeed>)]
    Many(Vec<NeedDoc<'a>>),
}

/// True when a dependency says nothing beyond relation, form and providers.
fn is_bare(dependency: &Dependency) -> bool {
    let bare = DependencySpec {
        relation: dependency.relation,
        ..DependencySpec::new(dependency.form, dependency.providers.clone())
    };
    **dependency == bare
}

impl<'a> NeedEntry<'a> {
    /// The shortest form of a plain need.
    pub fn new(dependency: &'a Dependency) -> Self {
        match dependency.providers.as_slice() {
            [only] if dependency.form == Form::On && is_bare(dependency) => Self::Key(only.as_str()),
            _ => Self::Object(Box::new(NeedDoc::new(dependency))),
        }
    }
}

impl<'a> ShorthandDoc<'a> {
    /// The shortest form of all the dependencies of one shorthand; `None` when there are none.
    pub fn new(relation: Relation, needs: &'a [Dependency]) -> Option<Self> {
        let mut found = needs.iter().filter(|n| n.relation == relation);
        let first = found.next()?;
        Some(match found.next() {
            None if is_bare(first) => Self::Keys(Keys(&first.providers)),
            None => Self::One(Box::new(NeedDoc::new(first))),
            Some(_) => {
                Self::Many(needs.iter().filter(|n| n.relation == relation).map(NeedDoc::new).collect())
            }
        })
    }
}
