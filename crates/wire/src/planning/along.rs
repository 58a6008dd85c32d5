//! Steps along dependencies: which are taken, and what each of them is.

use crate::words::{ConfirmationState, RelationType};
use serde::Serialize;
use utoipa::ToSchema;

/// Which dependencies are followed: `effects`, those along which a failure can reach a running node; or `all`, those that
/// are needed only to start and informative ones, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Along)]
pub enum AlongDoc {
    /// Those along which a failure can reach a running node.
    #[default]
    Effects,
    /// All of them.
    All,
}

impl AlongDoc {
    /// Their words.
    pub const WORDS: &'static [(&'static str, Self)] = &[("effects", Self::Effects), ("all", Self::All)];
}

/// How much one provider of a dependency matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Strength {
    /// Without it the dependent is unavailable.
    Essential,
    /// Without it, or when it is degraded, the dependent is unavailable.
    Whole,
    /// It may be this one or another: nobody knows which is needed.
    OneOfUnknown,
    /// Without it the dependent is degraded; without more of them unavailable.
    Shared,
    /// Others can take its place: alone it does no harm.
    Redundant,
    /// It stands in when primaries fail.
    Fallback,
    /// Without it the dependent is degraded, never unavailable.
    Supporting,
    /// Needed only to start.
    Start,
    /// Drawn only: never propagates.
    Informative,
}

/// A dependency by which a way goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepBy {
    /// Its id.
    #[schema(example = "dresden.kfz-verfahren~server")]
    pub dependency: String,
    /// What kind of relation it is.
    #[schema(value_type = RelationType)]
    pub relation: model::Relation,
    /// How much the next node of the way matters to it.
    pub strength: Strength,
    /// How many providers it has.
    pub providers: u32,
    /// With fewer working ones than this the dependent is unavailable; 0 = never.
    pub min: u32,
    /// With fewer sound primary ones than this it is degraded; 0 = never.
    pub full: u32,
    /// How sure it is.
    #[schema(value_type = ConfirmationState)]
    pub confirmation: model::Confirmation,
}
