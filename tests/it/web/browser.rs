//! Pages in Chromium: readable for everybody, in both languages and themes, wide and at 400 %; nothing from elsewhere.

use crate::support::service::{Service, TOKEN};
use serde_json::json;
use std::path::Path;
use tokio::process::Command;

const CHROMIUM: &str = "/usr/bin/chromium";

/// What a script of `tests/tools/axe` says; it must end well.
pub(super) async fn script(name: &str, service: &Service, arguments: &[&str]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/axe");
    let there = folder.join("node_modules/playwright-core").exists() && Path::new(CHROMIUM).exists();
    assert!(there, "playwright-core or {CHROMIUM} is missing: sh scripts/install-tools.sh test");
    let url = format!("http://{}", service.address);
    let done = Command::new("node")
        .args([name, CHROMIUM, &url, TOKEN])
        .args(arguments)
        .current_dir(folder)
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    said
}

#[tokio::test]
async fn every_page_is_readable_for_everybody() {
    let service = Service::dresden().await;
    let open = |exercise: bool| json!({"title": "Abgleich fällt aus", "exercise": exercise, "failures": [{"node": "dresden.storage-sync"}]});
    service.post("/v1/incidents", &open(false)).await.expect(201);
    let exercise = service.post("/v1/incidents", &open(true)).await.expect(201).json();
    let exercise = format!("/incidents/{}", exercise["id"].as_str().unwrap());
    let until = (tragweite::app::clock::timestamp() + std::time::Duration::from_secs(86_400)).to_string();
    for event in [
        json!({"type": "forecast", "until": until}),
        json!({"type": "noted", "text": "Stadtwerke sind da"}),
        json!({"type": "observed", "node": "zwickau.kfz-zulassung", "level": "operational"}),
    ] {
        service.post("/v1/incidents/i-000001/events", &event).await.expect(201);
    }
    let campaign = json!({"title": "Prüfung", "of": {"agency": "zwickau"}, "until": "2999-12-31"});
    service.post("/v1/campaigns", &campaign).await.expect(201);
    let pages = [
        "/",
        "/search?q=Kfz",
        "/search?q=nichts-davon",
        "/nodes/dresden.storage",
        "/what-if",
        "/what-if?fail=Speicher",
        "/what-if?fail=dresden.storage-sync&until=2+Tage",
        "/incidents",
        "/incidents/i-000001",
        exercise.as_str(),
        "/wall",
        "/explore",
        "/explore?node=dresden.storage&open=dresden.server-platform&group=agency",
        "/findings",
        "/questions",
        "/questions/ranking?ask=yes",
        "/questions/diagnosis",
        "/questions/restart-plan?ask=yes&failures=dresden.storage-sync&until=2+Tage",
        "/changes",
        "/changes/1",
        "/basket",
        "/nodes/new",
        "/import",
        "/confirm",
        "/campaigns",
        "/campaigns/c-000001",
        "/campaigns/c-000001/list?agency=zwickau",
        "/nodes/dresden.storage/edit",
        "/manage",
        "/manage/keys",
        "/manage/audit",
        "/account",
        "/no/such/page",
    ];
    script("pages.mjs", &service, &pages).await;
}
