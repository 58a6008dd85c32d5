//! Mail by the program itself: over STARTTLS with a password, killed in the middle; everything arrives, and what arrives
//! twice can be told by its id.

use super::serve::Running;
use super::{program, run};
use crate::support::database::{Database, on_both};
use crate::support::mail::{Certificate, Given, MailServer};
use reqwest::Client;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

on_both!(a_killed_service_sends_all_mail);

const TOKEN: &str = "a-token-for-tests-only";
/// Nodes that fail together: more than one mail takes.
const NODES: u64 = 150;
/// How often they fail, or work again.
const WAVES: u64 = 4;

fn start(folder: &Path, url: &str, server: &MailServer, authority: &Path) -> Running {
    let mut command = program(folder);
    let smtp = format!("smtp://127.0.0.1:{}", server.port);
    command.args(["serve", "--listen", "127.0.0.1:0", "--database", url, "--smtp", &smtp]);
    command.args(["--smtp-from", "alarm@tragweite.example", "--smtp-user", "tragweite"]);
    command.args(["--mail-allow", "amt.example", "--smtp-password-file", "password"]);
    // What the system trusts is read from there instead.
    command.env("SSL_CERT_FILE", authority).env("TRAGWEITE_TOKEN", TOKEN);
    Running::start(&mut command)
}

async fn send(running: &Running, method: &str, path: &str, body: &Value) -> Value {
    let client = Client::builder().no_proxy().build().unwrap();
    let url = format!("http://{}{path}", running.address());
    let request = client.request(method.parse().unwrap(), url).bearer_auth(TOKEN);
    let answer = request.header("if-none-match", "*").json(body).send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, 201, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// The changes that these mails tell: node and what became of it, in their order, each mail once.
fn told(given: &[Given]) -> Vec<(String, String)> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut all = Vec::new();
    for mail in given.iter().filter(|mail| mail.taken()) {
        if let Some(text) = seen.insert(mail.header("message-id"), mail.text()) {
            assert_eq!(text, mail.text(), "the same id is the same mail");
            continue;
        }
        let lines = mail.text().lines().filter(|line| line.starts_with("- "));
        let level = if mail.text().contains("WIEDER IN BETRIEB") { "up" } else { "down" };
        all.extend(lines.map(|line| (line.to_owned(), level.to_owned())));
    }
    all
}

async fn a_killed_service_sends_all_mail(database: Database) {
    let here = tempfile::tempdir().unwrap();
    let made = Certificate::make(here.path());
    std::fs::write(here.path().join("password"), "geheim\n").unwrap();
    let tls = ["starttls", made.certificate.to_str().unwrap(), made.key.to_str().unwrap()];
    let server = MailServer::start(&[&tls[..], &["user", "tragweite", "geheim"]].concat()).await;
    let mut running = start(here.path(), &database.url, &server, &made.authority);
    let mut changes = vec![json!({"op": "put", "node": {"key": "amt", "kind": "agency", "name": "Amt"}})];
    for number in 1..=NODES {
        let key = if number == 1 { "amt.strom".to_owned() } else { format!("amt.s{number}") };
        let needs = if number == 1 { vec![] } else { vec!["amt.strom"] };
        changes.push(json!({"op": "put", "node": {"key": key, "kind": "service", "name": "Straße",
            "agency": "amt", "layer": "platform", "needs": needs}}));
    }
    send(&running, "POST", "/v1/change-sets", &json!({"changes": changes})).await;
    let target = json!({"target": "mailto:dienst@amt.example"});
    let subscribed = send(&running, "PUT", "/v1/subscriptions/amt", &target).await;
    assert!(subscribed.get("secret").is_none());
    // Once in each run the server is busy.
    server.answer("data 451 4.3.2 besetzt").await;
    let mut incident = String::new();
    for wave in 0..WAVES {
        if wave % 2 == 0 {
            let body = json!({"title": "Stromausfall", "failures": [{"node": "amt.strom"}]});
            incident =
                send(&running, "POST", "/v1/incidents", &body).await["id"].as_str().unwrap().to_owned();
        } else {
            let path = format!("/v1/incidents/{incident}/events");
            send(&running, "POST", &path, &json!({"type": "closed"})).await;
        }
        // As soon as the change is acknowledged, and once more after the first mail of it.
        for mails in [0, wave * NODES + 1] {
            server.wait_for(|given| told(given).len() as u64 >= mails).await;
            running.kill();
            running = start(here.path(), &database.url, &server, &made.authority);
        }
        server.wait_for(|given| told(given).len() as u64 >= (wave + 1) * NODES).await;
    }
    let given = server.given().await;
    assert!(given.iter().all(|mail| mail.0["encrypted"] == true && mail.0["user"] == "tragweite"));
    assert!(given.iter().any(|mail| !mail.taken()));
    let told = told(&given);
    assert_eq!(told.len() as u64, WAVES * NODES);
    for (at, (_, level)) in told.iter().enumerate() {
        assert_eq!(*level, if (at as u64 / NODES).is_multiple_of(2) { "down" } else { "up" });
    }
    println!("{} changes in {} mails", told.len(), given.len());
}

#[tokio::test]
async fn a_review_campaign_leads_by_mail_to_the_page_that_answers_it() {
    let here = tempfile::tempdir().unwrap();
    let server = MailServer::start(&[]).await;
    let smtp = format!("smtp+plain://127.0.0.1:{}", server.port);
    let mut command = program(here.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--database", "sqlite:map.db", "--smtp", &smtp]);
    command.args(["--smtp-from", "alarm@tragweite.example", "--mail-allow", "amt.example"]);
    command.args(["--public-url", "https://karte.example"]);
    let running = Running::start(command.env("TRAGWEITE_TOKEN", TOKEN));
    let agency = |key: &str, mail: Option<&str>| {
        let contacts: Vec<Value> =
            mail.iter().map(|mail| json!({"name": "Leitung", "email": mail})).collect();
        json!({"op": "put", "node": {"key": key, "kind": "agency", "name": format!("Amt {key}"), "contacts": contacts}})
    };
    let service = |key: &str, of: &str, needs: &[&str]| {
        json!({"op": "put", "node": {"key": key, "kind": "service", "name": key, "agency": of, "layer": "platform",
            "needs": needs}})
    };
    let changes = json!({"changes": [agency("amt", Some("leitung@amt.example")), agency("rat", None),
        service("rz.strom", "rat", &[]), service("amt.fach", "amt", &["rz.strom"]), service("rat.fach", "rat", &["rz.strom"])]});
    send(&running, "POST", "/v1/change-sets", &changes).await;
    let asked = json!({"title": "Jährliche Prüfung", "of": {"nodes": ["rz.strom"]}, "side": "provides",
        "until": "2999-12-31"});
    send(&running, "POST", "/v1/campaigns", &asked).await;
    // Who has an address gets one mail; nobody else is told to have got one.
    server.wait_for(|given| given.iter().any(Given::taken)).await;
    let given = server.given().await;
    assert_eq!(given.len(), 1);
    let text = given[0].text();
    let link = text.lines().find(|line| line.starts_with("https://")).unwrap();
    // However whoever has started it has called the service.
    assert_eq!(link, "https://karte.example/campaigns/c-000001/list?agency=amt", "{text}");
    let link = link.replace("https://karte.example", &format!("http://{}", running.address()));
    let redirects = reqwest::redirect::Policy::none();
    let browser = Client::builder().no_proxy().redirect(redirects).build().unwrap();
    let origin = format!("http://{}", running.address());
    let form = |path: &str, body: String| {
        let request = browser.post(format!("{origin}{path}")).header("origin", &origin).body(body);
        request.header("content-type", "application/x-www-form-urlencoded").header("accept", "text/html")
    };
    let signed_in = form("/sign-in", format!("token={TOKEN}&next=/")).send().await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = async |request: reqwest::RequestBuilder| {
        let request = request.header("accept", "text/html").header("cookie", &cookie);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (status, list) = page(browser.get(&link)).await;
    assert_eq!(status, 200, "{list}");
    assert!(
        list.contains("Amt amt: Ist das noch so?") && list.contains("<strong>rz.strom</strong>"),
        "{list}"
    );
    let value = |name: &str| {
        let (_, rest) = list.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        rest.split('"').next().unwrap().replace("&#34;", "%22")
    };
    let answer = |verdict: &str, reason: &str| {
        let (id, tag) = (value("id"), value("tag"));
        format!("id={id}&tag={tag}&agency=amt&verdict={verdict}&reason={reason}")
    };
    let (status, refused) = page(form("/campaigns/c-000001/list", answer("ended", ""))).await;
    assert!(status == 400 && refused.contains("class=\"errors\""), "{status} {refused}");
    assert_eq!(page(form("/campaigns/c-000001/list", answer("ended", "abgelöst"))).await.0, 303);
    assert!(page(browser.get(&link)).await.1.contains("geantwortet: Gibt es nicht mehr"));
    // Whoever has started it sees what came of it, and ends it.
    assert_eq!(page(form("/campaigns/c-000001/end", String::new())).await.0, 303);
    let (_, whole) = page(browser.get(format!("{origin}/campaigns/c-000001"))).await;
    assert!(whole.contains("beendet") && whole.contains("Das Ergebnis ändert sich nicht mehr"), "{whole}");
    let (_, all) = page(browser.get(format!("{origin}/campaigns"))).await;
    assert!(all.contains("<a href=\"/campaigns/c-000001\">Jährliche Prüfung</a>"), "{all}");
    let told =
        browser.get(format!("{origin}/v1/campaigns/c-000001")).bearer_auth(TOKEN).send().await.unwrap();
    let told: Value = serde_json::from_str(&told.text().await.unwrap()).unwrap();
    let lists = &told["lists"];
    assert!(lists[0]["mailedAt"].is_string() && lists[1]["mailedAt"].is_null(), "{told}");
    assert_eq!((&lists[0]["counted"]["noLonger"], &lists[1]["counted"]["open"]), (&json!(1), &json!(1)));
    running.kill();
}

#[test]
fn settings_of_mail_are_checked_at_the_start() {
    let here = tempfile::tempdir().unwrap();
    let fails = |arguments: &[&str], expected: &str| {
        let all =
            [&["serve", "--listen", "127.0.0.1:0", "--database", "sqlite:x.db"][..], arguments].concat();
        let said = run(here.path(), &all).fails(2);
        assert!(said.contains(expected), "{said}");
    };
    fails(&["--smtp", "smtp://u:geheim@x", "--smtp-from", "a@b.de"], "leave user and password out");
    fails(&["--smtp", "smtp://x"], "--smtp-from");
    fails(&["--mail-allow", "b.de"], "needs the mail server");
    fails(&["--smtp", "smtp://x", "--smtp-from", "a", "--mail-allow", "b.de"], "is no sender");
    fails(
        &["--smtp", "smtp://x", "--smtp-from", "a@b.de", "--smtp-user", "u"],
        "the password of u is missing",
    );
    let file = ["--smtp-user", "u", "--smtp-password-file", "none"];
    fails(
        &[&["--smtp", "smtp://x", "--smtp-from", "a@b.de"][..], &file].concat(),
        "cannot read the password file",
    );
}
