//! Traffic that was seen, held against the map.

use super::imports::content;
use super::problem::Problem;
use super::request::{decoded, json};
use super::respond::Json;
use super::state::Api;
use app::imports::traffic;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use imports::traffic::{FORMATS, Names, Watch};
use model::message;
use wire::traffic::{TrafficAnswer, TrafficRequest, decode_traffic};
use wire::{Place, Problem as Told, Problems};

/// Hold traffic that was really seen against the map: in both, only in the map, only seen. Changes nothing.
///
/// Ends are matched to nodes by labels, identifiers, keys and names, and by the names of addresses that are given. What was
/// only seen comes with the body that accepts it as an unconfirmed dependency.
#[utoipa::path(post, path = "/v1/traffic-comparisons", operation_id = "compareTraffic", tag = "Imports",
    request_body(content = TrafficRequest, example = json!({"format": "zipkin",
        "files": [{"name": "dependencies.json", "text": "[]"}]})),
    responses((status = 200, description = "Three lists, and what could not be matched", body = TrafficAnswer)))]
pub(super) async fn held(api: Api, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    let _place = api.place_to_plan().await?;
    let tree = json(&headers, &body)?;
    let read = decoded(&tree, |tree, problems| decode_traffic(tree, &Place::ROOT, problems))?;
    let map = api.current();
    let answer = api
        .off_the_loop(move || {
            let invalid = |problem: Told| {
                let mut problems = Problems::default();
                problems.push(problem);
                Problem::invalid(&problems)
            };
            let Some(form) = imports::traffic::format(&read.format) else {
                let words: Vec<&str> = FORMATS.iter().map(|form| form.word()).collect();
                let detail = message!("traffic-no-format", word = &read.format);
                let remedy = message!("import-no-format-remedy", list = words.join(", "));
                return Err(invalid(Told::new(
                    &Place::ROOT.name("format"),
                    "unknown-format",
                    detail,
                    remedy,
                )));
            };
            let files: Vec<&str> = read.files.iter().map(|(name, _)| name.as_str()).collect();
            let source = files.join(", ");
            let mut watch = Watch::default();
            for sent in content(read.files)? {
                form.read(&sent.name, &mut sent.bytes.as_slice(), &mut watch).map_err(|fault| {
                    let mut problem =
                        Told::new(&Place::ROOT.name("files"), fault.code, fault.detail, fault.remedy);
                    problem.file = Some(fault.place.into());
                    invalid(problem)
                })?;
            }
            let names: Vec<String> =
                read.names.iter().map(|(address, name)| format!("{address};{name}")).collect();
            Ok(traffic::held(&map, &watch, &Names::read(&names.join("\n")), &source))
        })
        .await?;
    Ok(Json::new(StatusCode::OK, &answer).map(answer.revision).into())
}
