//! Requests with a token, or something similar: userinfo and the profile.

use proptest::prelude::*;
use reqwest::{Method, header};
use serde_json::json;

use super::form::{self, owned};
use super::jwt;
use super::nasty::nasty;
use super::oracle;
use super::target::Target;
use crate::site::*;

/// A valid token, a forged one, or garbage, in any scheme.
fn credentials(token: String) -> impl Strategy<Value = Vec<u8>> {
    let scheme =
        prop::sample::select(vec!["Bearer ", "bearer ", "DPoP ", "Bearer  ", "Basic ", "Bearer", "", "Bearer,DPoP "]);
    let forged = jwt::corrupted(
        &json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": "x" }),
        &json!({ "iss": "x", "sub": "1", "aud": "x", "client_id": "x", "scope": "openid", "jti": "x", "exp": 1_700_000_060 }),
    );
    let token = prop_oneof![3 => Just(token.into_bytes()), 2 => forged.prop_map(String::into_bytes), 2 => nasty()];
    (scheme, token).prop_map(|(scheme, token)| [scheme.as_bytes(), &token].concat())
}

fn proofs() -> impl Strategy<Value = Option<String>> {
    let claims = json!({ "jti": "x", "htm": "GET", "htu": "http://x/", "iat": 1_700_000_000, "ath": "x" });
    let header = json!({ "alg": "EdDSA", "typ": "dpop+jwt", "jwk": jwt::public_key() });
    prop::option::of(jwt::corrupted(&header, &claims))
}

#[test]
fn a_request_with_a_token() {
    let target = Target::new(oracle::config());
    let token = target.run(async {
        let openid = authorization_but(&[("scope", "openid read")]);
        let code = target.site.alice().await.authorize(&openid).await.parameter("code");
        target.site.redeem(&code).await.text("access_token")
    });
    let places = prop::sample::select(vec![
        (Method::GET, "/api/profile/"),
        (Method::GET, "/o/userinfo/"),
        (Method::POST, "/o/userinfo/"),
    ]);
    let forms = form::corrupted(owned(&[("access_token", &token)]));
    let strategy = (places, prop::option::of(credentials(token)), proofs(), forms, any::<bool>(), any::<bool>());
    target.withstands(300, &strategy, |((method, path), credentials, proof, form, is_in_query, is_repeated)| {
        let query = if is_in_query { form.query() } else { String::new() };
        let mut request = target.site.request(method.clone(), &format!("{path}?{query}"));
        if method == Method::POST {
            request = request.header(header::CONTENT_TYPE, form.content_type).body(form.body());
        }
        let is_text = |bytes: &[u8]| header::HeaderValue::from_bytes(bytes).is_ok();
        for credentials in credentials.iter().filter(|credentials| is_text(credentials)) {
            request = request.header(header::AUTHORIZATION, credentials.as_slice());
        }
        for proof in proof.iter().filter(|proof| is_text(proof.as_bytes())) {
            request = request.header("dpop", proof);
            if is_repeated {
                request = request.header("dpop", proof);
            }
        }
        oracle::back_channel(&target.send(request))
    });
}
