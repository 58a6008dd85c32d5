//! What handlers take out of a request: keys, conditions, bodies. Everything wrong becomes a problem document.

use super::params::{Parameter, params};
use super::problem::Problem;
use app::{Precondition, Resource};
use axum::http::{HeaderMap, header};
use engine::NodeIx;
use map::Map;
use model::{DependencyId, Fault, Key};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};
use wire::{Problems, Tree};

/// Largest body of anything but a whole map.
pub(super) const BODY: usize = 8 << 20;

params! {
    /// The node in the address.
    pub(super) struct KeyParam in Path {
        /// Key of the node.
        key "key": Key => "dresden.storage-sync",
    }
}

params! {
    /// The dependency in the address.
    pub(super) struct IdParam in Path {
        /// Id of the dependency: key of the dependent, `~`, local id.
        id "id": DependencyId => "dresden.storage~abgleich",
    }
}

params! {
    /// The condition of a change of something that exists.
    pub(super) struct MatchHeader in Header {
        /// The `ETag` that was read, or `*` for any.
        if_match "If-Match": EntityTags => "\"1\"",
    }
}

params! {
    /// Conditions of creating or replacing.
    pub(super) struct PutConditions in Header {
        /// The `ETag` that was read, or `*` for any: replace only.
        if_match "If-Match": EntityTags,
        /// `*`: create only.
        if_none_match "If-None-Match": Any,
    }
}

params! {
    /// Who changes something, and why.
    #[derive(Default)]
    pub(super) struct AuthorHeaders in Header {
        /// Who changes it, for the journal.
        author "Change-Author": Line<300>,
        /// Why, for the journal.
        message "Change-Message": Line<4_000>,
    }
}

params! {
    /// The tag of the whole map.
    pub(super) struct MapTagHeader in Header {
        /// The map's revision in quotation marks: refuse when it has changed.
        if_match "If-Match": EntityTags,
    }
}

params! {
    /// What makes a repetition known.
    pub(super) struct RepeatHeader in Header {
        /// A repetition with the same key within 24 hours is answered but not done again. A random UUID, for example.
        key "Idempotency-Key": RepeatKey,
    }
}

impl PutConditions {
    /// What follows when it must not be there yet, or must be as it was read.
    ///
    /// # Errors
    /// Neither is said, or both are.
    pub(super) fn either<T>(
        self,
        absent: impl FnOnce() -> T,
        unchanged: impl FnOnce(Vec<u64>) -> T,
    ) -> Result<T, Problem> {
        match (self.if_none_match, self.if_match) {
            (Some(Any), None) => Ok(absent()),
            (None, Some(tags)) => Ok(unchanged(tags.0)),
            (None, None) => Err(Problem::precondition_required()),
            (Some(Any), Some(_)) => Err(Problem::header(
                "If-None-Match",
                "If-Match and If-None-Match exclude each other",
                "send If-None-Match: * to create, or If-Match with a tag to replace",
            )),
        }
    }
}

/// A change with its conditions and what the journal shall say of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Change {
    pub(super) precondition: Precondition,
    pub(super) author: Option<String>,
    pub(super) message: Option<String>,
    /// Key and digest of the request.
    pub(super) idempotency: Option<(String, String)>,
}

impl Change {
    /// A PUT: create with `If-None-Match: *`, replace with `If-Match`.
    pub(super) fn put(
        conditions: PutConditions,
        by: AuthorHeaders,
        target: Resource,
    ) -> Result<Self, Problem> {
        let (absent, there) = (target.clone(), target);
        let precondition = conditions
            .either(|| Precondition::Absent(absent), |tags| Precondition::Unchanged(there, tags))?;
        Ok(Self { precondition, ..Self::new(by) })
    }

    /// A change of something that exists.
    pub(super) fn matching(condition: MatchHeader, by: AuthorHeaders, target: Resource) -> Self {
        Self { precondition: Precondition::Unchanged(target, condition.if_match.0), ..Self::new(by) }
    }

    /// A POST, perhaps repeated under a key; `digest` is that of the whole request.
    pub(super) fn post(repeat: RepeatHeader, by: AuthorHeaders, digest: impl FnOnce() -> String) -> Self {
        let idempotency = repeat.key.map(|key| (key.0, digest()));
        Self { idempotency, ..Self::new(by) }
    }

    /// The same where the revision of the whole map must be one of these; any, when there is none.
    pub(super) fn of_map(self, tags: Option<EntityTags>) -> Self {
        match tags {
            Some(EntityTags(tags)) if !tags.is_empty() => {
                Self { precondition: Precondition::Revision(tags), ..self }
            }
            _ => self,
        }
    }

    /// A change without a condition.
    pub(super) fn new(AuthorHeaders { author, message }: AuthorHeaders) -> Self {
        let (author, message) = (author.map(|line| line.0), message.map(|line| line.0));
        Self { author, message, ..Self::default() }
    }
}

fn invalid(detail: &'static str, remedy: &'static str) -> Fault {
    Fault::new("", "invalid-header", detail, remedy)
}

/// A text in one line of at most so many characters.
#[derive(Debug)]
pub(super) struct Line<const MAX: usize>(pub(super) String);

impl<const MAX: usize> Parameter for Line<MAX> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).max_length(Some(MAX)).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        match text.chars().count() <= MAX && !text.chars().any(char::is_control) {
            true => Ok(Self(text.to_owned())),
            false => Err(invalid("the header is too long, or holds a control character", "shorten it")),
        }
    }
}

/// The revisions that a client has read; none = any.
#[derive(Debug)]
pub(super) struct EntityTags(pub(super) Vec<u64>);

impl Parameter for EntityTags {
    fn schema() -> RefOr<Schema> {
        Ref::from_schema_name("EntityTags").into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        if text.trim() == "*" {
            return Ok(Self(Vec::new()));
        }
        let tags = tags(text).ok_or_else(not_tags)?;
        // A tag of another form, or a weak one, can never match; revision 0 has no node.
        Ok(Self(tags.into_iter().map(|tag| tag.and_then(|t| t.parse().ok()).unwrap_or(0)).collect()))
    }
}

fn not_tags() -> Fault {
    invalid("this is no list of entity tags", "send the ETag that was answered, for example \"17\"")
}

/// `*`, whatever there is.
#[derive(Debug)]
pub(super) struct Any;

impl Parameter for Any {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[*]$")).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        match text.trim() {
            "*" => Ok(Self),
            _ => Err(invalid(
                "a change takes only If-None-Match: *",
                "send * to create, or If-Match with a tag to replace",
            )),
        }
    }
}

/// What makes a repetition known as one.
#[derive(Debug)]
pub(super) struct RepeatKey(String);

impl Parameter for RepeatKey {
    fn schema() -> RefOr<Schema> {
        Ref::from_schema_name("IdempotencyKey").into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        let key = text.strip_prefix('"').and_then(|k| k.strip_suffix('"')).unwrap_or(text);
        match !key.is_empty() && key.len() <= 200 && key.bytes().all(|b| b.is_ascii_graphic()) {
            true => Ok(Self(key.to_owned())),
            false => Err(invalid(
                "the key is empty, longer than 200 characters, or holds blanks or other unusual ones",
                "send a random UUID",
            )),
        }
    }
}

/// Entity tags in a list; weak ones are `None`. `None` for anything else.
fn tags(text: &str) -> Option<Vec<Option<String>>> {
    text.split(',')
        .map(|part| {
            let part = part.trim();
            let (weak, part) = part.strip_prefix("W/").map_or((false, part), |rest| (true, rest));
            let inside = part.strip_prefix('"')?.strip_suffix('"')?;
            (part.len() >= 2 && !inside.contains('"')).then(|| (!weak).then(|| inside.to_owned()))
        })
        .collect()
}

/// Whether `If-None-Match` names the tag (weak or strong), so that the answer need not be repeated.
pub(super) fn not_modified(headers: &HeaderMap, tag: &str) -> Result<bool, Problem> {
    let Some(value) = headers.get(header::IF_NONE_MATCH) else { return Ok(false) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(true);
    }
    if tags(text).is_none() {
        return Err(Problem::parameter("If-None-Match", not_tags()));
    }
    let same = |part: &str| part.trim().trim_start_matches("W/") == tag;
    Ok(text.split(',').any(same))
}

/// The entity tag of a node: the revision in which it last changed.
pub(super) fn node_tag(map: &Map, node: NodeIx) -> String {
    format!("\"{}\"", map.changed_in(node))
}

/// The node of a key that was given as a parameter.
pub(super) fn find(map: &Map, parameter: &str, key: &Key) -> Result<NodeIx, Problem> {
    map.find(key.as_str())
        .ok_or_else(|| Problem::parameter(parameter, map.no_such_node(key.as_str(), key.as_str())))
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (name, parameters) = value.split_once(';').unwrap_or((value, ""));
    let charset = parameters.split(';').find_map(|p| p.trim().strip_prefix("charset="));
    let utf8 = charset.is_none_or(|c| c.trim_matches('"').eq_ignore_ascii_case("utf-8"));
    utf8.then(|| name.trim().to_ascii_lowercase())
}

/// A JSON body.
pub(super) fn json(headers: &HeaderMap, body: &[u8]) -> Result<Tree, Problem> {
    let kind = media_type(headers).unwrap_or_default();
    if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
        return Err(Problem::media_type("application/json"));
    }
    tree(body)
}

/// A merge patch.
pub(super) fn patch(headers: &HeaderMap, body: &[u8]) -> Result<Tree, Problem> {
    match media_type(headers).as_deref() {
        Some("application/merge-patch+json" | "application/json") => tree(body),
        _ => Err(Problem::media_type("application/merge-patch+json")),
    }
}

fn tree(body: &[u8]) -> Result<Tree, Problem> {
    Tree::from_json(body).map_err(|problems| Problem::invalid(&problems))
}

/// Whether a body is YAML or JSON, for map files. Both are read by one reader; the type only has to be one of them.
pub(super) fn map_body(headers: &HeaderMap) -> Result<(), Problem> {
    match media_type(headers).as_deref() {
        Some("application/json" | "application/yaml" | "application/x-yaml" | "text/yaml") => Ok(()),
        _ => Err(Problem::media_type("application/yaml, application/json")),
    }
}

/// The value of a decoder, or all its problems: what is wrong in a part is never left out in silence.
pub(super) fn decoded<T>(
    tree: &Tree,
    decode: impl FnOnce(&Tree, &mut Problems) -> Option<T>,
) -> Result<T, Problem> {
    let mut problems = Problems::default();
    let value = decode(tree, &mut problems);
    value.filter(|_| problems.is_empty()).ok_or_else(|| Problem::invalid(&problems))
}
