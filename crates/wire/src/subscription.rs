//! Subscriptions and their deliveries as they are written and read.

use super::decode::{Object, parsed, word};
use super::impact::Time;
use super::place::Place;
use super::problem::Problems;
use super::tree::Tree;
use super::words::{
    DELIVERY_STATES, DeliveryStateWord, LANGUAGES, LAYERS, LEVELS, LanguageWord, NodeKey, NodeLevel,
    ServiceLayer,
};
use model::subscription::{MAX_FILTER, Subscription, check_target};
use model::{EventFilter, Fault};
use serde::Serialize;
use utoipa::ToSchema;

/// What a subscription wants to hear: changes that fit every list. A list that is absent or empty asks for nothing.
/// Exercises only if they are asked for.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = EventFilter)]
pub struct EventFilterDoc<'a> {
    /// Agencies: themselves and what they run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<NodeKey>>, max_items = 1_000)]
    pub agencies: Vec<&'a str>,
    /// Nodes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<NodeKey>>, max_items = 1_000)]
    pub nodes: Vec<&'a str>,
    /// Layers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<ServiceLayer>>, max_items = 1_000)]
    pub layers: Vec<model::Layer>,
    /// Levels that a node comes to or leaves: whoever hears that it is down also hears that it is back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<NodeLevel>>, max_items = 1_000)]
    pub levels: Vec<model::Level>,
    /// Districts: the first two to five digits of the regional key of the agency.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<String>>, max_items = 1_000, example = json!(["14524"]))]
    pub districts: Vec<&'a str>,
    /// What happens in exercises, too; no when absent. It is marked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false, default = false)]
    pub exercises: bool,
}

impl<'a> EventFilterDoc<'a> {
    /// The written form.
    pub fn new(filter: &'a EventFilter) -> Self {
        Self {
            agencies: filter.agencies.iter().map(|key| key.as_str()).collect(),
            nodes: filter.nodes.iter().map(|key| key.as_str()).collect(),
            layers: filter.layers.to_vec(),
            levels: filter.levels.to_vec(),
            districts: filter.districts.iter().map(String::as_str).collect(),
            exercises: filter.exercises,
        }
    }
}

/// Who is told of changes.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Subscription)]
pub struct SubscriptionDoc<'a> {
    /// Who is told: the address of a receiver of webhooks, or `mailto:` and one mail address. The operator must have allowed
    /// it.
    #[schema(example = "https://alarm.example.org/hook", max_length = 2_000)]
    pub target: &'a str,
    /// What it wants to hear; absent = everything.
    #[schema(required = false)]
    pub filter: EventFilterDoc<'a>,
    /// The language of mail, and of the sentence in each event; German when absent.
    #[schema(value_type = Option<LanguageWord>)]
    pub language: model::TextLanguage,
    /// Whether anything is sent; what happens meanwhile waits. Yes when absent.
    #[schema(required = false, default = true)]
    pub active: bool,
}

impl<'a> SubscriptionDoc<'a> {
    /// The written form.
    pub fn new(subscription: &'a Subscription) -> Self {
        Self {
            target: &subscription.target,
            filter: EventFilterDoc::new(&subscription.filter),
            language: subscription.language,
            active: subscription.active,
        }
    }
}

/// A subscription with what the service knows of it.
///
/// It names again what [`SubscriptionDoc`] has: that one admits no other properties, so it cannot be a part of this one.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionDetail<'a> {
    /// Its name.
    #[schema(value_type = NodeKey, example = "leitstelle")]
    pub id: &'a str,
    /// Who is told: the address of a receiver of webhooks, or `mailto:` and one mail address.
    #[schema(example = "https://alarm.example.org/hook")]
    pub target: &'a str,
    /// What it wants to hear; empty = everything.
    pub filter: EventFilterDoc<'a>,
    /// The language of mail, and of the sentence in each event.
    #[schema(value_type = LanguageWord)]
    pub language: model::TextLanguage,
    /// Whether anything is sent; what happens meanwhile waits.
    pub active: bool,
    /// Why the service has stopped sending, when it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "the receiver answered 410 Gone")]
    pub disabled: Option<&'a str>,
    /// Until when deliveries are also signed with the secret before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub old_secret_until: Option<Time>,
    /// The secret for checking the signatures of webhooks. Shown only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub secret: Option<&'a str>,
}

/// Subscriptions by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubscriptionList<'a> {
    /// All of them.
    pub items: Vec<SubscriptionDetail<'a>>,
}

/// An event on its way to a receiver.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Delivery)]
pub struct DeliveryDoc {
    /// The number of the event.
    #[schema(example = 4711)]
    pub seq: u64,
    /// The id of the event, and of the message.
    #[schema(example = "evt-4711")]
    pub event: String,
    /// Where it stands.
    #[schema(value_type = DeliveryStateWord)]
    pub state: model::DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, at the earliest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_at: Option<Time>,
    /// When it was tried last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_at: Option<Time>,
    /// The status of the last attempt, when there was an answer: of HTTP, or of the mail server.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 503)]
    pub last_status: Option<u16>,
    /// Why the last attempt failed, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

/// Deliveries of a subscription, by the number of the event.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryPage {
    /// This part.
    pub items: Vec<DeliveryDoc>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Reads a subscription.
pub fn decode_subscription(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Subscription> {
    let found = problems.found();
    let object = Object::open(tree, place, &["target", "filter", "language", "active"], problems)?;
    if object.get("target").is_none() {
        object.missing("target", "write the address of the receiver", problems);
    }
    let target = object.read("target", |text| check_target(text).map(|()| text.to_owned()), problems);
    let inside = place.name("filter");
    let filter = object.get("filter").and_then(|tree| decode_filter(tree, &inside, problems));
    let subscription = Subscription {
        target: target.unwrap_or_default(),
        filter: filter.unwrap_or_default(),
        language: object.word("language", LANGUAGES, problems).unwrap_or_default(),
        active: object.bool("active", problems).unwrap_or(true),
    };
    (problems.found() == found).then_some(subscription)
}

fn decode_filter(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<EventFilter> {
    const KNOWN: &[&str] = &["agencies", "nodes", "layers", "levels", "districts", "exercises"];
    let object = Object::open(tree, place, KNOWN, problems)?;
    Some(EventFilter {
        agencies: object.keys("agencies", MAX_FILTER, problems).unwrap_or_default(),
        nodes: object.keys("nodes", MAX_FILTER, problems).unwrap_or_default(),
        layers: items(&object, "layers", |text| word(text, LAYERS), problems),
        levels: items(&object, "levels", |text| word(text, LEVELS), problems),
        districts: items(&object, "districts", district, problems),
        exercises: object.bool("exercises", problems).unwrap_or(false),
    })
}

fn items<T>(
    object: &Object<'_>,
    name: &str,
    read: impl Fn(&str) -> Result<T, Fault>,
    problems: &mut Problems,
) -> Vec<T> {
    let place = object.place().name(name);
    let list = object.list(name, MAX_FILTER, problems).unwrap_or_default();
    let item = |(i, tree)| parsed(tree, &place.index(i), &read, problems);
    list.iter().enumerate().filter_map(item).collect()
}

/// The first digits of a regional key.
///
/// # Errors
/// It is something else.
pub fn district(text: &str) -> Result<String, Fault> {
    if (2..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err(Fault::new(
        "",
        "invalid-district",
        "a district is two to five digits",
        "write the beginning of a regional key, for example 14524",
    ))
}

/// The word for the state of deliveries that are listed.
///
/// # Errors
/// There is no such state.
pub fn delivery_state(text: &str) -> Result<model::DeliveryState, Fault> {
    word(text, DELIVERY_STATES)
}
