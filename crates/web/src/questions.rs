//! The planners' questions as forms: what each asks, with which fields, and how fields become the request of the API.

use crate::ask::Refusal;
use crate::form::Fields;
use crate::json::Json;
use crate::scenario::{find, moment};
use crate::site::Site;
use crate::told::Told;
use crate::visitor::Visitor;
use serde_json::{Map, Value, json};
use words::id;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A node.
    Node,
    /// Nodes, with commas between them.
    Nodes,
    /// Nodes that fail, with commas between them, and until when in a field of its own.
    Failures,
    /// Which nodes: by name, or all of an agency, a layer, an area.
    Selection,
    /// A level.
    Level,
    /// A whole number.
    Number,
    /// A duration.
    Duration,
    /// A time.
    Time,
    /// Yes or no.
    Check,
    /// One of these words of the API.
    Words(&'static [(&'static str, &'static str)]),
}

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) holds: Holds,
    pub(crate) needed: bool,
}

/// A question.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) about: &'static str,
    pub(crate) fields: &'static [Field],
}

const fn may(name: &'static str, label: &'static str, holds: Holds) -> Field {
    Field { name, label, holds, needed: false }
}

const fn must(name: &'static str, label: &'static str, holds: Holds) -> Field {
    Field { name, label, holds, needed: true }
}

const CRITERIA: &[(&str, &str)] = &[
    ("people", id!("planning-inhabitants")),
    ("publicServices", id!("planning-public-services-2")),
    ("timeCritical", id!("web-time-critical-services")),
    ("casesPerDay", id!("planning-cases-per-day-2")),
    ("agencies", id!("planning-agencies-2")),
    ("districts", id!("web-districts")),
    ("nodes", id!("planning-nodes")),
];
const SEVERITIES: &[(&str, &str)] =
    &[("high", id!("planning-high")), ("medium", id!("planning-medium")), ("low", id!("planning-low"))];
const DEFEATS: &[(&str, &str)] = &[
    ("shared", id!("web-defeat-shared")),
    ("beside", id!("web-defeat-beside")),
    ("fallback", id!("web-defeat-fallback")),
    ("otherNeed", id!("web-defeat-other-need")),
];
const ALONG: &[(&str, &str)] = &[("effects", id!("web-along-effects")), ("all", id!("web-along-all"))];

const OF: Field = may("of", id!("web-field-of"), Holds::Selection);
const LEVEL: Field = may("level", id!("web-failure-level"), Holds::Level);
const LIMIT: Field = may("limit", id!("web-field-limit"), Holds::Number);

/// All questions, those that are asked most often first.
pub(crate) const FORMS: &[Form] = &[
    Form {
        name: "findings",
        title: id!("web-question-findings"),
        about: id!("web-about-findings"),
        fields: &[OF, may("severity", id!("web-field-severity"), Holds::Words(SEVERITIES)), LIMIT],
    },
    Form {
        name: "false-redundancy",
        title: id!("web-question-false-redundancy"),
        about: id!("web-about-false-redundancy"),
        fields: &[
            OF,
            may("how", id!("web-field-how"), Holds::Words(DEFEATS)),
            may("timeCritical", id!("web-field-time-critical"), Holds::Duration),
            LIMIT,
        ],
    },
    Form {
        name: "single-points-of-failure",
        title: id!("web-question-single-points"),
        about: id!("web-about-single-points"),
        fields: &[Field { needed: true, ..OF }, LEVEL, LIMIT],
    },
    Form {
        name: "ranking",
        title: id!("web-question-ranking"),
        about: id!("web-about-ranking"),
        fields: &[
            OF,
            may("by", id!("web-field-by"), Holds::Words(CRITERIA)),
            LEVEL,
            may("timeCritical", id!("web-field-time-critical"), Holds::Duration),
            may("pairs", id!("web-field-pairs"), Holds::Check),
            LIMIT,
        ],
    },
    Form {
        name: "comparison",
        title: id!("web-question-comparison"),
        about: id!("web-about-comparison"),
        fields: &[
            must("failures", id!("web-field-failures"), Holds::Failures),
            may("horizon", id!("web-horizon"), Holds::Duration),
            LIMIT,
        ],
    },
    Form {
        name: "restart-plan",
        title: id!("web-question-restart"),
        about: id!("web-about-restart"),
        fields: &[
            must("failures", id!("web-field-failures"), Holds::Failures),
            may("repairedAt", id!("web-field-repaired-at"), Holds::Duration),
            may("startsAt", id!("web-field-starts-at"), Holds::Time),
            may("horizon", id!("web-horizon"), Holds::Duration),
            LIMIT,
        ],
    },
    Form {
        name: "diagnosis",
        title: id!("web-question-diagnosis"),
        about: id!("web-about-diagnosis"),
        fields: &[
            may("unavailable", id!("web-field-unavailable"), Holds::Nodes),
            may("degraded", id!("web-field-degraded"), Holds::Nodes),
            may("operational", id!("web-field-operational"), Holds::Nodes),
            LIMIT,
        ],
    },
    Form {
        name: "objectives",
        title: id!("web-question-objectives"),
        about: id!("web-about-objectives"),
        fields: &[OF, LIMIT],
    },
    Form {
        name: "ways",
        title: id!("web-question-ways"),
        about: id!("web-about-ways"),
        fields: &[
            must("from", id!("web-field-way-from"), Holds::Node),
            must("to", id!("web-field-way-to"), Holds::Node),
            may("along", id!("web-field-along"), Holds::Words(ALONG)),
            LIMIT,
        ],
    },
    Form {
        name: "shared-ground",
        title: id!("web-question-shared-ground"),
        about: id!("web-about-shared-ground"),
        fields: &[
            Field { needed: true, ..OF },
            may("along", id!("web-field-along"), Holds::Words(ALONG)),
            LIMIT,
        ],
    },
    Form {
        name: "cut-sets",
        title: id!("web-question-cut-sets"),
        about: id!("web-about-cut-sets"),
        fields: &[
            must("node", id!("planning-node"), Holds::Node),
            LEVEL,
            may("maxOrder", id!("web-field-max-order"), Holds::Number),
            LIMIT,
        ],
    },
    Form {
        name: "availability",
        title: id!("web-question-availability"),
        about: id!("web-about-availability"),
        fields: &[must("node", id!("planning-node"), Holds::Node), LEVEL, LIMIT],
    },
    Form {
        name: "circles",
        title: id!("web-question-circles"),
        about: id!("web-about-circles"),
        fields: &[OF, LIMIT],
    },
];

/// The question of this name.
pub(crate) fn form(name: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.name == name)
}

impl Form {
    /// Whether everything that must be said is said.
    pub(crate) fn is_asked(&self, fields: &Fields) -> bool {
        let said = |name: &str| fields.some(name).is_some();
        let selected = || ["of", "agency", "layer", "kind", "area"].into_iter().any(said);
        let enough = self.fields.iter().filter(|field| field.needed).all(|field| match field.holds {
            Holds::Selection => selected(),
            _ => said(field.name),
        });
        let seen = ["unavailable", "degraded"].into_iter().any(said);
        said("ask") && enough && (self.name != "diagnosis" || seen)
    }

    /// The request of the API.
    pub(crate) async fn request(
        &self,
        site: &Site,
        visitor: &Visitor,
        fields: &Fields,
        changes: &[Value],
    ) -> Result<Value, Refusal> {
        let told = Told::new(visitor.language);
        let mut request = Map::new();
        for field in self.fields {
            let said = fields.get(field.name);
            let value = match field.holds {
                Holds::Selection => selection(site, visitor, fields).await?,
                _ if said.is_empty() => None,
                Holds::Node => Some(node(site, visitor, said).await?),
                Holds::Nodes => Some(nodes(site, visitor, said).await?),
                Holds::Failures => {
                    let until = fields.some("until").map(moment);
                    let failure = |node: &Value| match &until {
                        Some(until) => json!({"node": node, "until": until}),
                        None => json!({"node": node}),
                    };
                    let nodes = nodes(site, visitor, said).await?;
                    Some(nodes.as_array().into_iter().flatten().map(failure).collect())
                }
                Holds::Number => Some(said.parse::<u64>().map_or(said.into(), Value::from)),
                Holds::Duration => Some(moment(said).into()),
                Holds::Time => Some(told.written(said).into()),
                Holds::Check => Some(true.into()),
                Holds::Level | Holds::Words(_) => Some(said.into()),
            };
            request.extend(value.map(|value| (field.name.to_owned(), value)));
        }
        if fields.some("include").is_some() {
            request.insert("include".into(), "confirmed".into());
        }
        if !changes.is_empty() {
            request.insert("changes".into(), changes.into());
        }
        Ok(request.into())
    }
}

async fn node(site: &Site, visitor: &Visitor, written: &str) -> Result<Value, Refusal> {
    let (node, _) = find(site, visitor, written).await?;
    Ok(node.as_ref().map_or(written, |node| node.s("key")).into())
}

async fn nodes(site: &Site, visitor: &Visitor, written: &str) -> Result<Value, Refusal> {
    let mut found = Vec::new();
    for part in written.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty()).take(1_000) {
        found.push(node(site, visitor, part).await?);
    }
    Ok(found.into())
}

async fn selection(site: &Site, visitor: &Visitor, fields: &Fields) -> Result<Option<Value>, Refusal> {
    if let Some(named) = fields.some("of") {
        return Ok(Some(nodes(site, visitor, named).await?));
    }
    let mut parts = Map::new();
    for name in ["agency", "kind", "layer", "area"] {
        let Some(said) = fields.some(name) else { continue };
        let value = if name == "agency" { node(site, visitor, said).await? } else { said.into() };
        parts.insert(name.into(), value);
    }
    Ok(Some(Value::Object(parts)).filter(|parts| parts.as_object().is_some_and(|parts| !parts.is_empty())))
}
