//! The OpenAPI document, which falls out of the router, and the page to read it by. Works without any network.

use super::state::Api;
use super::{
    alerts, around, changes, deliveries, dependencies, dry_run, duties, events, health, impact, incidents,
    job_course, jobs, metrics, nodes, planning, problem, situation, subscriptions, texts, unions, whole_map,
};
use app::present::{Format, Sight};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::routing::get;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::path::{OperationBuilder, Parameter, PathItem, PathsBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    Content, HttpMethod, OpenApi as Document, Ref, RefOr, Required, Response, ResponsesBuilder,
};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
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
        wire::words::ConfirmationState, wire::words::RelationType, wire::words::ImpactLevel,
        wire::words::IsoDuration, wire::words::IncludeDependencies,
        wire::words::NodeLevel, wire::words::KindOfIncident, wire::words::FindingWord,
        wire::words::FindingSeverity, wire::words::FindingStateWord, wire::words::IncidentPhase,
        wire::alert::AlertState, wire::alert::AlertBody<'static>, wire::words::LanguageWord,
        texts::MapMoment, texts::DayOrTime, texts::ReceiverName, texts::DependencyAddress, texts::ListedIncidents,
        texts::EntityTags, texts::IdempotencyKey,
    )),
    tags(
        (name = "Impact", description = "If this fails, what is affected"),
        (name = "Planning", description = "What hangs by a thread, what only looks redundant, what to fix first"),
        (name = "Incidents", description = "What is going on, and what is planned"),
        (name = "Nodes", description = "Agencies, sites and services"),
        (name = "Dependencies", description = "What one node needs from others"),
        (name = "Changes", description = "Change sets and the journal"),
        (name = "Alerts", description = "What monitoring tools say of nodes"),
        (name = "Events", description = "Who is told when the situation changes"),
        (name = "Webhooks", description = "What subscriptions are sent"),
        (name = "Map", description = "The whole map in and out"),
        (name = "Reporting duties", description = "What must be reported to whom by when, and drafts that nobody sends"),
        (name = "Health", description = "For the tools that watch the service"),
    ),
    modifiers(&Shared),
)]
struct Api31;

/// What all operations share: the token, and the problem document for everything that goes wrong.
struct Shared;

impl Modify for Shared {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let mut token = Http::new(HttpAuthScheme::Bearer);
        token.description = Some("The token the service was started with.".into());
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let mut basic = Http::new(HttpAuthScheme::Basic);
        basic.description =
            Some("Any user with the token as password; only for deliveries of alerts.".into());
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
            let views = Sight::WORDS.iter().filter(|(_, sight)| impact || *sight == Sight::Picture);
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

/// A parameter that may be left out is never null; nothing in an address or a header is.
fn leave_out_nulls(document: &mut Document) {
    for item in document.paths.paths.values_mut() {
        let all = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        let parameters =
            all.into_iter().flatten().flat_map(|operation| operation.parameters.iter_mut().flatten());
        for parameter in parameters {
            let RefOr::T(Parameter { schema: Some(schema), .. }) = parameter else { continue };
            match schema {
                RefOr::T(Schema::Object(object)) => {
                    if let SchemaType::Array(kinds) = &object.schema_type
                        && let Some(kind) = kinds.iter().find(|kind| **kind != Type::Null)
                    {
                        object.schema_type = SchemaType::Type(kind.clone());
                    }
                }
                RefOr::T(Schema::OneOf(either)) => {
                    if let Some(named) = either.items.iter().find(|item| matches!(item, RefOr::Ref(_))) {
                        *schema = named.clone();
                    }
                }
                _ => {}
            }
        }
    }
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

fn open_api_router(map_limit: usize) -> OpenApiRouter<Api> {
    let whole_map = OpenApiRouter::new()
        .routes(routes!(whole_map::export, whole_map::replace, whole_map::merge))
        .layer(DefaultBodyLimit::max(map_limit));
    let deliveries = OpenApiRouter::new()
        .routes(routes!(deliveries::post, deliveries::put))
        .layer(DefaultBodyLimit::max(deliveries::DELIVERY));
    let pages = OpenApiRouter::new()
        .routes(routes!(dry_run::page, dry_run::asked))
        .layer(DefaultBodyLimit::max(dry_run::FORM));
    OpenApiRouter::with_openapi(Api31::openapi())
        .routes(routes!(impact::scenario))
        .routes(routes!(impact::node))
        .routes(routes!(nodes::list))
        .routes(routes!(nodes::read, nodes::put, nodes::change, nodes::delete))
        .routes(routes!(around::dependencies))
        .routes(routes!(around::dependents))
        .routes(routes!(around::surroundings))
        .routes(routes!(dependencies::list, dependencies::create))
        .routes(routes!(dependencies::read, dependencies::put, dependencies::change, dependencies::delete))
        .routes(routes!(changes::apply))
        .routes(routes!(changes::revisions))
        .routes(routes!(changes::revision))
        .routes(routes!(events::listen))
        .routes(routes!(subscriptions::list))
        .routes(routes!(subscriptions::read, subscriptions::put, subscriptions::delete))
        .routes(routes!(subscriptions::renew))
        .routes(routes!(subscriptions::deliveries))
        .routes(routes!(subscriptions::replay))
        .merge(whole_map)
        .routes(routes!(duties::list))
        .routes(routes!(duties::read))
        .routes(routes!(duties::draft))
        .routes(routes!(duties::of_incident))
        .routes(routes!(duties::draft_of_incident))
        .routes(routes!(incidents::list, incidents::open))
        .routes(routes!(incidents::read))
        .routes(routes!(incidents::add, incidents::events))
        .routes(routes!(situation::situation))
        .routes(routes!(alerts::list))
        .routes(routes!(alerts::read, alerts::put, alerts::delete))
        .merge(deliveries)
        .merge(pages)
        .routes(routes!(alerts::alerts))
        .merge(planning::routes())
        .routes(routes!(jobs::list, jobs::start))
        .routes(routes!(jobs::read, jobs::end))
        .routes(routes!(jobs::result))
        .routes(routes!(job_course::follow))
        .routes(routes!(health::livez))
        .routes(routes!(health::readyz))
        .routes(routes!(metrics::metrics))
}

/// The addresses of the API, and the document that describes them.
pub(super) fn routes(map_limit: usize) -> (Router<Api>, Document) {
    let (router, mut document) = open_api_router(map_limit).split_for_parts();
    add_problems(&mut document);
    add_presentations(&mut document);
    planning::add_papers(&mut document);
    leave_out_streams(&mut document);
    leave_out_nulls(&mut document);
    add_webhook(&mut document);
    unions::name_variants(&mut document);
    unions::open_free_forms(&mut document);
    (router, document)
}

/// The OpenAPI document as it is committed and served.
pub fn document() -> Document {
    routes(0).1
}

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
