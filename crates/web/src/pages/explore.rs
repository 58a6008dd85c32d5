//! Exploring the map from a node outwards: who needs it to the left, what it needs to the right. The address is the view.
//!
//! Every view is bounded, and says what it leaves out.

use crate::ask::Refusal;
use crate::form::{Asked, Fields, encoded};
use crate::frame::{Frame, page as whole};
use crate::json::Json;
use crate::layout::{Drawn, Link, Spot, lay_out};
use crate::names::Names;
use crate::scenario::find;
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use model::Layer;
use render::theme;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use words::shortened;

/// Nodes of a view, opened nodes, and neighbours that opening one brings on each side.
const NODES: usize = 120;
const OPENED: usize = 24;
const NEIGHBOURS: usize = 30;
/// As many alike in a column are drawn as one, when they are grouped.
const ALIKE: usize = 3;
/// Letters of a name in its box.
const LETTERS: usize = 22;

/// A node of the view.
#[derive(Debug, Clone, Default)]
struct Shown {
    node: Value,
    /// Steps from where the view begins: to the right what is needed, to the left who needs it.
    column: i32,
    opened: bool,
}

#[derive(Template)]
#[template(path = "explore.html")]
struct Page {
    f: Frame,
    given: Fields,
    shown: BTreeMap<String, Shown>,
    links: BTreeSet<(String, String)>,
    names: Names,
    drawn: Drawn,
    boxes: Vec<Group>,
    /// Neighbours were left out.
    truncated: bool,
    /// What was written is not clear.
    meant: Vec<Value>,
    unknown: String,
}

/// A box of the picture: a node, or several that are alike.
#[derive(Debug, Clone, Default)]
struct Group {
    members: Vec<String>,
    name: String,
    below: String,
    /// Where a click leads.
    address: String,
    /// Where "+" or "−" leads.
    toggle: String,
    opened: bool,
    root: bool,
}

impl Page {
    /// The same view with this said otherwise.
    fn with(&self, name: &str, value: &str, there: bool) -> String {
        let mut fields = Fields::default();
        for (known, said) in self.given.iter().filter(|(known, said)| !(*known == name && *said == value)) {
            fields.push(known, said);
        }
        if there {
            fields.push(name, value);
        }
        format!("/explore?{}", fields.query())
    }

    fn chosen(&self, layer: &str) -> bool {
        self.given.get("layer") == layer
    }

    /// What a form keeps of the view.
    fn kept(&self) -> Vec<(&str, &str)> {
        self.given.iter().filter(|(name, _)| matches!(*name, "node" | "open" | "show")).collect()
    }

    fn layers(&self) -> Vec<(&'static str, &'static str)> {
        let l = self.f.l.language;
        Layer::ALL.iter().map(|&layer| (layer.as_str(), theme::layer(l, layer))).collect()
    }

    /// What nodes of a column are grouped by.
    fn group(&self, key: &str, shown: &Shown) -> Option<String> {
        let root = self.given.all("node").any(|root| root == key);
        let agency = shown.node.s("agency");
        match self.given.get("group") {
            _ if root || shown.opened => None,
            "agency" => Some(agency.to_owned()),
            "layer" => Some(shown.node.s("layer").to_owned()),
            "district" => Some(shown.node.s("district").to_owned()),
            _ => None,
        }
        .filter(|group| !group.is_empty() && !self.given.all("show").any(|open| open == group))
    }

    fn group_name(&self, group: &str) -> String {
        match self.given.get("group") {
            "agency" => self.names.of(group).to_owned(),
            "layer" => self.f.l.layer(group).to_owned(),
            _ => theme::district(self.f.l.language, group, None),
        }
    }

    /// The boxes, and how they lie.
    fn draw(&mut self) {
        let mut grouped: BTreeMap<(i32, String), Vec<String>> = BTreeMap::new();
        for (key, shown) in &self.shown {
            if let Some(group) = self.group(key, shown) {
                grouped.entry((shown.column, group)).or_default().push(key.clone());
            }
        }
        grouped.retain(|_, members| members.len() >= ALIKE);
        let alike: BTreeSet<&String> = grouped.values().flatten().collect();
        let mut boxes = Vec::new();
        let mut spots = Vec::new();
        for (key, shown) in self.shown.iter().filter(|(key, _)| !alike.contains(key)) {
            let below = match shown.node.s("agency") {
                "" => self.f.l.kind(&shown.node).to_owned(),
                agency => self.names.of(agency).to_owned(),
            };
            boxes.push(Group {
                members: vec![key.clone()],
                name: shortened(shown.node.s("name"), LETTERS),
                below: shortened(&below, LETTERS + 6),
                address: format!("/nodes/{}", encoded(key)),
                toggle: self.with("open", key, !shown.opened),
                opened: shown.opened,
                root: self.given.all("node").any(|root| root == key),
            });
            spots.push(shown.column);
        }
        for ((column, group), members) in &grouped {
            let address = self.with("show", group, true);
            boxes.push(Group {
                members: members.clone(),
                name: shortened(&self.group_name(group), LETTERS),
                below: format!("{} ×", members.len()),
                toggle: address.clone(),
                address,
                ..Group::default()
            });
            spots.push(*column);
        }
        let place: BTreeMap<&String, usize> = boxes
            .iter()
            .enumerate()
            .flat_map(|(at, of)| of.members.iter().map(move |key| (key, at)))
            .collect();
        let mut links: Vec<Link> = (self.links.iter())
            .filter_map(|(from, to)| Some(Link { from: *place.get(from)?, to: *place.get(to)? }))
            .filter(|link| link.from != link.to)
            .collect();
        links.sort_unstable();
        links.dedup();
        self.drawn = lay_out(&spots, links);
        self.boxes = boxes;
    }

    fn spot(&self, at: &usize) -> Spot {
        self.drawn.spots.get(*at).copied().unwrap_or_default()
    }

    /// Whom a node of the view needs there, by name.
    fn needs(&self, key: &str) -> String {
        let names = self.links.iter().filter(|(from, _)| from == key).map(|(_, to)| self.names.of(to));
        names.collect::<Vec<_>>().join(", ")
    }

    fn toggle(&self, key: &str, shown: &Shown) -> String {
        self.with("open", key, !shown.opened)
    }
}

/// The page.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(mut given): Asked,
) -> Result<Response, Refusal> {
    let mut page = Page {
        f: Frame::new(&visitor, "explore"),
        given: Fields::default(),
        shown: BTreeMap::new(),
        links: BTreeSet::new(),
        names: Names::default(),
        drawn: Drawn::default(),
        boxes: Vec::new(),
        truncated: false,
        meant: Vec::new(),
        unknown: String::new(),
    };
    if let Some(written) = given.some("add").map(str::to_owned) {
        let (node, meant) = find(&site, &visitor, &written).await?;
        match node {
            Some(node) => given.push("node", node.s("key")),
            None => (page.meant, page.unknown) = (meant, written),
        }
    }
    let keep: Vec<(String, String)> = (given.iter())
        .filter(|(name, value)| *name != "add" && !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    keep.iter().for_each(|(name, value)| page.given.push(name, value));
    page.fill(&site, &visitor).await?;
    page.draw();
    Ok(whole(&page))
}

impl Page {
    /// Takes in the nodes that the address names, and around each of them its neighbours.
    async fn fill(&mut self, site: &Site, visitor: &Visitor) -> Result<(), Refusal> {
        let roots: Vec<String> = self.given.all("node").take(OPENED).map(str::to_owned).collect();
        let opened: Vec<String> = self.given.all("open").take(OPENED).map(str::to_owned).collect();
        for root in &roots {
            self.show(site, visitor, root, 0).await?;
        }
        for key in roots.iter().chain(&opened) {
            // What is opened must be in the view already.
            let Some(column) = self.shown.get(key).map(|shown| shown.column) else { continue };
            let at = format!("/v1/nodes/{}/surroundings?limit={NEIGHBOURS}", encoded(key));
            let around = site.get(visitor, at).await?;
            self.truncated |= around.has("truncated");
            for (side, step) in [("dependencies", 1), ("dependents", -1)] {
                for neighbour in around.a(side) {
                    let other = neighbour.s("key");
                    if !self.show(site, visitor, other, column + step).await? {
                        continue;
                    }
                    let (from, to) = if step > 0 { (key.as_str(), other) } else { (other, key.as_str()) };
                    self.links.insert((from.to_owned(), to.to_owned()));
                }
            }
            if let Some(shown) = self.shown.get_mut(key) {
                shown.opened = true;
            }
        }
        Ok(())
    }

    /// Takes a node into the view; `false` when there is no room, or the filter leaves it out.
    async fn show(
        &mut self,
        site: &Site,
        visitor: &Visitor,
        key: &str,
        column: i32,
    ) -> Result<bool, Refusal> {
        if self.shown.contains_key(key) {
            return Ok(true);
        }
        if self.shown.len() >= NODES {
            self.truncated = true;
            return Ok(false);
        }
        let mut node = site.get(visitor, format!("/v1/nodes/{}", encoded(key))).await?;
        let wanted = self.given.get("layer");
        if !wanted.is_empty() && node.s("layer") != wanted && column != 0 {
            return Ok(false);
        }
        self.names.know(key, node.s("name"));
        let agency = node.s("agency").to_owned();
        let mut area = if node.has("ars") { node.s("ars") } else { node.s("ags") }.to_owned();
        if !agency.is_empty() {
            let of = site.get(visitor, format!("/v1/nodes/{}", encoded(&agency))).await.unwrap_or_default();
            self.names.know(&agency, if of.has("name") { of.s("name") } else { &agency });
            if area.is_empty() {
                area = if of.has("ars") { of.s("ars") } else { of.s("ags") }.to_owned();
            }
        }
        node["district"] = area.get(..5).unwrap_or_default().into();
        self.shown.insert(key.to_owned(), Shown { node, column, opened: false });
        Ok(true)
    }
}
