//! Whether what a provider has signed counts: by its keys, for this service, now.

use super::Provider;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde_json::Value;

/// How far clocks may differ, in seconds.
pub const LEEWAY: i64 = 30;
/// Longest token that is looked at, in bytes.
pub const LONGEST: usize = 16_384;
/// Most groups or scopes of somebody that are looked at.
const GROUPS: usize = 1_000;
/// Longest name that is shown, in characters.
const NAME: usize = 200;
/// The signatures that are taken: by a pair of keys. None by a shared secret, for which a public key could be taken, and
/// never none at all.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is none, or not one for this service.
    Unknown,
    /// It is signed by a key that is not known: the provider may have new ones.
    UnknownKey,
    /// Its time is over, or has not come.
    Expired,
}

/// What a provider has signed of somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims(pub(super) Value);

impl Claims {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    fn seconds(&self, name: &str) -> Option<i64> {
        let value = self.0.get(name)?;
        value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
    }

    /// Tells somebody from others at this provider for good.
    pub fn subject(&self) -> &str {
        self.text("sub").unwrap_or_default()
    }

    /// Until when it counts, in Unix seconds.
    pub fn expires(&self) -> i64 {
        self.seconds("exp").unwrap_or(0)
    }

    /// When it was signed, in Unix seconds.
    pub fn issued(&self) -> Option<i64> {
        self.seconds("iat")
    }

    /// What people call him.
    pub fn name(&self) -> String {
        let known = ["name", "preferred_username", "email", "client_id", "azp"]
            .into_iter()
            .find_map(|name| self.text(name));
        known.unwrap_or(self.subject()).chars().filter(|c| !c.is_control()).take(NAME).collect()
    }

    /// The program that the token is for, when it is that program itself and nobody who uses it.
    pub fn program(&self) -> Option<&str> {
        ["client_id", "azp"]
            .into_iter()
            .find_map(|name| self.text(name))
            .filter(|client| *client == self.subject())
    }

    /// What a claim lists: an array of texts, or a text with blanks between. The name is looked for as it is, then with its dots
    /// as the way into objects.
    pub fn list(&self, name: &str) -> Vec<String> {
        let way = || name.split('.').try_fold(&self.0, |at, part| at.get(part));
        let texts = match self.0.get(name).or_else(way) {
            Some(Value::Array(list)) => {
                list.iter().filter_map(Value::as_str).map(str::to_owned).take(GROUPS).collect()
            }
            Some(Value::String(list)) => list.split_whitespace().map(str::to_owned).take(GROUPS).collect(),
            _ => Vec::new(),
        };
        texts.into_iter().filter(|text: &String| !text.is_empty()).collect()
    }

    /// Whether there is such a claim.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some() || name.split('.').try_fold(&self.0, |at, part| at.get(part)).is_some()
    }

    /// Adds what is not there.
    pub(super) fn add(&mut self, more: Value) {
        if let (Value::Object(claims), Value::Object(more)) = (&mut self.0, more) {
            for (name, value) in more {
                claims.entry(name).or_insert(value);
            }
        }
    }

    fn is_for(&self, audience: &str) -> bool {
        match self.0.get("aud") {
            Some(Value::String(said)) => said == audience,
            Some(Value::Array(list)) => list.iter().any(|said| said == audience),
            _ => false,
        }
    }

    /// Whether others are named beside the audience.
    pub(super) fn is_for_others_too(&self) -> bool {
        matches!(self.0.get("aud"), Some(Value::Array(list)) if list.len() > 1)
    }

    /// The client that it was given to, where that is said.
    pub(super) fn given_to(&self) -> Option<&str> {
        self.text("azp")
    }

    pub(super) fn nonce(&self) -> Option<&str> {
        self.text("nonce")
    }
}

/// Whether a key checks signatures of a kind that is taken.
pub(super) fn is_for_signatures(key: &Jwk) -> bool {
    let pair = !matches!(key.algorithm, AlgorithmParameters::OctetKey(_) | AlgorithmParameters::Other(_));
    pair && key.common.public_key_use.as_ref().is_none_or(|use_| *use_ == PublicKeyUse::Signature)
}

/// Whether a key may have made this signature.
fn fits(key: &Jwk, header: &Header) -> bool {
    let named = header.kid.is_none() || key.common.key_id == header.kid;
    let made_for =
        key.common.key_algorithm.as_ref().is_none_or(|alg| alg.to_string() == format!("{:?}", header.alg));
    named && made_for
}

impl Provider {
    /// What an access token says that somebody shows.
    ///
    /// # Errors
    /// It is not taken.
    pub fn access(&self, token: &str, audience: &str, now: i64) -> Result<Claims, Refused> {
        let (claims, header) = self.claims(token, audience, now)?;
        // What tells the service of a sign-in is no ticket for it.
        let typed = header.typ.as_deref().is_none_or(|typ| {
            let typ = typ.to_ascii_lowercase();
            ["jwt", "at+jwt", "application/at+jwt"].contains(&typ.as_str())
        });
        if typed && claims.nonce().is_none() { Ok(claims) } else { Err(Refused::Unknown) }
    }

    /// What a token says: by a key of the provider, from it, for this audience, at this time (Unix seconds).
    pub(super) fn claims(&self, token: &str, audience: &str, now: i64) -> Result<(Claims, Header), Refused> {
        if token.len() > LONGEST {
            return Err(Refused::Unknown);
        }
        let header = decode_header(token).map_err(|_| Refused::Unknown)?;
        // Nothing is understood that a token may call critical.
        if !ALGORITHMS.contains(&header.alg) || header.crit.is_some() {
            return Err(Refused::Unknown);
        }
        let known = self.known().ok_or(Refused::UnknownKey)?;
        let mut keys = known.keys.iter().filter(|key| fits(key, &header)).peekable();
        keys.peek().ok_or(Refused::UnknownKey)?;
        let mut check = Validation::new(header.alg);
        // What was signed is looked at below, by the clock that everything goes by here.
        (check.validate_exp, check.validate_nbf, check.validate_aud) = (false, false, false);
        check.required_spec_claims.clear();
        let signed = keys.find_map(|key| {
            let key = DecodingKey::from_jwk(key).ok().filter(|key| key.family() == header.alg.family())?;
            decode::<Value>(token, &key, &check).ok()
        });
        let claims = Claims(signed.ok_or(Refused::Unknown)?.claims);
        let ours = claims.text("iss") == Some(self.issuer()) && claims.is_for(audience);
        if !ours || claims.subject().is_empty() {
            return Err(Refused::Unknown);
        }
        let over = claims.seconds("exp").is_none_or(|exp| now >= exp.saturating_add(LEEWAY));
        let early = ["nbf", "iat"].into_iter().filter_map(|name| claims.seconds(name));
        match over || early.into_iter().any(|from| now < from.saturating_sub(LEEWAY)) {
            true => Err(Refused::Expired),
            false => Ok((claims, header)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn groups_are_found_where_providers_put_them() {
        let claims =
            Claims(json!({"sub": "x", "groups": ["a", "b c", 7, ""], "realm_access": {"roles": ["d"]},
            "https://x.example/groups": ["e"], "scope": "openid tragweite.read"}));
        assert_eq!(claims.list("groups"), ["a", "b c"]);
        assert_eq!(claims.list("realm_access.roles"), ["d"]);
        assert_eq!(claims.list("https://x.example/groups"), ["e"]);
        assert_eq!(claims.list("scope"), ["openid", "tragweite.read"]);
        assert!(claims.list("sub.x").is_empty() && claims.list("").is_empty());
        assert!(claims.has("realm_access.roles") && !claims.has("realm_access.groups"));
    }

    #[test]
    fn a_program_is_only_who_speaks_for_itself() {
        let program = |claims: Value| Claims(claims).program().map(str::to_owned);
        assert_eq!(program(json!({"sub": "kfz", "client_id": "kfz"})).as_deref(), Some("kfz"));
        assert_eq!(program(json!({"sub": "kfz", "azp": "kfz"})).as_deref(), Some("kfz"));
        assert_eq!(program(json!({"sub": "anna", "client_id": "kfz"})), None);
        assert_eq!(program(json!({"sub": "anna"})), None);
    }

    #[test]
    fn names_are_one_line_of_bounded_length() {
        let name = |claims: Value| Claims(claims).name();
        assert_eq!(name(json!({"sub": "x", "name": "Anna\u{7} Ö."})), "Anna Ö.");
        assert_eq!(name(json!({"sub": "x", "name": "", "azp": "kfz"})), "kfz");
        assert_eq!(name(json!({"sub": "x".repeat(300)})).len(), NAME);
    }
}
