//! What the tools answer with: data with a schema, and the same in a few lines for whoever reads only text.

use super::super::problem::Problem;
use engine::NodeIx;
use map::Map;
use model::Seconds;
use render::Language;
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;
use wire::impact::{AffectedNode, FallbackUse, SpanDoc};
use wire::planning::PlanNode;

/// Most stretches of time of one node.
const SPANS: usize = 10;

/// An answer.
pub(super) struct Told {
    /// In plain words.
    pub(super) text: String,
    /// By the schema of the tool.
    pub(super) data: serde_json::Value,
}

impl Told {
    /// Writes the data down.
    pub(super) fn new(text: String, data: &impl Serialize) -> Result<Self, Problem> {
        let data = serde_json::to_value(data).map_err(|error| Problem::internal(&error))?;
        Ok(Self { text, data })
    }
}

/// A node.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Node {
    /// Its key, by which all tools know it.
    key: String,
    /// What people call it.
    name: String,
    /// agency, site or service.
    #[schemars(with = "&str")]
    kind: model::Kind,
    /// Where in the stack a service stands; `public` is what citizens come for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<&str>")]
    layer: Option<model::Layer>,
    /// Key of the agency that runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    /// Name of that agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    agency_name: Option<String>,
}

impl Node {
    /// The node of that number.
    pub(super) fn new(map: &Map, node: NodeIx) -> Self {
        let agency = map.agency(node);
        Self {
            key: map.key(node).to_owned(),
            name: map.name(node).to_owned(),
            kind: map.kind(node),
            layer: map.layer(node),
            agency: agency.map(|agency| map.key(agency).to_owned()),
            agency_name: agency.map(|agency| map.name(agency).to_owned()),
        }
    }

    /// Name, key and agency on one line.
    pub(super) fn line(&self) -> String {
        let agency = self.agency_name.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
        format!("{} ({}{agency})", self.name, self.key)
    }
}

impl From<&PlanNode> for Node {
    fn from(node: &PlanNode) -> Self {
        Self {
            key: node.key.clone(),
            name: node.name.clone(),
            kind: node.kind,
            layer: node.layer,
            agency: node.agency.clone(),
            agency_name: node.agency_name.clone(),
        }
    }
}

/// A node by its names alone.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Node")]
pub(super) struct Named {
    /// Its key, by which all tools know it.
    key: String,
    /// What people call it.
    pub(super) name: String,
    /// Name of the agency that runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    agency_name: Option<String>,
}

impl Named {
    /// Name, key and agency on one line.
    pub(super) fn line(&self) -> String {
        let agency = self.agency_name.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
        format!("{} ({}{agency})", self.name, self.key)
    }
}

impl From<&PlanNode> for Named {
    fn from(node: &PlanNode) -> Self {
        Self { key: node.key.clone(), name: node.name.clone(), agency_name: node.agency_name.clone() }
    }
}

/// A stretch of time at one level.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Span {
    /// degraded or unavailable.
    #[schemars(with = "&str")]
    level: model::Level,
    /// Since when, as an ISO 8601 duration from the start of the scenario.
    since: String,
    /// Until when; absent = no end known.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// Since when on the calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    since_at: Option<String>,
    /// Until when on the calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    until_at: Option<String>,
}

impl Span {
    fn new(span: &SpanDoc) -> Self {
        Self {
            level: span.level,
            since: span.from.0.to_string(),
            until: span.until.map(|until| until.0.to_string()),
            since_at: span.from_at.map(|time| time.0.to_string()),
            until_at: span.until_at.map(|time| time.0.to_string()),
        }
    }
}

/// An affected node.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Hit {
    #[serde(flatten)]
    pub(super) node: Node,
    /// It stands for so many of its kind, and counts as many; absent = for itself alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    stands_for: Option<u64>,
    /// Its worst level: degraded or unavailable.
    #[schemars(with = "&str")]
    pub(super) level: model::Level,
    /// It gets that bad even if only confirmed dependencies count.
    certain: bool,
    /// When it is at which level, at most ten stretches.
    spans: Vec<Span>,
    /// Further stretches that are left out.
    spans_omitted: usize,
    /// When it has been unavailable for longer than tolerable; absent = it never is.
    #[serde(skip_serializing_if = "Option::is_none")]
    mtpd_breach: Option<String>,
    /// How people carry on by other means.
    workarounds: Vec<String>,
    /// Fallbacks that stand in, with who runs them and since when.
    fallbacks: Vec<String>,
    /// What it is met by in a need that takes it away when it loses one more.
    last_legs: Vec<String>,
    /// Statutory deadlines that can be missed.
    deadlines_at_risk: Vec<String>,
    /// The line for whoever reads only text.
    #[serde(skip)]
    told: String,
}

impl Hit {
    /// An affected node of an answer on that map.
    pub(super) fn new(map: &Map, hit: &AffectedNode<'_>) -> Option<Self> {
        let mut workarounds: Vec<String> = Vec::new();
        for workaround in hit.workarounds.iter() {
            let Some(text) = workaround.text.as_deref() else { continue };
            let told = match &workaround.lasts {
                Some(lasts) => format!("{text} (at most {})", lasts.0),
                None => format!("{text} (without end)"),
            };
            if !workarounds.contains(&told) {
                workarounds.push(told);
            }
        }
        let fallback = |used: &FallbackUse<'_>| {
            let agency = used.agency_name.map(|agency| format!(", {agency}")).unwrap_or_default();
            let since = match used.from.0 {
                Seconds::ZERO => "at once".to_owned(),
                from => Language::En.after(from),
            };
            format!("{} ({}{agency}) {since}", used.node.name, used.node.key)
        };
        let left = hit.last_legs.iter().flat_map(|leg| &leg.left);
        let deadlines = hit.deadlines.iter().filter(|deadline| deadline.at_risk);
        let mut told = Self {
            node: Node::new(map, map.find(hit.key)?),
            stands_for: hit.stands_for,
            level: hit.level,
            certain: hit.certain,
            spans: hit.spans.iter().take(SPANS).map(Span::new).collect(),
            spans_omitted: hit.spans.len().saturating_sub(SPANS),
            mtpd_breach: hit.mtpd_breach.map(|at| at.0.to_string()),
            workarounds,
            fallbacks: hit.fallbacks.iter().map(fallback).collect(),
            last_legs: left.map(|&key| key.to_owned()).collect(),
            deadlines_at_risk: deadlines.map(|deadline| deadline.name.clone()).collect(),
            told: String::new(),
        };
        told.told = told.tell(hit);
        Some(told)
    }

    /// The line of it.
    pub(super) fn line(&self) -> &str {
        &self.told
    }

    fn tell(&self, hit: &AffectedNode<'_>) -> String {
        let times: Vec<String> = hit.spans.iter().take(SPANS).map(stretch).collect();
        let mut line = format!("{}: {}", self.node.line(), times.join(", then "));
        if !self.certain {
            line.push_str(", unconfirmed");
        }
        if let Some(breach) = hit.mtpd_breach {
            line.push_str(&format!(", longer than tolerable {}", Language::En.after(breach.0)));
        }
        for text in &self.workarounds {
            line.push_str(&format!("; workaround: {text}"));
        }
        for text in &self.fallbacks {
            line.push_str(&format!("; stands in: {text}"));
        }
        if !self.last_legs.is_empty() {
            line.push_str(&format!("; unavailable when this fails, too: {}", self.last_legs.join(", ")));
        }
        for name in &self.deadlines_at_risk {
            line.push_str(&format!("; deadline at risk: {name}"));
        }
        line
    }
}

/// "unavailable at once until after 2 days", "degraded after 30 min, no end known".
fn stretch(span: &SpanDoc) -> String {
    let from = match span.from.0 {
        Seconds::ZERO => "at once".to_owned(),
        from => Language::En.after(from),
    };
    let until =
        span.until.map_or(", no end known".to_owned(), |u| format!(" until {}", Language::En.after(u.0)));
    format!("{} {from}{until}", span.level.as_str())
}

/// A heading with a list below it, when there is anything in the list or left out of it.
pub(super) fn listed<'a>(
    text: &mut String,
    heading: &str,
    lines: impl Iterator<Item = std::borrow::Cow<'a, str>>,
    omitted: u64,
) {
    let before = text.len();
    for line in lines {
        text.push_str(&format!("\n- {line}"));
    }
    if omitted > 0 {
        text.push_str(&format!("\n- and {omitted} more"));
    }
    if text.len() > before {
        text.insert_str(before, &format!("\n{heading}:"));
    }
}
