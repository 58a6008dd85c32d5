//! Entries of the long lists as JSON, written from the map and the outcome without being built first.
//!
//! The shapes are those of [`wire::impact`](wire::impact), as [`items`](super::items) and
//! [`groups`](super::groups) build them for whoever needs them as values; a test holds both against each other. Most
//! of a large answer are why-chains that end alike, so the end of a chain is written once and copied afterwards.

use super::answer::is_certain;
use super::first::Seen;
use super::groups::{Groups, LISTED};
use super::items::{HOPS, Writer, offered_at, offset};
use engine::NodeIx;
use engine::outage::Verdict;
use engine::outcome::{Hop, Span, Worst};
use map::Local;
use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;
use std::collections::hash_map::Entry;
use wire::json::{Name, Object, name, push_word};

/// Where a hop stands in the bytes, and where the chain that it begins ends, if that was written to its end.
#[derive(Clone, Copy)]
struct Place {
    begin: usize,
    end: usize,
    chain: Option<usize>,
}

/// Entries in the making, separated by commas.
pub(super) struct Lines<'w, 'a> {
    writer: &'w Writer<'a>,
    bytes: Vec<u8>,
    chains: Chains,
}

impl<'w, 'a> Lines<'w, 'a> {
    /// Nothing yet, with room for about so many entries.
    pub(super) fn with_room(writer: &'w Writer<'a>, entries: usize) -> Self {
        let hops = FxHashMap::with_capacity_and_hasher(2 * entries, FxBuildHasher);
        Self { writer, bytes: Vec::with_capacity(800 * entries), chains: Chains(hops) }
    }

    /// What has been written.
    pub(super) fn bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Appends what was written elsewhere.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn separate<T>(&mut self, list: &[T], mut write: impl FnMut(&mut Self, &T)) {
        for (i, entry) in list.iter().enumerate() {
            if i > 0 {
                self.bytes.push(b',');
            }
            write(self, entry);
        }
    }

    /// Affected nodes.
    pub(super) fn affected(&mut self, seen: &[Seen]) {
        self.separate(seen, Self::node);
    }

    fn node(&mut self, seen: &Seen) {
        let (writer, node) = (self.writer, seen.node);
        let map = writer.map;
        let spans = writer.all.spans(seen.hit);
        let mut out = Object::begin(&mut self.bytes);
        out.word(name!("key"), map.key(node));
        out.word(name!("kind"), map.kind(node).as_str());
        out.value(name!("name"), map.name(node));
        if let Some(agency) = map.agency(node) {
            out.word(name!("agency"), map.key(agency));
        }
        if let Some(layer) = map.layer(node) {
            out.word(name!("layer"), layer.as_str());
        }
        let count = map.stands_for(node);
        if count > 1 {
            out.value(name!("standsFor"), &count);
        }
        out.word(name!("level"), seen.worst.level.as_str());
        out.list(name!("spans"), &spans, |bytes, span| write_span(writer, bytes, span));
        out.value(name!("certain"), &is_certain(writer.confirmed.as_ref(), node, seen.worst.level));
        if let Some(mtpd) = map.mtpd(node) {
            out.word(name!("mtpd"), mtpd.iso());
            match writer.tolerable(&spans, mtpd) {
                Verdict::Broken(breach) => {
                    write_offset(&mut out, name!("mtpdBreach"), breach);
                    write_time(writer, &mut out, name!("mtpdBreachAt"), breach);
                }
                Verdict::Open => out.value(name!("mtpdUndecided"), &true),
                Verdict::Kept => {}
            }
        }
        let workarounds = writer.workarounds(node);
        if !workarounds.is_empty() {
            out.value(name!("workarounds"), &workarounds);
        }
        let fallbacks = writer.fallbacks(node);
        if !fallbacks.is_empty() {
            out.value(name!("fallbacks"), &fallbacks);
        }
        let last_legs = writer.last_legs(seen);
        if !last_legs.is_empty() {
            out.value(name!("lastLegs"), &last_legs);
        }
        if let Some(data) = writer.data(seen) {
            out.value(name!("data"), &data);
        }
        let deadlines = writer.deadlines(node, &spans);
        if !deadlines.is_empty() {
            out.value(name!("deadlines"), &deadlines);
        }
        let mut sites = offered_at(map, node).peekable();
        if sites.peek().is_some() {
            out.list(name!("offeredAt"), sites, |bytes, site| push_word(bytes, map.key(site)));
        }
        let omitted = out.list_of(name!("why"), |bytes| self.chains.write(writer, bytes, &seen.worst));
        if omitted > 0 {
            out.value(name!("whyOmitted"), &omitted);
        }
        let causes = writer.causes(seen);
        if !causes.is_empty() {
            out.value(name!("causes"), &causes);
        }
        out.end();
    }

    /// Agencies.
    pub(super) fn agencies(&mut self, groups: &Groups<'_>, nodes: &[NodeIx]) {
        let map = self.writer.map;
        groups.fetch(nodes);
        self.separate(nodes, |lines, &node| {
            let agency = groups.of_agency(node);
            let mut out = Object::begin(&mut lines.bytes);
            out.word(name!("key"), map.key(node));
            out.value(name!("name"), map.name(node));
            out.value(name!("unavailable"), &agency.unavailable);
            out.value(name!("degraded"), &agency.degraded);
            out.value(name!("working"), &groups.working(node, agency));
            out.list(name!("causes"), agency.causes.iter().take(LISTED), |bytes, &(_, cause)| {
                push_word(bytes, map.key(cause));
            });
            out.end();
        });
    }

    /// Sites.
    pub(super) fn sites(&mut self, groups: &Groups<'_>, nodes: &[NodeIx]) {
        let map = self.writer.map;
        groups.fetch(nodes);
        self.separate(nodes, |lines, &node| {
            let (level, services) = groups.at_site(node);
            let mut out = Object::begin(&mut lines.bytes);
            out.word(name!("key"), map.key(node));
            out.value(name!("name"), map.name(node));
            if let Some(agency) = map.agency(node) {
                out.word(name!("agency"), map.key(agency));
            }
            if let Some(level) = level {
                out.word(name!("level"), level.as_str());
            }
            out.list(name!("services"), services.iter().take(LISTED), |bytes, &(service, level)| {
                let mut out = Object::begin(bytes);
                out.word(name!("key"), map.key(service));
                out.word(name!("level"), level.as_str());
                out.end();
            });
            out.value(name!("servicesOmitted"), &services.len().saturating_sub(LISTED));
            out.end();
        });
    }
}

/// The hops that have been written.
struct Chains(FxHashMap<Hop, Place>);

impl Chains {
    /// The chain, shortened in the middle when it is long; how many hops that left out.
    fn write(&mut self, writer: &Writer<'_>, bytes: &mut Vec<u8>, worst: &Worst) -> u32 {
        let all = &writer.all;
        let depth = all.depth(worst) as usize;
        if depth > HOPS {
            for hop in all.why(worst).take(HOPS - 1) {
                self.hop(writer, bytes, &hop, false);
                bytes.push(b',');
            }
            self.hop(writer, bytes, &all.root(worst), false);
            return (depth - HOPS) as u32;
        }
        let mut new = SmallVec::<[Hop; HOPS]>::new();
        for (i, hop) in all.why(worst).enumerate() {
            if i > 0 {
                bytes.push(b',');
            }
            if self.hop(writer, bytes, &hop, true) {
                break;
            }
            new.push(hop);
        }
        let end = bytes.len();
        for hop in new {
            if let Some(place) = self.0.get_mut(&hop) {
                place.chain = Some(end);
            }
        }
        0
    }

    /// A hop; with all that follows, if that is wanted and has been written before, and says so then.
    fn hop(&mut self, writer: &Writer<'_>, bytes: &mut Vec<u8>, hop: &Hop, with_rest: bool) -> bool {
        let begin = bytes.len();
        match self.0.entry(*hop) {
            Entry::Occupied(mut known) => {
                let place = *known.get();
                match place.chain {
                    Some(end) if with_rest => bytes.extend_from_within(place.begin..end),
                    _ => bytes.extend_from_within(place.begin..place.end),
                }
                if place.chain.is_none() {
                    // Its chain will end where this one does.
                    known.insert(Place { begin, end: bytes.len(), chain: None });
                }
                with_rest && place.chain.is_some()
            }
            Entry::Vacant(new) => {
                write_hop(writer, bytes, hop);
                new.insert(Place { begin, end: bytes.len(), chain: None });
                false
            }
        }
    }
}

fn write_hop(writer: &Writer<'_>, bytes: &mut Vec<u8>, hop: &Hop) {
    let map = writer.map;
    let mut out = Object::begin(bytes);
    out.word(name!("node"), map.key(hop.node));
    out.word(name!("level"), hop.level.as_str());
    write_offset(&mut out, name!("from"), hop.at);
    match writer.all.through(hop) {
        Some(dependency) => {
            match map.local(dependency) {
                Local::Derived(id) => out.word(name!("dependency"), id.digits()),
                Local::Given(id) => out.word(name!("dependency"), id),
            }
            let (source, note) = map.source_and_note(dependency);
            if let Some(source) = source {
                out.value(name!("source"), &source);
            }
            if let Some(note) = note {
                out.value(name!("note"), &note);
            }
        }
        None => out.value(name!("name"), map.name(hop.node)),
    }
    if let Some(owner) = writer.restricted_of(hop.node) {
        out.value(name!("restrictedOf"), owner);
    }
    out.end();
}

// Into the code of the caller, where the length of the name is known.
#[inline(always)]
fn write_offset(out: &mut Object<'_>, name: Name, seconds: u32) {
    if seconds == 0 {
        // By far the most frequent one.
        out.word(name, "PT0S");
    } else {
        out.word(name, offset(seconds).0.iso());
    }
}

fn write_time(writer: &Writer<'_>, out: &mut Object<'_>, name: Name, seconds: u32) {
    if let Some(time) = writer.time(seconds) {
        out.value(name, &time);
    }
}

fn write_span(writer: &Writer<'_>, bytes: &mut Vec<u8>, span: &Span) {
    let mut out = Object::begin(bytes);
    out.word(name!("level"), span.level.as_str());
    write_offset(&mut out, name!("from"), span.from);
    if let Some(until) = span.until {
        write_offset(&mut out, name!("until"), until);
    }
    write_time(writer, &mut out, name!("fromAt"), span.from);
    if let Some(until) = span.until {
        write_time(writer, &mut out, name!("untilAt"), until);
    }
    out.end();
}
