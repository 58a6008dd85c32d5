//! Whoever sees only a part of the map learns nothing of the rest, whatever he asks and in whatever form; and what he does see
//! is what the whole map says.

use super::world::{Draw, Thing, World, text_of};
use crate::support::service::{Answer, Service};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What is asked: as it is told when something leaks, and as it is sent.
struct Question {
    told: String,
    request: RequestBuilder,
}

async fn answered(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let is_stream = headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
    let bytes = if is_stream { begun(response).await } else { response.bytes().await.unwrap().to_vec() };
    Answer { status, headers, text: unpacked(&bytes) }
}

/// What a stream says at once: it has no end.
async fn begun(mut response: reqwest::Response) -> Vec<u8> {
    let mut all = Vec::new();
    let wait = std::time::Duration::from_millis(20);
    while let Ok(Ok(Some(chunk))) = tokio::time::timeout(wait, response.chunk()).await {
        all.extend_from_slice(&chunk);
    }
    all
}

/// What an answer says: of a workbook all that is packed in it.
fn unpacked(bytes: &[u8]) -> String {
    if !bytes.starts_with(b"PK\x03\x04") {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let two = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let heads = (0..bytes.len() - 30).filter(|&at| bytes[at..].starts_with(b"PK\x03\x04"));
    let mut text = String::new();
    for head in heads {
        let begin = head + 30 + two(head + 26) + two(head + 28);
        text.push_str(&String::from_utf8_lossy(&bytes[head + 30..begin]));
        assert_eq!(two(head + 8), 8, "its parts are deflated");
        let mut part = flate2::read::DeflateDecoder::new(&bytes[begin..]);
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
    }
    assert!(text.contains("<worksheet"), "{text}");
    text
}

/// The words of a parameter of an operation.
fn words(document: &Value, path: &str, method: &str, name: &str) -> Vec<String> {
    let parameters = document["paths"][path][method]["parameters"].as_array().cloned().unwrap_or_default();
    let found = parameters.iter().find(|parameter| parameter["name"] == name);
    let words =
        found.and_then(|parameter| parameter["schema"]["enum"].as_array().cloned()).unwrap_or_default();
    words.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

struct Asker<'a> {
    service: &'a Service,
    key: String,
    document: &'a Value,
    questions: Vec<Question>,
}

impl Asker<'_> {
    fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) {
        let request = self.service.plain(method, path).bearer_auth(&self.key).header("if-match", "*");
        let request = match body {
            Some(body) if method == "PATCH" => {
                request.header("content-type", "application/merge-patch+json").body(body.to_string())
            }
            Some(body) => request.json(body),
            None => request,
        };
        let told = format!("{method} {path} {}", body.map(Value::to_string).unwrap_or_default());
        self.questions.push(Question { told, request });
    }

    /// An operation in every format that it has.
    fn in_all_formats(&mut self, template: &str, path: &str, method: &str, body: Option<&Value>) {
        let formats = words(self.document, template, &method.to_lowercase(), "format");
        assert!(formats.len() > 3, "{template}");
        let mark = if path.contains('?') { '&' } else { '?' };
        // PDF and PNG are drawn from the same as HTML and SVG, and nothing can be searched in them.
        for format in formats.iter().filter(|format| !["png", "pdf"].contains(&format.as_str())) {
            self.ask(method, &format!("{path}{mark}format={format}"), body);
        }
    }

    /// Every operation, whatever it does, with ids that may be there and a body that says nothing.
    fn every_operation(&mut self, key: &str, dependency: &str, misspelt: &str) {
        let document = self.document;
        for (template, item) in document["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys().filter(|method| *method != "parameters") {
                // What takes things away would end the questions.
                if template.contains("keys") || template == "/v1/session" || method == "delete" {
                    continue;
                }
                let id = match template.split('/').nth(2).unwrap_or_default() {
                    "nodes" => key,
                    "dependencies" => dependency,
                    "campaigns" => "c-000001",
                    "findings" => "no-contact~amt",
                    "jobs" => "j-000001",
                    "reporting-profiles" => "bsig-32",
                    "subscriptions" | "receivers" | "alerts" => "leitstelle",
                    _ => "i-000001",
                };
                let path = template.replace("{profile}", "bsig-32").replace("{seq}", "1");
                let path = path.split_once('{').map_or(path.clone(), |(before, rest)| {
                    format!("{before}{id}{}", rest.split_once('}').map_or("", |(_, after)| after))
                });
                let queries: &[String] = match method.as_str() {
                    "get" => &[
                        String::new(),
                        format!("?agency={misspelt}"),
                        format!("?agency={key}"),
                        "?after=0".into(),
                    ],
                    _ => &[String::new()],
                };
                for query in queries {
                    let body = (method != "get").then(|| json!({}));
                    self.ask(&method.to_uppercase(), &format!("{path}{query}"), body.as_ref());
                }
            }
        }
    }

    /// What is said of dependencies, and asked about them.
    fn confirmations(&mut self, agency: &str, dependency: &str, misspelt: &str) {
        for queue in ["toConfirm", "waiting"] {
            self.ask("GET", &format!("/v1/confirmations/queue?queue={queue}&limit=1000"), None);
            self.ask("GET", &format!("/v1/confirmations/queue?queue={queue}&agency={agency}"), None);
        }
        self.ask("GET", &format!("/v1/campaigns/c-000001/list?agency={agency}"), None);
        let path = format!("/v1/dependencies/{dependency}/statements");
        for said in [
            json!({"verdict": "confirmed"}),
            json!({"verdict": "confirmed", "agency": agency}),
            json!({"verdict": "corrected", "correction": {"on": misspelt}}),
            json!({"verdict": "accepted", "answers": 1}),
        ] {
            self.ask("POST", &path, Some(&said));
        }
        for of in [json!(misspelt), json!({"agency": misspelt}), json!({"kind": "service"})] {
            let asked = json!({"title": "x", "of": of, "side": "provides", "until": "2999-12-31"});
            self.ask("POST", "/v1/campaigns", Some(&asked));
        }
    }

    /// All pages, as a browser asks for them.
    fn pages(&mut self, key: &str, misspelt: &str) {
        for (template, method, _) in tragweite::web::declared() {
            if method != "GET" || template.starts_with("/assets") || template == "/live" {
                continue;
            }
            for id in [key, misspelt] {
                let path = template.split_once('{').map_or(template.to_owned(), |(before, rest)| {
                    let after = rest.split_once('}').map_or("", |(_, after)| after);
                    let id = if before.starts_with("/nodes") { id } else { "i-000001" };
                    format!("{before}{id}{after}")
                });
                for query in [
                    "".to_owned(),
                    format!("?q={misspelt}"),
                    format!("?node={id}"),
                    format!("?fail={id}"),
                    format!("?agency={id}"),
                ] {
                    let path = format!("{path}{query}");
                    let request = self.service.plain("GET", &path).bearer_auth(&self.key);
                    let request = request.header("accept", "text/html");
                    self.questions.push(Question { told: format!("page {path}"), request });
                }
            }
        }
    }

    fn around(&mut self, key: &str, misspelt: &str) {
        for side in ["dependencies", "dependents", "surroundings"] {
            let template = format!("/v1/nodes/{{key}}/{side}");
            let depth = if side == "surroundings" { "dependencies=5&dependents=5" } else { "depth=5" };
            self.in_all_formats(&template, &format!("/v1/nodes/{key}/{side}?{depth}"), "GET", None);
        }
        self.in_all_formats("/v1/nodes/{key}/impact", &format!("/v1/nodes/{key}/impact"), "GET", None);
        for side in ["dependent", "provider"] {
            self.ask("GET", &format!("/v1/dependencies?limit=1000&{side}={key}"), None);
        }
        self.ask("GET", &format!("/v1/nodes?q={misspelt}"), None);
        self.ask("GET", &format!("/v1/nodes/{misspelt}"), None);
        self.ask("GET", &format!("/v1/nodes?agency={misspelt}"), None);
    }

    fn scenarios(&mut self, keys: &[&str], misspelt: &str) {
        let failures = |keys: &[&str]| keys.iter().map(|key| json!({"node": key})).collect::<Vec<_>>();
        let whole = json!({"failures": failures(keys), "limit": 5});
        self.in_all_formats("/v1/impact", "/v1/impact", "POST", Some(&whole));
        let supposed = |needs: &str| {
            json!({"failures": failures(&keys[..1]), "changes": [
                {"op": "put", "node": {"key": "neu", "kind": "service", "name": "Neu", "agency": keys[0].split('.').next(),
                 "layer": "public", "needs": [needs]}}]})
        };
        for key in keys.iter().chain([&misspelt]) {
            self.ask("POST", "/v1/impact", Some(&supposed(key)));
            self.ask("POST", "/v1/impact", Some(&json!({"failures": failures(&[key])})));
            let patch = json!({"needs": [key, misspelt]});
            self.ask(
                "PATCH",
                &format!("/v1/nodes/{}", keys[0]),
                Some(&json!({"needs": [misspelt], "agency": misspelt})),
            );
            let set = json!({"changes": [{"op": "patch", "key": keys[0], "patch": patch}, {"op": "delete", "key": key}]});
            self.ask("POST", "/v1/change-sets?dryRun=true", Some(&set));
        }
    }

    fn tools(&mut self, key: &str, misspelt: &str) {
        let failures = json!([{"node": key}]);
        for (tool, arguments) in [
            ("find_nodes", json!({"text": "N"})),
            ("find_nodes", json!({"text": "N", "agency": misspelt})),
            ("impact", json!({"failures": failures, "limit": 50})),
            ("impact", json!({"failures": [{"node": misspelt}]})),
            ("explain", json!({"node": key, "failures": failures})),
            ("what_still_works", json!({"agency": key.split('.').next(), "failures": failures})),
            ("single_points_of_failure", json!({"node": key})),
            ("diagnose", json!({"unavailable": [key]})),
            ("situation", json!({})),
            ("restart_plan", json!({"failures": failures})),
        ] {
            let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                              "params": {"name": tool, "arguments": arguments}});
            self.ask("POST", "/mcp", Some(&call));
        }
    }

    fn analyses(&mut self, keys: &[&str]) {
        let paths = self.document["paths"].as_object().unwrap();
        let all: Vec<String> =
            paths.keys().filter(|path| path.starts_with("/v1/analyses/")).cloned().collect();
        assert!(all.len() > 8);
        for path in all {
            let name = path.rsplit('/').next().unwrap();
            for body in
                [json!({}), json!({"of": keys[0]}), json!({"of": {"nodes": keys}}), json!({"nodes": keys})]
            {
                self.ask("POST", &path, Some(&body));
                self.ask("POST", "/v1/jobs", Some(&json!({"analysis": name, "question": body})));
            }
        }
    }
}

/// What may not be in any answer for him: marks of hidden nodes, and free text of those of which he sees the front.
fn forbidden(world: &World, agencies: &[String]) -> Vec<String> {
    let (full, front) = world.seen(agencies);
    let of = |thing: &Thing| match thing.key.as_str() {
        key if full.contains(key) => None,
        key if front.contains(key) => Some(text_of(&thing.mark)),
        _ => Some(thing.mark.clone()),
    };
    world.things.iter().filter_map(of).collect()
}

async fn key_of(service: &Service, role: &str, agencies: &[String]) -> String {
    let body = json!({"name": "x", "roles": [{"role": role, "agencies": agencies}]});
    service.post("/v1/keys", &body).await.expect(201).json()["key"].as_str().unwrap().to_owned()
}

/// The affected nodes by key, and the totals.
fn affected(answer: &Value) -> BTreeMap<String, Value> {
    let entries = answer["affected"].as_array().unwrap().iter();
    let told = |entry: &Value| json!([entry["level"], entry["spans"], entry["certain"], entry["mtpdBreach"]]);
    entries.map(|entry| (entry["key"].as_str().unwrap().to_owned(), told(entry))).collect()
}

/// What the agencies have said before, an incident, a campaign: each text, and the agencies that may read it.
async fn said_before(service: &Service, world: &World, draw: &mut Draw) -> Vec<(String, Vec<String>)> {
    let mut texts = Vec::new();
    let agency_of = |key: &str| world.things.iter().find(|thing| thing.key == key).unwrap().agency.clone();
    let all = service.get("/v1/dependencies?limit=1000").await.expect(200).json();
    for (at, need) in all["items"].as_array().unwrap().iter().enumerate() {
        let dependent = agency_of(need["dependent"].as_str().unwrap());
        let providers = ["on", "anyOf", "of"].iter().find_map(|form| need.get(*form)).unwrap();
        let provider = providers.as_str().or_else(|| providers[0].as_str()).unwrap();
        let (agency, mark) = (agency_of(provider), format!("said{at:04}said"));
        let said = json!({"verdict": "disputed", "agency": agency, "reason": mark});
        let path = format!("/v1/dependencies/{}/statements", need["id"].as_str().unwrap());
        let request = service.request("POST", &path).header("if-match", "*").json(&said);
        answered(request).await.expect(201);
        texts.push((mark, vec![agency, dependent]));
    }
    let agency = draw.one(&world.agencies).clone();
    let campaign = json!({"title": "campaign0campaign", "of": {"agency": agency}, "until": "2999-12-31"});
    if service.post("/v1/campaigns", &campaign).await.status == 201 {
        texts.push(("campaign0campaign".to_owned(), vec![agency]));
    }
    let failing = world.things.iter().rev().find(|thing| thing.key.contains('.')).unwrap();
    let incident = json!({"title": "incident0incident", "failures": [{"node": failing.key}]});
    service.post("/v1/incidents", &incident).await.expect(201);
    texts.push(("incident0incident".to_owned(), vec![failing.agency.clone()]));
    let job = json!({"analysis": "findings", "question": {}});
    service.post("/v1/jobs", &job).await.expect(201);
    texts
}

/// One map, several people, many questions: how many answers were searched.
async fn searched(seed: u64, document: &Value) -> usize {
    let draw = &mut Draw::new(seed);
    let service = Service::start(&[], true).await;
    let world = World::new(draw, 40);
    service.post("/v1/map", &world.file).await.expect(201);
    let said = said_before(&service, &world, draw).await;
    let mut count = 0;
    for role in ["viewer", "editor", "incidentManager"] {
        let mut agencies: Vec<String> =
            (0..1 + draw.below(2)).map(|_| draw.one(&world.agencies).clone()).collect();
        agencies.sort_unstable();
        agencies.dedup();
        let (full, front) = world.seen(&agencies);
        let hidden: Vec<&str> = world
            .things
            .iter()
            .map(|t| t.key.as_str())
            .filter(|k| !full.contains(k) && !front.contains(k))
            .collect();
        assert!(!hidden.is_empty() && full.len() > 1 && !front.is_empty());
        let mut secrets = forbidden(&world, &agencies);
        // Why somebody says something is told to his agency, and to who needs it.
        let unheard = said.iter().filter(|(_, heard)| heard.iter().all(|agency| !agencies.contains(agency)));
        secrets.extend(unheard.map(|(mark, _)| mark.clone()));
        let key = key_of(&service, role, &agencies).await;
        let pick = |draw: &mut Draw, set: &BTreeSet<&str>| {
            let services: Vec<&str> = set.iter().copied().filter(|key| key.contains('.')).collect();
            if services.is_empty() {
                set.iter().next().unwrap().to_string()
            } else {
                draw.one(&services).to_string()
            }
        };
        let (own, other) = (pick(draw, &full), pick(draw, &front));
        let lost = draw.one(&hidden).to_string();
        let misspelt = format!("{}x", &lost[..lost.len() - 1]);
        let mut asker = Asker { service: &service, key: key.clone(), document, questions: Vec::new() };
        for node in [&own, &other, &lost] {
            asker.around(node, &misspelt);
            asker.tools(node, &misspelt);
            let needs = service.get(&format!("/v1/dependencies?dependent={node}")).await.expect(200).json();
            let told = needs["items"][0]["id"].as_str().unwrap_or("x~d1").to_owned();
            asker.every_operation(node, &told, &misspelt);
            for id in [&told, &format!("{node}~d1")] {
                asker.confirmations(node.split('.').next().unwrap(), id, &misspelt);
            }
        }
        asker.pages(&other, &misspelt);
        asker.ask("GET", "/v1/nodes?limit=1000", None);
        asker.ask("GET", "/v1/dependencies?limit=1000", None);
        asker.scenarios(&[&own, &other], &misspelt);
        asker.scenarios(&[&own, &lost], &misspelt);
        asker.analyses(&[&own, &other]);
        for Question { told, request } in asker.questions {
            let answer = answered(request).await;
            assert!(answer.status.as_u16() < 500, "{told}: {}", answer.text);
            // What he wrote himself he may be told again.
            for secret in secrets.iter().filter(|secret| !told.contains(secret.as_str())) {
                let head = format!("{:?}", answer.headers);
                let leaks = answer.text.contains(secret.as_str()) || head.contains(secret.as_str());
                assert!(
                    !leaks,
                    "seed {seed}, {role} of {agencies:?}: {secret} in the answer to {told}\n{}",
                    answer.text
                );
            }
            count += 1;
        }
        same_as_the_whole(&service, &key, &own, &full, &front).await;
    }
    count
}

/// What he sees of a failure is what the whole map says, and all of it is counted.
async fn same_as_the_whole(
    service: &Service,
    key: &str,
    node: &str,
    full: &BTreeSet<&str>,
    front: &BTreeSet<&str>,
) {
    let path = format!("/v1/nodes/{node}/impact?limit=1000");
    let whole = service.get(&path).await.expect(200).json();
    let part = answered(service.plain("GET", &path).bearer_auth(key)).await.expect(200).json();
    assert_eq!(part["totals"], whole["totals"]);
    let mut expected = affected(&whole);
    let all = expected.len() as u64;
    expected.retain(|key, _| full.contains(key.as_str()) || front.contains(key.as_str()));
    assert_eq!(affected(&part), expected);
    assert_eq!(part["restricted"].as_u64().unwrap_or(0), all - expected.len() as u64);
}

fn document() -> Value {
    serde_json::to_value(tragweite::api::document()).unwrap()
}

#[tokio::test]
async fn no_byte_of_any_answer_tells_of_what_is_hidden() {
    let document = document();
    let mut count = 0;
    for seed in 1..=2 {
        count += searched(seed, &document).await;
    }
    assert!(count > 1_000, "{count}");
}

/// The same until so many answers were searched: ANSWERS=1000000.
#[tokio::test]
#[ignore = "runs for as long as it is told"]
async fn no_byte_of_very_many_answers_tells_of_what_is_hidden() {
    let wanted = std::env::var("ANSWERS").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let (document, mut count, mut seed) = (document(), 0, 1_000);
    while count < wanted {
        count += searched(seed, &document).await;
        seed += 1;
    }
    println!("{count} answers searched, seeds 1000 to {seed}");
}

/// Whatever somebody may not see is not there for him: the same status and the same words as for what nobody has.
#[tokio::test]
async fn what_is_hidden_is_answered_like_what_is_not_there() {
    let service = Service::dresden().await;
    let key = key_of(&service, "editor", &["zwickau".to_owned()]).await;
    let (hidden, absent) = ("dresden.storage-sync", "dresden.storage-nirgendwo");
    for path in [
        "/v1/nodes/{}",
        "/v1/nodes/{}/impact",
        "/v1/nodes/{}/dependencies",
        "/v1/nodes/{}/surroundings?format=svg",
        "/v1/dependencies/{}~x",
        "/v1/nodes?agency={}",
        "/v1/dependencies?provider={}",
    ] {
        let ask = async |node: &str| {
            let answer = answered(service.plain("GET", &path.replace("{}", node)).bearer_auth(&key)).await;
            let mut told = answer.json();
            told["instance"] = Value::Null;
            (answer.status, told.to_string().replace(node, "*"))
        };
        assert_eq!(ask(hidden).await, ask(absent).await, "{path}");
    }
    for method in ["PUT", "PATCH", "DELETE"] {
        for condition in [("if-match", "*"), ("if-none-match", "*")] {
            let ask = async |node: &str| {
                let body = json!({"name": "x", "kind": "service", "agency": "zwickau", "layer": "public"});
                let request =
                    service.plain(method, &format!("/v1/nodes/{node}")).bearer_auth(&key).json(&body);
                let answer = answered(request.header(condition.0, condition.1)).await;
                let mut told = answer.json();
                told["instance"] = Value::Null;
                (answer.status, told.to_string().replace(node, "*"))
            };
            assert_eq!(ask(hidden).await, ask(absent).await, "{method} {condition:?}");
        }
    }
    assert_eq!(service.app.maps.current().revision(), 1);
}
