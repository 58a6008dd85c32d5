//! The planners' questions that an incident needs, asked by an agent through the Python SDK.

use super::mcp::{LEGACY, MODERN, all, sync, talk, text};
use crate::support::service::Service;
use serde_json::{Value, json};

#[tokio::test]
async fn an_agent_is_told_what_hangs_by_one_thread() {
    let service = Service::dresden().await;
    let name = "single_points_of_failure";
    let said = talk(
        &service,
        LEGACY,
        &[
            (name, json!({"node": "zwickau.kfz-zulassung", "limit": 3})),
            (name, json!({"agency": "dresden"})),
            (name, json!({"node": "zwickau.telefon", "level": "degraded", "include": "confirmed"})),
        ],
    )
    .await;
    let [one, agency, none] = &said["answers"].as_array().unwrap()[..] else { panic!("{said}") };
    for answer in [one, agency, none] {
        assert_eq!((&answer["isError"], &answer["fits"]), (&json!(false), &json!(true)), "{answer}");
    }
    let hanging = &one["structuredContent"]["nodes"][0];
    assert_eq!((&hanging["total"], &hanging["omitted"]), (&json!(5), &json!(2)));
    assert_eq!(hanging["points"][2]["node"]["key"], "dresden.server-platform");
    assert_eq!(all(&hanging["points"][2]["way"], "node").first(), Some(&"zwickau.kfz-zulassung"));
    assert!(text(one).contains("makes it unavailable (Serverplattform der Stadtverwaltung → "), "{one}");
    assert!(text(one).ends_with("\n- and 2 more"), "{one}");
    let shared = &agency["structuredContent"]["shared"][0];
    assert_eq!(shared["node"]["key"], "dresden.storage-sync");
    assert!(text(agency).contains("Landeshauptstadt Dresden): takes down 15"), "{agency}");
    assert_eq!(none["structuredContent"]["without"], 1);
    assert!(text(none).contains("No single failure but its own"), "{none}");
}

#[tokio::test]
async fn the_restart_is_planned() {
    let service = Service::dresden().await;
    let question = json!({"failures": sync(), "repairedAt": "P1DT10H", "limit": 50});
    let said = talk(&service, MODERN, &[("restart_plan", question.clone())]).await;
    let answer = &said["answers"][0];
    assert_eq!((&answer["isError"], &answer["fits"]), (&json!(false), &json!(true)), "{answer}");
    let plan = service.post("/v1/analyses/restart-plan", &question).await.expect(200).json();
    let data = &answer["structuredContent"];
    let planned: Vec<&Value> =
        plan["steps"].as_array().unwrap().iter().map(|step| &step["node"]["key"]).collect();
    assert_eq!(all(&data["steps"], "key"), planned);
    assert_eq!(
        data["lastBack"]["after"],
        plan["criticalPath"].as_array().unwrap().last().unwrap()["back"]["after"]
    );
    assert_eq!(all(&data["missed"], "key"), ["zwickau.kfz-zulassung"]);
    assert!(
        text(answer)
            .starts_with("Map revision 1. 24 nodes come back in 6 waves, the last one after 3 days 7 h."),
        "{answer}"
    );
    assert!(text(answer).contains("MTPD is 1 day, takes 2 days 19 h"), "{answer}");
    // Two that count each other among their alternatives stay degraded once both were down.
    let put = |key: &str, needs: Value| {
        json!({"op": "put", "node": {"key": key, "kind": "service", "name": key, "agency": "dresden", "layer": "platform",
            "needs": needs}})
    };
    let shared = |other: &str| json!(["dresden.s", {"sharedBy": [other, "dresden.w"]}]);
    let both = json!({"changes": [put("dresden.s", json!([])), put("dresden.w", json!([])),
        put("dresden.x", shared("dresden.y")), put("dresden.y", shared("dresden.x"))]});
    service.post("/v1/change-sets", &both).await.expect(201);
    let pair = json!({"failures": [{"node": "dresden.s"}], "repairedAt": "P1D"});
    let said = talk(&service, MODERN, &[("restart_plan", pair)]).await;
    let answer = &said["answers"][0];
    let told = &answer["structuredContent"];
    assert_eq!((&answer["fits"], &told["degradedCircles"][0]["size"]), (&json!(true), &json!(2)), "{answer}");
    assert_eq!(all(&told["stillDegraded"], "key"), ["dresden.x", "dresden.y"]);
    assert!(text(answer).contains("Degraded by each other"), "{answer}");
    let circle = json!({"failures": sync()});
    let said = talk(&service, LEGACY, &[("restart_plan", circle)]).await;
    assert!(text(&said["answers"][0]).contains("/failures/0/until: a restart plan needs to know"), "{said}");
}

#[tokio::test]
async fn an_agent_asks_what_has_failed() {
    let service = Service::dresden().await;
    let seen = json!({"unavailable": ["zwickau.kfz-zulassung", "dresden.email"], "operational": ["zwickau.telefon"], "limit": 2});
    let said = talk(
        &service,
        LEGACY,
        &[
            ("diagnose", seen),
            ("diagnose", json!({"operational": ["zwickau.telefon"]})),
            ("diagnose", json!({"unavailable": ["dresden.emial"], "limit": 51})),
        ],
    )
    .await;
    let answer = &said["answers"][0];
    assert_eq!((&answer["isError"], &answer["fits"]), (&json!(false), &json!(true)), "{answer}");
    let data = &answer["structuredContent"];
    assert_eq!(data["singles"][0]["failures"][0]["node"]["key"], "dresden.server-platform");
    assert_eq!(data["singles"][0]["unseen"].as_array().unwrap().len(), 2);
    assert_eq!(data["lookNext"][0]["node"]["key"], "dresden.storage");
    assert!(
        text(answer).starts_with("Map revision 1. Observed: 2 unavailable, 0 degraded, 1 operational."),
        "{answer}"
    );
    assert!(
        text(answer).contains("\n- 1. Serverplattform der Stadtverwaltung (dresden.server-platform"),
        "{answer}"
    );
    let nothing = &said["answers"][1];
    assert_eq!(nothing["isError"], true);
    assert!(text(nothing).contains("/unavailable: unavailable is missing"), "{nothing}");
    assert!(text(&said["answers"][2]).contains("/limit: limit is 51"), "{said}");
}
