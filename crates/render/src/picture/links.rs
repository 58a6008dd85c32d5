//! Lines between boxes: one for each dependency of a node with one provider, a joint where there are several, and
//! between groups one line for all.

use super::group::{ABSENT, Drawn, Scene};
use crate::diagram::{Diagram, Need};
use model::Confirmation;
use std::collections::HashMap;

/// Most joints; further needs with several providers are drawn as plain lines.
const JOINTS: usize = 60;
/// Most lines from joints.
const LEGS: usize = 100;
/// Most lines between boxes.
const LINES: usize = 140;
/// Most lines at groups.
const GROUPED: usize = 60;
/// Most lines from one box to groups, or from one group.
const EACH: u32 = 2;

/// How much the dependent needs it, from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Strength {
    /// Without it, and when it is only degraded, the dependent is unavailable.
    Whole,
    /// Without it the dependent is unavailable.
    Essential,
    /// Without it the dependent is degraded.
    Supporting,
    /// It may be nice to know.
    Informative,
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Style {
    /// It is a step of a chain of causes.
    pub(super) cause: bool,
    /// The provider steps in.
    pub(super) fallback: bool,
    /// Needed only to start.
    pub(super) start_only: bool,
    /// How much it is needed.
    pub(super) strength: Strength,
    /// Nobody confirmed it.
    pub(super) unconfirmed: bool,
    /// Somebody says that it is wrong.
    pub(super) disputed: bool,
    /// A hypothetical change.
    pub(super) hypothetical: bool,
}

/// An end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum End {
    /// A box.
    Drawn(u32),
    /// A joint.
    Joint(u32),
}

/// A line.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// Who needs.
    pub(super) from: End,
    /// What is needed.
    pub(super) to: End,
    /// Its look.
    pub(super) style: Style,
    /// How many dependencies it stands for.
    pub(super) count: u64,
}

/// All lines and joints.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The lines, in the order of their ends.
    pub(super) lines: Vec<Link>,
    /// Needs with several providers, by their index.
    pub(super) joints: Vec<u32>,
    /// Needs of single nodes with several providers that are drawn without a joint.
    pub(super) simplified: u64,
    /// Dependencies whose lines are left out.
    pub(super) left_out: u64,
}

impl Links {
    /// Chooses and merges the lines.
    pub(super) fn new(diagram: &Diagram<'_>, scene: &Scene<'_>) -> Self {
        let (joints, simplified) = joints(diagram, scene);
        let joint_of: HashMap<u32, u32> = (0..).zip(&joints).map(|(joint, &need)| (need, joint)).collect();
        let mut merger = Merger { scene, lines: HashMap::new() };
        for (index, need) in (0..).zip(&diagram.needs) {
            let style = style(need);
            let dependent = scene.place[need.dependent as usize];
            if dependent == ABSENT {
                continue;
            }
            let dependent = End::Drawn(dependent);
            let from = match joint_of.get(&index) {
                Some(&joint) => {
                    let cause = need.cause.is_some();
                    merger.add(dependent, End::Joint(joint), Style { cause, ..style });
                    End::Joint(joint)
                }
                None => dependent,
            };
            let primaries = need.primaries.iter().map(|&p| (p, false));
            for (provider, fallback) in primaries.chain(need.fallbacks.iter().map(|&p| (p, true))) {
                let cause = need.cause == Some(provider);
                let to = End::Drawn(scene.place[provider as usize]);
                if to == End::Drawn(ABSENT) || scene.is_elsewhere(from) && scene.is_elsewhere(to) {
                    continue;
                }
                merger.add(from, to, Style { cause, fallback, ..style });
            }
        }
        let mut links = Self { joints, simplified, ..Self::default() };
        links.choose(merger);
        links
    }

    /// Keeps what explains, then what stands for most.
    fn choose(&mut self, merger: Merger<'_, '_>) {
        let scene = merger.scene;
        let mut all: Vec<Link> = merger
            .lines
            .into_iter()
            .map(|((from, to, _), (style, count))| Link { from, to, style, count })
            .collect();
        all.sort_unstable_by_key(|l| {
            (!l.style.cause, l.style.strength, std::cmp::Reverse(l.count), l.from, l.to, l.style)
        });
        let mut each: HashMap<End, u32> = HashMap::new();
        let (mut grouped, mut kept) = (0, 0);
        all.retain(|link| {
            let joint = matches!(link.from, End::Joint(_)) || matches!(link.to, End::Joint(_));
            let group = scene.is_group(link.from) || scene.is_group(link.to);
            let from = each.entry(link.from).or_default();
            *from += u32::from(group);
            let stays =
                joint || scene.sheet || kept < LINES && (!group || grouped < GROUPED && *from <= EACH);
            kept += usize::from(stays && !joint);
            grouped += usize::from(stays && group);
            self.left_out += if stays { 0 } else { link.count };
            stays
        });
        all.sort_unstable_by_key(|l| (l.from, l.to, l.style));
        self.lines = all;
    }
}

impl Scene<'_> {
    fn is_group(&self, end: End) -> bool {
        let group = |index: u32| !matches!(self.drawn.get(index as usize), Some(Drawn::Node(_)));
        matches!(end, End::Drawn(index) if group(index))
    }

    fn is_elsewhere(&self, end: End) -> bool {
        let elsewhere = |index: u32| matches!(self.drawn.get(index as usize), Some(Drawn::Elsewhere(_)));
        matches!(end, End::Drawn(index) if elsewhere(index))
    }
}

/// Lines by their ends; between single boxes also by their look.
struct Merger<'s, 'a> {
    scene: &'s Scene<'a>,
    lines: HashMap<(End, End, Option<Style>), (Style, u64)>,
}

impl Merger<'_, '_> {
    fn add(&mut self, from: End, to: End, style: Style) {
        if from == to {
            return;
        }
        let group = self.scene.is_group(from) || self.scene.is_group(to);
        let line = self.lines.entry((from, to, (!group).then_some(style))).or_insert((style, 0));
        line.1 += 1;
        let all = &mut line.0;
        all.cause |= style.cause;
        all.fallback &= style.fallback;
        all.start_only &= style.start_only;
        all.strength = all.strength.min(style.strength);
        all.unconfirmed &= style.unconfirmed;
        all.disputed &= style.disputed;
        all.hypothetical |= style.hypothetical;
    }
}

fn style(need: &Need) -> Style {
    Style {
        cause: false,
        fallback: false,
        start_only: need.start_only,
        strength: match (need.min, need.full) {
            (0, 0) => Strength::Informative,
            (0, _) => Strength::Supporting,
            _ if need.whole => Strength::Whole,
            _ => Strength::Essential,
        },
        unconfirmed: need.confirmation == Confirmation::Assumed,
        disputed: need.confirmation == Confirmation::Disputed,
        hypothetical: need.hypothetical,
    }
}

/// Needs of single nodes that several providers meet; what explains comes first when there are too many.
/// Gives also how many are left.
fn joints(diagram: &Diagram<'_>, scene: &Scene<'_>) -> (Vec<u32>, u64) {
    let several = |need: &Need| {
        let fallbacks = need.fallbacks.len() as u32 + need.hidden_fallbacks;
        need.primaries_in_all() + fallbacks > 1 && (need.min, need.full) != (0, 0)
    };
    let single = |need: &Need| !scene.is_group(End::Drawn(scene.place[need.dependent as usize]));
    let found = (0..).zip(&diagram.needs).filter(|(_, need)| several(need) && single(need));
    let mut joints: Vec<u32> = found.map(|(index, _)| index).collect();
    joints.sort_by_key(|&index| {
        let need = &diagram.needs[index as usize];
        (need.cause.is_none(), !need.at_risk, need.unmet.is_none(), index)
    });
    let all = joints.len();
    let mut room = LEGS;
    joints.retain(|&index| {
        let need = &diagram.needs[index as usize];
        let providers = need.primaries.iter().chain(&need.fallbacks);
        let mut places: Vec<u32> = providers.map(|&p| scene.place[p as usize]).collect();
        places.sort_unstable();
        places.dedup();
        let legs = places.len();
        let fits = legs <= room;
        room -= if fits { legs } else { 0 };
        fits
    });
    joints.truncate(JOINTS);
    joints.sort_unstable();
    let plain = (all - joints.len()) as u64;
    (joints, plain)
}
