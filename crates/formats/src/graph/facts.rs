//! What is told of a node, of a dependency and of the file as a whole: the same in every format.

use model::{Confirmation, Level, Seconds};
use render::Language;
use render::diagram::{Diagram, Item, Need, State, Subject};
use std::borrow::Cow;
use words::{id, say};

/// A value, with what is needed to write it in a typed format.
#[derive(Debug, Clone)]
pub(super) enum Value<'a> {
    /// Text as somebody wrote it, a key, a duration, a time.
    Text(Cow<'a, str>),
    /// One of the fixed words.
    Word(&'static str),
    /// A count.
    Number(u64),
    /// Yes or no.
    Flag(bool),
}

/// The type of the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Number,
    Flag,
}

/// What a column is called and how wide it is in a workbook, in characters.
#[derive(Debug)]
pub(super) struct Head {
    pub name: &'static str,
    pub kind: Type,
    /// The id of its heading.
    pub heading: &'static str,
    pub width: u8,
}

/// A column and how to get its value.
#[derive(Debug)]
pub(super) struct Fact<F> {
    pub head: Head,
    pub of: F,
}

type OfNode = for<'a> fn(&'a Diagram<'a>, &'a Item<'a>) -> Option<Value<'a>>;
type OfEdge = for<'a> fn(&'a Diagram<'a>, &Edge<'a>) -> Option<Value<'a>>;

/// In which role a provider serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Primary,
    Fallback,
}

impl Role {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Fallback => "fallback",
        }
    }
}

/// An arrow from a dependent to a provider.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge<'a> {
    pub from: &'a Item<'a>,
    pub to: &'a Item<'a>,
    /// Indices of the two.
    pub ends: (u32, u32),
    pub role: Role,
    pub need: &'a Need,
}

impl Edge<'_> {
    /// The address of the dependency over the whole map.
    pub fn need_id(&self) -> String {
        format!("{}~{}", self.from.key, self.need.id)
    }

    /// Unique in the file, and the same in the next one.
    pub fn id(&self) -> String {
        format!("{}~{}:{}:{}", self.from.key, self.need.id, self.role.as_str(), self.to.key)
    }

    /// It is the step of the why-chain.
    pub fn is_cause(&self) -> bool {
        self.need.cause == Some(self.ends.1)
    }
}

/// All arrows, dependency by dependency, primaries first.
pub(super) fn edges<'a>(diagram: &'a Diagram<'a>) -> impl Iterator<Item = Edge<'a>> {
    diagram.needs.iter().flat_map(move |need| {
        let primaries = need.primaries.iter().map(|&p| (p, Role::Primary));
        let all = primaries.chain(need.fallbacks.iter().map(|&p| (p, Role::Fallback)));
        all.filter_map(move |(provider, role)| {
            let from = diagram.nodes.get(need.dependent as usize)?;
            let to = diagram.nodes.get(provider as usize)?;
            Some(Edge { from, to, ends: (need.dependent, provider), role, need })
        })
    })
}

/// What is known of a node, beside its key and name: one entry for each of [`NODE`].
pub(super) fn of_node<'a>(
    diagram: &'a Diagram<'a>,
    item: &'a Item<'a>,
) -> impl Iterator<Item = (&'static Head, Option<Value<'a>>)> {
    NODE.iter().map(move |fact| (&fact.head, (fact.of)(diagram, item)))
}

/// What is known of an arrow, beside its ends: one entry for each of [`EDGE`].
pub(super) fn of_edge<'a>(
    diagram: &'a Diagram<'a>,
    edge: Edge<'a>,
) -> impl Iterator<Item = (&'static Head, Option<Value<'a>>)> {
    EDGE.iter().map(move |fact| (&fact.head, (fact.of)(diagram, &edge)))
}

const fn head(name: &'static str, kind: Type, heading: &'static str, width: u8) -> Head {
    Head { name, kind, heading, width }
}

fn text(value: &str) -> Option<Value<'_>> {
    Some(Value::Text(Cow::Borrowed(value)))
}

fn flag<'a>(value: bool) -> Option<Value<'a>> {
    Some(Value::Flag(value))
}

fn number<'a>(value: u32) -> Option<Value<'a>> {
    Some(Value::Number(value.into()))
}

fn duration<'a>(value: Seconds) -> Value<'a> {
    Value::Text(Cow::Owned(value.to_string()))
}

/// The calendar time of an offset, in UTC; `None` when the scenario has no calendar.
fn time<'a>(diagram: &Diagram<'_>, offset: Seconds) -> Option<Value<'a>> {
    let time = diagram.starts_at?.checked_add(jiff::SignedDuration::from_secs(offset.get().into())).ok()?;
    Some(Value::Text(Cow::Owned(time.to_string())))
}

/// The spans of a node at its worst level.
fn worst<'a>(item: &'a Item<'_>) -> impl DoubleEndedIterator<Item = &'a render::report::Span> {
    let level = item.spans.iter().map(|span| span.level).max().unwrap_or(Level::Operational);
    item.spans.iter().filter(move |span| span.level == level)
}

/// When a node is first at its worst level.
fn since(item: &Item<'_>) -> Option<Seconds> {
    worst(item).next().map(|span| span.from)
}

/// When it is last at its worst level; `None` also when it stays there.
fn until(item: &Item<'_>) -> Option<Seconds> {
    worst(item).next_back().and_then(|span| span.until)
}

/// The columns of nodes.
pub(super) const NODE: &[Fact<OfNode>] = &[
    Fact {
        head: head("standsFor", Type::Number, id!("graph-head-stands-for"), 14),
        of: |_, n| (n.stands_for > 1).then_some(Value::Number(n.stands_for)),
    },
    Fact {
        head: head("kind", Type::Text, id!("graph-head-kind"), 12),
        of: |_, n| Some(Value::Word(n.kind.as_str())),
    },
    Fact {
        head: head("layer", Type::Text, id!("graph-head-layer"), 16),
        of: |_, n| n.layer.map(|layer| Value::Word(layer.as_str())),
    },
    Fact {
        head: head("siteType", Type::Text, id!("graph-head-site-type"), 14),
        of: |_, n| n.site_type.map(|site| Value::Word(site.as_str())),
    },
    Fact {
        head: head("agency", Type::Text, id!("graph-head-agency"), 24),
        of: |d, n| text(d.agencies.get(n.agency? as usize)?.key),
    },
    Fact {
        head: head("agencyName", Type::Text, id!("report-agency"), 32),
        of: |d, n| text(d.agencies.get(n.agency? as usize)?.name),
    },
    Fact {
        head: head("district", Type::Text, id!("picture-district"), 9),
        of: |d, n| text(d.agencies.get(n.agency? as usize)?.district?),
    },
    Fact {
        head: head("state", Type::Text, id!("graph-head-state"), 22),
        of: |_, n| Some(Value::Word(n.state.as_str())),
    },
    Fact { head: head("since", Type::Text, id!("graph-head-since"), 10), of: |_, n| since(n).map(duration) },
    Fact { head: head("until", Type::Text, id!("graph-head-until"), 10), of: |_, n| until(n).map(duration) },
    Fact {
        head: head("sinceTime", Type::Text, id!("graph-head-since-time"), 21),
        of: |d, n| time(d, since(n)?),
    },
    Fact {
        head: head("untilTime", Type::Text, id!("graph-head-until-time"), 21),
        of: |d, n| time(d, until(n)?),
    },
    Fact {
        head: head("certain", Type::Flag, id!("graph-certain"), 9),
        of: |_, n| (n.state >= State::Degraded).then_some(Value::Flag(n.certain)),
    },
    Fact { head: head("failed", Type::Flag, id!("graph-head-failed"), 21), of: |_, n| flag(n.failed) },
    Fact {
        head: head("atRisk", Type::Flag, id!("graph-head-at-risk"), 20),
        of: |_, n| flag(n.state == State::AtRisk),
    },
    Fact {
        head: head("deadlocked", Type::Flag, id!("graph-head-deadlocked"), 24),
        of: |_, n| flag(n.deadlocked),
    },
    Fact {
        head: head("hypothetical", Type::Flag, id!("graph-head-hypothetical"), 14),
        of: |_, n| flag(n.hypothetical),
    },
    Fact { head: head("mtpd", Type::Text, id!("graph-head-mtpd"), 26), of: |_, n| n.mtpd.map(duration) },
    Fact {
        head: head("mtpdBreach", Type::Text, id!("graph-head-mtpd-breach"), 17),
        of: |_, n| n.mtpd_breach.map(duration),
    },
    Fact {
        head: head("mtpdBreachTime", Type::Text, id!("graph-head-mtpd-breach-time"), 23),
        of: |d, n| time(d, n.mtpd_breach?),
    },
    Fact {
        head: head("deadlinesAtRisk", Type::Text, id!("graph-head-deadlines-at-risk"), 30),
        of: |_, n| deadlines(n),
    },
];

/// The deadlines that can be missed, in one line.
fn deadlines<'a>(item: &Item<'_>) -> Option<Value<'a>> {
    let missed = item.deadlines.iter().filter(|deadline| deadline.at_risk);
    let names: Vec<String> = missed.map(|d| format!("{} ({})", d.name, d.end)).collect();
    (!names.is_empty()).then(|| Value::Text(Cow::Owned(names.join("; "))))
}

/// The columns of arrows.
pub(super) const EDGE: &[Fact<OfEdge>] = &[
    Fact {
        head: head("need", Type::Text, id!("graph-head-need"), 36),
        of: |_, e| Some(Value::Text(Cow::Owned(e.need_id()))),
    },
    Fact {
        head: head("role", Type::Text, id!("graph-head-role"), 14),
        of: |_, e| Some(Value::Word(e.role.as_str())),
    },
    Fact {
        head: head("relation", Type::Text, id!("graph-head-relation"), 16),
        of: |_, e| Some(Value::Word(e.need.relation.as_str())),
    },
    Fact { head: head("min", Type::Number, id!("graph-head-min"), 12), of: |_, e| number(e.need.min) },
    Fact { head: head("full", Type::Number, id!("graph-head-full"), 15), of: |_, e| number(e.need.full) },
    Fact {
        head: head("of", Type::Number, id!("graph-head-of"), 24),
        of: |_, e| number(e.need.primaries_in_all()),
    },
    Fact {
        head: head("notShown", Type::Number, id!("graph-head-not-shown"), 24),
        of: |_, e| number(e.need.hidden_primaries.saturating_add(e.need.hidden_fallbacks)),
    },
    Fact { head: head("whole", Type::Flag, id!("graph-head-whole"), 18), of: |_, e| flag(e.need.whole) },
    Fact {
        head: head("oneOfUnknown", Type::Flag, id!("graph-head-one-of-unknown"), 18),
        of: |_, e| flag(e.need.one_of_unknown),
    },
    Fact {
        head: head("startOnly", Type::Flag, id!("graph-head-start-only"), 18),
        of: |_, e| flag(e.need.start_only),
    },
    Fact {
        head: head("confirmation", Type::Text, id!("graph-head-confirmation"), 14),
        of: |_, e| Some(Value::Word(e.need.confirmation.as_str())),
    },
    Fact { head: head("cause", Type::Flag, id!("graph-cause"), 9), of: |_, e| flag(e.is_cause()) },
    Fact {
        head: head("unmet", Type::Text, id!("graph-head-unmet"), 13),
        of: |_, e| e.need.unmet.map(duration),
    },
    Fact {
        head: head("unmetTime", Type::Text, id!("graph-head-unmet-time"), 21),
        of: |d, e| time(d, e.need.unmet?),
    },
    Fact {
        head: head("atRisk", Type::Flag, id!("graph-head-at-risk-2"), 18),
        of: |_, e| flag(e.need.at_risk),
    },
    Fact {
        head: head("hypothetical", Type::Flag, id!("graph-head-hypothetical"), 14),
        of: |_, e| flag(e.need.hypothetical),
    },
];

/// It is drawn lighter: nobody confirmed it, or somebody says it is wrong.
pub(super) fn is_unsure(need: &Need) -> bool {
    need.confirmation != Confirmation::Confirmed
}

/// Which way the arrows point.
pub(super) fn direction(language: Language) -> &'static str {
    language.text("graph-dependent-provider-arrow-points-what-needed")
}

/// What made the file.
pub(super) const GENERATOR: &str = concat!("Tragweite ", env!("CARGO_PKG_VERSION"));

/// What the file is about: names, headings and values, in a fixed order.
pub(super) fn about<'a>(diagram: &'a Diagram<'a>, language: Language) -> Vec<(Head, Value<'a>)> {
    let (kind, subject) = subject(diagram, language);
    let mut facts = vec![
        (head("direction", Type::Text, id!("graph-head-direction"), 0), Value::Word(direction(language))),
        (head("shows", Type::Text, id!("graph-head-shows"), 0), Value::Word(kind)),
    ];
    if let Some(subject) = subject {
        facts.push((head("subject", Type::Text, id!("graph-head-subject"), 0), Value::Text(subject)));
    }
    if let Some(revision) = diagram.revision {
        facts.push((head("revision", Type::Number, id!("graph-head-revision"), 0), Value::Number(revision)));
    }
    if let Some(starts) = time(diagram, Seconds::ZERO) {
        facts.push((head("startsAt", Type::Text, id!("graph-head-starts-at"), 0), starts));
    }
    facts.extend([
        (head("changes", Type::Number, id!("graph-head-changes"), 0), Value::Number(diagram.changes.into())),
        (
            head("onlyConfirmed", Type::Flag, id!("graph-head-only-confirmed"), 0),
            Value::Flag(diagram.only_confirmed),
        ),
        (head("omitted", Type::Number, id!("graph-head-omitted"), 0), Value::Number(diagram.omitted)),
        (
            head("generator", Type::Text, id!("graph-head-generator"), 0),
            Value::Text(Cow::Borrowed(GENERATOR)),
        ),
    ]);
    facts
}

/// The word for what a diagram shows, and which one it is.
fn subject<'a>(diagram: &'a Diagram<'a>, language: Language) -> (&'static str, Option<Cow<'a, str>>) {
    match &diagram.subject {
        Subject::Map(filters) => {
            let filters: Vec<String> =
                filters.iter().map(|(name, value)| format!("{name}={value}")).collect();
            ("map", (!filters.is_empty()).then(|| Cow::Owned(filters.join(", "))))
        }
        Subject::Surroundings { node, dependencies, dependents } => {
            let key = diagram.nodes.get(*node as usize).map_or("", |item| item.key);
            let text = say!(
                language,
                "graph-steps-providers-dependents",
                key = key,
                dependencies = dependencies,
                dependents = dependents
            );
            ("surroundings", Some(Cow::Owned(text)))
        }
        Subject::Impact(title) => ("impact", title.map(Cow::Borrowed)),
        Subject::Comparison(title) => ("comparison", title.map(Cow::Borrowed)),
    }
}
