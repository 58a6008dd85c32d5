//! Who may do what, as it is written: roles over agencies, and keys.

use super::decode::{Object, parsed, word};
use super::impact::Time;
use super::incident::time;
use super::place::Place;
use super::problem::Problems;
use super::tree::Tree;
use super::words::{IsoDuration, NodeKey};
use access::principal::{MAX_AGENCIES, MAX_GRANTS};
use access::{Grant, Over, Principal, Right, Rights, Role, Thing, allow};
use model::{Fault, Seconds};
use serde::Serialize;
use utoipa::ToSchema;

/// Longest name of a key, in characters.
const MAX_NAME: usize = 200;
/// How long a key counts when nobody says otherwise: a year.
const LASTS: u32 = 365 * 86_400;

/// The words of the roles.
pub(super) const ROLES: &[(&str, Role)] = &{
    let mut words = [("", Role::Viewer); Role::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = (Role::ALL[at].1, Role::ALL[at].0);
        at += 1;
    }
    words
};

/// The words of the rights.
const RIGHTS: &[(&str, Right)] = &{
    let mut words = [("", Right::Know); Right::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = (Right::ALL[at].1, Right::ALL[at].0);
        at += 1;
    }
    words
};

/// A role over agencies.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RoleGrant)]
pub struct GrantDoc {
    /// The role: `viewer`, `editor`, `incidentManager`, `coordinator`, `auditor` or `operator`.
    #[schema(example = "editor", max_length = 60)]
    pub role: &'static str,
    /// Over which agencies; absent = over everything. Auditors and operators always are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<NodeKey>>, min_items = 1, max_items = 1_000, example = json!(["dresden"]))]
    pub agencies: Option<Vec<String>>,
}

impl GrantDoc {
    /// The written form.
    pub fn new(grant: &Grant) -> Self {
        let agencies = match &grant.over {
            Over::Everything => None,
            Over::Agencies(keys) => Some(keys.iter().map(ToString::to_string).collect()),
        };
        Self { role: grant.role.word(), agencies }
    }
}

/// A key that is to be made, for the document.
#[derive(Debug, Clone, ToSchema)]
#[schema(as = NewKey, rename_all = "camelCase")]
#[serde(deny_unknown_fields)]
pub struct NewKeyDoc {
    /// Whose it is, or what for.
    #[schema(example = "Fachverfahren Kfz, Dresden", min_length = 1, max_length = 200)]
    pub name: String,
    /// What its holder is to which agencies.
    #[schema(min_items = 1, max_items = 100)]
    pub roles: Vec<GrantDoc>,
    /// What it is limited to, of all that its roles may; absent = nothing. Words as in `x-right`.
    #[schema(value_type = Option<Vec<String>>, max_items = 20, example = json!(["read", "ask"]))]
    pub rights: Option<Vec<String>>,
    /// How long it counts; a year when absent.
    #[schema(value_type = Option<IsoDuration>, example = "P90D")]
    pub lasts: Option<Seconds>,
    /// For emergencies, to be kept in a safe: it opens one session (`POST /v1/session`), loudly, and is used up by that.
    pub sealed: Option<bool>,
}

/// A key that is to be made, as it was asked for.
#[derive(Debug, Clone)]
pub struct KeyRequest {
    /// Whose it is, or what for.
    pub name: String,
    /// What its holder is.
    pub grants: Vec<Grant>,
    /// What it is limited to; none = nothing.
    pub rights: Option<Vec<Right>>,
    /// How long it counts.
    pub lasts: Seconds,
    /// For emergencies: opens one session.
    pub sealed: bool,
}

/// A key as it is listed. Never the key itself: nobody has it but its holder.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiKey)]
pub struct KeyDoc {
    /// Its id, which is a part of the key.
    #[schema(example = "k7m3qwertz")]
    pub id: String,
    /// Whose it is, or what for.
    pub name: String,
    /// What its holder is to which agencies.
    pub roles: Vec<GrantDoc>,
    /// What it is limited to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Vec<&'static str>>,
    /// `active`, `expired` or `revoked`; of one for emergencies `sealed` or `opened`.
    #[schema(example = "active")]
    pub state: &'static str,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    /// Who made it.
    pub created_by: String,
    /// From when on it counts no more.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Time,
    /// When it was used last, to about a minute; absent = never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_used_at: Option<Time>,
    /// The key that it takes the place of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// The whole key. Shown only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "tragweite_k7m3qwertz_...")]
    pub key: Option<String>,
}

impl KeyDoc {
    /// A time of it.
    pub fn time(ms: i64) -> Time {
        time(ms)
    }
}

/// Keys by name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKeyList)]
pub struct KeyList {
    /// All of them, also those that count no more.
    pub items: Vec<KeyDoc>,
}

/// Reads what a key shall be.
pub fn decode_key(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<KeyRequest> {
    let found = problems.found();
    let object = Object::open(tree, place, &["name", "roles", "rights", "lasts", "sealed"], problems)?;
    for (name, remedy) in [("name", "say whose it is"), ("roles", "say what its holder is to which agencies")]
    {
        if object.get(name).is_none() {
            object.missing(name, remedy, problems);
        }
    }
    let name = object.read("name", checked_name, problems);
    let rights = object.list("rights", Right::ALL.len(), problems);
    let rights = rights.map(|list| decode_rights(list, &place.name("rights"), problems));
    let grants = decode_grants(&object, "roles", problems);
    let lasts = object.read("lasts", checked_lasts, problems);
    let sealed = object.bool("sealed", problems).unwrap_or(false);
    (problems.found() == found).then(|| KeyRequest {
        name: name.unwrap_or_default(),
        grants,
        rights,
        lasts: lasts.unwrap_or_else(year),
        sealed,
    })
}

fn year() -> Seconds {
    Seconds::new(LASTS).unwrap_or(Seconds::MAX)
}

/// How long a key counts.
///
/// # Errors
/// It is no duration, or none at all.
pub fn checked_lasts(text: &str) -> Result<Seconds, Fault> {
    let lasts = Seconds::parse(text)?;
    match lasts.get() {
        0 => Err(Fault::new("", "out-of-range", "a key must count for some time", "write for example P90D")),
        _ => Ok(lasts),
    }
}

/// Whose key it is.
///
/// # Errors
/// It is empty, too long, or holds what cannot be shown.
pub fn checked_name(text: &str) -> Result<String, Fault> {
    let bare = text.trim();
    match !bare.is_empty() && bare.chars().count() <= MAX_NAME && !bare.chars().any(char::is_control) {
        true => Ok(bare.to_owned()),
        false => Err(Fault::new(
            "",
            "invalid-name",
            format!("a name has one to {MAX_NAME} characters in one line"),
            "say whose it is, for example an office and a program",
        )),
    }
}

fn decode_rights(list: &[Tree], place: &Place<'_>, problems: &mut Problems) -> Vec<Right> {
    let read = |(at, tree)| parsed(tree, &place.index(at), parse_right, problems);
    list.iter().enumerate().filter_map(read).collect()
}

/// Reads roles over agencies; there is at least one when nothing is told.
pub fn decode_grants(object: &Object<'_>, name: &str, problems: &mut Problems) -> Vec<Grant> {
    let place = object.place().name(name);
    let Some(list) = object.list(name, MAX_GRANTS, problems) else { return Vec::new() };
    if list.is_empty() {
        let fault = Fault::new("", "empty", "there is no role", "name at least one");
        problems.push(super::Problem::from_fault(&place, fault));
    }
    let read = |(at, tree)| decode_grant(tree, &place.index(at), problems);
    list.iter().enumerate().filter_map(read).collect()
}

fn decode_grant(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Grant> {
    let object = Object::open(tree, place, &["role", "agencies"], problems)?;
    if object.get("role").is_none() {
        object.missing("role", "write one, such as viewer", problems);
    }
    let role = object.word("role", ROLES, problems)?;
    let over = match object.get("agencies") {
        None => Over::Everything,
        Some(_) => Over::Agencies(object.keys("agencies", MAX_AGENCIES, problems)?),
    };
    match check_grant(role, &over) {
        Ok(()) => Some(Grant { role, over }),
        Err(fault) => {
            problems.push(super::Problem::from_fault(&place.name("agencies"), fault));
            None
        }
    }
}

pub(super) fn check_grant(role: Role, over: &Over) -> Result<(), Fault> {
    match over {
        Over::Agencies(list) if list.is_empty() => {
            Err(Fault::new("", "empty", "there is no agency", "name at least one, or leave it out for all"))
        }
        Over::Agencies(_) if role.is_over_everything() => Err(Fault::new(
            "",
            "over-everything",
            format!("the role {} is always over everything", role.word()),
            "leave the agencies out, or choose another role",
        )),
        _ => Ok(()),
    }
}

/// Reads a role as the command line takes it: `ROLE` over everything, or `ROLE:AGENCY,AGENCY`.
///
/// # Errors
/// It is something else.
pub fn parse_grant(written: &str) -> Result<Grant, Fault> {
    let (role, agencies) = match written.split_once(':') {
        Some((role, agencies)) => (role, Some(agencies)),
        None => (written, None),
    };
    let role = word(role, ROLES)?;
    let over = match agencies {
        None => Over::Everything,
        Some(list) => {
            let keys = list.split(',').map(|key| model::Key::new(key.trim()));
            Over::Agencies(keys.collect::<Result<_, _>>()?)
        }
    };
    check_grant(role, &over)?;
    Ok(Grant { role, over })
}

/// Reads a right by its word.
///
/// # Errors
/// There is no such right.
pub fn parse_right(written: &str) -> Result<Right, Fault> {
    word(written, RIGHTS)
}

/// What somebody signs in with.
#[derive(Debug, Clone, ToSchema)]
#[schema(as = SignIn, rename_all = "camelCase")]
#[serde(deny_unknown_fields)]
pub struct SignInDoc {
    /// A key.
    #[schema(max_length = 200)]
    pub key: String,
}

/// Reads what somebody signs in with.
pub fn decode_sign_in(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<String> {
    let object = Object::open(tree, place, &["key"], problems)?;
    if object.get("key").is_none() {
        object.missing("key", "write the key as it was shown", problems);
    }
    object.string("key", problems)
}

/// Somebody who has signed in through the identity provider.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Person)]
pub struct PersonDoc {
    /// Tells him from others for good; of a program that has subscribed to something, `client:...`.
    #[schema(example = "person:5c1f0a9d3e7b62c48f10")]
    pub id: String,
    /// What people call him.
    pub name: String,
    /// What the provider calls him (`sub`).
    pub subject: String,
    /// What he is to which agencies, by his groups when he signed in last; none = he may nothing any more.
    pub roles: Vec<GrantDoc>,
    /// When he signed in last.
    #[serde(rename = "signedInAt")]
    #[schema(value_type = String, format = DateTime)]
    pub said_at: Time,
    /// How many of his sessions are open.
    pub sessions: usize,
}

/// People by name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonList)]
pub struct PersonList {
    /// All who have signed in within thirty days.
    pub items: Vec<PersonDoc>,
}

/// Where somebody goes to sign in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignInWay)]
pub struct SignInWayDoc {
    /// What people call the identity provider.
    pub name: String,
    /// Where the browser goes.
    #[schema(format = "uri")]
    pub address: String,
}

/// What the identity provider has answered.
#[derive(Debug, Clone, ToSchema)]
#[schema(as = SignInAnswer)]
#[serde(deny_unknown_fields)]
pub struct SignInAnswerDoc {
    /// Stands for who has signed in; counts once.
    #[schema(min_length = 1, max_length = 4_096)]
    pub code: String,
    /// What the sign-in was begun with.
    #[schema(min_length = 1, max_length = 200)]
    pub state: String,
    /// The provider that answers, where it says so.
    #[schema(max_length = 2_000)]
    pub iss: Option<String>,
}

/// Reads what the identity provider has answered.
pub fn decode_sign_in_answer(
    tree: &Tree,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<SignInAnswerDoc> {
    let found = problems.found();
    let object = Object::open(tree, place, &["code", "state", "iss"], problems)?;
    for name in ["code", "state"] {
        if object.get(name).is_none() {
            object.missing(name, "write it as the provider has answered it", problems);
        }
    }
    let (code, state) = (object.string("code", problems), object.string("state", problems));
    let iss = object.string("iss", problems);
    (problems.found() == found).then(|| SignInAnswerDoc {
        code: code.unwrap_or_default(),
        state: state.unwrap_or_default(),
        iss,
    })
}

/// Who somebody is to the service.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
pub struct SessionDoc {
    /// Tells him from others for good.
    #[schema(example = "key:k7m3qwertz")]
    pub id: String,
    /// What people call him.
    pub name: String,
    /// What he is to which agencies.
    pub roles: Vec<GrantDoc>,
    /// What he may do over anything at all.
    pub rights: Vec<&'static str>,
    /// What forms repeat in the field `csrf` and scripts in the header `X-CSRF-Token`; only in the session of a browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csrf: Option<String>,
    /// When the session of a browser ends in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ends_at: Option<Time>,
}

impl SessionDoc {
    /// Who somebody is; with what forms repeat and when his session ends.
    pub fn new(who: &Principal, session: Option<(&str, i64)>) -> Self {
        let rights = Right::ALL.iter().filter(|(right, ..)| allow(who, *right, Thing::Any).is_ok());
        Self {
            id: who.id().to_owned(),
            name: who.name().to_owned(),
            roles: who.grants().iter().map(GrantDoc::new).collect(),
            rights: rights.map(|(_, word, _)| *word).collect(),
            csrf: session.map(|(csrf, _)| csrf.to_owned()),
            ends_at: session.map(|(_, ends_ms)| time(ends_ms)),
        }
    }
}

/// How a key is exchanged, for the document.
#[derive(Debug, Clone, ToSchema)]
#[schema(as = KeyRotation, rename_all = "camelCase")]
#[serde(deny_unknown_fields)]
pub struct RotationDoc {
    /// How long the key before counts on, at most until it would have expired; a day when absent.
    #[schema(value_type = Option<IsoDuration>, example = "P7D")]
    pub overlap: Option<Seconds>,
}

/// Reads how long the key before counts on when another takes its place.
pub fn decode_rotation(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Seconds> {
    let object = Object::open(tree, place, &["overlap"], problems)?;
    match object.get("overlap") {
        None => Seconds::new(86_400).ok(),
        Some(_) => object.seconds("overlap", problems),
    }
}

/// What rights a list of them makes; none = all.
pub fn limit(rights: Option<&[Right]>) -> Rights {
    rights.map_or(Rights::ALL, Rights::of)
}
