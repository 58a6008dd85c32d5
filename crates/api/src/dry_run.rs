//! The page "what would this payload do": a form and its answer, for people who set up rules. Keeps nothing, needs no
//! script, and no token in the address: on this machine it is open like every question; elsewhere the browser asks for a
//! password, which is the token.

use super::alerts::ReceiverParam;
use super::params::{At, Params, Query, params};
use super::present::spoken;
use super::problem::Problem;
use super::state::Api;
use app::AppError;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use model::time::parse_time;
use model::{Level, Receiver};
use render::Language;
use render::html::dry_run::{
    AlertLine, DryRun, EffectLine, Fault, Outcome, RuleLine, page as written, style,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use wire::alert::DeliveryOutcome;

/// Longest payload that a person may paste, in bytes; larger ones are for `?dryRun=true`.
const PAYLOAD: usize = 1 << 20;
/// Largest body of the form: each byte may be written as three.
pub(super) const FORM: usize = 3 * PAYLOAD + 100;

/// What the form sends.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DryRunForm {
    /// The body of a delivery, at most one MiB.
    #[schema(max_length = 1_048_576)]
    payload: Option<String>,
}

params! {
    /// In which language.
    pub(super) struct LanguageParam in Query {
        /// The language of the page; that of the browser when left out.
        language "lang": Language,
    }
}

/// A page to try payloads on: what would this one do?
///
/// For people: a form into which a payload is pasted. The answer says of each alert which rule leads it to which node, and
/// what would follow. Elsewhere than on this machine the browser asks for a password: the token, with any user.
#[utoipa::path(get, path = "/v1/alert-receivers/{id}/dry-run", operation_id = "showDryRunForm", tag = "Alerts", params(ReceiverParam, LanguageParam),
    responses((status = 200, description = "The page", body = String, content_type = "text/html")))]
pub(super) async fn page(
    api: Api,
    Query(LanguageParam { language }): Query<LanguageParam>,
    At(ReceiverParam { id }): At<ReceiverParam>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = language.unwrap_or_else(|| spoken(&headers));
    let receiver = api.app.alerts.receiver(id.as_str()).await?.receiver;
    Ok(answer(StatusCode::OK, &DryRun::new(receiver.id.as_str(), rules(&receiver)), language))
}

/// The same page with the answer for a payload. Nothing is kept, and nobody is told.
#[utoipa::path(post, path = "/v1/alert-receivers/{id}/dry-run", operation_id = "showDryRun", tag = "Alerts", params(ReceiverParam, LanguageParam),
    request_body(content = DryRunForm, content_type = "application/x-www-form-urlencoded",
        description = "The form", example = json!({"payload": "{\"alerts\": []}"})),
    responses((status = 200, description = "The page with the answer", body = String, content_type = "text/html"),
        (status = 400, description = "The page with what is wrong with the payload", content(
            (String = "text/html"), (super::problem::Document = "application/problem+json"))),
        (status = 413, description = "The page: the payload is too long", body = String, content_type = "text/html")))]
pub(super) async fn asked(
    api: Api,
    Query(LanguageParam { language }): Query<LanguageParam>,
    At(ReceiverParam { id }): At<ReceiverParam>,
    request: Request,
) -> Result<Response, Problem> {
    let language = language.unwrap_or_else(|| spoken(request.headers()));
    let receiver = api.app.alerts.receiver(id.as_str()).await?.receiver;
    let _place = api.place_to_try().await?;
    let mut page = DryRun::new(id.as_str(), rules(&receiver));
    let too_long = |mut page: DryRun| {
        page.faults = vec![Fault::too_long(PAYLOAD, language)];
        Ok(answer(StatusCode::PAYLOAD_TOO_LARGE, &page, language))
    };
    let body = match Bytes::from_request(request, &api).await {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => return too_long(page),
        Err(rejection) => return Err(Problem::body(rejection)),
    };
    let form = std::str::from_utf8(&body).unwrap_or_default();
    let mut form = Params::of_query(Some(form), &["payload"]);
    let payload = form.text("payload").unwrap_or_default().to_owned();
    form.check()?;
    if payload.len() > PAYLOAD {
        return too_long(page);
    }
    let now_ms = app::clock::now();
    let done = api.app.alerts.deliver(id.as_str(), payload.clone().into_bytes(), false, now_ms).await;
    page.payload = payload;
    let status = match done {
        Ok(outcome) => {
            page.outcome = Some(shown(&api, &outcome, language));
            StatusCode::OK
        }
        Err(AppError::Invalid(problems)) => {
            let fault = |p: &wire::Problem| Fault {
                place: p.pointer.clone(),
                line: p.line,
                detail: language.told(&p.detail),
                remedy: language.told(&p.remedy),
            };
            page.faults = problems.list().iter().map(fault).collect();
            page.more_faults = problems.more();
            StatusCode::BAD_REQUEST
        }
        Err(AppError::Contended) => return Err(Problem::overloaded()),
        Err(error) => return Err(error.into()),
    };
    Ok(answer(status, &page, language))
}

fn rules(receiver: &Receiver) -> Vec<RuleLine> {
    let rule = |rule: &model::Rule| RuleLine {
        when: rule.when.iter().map(ToString::to_string).collect(),
        node: rule.node.to_string(),
        level: rule.level,
        levels: rule.levels.iter().map(|(severity, level)| (severity.clone(), *level)).collect(),
    };
    receiver.rules.iter().map(rule).collect()
}

fn shown(api: &Api, outcome: &DeliveryOutcome, l: Language) -> Outcome {
    let map = api.current();
    let name = |key: &str| map.find(key).map_or(String::new(), |node| map.name(node).to_owned());
    let zone = words::zone::of(map.zone());
    let at = |text: &str| parse_time(text).map_or_else(|_| text.to_owned(), |time| l.long_time(time, &zone));
    Outcome {
        received: outcome.received,
        unmatched: outcome.unmatched,
        truncated: outcome.truncated,
        omitted: outcome.omitted,
        flags: outcome.flags.clone(),
        alerts: (outcome.alerts.iter())
            .map(|alert| AlertLine {
                name: alert.summary.clone().unwrap_or_else(|| alert.fingerprint.clone()),
                rule: alert.rule,
                node: alert.node.as_ref().map(|key| (key.clone(), name(key))),
                level: alert.level,
                result: alert.result,
                explained: alert.explained,
                unmatched: alert.unmatched.clone(),
                flags: alert.flags.clone(),
            })
            .collect(),
        effects: (outcome.effects.iter())
            .map(|effect| EffectLine {
                node: effect.node.clone(),
                name: name(&effect.node),
                level: effect.level.unwrap_or(Level::Operational),
                at: at(&effect.at),
            })
            .collect(),
        zone: words::zone::name(&zone).to_owned(),
    }
}

/// The page, which may do nothing but look as it does and send its form back here.
fn answer(status: StatusCode, page: &DryRun, l: Language) -> Response {
    let style = style(l);
    let digest = BASE64_STANDARD.encode(Sha256::digest(&style));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    let mut response = (status, written(page, &style, l)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(l.text("report-en")));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    headers
        .extend(HeaderValue::from_str(&policy).ok().map(|policy| (header::CONTENT_SECURITY_POLICY, policy)));
    response
}
