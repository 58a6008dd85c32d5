//! The right that each operation needs: said where the operation is mounted, kept by the guard, written into the document.
//!
//! An operation of the document cannot be mounted without one.

use super::params::Params;
use super::problem::Problem;
use super::state::Api;
use access::{Kind, Principal, Right, Thing, allow};
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::Method;
use serde_json::json;
use std::collections::HashMap;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::{OpenApi as Document, RefOr, SecurityRequirement};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

/// The words of all rights and what they mean, for the document.
pub(super) fn glossary() -> String {
    let entry = |(_, word, meaning): &(Right, &str, &str)| format!("`{word}`: {meaning}");
    Right::ALL.iter().map(entry).collect::<Vec<_>>().join("; ")
}

/// What an operation needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    pub(super) right: Right,
    /// A page for people: a browser cannot send a bearer token by itself, and may send a password.
    pub(super) page: bool,
    /// Takes `dryRun`, with which it is a question.
    can_be_tried: bool,
    /// Takes parameters behind its address; the handler then tells what is wrong with them.
    takes_query: bool,
    /// A form of a page: its handler looks whether it repeats what it must.
    pub(super) is_form: bool,
    /// Shows each what he may see. Any other is closed to who sees only a part of the map.
    is_redacted: bool,
}

impl From<Right> for Need {
    fn from(right: Right) -> Self {
        Self {
            right,
            page: false,
            can_be_tried: false,
            takes_query: true,
            is_form: false,
            is_redacted: false,
        }
    }
}

impl Need {
    /// What shows each what he may see.
    pub(super) fn redacted(right: Right) -> Self {
        Self { is_redacted: true, ..right.into() }
    }

    /// Whether this request leaves nothing behind.
    pub(super) fn is_question(&self, request: &Request) -> bool {
        self.right.is_question() || self.can_be_tried && is_dry_run(request)
    }

    /// Whether somebody may begin with it.
    ///
    /// # Errors
    /// He may not, or it would show him more than he may see.
    pub(super) fn check_right(&self, who: &Principal, tried: bool) -> Result<(), Problem> {
        // On this machine a dry run is a question like any other.
        let right = if tried && who.kind() == Kind::Here { Right::Ask } else { self.right };
        allow(who, right, Thing::Any).map_err(Problem::denied)?;
        if self.is_redacted || self.right.is_open() || who.sees_everything() || !self.shows_map() {
            return Ok(());
        }
        Err(Problem::forbidden("this is not offered to those who see only a part of the map"))
    }

    /// Whether an answer tells of the map.
    fn shows_map(&self) -> bool {
        !matches!(self.right, Right::Operate | Right::Observe | Right::Audit)
    }

    /// Refuses parameters where the document has none.
    pub(super) fn check_query(&self, request: &Request) -> Result<(), Problem> {
        if self.takes_query { Ok(()) } else { Params::of_query(request.uri().query(), &[]).check() }
    }

    /// Whether Basic credentials are taken, too: some monitoring tools know nothing else, and a page of ours cannot send
    /// anything else. Browsers send them by themselves: nowhere but here.
    pub(super) fn takes_password(&self) -> bool {
        self.page || self.right == Right::Deliver
    }

    /// The same as the document says it: which of these a caller has to show.
    fn security(&self) -> Vec<SecurityRequirement> {
        let by = |scheme: &str| SecurityRequirement::new(scheme, [""; 0]);
        let without = || SecurityRequirement::default();
        let mut ways = match self.right {
            Right::Know => return Vec::new(),
            right if right.is_question() => vec![without(), by("token")],
            _ => vec![by("token")],
        };
        ways.extend(self.takes_password().then(|| by("basic")));
        ways
    }
}

/// The needs of all operations, by address and method.
#[derive(Debug, Default)]
pub(super) struct Needs(HashMap<String, Vec<(Method, Need)>>);

impl Needs {
    /// What this operation needs; for addresses outside the document.
    pub(super) fn add(&mut self, path: &str, method: Method, need: impl Into<Need>) {
        self.0.entry(path.to_owned()).or_default().push((method, need.into()));
    }

    /// What the operation of a request needs. Where there is none, the method decides, so that nobody learns by it which
    /// addresses there are. What was mounted without saying is a change, whatever its method: it is closed.
    pub(super) fn of(&self, request: &Request) -> Need {
        // Whoever answers GET answers HEAD.
        let asked = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
        let by_method =
            || if [Method::GET, Method::OPTIONS].contains(asked) { Right::Read } else { Right::Change };
        let Some(path) = request.extensions().get::<MatchedPath>() else { return by_method().into() };
        let Some(methods) = self.0.get(path.as_str()) else { return Right::Change.into() };
        let known = methods.iter().find(|(method, _)| method == asked).map(|(_, need)| *need);
        known.unwrap_or_else(|| by_method().into())
    }
}

/// The operations of the document on their way to the router.
pub(super) struct Operations {
    router: OpenApiRouter<Api>,
    needs: Needs,
}

impl Operations {
    /// None yet; the document is what it says beside operations.
    pub(super) fn new(document: Document) -> Self {
        Self { router: OpenApiRouter::with_openapi(document), needs: Needs::default() }
    }

    /// Mounts operations of one address, which need this right.
    pub(super) fn need(self, right: Right, routes: UtoipaMethodRouter<Api>) -> Self {
        self.mount(right.into(), routes)
    }

    /// The same, with another limit of the body, in bytes.
    pub(super) fn need_within(self, bytes: usize, right: Right, routes: UtoipaMethodRouter<Api>) -> Self {
        self.mount(right.into(), limited(bytes, routes))
    }

    /// Mounts operations that show each what he may see.
    pub(super) fn redacted(self, right: Right, routes: UtoipaMethodRouter<Api>) -> Self {
        self.mount(Need::redacted(right), routes)
    }

    /// Mounts a page for people.
    pub(super) fn page_within(self, bytes: usize, right: Right, routes: UtoipaMethodRouter<Api>) -> Self {
        self.mount(Need { page: true, ..right.into() }, limited(bytes, routes))
    }

    fn mount(mut self, need: Need, (schemas, mut paths, methods): UtoipaMethodRouter<Api>) -> Self {
        for (path, item) in &mut paths.paths {
            for (method, operation) in operations_of(item) {
                let query = || in_query(operation);
                let can_be_tried = query().any(|parameter| parameter.name == "dryRun");
                let need = Need { can_be_tried, takes_query: query().next().is_some(), ..need };
                operation.security = Some(need.security());
                let right = ExtensionsBuilder::new()
                    .add("x-right", json!({"right": need.right.word(), "redacted": need.is_redacted}));
                operation.extensions.get_or_insert_default().merge(right.build());
                self.needs.add(path, method, need);
            }
        }
        self.router = self.router.routes((schemas, paths, methods));
        self
    }

    /// The router, the document, and what the guard has to know.
    pub(super) fn split(self) -> (Router<Api>, Document, Needs) {
        let (router, document) = self.router.split_for_parts();
        (router, document, self.needs)
    }
}

fn limited(bytes: usize, (schemas, paths, methods): UtoipaMethodRouter<Api>) -> UtoipaMethodRouter<Api> {
    (schemas, paths, methods.layer(DefaultBodyLimit::max(bytes)))
}

/// Whether the request says so in the one way that the guard understands. The handler reads the parameter by itself and
/// refuses it twice, so that both never take it for different things.
fn is_dry_run(request: &Request) -> bool {
    request.uri().query().is_some_and(|query| query.split('&').any(|part| part == "dryRun=true"))
}

fn in_query(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    let all = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    });
    all.filter(|parameter| parameter.parameter_in == ParameterIn::Query)
}

/// All operations of an address.
pub(super) fn operations_of(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let all = [
        (Method::GET, &mut item.get),
        (Method::PUT, &mut item.put),
        (Method::POST, &mut item.post),
        (Method::DELETE, &mut item.delete),
        (Method::OPTIONS, &mut item.options),
        (Method::HEAD, &mut item.head),
        (Method::PATCH, &mut item.patch),
        (Method::TRACE, &mut item.trace),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}
