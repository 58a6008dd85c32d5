//! Providers of OpenID Connect of two makes beside a service, and a browser that signs in.

use super::beside::Beside;
use super::service::Service;
use reqwest::header::{LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, Url};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use tragweite::app::App;
use tragweite::app::access::identity::{Identity, Settings};
use tragweite::outside::identity::{self, Provider};
use tragweite::wire::rules::parse_rules;

/// For whom access tokens are.
pub(crate) const AUDIENCE: &str = "https://karte.test/";
/// What groups, programs and scopes lead to.
pub(crate) const RULES: &str = "# Tests\nleitung -> operator\npflege-* -> editor:*\nclient:kfz -> viewer:zwickau\n\
                                scope:map:read -> editor:dresden\n";

/// Which provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Make {
    /// The package `oidc-provider` of npm, which is certified.
    Node,
    /// Authlib, of PyPI.
    Python,
}

/// A provider that knows this service.
pub(crate) struct Login {
    make: Make,
    pub(crate) issuer: String,
    _beside: Beside,
    client: Client,
}

fn tools() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tools/identity")
}

/// A client that keeps no cookies and follows nothing.
fn client() -> Client {
    Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

impl Login {
    /// Starts it for a service at this address.
    pub(crate) async fn start(make: Make, address: &str) -> Self {
        let (back, after) = (format!("{address}/sign-in/return"), format!("{address}/"));
        let folder = tools();
        let python = folder.join(".venv/bin/python");
        assert!(
            python.is_file() && folder.join("node_modules/oidc-provider").is_dir(),
            "run make test-tools"
        );
        let mut beside = match make {
            Make::Node => Beside::start("node", &folder, &["provider.mjs", &back, &after]),
            // The name is looked for in folders, and one that is absolute stays as it is.
            Make::Python => Beside::start(python.to_str().unwrap(), &folder, &["provider.py", &back]),
        };
        let issuer = beside.says("listens at ").await.trim().to_owned();
        Self { make, issuer, _beside: beside, client: client() }
    }

    /// Lets people sign in to this service through it.
    pub(crate) async fn allow(&self, app: &App, address: &str) {
        let identity = Identity::new(Settings {
            provider: Provider::new(identity::Settings {
                issuer: self.issuer.clone(),
                client: "tragweite".to_owned(),
                secret: Some("a secret: with = signs+".to_owned()),
                scopes: "openid profile".to_owned(),
                groups: "groups".to_owned(),
            })
            .unwrap(),
            name: "Land".to_owned(),
            groups: "groups".to_owned(),
            rules: parse_rules(RULES).unwrap(),
            audience: Some(AUDIENCE.to_owned()),
            address: address.to_owned(),
        });
        app.access.allow_identity(identity).await.unwrap();
    }

    /// Changes something at the provider of npm.
    pub(crate) async fn set(&self, method: &str, what: &str, body: &Value) -> String {
        let request = self.client.request(method.parse().unwrap(), format!("{}/test/{what}", self.issuer));
        request.json(body).send().await.unwrap().text().await.unwrap()
    }

    /// A token that is signed there, however.
    pub(crate) async fn sign(&self, how: &str, header: Value, claims: Value) -> String {
        self.set("POST", "sign", &json!({"how": how, "header": header, "claims": claims})).await
    }

    /// A token that a program gets with its secret.
    pub(crate) async fn for_program(&self, resource: &str, scope: &str) -> String {
        let form = format!("grant_type=client_credentials&scope={scope}");
        let request = self.client.post(format!("{}/token", self.issuer));
        let (request, form) = match self.make {
            Make::Node => {
                (request.basic_auth("kfz", Some("kfz-secret")), format!("{form}&resource={resource}"))
            }
            Make::Python => (request, format!("{form}&client_id=kfz&client_secret=kfz-secret")),
        };
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }
}

/// A browser: it keeps cookies, for all ports of this machine as browsers do.
pub(crate) struct Browser {
    client: Client,
    pub(crate) cookies: BTreeMap<String, String>,
}

/// An answer to a browser.
pub(crate) struct Seen {
    pub(crate) status: u16,
    /// Where it leads, in full.
    pub(crate) to: String,
    pub(crate) set: Vec<String>,
    pub(crate) text: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self { client: client(), cookies: BTreeMap::new() }
    }

    /// One that has these cookies already.
    pub(crate) fn with(cookies: BTreeMap<String, String>) -> Self {
        Self { client: client(), cookies }
    }

    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Seen {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("accept", "text/html").header("cookie", cookies.join("; "));
        let response: Response = request.send().await.unwrap();
        let set = response.headers().get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap().to_owned());
        let set: Vec<String> = set.collect();
        for line in &set {
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            match value.is_empty() {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        let to = response.headers().get(LOCATION).map_or("", |to| to.to_str().unwrap());
        let to = if to.is_empty() { String::new() } else { response.url().join(to).unwrap().to_string() };
        Seen { status: response.status().as_u16(), to, set, text: response.text().await.unwrap() }
    }

    pub(crate) async fn get(&mut self, address: &str) -> Seen {
        let request = self.client.get(address);
        self.send(request).await
    }

    pub(crate) async fn post(&mut self, address: &str, form: &str) -> Seen {
        let request = self.client.post(address).header("content-type", "application/x-www-form-urlencoded");
        // Browsers say where a form comes from.
        let request = request.header("sec-fetch-site", "same-origin").body(form.to_owned());
        self.send(request).await
    }

    /// Goes to the provider and signs in there as somebody with these groups: the address that it sends the browser back to.
    pub(crate) async fn arrive(
        &mut self,
        login: &Login,
        address: &str,
        name: &str,
        groups: &[&str],
    ) -> String {
        if login.make == Make::Node {
            login.set("PUT", "people", &json!({name: groups})).await;
        }
        let mut at = self.get(&format!("{address}/sign-in/provider?next=/nodes/dresden")).await.to;
        assert!(at.starts_with(&login.issuer) && at.contains("code_challenge_method=S256"), "{at}");
        if login.make == Make::Python {
            at = format!("{at}&login={name}%20{}", groups.join("%20"));
        }
        // Further than any provider leads.
        for _ in 0..12 {
            if at.starts_with(address) {
                return at;
            }
            let mut seen = self.get(&at).await;
            if seen.status == 200 {
                let prompt = if seen.text.contains(r#"value="login""#) { "login" } else { "consent" };
                seen = self.post(&at, &format!("prompt={prompt}&login={name}&password=x")).await;
            }
            assert!(!seen.to.is_empty(), "{at}: {}\n{}", seen.status, seen.text);
            at = seen.to;
        }
        panic!("it never comes back: {at}")
    }

    /// Signs in and gives what came of it.
    pub(crate) async fn sign_in(
        &mut self,
        login: &Login,
        address: &str,
        name: &str,
        groups: &[&str],
    ) -> Seen {
        let back = self.arrive(login, address, name, groups).await;
        self.get(&back).await
    }

    /// The session that it has; empty = none.
    pub(crate) fn session(&self) -> String {
        self.cookies.get("tragweite-session").cloned().unwrap_or_default()
    }

    /// Who it is to the service.
    pub(crate) async fn who(&self, service: &Service) -> Value {
        let cookie = format!("tragweite-session={}", self.session());
        let answer = service.plain("GET", "/v1/session").header("cookie", cookie);
        super::service::send(answer).await.expect(200).json()
    }
}

/// The address with another value of a parameter.
pub(crate) fn with(address: &str, name: &str, value: &str) -> String {
    let mut url = Url::parse(address).unwrap();
    let pairs: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(known, _)| known != name).collect();
    url.query_pairs_mut().clear().extend_pairs(pairs).append_pair(name, value);
    url.to_string()
}

/// The value of a parameter of an address.
pub(crate) fn parameter(address: &str, name: &str) -> String {
    let url = Url::parse(address).unwrap();
    let found = url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
    found.unwrap_or_else(|| panic!("{address} has no {name}"))
}
