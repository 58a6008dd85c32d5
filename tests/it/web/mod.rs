//! The pages in a real browser, and as a program asks for them: [`browser`], [`stories`], [`guard`].

mod browser;
mod guard;
mod stories;

use crate::support::service::{Answer, Service};

/// A page as a browser without script gets it.
pub(crate) async fn open(service: &Service, path: &str) -> Answer {
    read(service.plain("GET", path).header("accept", "text/html,application/xhtml+xml")).await
}

/// Sends and reads; a page is no operation of the API.
pub(crate) async fn read(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Answer { status, headers, text: response.text().await.unwrap() }
}
