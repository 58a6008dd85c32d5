//! A made-up map whose every text says whose it is: what is found in an answer tells what has leaked.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Numbers that are the same every time.
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    pub(super) fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// A node of it.
pub(super) struct Thing {
    pub(super) key: String,
    pub(super) agency: String,
    /// What is in each of its texts, and nowhere else.
    pub(super) mark: String,
    /// The keys that it needs, is hosted or offered at, or consumes.
    pub(super) needs: Vec<String>,
    /// Its owner lets everybody see its front, or nobody.
    tlp: Option<&'static str>,
    is_agency: bool,
}

/// The map, and how it is sent.
pub(super) struct World {
    pub(super) things: Vec<Thing>,
    pub(super) file: Value,
    pub(super) agencies: Vec<String>,
}

fn mark(number: usize) -> String {
    format!("q{number:04}q")
}

/// Free text that only who sees the node in full may read.
pub(super) fn text_of(mark: &str) -> String {
    format!("t{mark}")
}

impl World {
    pub(super) fn new(draw: &mut Draw, services: usize) -> Self {
        let mut world = Self { things: Vec::new(), file: Value::Null, agencies: Vec::new() };
        let (mut agencies, mut sites, mut all) = (Map::new(), Map::new(), Map::new());
        for number in 0..6 {
            let (key, mark) = (format!("a{}", mark(number)), mark(number));
            let node = json!({"name": format!("N{mark}"), "description": text_of(&mark), "population": 1_000 + number,
                              "ars": format!("1462{number}0000000")});
            agencies.insert(key.clone(), node);
            world.agencies.push(key.clone());
            let needs = Vec::new();
            world.things.push(Thing {
                key: key.clone(),
                agency: key,
                mark,
                needs,
                tlp: None,
                is_agency: true,
            });
        }
        for number in 6..12 {
            let agency = draw.one(&world.agencies).clone();
            let (key, node, thing) = world.thing(draw, number, &agency);
            sites.insert(key, node);
            world.things.push(thing);
        }
        for number in 12..12 + services {
            let agency = draw.one(&world.agencies).clone();
            let (key, mut node, mut thing) = world.thing(draw, number, &agency);
            node["layer"] = json!(draw.one(&["public", "application", "infrastructure", "network"]));
            node["mtpd"] = json!(draw.one(&["PT4H", "P1D"]));
            node["deadlines"] = json!([{"name": text_of(&thing.mark), "period": "PT8H"}]);
            let site = world.things[6 + draw.below(6)].key.clone();
            if draw.below(3) == 0 {
                node["offeredAt"] = json!({"of": [site], "source": text_of(&thing.mark)});
                thing.needs.push(site);
            }
            node["needs"] = world.needs(draw, number, &mut thing);
            all.insert(key, node);
            world.things.push(thing);
        }
        world.file = json!({"tragweite": 1, "agencies": agencies, "sites": sites, "services": all});
        world
    }

    fn thing(&self, draw: &mut Draw, number: usize, agency: &str) -> (String, Value, Thing) {
        let mark = mark(number);
        let (key, text) = (format!("{agency}.s{mark}"), text_of(&mark));
        let tlp = *draw.one(&[None, None, None, None, Some("green"), Some("red"), Some("rot")]);
        let mut labels = json!({"l": text});
        if let Some(tlp) = tlp {
            labels["tlp"] = json!(tlp);
        }
        let node = json!({"name": format!("N{mark}"), "agency": agency, "description": text, "labels": labels,
            "identifiers": {"x": text}, "contacts": [{"email": format!("c{mark}@example.org")}], "provenance": {"source": text}});
        let (key_again, agency) = (key.clone(), agency.to_owned());
        (key, node, Thing { key: key_again, agency, mark, needs: Vec::new(), tlp, is_agency: false })
    }

    /// What a service needs: mostly earlier ones, so that failures go far.
    fn needs(&self, draw: &mut Draw, number: usize, thing: &mut Thing) -> Value {
        let mut needs = Vec::new();
        for at in 0..draw.below(4).min(number - 12) {
            let other = |draw: &mut Draw| self.things[12 + draw.below(number - 12)].key.clone();
            let (one, two) = (other(draw), other(draw));
            if thing.needs.contains(&one) || thing.needs.contains(&two) {
                continue;
            }
            let text = text_of(&thing.mark);
            let mut need = json!({"note": text, "source": text, "id": format!("{text}-{at}"),
                "workaround": {"text": text, "lasts": "PT1H"}, "confirmation": draw.one(&["assumed", "confirmed"])});
            if one == two || draw.below(2) == 0 {
                need["on"] = json!(one);
                thing.needs.push(one);
            } else {
                need["anyOf"] = json!([one, two]);
                thing.needs.extend([one, two]);
            }
            needs.push(need);
        }
        json!(needs)
    }

    /// The nodes that somebody sees in full, and those of which he sees the front; by the rules, not by the code.
    pub(super) fn seen(&self, agencies: &[String]) -> (BTreeSet<&str>, BTreeSet<&str>) {
        let own = |thing: &&Thing| agencies.contains(&thing.agency);
        let full: BTreeSet<&str> = self.things.iter().filter(own).map(|thing| thing.key.as_str()).collect();
        let mut front: BTreeSet<&str> = BTreeSet::new();
        for thing in &self.things {
            if full.contains(thing.key.as_str()) {
                front.extend(thing.needs.iter().map(String::as_str));
            }
            let uses_ours = thing.needs.iter().any(|key| full.contains(key.as_str()));
            if thing.is_agency
                || thing.tlp == Some("green")
                || uses_ours && !matches!(thing.tlp, Some("red" | "rot"))
            {
                front.insert(&thing.key);
            }
        }
        front.retain(|key| !full.contains(key));
        (full, front)
    }
}
