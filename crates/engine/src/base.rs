//! The compiled part of a graph: flat arrays in both directions, nodes and dependencies as `u32`.
//!
//! Nodes of a base are numbered in the order of their keys, so that "first by key" is "first by number".
//! A dependency with one essential provider and no clocks is the common case; its reverse link names the
//! dependent directly. Every other dependency is a *group* with counters of its own.

use model::dependency::MAX_PROVIDERS;
use model::{Include, Terms};
use std::collections::HashMap;

/// Number of a node.
pub type NodeIx = u32;
/// Number of a dependency.
pub type DependencyIx = u32;

/// Most nodes or dependencies of one graph: two bits of a link are its tag.
pub const MAX_INDEX: u32 = (1 << 30) - 1;

/// Terms with the slack they leave, shared by all dependencies that have equal ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rule {
    /// The terms as the model has them.
    pub terms: Terms,
    /// Number of primaries.
    pub primaries: u32,
    /// Number of providers.
    pub providers: u32,
    /// More lost workers than this: level 2. `u32::MAX` = never. For what is possible; see [`Rule::spare`].
    pub spare_working: u32,
    /// More lost sound primaries than this: level 1. `u32::MAX` = never. For what is possible.
    pub spare_sound: u32,
}

impl Rule {
    /// The rule of a dependency with these terms and so many providers.
    pub fn new(terms: Terms, primaries: u32, providers: u32) -> Self {
        let spare = |of: u32, wanted: u32| if wanted == 0 { u32::MAX } else { of.saturating_sub(wanted) };
        Self {
            terms,
            primaries,
            providers,
            spare_working: spare(providers, terms.min),
            spare_sound: spare(primaries, terms.full),
        }
    }

    /// How many workers and how many sound primaries can be lost before the level is 2, and 1, in the reading of who asks
    /// for everything, or only for what is confirmed: then any one of those that may be meant is enough.
    #[inline]
    pub fn spare(&self, include: Include) -> (u32, u32) {
        if self.terms.one_of_unknown && include == Include::Confirmed {
            (self.providers.saturating_sub(1), self.primaries.saturating_sub(1))
        } else {
            (self.spare_working, self.spare_sound)
        }
    }

    /// How many workers it takes in that reading; 0 = none.
    #[inline]
    pub fn enough(&self, include: Include) -> u32 {
        if self.terms.one_of_unknown && include == Include::Confirmed { 1 } else { self.terms.min }
    }

    /// The dependency's level now in that reading, from the number of workers and of sound primaries lost.
    #[inline]
    pub fn level(&self, include: Include, lost_working: u32, lost_sound: u32) -> u8 {
        let (spare_working, spare_sound) = self.spare(include);
        if lost_working > spare_working { 2 } else { u8::from(lost_sound > spare_sound) }
    }

    /// It may not be so: nobody confirmed it, or it is not known which provider is meant.
    pub(super) fn is_doubtful(&self) -> bool {
        !self.terms.confirmed || self.terms.one_of_unknown
    }

    /// One essential provider, no clocks: the provider's level is the dependent's, at once.
    pub(super) fn is_direct(&self) -> bool {
        let t = &self.terms;
        (self.primaries, self.providers, t.min, t.full) == (1, 1, 1, 1)
            && !t.tolerates_degraded
            && t.degraded_works
            && !t.start_only
            && (t.tolerance, t.workaround) == (0, Some(0))
    }
}

/// From a provider to one dependency it takes part in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link(u32);

/// What a [`Link`] leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reliant {
    /// A direct dependency of this node.
    Direct {
        /// The dependent.
        dependent: NodeIx,
        /// Somebody confirmed it.
        confirmed: bool,
    },
    /// A dependency with counters.
    Group {
        /// Its number.
        dependency: DependencyIx,
        /// The provider is a fallback in it.
        fallback: bool,
    },
}

impl Link {
    pub(super) fn new(rule: &Rule, dependency: DependencyIx, dependent: NodeIx, fallback: bool) -> Self {
        if rule.is_direct() {
            Self(dependent | if rule.terms.confirmed { 0 } else { 1 << 30 })
        } else {
            Self(dependency | 1 << 31 | u32::from(fallback) << 30)
        }
    }

    /// Takes the link apart.
    #[inline]
    pub fn target(self) -> Reliant {
        let (index, low) = (self.0 & MAX_INDEX, self.0 & 1 << 30 != 0);
        if self.0 & 1 << 31 == 0 {
            Reliant::Direct { dependent: index, confirmed: !low }
        } else {
            Reliant::Group { dependency: index, fallback: low }
        }
    }
}

/// The dependent and the rule of one dependency, side by side because they are read together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) dependent: NodeIx,
    pub(super) rule: u32,
}

/// A compiled map: what does not change until the next compaction.
#[derive(Debug, Clone, Default)]
pub struct Base {
    pub(super) recovery: Vec<u32>,
    pub(super) first_dependency: Vec<u32>,
    pub(super) heads: Vec<Head>,
    pub(super) first_provider: Vec<u32>,
    pub(super) providers: Vec<NodeIx>,
    pub(super) rules: Vec<Rule>,
    pub(super) first_link: Vec<u32>,
    pub(super) links: Vec<Link>,
    /// One bit a node: something depends on it. Small enough to stay near the processor.
    needed: Vec<u64>,
}

/// Collects dependencies in the order of their dependents and compiles a [`Base`].
#[derive(Debug, Default)]
pub struct BaseBuilder {
    base: Base,
    rule_numbers: HashMap<Rule, u32>,
}

impl BaseBuilder {
    /// Appends the next node with its dependencies. Providers may be nodes that come later.
    pub fn node<'a>(
        &mut self,
        recovery: u32,
        wants: impl IntoIterator<Item = (Terms, &'a [NodeIx], &'a [NodeIx])>,
    ) {
        let b = &mut self.base;
        let dependent = b.recovery.len() as u32;
        b.recovery.push(recovery);
        b.first_dependency.push(b.heads.len() as u32);
        for (terms, primaries, fallbacks) in wants {
            let all = primaries.len() + fallbacks.len();
            let rule = Rule::new(terms, primaries.len() as u32, all as u32);
            let next = b.rules.len() as u32;
            let number = *self.rule_numbers.entry(rule).or_insert(next);
            if number == next {
                b.rules.push(rule);
            }
            b.heads.push(Head { dependent, rule: number });
            b.first_provider.push(b.providers.len() as u32);
            b.providers.extend_from_slice(primaries);
            b.providers.extend_from_slice(fallbacks);
        }
    }

    /// Builds the reverse links. Every provider must be a node that was added.
    pub fn finish(self) -> Base {
        let mut b = self.base;
        b.first_dependency.push(b.heads.len() as u32);
        b.first_provider.push(b.providers.len() as u32);
        b.shrink();
        b.linked()
    }
}

impl Base {
    /// This base with its reverse links.
    fn linked(mut self) -> Self {
        let b = &mut self;
        b.first_link = vec![0; b.recovery.len() + 1];
        for &provider in &b.providers {
            b.first_link[provider as usize + 1] += 1;
        }
        b.needed = vec![0; b.recovery.len().div_ceil(64)];
        for &provider in &b.providers {
            b.needed[provider as usize / 64] |= 1 << (provider % 64);
        }
        for i in 1..b.first_link.len() {
            b.first_link[i] += b.first_link[i - 1];
        }
        let mut next = b.first_link.clone();
        b.links = vec![Link(0); b.providers.len()];
        for (i, head) in b.heads.iter().enumerate() {
            let rule = &b.rules[head.rule as usize];
            let (from, to) = (b.first_provider[i], b.first_provider[i + 1]);
            for at in from..to {
                let place = &mut next[b.providers[at as usize] as usize];
                b.links[*place as usize] =
                    Link::new(rule, i as u32, head.dependent, at - from >= rule.primaries);
                *place += 1;
            }
        }
        self
    }

    fn shrink(&mut self) {
        self.recovery.shrink_to_fit();
        self.first_dependency.shrink_to_fit();
        self.heads.shrink_to_fit();
        self.first_provider.shrink_to_fit();
        self.providers.shrink_to_fit();
    }

    /// Does anything depend on the node?
    #[inline]
    pub(super) fn is_needed(&self, node: NodeIx) -> bool {
        self.needed.get(node as usize / 64).is_some_and(|bits| bits & (1 << (node % 64)) != 0)
    }

    /// Number of nodes.
    pub fn nodes(&self) -> u32 {
        self.recovery.len() as u32
    }

    /// Number of dependencies.
    pub fn dependencies(&self) -> u32 {
        self.heads.len() as u32
    }

    /// Number of provider links.
    pub fn links(&self) -> usize {
        self.links.len()
    }

    /// Bytes held, without allocator overhead.
    pub fn bytes(&self) -> usize {
        4 * (self.recovery.len() + self.first_dependency.len() + self.first_provider.len())
            + 4 * (self.providers.len() + self.links.len() + self.first_link.len())
            + 8 * (self.heads.len() + self.needed.len())
            + size_of::<Rule>() * self.rules.len()
    }
}

// The snapshot beside the journal writes these arrays as they are.
impl Base {
    /// The arrays from which [`Base::from_parts`] builds the same base again.
    pub fn parts(&self) -> Parts<'_, impl Iterator<Item = u32> + '_> {
        Parts {
            recovery: &self.recovery,
            first_dependency: &self.first_dependency,
            first_provider: &self.first_provider,
            providers: &self.providers,
            rules: &self.rules,
            rule_of: self.heads.iter().map(|h| h.rule),
        }
    }

    /// Compiles the base that has these arrays; `None` when they contradict each other.
    /// Rules are terms with the number of primaries and of all providers.
    pub fn from_parts(
        recovery: Vec<u32>,
        first_dependency: Vec<u32>,
        first_provider: Vec<u32>,
        providers: Vec<NodeIx>,
        rules: &[(Terms, u32, u32)],
        rule_of: &[u32],
    ) -> Option<Self> {
        let (nodes, wants) = (recovery.len(), rule_of.len());
        let rising = |offsets: &[u32], len: usize, end: usize| {
            offsets.len() == len + 1
                && offsets.windows(2).all(|w| w[0] <= w[1])
                && offsets.first() == Some(&0)
                && offsets.last().map(|&l| l as usize) == Some(end)
        };
        let sound =
            |&(_, primaries, all): &(Terms, u32, u32)| primaries <= all && all as usize <= MAX_PROVIDERS;
        let fits = |(at, &rule): (usize, &u32)| {
            rules.get(rule as usize).is_some_and(|r| r.2 == first_provider[at + 1] - first_provider[at])
        };
        if nodes.max(wants) > MAX_INDEX as usize
            || !rising(&first_dependency, nodes, wants)
            || !rising(&first_provider, wants, providers.len())
            || providers.iter().any(|&p| p as usize >= nodes)
            || !rules.iter().all(sound)
            || !rule_of.iter().enumerate().all(fits)
        {
            return None;
        }
        let mut heads = Vec::with_capacity(wants);
        for (dependent, own) in (0..).zip(first_dependency.windows(2)) {
            let own = &rule_of[own[0] as usize..own[1] as usize];
            heads.extend(own.iter().map(|&rule| Head { dependent, rule }));
        }
        let rules = rules.iter().map(|&(terms, primaries, all)| Rule::new(terms, primaries, all)).collect();
        let base =
            Self { recovery, first_dependency, heads, first_provider, providers, rules, ..Self::default() };
        Some(base.linked())
    }
}

/// Borrowed arrays of a [`Base`].
pub struct Parts<'a, I> {
    /// Recovery seconds by node.
    pub recovery: &'a [u32],
    /// Where each node's dependencies begin, and the end.
    pub first_dependency: &'a [u32],
    /// Where each dependency's providers begin, and the end.
    pub first_provider: &'a [u32],
    /// Providers, primaries first.
    pub providers: &'a [NodeIx],
    /// Distinct rules.
    pub rules: &'a [Rule],
    /// The rule of each dependency.
    pub rule_of: I,
}
