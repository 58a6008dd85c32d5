//! The OpenAPI document, which falls out of the router, and the page to read it by. Works without any network.

use super::freshness;
use super::rights::{Needs, Operations, glossary};
use super::state::Api;
use super::{
    aftermath, alerts, around, audit, campaigns, changes, confirmations, deliveries, dependencies, dry_run,
    duties, events, health, impact, imports, incidents, job_course, jobs, keys, lists, metrics, nodes,
    people, planning, problem, session, situation, subscriptions, texts, traffic, unions, whole_map, working,
};
use access::Right;
use app::present::{Format, ViewKind};
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::routing::get;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::path::{OperationBuilder, Parameter, PathItem, PathsBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    Content, HttpMethod, OpenApi as Document, Ref, RefOr, Required, Response, ResponsesBuilder,
};
use utoipa::{Modify, OpenApi};
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

/// What starts the page.
const START: &str = include_str!("docs.js");

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tragweite",
        description = "If this fails, who is affected? A map of agencies, sites and services and of what they need from \
            each other, and the answer: which services, offices, agencies and districts, since when, until when, why; what \
            still works; which fallback; what is only one failure away.\n\n\
            Every answer names the map revision it was computed from, and `asOf` asks an earlier map. Durations are ISO 8601 \
            without years and months, times RFC 3339. Errors are problem documents (RFC 9457) that list everything that is \
            wrong. Changes need the `ETag` that was read (`If-Match`) and a bearer token.\n\n\
            Agents find tools for the main questions at `/mcp` (Model Context Protocol, streamable HTTP), all of them \
            read-only.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2"),
    ),
    servers((url = "/", description = "This service")),
    components(schemas(
        problem::Document, problem::Error,
        wire::words::NodeKey, wire::words::NodeKind, wire::words::ServiceLayer,
        wire::words::ConfirmationState, wire::words::VerdictWord, wire::words::RelationType, wire::words::ImpactLevel,
        wire::words::IsoDuration, wire::words::IncludeDependencies,
        wire::words::NodeLevel, wire::words::KindOfIncident, wire::words::FindingWord,
        wire::words::FindingSeverity, wire::words::FindingStateWord, wire::words::IncidentPhase,
        wire::alert::AlertState, wire::alert::AlertBody<'static>, wire::words::LanguageWord,
        texts::MapMoment, texts::DayOrTime, texts::ReceiverName, texts::DependencyAddress,
        texts::ExercisesWanted, texts::ListedIncidents,
        texts::EntityTags, texts::IdempotencyKey, texts::ZoneName,
    )),
    tags(
        (name = "Impact", description = "If this fails, what is affected"),
        (name = "Planning", description = "What hangs by a thread, what only looks redundant, what to fix first"),
        (name = "Incidents", description = "What is going on, and what is planned"),
        (name = "Nodes", description = "Agencies, sites and services"),
        (name = "Dependencies", description = "What one node needs from others"),
        (name = "Confirmations", description = "Both sides confirm what one needs from the other"),
        (name = "Changes", description = "Change sets and the journal"),
        (name = "Alerts", description = "What monitoring tools say of nodes"),
        (name = "Events", description = "Who is told when the situation changes"),
        (name = "Webhooks", description = "What subscriptions are sent"),
        (name = "Map", description = "The whole map in and out"),
        (name = "Imports", description = "What agencies have already, on its way into the map"),
        (name = "Reporting duties", description = "What must be reported to whom by when, and drafts that nobody sends"),
        (name = "Access", description = "Who may do what"),
        (name = "Health", description = "For the tools that watch the service"),
    ),
    modifiers(&SecuritySchemes),
)]
struct Api31;

/// What all operations share: the token, and the problem document for everything that goes wrong.
struct SecuritySchemes;

impl Modify for SecuritySchemes {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let mut token = Http::new(HttpAuthScheme::Bearer);
        token.description = Some(format!(
            "A key (`POST /v1/keys`), or the token the service was started with; where people sign in with OpenID Connect, also a \
             signed access token (JWT) of that provider for this service, such as programs get with client credentials. An operation names the right it needs (`x-right`): {}.",
            glossary()
        ));
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let mut basic = Http::new(HttpAuthScheme::Basic);
        basic.description = Some("Any user with a key as password; only for deliveries of alerts.".into());
        components.add_security_scheme("basic", SecurityScheme::Http(basic));
    }
}

fn add_problems(document: &mut Document) {
    let content = Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problem"))));
    let mut response = Response::new("Everything that goes wrong: a problem document that lists all of it");
    response.content.insert("application/problem+json".into(), content.into());
    for item in document.paths.paths.values_mut() {
        let all = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        for operation in all.into_iter().flatten() {
            operation.responses.responses.insert("default".into(), RefOr::T(response.clone()));
        }
    }
}

/// What can be asked for as a picture, a report or a file says so for all of them.
fn add_presentations(document: &mut Document) {
    for item in document.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
            let parameters = operation.parameters.as_deref().unwrap_or_default();
            let impact = operation.tags.iter().flatten().any(|tag| tag == "Impact");
            let Some(RefOr::T(answer)) = operation.responses.responses.get_mut("200") else { continue };
            if !parameters.iter().any(|p| matches!(p, RefOr::T(p) if p.name == "view")) {
                continue;
            }
            let offered: Vec<Format> =
                Format::all().filter(|&format| impact || format != Format::Html).collect();
            let data = if answer.content.contains_key("application/yaml") {
                &["yaml", "json"][..]
            } else {
                &["json"]
            };
            let formats = data.iter().copied().chain(offered.iter().map(|format| format.as_str())).collect();
            let views = ViewKind::WORDS.iter().filter(|(_, sight)| impact || *sight == ViewKind::Picture);
            let views = views.map(|(word, _)| *word).collect();
            restrict(&mut operation.parameters, "format", formats);
            restrict(&mut operation.parameters, "view", views);
            for format in offered {
                let media = format.media_type().split(';').next().unwrap_or_default();
                let binary = matches!(format, Format::Png | Format::Pdf) || format.as_str() == "xlsx";
                let text = ObjectBuilder::new().schema_type(Type::String);
                let text = if binary { text.content_media_type(media) } else { text };
                answer.content.entry(media.into()).or_insert_with(|| Content::new(Some(text)).into());
            }
        }
    }
}

/// Names the words that a parameter takes at this operation.
pub(super) fn restrict(parameters: &mut Option<Vec<RefOr<Parameter>>>, name: &str, words: Vec<&str>) {
    for parameter in parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.name == name
        {
            let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.clone()));
            parameter.schema = Some(schema.into());
        }
    }
}

/// What receivers of webhooks are sent.
fn add_webhook(document: &mut Document) {
    let event = Content::new(Some(RefOr::Ref(Ref::from_schema_name("CloudEvent"))));
    let body = RequestBodyBuilder::new()
        .description(Some("A CloudEvent in structured form"))
        .content("application/cloudevents+json", event)
        .required(Some(Required::True));
    let taken =
        Response::new("The receiver has it. After anything else it is tried again for about three days");
    let delivery = OperationBuilder::new()
        .operation_id(Some("receiveEvent"))
        .tag("Webhooks")
        .summary(Some("A subscription is told that a node has come to another level."))
        .description(Some(
            "Signed as Standard Webhooks 1.0.0 prescribes (`webhook-id`, `webhook-timestamp`, `webhook-signature`); the \
             same `webhook-id` each time it is tried.",
        ))
        .request_body(Some(body.build()))
        .responses(ResponsesBuilder::new().response("2XX", taken));
    let item = PathItem::new(HttpMethod::Post, delivery);
    document.webhooks = Some(PathsBuilder::new().path("situationChanged", item).build());
}

/// A stream has no schema: it does not end, and what its events hold is told in words and by their example.
fn leave_out_streams(document: &mut Document) {
    for item in document.paths.paths.values_mut() {
        let Some(operation) = &mut item.get else { continue };
        for answer in operation.responses.responses.values_mut() {
            if let RefOr::T(answer) = answer
                && let Some(RefOr::T(stream)) = answer.content.get_mut("text/event-stream")
            {
                stream.schema = None;
            }
        }
    }
}

fn operations(map_limit: usize) -> Operations {
    let operations = of_incidents(of_maps(Operations::new(Api31::openapi()), map_limit));
    of_the_service(planning::mount(operations))
}

/// What is about the map and what follows from it.
fn of_maps(operations: Operations, map_limit: usize) -> Operations {
    use Right::{Ask, Change, Confirm, Operate, Read, Subscribe, Survey};
    operations
        .redacted(Ask, routes!(impact::scenario))
        .redacted(Read, routes!(impact::node))
        .need(Ask, routes!(working::list))
        .redacted(Read, routes!(nodes::list))
        .redacted(Read, routes!(nodes::read))
        .redacted(Change, routes!(nodes::put, nodes::change, nodes::delete))
        .redacted(Read, routes!(around::dependencies))
        .redacted(Read, routes!(around::dependents))
        .redacted(Read, routes!(around::surroundings))
        .redacted(Read, routes!(dependencies::list))
        .redacted(Change, routes!(dependencies::create))
        .redacted(Read, routes!(dependencies::read))
        .redacted(Change, routes!(dependencies::put, dependencies::change, dependencies::delete))
        .redacted(Read, routes!(confirmations::figures))
        .need(Operate, routes!(confirmations::period))
        .redacted(Read, routes!(confirmations::queue))
        .redacted(Read, routes!(confirmations::said))
        .redacted(Confirm, routes!(confirmations::say))
        .redacted(Read, routes!(campaigns::list))
        .redacted(Confirm, routes!(campaigns::start))
        .redacted(Read, routes!(campaigns::read))
        .redacted(Read, routes!(campaigns::questions))
        .redacted(Confirm, routes!(campaigns::end))
        .redacted(Change, routes!(changes::apply))
        .need(Read, routes!(changes::revisions))
        .need(Read, routes!(changes::revision))
        .redacted(Read, routes!(events::listen))
        .redacted(Read, routes!(subscriptions::list))
        .redacted(Read, routes!(subscriptions::read))
        .redacted(Subscribe, routes!(subscriptions::put, subscriptions::delete))
        .redacted(Subscribe, routes!(subscriptions::renew))
        .redacted(Read, routes!(subscriptions::deliveries))
        .redacted(Subscribe, routes!(subscriptions::replay))
        .need(Survey, routes!(whole_map::export))
        .need_within(map_limit, Change, routes!(whole_map::replace, whole_map::merge))
        .need(Change, routes!(imports::list))
        .need_within(map_limit, Change, routes!(imports::start))
        .need(Change, routes!(imports::read))
        .need(Change, routes!(imports::change, imports::end))
        .need(Change, routes!(imports::report))
        .need(Change, routes!(imports::apply))
        .need_within(map_limit, Survey, routes!(traffic::held))
}

/// What is about incidents, duties and alerts.
fn of_incidents(operations: Operations) -> Operations {
    use Right::{Ask, Deliver, Operate, Read, Report, Survey};
    operations
        .need(Read, routes!(duties::list))
        .need(Read, routes!(duties::read))
        .need(Ask, routes!(duties::draft))
        .need(Read, routes!(duties::of_incident))
        .need(Read, routes!(duties::draft_of_incident))
        .redacted(Read, routes!(incidents::list))
        .redacted(Report, routes!(incidents::open))
        .redacted(Read, routes!(incidents::read))
        .redacted(Read, routes!(incidents::events))
        .redacted(Read, routes!(aftermath::one))
        .need(Survey, routes!(aftermath::score))
        .redacted(Report, routes!(incidents::add))
        .redacted(Read, routes!(situation::situation))
        .need(Read, routes!(alerts::list))
        .need(Read, routes!(alerts::read))
        .need(Operate, routes!(alerts::put, alerts::delete))
        .need_within(deliveries::DELIVERY, Deliver, routes!(deliveries::post, deliveries::put))
        .page_within(dry_run::FORM, Ask, routes!(dry_run::page, dry_run::asked))
        .need(Read, routes!(alerts::alerts))
}

/// What is about the service itself.
fn of_the_service(operations: Operations) -> Operations {
    use Right::{Audit, Change, Know, Observe, Operate, Read};
    operations
        .need(Read, routes!(jobs::list))
        .need(Change, routes!(jobs::start))
        .need(Read, routes!(jobs::read))
        .need(Change, routes!(jobs::end))
        .need(Read, routes!(jobs::result))
        .need(Read, routes!(job_course::follow))
        .need(Know, routes!(health::livez))
        .need(Know, routes!(health::readyz))
        .need(Know, routes!(health::readyz_write))
        .need(Observe, routes!(metrics::metrics))
        .need(Know, routes!(session::read, session::sign_in, session::sign_out))
        .need(Know, routes!(session::begin))
        .need(Know, routes!(session::finish))
        .need(Audit, routes!(audit::list))
        .need(Operate, routes!(keys::list, keys::create))
        .need(Operate, routes!(keys::read, keys::revoke))
        .need(Operate, routes!(keys::rotate))
        .need(Operate, routes!(people::list))
        .need(Operate, routes!(people::revoke))
}

/// The addresses of the API, and the document that describes them.
pub(super) fn routes(map_limit: usize) -> (Router<Api>, Document, Needs) {
    let (router, mut document, needs) = operations(map_limit).split();
    add_problems(&mut document);
    freshness::add_header(&mut document);
    add_presentations(&mut document);
    planning::add_papers(&mut document);
    leave_out_streams(&mut document);
    add_webhook(&mut document);
    lists::name_words(&mut document);
    unions::name_variants(&mut document);
    unions::open_free_forms(&mut document);
    (router, document, needs)
}

/// The OpenAPI document as it is committed and served.
pub fn document() -> Document {
    routes(0).1
}

/// Where the documentation stands; it holds nothing of the map.
pub(super) const ADDRESSES: [&str; 5] =
    ["/v1/openapi.json", "/docs", "/docs/", "/docs/{*rest}", "/docs/swagger-initializer.js"];

/// The document at `/v1/openapi.json`, and the page at `/docs`, all of it out of the program itself.
pub(super) fn pages(document: Document) -> Router {
    // The settings stand in our own start of the page, because some of them are functions.
    let start = ([(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript"))], START);
    let page = SwaggerUi::new("/docs").config(utoipa_swagger_ui::Config::new(["/v1/openapi.json"]));
    let policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                  img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'";
    let page = Router::from(page).route("/docs/swagger-initializer.js", get(async move || start));
    let page = page.layer(SetResponseHeaderLayer::overriding(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    ));
    Router::new().merge(page).route("/v1/openapi.json", get(async move || axum::Json(document)))
}
