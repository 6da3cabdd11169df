//! The ID token, for a policy that looks for the nonce of its login in it (OpenID Connect Core section 3.1.3.7).

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use crate::config::Config;
use crate::flow::answer::ProviderResponse;
use crate::flow::failure::Failure;

/// How far the provider's clock may be behind.
const CLOCK_ERROR: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
struct ResponseWithIdToken {
    id_token: String,
}

/// The claims that are looked at.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    /// A `NumericDate`, which may have a fraction (RFC 7519 section 2).
    exp: f64,
    nonce: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn contains(&self, client_id: &str) -> bool {
        match self {
            Self::One(one) => one == client_id,
            Self::Several(several) => several.iter().any(|one| one == client_id),
        }
    }
}

/// Whether the token response has an ID token of this login. It comes from the token endpoint directly, so the client
/// need not verify its signature (OpenID Connect Core section 3.1.3.7, number 6).
pub(crate) fn check(
    answer: &ProviderResponse,
    config: &Config,
    nonce: Option<&str>,
    now: SystemTime,
) -> Result<(), Failure> {
    let success: ResponseWithIdToken = serde_json::from_slice(&answer.body)
        .map_err(|_| Failure::provider("its token response does not contain an ID token"))?;
    let claims = read(&success.id_token).ok_or_else(|| Failure::provider("its ID token cannot be read"))?;
    if config.provider.issuer.as_ref().is_some_and(|issuer| *issuer != claims.iss) {
        return Err(Failure::provider("its ID token names another issuer"));
    }
    if !claims.aud.contains(&config.client_id) {
        return Err(Failure::provider("its ID token is for another client"));
    }
    let since_epoch = Duration::try_from_secs_f64(claims.exp);
    let since_epoch = since_epoch.map_err(|_| Failure::provider("its ID token has no usable `exp`"))?;
    let expires = SystemTime::UNIX_EPOCH.checked_add(since_epoch);
    if expires.and_then(|expires| expires.checked_add(CLOCK_ERROR)).is_some_and(|expires| expires <= now) {
        return Err(Failure::provider("its ID token has expired"));
    }
    match (nonce, claims.nonce) {
        (Some(sent), Some(came)) if bool::from(sent.as_bytes().ct_eq(came.as_bytes())) => Ok(()),
        _ => Err(Failure::WrongNonce),
    }
}

fn read(token: &str) -> Option<Claims> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use url::Url;

    use super::*;

    const NOW: Duration = Duration::from_secs(1_000_000);

    fn checked(response: &Value, nonce: Option<&str>) -> Result<(), Failure> {
        let base = Url::parse("http://provider.test").expect("a URL");
        let mut config = Config::for_provider(&base, "client", None);
        config.provider.issuer = Some("http://provider.test/o".to_owned());
        let answer = ProviderResponse { status: 200, body: response.to_string().into_bytes(), retry_after: None };
        check(&answer, &config, nonce, SystemTime::UNIX_EPOCH + NOW)
    }

    fn token(edit: impl FnOnce(&mut Value)) -> Value {
        let mut claims =
            json!({ "iss": "http://provider.test/o", "aud": "client", "exp": NOW.as_secs() + 1, "nonce": "n-1" });
        edit(&mut claims);
        json!({ "id_token": format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string())) })
    }

    #[test]
    fn the_nonce_of_the_login_must_come_back() {
        assert_eq!(checked(&token(|_| ()), Some("n-1")), Ok(()));
        assert_eq!(checked(&token(|claims| claims["aud"] = json!(["other", "client"])), Some("n-1")), Ok(()));
        assert_eq!(checked(&token(|claims| claims["exp"] = json!(1_000_000.5)), Some("n-1")), Ok(()));
        for wrong in [json!("n-2"), json!(""), Value::Null] {
            assert_eq!(checked(&token(|claims| claims["nonce"] = wrong), Some("n-1")), Err(Failure::WrongNonce));
        }
        // No login was started in this session.
        assert_eq!(checked(&token(|_| ()), None), Err(Failure::WrongNonce));
    }

    #[test]
    fn a_token_of_others_is_the_providers_mistake() {
        for response in [
            json!({}),
            json!({ "id_token": "a.b.c" }),
            json!({ "id_token": "" }),
            token(|claims| claims["iss"] = json!("http://other.test")),
            token(|claims| claims["aud"] = json!("other")),
            token(|claims| claims["aud"] = json!([])),
            token(|claims| claims["exp"] = json!(NOW.as_secs() - 60)),
            token(|claims| claims["exp"] = json!(-1)),
            token(|claims| claims["exp"] = json!(1e300)),
        ] {
            assert!(matches!(checked(&response, Some("n-1")), Err(Failure::Provider { .. })), "{response}");
        }
    }
}
