//! An identity provider (OpenID Connect): where it is, by which keys it signs, and who somebody is by what it has signed.
//!
//! Reading order: this file (what is known of a provider, and asking it), [`token`] (whether what it signed counts),
//! [`sign_in`] (the way of a browser there and back).

pub mod sign_in;
pub mod token;

use super::attempt::innermost;
use jsonwebtoken::jwk::Jwk;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Url};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Longest time for one question to the provider.
const TIME: Duration = Duration::from_secs(10);
/// Largest answer that is read, in bytes.
const MOST: usize = 1 << 20;
/// Most keys of a provider that are looked at.
const KEYS: usize = 50;

/// What the operator says of a provider.
#[derive(Clone)]
pub struct Settings {
    /// Its name, which is also where it is found.
    pub issuer: String,
    /// What the service is called there.
    pub client: String,
    /// Its secret; none = it is a public client.
    pub secret: Option<String>,
    /// What is asked for when somebody signs in; `openid` is always among it.
    pub scopes: String,
    /// The claim with the groups of somebody; dots lead into objects.
    pub groups: String,
}

/// What is known of it: endpoints and keys. Written down as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Known {
    #[serde(flatten)]
    found: Discovery,
    keys: Vec<Jwk>,
}

/// Where it says that everything is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    userinfo_endpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end_session_endpoint: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// An identity provider.
pub struct Provider {
    settings: Settings,
    client: Client,
    known: Mutex<Option<Arc<Known>>>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Provider({})", self.settings.issuer)
    }
}

impl Provider {
    /// A provider of which nothing is known yet.
    ///
    /// # Errors
    /// The settings do not fit, in words.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let issuer = Url::parse(&settings.issuer).map_err(|_| "the issuer is no address".to_owned())?;
        if issuer.scheme() != "https" && !(issuer.scheme() == "http" && is_here(&issuer)) {
            return Err("the issuer must begin with https://".to_owned());
        }
        if issuer.query().is_some() || issuer.fragment().is_some() {
            return Err("the issuer has neither ? nor #".to_owned());
        }
        let client = Client::builder()
            .user_agent(concat!("tragweite/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .timeout(TIME)
            .build()
            .map_err(|error| innermost(&error))?;
        Ok(Self { settings, client, known: Mutex::default() })
    }

    /// Its name.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// What the service is called there.
    pub fn client(&self) -> &str {
        &self.settings.client
    }

    fn known(&self) -> Option<Arc<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether anything is known of it.
    pub fn is_known(&self) -> bool {
        self.known().is_some()
    }

    /// What is known of it, to be kept; none before it was ever reached.
    pub fn written(&self) -> Option<String> {
        serde_json::to_string(&*self.known()?).ok()
    }

    /// Takes over what was kept. False: that is of another provider, cannot be read, or is known already.
    pub fn recall(&self, written: &str) -> bool {
        let kept =
            serde_json::from_str(written).ok().filter(|kept: &Known| self.is_issuer(&kept.found.issuer));
        kept.is_some_and(|kept| self.learn(kept))
    }

    fn learn(&self, known: Known) -> bool {
        let mut before = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = before.as_deref() != Some(&known);
        if is_new {
            *before = Some(Arc::new(known));
        }
        is_new
    }

    fn is_issuer(&self, said: &str) -> bool {
        said == self.settings.issuer
    }

    /// Asks where everything is and by which keys it signs.
    ///
    /// # Errors
    /// It is not reached, or says something else than it must, in words.
    pub async fn ask(&self) -> Result<(), String> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        let issuer = self.settings.issuer.trim_end_matches('/');
        let address = format!("{issuer}/.well-known/openid-configuration");
        let found: Discovery = self.answer(self.client.get(address)).await?;
        if !self.is_issuer(&found.issuer) {
            return Err(format!("it calls itself {:?}, not {:?}", found.issuer, self.settings.issuer));
        }
        let more = [&found.userinfo_endpoint, &found.end_session_endpoint].into_iter().flatten();
        let all =
            [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri].into_iter().chain(more);
        for address in all {
            self.check_endpoint(address)?;
        }
        let set: Set = self.answer(self.client.get(&found.jwks_uri)).await?;
        // One key that is not understood does not take the others away.
        let keys = set.keys.into_iter().take(KEYS).filter_map(|key| serde_json::from_value(key).ok());
        let keys: Vec<Jwk> = keys.filter(token::is_for_signatures).collect();
        if keys.is_empty() {
            return Err("it has no keys by which signatures can be checked".to_owned());
        }
        self.learn(Known { found, keys });
        Ok(())
    }

    /// Whether an endpoint may be used: encrypted like the issuer.
    fn check_endpoint(&self, address: &str) -> Result<(), String> {
        let url = Url::parse(address).map_err(|_| format!("it names {address:?}, which is no address"))?;
        let plain = self.settings.issuer.starts_with("http://");
        match url.scheme() {
            "https" => Ok(()),
            "http" if plain && is_here(&url) => Ok(()),
            _ => Err(format!("it names {address:?}, which is not encrypted")),
        }
    }

    /// What it answers, as JSON.
    async fn answer<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, String> {
        let request = request.header("accept", "application/json");
        let mut answer = request.send().await.map_err(|error| innermost(&error))?;
        let status = answer.status();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| innermost(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > MOST {
                return Err("it answers too much".to_owned());
            }
        }
        if !status.is_success() {
            // The word of the standard, nothing else: what is around it may repeat what was sent.
            let said: Option<Value> = serde_json::from_slice(&body).ok();
            let word = said.as_ref().and_then(|said| said.get("error")?.as_str());
            let word = word
                .filter(|word| word.len() < 60 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
            return Err(format!(
                "it answers {status}{}",
                word.map_or(String::new(), |word| format!(" ({word})"))
            ));
        }
        serde_json::from_slice(&body).map_err(|_| "it answers something else than it must".to_owned())
    }
}

/// Whether that is on this machine.
fn is_here(url: &Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(issuer: &str) -> Settings {
        let text = |text: &str| text.to_owned();
        Settings {
            issuer: text(issuer),
            client: text("karte"),
            secret: None,
            scopes: text("profile"),
            groups: text("groups"),
        }
    }

    #[test]
    fn a_provider_is_reached_by_an_encrypted_way_only() {
        for sound in [
            "https://login.example",
            "https://login.example/realms/x",
            "http://127.0.0.1:9",
            "http://[::1]:9/a",
        ] {
            assert!(Provider::new(settings(sound)).is_ok(), "{sound}");
        }
        for wrong in [
            "login.example",
            "http://login.example",
            "ftp://localhost",
            "https://login.example/?a",
            "http://127.0.0.1.example",
        ] {
            assert!(Provider::new(settings(wrong)).is_err(), "{wrong}");
        }
        let provider = Provider::new(settings("https://login.example")).unwrap();
        assert!(provider.check_endpoint("https://other.example/token").is_ok());
        for wrong in ["http://login.example/token", "http://127.0.0.1/token", "/token", "javascript:alert(1)"]
        {
            assert!(provider.check_endpoint(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_was_kept_of_another_provider_does_not_count() {
        let kept = |issuer: &str| {
            format!(
                r#"{{"issuer": "{issuer}", "authorization_endpoint": "https://a.example/", "token_endpoint": "https://a.example/t",
                "jwks_uri": "https://a.example/k", "keys": []}}"#
            )
        };
        let provider = Provider::new(settings("https://login.example")).unwrap();
        assert!(
            !provider.recall(&kept("https://other.example"))
                && !provider.recall("{}")
                && !provider.is_known()
        );
        assert!(provider.recall(&kept("https://login.example")) && provider.is_known());
        assert!(!provider.recall(&kept("https://login.example")), "it is known already");
        assert!(!provider.recall("x") && provider.is_known());
        let again = Provider::new(settings("https://login.example")).unwrap();
        assert!(again.recall(&provider.written().unwrap()));
    }
}
