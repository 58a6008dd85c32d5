//! Mail to subscribers through a real mail server, on both databases, with a clock that the test sets.

use super::delivery::{Case, everything, key, webhooks};
use super::incidents::{author, closed, open};
use crate::support::database::{Database, on_both};
use crate::support::mail::{Certificate, Given, MailServer};
use std::time::Duration;
use tragweite::app::{App, Precondition, Resource};
use tragweite::model::delivery::Verdict;
use tragweite::model::{DeliveryState, EventFilter, IncidentEvent, Subscription, TextLanguage};
use tragweite::outside::mail::{Mail, Mailer};
use tragweite::outside::relay::{AllowedMail, Relay};

on_both!(
    one_mail_for_each_moment_and_one_thread_for_each_incident,
    what_is_refused_for_now_is_tried_again_and_what_is_refused_for_good_is_not,
);

const TO: &str = "mailto:leitstelle@zwickau.example";

fn mailer(server: &MailServer, scheme: &str, credentials: Option<(&str, &str)>) -> Mailer {
    let relay: Relay = format!("{scheme}://127.0.0.1:{}", server.port).parse().unwrap();
    let credentials = credentials.map(|(user, password)| (user.to_owned(), password.to_owned()));
    let allowed = vec!["zwickau.example".parse().unwrap(), "chef@dresden.example".parse().unwrap()];
    let from = "Tragweite Übung <alarm@tragweite.example>";
    Mailer::new(relay, from, credentials, allowed, Duration::from_secs(5)).unwrap()
}

fn zwickau(language: TextLanguage) -> Subscription {
    let filter = EventFilter { agencies: vec![key("zwickau")], ..EventFilter::default() };
    Subscription { filter, language, ..everything(TO.to_owned()) }
}

/// The incident is over.
async fn close(case: &Case, id: u64) {
    case.wait(60);
    case.app.incidents.add_event(id, case.now(), closed(), author(case.now())).await.unwrap();
    case.app.events.log_changes(case.now()).await.unwrap();
}

async fn one_mail_for_each_moment_and_one_thread_for_each_incident(database: Database) {
    let server = MailServer::start(&[]).await;
    let case = Case::new(&database).await;
    case.app.events.allow_mail(mailer(&server, "smtp+plain", None));
    assert_eq!(case.subscribe("zwickau", zwickau(TextLanguage::German)).await, "", "nothing is signed");
    let all =
        Subscription { language: TextLanguage::English, ..everything("mailto:chef@dresden.example".into()) };
    case.subscribe("chef", all).await;
    let (id, made) = case.incident().await;
    let until = Some(case.now() + 3 * 3_600_000);
    let forecast = IncidentEvent::Forecast { node: None, until };
    case.app.incidents.add_event(id, case.now(), forecast, author(case.now())).await.unwrap();
    case.deliver().await;
    close(&case, id).await;
    case.deliver().await;
    assert_eq!(case.deliver().await, 0);
    let given = server.given().await;
    let to = |address: &str| -> Vec<&Given> {
        given.iter().filter(|mail| mail.0["to"] == serde_json::json!([address])).collect()
    };
    let mails = to("leitstelle@zwickau.example");
    assert_eq!(mails.len(), 2, "{given:?}");
    let (down, up) = (mails[0], mails[1]);
    let office = "Kfz-Zulassung im Landkreis Zwickau u. a.";
    let expected = format!("Tragweite i-000001: 1 ausgefallen, 1 eingeschränkt: {office}");
    assert_eq!(down.header("subject"), expected);
    assert_eq!(up.header("subject"), format!("Tragweite i-000001: 2 wieder in Betrieb: {office}"));
    insta::assert_snapshot!("mail", down.text());
    assert!(up.text().contains("WIEDER IN BETRIEB (2)") && up.text().contains("vorher ausgefallen"));
    for mail in &given {
        assert_eq!(mail.header("auto-submitted"), "auto-generated");
        assert_eq!(mail.0["from"], "alarm@tragweite.example");
        assert_eq!(mail.header("from"), "Tragweite Übung <alarm@tragweite.example>");
        assert_eq!(mail.0["defects"], serde_json::json!([]));
        assert!(mail.0["raw"].as_str().unwrap().lines().all(|line| line.len() <= 998));
        assert!(!mail.header("date").is_empty() && mail.taken());
    }
    let threads: Vec<&str> = mails.iter().map(|mail| mail.header("references")).collect();
    assert!(threads[0].starts_with("<i-000001.zwickau.") && threads[0] == threads[1]);
    assert!(mails.iter().all(|mail| mail.header("in-reply-to") == mail.header("references")));
    assert_ne!(down.header("message-id"), up.header("message-id"));
    assert_eq!((down.header("content-language"), to("chef@dresden.example").len()), ("de", 2));
    let english = to("chef@dresden.example")[0];
    let subject = english.header("subject");
    assert!(subject.starts_with("Tragweite i-000001: ") && subject.contains(" unavailable, "), "{subject}");
    assert!(subject.ends_with(" and others"), "{subject}");
    let lines = english.text().lines().filter(|line| line.starts_with("- ") && *line != "-- ").count();
    assert_eq!(lines, made, "nothing is left out");
    assert!(english.text().contains("since Sun, 15 Jun 2025, 17:06 CEST, before operational"));
}

async fn what_is_refused_for_now_is_tried_again_and_what_is_refused_for_good_is_not(database: Database) {
    let server = MailServer::start(&[]).await;
    let case = Case::new(&database).await;
    case.app.events.allow_mail(mailer(&server, "smtp+plain", None));
    case.subscribe("zwickau", everything(TO.to_owned())).await;
    let (id, made) = case.incident().await;
    server.answer("rcpt 451 4.7.1 come back later").await;
    server.answer("data 452 4.3.1 voll").await;
    assert_eq!((case.deliver().await, case.deliver().await), (1, 0));
    let first = &case.app.events.deliveries(&key("zwickau"), None, 0, 1).await.unwrap()[0];
    assert_eq!((first.attempts, first.last_status), (1, 451));
    assert!(first.last_error.as_ref().unwrap().contains("come back later"), "{first:?}");
    case.wait(5);
    assert_eq!((case.deliver().await, server.given().await.len()), (1, 1));
    // The process ends without having told anybody; another one goes on with the same mail.
    case.app.close().await;
    let app = open(&database).await;
    app.events.allow_mail(mailer(&server, "smtp+plain", None));
    app.events.allow_webhooks(webhooks(&["http://127.0.0.1"]));
    let case = case.with(app);
    case.wait(300);
    assert_eq!(case.deliver().await, 1);
    assert_eq!(case.in_state("zwickau", DeliveryState::Delivered).await, made);
    let given = server.given().await;
    assert_eq!(given.iter().map(Given::taken).collect::<Vec<_>>(), [false, true]);
    assert_eq!(given[0].header("message-id"), given[1].header("message-id"));
    assert_eq!(given[0].text(), given[1].text());
    // What the operator can mend is tried again; a receiver that does not exist is given up.
    close(&case, id).await;
    server.answer("mail 530 5.7.0 log in first").await;
    server.answer("rcpt 550 5.1.1 nobody lives here").await;
    assert_eq!(case.deliver().await, 1);
    assert_eq!(case.in_state("zwickau", DeliveryState::Pending).await, made);
    case.wait(5);
    assert_eq!(case.deliver().await, 1);
    let dead =
        case.app.events.deliveries(&key("zwickau"), Some(DeliveryState::Dead), 0, 1_000).await.unwrap();
    assert_eq!((dead.len(), dead[0].attempts, dead[0].last_status), (made, 2, 550));
    assert!(dead[0].last_error.as_ref().unwrap().contains("nobody lives here"));
    assert!(case.app.events.subscription(&key("zwickau"), case.now()).await.unwrap().subscription.active);
    case.app.events.replay(&key("zwickau"), dead[3].seq, case.now()).await.unwrap();
    assert_eq!(case.deliver().await, 1);
    let again = server.given().await.pop().unwrap();
    assert!(again.taken() && again.header("subject").contains("wieder in Betrieb"));
    assert_eq!(again.header("references"), given[0].header("references"));
    // From mail to webhook and back: a webhook is signed, mail is not.
    let any = Precondition::Unchanged(Resource::Node(key("zwickau")), vec![]);
    let put = async |subscription| {
        case.app.events.put_subscription(&key("zwickau"), subscription, &any, ("", case.now())).await
    };
    let hook = put(everything("http://127.0.0.1:9/".into())).await.unwrap();
    assert!(hook.secret.is_some() && !hook.created);
    assert!(put(everything(TO.to_owned())).await.unwrap().secret.is_none());
    let refused = case.app.events.rotate_secret(&key("zwickau"), &any, Default::default(), case.now()).await;
    assert!(refused.is_err());
}

fn mail(to: &str) -> Mail {
    Mail {
        to: to.into(),
        id: "evt-1-1-1.x".into(),
        threads: vec![],
        at: 1_750_000_000,
        language: "de",
        subject: "Prüfung".into(),
        text: "Straße\n".into(),
    }
}

#[tokio::test]
async fn the_way_to_the_server_is_encrypted_and_its_name_checked() {
    let folder = tempfile::tempdir().unwrap();
    let made = Certificate::make(folder.path());
    let (certificate, key) = (made.certificate.to_str().unwrap(), made.key.to_str().unwrap());
    // Nobody of this program trusts that authority: neither way gives anything away. Those who trust it are tested with
    // a process of their own.
    for (kind, scheme) in [("tls", "smtps"), ("starttls", "smtp")] {
        let server = MailServer::start(&[kind, certificate, key]).await;
        let attempt = mailer(&server, scheme, None).send(&mail("leitstelle@zwickau.example")).await;
        assert_eq!((attempt.verdict, attempt.status), (Verdict::Failed { retry_after: None }, None));
        assert!(attempt.error.unwrap().contains("certificate"));
        assert!(server.given().await.is_empty());
    }
    let plain = MailServer::start(&[]).await;
    let attempt = mailer(&plain, "smtp", None).send(&mail("leitstelle@zwickau.example")).await;
    assert!(attempt.error.unwrap().contains("STARTTLS is not supported"), "and nothing is sent without");
    assert!(plain.given().await.is_empty());
}

#[tokio::test]
async fn whoever_must_log_in_does_and_slow_servers_are_cut_off() {
    let server = MailServer::start(&["user", "tragweite", "geheim"]).await;
    let right = mailer(&server, "smtp+plain", Some(("tragweite", "geheim")));
    assert_eq!(right.send(&mail("leitstelle@zwickau.example")).await.verdict, Verdict::Delivered);
    assert_eq!(server.given().await[0].0["user"], "tragweite");
    assert_eq!(server.given().await[0].text(), "Straße\n");
    let wrong = mailer(&server, "smtp+plain", Some(("tragweite", "falsch")));
    assert!(!format!("{wrong:?}").contains("falsch"));
    let attempt = wrong.send(&mail("leitstelle@zwickau.example")).await;
    assert_eq!((attempt.verdict, attempt.status), (Verdict::Failed { retry_after: None }, Some(535)));
    // Not allowed, whatever the subscription says.
    assert!(right.send(&mail("x@sub.zwickau.example")).await.error.unwrap().contains("--mail-allow"));
    // Accepts, and never says a word.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let relay = format!("smtp+plain://{}", silent.local_addr().unwrap()).parse().unwrap();
    let allowed = vec!["zwickau.example".parse().unwrap()];
    let slow = Mailer::new(relay, "a@b.example", None, allowed, Duration::from_millis(300)).unwrap();
    let attempt = slow.send(&mail("leitstelle@zwickau.example")).await;
    assert!(attempt.error.unwrap().contains("not done within"));
}

#[tokio::test]
async fn what_is_no_address_or_not_allowed_is_refused() {
    let database = crate::support::database::Kind::Sqlite.fresh().await;
    let case = Case::new(&database).await;
    let put = async |app: &App, target: &str| {
        let absent = Precondition::Absent(Resource::Node(key("x")));
        let done =
            app.events.put_subscription(&key("x"), everything(target.to_owned()), &absent, ("", 1)).await;
        done.map(|_| ()).map_err(|error| error.to_string())
    };
    assert!(put(&case.app, TO).await.unwrap_err().contains("--smtp"));
    let server = MailServer::start(&[]).await;
    case.app.events.allow_mail(mailer(&server, "smtp+plain", None));
    for refused in ["mailto:a@example.org", "mailto:a@x.zwickau.example", "mailto:amt@dresden.example"] {
        assert!(put(&case.app, refused).await.unwrap_err().contains("--mail-allow"), "{refused}");
    }
    put(&case.app, "mailto:Chef@Dresden.example").await.unwrap();
    for wrong in [
        "mailto:",
        "mailto:a",
        "mailto:a@",
        "mailto:@b.de",
        "mailto:a@b.de,c@d.de",
        "mailto:a@b.de?subject=x",
        "mailto:ä@b.de",
        "mailto:a@bü.de",
        "mailto:a b@c.de",
        "mailto:a..b@c.de",
        "mailto:a@-b.de",
        "mailto:\"a\"@b.de",
        "mailto:a@b.de\r\nBcc: c@d.de",
        "MAILTO:a@b.de",
    ] {
        assert!(tragweite::model::subscription::check_target(wrong).is_err(), "{wrong}");
    }
    for (text, display) in [
        ("smtps://mail.example.org", "mail.example.org port 465 (TLS)"),
        ("smtp://mail.example.org", "mail.example.org port 587 (STARTTLS)"),
        ("smtp+plain://[::1]:2525", "::1 port 2525 (not encrypted)"),
    ] {
        assert_eq!(text.parse::<Relay>().unwrap().to_string(), display);
    }
    for wrong in [
        "mail.example.org",
        "http://x",
        "smtp://",
        "smtp://u:p@x",
        "smtp://x:0",
        "smtp://x:99999",
        "smtp://x/y",
    ] {
        assert!(wrong.parse::<Relay>().is_err(), "{wrong}");
    }
    for wrong in ["", "*", "a b", "@b.de", "a@b@c.de"] {
        assert!(wrong.parse::<AllowedMail>().is_err(), "{wrong}");
    }
    let plain = "smtp+plain://mail.example.org".parse().unwrap();
    let secret = Some(("user".to_owned(), "password".to_owned()));
    assert!(Mailer::new(plain, "a@b.example", secret, vec![], Duration::from_secs(1)).is_err());
}
