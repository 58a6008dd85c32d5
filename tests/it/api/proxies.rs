//! A reverse proxy in front of the service: names that the operator allows, and whom a proxy speaks for.

use crate::support::service::{Service, TOKEN, send};
use reqwest::RequestBuilder;
use std::net::SocketAddr;
use tragweite::api::{Policy, Proxies, Token};

async fn behind(listen: &str, hosts: &[&str], proxies: &[&str]) -> Service {
    let listen: SocketAddr = listen.parse().unwrap();
    let proxies = Proxies::new(proxies.iter().map(|text| Proxies::network(text).unwrap()));
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let policy = Policy::new(listen, Some(Token::new(TOKEN).unwrap())).unwrap();
    Service::guarded(&["dresden-2018"], |_| policy.named(&hosts).unwrap().behind(proxies)).await
}

async fn status(request: RequestBuilder, headers: &[(&str, &str)]) -> u16 {
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    send(request).await.status.as_u16()
}

const LOCAL: &str = "127.0.0.1:80";
const NODES: &str = "/v1/nodes?limit=1";

#[tokio::test]
async fn names_that_are_allowed_are_answered_with_the_token_only() {
    let service = behind(LOCAL, &["karte.example.org", "10.1.2.3"], &[]).await;
    let with = |host: &'static str| (service.request("GET", NODES), [("host", host)]);
    for host in ["karte.example.org", "Karte.Example.ORG:8443", "10.1.2.3", "localhost", "127.0.0.1:8080"] {
        let (request, headers) = with(host);
        assert_eq!(status(request, &headers).await, 200, "{host}");
    }
    for host in [
        "boese.example",
        "karte.example.org.boese.example",
        "xkarte.example.org",
        "10.1.2.4",
        "karte.example.org:x",
    ] {
        let (request, headers) = with(host);
        assert_eq!(status(request, &headers).await, 403, "{host}");
    }
    // What goes by that name comes from elsewhere.
    assert_eq!(status(service.plain("GET", NODES), &[("host", "karte.example.org")]).await, 401);
    assert_eq!(status(service.plain("GET", NODES), &[]).await, 200);
    for (origin, right) in [("https://karte.example.org", 200), ("https://boese.example", 403), ("null", 403)]
    {
        let headers = [("host", "karte.example.org"), ("origin", origin)];
        assert_eq!(status(service.request("GET", NODES), &headers).await, right, "{origin}");
    }
    let elsewhere = behind("0.0.0.0:80", &["karte.example.org"], &[]).await;
    assert_eq!(status(elsewhere.request("GET", NODES), &[("host", "boese.example")]).await, 403);
    assert_eq!(status(elsewhere.request("GET", NODES), &[("host", "karte.example.org")]).await, 200);
}

#[tokio::test]
async fn origins_are_looked_at_on_every_address() {
    let (here, there) = (Service::dresden().await, Service::elsewhere().await);
    for (service, path) in [(&here, NODES), (&there, NODES), (&here, "/mcp"), (&there, "/mcp")] {
        let own = format!("http://{}", service.address);
        for (name, value, right) in [
            ("origin", "https://boese.example", false),
            ("origin", "null", false),
            ("origin", "http://localhost.boese.example", false),
            ("sec-fetch-site", "cross-site", false),
            ("origin", own.as_str(), true),
            ("sec-fetch-site", "same-origin", true),
        ] {
            let request = if path == "/mcp" {
                let list =
                    serde_json::json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}});
                service.request("POST", path).json(&list)
            } else {
                service.request("GET", path)
            };
            let got = status(request, &[(name, value)]).await;
            assert_eq!(got, if right { 200 } else { 403 }, "{path} {name}: {value}");
        }
    }
}

#[tokio::test]
async fn only_proxies_that_are_named_are_believed() {
    let names = ["karte.example.org"];
    let (named, other) =
        (behind(LOCAL, &names, &["127.0.0.0/8", "::1"]).await, behind(LOCAL, &names, &["10.0.0.1"]).await);
    // The client's name and address, the statuses without and with the token where the proxy is believed.
    for (headers, without, with) in [
        (&[("forwarded", "for=192.0.2.7;host=karte.example.org;proto=https")][..], 401, 200),
        (&[("forwarded", "for=\"[2001:db8::7]:4711\";host=\"karte.example.org:443\"")], 401, 200),
        (&[("forwarded", "for=192.0.2.7;host=boese.example")], 403, 403),
        (&[("forwarded", "for=unknown")], 401, 200),
        (&[("x-forwarded-for", "192.0.2.7"), ("x-forwarded-host", "karte.example.org")], 401, 200),
        (&[("x-forwarded-for", "192.0.2.7")], 401, 200),
        (&[("x-forwarded-host", "boese.example")], 403, 403),
        // Who says before the first proxy that he is on this machine is not believed.
        (&[("x-forwarded-for", "127.0.0.1, 192.0.2.7, 127.0.0.2")], 401, 200),
        (
            &[("forwarded", "for=127.0.0.1, for=192.0.2.7;host=karte.example.org, for=127.0.0.2;host=x")],
            401,
            200,
        ),
        (&[("x-forwarded-for", "127.0.0.1")], 200, 200),
    ] {
        assert_eq!(status(named.plain("GET", NODES), headers).await, without, "{headers:?}");
        assert_eq!(status(named.request("GET", NODES), headers).await, with, "{headers:?}");
        // From anybody else these headers say nothing.
        assert_eq!(status(other.plain("GET", NODES), headers).await, 200, "{headers:?}");
    }
}

#[test]
fn what_opens_the_map_needs_a_token_and_a_name() {
    let local = || Policy::new(LOCAL.parse().unwrap(), None).unwrap();
    let named = |host: &str| local().named(&[host.to_owned()]);
    assert!(named("karte.example.org").unwrap_err().contains("--token-file"));
    assert!(named("localhost").is_ok());
    for host in ["https://karte.example.org", "karte.example.org:443", "karte.example.org/x", "", "a b"] {
        assert!(named(host).unwrap_err().contains("no name of a host"), "{host}");
    }
    assert!(Proxies::network("10.1.0.0/33").unwrap_err().contains("10.1.0.0/16"));
    assert!(Proxies::network("proxy.example.org").is_err());
}
