//! What went wrong, as a page: what it is and what helps, where somebody can go from here.

use crate::ask::Refusal;
use crate::frame::{Frame, with_status};
use crate::json::Json;
use crate::visitor::Visitor;
use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "refused.html")]
struct Page {
    f: Frame,
    status: u16,
    problem: Value,
}

impl Page {
    fn heading(&self) -> &'static str {
        let l = &self.f.l;
        l.text(match self.status {
            401 => "web-refused-sign-in",
            403 => "web-refused-forbidden",
            404 => "web-refused-missing",
            409 | 412 => "web-refused-changed",
            413 => "web-refused-large",
            429 | 503 => "web-refused-busy",
            507 => "web-refused-database",
            400 | 422 => "web-refused-invalid",
            _ => "web-refused-failed",
        })
    }

    fn advice(&self) -> &'static str {
        let l = &self.f.l;
        l.text(match self.status {
            401 => "web-advice-sign-in",
            403 => "web-advice-forbidden",
            404 => "web-advice-missing",
            409 | 412 => "web-advice-changed",
            429 | 503 | 507 => "web-advice-busy",
            400 | 413 | 422 => "web-advice-invalid",
            _ => "web-advice-failed",
        })
    }
}

/// The page that tells it.
pub(crate) fn page(visitor: &Visitor, refusal: &Refusal) -> Response {
    let f = Frame::new(visitor, "");
    let status = refusal.status.as_u16();
    let mut response = with_status(refusal.status, &Page { f, status, problem: refusal.problem.clone() });
    response.headers_mut().extend(refusal.retry_after.clone().map(|after| (header::RETRY_AFTER, after)));
    response
}

impl IntoResponse for Refusal {
    /// Only its status; whoever led to the page makes a page of it, who knows the visitor.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Refused(Arc::new(self)));
        response
    }
}

/// A refusal on its way to the page that tells it.
#[derive(Clone)]
pub(crate) struct Refused(pub(crate) Arc<Refusal>);
