//! Secrets in what monitoring tools tell: masked where they stand, and nothing else is.

use serde_json::{Value, json};
use tragweite::formats::alerts::secrets::{is_secret_name, masked};
use tragweite::formats::alerts::shown;
use tragweite::formats::read_delivery;
use tragweite::model::{Alert, Flag, Sender};
use tragweite::wire::Tree;

fn one(sender: Sender, body: &Value) -> Alert {
    let mut delivery = read_delivery(sender, &Tree::of(body).unwrap()).unwrap();
    delivery.alerts.remove(0)
}

#[test]
fn only_the_secret_in_a_text_is_masked() {
    for (text, shown) in [
        ("login failed: password=geheim for db", "login failed: password=*** for db"),
        ("Passwort: geheim", "Passwort: ***"),
        ("Kennwort = geheim, Host = db1", "Kennwort = ***, Host = db1"),
        ("pwd=geheim;Server=db1", "pwd=***;Server=db1"),
        ("DB_PASSWORD=\"ge heim\" and more", "DB_PASSWORD=\"***\" and more"),
        (
            "{\"user\": \"u\", \"password\": \"ge\\\"heim\", \"port\": 1}",
            "{\"user\": \"u\", \"password\": \"***\", \"port\": 1}",
        ),
        ("{\"token\":12345678}", "{\"token\":***}"),
        ("{\\\"api_key\\\":\\\"geheim\\\",\\\"a\\\":1}", "{\\\"api_key\\\":\\\"***\\\",\\\"a\\\":1}"),
        ("{'clientSecret': 'geheim'}", "{'clientSecret': '***'}"),
        ("https://x.example/y?api_key=geheim&page=2", "https://x.example/y?api_key=***&page=2"),
        ("https://x.example/y?page=2&access_token=geheim#top", "https://x.example/y?page=2&access_token=***"),
        ("curl --password geheim https://x", "curl --password *** https://x"),
        ("mysql --password=geheim -h db", "mysql --password=*** -h db"),
        ("<password>geheim</password>", "<password>***</password>"),
        ("Authorization: Bearer geheim", "Authorization: Bearer ***"),
        ("-H 'Authorization: Basic Zm9vOmJhcg==' x", "-H 'Authorization: Basic ***' x"),
        ("sent Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc to x", "sent Bearer *** to x"),
        ("Bearer abc123def456", "Bearer ***"),
        ("Basic dXNlcjpnZWhlaW0=", "Basic ***"),
        ("basic dXNlcjpnZWhlaW0", "basic ***"),
        ("postgres://user:geheim@db/x", "postgres://user:***@db/x"),
        ("redis://:geheim@cache:6379/0", "redis://:***@cache:6379/0"),
        ("https://u:ge:he@im@host/x", "https://u:***@host/x"),
        ("postgres://u:ge/heim@host/x", "postgres://u:***@host/x"),
        ("root:geheim@db1 refused", "root:***@db1 refused"),
        ("Cookie: a=geheim; b=geheim", "Cookie: ***"),
        ("password=geh,eim host=db", "password=*** host=db"),
        ("a -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- b", "a *** b"),
        ("-----BEGIN PRIVATE KEY-----\nabc", "***"),
        ("password=one password=two", "password=*** password=***"),
        ("a: b: password: geheim", "a: b: password: ***"),
        ("Zugangskennwort:geheim", "Zugangskennwort:***"),
    ] {
        assert_eq!(masked(text, false), shown);
        assert_eq!(masked(shown, false), shown, "masking twice");
    }
}

#[test]
fn harmless_words_are_left() {
    for text in [
        "Basic connectivity lost at Rathaus",
        "Bearer channel down",
        "Bearer LTE-1800 degraded; basic services run",
        "Password expired for user meier",
        "das Passwort läuft in 3 Tagen ab",
        "token expired",
        "secretariat=Zimmer 12, tokenizer: stopped",
        "Sekretariat: Zimmer 12",
        "Kennwortalter=90 Tage, bypass: on, compass=north",
        "http://host:8080/path/@user",
        "https://x.example/y?page=2&monkey=1&keyboard=de",
        "mailto:alarm@example.org, E-Mail:alarm@example.org",
        "Wartung 12:30@Rathaus",
        "image registry/app:1.25@sha256:0123abcd",
        "Authorization: failed for meier",
        "password=, token: ",
        "-----BEGIN CERTIFICATE-----",
        "Cookie: expired",
        "",
        "10:15:30 eth0: link down, speed=1000, duplex=full",
    ] {
        assert_eq!(masked(text, false), text);
    }
}

#[test]
fn names_of_secrets_are_told_by_their_parts() {
    for name in [
        "password",
        "db-password",
        "DB_PASSWORD",
        "dbpassword",
        "Passwort",
        "kennwort2",
        "userPwd",
        "api_token",
        "x-api-key",
        "apiKey",
        "APIKEY",
        "client_secret",
        "clientSecret",
        "private.key",
        "access-key",
        "sessionCookie",
        "Authorization",
        "db_pass",
        "pw",
        "token",
        "secret_id",
        "aws_credentials",
        "Zugangsdaten",
    ] {
        assert!(is_secret_name(name), "{name}");
    }
    for name in [
        "secretariat",
        "Sekretariat",
        "tokenizer",
        "passwordless",
        "bypass",
        "compass",
        "pass",
        "key",
        "host",
        "keyboard",
        "authorizations",
        "cookiecutter",
        "",
        "---",
        "monkey",
        "pwr",
        "spwdx",
    ] {
        assert!(!is_secret_name(name), "{name}");
    }
}

#[test]
fn nothing_secret_of_an_alert_is_kept() {
    let secret = "geheim123";
    let body = json!({"alerts": [{"key": format!("db token={secret}"), "state": "firing", "severity": format!("pwd={secret}"),
        "labels": {"api_token": secret, "db-password": secret, "Authorization": secret, "clientSecret": secret, "x-api-key": secret,
            "header": format!("Bearer {secret}"), "dsn": format!("postgres://user:{secret}@db/x"), "sessionCookie": secret,
            format!("token={secret}"): "x", "host": "db1", "mail": "a@b.de", "secretariat": "Zimmer 12"},
        "annotations": {"log": format!("login failed: password={secret}"), "password": secret},
        "sourceId": format!("https://u:{secret}@h/1"),
        "summary": format!("call with token={secret}"), "url": format!("https://x/?api_key={secret}")}]});
    let mut alert = one(Sender::Generic, &body);
    // Rules see it as it came.
    assert_eq!(alert.labels["api_token"], secret);
    assert!(shown::conceal(&mut alert));
    assert!(!format!("{alert:?}").contains(secret), "{alert:?}");
    assert!(alert.flags.contains(&Flag::Masked) && !alert.flags.contains(&Flag::BytesReplaced));
    let label = |name: &str| alert.labels[name].as_str();
    assert_eq!((label("host"), label("mail"), label("secretariat")), ("db1", "a@b.de", "Zimmer 12"));
    assert_eq!((label("dsn"), label("api_token")), ("postgres://user:***@db/x", "***"));
    let zabbix =
        json!({"alerts": [{"key": "1", "state": "firing", "tags": [{"tag": "password", "value": secret}]}]});
    let mut zabbix = one(Sender::Zabbix, &zabbix);
    shown::conceal(&mut zabbix);
    assert!(!format!("{zabbix:?}").contains(secret));
    // At the limit of what is kept, too.
    let long = format!("{}https://user:{secret}{secret}@db/x", " ".repeat(1_000));
    let mut cut =
        one(Sender::Generic, &json!({"alerts": [{"key": "x", "state": "firing", "summary": long}]}));
    shown::conceal(&mut cut);
    assert!(!format!("{cut:?}").contains(&secret[..4]), "{cut:?}");
}

#[test]
fn what_differs_in_a_secret_stays_apart() {
    let alert = |key: &str| {
        let mut alert = one(Sender::Generic, &json!({"alerts": [{"key": key, "state": "firing"}]}));
        shown::conceal(&mut alert);
        alert.fingerprint
    };
    assert_ne!(alert("job token=a"), alert("job token=b"));
    assert_eq!(alert("job token=a"), alert("job token=a"));
    assert_eq!(alert("job"), "job");
    assert!(!alert("job token=a").contains("token="));
}
