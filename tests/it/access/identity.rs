//! Signing in through providers of OpenID Connect of two makes, and the tokens that they give to programs.

use crate::support::identity::{AUDIENCE, Browser, Login, Make, parameter, with};
use crate::support::service::{Service, send};
use serde_json::{Value, json};
use std::sync::Arc;
use tragweite::access::session::{IDLE_MS, LASTS_MS};
use tragweite::app::App;
use tragweite::app::clock::now;
use tragweite::store::Store;

/// A service that others share, with a provider beside it.
async fn world(make: Make) -> (Service, Login, String) {
    let service = Service::elsewhere().await;
    let address = format!("http://{}", service.address);
    let login = Login::start(make, &address).await;
    login.allow(&service.app, &address).await;
    (service, login, address)
}

/// The claims of a token, as the provider of this issuer would sign it now.
fn claims(login: &Login, more: Value) -> Value {
    let seconds = now() / 1_000;
    let mut all = json!({"iss": login.issuer, "aud": AUDIENCE, "sub": "anna", "groups": ["leitung"], "iat": seconds, "exp": seconds + 60});
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

#[tokio::test]
async fn people_sign_in_with_providers_of_two_makes() {
    for make in [Make::Node, Make::Python] {
        let (service, login, address) = world(make).await;
        let mut browser = Browser::new();
        let page = browser.get(&format!("{address}/sign-in?next=/incidents")).await;
        assert!(
            page.text.contains("Anmelden mit Land")
                && page.text.contains("href=\"/sign-in/provider?next=%2Fincidents\"")
        );
        // Somebody has planted a session: it is another one afterwards, and that one is none.
        let planted = "c".repeat(64);
        browser.cookies.insert("tragweite-session".to_owned(), planted.clone());
        let seen = browser.sign_in(&login, &address, "anna", &["pflege-dresden", "fremd"]).await;
        assert_eq!(
            (seen.status, seen.to.as_str()),
            (303, &*format!("{address}/nodes/dresden")),
            "{make:?}: {}",
            seen.text
        );
        let cookie = seen.set.iter().find(|line| line.starts_with("tragweite-session=")).unwrap();
        assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"), "{cookie}");
        assert!(browser.session() != planted && !browser.cookies.contains_key("tragweite-sign-in"));
        let who = browser.who(&service).await;
        assert!(
            who["id"].as_str().unwrap().starts_with("person:")
                && who["name"].as_str().unwrap().ends_with(" anna")
        );
        assert_eq!(who["roles"], json!([{"role": "editor", "agencies": ["dresden"]}]), "{make:?}");
        // He changes what his agency runs, and nothing else.
        let change = |node: &str| {
            let request = service.plain("PATCH", &format!("/v1/nodes/{node}")).header("if-match", "*");
            let request = request.header("x-csrf-token", who["csrf"].as_str().unwrap());
            request
                .header("cookie", format!("tragweite-session={}", browser.session()))
                .json(&json!({"description": "x"}))
        };
        send(change("dresden")).await.expect(200);
        send(change("zwickau")).await.expect(403);
        // The log names him, whoever the provider is.
        let log = service.get("/v1/audit?limit=100").await.expect(200).text;
        let signed = format!(
            r#"{{\"who\":\"{}\",\"name\":{},\"action\":\"POST\",\"object\":\"/v1/session/provider/answer\",\"outcome\":201"#,
            who["id"].as_str().unwrap(),
            who["name"].to_string().replace('"', "\\\"")
        );
        assert!(log.contains(&signed), "{signed}\n{log}");
        // Signing out ends the session, and leads to where one signs out at the provider, too, if it offers that.
        let before = browser.session();
        let out = browser.post(&format!("{address}/sign-out"), "").await;
        assert_eq!(out.to, format!("{address}/signed-out"));
        let said = browser.get(&out.to).await;
        assert!(said.text.contains("Abgemeldet") && !said.text.contains("end_session") || make == Make::Node);
        if make == Make::Node {
            let way = said.text.split("href=\"").find(|link| link.contains("/session/end")).unwrap();
            let way = way.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
            let there = browser.get(&way).await;
            assert_eq!(there.status, 200, "{way}: {}", there.text);
        }
        send(service.plain("GET", "/v1/nodes").header("cookie", format!("tragweite-session={before}")))
            .await
            .expect(401);
    }
}

#[tokio::test]
async fn what_the_provider_has_not_signed_for_this_sign_in_opens_nothing() {
    let (service, login, address) = world(Make::Node).await;
    let past = now() / 1_000 - 120;
    for forged in [
        json!({"claims": {"iss": "https://boese.example"}}),
        json!({"claims": {"aud": "other"}}),
        json!({"claims": {"aud": ["tragweite", "other"]}}),
        json!({"claims": {"azp": "other"}}),
        json!({"claims": {"nonce": "other"}}),
        json!({"claims": {"exp": past, "iat": past - 60}}),
        json!({"claims": {"exp": "never"}}),
        json!({"claims": {"sub": ""}}),
        json!({"claims": {"nbf": past + 3_600}}),
        json!({"how": "none", "claims": {}}),
        json!({"how": "hmac", "claims": {}}),
        json!({"how": "other", "claims": {}}),
        json!({"header": {"crit": ["x"], "x": 1}, "claims": {}}),
    ] {
        login.set("PUT", "forge", &forged).await;
        let mut browser = Browser::new();
        let seen = browser.sign_in(&login, &address, "anna", &["leitung"]).await;
        assert_eq!(seen.status, 401, "{forged}: {}", seen.text);
        assert!(browser.session().is_empty() && seen.text.contains("nicht abgeschlossen"), "{forged}");
    }
    // Signed anew as it was, it counts: what was refused before was refused for what was forged.
    login.set("PUT", "forge", &json!({"claims": {}})).await;
    assert_eq!(Browser::new().sign_in(&login, &address, "anna", &["leitung"]).await.status, 303);
    login.set("PUT", "forge", &json!({})).await;
    let log = service.get("/v1/audit?limit=200").await.expect(200).text;
    assert!(log.matches(r#"/v1/session/provider/answer\",\"outcome\":401"#).count() >= 13, "{log}");
}

#[tokio::test]
async fn an_answer_counts_once_and_only_in_the_browser_that_has_begun() {
    let (_service, login, address) = world(Make::Node).await;
    let mut browser = Browser::new();
    let back = browser.arrive(&login, &address, "anna", &["leitung"]).await;
    // Another browser, with a sign-in of its own and without any: somebody wants to be signed in as another.
    let mut other = Browser::new();
    assert_eq!(other.get(&back).await.status, 401);
    other.arrive(&login, &address, "bert", &["leitung"]).await;
    assert_eq!(other.get(&back).await.status, 401);
    for (name, value) in [("state", "x"), ("iss", "https://boese.example"), ("error", "access_denied")] {
        let mut browser = Browser::with(browser.cookies.clone());
        assert_eq!(browser.get(&with(&back, name, value)).await.status, 401, "{name}");
        assert!(browser.session().is_empty());
    }
    let fresh = browser.arrive(&login, &address, "anna", &["leitung"]).await;
    let kept = browser.cookies.clone();
    let stolen = fresh.clone();
    assert_eq!(browser.get(&fresh).await.status, 303);
    // The same again, with all that the browser had.
    let mut again = Browser::with(kept);
    again.cookies.remove("tragweite-session");
    assert_eq!(again.get(&stolen).await.status, 401);
    assert!(again.session().is_empty());
}

#[tokio::test]
async fn whoever_loses_his_groups_loses_his_rights_when_he_signs_in_next() {
    for make in [Make::Node, Make::Python] {
        let (service, login, address) = world(make).await;
        let (mut here, mut there) = (Browser::new(), Browser::new());
        assert_eq!(here.sign_in(&login, &address, "anna", &["leitung"]).await.status, 303);
        let ask = |browser: &Browser| {
            send(
                service
                    .plain("GET", "/v1/keys")
                    .header("cookie", format!("tragweite-session={}", browser.session())),
            )
        };
        ask(&here).await.expect(200);
        let seen = there.sign_in(&login, &address, "anna", &["fremd"]).await;
        assert_eq!(seen.status, 403, "{}", seen.text);
        assert!(seen.text.contains("keine Ihrer Gruppen") && there.session().is_empty());
        // Also where he had signed in before.
        ask(&here).await.expect(401);
        let log = service.get("/v1/audit?limit=200").await.expect(200).text;
        assert!(
            log.contains(r#"{\"who\":\"person:"#) && log.contains(r#"answer\",\"outcome\":403"#),
            "{log}"
        );
    }
}

#[tokio::test]
async fn a_session_of_a_person_ends_without_use_and_in_any_case() {
    let (service, login, address) = world(Make::Python).await;
    let mut browser = Browser::new();
    browser.sign_in(&login, &address, "anna", &["leitung"]).await;
    let (access, session, begun) = (&service.app.access, browser.session(), now());
    assert!(access.session(&session, begun + IDLE_MS - 1_000).is_some());
    let mut at = begun;
    while at + IDLE_MS / 2 < begun + LASTS_MS - 60_000 {
        at += IDLE_MS / 2;
        assert!(access.session(&session, at).is_some());
    }
    assert!(access.session(&session, begun + LASTS_MS + 1_000).is_none());
}

#[tokio::test]
async fn programs_show_tokens_that_the_provider_has_signed_for_this_service() {
    for make in [Make::Node, Make::Python] {
        let (service, login, _) = world(make).await;
        service.app.access.begin_sign_in().await.unwrap();
        let ask = |token: &str| send(service.plain("GET", "/v1/session").bearer_auth(token));
        let who = ask(&login.for_program(AUDIENCE, "map:read").await).await.expect(200).json();
        assert!(who["id"].as_str().unwrap().starts_with("client:"), "{who}");
        let roles =
            json!([{"role": "viewer", "agencies": ["zwickau"]}, {"role": "editor", "agencies": ["dresden"]}]);
        assert_eq!(who["roles"], roles, "{make:?}");
        if make == Make::Node {
            let who = ask(&login.for_program(AUDIENCE, "map:write").await).await.expect(200).json();
            assert_eq!(who["roles"], json!([{"role": "viewer", "agencies": ["zwickau"]}]));
            ask(&login.for_program("https://other.test/", "map:read").await).await.expect(401);
        }
    }
}

#[tokio::test]
async fn a_token_that_is_not_signed_for_this_service_is_none() {
    let (service, login, _) = world(Make::Node).await;
    service.app.access.begin_sign_in().await.unwrap();
    let ask = |token: String| async { send(service.plain("GET", "/v1/nodes").bearer_auth(token)).await };
    let good = login.sign("own", json!({"typ": "at+jwt"}), claims(&login, json!({}))).await;
    ask(good.clone()).await.expect(200);
    let past = now() / 1_000 - 120;
    for (how, header, more) in [
        ("own", json!({}), json!({"iss": "https://boese.example"})),
        ("own", json!({}), json!({"aud": "other"})),
        ("own", json!({}), json!({"aud": "tragweite", "nonce": "x"})),
        // What tells the service of a sign-in.
        ("own", json!({}), json!({"nonce": "x"})),
        ("own", json!({"typ": "logout+jwt"}), json!({})),
        ("own", json!({}), json!({"exp": past})),
        ("own", json!({}), json!({"exp": null})),
        ("own", json!({}), json!({"nbf": past + 3_600})),
        ("own", json!({}), json!({"sub": null})),
        ("own", json!({"kid": "unknown"}), json!({})),
        ("none", json!({}), json!({})),
        ("hmac", json!({}), json!({})),
        ("other", json!({}), json!({})),
        ("own", json!({"crit": ["x"], "x": 1}), json!({})),
    ] {
        let token = login.sign(how, header.clone(), claims(&login, more.clone())).await;
        let answer = ask(token).await.expect(401);
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{how} {header} {more}");
    }
    let (head, rest) = good.split_once('.').unwrap();
    let mut changed = rest.to_owned();
    changed.replace_range(4..5, if &rest[4..5] == "A" { "B" } else { "A" });
    ask(format!("{head}.{changed}")).await.expect(401);
    ask(format!("{good}A")).await.expect(401);
    ask("eyJ.a.b".to_owned()).await.expect(401);
    // Whoever uses a program is not that program: neither its rules nor those of its scopes count for him.
    let person = claims(&login, json!({"client_id": "kfz", "scope": "map:read", "groups": []}));
    ask(login.sign("own", json!({}), person).await).await.expect(403);
}

#[tokio::test]
async fn while_the_provider_is_away_its_keys_count_and_other_ways_are_open() {
    let (service, login, address) = world(Make::Node).await;
    let token = login.sign("own", json!({}), claims(&login, json!({}))).await;
    // Nothing is known of it before it was asked.
    send(service.plain("GET", "/v1/nodes").bearer_auth(&token)).await.expect(401);
    let keeper = Arc::clone(&service.app.access);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let kept = tokio::spawn(keeper.keep_identity(async { drop(stopped.await) }));
    let mut browser = Browser::new();
    assert_eq!(browser.sign_in(&login, &address, "anna", &["leitung"]).await.status, 303);
    send(service.plain("GET", "/v1/nodes").bearer_auth(&token)).await.expect(200);
    stop.send(()).unwrap();
    kept.await.unwrap();
    login.set("PUT", "away", &json!({})).await;
    // A process that has never reached it.
    let app = App::open(Store::open(&service.database().url).await.unwrap()).await.unwrap();
    login.allow(&app, &address).await;
    assert!(app.access.by_token(&token).is_some_and(|who| who.is_ok()), "the keys were kept");
    assert!(app.access.session(&browser.session(), now()).is_some(), "the session holds at every process");
    app.close().await;
    // The browser is led to the provider by what is known; what comes back cannot be asked for.
    let begun = browser.get(&format!("{address}/sign-in/provider")).await;
    assert!(begun.to.starts_with(&login.issuer));
    let state = parameter(&begun.to, "state");
    let issuer = &login.issuer;
    let seen = browser.get(&format!("{address}/sign-in/return?code=x&state={state}&iss={issuer}")).await;
    assert_eq!(seen.status, 503, "{}", seen.text);
    assert!(seen.text.contains("nicht erreichbar") && seen.text.contains("name=\"token\""), "keys remain");
}

#[tokio::test]
async fn a_provider_that_was_never_reached_keeps_nobody_else_out() {
    let service = Service::elsewhere().await;
    let address = format!("http://{}", service.address);
    let login = Login::start(Make::Node, &address).await;
    login.set("PUT", "away", &json!({})).await;
    login.allow(&service.app, &address).await;
    let mut browser = Browser::new();
    let seen = browser.get(&format!("{address}/sign-in/provider")).await;
    assert_eq!(seen.status, 503, "{}", seen.text);
    service.get("/v1/nodes").await.expect(200);
    send(service.plain("POST", "/v1/session/provider")).await.expect(503);
    // Without a provider there is no such way.
    let other = Service::elsewhere().await;
    send(other.plain("POST", "/v1/session/provider")).await.expect(404);
    let mut browser = Browser::new();
    let page = browser.get(&format!("http://{}/sign-in", other.address)).await;
    assert!(!page.text.contains("/sign-in/provider"));
}

/// What somebody has set up goes on in his name, and ends with his right.
#[tokio::test]
async fn what_somebody_has_subscribed_to_ends_with_his_right() {
    let (service, login, address) = world(Make::Python).await;
    let mut browser = Browser::new();
    browser.sign_in(&login, &address, "anna", &["pflege-dresden"]).await;
    let who = browser.who(&service).await;
    let id = who["id"].as_str().unwrap();
    let standing = || service.app.access.standing(id);
    assert_eq!(standing().unwrap().id(), id);
    browser.sign_in(&login, &address, "anna", &[]).await;
    assert!(standing().is_none());
    let token = login.for_program(AUDIENCE, "map:read").await;
    let who = send(service.plain("GET", "/v1/session").bearer_auth(&token)).await.expect(200).json();
    let id = who["id"].as_str().unwrap();
    assert!(service.app.access.standing(id).is_none());
    service.app.access.keep_holder(&token, now()).await.unwrap();
    assert_eq!(service.app.access.standing(id).unwrap().id(), id);
}

/// A token that was made before somebody has lost his groups does not bring them back.
#[tokio::test]
async fn an_older_token_says_less_than_a_newer_sign_in() {
    let (service, login, address) = world(Make::Node).await;
    let mut browser = Browser::new();
    browser.sign_in(&login, &address, "anna", &["leitung"]).await;
    let id = browser.who(&service).await["id"].as_str().unwrap().to_owned();
    let older = json!({"iat": now() / 1_000 - 20});
    let older = login.sign("own", json!({}), claims(&login, older)).await;
    assert_eq!(browser.sign_in(&login, &address, "anna", &[]).await.status, 403);
    let subscription = json!({"target": "mailto:a@example.org", "filter": {}});
    let put = service.plain("PUT", "/v1/subscriptions/x").header("if-none-match", "*").bearer_auth(&older);
    // Whatever comes of it: mail may not be set up here.
    let _ = put.json(&subscription).send().await.unwrap();
    service.app.access.keep_holder(&older, now()).await.unwrap();
    assert!(service.app.access.standing(&id).is_none());
}

#[tokio::test]
async fn where_browsers_come_encrypted_cookies_are_for_this_host_alone() {
    let service = Service::elsewhere().await;
    let login = Login::start(Make::Python, "https://karte.test").await;
    login.allow(&service.app, "https://karte.test").await;
    let begun = send(service.plain("POST", "/v1/session/provider")).await.expect(201);
    let cookie = begun.header("set-cookie");
    assert!(cookie.starts_with("__Host-tragweite-sign-in=") && cookie.contains("; Secure"), "{cookie}");
    let address = begun.json()["address"].as_str().unwrap().to_owned();
    assert!(address.contains("redirect_uri=https%3A%2F%2Fkarte.test%2Fsign-in%2Freturn"), "{address}");
    // Under the other name it is none.
    let planted = cookie.split(';').next().unwrap().replace("__Host-", "");
    let state = parameter(&address, "state");
    let answer = service.plain("POST", "/v1/session/provider/answer").header("cookie", planted);
    send(answer.json(&json!({"code": "x", "state": state}))).await.expect(401);
}

#[tokio::test]
async fn an_operator_signs_somebody_out_everywhere() {
    let (service, login, address) = world(Make::Python).await;
    let (mut here, mut there) = (Browser::new(), Browser::new());
    for browser in [&mut here, &mut there] {
        browser.sign_in(&login, &address, "anna", &["pflege-dresden"]).await;
    }
    let people = service.get("/v1/people").await.expect(200).json();
    let anna = &people["items"][0];
    assert_eq!((&anna["subject"], &anna["sessions"]), (&json!("anna"), &json!(2)), "{people}");
    assert_eq!(anna["roles"], json!([{"role": "editor", "agencies": ["dresden"]}]));
    let path = format!("/v1/people/{}", anna["id"].as_str().unwrap());
    // Another process of the service, which follows.
    let other = App::open(Store::open(&service.database().url).await.unwrap()).await.unwrap();
    login.allow(&other, &address).await;
    assert!(other.access.session(&here.session(), now()).is_some());
    let ask = |browser: &Browser, method: &str, path: &str| {
        let cookie = format!("tragweite-session={}", browser.session());
        send(service.plain(method, path).header("cookie", cookie))
    };
    ask(&here, "DELETE", &path).await.expect(403);
    send(service.request("DELETE", &path)).await.expect(204);
    send(service.request("DELETE", &path)).await.expect(404);
    send(service.request("DELETE", "/v1/people/anna")).await.expect(400);
    ask(&here, "GET", "/v1/nodes").await.expect(401);
    other.access.catch_up().await.unwrap();
    assert!(other.access.session(&there.session(), now()).is_none());
    other.close().await;
    // Who signs in anew does not bring what was ended to life again.
    let before = there.session();
    there.sign_in(&login, &address, "anna", &["leitung"]).await;
    ask(&there, "GET", "/v1/keys").await.expect(200);
    ask(&here, "GET", "/v1/nodes").await.expect(401);
    assert!(service.app.access.session(&before, now()).is_none());
    let page = there.get(&format!("{address}/manage/keys")).await;
    assert!(page.text.contains("Herr anna") && page.text.contains("Überall abmelden"), "{}", page.text);
}
