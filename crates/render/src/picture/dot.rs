//! The graph for Graphviz: boxes in areas of their agencies, lines from what needs to what is needed, the legend.

use super::View;
use super::escape::{bold, label, lines};
use super::group::{Drawn, Group, GroupId, Scene};
use super::label::Writer;
use super::legend;
use super::links::{End, Link, Links, Strength, Style};
use crate::diagram::{Diagram, Item, State, Subject};
use crate::theme::{self, Line};
use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, Graph, GraphAttributes, Id, Node, NodeId, Stmt, Subgraph, Vertex,
};
use graphviz_rust::printer::{DotPrinter, PrinterContext};
use model::Kind;
use std::collections::{BTreeMap, HashSet};
use words::say;

/// Boxes beside each other at the top or at the bottom, before they are put in several rows: on a screen, on paper.
const ROW: [usize; 2] = [6, 5];

/// The diagram as a graph in the language of Graphviz, to be laid out by `dot`.
///
/// Text of people stands only in labels and tooltips, made harmless; ids are numbers.
pub fn dot(diagram: &Diagram<'_>, view: &View) -> String {
    let writer = Writer::new(diagram, view);
    let scene = Scene::new(diagram, view);
    let links = Links::new(diagram, &scene);
    let painter = Painter { writer, scene: &scene, links: &links };
    let mut stmts = painter.all(true);
    stmts.extend(legend::legend(&painter.used(), view, &writer.left_out(&scene, &links), &painter.bottom()));
    printed(stmts)
}

/// The same in groups, without a legend: it stands beside the sheets that show the rest.
pub(super) fn overview(writer: Writer<'_, '_>) -> String {
    let scene = Scene::new(writer.diagram, writer.view);
    sheet(writer, &scene)
}

/// The legend of an overview and of all its sheets, with what else there is to say of them.
pub(super) fn common_legend<'a>(
    writer: Writer<'a, '_>,
    sheets: impl Iterator<Item = Scene<'a>>,
    more: Option<String>,
) -> String {
    let (diagram, view) = (writer.diagram, writer.view);
    let scene = Scene::new(diagram, view);
    let links = Links::new(diagram, &scene);
    let painter = Painter { writer, scene: &scene, links: &links };
    let mut used = painter.used();
    sheets.for_each(|scene| used.add(sheet_used(writer, &scene)));
    let mut left_out = writer.left_out(&scene, &links);
    left_out.extend(more);
    let mut stmts = painter.defaults(false);
    stmts.extend(legend::legend(&used, view, &left_out, &[]));
    printed(stmts)
}

/// A sheet: some nodes, and what they have to do with those of other sheets; without a legend.
pub(super) fn sheet(writer: Writer<'_, '_>, scene: &Scene<'_>) -> String {
    let links = Links::new(writer.diagram, scene);
    printed(Painter { writer, scene, links: &links }.all(false))
}

fn sheet_used(writer: Writer<'_, '_>, scene: &Scene<'_>) -> Used {
    let links = Links::new(writer.diagram, scene);
    Painter { writer, scene, links: &links }.used()
}

fn printed(stmts: Vec<Stmt>) -> String {
    let graph = Graph::DiGraph { id: Id::Plain("tragweite".into()), strict: false, stmts };
    let mut text = graph.print(&mut PrinterContext::default());
    text.push('\n');
    text
}

/// One value without anything to escape.
pub(super) fn plain(name: &str, value: impl std::fmt::Display) -> Attribute {
    Attribute(Id::Plain(name.into()), Id::Escaped(format!("\"{value}\"")))
}

/// Lines of text.
pub(super) fn text(name: &str, lines: &[String]) -> Attribute {
    Attribute(Id::Plain(name.into()), Id::Escaped(label(lines)))
}

/// Lines of text in bold letters. In markup Graphviz obeys a backslash whatever stands before it: such lines stay thin.
pub(super) fn heavy(lines: &[String]) -> Attribute {
    if lines.iter().any(|line| line.contains('\\')) {
        return text("label", lines);
    }
    Attribute(Id::Plain("label".into()), Id::Html(bold(lines)))
}

/// A box.
pub(super) fn node(id: String, attributes: Vec<Attribute>) -> Stmt {
    Stmt::Node(Node::new(NodeId(Id::Plain(id), None), attributes))
}

/// A line.
pub(super) fn edge(from: String, to: String, attributes: Vec<Attribute>) -> Stmt {
    let end = |id| Vertex::N(NodeId(Id::Plain(id), None));
    Stmt::Edge(Edge { ty: EdgeTy::Pair(end(from), end(to)), attributes })
}

/// The look of a line, without its ends.
pub(super) fn line(style: Style) -> Vec<Attribute> {
    let pattern = match style {
        Style { start_only: true, .. } | Style { strength: Strength::Informative, .. } => Line::Dotted,
        Style { fallback: true, .. } => Line::Dashed,
        _ => Line::Solid,
    };
    let color = match style {
        Style { hypothetical: true, .. } => theme::HYPOTHETICAL,
        Style { cause: true, .. } => theme::CAUSE,
        Style { unconfirmed: true, .. } | Style { disputed: true, .. } => theme::QUIET,
        _ => theme::LINK,
    };
    let mut attributes = vec![plain("color", color), plain("style", pattern.as_str())];
    attributes.push(plain("penwidth", if style.cause { "2.6" } else { "1.1" }));
    match style.strength {
        Strength::Whole => attributes.push(plain("arrowhead", "normalnormal")),
        Strength::Essential => {}
        Strength::Supporting => attributes.push(plain("arrowhead", "empty")),
        Strength::Informative => attributes.push(plain("arrowhead", "vee")),
    }
    if style.unconfirmed || style.disputed {
        attributes.push(plain("dir", "both"));
        attributes.push(plain("arrowtail", if style.disputed { "obox" } else { "odot" }));
    }
    attributes
}

/// Which explanations the legend needs.
#[derive(Debug, Default)]
pub(super) struct Used {
    /// States of boxes; empty when they are not the subject.
    pub(super) states: Vec<State>,
    /// Looks of lines.
    pub(super) styles: Vec<Style>,
    /// There are joints.
    pub(super) joints: bool,
    /// There are groups.
    pub(super) groups: bool,
    /// There is something that the scenario itself fails.
    pub(super) failed: bool,
    /// There are boxes of other sheets.
    pub(super) elsewhere: bool,
    /// There are areas of agencies.
    pub(super) areas: bool,
    /// There are sites.
    pub(super) sites: bool,
    /// The beginning that the boxes do not repeat.
    pub(super) since: Option<String>,
    /// There are boxes without an end.
    pub(super) open: bool,
}

impl Used {
    /// What another picture under the same legend needs.
    fn add(&mut self, other: Self) {
        self.states.extend(other.states);
        self.states.sort_unstable_by(|a, b| b.cmp(a));
        self.states.dedup();
        self.styles.extend(other.styles);
        self.joints |= other.joints;
        self.groups |= other.groups;
        self.failed |= other.failed;
        self.elsewhere |= other.elsewhere;
        self.areas |= other.areas;
        self.sites |= other.sites;
        self.since = self.since.take().or(other.since);
        self.open |= other.open;
    }
}

struct Painter<'a, 'd> {
    writer: Writer<'a, 'd>,
    scene: &'d Scene<'a>,
    links: &'d Links,
}

impl<'a> Painter<'a, '_> {
    /// All but the legend.
    fn all(&self, titled: bool) -> Vec<Stmt> {
        let mut stmts = self.defaults(titled);
        stmts.extend(self.areas());
        stmts.extend(self.lines());
        stmts
    }

    fn defaults(&self, titled: bool) -> Vec<Stmt> {
        let font = || plain("fontname", theme::FONT);
        // In a document the title stands above the picture.
        let title = if titled && !self.writer.view.page { self.writer.title() } else { Vec::new() };
        vec![
            Stmt::GAttribute(GraphAttributes::Graph(vec![
                text("label", &title),
                plain("labelloc", "t"),
                plain("fontsize", 18),
                font(),
                plain("charset", "UTF-8"),
                plain("rankdir", "TB"),
                // Rows over all areas, not within each: else the boxes of an area would all stand beside each other.
                plain("newrank", "true"),
                plain("nodesep", if self.writer.view.page { "0.14" } else { "0.25" }),
                plain("ranksep", if self.writer.view.page { "0.24" } else { "0.45" }),
                plain("bgcolor", theme::PAPER),
                plain("outputorder", "edgesfirst"),
                plain("pad", "0.2"),
                plain("tooltip", "Tragweite"),
            ])),
            Stmt::GAttribute(GraphAttributes::Node(vec![
                font(),
                plain("fontsize", 11),
                plain("shape", "box"),
                plain("margin", "0.12,0.06"),
            ])),
            Stmt::GAttribute(GraphAttributes::Edge(vec![
                font(),
                plain("fontsize", 10),
                plain("arrowsize", "0.8"),
            ])),
        ]
    }

    /// All boxes, those of one agency in one area.
    fn areas(&self) -> Vec<Stmt> {
        let mut areas: BTreeMap<Option<u32>, Vec<(u8, usize)>> = BTreeMap::new();
        for (index, drawn) in self.scene.drawn.iter().enumerate() {
            let (area, depth) = match drawn {
                Drawn::Node(node) => {
                    (self.writer.diagram.nodes[*node as usize].agency, self.writer.depth(*node))
                }
                Drawn::Group(group) => match group.id {
                    GroupId::AgencyLayer(layer, agency) => (agency, layer),
                    GroupId::Agency(agency) => (agency, 0),
                    _ => (None, 0),
                },
                Drawn::Elsewhere(_) => (None, 0),
            };
            areas.entry(area).or_default().push((depth, index));
        }
        let (mut stmts, mut joints) = (Vec::new(), self.joints());
        for (area, mut boxes) in areas {
            boxes.sort_unstable();
            // A group alone says by itself whose it is.
            let alone =
                matches!(boxes.as_slice(), [(_, only)] if matches!(self.scene.drawn[*only], Drawn::Group(_)));
            let top = self.top(&boxes);
            let mut boxes: Vec<Stmt> = boxes.into_iter().map(|(_, index)| self.drawn(index)).collect();
            boxes.extend(joints.remove(&area).unwrap_or_default());
            let agency = area
                .filter(|_| !alone)
                .and_then(|a| Some((a, self.writer.diagram.agencies.get(a as usize)?)));
            match agency {
                Some((number, agency)) => {
                    let mut inside = vec![
                        Stmt::Attribute(plain("label", "")),
                        Stmt::Attribute(plain("style", "rounded,filled")),
                        Stmt::Attribute(plain("color", theme::QUIET)),
                        Stmt::Attribute(plain("fillcolor", self.area_fill())),
                        Stmt::Attribute(text(
                            "tooltip",
                            &[format!("{} [{}]", super::clean(agency.name), agency.key)],
                        )),
                    ];
                    inside.extend(area_title(number, &lines(agency.name, 3), &top));
                    inside.extend(boxes);
                    let id = Id::Plain(format!("cluster_{number}"));
                    stmts.push(Stmt::Subgraph(Subgraph { id, stmts: inside }));
                }
                None => stmts.extend(boxes),
            }
        }
        stmts
    }

    /// Of these boxes those that no other one of them needs.
    fn top(&self, boxes: &[(u8, usize)]) -> Vec<usize> {
        let inside: HashSet<usize> = boxes.iter().map(|&(_, index)| index).collect();
        let joint_of = |joint: u32| {
            let need = &self.writer.diagram.needs[self.links.joints[joint as usize] as usize];
            self.scene.place[need.dependent as usize]
        };
        let needed: HashSet<usize> = (self.links.lines.iter())
            .filter_map(|link| {
                let from = match link.from {
                    End::Drawn(index) => index,
                    End::Joint(joint) => joint_of(joint),
                };
                let End::Drawn(to) = link.to else { return None };
                (from != to && inside.contains(&(from as usize))).then_some(to as usize)
            })
            .collect();
        boxes.iter().map(|&(_, index)| index).filter(|index| !needed.contains(index)).collect()
    }

    fn area_fill(&self) -> &'static str {
        if self.writer.view.print { theme::PAPER } else { theme::AREA }
    }

    fn drawn(&self, index: usize) -> Stmt {
        let id = format!("b{index}");
        match &self.scene.drawn[index] {
            Drawn::Node(number) => {
                let item = &self.writer.diagram.nodes[*number as usize];
                node(id, self.single(*number, item))
            }
            Drawn::Group(group) => node(id, self.several(group)),
            Drawn::Elsewhere(elsewhere) => {
                let mut attributes = vec![text("label", &self.writer.elsewhere(elsewhere))];
                attributes.push(plain("style", "dashed,filled"));
                attributes.push(plain("fillcolor", theme::PAPER));
                attributes.push(plain("color", theme::QUIET));
                node(id, attributes)
            }
        }
    }

    fn single(&self, number: u32, item: &Item<'a>) -> Vec<Attribute> {
        let subject =
            matches!(self.writer.diagram.subject, Subject::Surroundings { node, .. } if node == number);
        let told = self.writer.node(item);
        let stands_out = item.failed || subject || item.mark.is_some();
        let mut attributes = vec![if stands_out { heavy(&told) } else { text("label", &told) }];
        attributes.push(text("tooltip", &self.writer.tooltip(item)));
        let shape = match item.kind {
            Kind::Agency => "tab",
            Kind::Site => "house",
            Kind::Service => "box",
        };
        attributes.push(plain("shape", shape));
        let round = item.kind == Kind::Service;
        attributes.extend(match item.failed {
            true => failed(self.writer.view.print, round),
            false => self.surface(item.state, round, item.hypothetical),
        });
        attributes
    }

    fn several(&self, group: &Group<'a>) -> Vec<Attribute> {
        let mut attributes = vec![text("label", &self.writer.group(group)), plain("peripheries", 2)];
        attributes.push(text("tooltip", &[group.id.open_by(self.writer.diagram)]));
        attributes.extend(self.surface(group.worst(), false, group.hypothetical));
        attributes
    }

    fn surface(&self, state: State, round: bool, hypothetical: bool) -> Vec<Attribute> {
        surface(self.writer.tells_states().then_some(state), self.writer.view.print, round, hypothetical)
    }

    /// Joints, by the agency of the dependent.
    fn joints(&self) -> BTreeMap<Option<u32>, Vec<Stmt>> {
        let mut joints: BTreeMap<Option<u32>, Vec<Stmt>> = BTreeMap::new();
        for (index, &need) in self.links.joints.iter().enumerate() {
            let need = &self.writer.diagram.needs[need as usize];
            let state = Some(self.writer.joint_state(need)).filter(|s| *s != State::Operational);
            let mut attributes = vec![text("label", &self.writer.joint(need))];
            attributes.push(text("tooltip", &[super::clean(&need.id)]));
            attributes.extend(joint(state, need.hypothetical));
            let agency = self.writer.diagram.nodes[need.dependent as usize].agency;
            joints.entry(agency).or_default().push(node(format!("j{index}"), attributes));
        }
        joints
    }

    fn lines(&self) -> Vec<Stmt> {
        let (rows_above, rows_below) = self.rows();
        let end = |end: End| match end {
            End::Drawn(index) => format!("b{index}"),
            End::Joint(index) => format!("j{index}"),
        };
        let line_of = |link: &Link| {
            let mut attributes = line(link.style);
            let count = (link.count > 1).then(|| say!(self.writer.l(), "picture-times", count = link.count));
            // Colour alone would not tell it to everybody.
            let new =
                link.style.hypothetical.then(|| self.writer.l().text("picture-hypothetical").to_owned());
            let words: Vec<String> = count.into_iter().chain(new).collect();
            if !words.is_empty() {
                attributes.push(plain("label", words.join(" ")));
            }
            if matches!(link.to, End::Joint(_)) {
                attributes.push(plain("arrowhead", "none"));
            }
            if matches!(link.from, End::Joint(_)) {
                attributes.retain(|a| a.0 != Id::Plain("dir".into()) && a.0 != Id::Plain("arrowtail".into()));
            }
            let row = |rows: &[usize], end: End| match end {
                End::Drawn(index) => rows[index as usize],
                End::Joint(_) => 0,
            };
            let length = 1 + row(&rows_above, link.from) + row(&rows_below, link.to);
            attributes.extend((length > 1).then(|| plain("minlen", length)));
            attributes.extend(link.style.cause.then(|| plain("weight", 4)));
            edge(end(link.from), end(link.to), attributes)
        };
        self.links.lines.iter().map(line_of).collect()
    }

    /// For each box how many rows it is moved up because many stand at the top, or down because many stand at the
    /// bottom.
    fn rows(&self) -> (Vec<usize>, Vec<usize>) {
        let (ins, outs) = self.degrees();
        let spread = |open: &dyn Fn(usize) -> bool| {
            let chosen: Vec<usize> = (0..self.scene.drawn.len()).filter(|&index| open(index)).collect();
            let rows = chosen.len().div_ceil(ROW[usize::from(self.writer.view.page)]).max(1);
            let mut moved = vec![0; self.scene.drawn.len()];
            chosen.into_iter().enumerate().for_each(|(i, index)| moved[index] = i % rows);
            moved
        };
        (spread(&|i| ins[i] == 0 && outs[i] > 0), spread(&|i| outs[i] == 0 && ins[i] > 0))
    }

    fn degrees(&self) -> (Vec<u32>, Vec<u32>) {
        let mut ins = vec![0; self.scene.drawn.len()];
        let mut outs = ins.clone();
        for link in &self.links.lines {
            if let End::Drawn(index) = link.from {
                outs[index as usize] += 1;
            }
            if let End::Drawn(index) = link.to {
                ins[index as usize] += 1;
            }
        }
        (ins, outs)
    }

    /// Boxes below which the legend stands.
    fn bottom(&self) -> Vec<String> {
        let (_, outs) = self.degrees();
        (0..outs.len()).filter(|&index| outs[index] == 0).map(|index| format!("b{index}")).collect()
    }

    fn used(&self) -> Used {
        let item = |node: u32| &self.writer.diagram.nodes[node as usize];
        let shown = |drawn: &Drawn<'a>| match drawn {
            Drawn::Node(node) => Some(item(*node).state),
            Drawn::Group(group) => Some(group.worst()),
            Drawn::Elsewhere(_) => None,
        };
        let mut states: Vec<State> = self.scene.drawn.iter().filter_map(shown).collect();
        let single: Vec<&Item<'a>> = self.scene.single().map(item).collect();
        let agency = |item: &&&Item<'a>| item.agency.is_some();
        states.sort_unstable();
        states.dedup();
        states.reverse();
        states.retain(|_| self.writer.tells_states());
        Used {
            states,
            styles: self.links.lines.iter().map(|link| link.style).collect(),
            joints: !self.links.joints.is_empty(),
            groups: self.scene.groups().next().is_some(),
            failed: single.iter().any(|item| item.failed),
            elsewhere: self.scene.drawn.iter().any(|drawn| matches!(drawn, Drawn::Elsewhere(_))),
            areas: single.iter().any(|item| agency(&item)),
            sites: single.iter().any(|item| item.kind == Kind::Site),
            since: self.writer.since().filter(|_| single.iter().any(|item| self.writer.begins_then(item))),
            open: single.iter().any(|item| self.writer.is_open(item)),
        }
    }
}

/// The name of an area as a box above these: unlike a name of Graphviz, lines go around it.
fn area_title(number: u32, name: &[String], above: &[usize]) -> Vec<Stmt> {
    let id = format!("t{number}");
    let mut stmts = vec![node(
        id.clone(),
        vec![
            text("label", name),
            plain("shape", "plaintext"),
            plain("fontsize", 13),
            plain("margin", "0.05,0.02"),
            plain("height", "0.2"),
        ],
    )];
    let line = |&index: &usize| edge(id.clone(), format!("b{index}"), vec![plain("style", "invis")]);
    stmts.extend(above.iter().map(line));
    stmts
}

/// The look of what the scenario itself fails.
pub(super) fn failed(print: bool, round: bool) -> Vec<Attribute> {
    let (fill, letters) = if print { (theme::PAPER, theme::TEXT) } else { (theme::FAILED, theme::PAPER) };
    vec![
        plain("style", if round { "rounded,filled" } else { "filled" }),
        plain("fillcolor", fill),
        plain("fontcolor", letters),
        plain("color", theme::TEXT),
        plain("penwidth", 5),
    ]
}

/// The look of a joint: white, the border tells the state.
pub(super) fn joint(state: Option<State>, hypothetical: bool) -> Vec<Attribute> {
    let mut attributes = surface(state, true, false, hypothetical);
    attributes.extend([plain("shape", "oval"), plain("margin", "0.02,0.02"), plain("fontsize", 10)]);
    attributes.push(plain("height", "0.3"));
    attributes
}

/// Fill and border of a box; without a state both are quiet.
pub(super) fn surface(state: Option<State>, print: bool, round: bool, hypothetical: bool) -> Vec<Attribute> {
    let (fill, border, line, width) = match state.map(theme::look) {
        Some(look) => (look.fill, look.border, look.line, f32::from(look.width)),
        None => (theme::NEUTRAL, theme::QUIET, Line::Solid, 1.0),
    };
    let fill = if print { theme::PAPER } else { fill };
    let border = if hypothetical { theme::HYPOTHETICAL } else { border };
    let round = if round { "rounded," } else { "" };
    vec![
        plain("style", format!("{round}filled,{}", line.as_str())),
        plain("fillcolor", fill),
        plain("color", border),
        plain("penwidth", if print { width + 0.5 } else { width }),
    ]
}
