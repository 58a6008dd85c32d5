//! The tools of agents, asked by the Python SDK.

use crate::support::service::{Service, TOKEN};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Output, Stdio};
use tokio::io::AsyncWriteExt;

/// The two ways to speak: with a greeting before, and as the server offers it (each request by itself).
pub(super) const LEGACY: &str = "legacy";
pub(super) const MODERN: &str = "auto";

/// Runs the client with these calls.
pub(super) async fn run(service: &Service, mode: &str, token: Option<&str>, calls: &Value) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/mcp");
    let python = folder.join(".venv/bin/python");
    let installed = folder.join(".venv/installed").exists() && python.exists();
    assert!(installed, "the MCP client is missing: \"sh scripts/install-tools.sh test\" installs it");
    let mut client = tokio::process::Command::new(python)
        .arg(folder.join("client.py"))
        .args([&format!("http://{}/mcp", service.address), mode])
        .args(token)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    client.stdin.take().unwrap().write_all(calls.to_string().as_bytes()).await.unwrap();
    client.wait_with_output().await.unwrap()
}

/// What the client was told.
pub(super) async fn talk(service: &Service, mode: &str, calls: &[(&str, Value)]) -> Value {
    let calls = calls.iter().map(|(name, arguments)| json!({"name": name, "arguments": arguments})).collect();
    let done = run(service, mode, None, &calls).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

/// The text of an answer.
pub(super) fn text(answer: &Value) -> &str {
    answer["content"][0]["text"].as_str().unwrap_or_else(|| panic!("{answer}"))
}

pub(super) fn sync() -> Value {
    json!([{"node": "dresden.storage-sync"}])
}

/// The values of a property of all entries of a list.
pub(super) fn all<'a>(list: &'a Value, name: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry[name].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_agent_is_told_what_fails_and_why() {
    let service = Service::dresden().await;
    let said = talk(
        &service,
        LEGACY,
        &[
            ("find_nodes", json!({"text": "kfz zulassung", "layer": "public", "agency": "zwickau"})),
            ("impact", json!({"failures": sync(), "limit": 50})),
            ("explain", json!({"node": "zwickau.kfz-zulassung", "failures": sync()})),
            ("explain", json!({"node": "zwickau.telefon", "failures": sync()})),
            ("what_still_works", json!({"agency": "zwickau", "failures": sync()})),
        ],
    )
    .await;
    let [found, impact, why, works, rest] = &said["answers"].as_array().unwrap()[..] else {
        panic!("{said}")
    };
    for answer in [found, impact, why, works, rest] {
        assert_eq!((&answer["isError"], &answer["fits"]), (&json!(false), &json!(true)), "{answer}");
        assert_eq!(answer["structuredContent"]["revision"], 1);
        assert!(text(answer).starts_with("Map revision 1."), "{answer}");
    }
    assert_eq!(all(&found["structuredContent"]["nodes"], "key"), ["zwickau.kfz-zulassung"]);

    let rest_answer = service.post("/v1/impact", &json!({"failures": sync()})).await.expect(200).json();
    let data = &impact["structuredContent"];
    for (name, count) in data["totals"].as_object().unwrap() {
        assert_eq!(*count, rest_answer["totals"][name], "{name}");
    }
    assert_eq!(all(&data["worst"], "key"), all(&rest_answer["affected"], "key"));
    let hit = data["worst"].as_array().unwrap().iter().find(|hit| hit["key"] == "zwickau.kfz-zulassung");
    let hit = hit.unwrap();
    assert_eq!(hit["agencyName"], "Landkreis Zwickau");
    assert_eq!(hit["mtpdBreach"], "P1D");
    assert!(text(impact).contains("- Kfz-Zulassung im Landkreis Zwickau (zwickau.kfz-zulassung"), "{impact}");
    assert!(text(impact).contains("; workaround: "), "{impact}");

    let chain = all(&why["structuredContent"]["why"], "key");
    assert_eq!(chain.first(), Some(&"zwickau.kfz-zulassung"));
    assert_eq!(chain.last(), Some(&"dresden.storage-sync"));
    assert!(
        text(why)
            .contains(", because “Abgleich der Speichersysteme (Synchronisation)” is unavailable (assumed).")
    );
    let id = why["structuredContent"]["why"][0]["dependency"].as_str().unwrap();
    service.get(&format!("/v1/dependencies/{id}")).await.expect(200);
    assert_eq!(works["structuredContent"]["level"], "operational");
    assert!(text(works).ends_with("“Telefon des Landkreises” still works."), "{works}");

    let data = &rest["structuredContent"];
    assert_eq!(all(&data["unavailable"], "key"), ["zwickau.kfz-zulassung"]);
    assert!(all(&data["working"], "key").contains(&"zwickau.auslaenderbehoerde"));
    assert!(text(rest).contains("Of 10: 9 working, 0 degraded, 1 unavailable."), "{rest}");
}

#[tokio::test]
async fn an_agent_is_told_what_goes_on() {
    let service = Service::dresden().await;
    let quiet = talk(&service, MODERN, &[("situation", json!({}))]).await;
    let quiet = &quiet["answers"][0];
    assert!(text(quiet).contains("0 open incidents; 0 nodes unavailable"), "{quiet}");
    let opening = json!({"title": "Abgleich steht", "failures": sync()});
    service.post("/v1/incidents", &opening).await.expect(201);
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(5);
    let later = json!({"title": "Wartung", "kind": "maintenance",
        "failures": [{"node": "zwickau.telefon", "from": soon.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()}]});
    service.post("/v1/incidents", &later).await.expect(201);
    let seen =
        json!({"type": "observed", "node": "zwickau.kfz-zulassung", "level": "operational", "by": "Zwickau"});
    service.post("/v1/incidents/i-000001/events", &seen).await.expect(201);
    let before = (jiff::Timestamp::now() - jiff::SignedDuration::from_hours(1)).to_string();
    let calls = [
        ("situation", json!({"limit": 50})),
        ("situation", json!({"at": before})),
        ("situation", json!({"at": "gestern", "x": 1})),
    ];
    let said = talk(&service, LEGACY, &calls).await;
    let [now, earlier, wrong] = &said["answers"].as_array().unwrap()[..] else { panic!("{said}") };
    let data = &now["structuredContent"];
    let rest = service.get("/v1/situation").await.expect(200).json();
    assert_eq!(data["unavailableNow"], rest["now"]["unavailable"]);
    assert_eq!(all(&data["affected"], "key"), all(&rest["affected"], "key"));
    assert_eq!(all(&data["incidents"], "state"), ["open", "planned"]);
    assert_eq!(data["observedDifferently"][0]["computed"], "unavailable");
    let of = |key: &str| data["affected"].as_array().unwrap().iter().find(|hit| hit["key"] == key).unwrap();
    assert_eq!(
        (&of("zwickau.kfz-zulassung")["now"], &of("zwickau.telefon")["now"]),
        (&json!("unavailable"), &json!("operational"))
    );
    assert!(text(now).contains("- i-000001 Abgleich steht (fault, open): dresden.storage-sync"), "{now}");
    assert!(text(now).contains("(zwickau.kfz-zulassung, Landkreis Zwickau): unavailable since 20"), "{now}");
    assert!(text(now).contains("zwickau.kfz-zulassung: Zwickau sees operational at"), "{now}");
    assert_eq!(earlier["structuredContent"]["incidents"], json!([]));
    assert_eq!(wrong["isError"], true);
    assert!(text(wrong).contains("/at") && text(wrong).contains("/x"), "{wrong}");
}

#[tokio::test]
async fn the_tools_only_read_and_say_what_they_take() {
    let service = Service::dresden().await;
    for (mode, protocol) in [(LEGACY, "2025-11-25"), (MODERN, "2026-07-28")] {
        let said = talk(&service, mode, &[("impact", json!({"failures": sync(), "limit": 1}))]).await;
        assert_eq!(said["protocol"], protocol);
        assert!(said["instructions"].as_str().unwrap().contains("find_nodes"));
        assert_eq!(
            all(&said["tools"], "name"),
            [
                "find_nodes",
                "situation",
                "impact",
                "explain",
                "what_still_works",
                "diagnose",
                "single_points_of_failure",
                "restart_plan"
            ]
        );
        for tool in said["tools"].as_array().unwrap() {
            let hints = &tool["annotations"];
            assert_eq!((&hints["readOnlyHint"], &hints["idempotentHint"]), (&json!(true), &json!(true)));
            assert_eq!(hints["openWorldHint"], false);
            assert_eq!(tool["inputSchema"]["additionalProperties"], false);
            for property in tool["inputSchema"]["properties"].as_object().unwrap().values() {
                assert!(property["description"].as_str().is_some_and(|text| text.len() > 10), "{property}");
            }
        }
        let data = &said["answers"][0]["structuredContent"];
        assert_eq!(data["worst"].as_array().unwrap().len(), 1);
        assert!(data["worstOmitted"].as_u64().unwrap() > 30, "{data}");
    }
    assert_eq!(service.app.maps.current().revision(), 1);
}

#[tokio::test]
async fn times_and_nodes_at_risk_are_told() {
    let service = Service::dresden().await;
    let failures =
        json!([{"node": "dresden.storage-sync", "from": "2018-11-14T14:30:00+01:00", "until": "P2D"}]);
    let of_time =
        json!({"failures": failures, "startsAt": "2018-11-14T14:30:00+01:00", "horizon": "P7D", "limit": 1});
    let single = json!([{"node": "dresden.storage-a"}]);
    let nodes = json!(["dresden.storage", "dresden.storage-a"]);
    let said = talk(
        &service,
        MODERN,
        &[
            ("impact", of_time),
            ("what_still_works", json!({"nodes": nodes, "failures": single})),
            ("explain", json!({"node": "dresden.storage", "failures": single})),
            ("impact", json!({"failures": single})),
        ],
    )
    .await;
    let span = &said["answers"][0]["structuredContent"]["worst"][0]["spans"][0];
    assert_eq!(span["sinceAt"], "2018-11-14T13:30:00Z", "{span}");
    let ends = (span["until"].as_str().unwrap(), span["untilAt"].as_str().unwrap());
    assert_eq!(ends, ("P3DT21H", "2018-11-18T10:30:00Z"));
    let rest = &said["answers"][1]["structuredContent"];
    assert_eq!(
        (&rest["working"][0]["key"], &rest["working"][0]["atRisk"]),
        (&json!("dresden.storage"), &json!(true))
    );
    assert!(text(&said["answers"][1]).contains("Landeshauptstadt Dresden) - only one failure away"));
    assert!(
        text(&said["answers"][2]).contains("still works, but it has lost a provider and could lose no more.")
    );
    assert!(text(&said["answers"][3]).contains("Only one failure away:\n- Gespiegelter Datenspeicher"));
}

#[tokio::test]
async fn mistakes_are_told_with_their_remedy() {
    let service = Service::dresden().await;
    let cases: &[(&str, Value, bool, &str)] = &[
        (
            "find_nodes",
            json!({"kind": "servce"}),
            false,
            "/kind: \"servce\" is not one of agency, site, service; did you mean service?",
        ),
        (
            "find_nodes",
            json!({"agency": "zwikau"}),
            true,
            "/agency: there is no node zwikau; did you mean zwickau?",
        ),
        (
            "find_nodes",
            json!({"text": "x".repeat(201)}),
            false,
            "/text: the text is longer than 200 characters; give a few words",
        ),
        (
            "find_nodes",
            json!({"txt": "kfz"}),
            false,
            "/txt: \"txt\" is not a property here; did you mean text?",
        ),
        ("impact", json!({}), false, "/failures: failures is missing; list what fails"),
        (
            "impact",
            json!({"failures": [{"node": "dresden.storage-snc"}]}),
            true,
            "/failures/0/node: there is no node \"dresden.storage-snc\"; did you mean dresden.storage-sync?",
        ),
        (
            "impact",
            json!({"failures": sync(), "limit": 51}),
            false,
            "/limit: limit is 51, but must be between 1 and 50",
        ),
        (
            "impact",
            json!({"failures": [{"node": "zwickau", "level": "kaputt"}]}),
            false,
            "/failures/0/level: \"kaputt\" is not one of degraded, unavailable",
        ),
        (
            "impact",
            json!({"failures": [{"node": "zwickau", "from": "P1D", "until": "PT1H"}]}),
            true,
            "/failures/0/until: the failure ends at PT1H, which is not after its start at P1D",
        ),
        (
            "impact",
            json!({"failures": vec![json!({"node": "zwickau"}); 101]}),
            false,
            "/failures: 101 entries, at most 100 are taken",
        ),
        ("impact", json!({"failures": "zwickau"}), false, "/failures: a list is expected"),
        (
            "explain",
            json!({"failures": sync()}),
            false,
            "/node: node is missing; say which node is to be explained",
        ),
        (
            "explain",
            json!({"node": "zwickau.kfz", "failures": sync()}),
            true,
            "/node: there is no node zwickau.kfz; ",
        ),
        (
            "what_still_works",
            json!({"failures": sync()}),
            true,
            "agency or nodes is missing; give the key of an agency, or a list of nodes",
        ),
        (
            "what_still_works",
            json!({"agency": "zwickau.telefon", "failures": sync()}),
            true,
            "/agency: zwickau.telefon is a service; give an agency, or use nodes",
        ),
        ("what_still_works", json!({"nodes": [], "failures": sync()}), false, "/nodes: the list is empty; "),
        (
            "what_still_works",
            json!({"nodes": ["zwickau", "zwikau"], "failures": sync()}),
            true,
            "/nodes/1: there is no node zwikau; did you mean zwickau?",
        ),
    ];
    let calls: Vec<(&str, Value)> = cases.iter().map(|case| (case.0, case.1.clone())).collect();
    let said = talk(&service, LEGACY, &[&calls[..], &[("repair", json!({}))]].concat()).await;
    let answers = said["answers"].as_array().unwrap();
    for ((name, arguments, fits, told), answer) in cases.iter().zip(answers) {
        assert_eq!(answer["isError"], true, "{name} {arguments}: {answer}");
        assert!(text(answer).contains(told), "{name} {arguments}: {answer}");
        assert_eq!(answer["fits"], *fits, "{name} {arguments}");
    }
    let unknown = answers.last().unwrap()["refused"].as_str().unwrap();
    assert!(unknown.contains("the tools are find_nodes, situation, impact"), "{unknown}");
}

#[tokio::test]
async fn a_wrong_token_is_refused_and_the_right_one_taken() {
    let service = Service::dresden().await;
    assert!(!run(&service, LEGACY, Some("another-token-of-length"), &json!([])).await.status.success());
    assert!(run(&service, LEGACY, Some(TOKEN), &json!([])).await.status.success());
}
