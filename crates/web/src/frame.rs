//! What every page has: head, navigation, the way to other languages and themes, and the policy under which a browser shows it.

use crate::assets;
use crate::form::{encoded, within};
use crate::told::Told;
use crate::visitor::{Theme, Visitor};
use access::{Kind, Reach, Right};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use words::Language;

/// Scripts and styles of our own only, nothing inline, no frames; forms go nowhere else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What is around the content of a page.
pub(crate) struct Frame {
    pub(crate) l: Told,
    theme: Theme,
    pub(crate) signed_in: bool,
    /// Whose key it is.
    pub(crate) who: String,
    /// Whether a sealed key for emergencies has been opened to see this.
    pub(crate) emergency: bool,
    /// Whether keys can be given out and taken back here.
    pub(crate) operates: bool,
    /// Whether the log of who did what is open.
    pub(crate) audits: bool,
    /// The address of the page.
    at: String,
    /// The entry of the navigation that the page belongs to.
    pub(crate) section: &'static str,
    /// What is practised here is not real.
    pub(crate) exercise: bool,
    /// Seconds after which a browser without script asks again.
    pub(crate) refresh: Option<u32>,
    /// Nothing but the content: for a wall.
    pub(crate) bare: bool,
}

impl Frame {
    pub(crate) fn new(visitor: &Visitor, section: &'static str) -> Self {
        let may = |right| match &visitor.who {
            Some(who) => *who.reach(right) != Reach::Nothing,
            // The token is an operator's; who only sits here is nobody.
            None => visitor.signed_in,
        };
        Self {
            who: visitor.who.as_ref().map_or(String::new(), |who| who.name().to_owned()),
            emergency: visitor.who.as_ref().is_some_and(|who| who.kind() == Kind::Sealed),
            operates: may(Right::Operate),
            audits: may(Right::Audit),
            l: Told::new(visitor.language),
            theme: visitor.theme,
            signed_in: visitor.signed_in,
            at: visitor.address().to_owned(),
            section,
            exercise: false,
            refresh: None,
            bare: false,
        }
    }

    pub(crate) fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }

    pub(crate) fn lang(&self) -> &'static str {
        self.l.text("report-en")
    }

    pub(crate) fn data_theme(&self) -> &'static str {
        match self.theme {
            Theme::Device => "",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub(crate) fn current(&self, section: &str) -> bool {
        self.section == section
    }

    /// Whether the page has a search of its own.
    pub(crate) fn has_search(&self) -> bool {
        matches!(self.section, "start" | "search")
    }

    /// The address that remembers a choice and comes back.
    pub(crate) fn prefer(&self, name: &str, value: &str) -> String {
        format!("/preferences?{name}={value}&next={}", encoded(within(&self.at)))
    }

    pub(crate) fn other_language(&self) -> &'static str {
        if self.l.language == Language::De { "en" } else { "de" }
    }

    pub(crate) fn other_theme(&self) -> &'static str {
        match self.theme {
            Theme::Device => "dark",
            Theme::Dark => "light",
            Theme::Light => "device",
        }
    }

    pub(crate) fn other_theme_name(&self) -> &'static str {
        self.l.text(match self.theme {
            Theme::Device => "web-theme-dark",
            Theme::Dark => "web-theme-light",
            Theme::Light => "web-theme-device",
        })
    }

    /// The navigation: section, address, text.
    pub(crate) fn entries(&self) -> [(&'static str, &'static str, &'static str); 8] {
        let l = &self.l;
        [
            ("start", "/", l.text("web-start")),
            ("incidents", "/incidents", l.text("web-incidents")),
            ("what-if", "/what-if", l.text("web-what-if")),
            ("explore", "/explore", l.text("web-explore")),
            ("questions", "/questions", l.text("web-questions")),
            ("changes", "/changes", l.text("web-changes")),
            ("manage", "/manage", l.text("web-manage")),
            ("search", "/search", l.text("web-search")),
        ]
    }

    pub(crate) fn sign_in(&self) -> String {
        format!("/sign-in?next={}", encoded(within(&self.at)))
    }
}

/// A page as it is sent.
pub(crate) fn page(template: &impl Template) -> Response {
    with_status(StatusCode::OK, template)
}

/// The same with another status.
pub(crate) fn with_status(status: StatusCode, template: &impl Template) -> Response {
    let text = template.render().unwrap_or_else(|_| unreachable!("text can always be written to memory"));
    html(status, text)
}

/// HTML under the policy of pages.
pub(crate) fn html(status: StatusCode, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::VARY, HeaderValue::from_static("accept, accept-language, cookie, hx-request")),
    ];
    (status, headers, text).into_response()
}

/// Leads somewhere within the site after a form was taken.
pub(crate) fn see(address: &str) -> Response {
    let to = HeaderValue::try_from(within(address)).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}
