//! Drawings: shapes, lines and boxes around shapes, whatever program drew them. What they mean is asked once.

use crate::common::{agency, guessed_layer};
use crate::draft::{Draft, Link, Thing};
use crate::place::Place;
use crate::report::What;
use model::{SiteType, message};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A shape with a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The shape that it lies in.
    pub(crate) inside: Option<String>,
    /// Other shapes lie in it.
    pub(crate) is_box: bool,
    pub(crate) description: Option<String>,
    pub(crate) data: Vec<(String, String)>,
    pub(crate) place: Place,
}

/// Where a line has arrow heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heads {
    End,
    Start,
    Both,
    None,
}

/// A line between two shapes.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) text: String,
    pub(crate) heads: Heads,
    pub(crate) place: Place,
}

/// Reads what was drawn.
pub(crate) fn read(shapes: Vec<Shape>, lines: Vec<Line>, draft: &mut Draft) {
    let ends: BTreeSet<&str> =
        lines.iter().flat_map(|line| line.from.iter().chain(&line.to)).map(String::as_str).collect();
    let boxes = boxes(&shapes, draft);
    let names: HashMap<&str, &str> =
        shapes.iter().map(|shape| (shape.id.as_str(), shape.name.as_str())).collect();
    let mut same: BTreeMap<&str, &str> = BTreeMap::new();
    let mut means: HashMap<String, String> = HashMap::new();
    for shape in &shapes {
        if shape.name.is_empty() {
            draft.tell(What::LeftOut, &shape.place, message!("import-no-text"));
            continue;
        }
        let drawn = ends.contains(shape.id.as_str());
        if shape.is_box && !drawn {
            continue;
        }
        if !drawn && shape.inside.is_none() {
            draft.tell(What::Flagged, &shape.place, message!("import-unconnected", name = &shape.name));
        }
        if let Some(first) = same.get(shape.name.as_str()) {
            let text = || message!("import-ask-same", name = &shape.name);
            let choices = [("two", message!("import-answer-two")), ("one", message!("import-answer-one"))];
            if draft.ask("same", &shape.name, &shape.place, text, &choices) == "one" {
                means.insert(shape.id.clone(), (*first).to_owned());
                continue;
            }
        } else {
            same.insert(&shape.name, &shape.id);
        }
        means.insert(shape.id.clone(), shape.id.clone());
        thing(shape, boxes, &names, draft);
    }
    for line in lines {
        link(line, &means, draft);
    }
}

/// What boxes around shapes mean.
fn boxes(shapes: &[Shape], draft: &mut Draft) -> &'static str {
    let Some(first) = shapes.iter().find(|shape| shape.is_box && !shape.name.is_empty()) else {
        return "label";
    };
    let text = || message!("import-ask-boxes", name = &first.name);
    let choices = [
        ("label", message!("import-answer-label")),
        ("agency", message!("import-answer-runs")),
        ("site", message!("import-answer-site")),
    ];
    draft.ask("boxes", "", &first.place, text, &choices)
}

fn thing(shape: &Shape, boxes: &str, names: &HashMap<&str, &str>, draft: &mut Draft) {
    let layer = guessed_layer(&shape.name);
    let mut thing = Thing::service(shape.id.clone(), &shape.name, layer, &shape.place);
    thing.spec.description = shape.description.clone();
    for (name, value) in &shape.data {
        match name.to_lowercase().as_str() {
            "agency" | "behörde" | "betreiber" | "owner" => {
                thing.agency = Some(agency(draft, value, &shape.place))
            }
            _ => thing.label(name, value),
        }
    }
    let around = shape
        .inside
        .as_ref()
        .and_then(|id| Some((id, *names.get(id.as_str())?)))
        .filter(|(_, name)| !name.is_empty());
    let mut site = None;
    match (boxes, around) {
        ("agency", Some((_, name))) => thing.agency = Some(agency(draft, name, &shape.place)),
        ("site", Some((id, name))) => {
            let id = format!("site:{id}");
            if draft.thing(&id).is_none() {
                draft.add(Thing::site(id.clone(), name, SiteType::Other, &shape.place));
            }
            site = Some(id);
        }
        (_, Some((_, name))) => thing.label("group", name),
        _ => {}
    }
    draft.tell(
        What::Flagged,
        &shape.place,
        message!("import-layer-guessed", name = &shape.name, layer = layer.as_str()),
    );
    let id = thing.id.clone();
    draft.add(thing);
    if let Some(site) = site {
        draft.link(Link::hosted_at(id, site, &shape.place));
    }
}

fn link(line: Line, means: &HashMap<String, String>, draft: &mut Draft) {
    let end = |end: &Option<String>| end.as_ref().and_then(|id| means.get(id)).cloned();
    let (Some(from), Some(to)) = (end(&line.from), end(&line.to)) else {
        draft.tell(What::LeftOut, &line.place, message!("import-dangling", text = &line.text));
        return;
    };
    let arrow = |draft: &mut Draft| {
        let choices =
            [("needs", message!("import-answer-first")), ("serves", message!("import-answer-second"))];
        draft.ask("arrow", "", &line.place, || message!("import-ask-arrow"), &choices)
    };
    let plain = |draft: &mut Draft| {
        let choices = [
            ("nothing", message!("import-answer-nothing")),
            ("needs", message!("import-answer-first")),
            ("serves", message!("import-answer-second")),
        ];
        draft.ask("line", "", &line.place, || message!("import-ask-line"), &choices)
    };
    let needs: Vec<(String, String)> = match line.heads {
        Heads::Both => vec![(from.clone(), to.clone()), (to, from)],
        Heads::End if arrow(draft) == "needs" => vec![(from, to)],
        Heads::End => vec![(to, from)],
        Heads::Start if arrow(draft) == "needs" => vec![(to, from)],
        Heads::Start => vec![(from, to)],
        Heads::None => match plain(draft) {
            "needs" => vec![(from, to)],
            "serves" => vec![(to, from)],
            _ => {
                draft.tell(What::LeftOut, &line.place, message!("import-no-arrow", text = &line.text));
                return;
            }
        },
    };
    for (dependent, provider) in needs {
        let link = Link::new(dependent, provider, &line.place);
        draft.link(if line.text.is_empty() { link } else { link.noted(line.text.clone()) });
    }
}
