//! A running service as its clients see it: requests with a token, answers as text.

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, InvalidHeaderValue};
use reqwest::{Client, Method, Url};
use std::time::Duration;
use thiserror::Error;

/// Longest time for a request.
const TIME: Duration = Duration::from_secs(30);
/// Most characters of an answer that are told with a refusal.
const TOLD: usize = 2_000;

/// Why a request came to nothing.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// The address is none.
    #[error("{0:?} is not the address of a service: write for example http://127.0.0.1:8080")]
    Address(String),
    /// The token cannot go into a header.
    #[error("the token holds characters that cannot be sent: {0}")]
    Token(#[from] InvalidHeaderValue),
    /// It cannot be reached, or does not answer.
    #[error("the service does not answer: {0}")]
    Unreachable(String),
    /// It answered with an error.
    #[error("the service refused with status {status}: {said}")]
    Refused {
        /// The status.
        status: u16,
        /// The beginning of what it said.
        said: String,
    },
}

/// A service.
#[derive(Debug, Clone)]
pub struct Service {
    address: Url,
    client: Client,
}

impl Service {
    /// The service at this address; `author` is who changes something, for its journal.
    ///
    /// # Errors
    /// The address or the token is none.
    pub fn new(address: &str, token: Option<&str>, author: &str) -> Result<Self, ServiceError> {
        let wrong = || ServiceError::Address(address.to_owned());
        let url: Url = address.parse().map_err(|_| wrong())?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(wrong());
        }
        let mut headers = HeaderMap::new();
        headers.insert("change-author", HeaderValue::from_str(author)?);
        if let Some(token) = token {
            let mut value = HeaderValue::from_str(&format!("Bearer {token}"))?;
            value.set_sensitive(true);
            headers.insert("authorization", value);
        }
        let client = Client::builder()
            .timeout(TIME)
            // A token goes where it was meant to go, and nowhere else.
            .redirect(reqwest::redirect::Policy::none())
            .default_headers(headers)
            .build()
            .map_err(|error| ServiceError::Unreachable(reason(&error)))?;
        Ok(Self { address: url, client })
    }

    /// Reads something.
    ///
    /// # Errors
    /// It does not answer, or refuses.
    pub async fn get(&self, path: &str) -> Result<String, ServiceError> {
        self.send(Method::GET, path, None).await
    }

    /// Sends JSON.
    ///
    /// # Errors
    /// It does not answer, or refuses.
    pub async fn post(&self, path: &str, body: String) -> Result<String, ServiceError> {
        self.send(Method::POST, path, Some(body)).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<String>) -> Result<String, ServiceError> {
        // A service may live below a path of its proxy.
        let base = self.address.as_str().trim_end_matches('/');
        let mut request = self.client.request(method, format!("{base}{path}"));
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let unreachable = |error: reqwest::Error| ServiceError::Unreachable(reason(&error));
        let answer = request.send().await.map_err(unreachable)?;
        let status = answer.status();
        let said = answer.text().await.map_err(unreachable)?;
        if status.is_success() {
            return Ok(said);
        }
        Err(ServiceError::Refused { status: status.as_u16(), said: said.chars().take(TOLD).collect() })
    }
}

/// What lies at the bottom of an error.
fn reason(error: &reqwest::Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |&error| error.source());
    causes.last().map_or_else(|| error.to_string(), ToString::to_string)
}
