//! The way of a browser to the provider and back: authorization code with PKCE.

use super::Provider;
use super::token::Claims;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use reqwest::Url;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Longest answer of a provider that is looked at, in bytes.
const LONGEST: usize = 4_096;

/// What a browser keeps while somebody signs in at the provider: a random text, from which all else follows that the
/// provider is told. Nobody can guess one from another.
#[derive(Clone, Copy)]
pub struct Pending<'a>(&'a str);

impl<'a> Pending<'a> {
    /// A text that has the form of one.
    pub fn parse(text: &'a str) -> Option<Self> {
        (text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())).then_some(Self(text))
    }

    fn part(&self, name: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{name}:{}", self.0)))
    }

    /// Comes back with the answer.
    pub fn state(&self) -> String {
        self.part("state")
    }

    /// Stands in what the provider signs.
    fn nonce(&self) -> String {
        self.part("nonce")
    }

    /// Proves that the answer comes to who has asked.
    fn verifier(&self) -> String {
        self.part("verifier")
    }
}

/// What the browser brings back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Stands for the tokens.
    pub code: String,
    /// What the provider was told.
    pub state: String,
    /// Who answers, where the provider says so.
    pub issuer: Option<String>,
}

/// Why somebody has not signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// The provider cannot be asked, in words.
    Away(String),
    /// What came back does not count, in words.
    Refused(String),
}

fn refused<T>(why: &str) -> Result<T, Failed> {
    Err(Failed::Refused(why.to_owned()))
}

impl Provider {
    /// Where a browser is sent to sign in, and from where it comes back; none when nothing is known of the provider.
    pub fn way(&self, pending: Pending<'_>, back: &str) -> Option<String> {
        let mut url = Url::parse(&self.known()?.found.authorization_endpoint).ok()?;
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(pending.verifier()));
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.settings.client),
            ("redirect_uri", back),
            ("scope", &self.scopes()),
            ("state", &pending.state()),
            ("nonce", &pending.nonce()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        Some(url.into())
    }

    fn scopes(&self) -> String {
        let more = self.settings.scopes.split_whitespace().filter(|scope| *scope != "openid");
        std::iter::once("openid").chain(more).collect::<Vec<_>>().join(" ")
    }

    /// Where somebody signs out at the provider, too, and is sent on from; none when it offers that not.
    pub fn way_out(&self, back: &str) -> Option<String> {
        let mut url = Url::parse(self.known()?.found.end_session_endpoint.as_deref()?).ok()?;
        url.query_pairs_mut()
            .extend_pairs([("client_id", self.settings.client.as_str()), ("post_logout_redirect_uri", back)]);
        Some(url.into())
    }

    /// Who has signed in, by what the browser brought back.
    ///
    /// # Errors
    /// The provider cannot be asked, or does not confirm it.
    pub async fn arrived(
        &self,
        answer: &Answer,
        pending: Pending<'_>,
        back: &str,
        now: i64,
    ) -> Result<Claims, Failed> {
        #[derive(Deserialize)]
        struct Tokens {
            id_token: String,
            #[serde(default)]
            access_token: String,
        }
        let known = self.known().ok_or_else(|| Failed::Away("it was not reached yet".to_owned()))?;
        if answer.state != pending.state() {
            return refused("the answer belongs to another sign-in");
        }
        let named = answer.issuer.as_deref();
        if named.is_some_and(|issuer| issuer != self.issuer())
            || named.is_none() && known.found.authorization_response_iss_parameter_supported
        {
            return refused("the answer is of another provider");
        }
        if answer.code.is_empty() || answer.code.len() > LONGEST {
            return refused("the answer holds no code");
        }
        let request = self.exchange(&answer.code, pending, back, &known.found.token_endpoint);
        let tokens: Tokens =
            self.answer(request?).await.map_err(|why| match why.starts_with("it answers 4") {
                true => Failed::Refused(why),
                false => Failed::Away(why),
            })?;
        let mut claims = self.signed_in(&tokens.id_token, pending, now).await?;
        // Some providers tell groups only there.
        if let Some(address) = known.found.userinfo_endpoint.as_ref()
            && !claims.has(&self.settings.groups)
            && !tokens.access_token.is_empty()
        {
            let more: Value = self
                .answer(self.client.get(address).bearer_auth(&tokens.access_token))
                .await
                .map_err(Failed::Away)?;
            if more.get("sub").and_then(Value::as_str) != Some(claims.subject()) {
                return refused("it tells of somebody else than has signed in");
            }
            claims.add(more);
        }
        Ok(claims)
    }

    /// What the ID token says. When it is signed by a key that is not known, the provider is asked for its keys once.
    async fn signed_in(&self, token: &str, pending: Pending<'_>, now: i64) -> Result<Claims, Failed> {
        use super::token::Refused;
        let client = &self.settings.client;
        let mut read = self.claims(token, client, now);
        if matches!(read, Err(Refused::UnknownKey)) {
            self.ask().await.map_err(Failed::Away)?;
            read = self.claims(token, client, now);
        }
        let claims = match read {
            Ok((claims, _)) => claims,
            Err(Refused::Expired) => {
                return refused("what it signed is not of this time: compare the clocks");
            }
            Err(_) => return refused("what it signed is not for this service"),
        };
        let party = claims.given_to();
        if party.is_some_and(|party| party != client) || party.is_none() && claims.is_for_others_too() {
            return refused("what it signed was given to another service");
        }
        if claims.nonce() != Some(&pending.nonce()) {
            return refused("what it signed is not for this sign-in");
        }
        Ok(claims)
    }

    /// The request that exchanges a code for tokens.
    fn exchange(
        &self,
        code: &str,
        pending: Pending<'_>,
        back: &str,
        address: &str,
    ) -> Result<reqwest::RequestBuilder, Failed> {
        let verifier = pending.verifier();
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", back),
            ("code_verifier", &verifier),
        ];
        let known = self.known();
        let ways = known.as_ref().map(|known| known.found.token_endpoint_auth_methods_supported.as_slice());
        let offers = |way: &str| ways.unwrap_or_default().iter().any(|offered| offered == way);
        let mut request = self.client.post(address);
        match &self.settings.secret {
            Some(secret) if !offers("client_secret_basic") && offers("client_secret_post") => {
                fields.extend([("client_id", self.settings.client.as_str()), ("client_secret", secret)]);
            }
            Some(secret) => {
                let both = format!("{}:{}", encoded(&self.settings.client)?, encoded(secret)?);
                request = request.header("authorization", format!("Basic {}", BASE64_STANDARD.encode(both)));
            }
            None => fields.push(("client_id", &self.settings.client)),
        }
        let body = form(&fields)?;
        Ok(request.header("content-type", "application/x-www-form-urlencoded").body(body))
    }
}

/// Fields as a form sends them.
fn form(fields: &[(&str, &str)]) -> Result<String, Failed> {
    let url = Url::parse_with_params("http://x/", fields);
    let url = url.map_err(|_| Failed::Refused("the code cannot be sent".to_owned()))?;
    Ok(url.query().unwrap_or_default().to_owned())
}

/// A text as a form writes it, which names and secrets in a header are, too.
fn encoded(text: &str) -> Result<String, Failed> {
    Ok(form(&[("", text)])?.trim_start_matches('=').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_the_provider_is_told_tells_anything_else() {
        let text = "7".repeat(64);
        let pending = Pending::parse(&text).unwrap();
        let parts = [pending.state(), pending.nonce(), pending.verifier()];
        assert!(parts.iter().all(|part| part.len() == 43 && !part.contains(&text)));
        assert!(parts[0] != parts[1] && parts[1] != parts[2] && parts[0] != parts[2]);
        assert!(Pending::parse(&text[1..]).is_none() && Pending::parse(&text.replace('7', "g")).is_none());
    }

    #[test]
    fn secrets_are_written_as_forms_write_them() {
        assert_eq!(encoded("a=b:c d%").unwrap(), "a%3Db%3Ac+d%25");
    }
}
