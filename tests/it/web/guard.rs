//! Pages show and do nothing that the API would refuse, and nobody else's page makes them do it.

use super::{open, read};
use crate::support::service::{Service, TOKEN, send};
use flate2::read::MultiGzDecoder;
use serde_json::json;
use std::io::Read;
use tragweite::web::{Declared, Right, declared};

/// An address of a page on the example map.
fn address(path: &str) -> String {
    let values =
        [("{key}", "dresden.storage"), ("{id}", "i-000001"), ("{revision}", "1"), ("{name}", "ranking")];
    let path = values.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
    // Without a question, these show an empty form.
    let asked = match path.as_str() {
        "/search" => "?q=Kfz",
        "/pick" => "?fail=Kfz",
        "/what-if" => "?fail=dresden.storage",
        "/explore" => "?node=dresden.storage",
        "/questions/ranking" => "?ask=yes",
        "/basket" => "",
        _ => "",
    };
    path + asked
}

#[tokio::test]
async fn a_program_gets_a_problem_where_a_browser_gets_a_page() {
    let service = Service::dresden().await;
    let answer = send(service.plain("GET", "/")).await.expect(404);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let page = open(&service, "/").await.expect(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    assert_eq!(page.header("x-frame-options"), "DENY");
    let missing = open(&service, "/no/such/page").await.expect(404);
    assert_eq!(missing.header("content-type"), "text/html; charset=utf-8");
}

#[tokio::test]
async fn answers_of_the_api_pass_the_pages_as_they_are() {
    let service = Service::dresden().await;
    let pages = reqwest::Client::builder().no_proxy().build().unwrap();
    for path in ["/v1/map", "/v1/map?format=graphml", "/v1/nodes?limit=100", "/v1/nodes/dresden.storage"] {
        let url = format!("http://{}{path}", service.address);
        let plain = pages.get(&url).bearer_auth(TOKEN).send().await.unwrap();
        let tagged = plain.headers().get("etag").is_some_and(|tag| !tag.as_bytes().starts_with(b"W/"));
        let plain = plain.bytes().await.unwrap();
        let asked =
            pages.get(&url).bearer_auth(TOKEN).header("accept-encoding", "gzip").send().await.unwrap();
        let packed = asked.headers().get("content-encoding").is_some_and(|coding| coding == "gzip");
        let bytes = asked.bytes().await.unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut told = Vec::new();
        match packed {
            true => drop(MultiGzDecoder::new(&bytes[..]).read_to_end(&mut told).unwrap()),
            false => told.extend(&bytes),
        }
        assert!(told == plain && !(packed && tagged), "{path}: compressed {packed}, tagged {tagged}");
    }
}

#[tokio::test]
async fn who_may_not_read_sees_nothing_of_the_map() {
    let service = Service::elsewhere().await;
    for (path, method, right) in declared().into_iter().filter(|page| page.0 != "/assets/{digest}/{name}") {
        let request = service.plain(method.as_str(), &address(path)).header("accept", "text/html");
        let answer = read(request.header("sec-fetch-site", "same-origin")).await;
        assert!(!answer.text.contains("Dresden") && !answer.text.contains("dresden.storage<"), "{path}");
        match right {
            Right::Know => assert!(answer.status.as_u16() < 402, "{path}: {}", answer.status),
            _ => assert_eq!(answer.status, 401, "{method} {path}: {}", answer.text),
        }
    }
}

#[tokio::test]
async fn a_session_stands_for_the_token_and_ends() {
    let service = Service::elsewhere().await;
    let sign_in = |token: &str, next: &str| {
        let request = service.plain("POST", "/sign-in").header("accept", "text/html");
        let request = request.header("origin", format!("http://{}", service.address));
        read(
            request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(format!("token={token}&next={next}")),
        )
    };
    assert_eq!(sign_in("wrong", "/").await.status, 401);
    assert_eq!(sign_in("", "/").await.status, 401);
    for (next, led) in
        [("/search?q=a", "/search?q=a"), ("//evil.example", "/"), ("https://evil.example", "/")]
    {
        let answer = sign_in(TOKEN, next).await.expect(303);
        assert_eq!(answer.header("location"), led);
    }
    let answer = sign_in(TOKEN, "/").await.expect(303);
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("; HttpOnly; SameSite=Lax") && !cookie.contains(TOKEN), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let with = |method: &str, path: &str| {
        service.plain(method, path).header("accept", "text/html").header("cookie", &cookie)
    };
    assert!(read(with("GET", "/nodes/dresden.storage")).await.expect(200).text.contains("Gespiegelter"));
    let ended = with("POST", "/sign-out").header("origin", format!("http://{}", service.address));
    read(ended).await.expect(303);
    read(with("GET", "/nodes/dresden.storage")).await.expect(401);
}

#[tokio::test]
async fn a_key_opens_the_pages_that_its_role_may_see() {
    let service = Service::elsewhere().await;
    let page = |method: &str, path: &str, cookie: &str| {
        let request = service.plain(method, path).header("accept", "text/html").header("cookie", cookie);
        request.header("origin", format!("http://{}", service.address))
    };
    let form = |path: &str, cookie: &str, body: String| {
        let request = page("POST", path, cookie);
        read(request.header("content-type", "application/x-www-form-urlencoded").body(body))
    };
    let mut sessions = Vec::new();
    for (role, agencies) in [("viewer", true), ("editor", true), ("auditor", false), ("operator", false)] {
        let mut grant = json!({ "role": role });
        if agencies {
            grant["agencies"] = json!(["zwickau"]);
        }
        let made = service.post("/v1/keys", &json!({"name": "Amt & Co", "roles": [grant]})).await.expect(201);
        let (id, key) = (made.json()["id"].clone(), made.json()["key"].as_str().unwrap().to_owned());
        let answer = form("/sign-in", "", format!("token={key}&next=/account")).await.expect(303);
        assert_eq!(answer.header("location"), "/account");
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        assert!(cookie.starts_with("tragweite-session=") && !cookie.contains(&key), "{cookie}");
        let account = read(page("GET", "/account", &cookie)).await.expect(200);
        assert!(
            account.text.contains("Amt &#38; Co") && account.text.contains("/sign-out"),
            "{}",
            account.text
        );
        sessions.push((role, id, cookie));
    }
    // Whatever a role may not see is refused as such, and nothing fails. News do not end.
    let ends = |page: &Declared| page.1 == "GET" && page.0 != "/live" && !page.0.contains("/assets/");
    for (path, ..) in declared().into_iter().filter(ends) {
        for (role, _, cookie) in &sessions {
            let status = read(page("GET", &address(path), cookie)).await.status.as_u16();
            assert!(matches!(status, 200 | 303 | 400 | 403 | 404), "{path} as {role}: {status}");
        }
    }
    let of = |role: &str| sessions.iter().find(|session| session.0 == role).unwrap();
    let (viewer, editor) = (&of("viewer").2, &of("editor").2);
    for (role, keys, audit) in [("viewer", 403, 403), ("auditor", 403, 200), ("operator", 200, 200)] {
        assert_eq!(read(page("GET", "/manage/keys", &of(role).2)).await.status, keys, "{role}");
        assert_eq!(read(page("GET", "/manage/audit", &of(role).2)).await.status, audit, "{role}");
    }
    // The basket tells what a change would do; only who keeps the agency applies it.
    let tag = service.get("/v1/nodes/zwickau").await.header("etag").replace('"', "%22");
    let change = format!("description=Von+hier&tag={tag}");
    form("/nodes/zwickau/edit", viewer, change.clone()).await.expect(403);
    form("/nodes/zwickau/edit", editor, change.clone()).await.expect(303);
    form("/nodes/dresden/edit", editor, change).await.expect(403);
    // An operator gives a key out, and takes another one back, which ends the session at once.
    let operator = &of("operator").2;
    let made = "name=Leitstelle&role=incidentManager&agencies=dresden,+zwickau&lasts=P7D".to_owned();
    let made = form("/manage/keys", operator, made).await.expect(201);
    assert!(made.text.contains("tragweite_") && made.text.contains("(dresden, zwickau)"), "{}", made.text);
    let wrong = form("/manage/keys", operator, "name=&role=viewer&lasts=P7D".to_owned()).await.expect(400);
    assert!(wrong.text.contains("class=\"errors\""), "{}", wrong.text);
    let id = of("viewer").1.as_str().unwrap();
    form(&format!("/manage/keys/{id}"), operator, "revoke=yes".to_owned()).await.expect(303);
    read(page("GET", "/nodes/zwickau", viewer)).await.expect(401);
    // Signing out ends the session, not only the cookie.
    form("/sign-out", editor, String::new()).await.expect(303);
    read(page("GET", "/nodes/zwickau", editor)).await.expect(401);
}

#[tokio::test]
async fn forms_of_other_sites_are_not_taken() {
    let service = Service::dresden().await;
    let foreign = [
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
        vec![("sec-fetch-site", "none")],
        vec![],
    ];
    for (path, method, _) in declared().into_iter().filter(|page| page.1 == "POST") {
        for headers in &foreign {
            let request = service.plain(method.as_str(), &address(path)).header("accept", "text/html");
            let request =
                headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
            assert_eq!(read(request).await.status, 403, "{path} {headers:?}");
        }
    }
}

#[tokio::test]
async fn nobody_is_led_elsewhere_by_a_preference() {
    let service = Service::dresden().await;
    for (next, led) in [
        ("%2Fsearch", "/search"),
        ("%2F%2Fevil.example", "/"),
        ("%2F%5Cevil.example", "/"),
        ("javascript:x", "/"),
    ] {
        let answer = open(&service, &format!("/preferences?theme=dark&next={next}")).await.expect(303);
        assert_eq!(answer.header("location"), led);
        assert!(answer.header("set-cookie").starts_with("theme=dark; Path=/; HttpOnly; SameSite=Lax"));
    }
}

#[tokio::test]
async fn hostile_names_and_notes_run_nowhere() {
    const EVIL: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'";
    let service = Service::dresden().await;
    let nodes = [
        json!({"op": "put", "node": {"key": "evil", "kind": "agency", "name": EVIL, "description": EVIL}}),
        json!({"op": "put", "node": {"key": "evil.a", "kind": "service", "layer": "public", "name": EVIL, "agency": "evil",
            "description": EVIL, "contacts": [{"name": EVIL}], "provenance": {"source": EVIL}}}),
        json!({"op": "put", "node": {"key": "evil.b", "kind": "service", "layer": "application", "name": EVIL, "agency": "evil",
            "needs": [{"on": "evil.a", "note": EVIL, "workaround": {"text": EVIL}}]}}),
    ];
    let changes = json!({"changes": nodes, "message": EVIL, "author": EVIL});
    service.post("/v1/change-sets", &changes).await.expect(201);
    let incident = json!({"title": EVIL, "failures": [{"node": "evil.a"}]});
    service.post("/v1/incidents", &incident).await.expect(201);
    for event in [
        json!({"type": "noted", "text": EVIL}),
        json!({"type": "observed", "node": "evil.b", "level": "operational", "by": EVIL, "text": EVIL}),
    ] {
        service.post("/v1/incidents/i-000001/events", &event).await.expect(201);
    }
    let query = "%3Cscript%3Ealert(1)%3C/script%3E%22%27%3E";
    let mut seen = 0;
    for (path, _, _) in declared().into_iter().filter(|page| page.1 == "GET" && page.0 != "/live") {
        for key in ["evil.a", "evil"] {
            let path = address(path).replace("dresden.storage", key).replace("/changes/1", "/changes/2");
            let more =
                format!("q={query}&fail={key}&node={key}&next={query}&of={query}&title={query}&add={query}");
            for path in [path.clone(), format!("{path}{}{more}", if path.contains('?') { '&' } else { '?' })]
            {
                let page = open(&service, &path).await;
                if !page.header("content-type").starts_with("text/html") {
                    continue;
                }
                let text = page.text.to_lowercase();
                assert!(!text.contains("<script>") && !text.contains("<img src=x"), "{path}: {text}");
                assert!(!text.contains("onerror=alert(2)>") || !text.contains("<img src=x"), "{path}");
                seen += usize::from(text.contains("&#60;script&#62;") || text.contains("&lt;script&gt;"));
            }
        }
    }
    assert!(seen > 20, "the names are shown on {seen} pages only");
}

#[tokio::test]
async fn the_first_page_is_light() {
    let service = Service::dresden().await;
    let fetch = async |path: &str| {
        let request =
            service.plain("GET", path).header("accept", "text/html").header("accept-encoding", "gzip");
        request.send().await.unwrap().bytes().await.unwrap().len()
    };
    let page = open(&service, "/").await.expect(200);
    let assets: Vec<&str> = page.text.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert!(assets.len() >= 5, "{assets:?}");
    let mut weight = fetch("/").await + fetch("/start/findings").await;
    for asset in assets.iter().collect::<std::collections::BTreeSet<_>>() {
        weight += fetch(asset).await;
    }
    assert!(weight < 150_000, "{weight} bytes");
}

#[tokio::test]
async fn both_sides_say_what_they_know_of_a_dependency() {
    let service = Service::elsewhere().await;
    let mut cookies = Vec::new();
    for agency in ["zwickau", "dresden"] {
        let grant = json!({"role": "editor", "agencies": [agency]});
        let made = service.post("/v1/keys", &json!({"name": agency, "roles": [grant]})).await.expect(201);
        let key = made.json()["key"].as_str().unwrap().to_owned();
        let request = service.plain("POST", "/sign-in").header("accept", "text/html");
        let request = request.header("origin", format!("http://{}", service.address));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = read(request.body(format!("token={key}&next=/confirm"))).await.expect(303);
        cookies.push(answer.header("set-cookie").split(';').next().unwrap().to_owned());
    }
    let (zwickau, dresden) = (&cookies[0], &cookies[1]);
    // All parts of the list.
    let page = async |cookie: &str| {
        let (mut whole, mut at) = (String::new(), "/confirm".to_owned());
        loop {
            let request = service.plain("GET", &at).header("accept", "text/html").header("cookie", cookie);
            let part = read(request).await.expect(200).text;
            whole += &part;
            match part.split_once("/confirm?cursor=") {
                Some((_, next)) => at = format!("/confirm?cursor={}", next.split('"').next().unwrap()),
                None => return whole,
            }
        }
    };
    let say = async |cookie: &str, fields: &[(&str, &str)]| {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace('"', "%22").replace(' ', "+")))
            .collect();
        let request =
            service.plain("POST", "/confirm").header("accept", "text/html").header("cookie", cookie);
        let request = request.header("origin", format!("http://{}", service.address));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        read(request.body(body.join("&"))).await
    };
    // What a form of the list says of the need of Zwickau's registration; each side sees it under an id of its own.
    let field = |page: &str, name: &str| {
        let (_, form) =
            page.split_once("<a href=\"/nodes/zwickau.kfz-zulassung\">").expect("it does not wait");
        let (form, _) = form.split_once("</form>").unwrap();
        let value = form.split_once(&format!("name=\"{name}\" value=\"")).map(|(_, value)| value);
        value.map_or(String::new(), |value| value.split('"').next().unwrap().replace("&#34;", "\""))
    };
    let answer = async |cookie: &str, verdict: &str, reason: &str| {
        let page = page(cookie).await;
        let given = ["id", "tag", "agency", "statement"].map(|name| (name, field(&page, name)));
        let mut fields: Vec<(&str, &str)> =
            given.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.extend([("verdict", verdict), ("reason", reason)]);
        say(cookie, &fields).await
    };
    // What Zwickau needs from Dresden waits for Dresden, and stands at Zwickau as what waits for others.
    assert!(page(zwickau).await.contains("Wartet auf andere"));
    // Nobody is contradicted without a reason, and who needs it answers.
    let refused = answer(dresden, "ended", "").await.expect(400);
    assert!(refused.text.contains("class=\"errors\""), "{}", refused.text);
    answer(dresden, "ended", "Läuft anderswo").await.expect(303);
    assert!(page(zwickau).await.contains("gibt es nach dieser Meldung nicht mehr"));
    answer(zwickau, "rejected", "Gilt bis Jahresende").await.expect(303);
    assert!(page(dresden).await.contains("Meldung wurde nicht übernommen"));
    // Nobody speaks for the other side.
    let page = page(dresden).await;
    let (id, tag) = (field(&page, "id"), field(&page, "tag"));
    let foreign = [("id", &*id), ("tag", &*tag), ("agency", "zwickau"), ("verdict", "confirmed")];
    assert!(say(dresden, &foreign).await.status.is_client_error());
    answer(dresden, "confirmed", "").await.expect(303);
    let now = service.get("/v1/dependencies?dependent=zwickau.kfz-zulassung").await.expect(200).json();
    assert_eq!(now["items"][0]["confirmation"], "confirmed", "{now}");
}
