//! Making and changing a node and what it needs: forms with what is wrong beside the field, both versions when somebody else
//! was quicker, and the basket for what is only to be tried.

use crate::ask::Refusal;
use crate::basket::Item;
use crate::form::{Asked, Fields, encoded};
use crate::frame::{Frame, page as whole, see, with_status};
use crate::json::{Json, texts};
use crate::pages::changes::put;
use crate::scenario::{find, moment};
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use model::{Kind, Layer, SiteType};
use render::theme;
use serde_json::{Map, Value, json};
use words::id;

/// A field of the form: its name in the document, its label, what it holds.
struct Field {
    name: &'static str,
    label: &'static str,
    holds: Holds,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Duration,
    Number,
    Key,
}

const FIELDS: &[Field] = &[
    Field { name: "name", label: id!("web-name"), holds: Holds::Text },
    Field { name: "agency", label: id!("report-agency"), holds: Holds::Key },
    Field { name: "description", label: id!("manual-description"), holds: Holds::Text },
    Field { name: "rto", label: id!("glossary-rto"), holds: Holds::Duration },
    Field { name: "mtpd", label: id!("glossary-mtpd"), holds: Holds::Duration },
    Field { name: "recovery", label: id!("web-recovery"), holds: Holds::Duration },
    Field { name: "population", label: id!("planning-inhabitants-2"), holds: Holds::Number },
    Field { name: "casesPerDay", label: id!("planning-cases-per-day-2"), holds: Holds::Number },
];
/// The parts of the first contact.
const CONTACT: [(&str, &str); 3] = [
    ("name", id!("web-contact-name")),
    ("phone", id!("report-telephone-2")),
    ("email", id!("report-e-mail")),
];
/// How something can be needed: the word of the API and what it means.
const NEEDS: [(&str, &str); 5] = [
    ("on", id!("web-need-on")),
    ("anyOf", id!("web-need-any")),
    ("sharedBy", id!("web-need-shared")),
    ("supportedBy", id!("web-need-supported-by")),
    ("informedBy", id!("picture-information-only")),
];

#[derive(Template)]
#[template(path = "edit.html")]
struct Page {
    f: Frame,
    /// Empty for a new node.
    key: String,
    given: Fields,
    node: Value,
    needs: Value,
    tag: String,
    problem: Value,
    /// As somebody else has made it meanwhile.
    theirs: Value,
}

impl Page {
    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn contact(&self) -> [(&'static str, &'static str); 3] {
        CONTACT
    }

    fn ways(&self) -> [(&'static str, &'static str); 5] {
        NEEDS
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        let l = self.f.l.language;
        Kind::ALL.iter().map(|&kind| (kind.as_str(), theme::kind(l, kind, None, None))).collect()
    }

    fn layers(&self) -> Vec<(&'static str, &'static str)> {
        let l = self.f.l.language;
        Layer::ALL.iter().map(|&layer| (layer.as_str(), theme::layer(l, layer))).collect()
    }

    fn types(&self) -> Vec<(&'static str, &'static str)> {
        let l = self.f.l.language;
        let name = |of: SiteType| theme::kind(l, Kind::Site, None, Some(of));
        SiteType::ALL.iter().map(|&of| (of.as_str(), name(of))).collect()
    }

    fn is_new(&self) -> bool {
        self.key.is_empty()
    }

    /// What stands in a field: what was written, else what the node has.
    fn value(&self, name: &str) -> String {
        match self.given.has(name) {
            true => self.given.get(name).to_owned(),
            false => self.told(&self.node, name),
        }
    }

    /// A member of a node as people write it.
    fn told(&self, node: &Value, name: &str) -> String {
        match node.s(name) {
            iso if iso.starts_with('P') && moment(&self.f.l.duration(iso)) == iso => self.f.l.duration(iso),
            _ => shown(node.o(name)),
        }
    }

    fn contact_value(&self, name: &str) -> String {
        let field = format!("contact-{name}");
        let contact = self.node.a("contacts").first();
        match self.given.has(&field) {
            true => self.given.get(&field).to_owned(),
            false => contact.map_or("", |contact| contact.s(name)).to_owned(),
        }
    }

    /// The value that somebody else has set, where it differs.
    fn other(&self, name: &str) -> Option<String> {
        let same = FIELDS
            .iter()
            .any(|field| field.name == name && written(field, self.given.get(name)) == *self.theirs.o(name));
        (!self.theirs.is_null() && !same).then(|| self.told(&self.theirs, name))
    }

    /// What the API says is wrong with a field.
    fn wrong(&self, name: &str) -> Vec<&Value> {
        let at = |error: &&Value| error.s("pointer").rsplit('/').any(|part| part == name);
        self.problem.a("errors").iter().filter(at).collect()
    }

    fn providers(&self, need: &Value) -> String {
        const FORMS: [&str; 9] = [
            "on",
            "whole",
            "anyOf",
            "oneOfUnknown",
            "of",
            "sharedBy",
            "supportedBy",
            "informedBy",
            "providers",
        ];
        FORMS.iter().flat_map(|form| texts(need.o(form))).collect::<Vec<_>>().join(", ")
    }
}

/// A value as it stands in a field.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The form of a new node.
pub(crate) async fn new(visitor: Visitor, Asked(given): Asked) -> Response {
    let f = Frame::new(&visitor, "changes");
    let (key, tag) = (String::new(), String::new());
    whole(&Page {
        f,
        key,
        given,
        node: Value::Null,
        needs: Value::Null,
        tag,
        problem: Value::Null,
        theirs: Value::Null,
    })
}

async fn existing(site: &Site, visitor: &Visitor, key: &str) -> Result<Page, Refusal> {
    let reply = site.call(visitor, Method::GET, format!("/v1/nodes/{}", encoded(key))).send().await?;
    let needs = site.get(visitor, format!("/v1/dependencies?dependent={}&limit=100", encoded(key))).await?;
    Ok(Page {
        f: Frame::new(visitor, "changes"),
        key: key.to_owned(),
        given: Fields::default(),
        node: reply.json()?,
        needs,
        tag: reply.tag().to_owned(),
        problem: Value::Null,
        theirs: Value::Null,
    })
}

/// The form of a node.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Refusal> {
    Ok(whole(&existing(&site, &visitor, &key).await?))
}

/// What stands in a field, as the API takes it.
fn written(field: &Field, text: &str) -> Value {
    match (text, field.holds) {
        ("", _) => Value::Null,
        (text, Holds::Duration) => moment(text).into(),
        (text, Holds::Number) => serde_json::from_str(text).unwrap_or(text.into()),
        // Forms of browsers end lines in their own way.
        (text, _) => text.replace("\r\n", "\n").into(),
    }
}

/// What the form changes, as a merge patch.
fn patch(given: &Fields, node: &Value) -> Value {
    let mut patch = Map::new();
    for field in FIELDS.iter().filter(|field| given.has(field.name)) {
        let value = written(field, given.get(field.name));
        if *node.o(field.name) != value {
            patch.insert(field.name.into(), value);
        }
    }
    for name in ["layer", "type", "kind"] {
        if let Some(word) = given.some(name).filter(|word| *word != node.s(name)) {
            patch.insert(name.into(), word.into());
        }
    }
    let mut contacts = node.a("contacts").to_vec();
    let mut first = contacts.first().cloned().unwrap_or_else(|| json!({}));
    let before = first.clone();
    for (name, _) in CONTACT {
        match given.some(&format!("contact-{name}")) {
            Some(text) => first[name] = text.into(),
            None if given.has(&format!("contact-{name}")) => {
                first.as_object_mut().map(|contact| contact.remove(name));
            }
            None => {}
        }
    }
    if first != before {
        if contacts.is_empty() {
            contacts.push(first)
        } else {
            contacts[0] = first
        }
        contacts.retain(|contact| contact.as_object().is_some_and(|contact| !contact.is_empty()));
        patch.insert("contacts".into(), contacts.into());
    }
    patch.into()
}

/// Makes a node, or puts it into the basket.
pub(crate) async fn create(
    State(site): State<Site>,
    visitor: Visitor,
    given: Fields,
) -> Result<Response, Refusal> {
    let key = given.get("key").to_owned();
    let mut node = patch(&given, &Value::Null);
    if let Some(members) = node.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    if given.some("basket").is_some() {
        node["key"] = key.as_str().into();
        let item = Item { change: json!({"op": "put", "node": node}), key, tag: String::new() };
        return Ok(put(&site, &visitor, vec![item], "/basket"));
    }
    let call = site.call(&visitor, Method::PUT, format!("/v1/nodes/{}", encoded(&key))).by(&visitor);
    match call.header(header::IF_NONE_MATCH, "*").body(&node).send().await {
        Ok(_) => Ok(see(&format!("/nodes/{}/edit", encoded(&key)))),
        Err(refusal)
            if refusal.problem.has("errors") || refusal.status == StatusCode::PRECONDITION_FAILED =>
        {
            let (f, status) = (Frame::new(&visitor, "changes"), refusal.status);
            let problem = refusal.problem;
            let nothing = || Value::Null;
            let page = Page {
                f,
                key: String::new(),
                given,
                node: nothing(),
                needs: nothing(),
                tag: String::new(),
                problem,
                theirs: nothing(),
            };
            Ok(with_status(status, &page))
        }
        Err(refusal) => Err(refusal),
    }
}

/// Changes a node, or puts the change into the basket.
pub(crate) async fn save(
    State(site): State<Site>,
    visitor: Visitor,
    Path(key): Path<String>,
    given: Fields,
) -> Result<Response, Refusal> {
    let mut page = existing(&site, &visitor, &key).await?;
    let (at, tag) = (format!("/v1/nodes/{}", encoded(&key)), given.get("tag").to_owned());
    if given.some("delete").is_some() {
        let item = Item { change: json!({"op": "delete", "key": key}), key, tag };
        return Ok(put(&site, &visitor, vec![item], "/basket"));
    }
    let patch = patch(&given, &page.node);
    if given.some("basket").is_some() {
        let item = Item { change: json!({"op": "patch", "key": key, "patch": patch}), key, tag };
        return Ok(put(&site, &visitor, vec![item], "/basket"));
    }
    let call = site.call(&visitor, Method::PATCH, at).by(&visitor).header(header::IF_MATCH, tag);
    match call.sent("application/merge-patch+json", patch.to_string()).send().await {
        Ok(_) => Ok(see(&format!("/nodes/{}", encoded(&key)))),
        Err(refusal) if refusal.status == StatusCode::PRECONDITION_FAILED => {
            // Both versions, and the tag of theirs: whoever saves again has seen it.
            (page.theirs, page.given) = (page.node.clone(), given);
            Ok(with_status(StatusCode::CONFLICT, &page))
        }
        Err(refusal) if refusal.problem.has("errors") => {
            (page.problem, page.given) = (refusal.problem, given);
            Ok(with_status(refusal.status, &page))
        }
        Err(refusal) => Err(refusal),
    }
}

/// Puts a need of the node into the basket: a new one, or the end of one.
pub(crate) async fn need(
    State(site): State<Site>,
    visitor: Visitor,
    Path(key): Path<String>,
    given: Fields,
) -> Result<Response, Refusal> {
    site.get(&visitor, format!("/v1/nodes/{}", encoded(&key))).await?;
    let tag = given.get("tag").to_owned();
    let change = match given.some("end") {
        Some(id) => json!({"op": "deleteDependency", "id": id}),
        None => {
            let mut providers = Vec::new();
            for written in
                given.get("providers").split([',', '\n']).map(str::trim).filter(|text| !text.is_empty())
            {
                let (node, _) = find(&site, &visitor, written).await?;
                providers.push(node.as_ref().map_or(written, |node| node.s("key")).to_owned());
            }
            let how = NEEDS.iter().find(|(word, _)| *word == given.get("how")).map_or("on", |(word, _)| word);
            let mut dependency = json!({"dependent": key});
            dependency[how] = if how == "on" && providers.len() == 1 {
                providers[0].as_str().into()
            } else {
                providers.into()
            };
            if let Some(text) = given.some("tolerance") {
                dependency["tolerance"] = moment(text).into();
            }
            if let Some(text) = given.some("workaround") {
                dependency["workaround"] = json!({ "text": text });
            }
            json!({"op": "putDependency", "dependency": dependency})
        }
    };
    Ok(put(&site, &visitor, vec![Item { change, key, tag }], "/basket"))
}
