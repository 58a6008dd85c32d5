//! Asking the API in the same process, for a visitor: the guard in front of it decides as it does for everybody.

use crate::site::Site;
use crate::visitor::Visitor;
use api::Faults;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use serde_json::Value;
use tower::ServiceExt;
use words::Language;

/// Most bytes of an answer that a page reads.
const ANSWER: usize = 64 << 20;

/// What the API answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What the API refused, as it says so: a problem document.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) problem: Value,
    /// After how many seconds it may be tried again.
    pub(crate) retry_after: Option<HeaderValue>,
}

/// A question to the API in the making.
pub(crate) struct Call<'a> {
    site: &'a Site,
    visitor: &'a Visitor,
    method: Method,
    path: String,
    headers: Vec<(HeaderName, String)>,
    body: Body,
}

impl Site {
    /// A question; `path` with its parameters.
    pub(crate) fn call<'a>(
        &'a self,
        visitor: &'a Visitor,
        method: Method,
        path: impl Into<String>,
    ) -> Call<'a> {
        Call { site: self, visitor, method, path: path.into(), headers: Vec::new(), body: Body::empty() }
    }

    /// Data that are read.
    pub(crate) async fn get(&self, visitor: &Visitor, path: impl Into<String>) -> Result<Value, Refusal> {
        self.call(visitor, Method::GET, path).send().await?.json()
    }

    /// The answer to a question, or what came of a change.
    pub(crate) async fn post(
        &self,
        visitor: &Visitor,
        path: impl Into<String>,
        body: &Value,
    ) -> Result<Value, Refusal> {
        self.call(visitor, Method::POST, path).body(body).send().await?.json()
    }
}

impl Call<'_> {
    /// With another header.
    pub(crate) fn header(mut self, name: impl Into<HeaderName>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// In the name of who has signed in.
    pub(crate) fn by(self, visitor: &Visitor) -> Self {
        match &visitor.name {
            Some(name) => self.header(HeaderName::from_static("change-author"), name.clone()),
            None => self,
        }
    }

    /// With a JSON body.
    pub(crate) fn body(self, body: &Value) -> Self {
        self.sent("application/json", body.to_string())
    }

    /// With a body of this type.
    pub(crate) fn sent(mut self, media: &'static str, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self.headers.push((header::CONTENT_TYPE, media.to_owned()));
        self
    }

    /// Sends it and reads the whole answer.
    pub(crate) async fn send(self) -> Result<Reply, Refusal> {
        let mut request = Request::new(self.body);
        *request.method_mut() = self.method;
        *request.uri_mut() = self.path.parse().map_err(|_| Refusal::of(StatusCode::NOT_FOUND))?;
        *request.extensions_mut() = self.visitor.extensions.clone();
        *request.headers_mut() = self.visitor.credentials();
        for (name, value) in self.headers {
            let value = HeaderValue::try_from(value).map_err(|_| Refusal::of(StatusCode::BAD_REQUEST))?;
            request.headers_mut().insert(name, value);
        }
        let answer = match self.site.api().oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, ANSWER).await.map_err(|_| Refusal::of(StatusCode::BAD_GATEWAY))?;
        if parts.status.is_client_error() || parts.status.is_server_error() {
            let mut problem: Value = serde_json::from_slice(&body).unwrap_or_default();
            if let Some(faults) = parts.extensions.get::<Faults>() {
                tell(&mut problem, faults, self.visitor.language);
            }
            let retry_after = parts.headers.get(header::RETRY_AFTER).cloned();
            return Err(Refusal { status: parts.status, problem, retry_after });
        }
        Ok(Reply { headers: parts.headers, body })
    }
}

/// Puts what is wrong into the words of the reader.
fn tell(problem: &mut Value, faults: &Faults, l: Language) {
    for (at, error) in problem["errors"].as_array_mut().into_iter().flatten().enumerate() {
        if let Some((detail, remedy)) = faults.told(at, l) {
            (error["detail"], error["remedy"]) = (detail.into(), remedy.into());
        }
    }
}

impl Reply {
    /// Its data.
    pub(crate) fn json(&self) -> Result<Value, Refusal> {
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.body).map_err(|_| Refusal::of(StatusCode::INTERNAL_SERVER_ERROR))
    }

    /// The entity tag.
    pub(crate) fn tag(&self) -> &str {
        self.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).unwrap_or_default()
    }

    /// Its text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Refusal {
    /// A refusal of our own.
    pub(crate) fn of(status: StatusCode) -> Self {
        Self { status, problem: Value::Null, retry_after: None }
    }

    /// Nothing of this name is there.
    pub(crate) fn is_missing(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }
}
