//! Steps along dependencies, as answers name them and as people read them.

use engine::closures::Along;
use engine::{DependencyIx, NodeIx};
use map::Map;
use model::{Confirmation, Include};
use render::Language;
use wire::planning::along::{AlongDoc, StepBy, Strength};
use words::say;

/// Which dependencies are followed.
pub(super) fn along(include: Include, which: AlongDoc) -> Along {
    Along { include, everything: which == AlongDoc::All }
}

/// The step from a node to this provider by this dependency.
pub(super) fn step(map: &Map, dependency: DependencyIx, provider: NodeIx) -> StepBy {
    let (_, rule) = map.graph().head(dependency);
    StepBy {
        dependency: map.dependency_address(dependency),
        relation: map.relation(dependency),
        strength: strength(map, dependency, provider),
        providers: rule.providers,
        min: rule.terms.min,
        full: rule.terms.full,
        confirmation: map.confirmation(dependency),
    }
}

/// What the loss of this provider alone does to the dependent.
fn strength(map: &Map, dependency: DependencyIx, provider: NodeIx) -> Strength {
    let (_, rule) = map.graph().head(dependency);
    let primaries = &map.graph().providers(dependency)[..rule.primaries as usize];
    match (rule.terms.min, rule.terms.full) {
        (0, 0) => Strength::Informative,
        _ if rule.terms.start_only => Strength::Start,
        _ if !primaries.contains(&provider) => Strength::Fallback,
        _ if rule.terms.one_of_unknown && rule.providers > 1 => Strength::OneOfUnknown,
        (min, _) => match rule.level(Include::All, 1, 1) {
            2 if !rule.terms.degraded_works => Strength::Whole,
            2 => Strength::Essential,
            1 if min == 0 => Strength::Supporting,
            1 => Strength::Shared,
            _ => Strength::Redundant,
        },
    }
}

/// How a step is told to people.
pub(super) fn told(step: &StepBy, l: Language) -> String {
    let of = format!("{} {} {}", step.min, l.text("report-of-2"), step.providers);
    let mut text = match step.strength {
        Strength::Essential if step.providers > 1 => {
            format!("{} ({of})", l.text("planning-essential"))
        }
        Strength::Essential => l.text("planning-essential").to_owned(),
        Strength::Whole => l.text("picture-needs-whole").to_owned(),
        Strength::OneOfUnknown => say!(l, "picture-one-of-unknown", all = step.providers),
        Strength::Shared => l.text("planning-shares-load").to_owned(),
        Strength::Redundant => {
            format!("{} ({of} {})", l.text("planning-redundant"), l.text("planning-enough"))
        }
        Strength::Fallback => l.text("planning-fallback-only").to_owned(),
        Strength::Supporting => l.text("planning-supports").to_owned(),
        Strength::Start => l.text("picture-only-start").to_owned(),
        Strength::Informative => l.text("picture-information-only").to_owned(),
    };
    if step.confirmation == Confirmation::Assumed {
        text.push_str(l.text("planning-not-confirmed"));
    } else if step.confirmation == Confirmation::Disputed {
        text.push_str(l.text("planning-disputed"));
    }
    text
}
