//! What can be wrong with a request, one function each.

use super::{Error, Faults, Problem};
use access::{Denied, Refused};
use axum::http::{HeaderName, StatusCode, header};
use model::Fault;
use wire::Problems;
use words::Language;

impl Problem {
    /// The request is wrong; every problem is listed.
    pub fn invalid(problems: &Problems) -> Self {
        Self::listed(problems, false)
    }

    /// Query parameters are wrong; the pointers of the problems name them.
    pub fn parameters(problems: &Problems) -> Self {
        Self::listed(problems, true)
    }

    fn listed(problems: &Problems, parameters: bool) -> Self {
        let many = problems.found();
        let detail = if many == 1 { "1 problem".to_owned() } else { format!("{many} problems") };
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "invalid", "The request is not valid", detail);
        let list = problems.list().iter().map(|p| Error {
            pointer: (!parameters).then(|| p.pointer.clone()),
            parameter: parameters.then(|| p.pointer.trim_start_matches('/').to_owned()),
            line: p.line,
            key: p.key.clone(),
            code: p.code.to_string(),
            detail: Language::En.told(&p.detail),
            remedy: Language::En.told(&p.remedy),
        });
        problem.document.errors = list.collect();
        let faults = problems.list().iter().map(|p| (p.detail.clone(), p.remedy.clone()));
        problem.faults = Some(Faults(faults.collect()));
        problem.document.more_errors = Some(problems.more()).filter(|&more| more > 0);
        problem
    }

    /// One parameter is wrong.
    pub fn parameter(name: &str, fault: Fault) -> Self {
        let mut problem =
            Self::new(StatusCode::BAD_REQUEST, "invalid", "The request is not valid", "1 problem");
        problem.document.errors = vec![Error {
            pointer: None,
            parameter: Some(name.to_owned()),
            line: None,
            key: None,
            code: fault.code.to_owned(),
            detail: Language::En.told(&fault.detail),
            remedy: Language::En.told(&fault.remedy),
        }];
        problem.faults = Some(Faults([(fault.detail, fault.remedy)].into()));
        problem
    }

    /// A header is wrong.
    pub fn header(name: &str, detail: &'static str, remedy: &'static str) -> Self {
        Self::parameter(name, Fault::new("", "invalid-header", detail, remedy))
    }

    /// The body says something else than the path.
    pub fn differs(name: &str, value: &str) -> Self {
        let mut problem = Self::parameter(
            name,
            Fault::new("", "differs-from-path", format!("the path says {value}"), "leave it out of the body"),
        );
        if let Some(error) = problem.document.errors.first_mut() {
            error.pointer = error.parameter.take().map(|name| format!("/{name}"));
        }
        problem
    }

    /// There is no such thing.
    pub fn not_found(what: &str, name: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", format!("there is no {what} {name:?}"))
    }

    /// There is no such address.
    pub fn no_route() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no-route",
            "There is no such address",
            "look at /docs or /v1/openapi.json for the addresses there are",
        )
    }

    /// The address knows other methods.
    pub fn method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "The address does not know this method",
            "the header Allow names those it knows",
        )
    }

    /// The answer cannot be written as asked for.
    pub fn not_acceptable(known: &str) -> Self {
        Self::new(
            StatusCode::NOT_ACCEPTABLE,
            "not-acceptable",
            "No such form of the answer",
            format!("ask for {known}"),
        )
    }

    /// The body has the wrong type.
    pub fn media_type(wanted: &str) -> Self {
        let problem = Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            "The body has the wrong type",
            format!("send Content-Type: {wanted} in UTF-8"),
        );
        if wanted.contains("merge-patch") {
            problem.with(HeaderName::from_static("accept-patch"), wanted)
        } else {
            problem
        }
    }

    /// The body is compressed in a form that is not taken.
    pub fn content_encoding() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-encoding",
            "The body is compressed in a form that is not taken",
            "send it as it is (Content-Encoding: identity) or once compressed with gzip (Content-Encoding: gzip)",
        )
        .with(header::ACCEPT_ENCODING, "gzip, identity")
    }

    /// The body is said to be gzip, and is not, or not all of it.
    pub fn damaged_gzip() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "damaged-gzip",
            "The body cannot be unpacked",
            "the body is not gzip, as Content-Encoding says, or is damaged or cut off: send it anew, or as it is",
        )
    }

    /// The body is larger than allowed.
    pub fn too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The body is too large",
            format!("at most {limit} bytes are read: send less at once"),
        )
    }

    /// The body could not be read to its end, or is too large.
    pub fn body(rejection: axum::extract::rejection::BytesRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(crate::deliveries::DELIVERY),
            status => Self::new(
                status,
                "bad-request",
                "The request is not valid",
                "the request could not be read: its body ended early or stopped coming",
            ),
        }
    }

    /// A condition is missing.
    pub fn precondition_required() -> Self {
        Self::new(
            StatusCode::PRECONDITION_REQUIRED,
            "precondition-required",
            "A condition is missing",
            "send If-Match with the ETag that you read, so that nobody's change is lost (If-Match: * for any; \
             If-None-Match: * to create)",
        )
    }

    /// The cursor is not one of ours.
    pub fn invalid_cursor() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid-cursor",
            "The cursor does not belong here",
            "use `next` of an answer to the same question, unchanged, or begin again without it",
        )
    }

    /// No token, or a wrong one.
    pub fn unauthorized(detail: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "A token is needed", detail)
            .with(header::WWW_AUTHENTICATE, "Bearer realm=\"tragweite\"")
    }

    /// The key that was sent is not taken.
    pub fn refused(refused: Refused) -> Self {
        Self::unauthorized(match refused {
            Refused::Mistyped => "the key is not written as it was shown: copy all of it",
            Refused::Unknown => "the key is not known, or was taken back",
            Refused::Expired => "the time of the key is over",
        })
    }

    /// The same where the token is also taken as the password of any user.
    pub fn or_by_password(self) -> Self {
        self.with(
            header::WWW_AUTHENTICATE,
            "Basic realm=\"tragweite: the token is the password\", charset=\"UTF-8\"",
        )
    }

    /// The delivery is not signed as its receiver says.
    pub fn unsigned(why: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unsigned", "The delivery is not signed as it must be", why)
    }

    /// Who asks may not do this, or not there.
    pub fn denied(denied: Denied) -> Self {
        let right = denied.right.word();
        let detail = match denied.elsewhere {
            true => format!("your right {right:?} does not reach so far: ask who runs the service"),
            false => format!("you lack the right {right:?}: ask who runs the service for a role that has it"),
        };
        Self::new(StatusCode::FORBIDDEN, "forbidden", "This is not allowed", detail)
    }

    /// Not allowed whoever asks.
    pub fn forbidden(detail: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "This is not allowed", detail)
    }

    /// Somebody asks more often than he may; after so many seconds he may again.
    pub fn too_often(seconds: u64) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            "There are too many requests",
            "you ask more often than the operator allows: wait as long as Retry-After says, and ask for more at once",
        )
        .with(header::RETRY_AFTER, &seconds.to_string())
    }

    /// Somebody shows wrong keys again and again.
    pub fn too_many_attempts(seconds: u64) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-attempts",
            "There are too many attempts",
            "too many keys that do not count have come from your address: look whether yours is the right one; one that \
             counts is taken at any time",
        )
        .with(header::RETRY_AFTER, &seconds.to_string())
    }

    /// A key stands in an address.
    pub fn key_in_address() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "key-in-address",
            "A key does not belong into an address",
            "addresses are written down in logs and histories: send the header Authorization: Bearer instead, and exchange this \
             key (POST /v1/keys/{id}/rotation, tragweite key rotate)",
        )
    }

    /// Too much to do at the moment.
    pub fn overloaded() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "overloaded",
            "The service has too much to do",
            "try again shortly",
        )
        .with(header::RETRY_AFTER, "1")
    }

    /// The same after so many seconds.
    pub fn overloaded_for(seconds: u64) -> Self {
        let mut problem = Self::overloaded();
        problem.headers.clear();
        problem.with(header::RETRY_AFTER, &seconds.to_string())
    }

    /// A body came too slowly.
    pub fn too_slow() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "too-slow",
            "The request came too slowly",
            "the body took longer than the service waits: send it faster, in smaller parts, or bring a map into the database \
             with tragweite apply",
        )
        .with(header::CONNECTION, "close")
    }

    /// A body ended early.
    pub fn broken_off() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad-request",
            "The request is not valid",
            "the request could not be read: its body ended early or stopped coming",
        )
    }

    /// It took too long.
    pub fn timeout() -> Self {
        Self::new(
            StatusCode::GATEWAY_TIMEOUT,
            "timeout",
            "The answer took too long",
            "ask for less at once, or give a horizon",
        )
    }

    /// A change took too long to wait for.
    pub fn timeout_of_change() -> Self {
        Self::new(
            StatusCode::GATEWAY_TIMEOUT,
            "timeout",
            "The answer took too long",
            "the change goes on and may still be made: look at /v1/revisions, or repeat it with the same Idempotency-Key",
        )
    }
}
