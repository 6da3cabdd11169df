//! JWTs that a client signs to authenticate or to prove possession of a key.

use minijinja::value::Kwargs;
use minijinja::{Error, Value};
use url::Url;

use super::token::members;
use super::{Sources, refused};
use crate::oauth::proof::{self, FreshClaims, SigningOptions};
use crate::oauth::random::single_use;

pub(super) fn client_assertion(sources: &Sources) -> Value {
    let sources = sources.clone();
    Value::from_function(move |id: String, audience: String, options: Kwargs| {
        let how = signing(&options)?;
        options.assert_all_used()?;
        proof::client_assertion(&id, &audience, &once(&sources), &how).map_err(refused)
    })
}

pub(super) fn dpop_proof(sources: &Sources) -> Value {
    let sources = sources.clone();
    Value::from_function(move |method: String, url: String, options: Kwargs| {
        let how = signing(&options)?;
        let (token, given) = (options.get::<Option<String>>("token")?, options.get::<Option<String>>("nonce")?);
        let last = || Url::parse(&url).ok().and_then(|url| sources.nonces.of(&url));
        // RFC 9449 §8.2: the last nonce of the server, unless the scenario names another one, or none.
        let nonce = if options.has("nonce") { given } else { last() };
        options.assert_all_used()?;
        proof::dpop_proof(&method, &url, token.as_deref(), nonce.as_deref(), &once(&sources), &how).map_err(refused)
    })
}

fn once(sources: &Sources) -> FreshClaims {
    FreshClaims { jti: single_use(), now: sources.now.seconds() }
}

fn signing(options: &Kwargs) -> Result<SigningOptions, Error> {
    Ok(SigningOptions {
        algorithm: options.get("alg")?,
        secret: options.get("secret")?,
        claims: members(options, "claims")?,
        header: members(options, "header")?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::value;

    #[test]
    fn each_is_new_and_edits_count() {
        let assertion = "jwt_claims(client_assertion('c', 'https://p/token', claims={'exp': 1, 'jti': none}))";
        let claims = json!({"iss": "c", "sub": "c", "aud": "https://p/token", "iat": 1_700_000_000, "exp": 1});
        assert_eq!(value(assertion), Ok(claims));
        assert_eq!(value("dpop_proof('GET', 'u') == dpop_proof('GET', 'u')"), Ok(json!(false)));
        assert_eq!(value("jwt_header(dpop_proof('GET', 'u', header={'typ': 'JWT'})).typ"), Ok(json!("JWT")));
        assert_eq!(value("jwt_claims(dpop_proof('GET', 'u', nonce='n')).nonce"), Ok(json!("n")));
        assert!(value("dpop_proof('GET', 'u', alg='RS1')").expect_err("refused").contains("the algorithms are"));
    }
}
