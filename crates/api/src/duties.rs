//! Reporting duties: profiles, what is due when, drafts. Questions only: no report leaves the service.

use super::incidents::{IncidentId, IncidentParam};
use super::params::{At, Parameter, Query, params};
use super::problem::Problem;
use super::request::{decoded, json};
use super::respond::{Json, json_bytes};
use super::state::Api;
use super::values::AsOfParam;
use app::AppError;
use app::duties::{all_duties, ask_duty, one_duty, profile, profiles};
use app::impact::MAX_LINKS;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use model::{Fault, Key};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use wire::duty::{DutyAnswer, DutyQuestionDoc, IncidentDuties, ProfileDoc, ReportingProfiles};
use wire::{Place, decode_duty_request};

params! {
    /// The profile in the address.
    pub(super) struct ProfileParam in Path {
        /// Id of the profile.
        id "id": ProfileId => "bsig-32",
    }
}

/// The id of a profile; where it is none, there is no such profile.
#[derive(Debug)]
pub(super) struct ProfileId(String);

impl Parameter for ProfileId {
    fn schema() -> RefOr<Schema> {
        Key::schema()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        Ok(Self(text.to_owned()))
    }
}

/// Now, to the second: no deadline is counted more exactly.
fn moment() -> jiff::Timestamp {
    let now = app::clock::timestamp();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// The reporting profiles: who reports what to whom by when.
///
/// Data about the law with its sources, not legal advice; each profile says what must be checked.
#[utoipa::path(get, path = "/v1/reporting-profiles", operation_id = "listReportingProfiles", tag = "Reporting duties",
    responses((status = 200, description = "The profiles by id", body = ReportingProfiles<'static>, example = json!({"items": [{
        "id": "dsgvo-33",
        "authority": {"de": "Zuständige Datenschutz-Aufsichtsbehörde", "en": "Competent data protection authority"},
        "legalBasis": {"de": "Art. 33 DSGVO", "en": "Art. 33 GDPR"},
        "appliesTo": {"de": "Verantwortliche", "en": "Controllers"},
        "trigger": {"de": "Verletzung des Schutzes personenbezogener Daten", "en": "Personal data breach"},
        "clockStart": "awareness",
        "steps": [{"id": "notification", "name": {"de": "Meldung", "en": "Notification"}, "due": "PT72H", "after": "clockStart",
                   "requiredFields": ["reporter", "description", "personalData", "contact", "consequences", "measures"]}],
        "validFrom": "2018-05-25", "sourceUrl": "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
        "disclaimer": {"de": "Keine Rechtsberatung.", "en": "Not legal advice."}
    }]}))))]
pub(super) async fn list() -> Result<Response, Problem> {
    Json::ok(&ReportingProfiles { items: profiles()?.iter().map(ProfileDoc::from).collect() })
}

/// One reporting profile.
#[utoipa::path(get, path = "/v1/reporting-profiles/{id}", operation_id = "readReportingProfile", tag = "Reporting duties", params(ProfileParam),
    responses((status = 200, description = "The profile", body = ProfileDoc<'static>, example = json!({
        "id": "bsig-32",
        "authority": {"de": "Gemeinsame Meldestelle von BSI und BBK", "en": "Joint reporting office of BSI and BBK"},
        "legalBasis": {"de": "§ 32 BSIG", "en": "Section 32 BSIG"},
        "appliesTo": {"de": "Besonders wichtige und wichtige Einrichtungen", "en": "Essential and important entities"},
        "trigger": {"de": "Erheblicher Sicherheitsvorfall", "en": "Significant security incident"},
        "clockStart": "awareness",
        "steps": [
            {"id": "report", "name": {"de": "Meldung", "en": "Report"}, "due": "PT72H", "after": "clockStart",
             "requiredFields": ["reporter", "severity", "impact", "indicatorsOfCompromise"]},
            {"id": "final", "name": {"de": "Abschlussmeldung", "en": "Final report"}, "due": "P1M", "after": "report",
             "requiredFields": ["reporter", "severity", "impact", "cause", "measures", "crossBorder"]}],
        "validFrom": "2025-12-06", "sourceUrl": "https://nis2-umsetzung.com/bsig/32-bsig/",
        "disclaimer": {"de": "Keine Rechtsberatung.", "en": "Not legal advice."}
    }))))]
pub(super) async fn read(At(ProfileParam { id }): At<ProfileParam>) -> Result<Response, Problem> {
    Json::ok(&ProfileDoc::from(profile(&id.0)?))
}

/// What is due when, and a draft of the report.
///
/// A question: it needs no token on this machine, leaves nothing behind and sends nothing to anybody. Periods are
/// counted in Europe/Berlin: hours are time that really passes, a month ends at the same time of the day with the same
/// number, or on the last day of a shorter month. A step that follows another one is counted from the moment at which
/// that was reported (`facts.reported`). A scenario without `startsAt` begins at `facts.occurredAt`.
#[utoipa::path(post, path = "/v1/reporting-profiles/{id}/draft", operation_id = "draftReport", tag = "Reporting duties",
    params(ProfileParam, AsOfParam),
    request_body(content = DutyQuestionDoc<'static>, example = json!({
        "facts": {"title": "Abgleich der Datenspeicher ausgefallen", "occurredAt": "2026-01-28T09:40:00+01:00",
                  "awareAt": "2026-01-28T10:00:00+01:00", "suspectedMalicious": "no",
                  "told": {"crossBorder": "Keine bekannt."},
                  "reported": {"early": "2026-01-28T16:00:00+01:00", "report": "2026-01-31T10:00:00+01:00"}},
        "scenario": {"failures": [{"node": "dresden.storage-sync", "until": "P2DT8H"}]},
        "step": "final", "now": "2026-02-01T08:00:00+01:00"
    })),
    responses((status = 200, description = "Deadlines and a draft", body = DutyAnswer<'static>, example = json!({
        "revision": 17, "profile": "bsig-32", "now": "2026-02-01T07:00:00Z", "timeZone": "Europe/Berlin", "inForce": true,
        "steps": [{"step": "final", "name": {"de": "Abschlussmeldung", "en": "Final report"}, "state": "open",
            "countedFrom": "report", "countedFromAt": "2026-01-31T09:00:00Z", "dueAt": "2026-02-28T09:00:00Z",
            "explanation": {
                "de": "bis Sa, 28.02.2026, 10:00 Uhr: 1 Kalendermonat, gezählt ab Abgabe „Meldung“ (Sa, 31.01.2026, 10:00 Uhr)",
                "en": "by Sat, 28 Feb 2026, 10:00: 1 calendar month, counted from handing in \"Report\" (Sat, 31 Jan 2026, 10:00)"},
            "missing": ["reporter", "cause", "measures"]}],
        "draft": {"step": "final", "title": {"de": "Abschlussmeldung", "en": "Final report"},
            "authority": {"de": "Gemeinsame Meldestelle von BSI und BBK", "en": "Joint reporting office of BSI and BBK"},
            "legalBasis": {"de": "§ 32 BSIG", "en": "Section 32 BSIG"},
            "fields": [
                {"field": "severity", "label": {"de": "Schweregrad", "en": "Severity"},
                 "value": {"de": "2 Dienste und Standorte ausgefallen, 0 eingeschränkt", "en": "2 services and sites unavailable, 0 degraded"},
                 "source": {"de": "berechnet aus der Karte, Revision 17", "en": "computed from the map, revision 17"}},
                {"field": "cause", "label": {"de": "Art der Bedrohung oder Ursache", "en": "Type of threat or root cause"},
                 "ask": {"de": "IT-Betrieb, Forensik oder CERT", "en": "IT operations, forensics or CERT"}}]},
        "notice": {"de": "Entwurf. Tragweite sendet keine Meldungen.", "en": "Draft. Tragweite sends no reports."},
        "disclaimer": {"de": "Keine Rechtsberatung.", "en": "Not legal advice."}
    }))))]
pub(super) async fn draft(
    api: Api,
    Query(AsOfParam { as_of }): Query<AsOfParam>,
    At(ProfileParam { id }): At<ProfileParam>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let profile = profile(&id.0)?;
    let tree = json(&headers, &body)?;
    let request = decoded(&tree, |t, p| decode_duty_request(t, &Place::ROOT, p))?;
    let map = api.map_in_force(as_of).await?;
    let work = {
        let api = api.clone();
        move || {
            let (pool, now) = (api.app.pool(), moment());
            let write = |answer: DutyAnswer<'_>| serde_json::to_vec(&answer);
            let written = ask_duty(&map, profile, request, pool, MAX_LINKS, now, write)?;
            written.map_err(|error| Problem::internal(&error))
        }
    };
    Ok(json_bytes(StatusCode::OK, api.off_the_loop(work).await?))
}

params! {
    /// The incident and the profile in the address.
    pub(super) struct IncidentProfileParam in Path {
        /// Id of the incident.
        id "id": IncidentId => "i-000042",
        /// Id of the profile.
        profile "profile": ProfileId => "bsig-32",
    }
}

params! {
    /// Which report to draft.
    pub(super) struct StepParam in Query {
        /// The step whose report is drafted; absent = the next one.
        step "step": Key,
    }
}

/// What reporting duties an incident may bring, and what is due when.
///
/// The facts are those of the incident: when its first failure began, since when it is open, when it is forecast to end,
/// and what events of the types `assessed` and `reported` say. Whether a duty applies, people decide: each profile says
/// whom it concerns and what triggers it. Nothing is sent to anybody.
#[utoipa::path(get, path = "/v1/incidents/{id}/duties", operation_id = "listIncidentDuties", tag = "Reporting duties", params(IncidentParam),
    responses((status = 200, description = "All profiles with their times", body = IncidentDuties<'static>, example = json!({
        "incident": "i-000042", "revision": 17, "now": "2026-02-01T07:00:00Z", "timeZone": "Europe/Berlin",
        "items": [{"profile": "dsgvo-33",
            "authority": {"de": "Zuständige Datenschutz-Aufsichtsbehörde", "en": "Competent data protection authority"},
            "appliesTo": {"de": "Verantwortliche", "en": "Controllers"},
            "trigger": {"de": "Verletzung des Schutzes personenbezogener Daten", "en": "Personal data breach"},
            "inForce": true,
            "steps": [{"step": "notification", "name": {"de": "Meldung", "en": "Notification"}, "state": "open",
                "countedFrom": "clockStart", "countedFromAt": "2026-01-31T09:00:00Z", "dueAt": "2026-02-03T09:00:00Z",
                "explanation": {"de": "bis Di, 03.02.2026, 10:00 Uhr: 72 Std., gezählt ab Kenntnis",
                                "en": "by Tue, 3 Feb 2026, 10:00: 72 h, counted from awareness"},
                "missing": ["reporter", "personalData"]}]}],
        "notice": {"de": "Entwurf. Tragweite sendet keine Meldungen.", "en": "Draft. Tragweite sends no reports."}
    }))))]
pub(super) async fn of_incident(
    api: Api,
    At(IncidentParam { id }): At<IncidentParam>,
) -> Result<Response, Problem> {
    let now = moment();
    let situation = api.app.incidents.situation_of(id.number()?, now.as_millisecond()).await?;
    let work = {
        let api = api.clone();
        move || {
            let write = |answer: IncidentDuties<'_>| serde_json::to_vec(&answer);
            let written = all_duties(&situation, api.app.pool(), MAX_LINKS, now, write)?;
            written.map_err(|error| Problem::internal(&error))
        }
    };
    Ok(json_bytes(StatusCode::OK, api.off_the_loop(work).await?))
}

/// What is due for an incident by one profile, and a draft of the report.
///
/// Filled with what the incident tells and what the map computes; for every other field it says whom to ask. Nothing is
/// sent to anybody: when people have handed the report in, the event `reported` says so, and what follows is counted from
/// there.
#[utoipa::path(get, path = "/v1/incidents/{id}/duties/{profile}", operation_id = "draftIncidentReport", tag = "Reporting duties", params(IncidentProfileParam, StepParam),
    responses((status = 200, description = "Deadlines and a draft", body = DutyAnswer<'static>, example = json!({
        "revision": 17, "profile": "dsgvo-33", "now": "2026-02-01T07:00:00Z", "timeZone": "Europe/Berlin", "inForce": true,
        "steps": [], "draft": {"step": "notification", "title": {"de": "Meldung", "en": "Notification"},
            "authority": {"de": "Zuständige Datenschutz-Aufsichtsbehörde", "en": "Competent data protection authority"},
            "legalBasis": {"de": "Art. 33 DSGVO", "en": "Art. 33 GDPR"},
            "fields": [{"field": "contact", "label": {"de": "Datenschutzbeauftragte oder andere Anlaufstelle",
                "en": "Data protection officer or contact"}, "ask": {"de": "Datenschutzbeauftragte", "en": "Data protection officer"}}]},
        "notice": {"de": "Entwurf. Tragweite sendet keine Meldungen.", "en": "Draft. Tragweite sends no reports."},
        "disclaimer": {"de": "Keine Rechtsberatung.", "en": "Not legal advice."}
    }))))]
pub(super) async fn draft_of_incident(
    api: Api,
    Query(StepParam { step }): Query<StepParam>,
    At(of): At<IncidentProfileParam>,
) -> Result<Response, Problem> {
    let profile = profile(&of.profile.0)?;
    let now = moment();
    let situation = api.app.incidents.situation_of(of.id.number()?, now.as_millisecond()).await?;
    let work = {
        let api = api.clone();
        move || {
            let write = |answer: DutyAnswer<'_>| serde_json::to_vec(&answer);
            let pool = api.app.pool();
            let written = one_duty(&situation, profile, step.as_ref(), pool, MAX_LINKS, now, write);
            let written = written.map_err(|error| match error {
                // All that was said stands in the address.
                AppError::Invalid(problems) => Problem::parameters(&problems),
                other => other.into(),
            })?;
            written.map_err(|error| Problem::internal(&error))
        }
    };
    Ok(json_bytes(StatusCode::OK, api.off_the_loop(work).await?))
}
