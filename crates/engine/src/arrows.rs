//! Arrows between numbered things as flat arrays, and the groups in which everything leads to everything.

/// For each of the numbers from 0 on, the numbers it leads to.
#[derive(Debug, Clone, Default)]
pub struct Arrows {
    first: Vec<u32>,
    to: Vec<u32>,
}

/// Groups of numbers that lead to each other, directly or by others; a number alone is a group, too.
#[derive(Debug, Clone)]
pub struct Components {
    /// The group of each number. What a group leads to has a smaller number than the group.
    pub of: Vec<u32>,
    /// How many groups there are.
    pub count: u32,
}

const UNSEEN: u32 = u32::MAX;

impl Arrows {
    /// Asks for each number below `count` where it leads.
    pub fn collect(count: u32, mut each: impl FnMut(u32, &mut Vec<u32>)) -> Self {
        let mut arrows = Self { first: Vec::with_capacity(count as usize + 1), to: Vec::new() };
        arrows.first.push(0);
        for number in 0..count {
            each(number, &mut arrows.to);
            arrows.first.push(arrows.to.len() as u32);
        }
        arrows
    }

    /// From the group of each member to the members of each group, in rising order.
    pub fn members(of: &[u32], groups: u32) -> Self {
        let mut first = vec![0; groups as usize + 1];
        for &group in of {
            first[group as usize + 1] += 1;
        }
        for at in 1..first.len() {
            first[at] += first[at - 1];
        }
        let mut next = first.clone();
        let mut to = vec![0; of.len()];
        for (member, &group) in (0..).zip(of) {
            to[next[group as usize] as usize] = member;
            next[group as usize] += 1;
        }
        Self { first, to }
    }

    /// How many numbers there are.
    pub fn len(&self) -> u32 {
        self.first.len().saturating_sub(1) as u32
    }

    /// There is no number.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many arrows there are.
    pub fn arrows(&self) -> usize {
        self.to.len()
    }

    /// Where a number leads.
    pub fn of(&self, number: u32) -> &[u32] {
        &self.to[self.first[number as usize] as usize..self.first[number as usize + 1] as usize]
    }

    /// The groups in which everything leads to everything: Tarjan's algorithm with a stack of its own, because chains
    /// of a million nodes exist.
    pub fn components(&self) -> Components {
        let count = self.len() as usize;
        let mut found = Components { of: vec![UNSEEN; count], count: 0 };
        let (mut index, mut low) = (vec![UNSEEN; count], vec![0; count]);
        let (mut open, mut path) = (Vec::new(), Vec::new());
        let mut next = 0;
        for start in 0..count as u32 {
            if index[start as usize] != UNSEEN {
                continue;
            }
            path.push((start, 0));
            while let Some((node, at)) = path.last_mut() {
                let (node, place) = (*node, *node as usize);
                if *at == 0 {
                    (index[place], low[place]) = (next, next);
                    next += 1;
                    open.push(node);
                }
                if let Some(&to) = self.of(node).get(*at) {
                    *at += 1;
                    if index[to as usize] == UNSEEN {
                        path.push((to, 0));
                    } else if found.of[to as usize] == UNSEEN {
                        low[place] = low[place].min(index[to as usize]);
                    }
                    // A node without arrows is left below; one with arrows never begins anew.
                    continue;
                }
                path.pop();
                if let Some(&(parent, _)) = path.last() {
                    low[parent as usize] = low[parent as usize].min(low[place]);
                }
                if low[place] == index[place] {
                    while let Some(member) = open.pop() {
                        found.of[member as usize] = found.count;
                        if member == node {
                            break;
                        }
                    }
                    found.count += 1;
                }
            }
        }
        found
    }

    /// The shortest circle through `from`, beginning with it, among the numbers for which `inside` holds; empty when
    /// there is none. Of equally short ones the first found in the order of the arrows. Follows at most `most` arrows.
    pub fn circle(&self, from: u32, inside: impl Fn(u32) -> bool, most: &mut u64) -> Vec<u32> {
        let mut before = std::collections::HashMap::from([(from, from)]);
        let mut queue = std::collections::VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            for &to in self.of(node) {
                *most = most.saturating_sub(1);
                if *most == 0 {
                    return Vec::new();
                }
                if to == from {
                    let mut circle = vec![node];
                    while circle.last().is_some_and(|&last| last != from) {
                        circle.extend(circle.last().and_then(|last| before.get(last)).copied());
                    }
                    circle.reverse();
                    return circle;
                }
                if inside(to) && !before.contains_key(&to) {
                    before.insert(to, node);
                    queue.push_back(to);
                }
            }
        }
        Vec::new()
    }
}
