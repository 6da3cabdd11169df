//! Tokens: read, judged, and forged.

use oauth_harness::oauth::id_token::{Expected, judge};
use oauth_harness::oauth::jwk::{Jwk, KeySet};
use oauth_harness::oauth::jwt::{Jwt, Members, Strictness};
use oauth_harness::oauth::{entropy, forgery, signature};

use super::input::{first_line, text};

/// Reads it.
pub fn read(data: &[u8]) {
    let text = text(data);
    // A header and claims on two lines, or a token as it is.
    let token = match first_line(&text) {
        (header, claims) if header.starts_with('{') => {
            let members = |text: &str| serde_json::from_str::<Members>(text).unwrap_or_default();
            let token = Jwt::unsigned(members(header), members(claims));
            let strict = Jwt::read(&token.compact(), Strictness::Strict).expect("ours is read");
            assert_eq!((&strict.header, &strict.claims), (&token.header, &token.claims));
            token.compact()
        }
        (token, _) => token.to_owned(),
    };
    let strict = Jwt::read(&token, Strictness::Strict);
    if let Ok(strict) = &strict {
        assert_eq!(strict.compact(), token, "it is put together as it was");
        assert_eq!(Ok(strict), Jwt::read(&token, Strictness::Lenient).as_ref(), "careless peers take it, too");
        let unsigned = forgery::unsigned(&token, "nOnE").expect("a token can lose its signature");
        assert_eq!(Jwt::read(&unsigned, Strictness::Lenient).map(|it| it.claims), Ok(strict.claims.clone()));
        let edited = forgery::edited(&token, &Members::new(), &Members::new()).expect("a token can be edited");
        assert!(Jwt::read(&edited, Strictness::Strict).is_ok());
        assert_ne!(forgery::tampered(&token), token);
    } else {
        let _ = Jwt::read(&token, Strictness::Lenient);
        let _ = forgery::unsigned(&token, "none");
        forgery::tampered(&token);
    }
    entropy::bits(&token);
    entropy::of_all(&text.lines().take(50).collect::<Vec<_>>());
    let secret = serde_json::json!({ "kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I" });
    let mut keys: Vec<Jwk> = secret.as_object().cloned().map(Jwk).into_iter().collect();
    keys.extend(["RS256", "ES256", "EdDSA"].into_iter().filter_map(signature::our_key));
    let keys = KeySet(keys);
    for (is_logout_token, from_front_channel) in [(false, true), (true, false)] {
        let expected = Expected {
            issuer: Some("https://op.test"),
            audience: "web",
            nonce: Some("n"),
            max_age: Some(60),
            access_token: Some("a"),
            is_logout_token,
            from_front_channel,
            code: Some("c"),
            algorithm: None,
            keys: &keys,
            now: 1_800_000_000,
            tolerance: 60,
        };
        judge(&token, &expected);
    }
}
