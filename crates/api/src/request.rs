//! What handlers take out of a request: keys, conditions, bodies. Everything wrong becomes a problem document.

use super::problem::Problem;
use app::{Precondition, Target};
use axum::http::{HeaderMap, HeaderName, header};
use engine::NodeIx;
use map::Map;
use model::{DependencyId, Fault, Key};
use utoipa::IntoParams;
pub(super) use wire::planning::selection::area;
use wire::{Problems, Tree};

/// Names the author of a change for the journal.
pub(super) static CHANGE_AUTHOR: HeaderName = HeaderName::from_static("change-author");
/// Says why, for the journal.
pub(super) static CHANGE_MESSAGE: HeaderName = HeaderName::from_static("change-message");
static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The key in the path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the parameter")]
pub(super) struct KeyParam {
    /// Key of the node.
    #[param(example = "dresden.storage-sync", value_type = wire::words::NodeKey)]
    key: String,
}

/// The id in the path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the parameter")]
pub(super) struct IdParam {
    /// Id of the dependency: key of the dependent, `~`, local id.
    #[param(example = "zwickau.kfz-zulassung~4be9d4ba7c10", value_type = crate::texts::DependencyAddress)]
    id: String,
}

/// An earlier map.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameter")]
pub(super) struct AsOfParam {
    /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`.
    #[param(value_type = Option<crate::texts::MapMoment>)]
    as_of: Option<String>,
}

/// Conditions of a change.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("If-Match", "Change-Author", "Change-Message"))]
#[expect(dead_code, reason = "describes the headers")]
pub(super) struct IfMatchHeader(
    /// The `ETag` that was read, or `*` for any.
    #[param(example = "\"1\"", value_type = crate::texts::EntityTags)]
    String,
    /// Who changes it, for the journal.
    #[param(max_length = 300)]
    Option<String>,
    /// Why, for the journal.
    #[param(max_length = 4_000)]
    Option<String>,
);

/// Conditions of creating or replacing.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("If-Match", "If-None-Match", "Change-Author", "Change-Message"))]
#[expect(dead_code, reason = "describes the headers")]
pub(super) struct PutHeaders(
    /// The `ETag` that was read, or `*` for any: replace only.
    #[param(value_type = Option<crate::texts::EntityTags>)]
    Option<String>,
    /// `*`: create only.
    #[param(pattern = "^[*]$")]
    Option<String>,
    /// Who changes it, for the journal.
    #[param(max_length = 300)]
    Option<String>,
    /// Why, for the journal.
    #[param(max_length = 4_000)]
    Option<String>,
);

/// Headers of a POST that changes something.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("Idempotency-Key", "Change-Author", "Change-Message"))]
#[expect(dead_code, reason = "describes the headers")]
pub(super) struct PostHeaders(
    /// A repetition with the same key within 24 hours is answered but not done again. A random UUID, for example.
    #[param(value_type = Option<crate::texts::IdempotencyKey>)]
    Option<String>,
    /// Who changes it, for the journal.
    #[param(max_length = 300)]
    Option<String>,
    /// Why, for the journal.
    #[param(max_length = 4_000)]
    Option<String>,
);

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
    pub(super) fn put(headers: &HeaderMap, target: Target) -> Result<Self, Problem> {
        let create = match headers.get(header::IF_NONE_MATCH) {
            None => false,
            Some(value) if value == "*" => true,
            Some(_) => {
                return Err(Problem::header(
                    "If-None-Match",
                    "a change takes only If-None-Match: *",
                    "send * to create, or If-Match with a tag to replace",
                ));
            }
        };
        match (create, headers.contains_key(header::IF_MATCH)) {
            (true, true) => Err(Problem::header(
                "If-None-Match",
                "If-Match and If-None-Match exclude each other",
                "send If-None-Match: * to create, or If-Match with a tag to replace",
            )),
            (true, false) => Self::new(headers, Precondition::Absent(target)),
            _ => Self::matching(headers, target),
        }
    }

    /// A change of something that exists: `If-Match` is required.
    pub(super) fn matching(headers: &HeaderMap, target: Target) -> Result<Self, Problem> {
        let tags = if_match(headers)?.ok_or_else(Problem::precondition_required)?;
        Self::new(headers, Precondition::Unchanged(target, tags))
    }

    /// A POST, perhaps repeated under an idempotency key; `digest` is that of the whole request.
    pub(super) fn post(headers: &HeaderMap, digest: impl FnOnce() -> String) -> Result<Self, Problem> {
        let mut change = Self::new(headers, Precondition::None)?;
        if let Some(key) = text(headers, &IDEMPOTENCY_KEY, 200)? {
            let key = key.strip_prefix('"').and_then(|k| k.strip_suffix('"')).unwrap_or(&key).to_owned();
            if key.is_empty() || !key.bytes().all(|b| b.is_ascii_graphic()) {
                return Err(Problem::header(
                    "Idempotency-Key",
                    "the key is empty or holds blanks or other unusual characters",
                    "send a random UUID",
                ));
            }
            change.idempotency = Some((key, digest()));
        }
        Ok(change)
    }

    /// A change of the whole map; `If-Match` with the map's revision is optional for `required = false`.
    pub(super) fn whole(
        headers: &HeaderMap,
        required: bool,
        digest: impl FnOnce() -> String,
    ) -> Result<Self, Problem> {
        let mut change = Self::post(headers, digest)?;
        match if_match(headers)? {
            None if required => return Err(Problem::precondition_required()),
            Some(tags) if !tags.is_empty() => change.precondition = Precondition::Revision(tags),
            _ => {}
        }
        Ok(change)
    }

    fn new(headers: &HeaderMap, precondition: Precondition) -> Result<Self, Problem> {
        Ok(Self {
            precondition,
            author: text(headers, &CHANGE_AUTHOR, 300)?,
            message: text(headers, &CHANGE_MESSAGE, 4_000)?,
            idempotency: None,
        })
    }
}

/// A header as text; UTF-8 is allowed.
fn text(headers: &HeaderMap, name: &HeaderName, max: usize) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) if text.chars().count() <= max && !text.chars().any(char::is_control) => {
            Ok(Some(text.to_owned()))
        }
        _ => Err(Problem::header(
            name.as_str(),
            "the header is too long, not UTF-8, or holds a control character",
            "shorten it, and write UTF-8",
        )),
    }
}

/// The revisions of `If-Match`; none named = `*`.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<Vec<u64>>, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(Some(Vec::new()));
    }
    let tags = tags(text).ok_or_else(|| {
        Problem::header(
            "If-Match",
            "this is no list of entity tags",
            "send the ETag that was answered, for example \"17\"",
        )
    })?;
    // A tag of another form, or a weak one, can never match; revision 0 has no node.
    Ok(Some(tags.into_iter().map(|tag| tag.and_then(|t| t.parse().ok()).unwrap_or(0)).collect()))
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
        return Err(Problem::header(
            "If-None-Match",
            "this is no list of entity tags",
            "send the ETag that was answered, for example \"17\"",
        ));
    }
    let same = |part: &str| part.trim().trim_start_matches("W/") == tag;
    Ok(text.split(',').any(same))
}

/// The entity tag of a node: the revision in which it last changed.
pub(super) fn node_tag(map: &Map, node: NodeIx) -> String {
    format!("\"{}\"", map.changed_in(node))
}

/// The key in a path.
pub(super) fn key(path: &str) -> Result<Key, Problem> {
    Key::new(path).map_err(|fault| Problem::path("key", fault))
}

/// The dependency id in a path.
pub(super) fn dependency_id(path: &str) -> Result<DependencyId, Problem> {
    DependencyId::parse(path).map_err(|fault| Problem::path("id", fault))
}

/// The node of a key that was given as a parameter.
pub(super) fn find(map: &Map, parameter: &str, key: &Key) -> Result<NodeIx, Problem> {
    map.find(key.as_str()).ok_or_else(|| {
        let remedy = map
            .similar(key.as_str())
            .map_or("look up the keys of the map".into(), |s| format!("did you mean {s}?"));
        Problem::parameter(
            parameter,
            Fault::new("", "unknown-key", format!("there is no node {key}"), remedy),
        )
    })
}

/// `name` or `name=value`.
pub(super) fn label(text: &str) -> (String, Option<String>) {
    match text.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
        None => (text.to_owned(), None),
    }
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

/// The value of a decoder, or all its problems.
pub(super) fn decoded<T>(
    tree: &Tree,
    decode: impl FnOnce(&Tree, &mut Problems) -> Option<T>,
) -> Result<T, Problem> {
    let mut problems = Problems::default();
    decode(tree, &mut problems).ok_or_else(|| Problem::invalid(&problems))
}
