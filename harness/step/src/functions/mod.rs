//! The functions of `${…}`. One line here for each; their implementations are in the files next to this one.

use minijinja::Value;

use crate::syntax::template::Variables;

mod difference;
mod fresh;
mod proof;
mod scope;
mod sources;
mod text;
mod token;
mod url;

pub use sources::Sources;
use sources::refused;

/// A function.
#[derive(Clone, Copy)]
pub struct Function {
    /// Its name in expressions.
    pub name: &'static str,
    /// What it returns, in one sentence.
    pub summary: &'static str,
    /// An example, as in a scenario.
    pub example: &'static str,
    value: fn(&Sources) -> Value,
}

/// Every function, by name.
pub const FUNCTIONS: [Function; 30] = [
    function("base64", "Text in base64 with padding.", "${base64('id:secret')}", text::base64),
    function("base64url", "Text in base64url without padding.", "${base64url('{}')}", text::base64url),
    function("base64url_decode", "The text encoded in base64url.", "${base64url_decode('e30')}", text::decode),
    function(
        "claims_beyond",
        "The standard claims that no value of a scope requests (OpenID Connect Core §5.4).",
        "${claims_beyond(it, tokens.scope | default('openid'))}",
        scope::claims_beyond,
    ),
    function(
        "client_assertion",
        "A JWT for client authentication (RFC 7523): signed with the built-in test key, or with a `secret`; `claims` \
         and `header` are edits.",
        "${client_assertion(clients.web.id, provider.token, claims={'exp': 1})}",
        proof::client_assertion,
    ),
    function(
        "differing_words",
        "The words of a text that are not those of two others, which differ from each other by chance alone.",
        "${differing_words(page.text, [other.text, again.text], without=[users.alice.name])}",
        difference::differing_words,
    ),
    function(
        "dpop_proof",
        "A DPoP proof with the built-in test key, for one request (RFC 9449), with the last nonce that the server \
         issued; `token`, `nonce` and `alg` override the defaults, `claims` and `header` are edits.",
        "${dpop_proof('GET', provider.profile, token=tokens.access_token)}",
        proof::dpop_proof,
    ),
    function(
        "entropy",
        "An upper bound of a text's entropy in bits, by its length and alphabet; the check `entropy` judges many \
         values.",
        "${entropy(grant.code) >= 128}",
        text::entropy_of,
    ),
    function("form_encode", "Form-encoded text: a space becomes `+`.", "${form_encode('a b')}", text::form_encode),
    function("jsonpath", "The first value at a path (RFC 9535).", "${jsonpath(it, '$.keys[0].kid')}", text::jsonpath),
    function("jwt_claims", "The claims of a token, unverified.", "${jwt_claims(tokens.id_token).sub}", token::claims),
    function("jwt_header", "The header of a token, unverified.", "${jwt_header(tokens.id_token).kid}", token::header),
    function(
        "jwt_hs256_with_public_key",
        "A token signed with HS256 and a public key as its secret: `form` is `pem`, `der` or `jwk`.",
        "${jwt_hs256_with_public_key(tokens.id_token, keys.keys[0], form='pem')}",
        token::hs256_with_public_key,
    ),
    function(
        "jwt_sign",
        "A token signed with the built-in test key, or with a `secret`; `alg` is RS256 by default, `header` adds to \
         its header.",
        "${jwt_sign({'sub': 'alice'}, alg='ES256', header={'kid': 'k'})}",
        token::sign,
    ),
    function(
        "jwt_unsigned",
        "A token with `alg` none, or another spelling of it, and no signature.",
        "${jwt_unsigned(tokens.id_token, alg='nOnE')}",
        token::unsigned,
    ),
    function(
        "jwt_with",
        "A token with claims and header edited (none drops a member), signed with the built-in test key.",
        "${jwt_with(tokens.id_token, claims={'sub': 'bob', 'nonce': none})}",
        token::with,
    ),
    function("now", "Seconds since 1970.", "${now() + 60}", fresh::now),
    function("origin", "Scheme, host and port of a URL.", "${origin(provider.base)}", url::origin),
    function("our_keys", "The JWK Set of the built-in test keys.", "${our_keys()}", token::our_keys),
    function(
        "percent_encoded",
        "Text with every byte percent-encoded, including letters and digits.",
        "${percent_encoded('a')}",
        text::percent_encoded,
    ),
    function("random", "256 random bits in 43 characters.", "${random()}", fresh::random),
    function("s256_challenge", "The S256 challenge of a verifier.", "${s256_challenge('v')}", text::s256_challenge),
    function(
        "scope_beyond",
        "The values of a scope that another scope does not have.",
        "${scope_beyond(it.scope, 'openid profile')}",
        scope::scope_beyond,
    ),
    function("sha256", "The SHA-256 of text, in hexadecimal.", "${sha256('text')}", text::sha256),
    function(
        "tampered",
        "A token with one bit of its signature flipped.",
        "${tampered(tokens.id_token)}",
        token::tampered,
    ),
    function(
        "thumbprint",
        "The SHA-256 thumbprint of a JWK (RFC 7638).",
        "${thumbprint(keys.keys[0])}",
        token::thumbprint,
    ),
    function("urlencode", "Text percent-encoded for any part of a URL.", "${urlencode('a b')}", text::urlencode),
    function("uuid", "A random UUID (RFC 9562 §5.4).", "${uuid()}", fresh::uuid),
    function(
        "well_known",
        "The well-known URLs of an issuer's metadata, character by character: by RFC 8414, and twice by OpenID Connect \
         Discovery.",
        "${provider.discovery in well_known(it.issuer)}",
        url::well_known,
    ),
    function(
        "with_query",
        "A URL with parameters of its query replaced or added (none drops one).",
        "${with_query(provider.authorization, prompt='none', state=none)}",
        url::with_query,
    ),
];

/// The function of that name.
pub fn named(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// The names of all functions.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    FUNCTIONS.iter().map(|function| function.name)
}

/// The functions as variables of expressions.
pub(super) fn variables(sources: &Sources) -> Variables {
    FUNCTIONS.iter().map(|function| (function.name.to_owned(), (function.value)(sources))).collect()
}

const fn function(
    name: &'static str,
    summary: &'static str,
    example: &'static str,
    value: fn(&Sources) -> Value,
) -> Function {
    Function { name, summary, example, value }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::{Value as Json, json};

    use super::*;
    use crate::nonces::Nonces;
    use crate::oauth::random::Random;
    use crate::syntax::template::{self, render};
    use crate::time_source::TimeSource;

    /// Evaluates an expression with a given seed and time.
    pub(super) fn value(expression: &str) -> Result<Json, String> {
        let random = Arc::new(Mutex::new(Random::for_case(7, "functions")));
        let nonces = Nonces::default();
        let mut scope = variables(&Sources { random, now: TimeSource::at(1_700_000_000), nonces });
        let grant = json!({"code": "abc", "url": "https://c.example/cb?code=1#x"});
        scope.insert("grant".to_owned(), template::value_of(&grant));
        render(&format!("${{{expression}}}"), &scope).map_err(|error| error.message)
    }

    #[test]
    fn every_function_is_listed_by_name_and_its_example_calls_it() {
        assert!(FUNCTIONS.is_sorted_by_key(|function| function.name));
        for function in FUNCTIONS {
            let call = format!("{}(", function.name);
            assert!(function.example.contains(&call), "{}", function.name);
            assert!(template::mentions(function.example).is_ok(), "{}", function.example);
            assert!(function.summary.ends_with('.'), "{}", function.name);
        }
    }

    #[test]
    fn invalid_arguments_are_explained_in_a_sentence() {
        let said = |expression: &str| value(expression).expect_err("refused");
        assert_eq!(
            said("jwt_claims('x')"),
            "`${jwt_claims('x')}` cannot be evaluated: this is not a JWT: it has 1 dot-separated parts, not 3"
        );
        assert!(
            said("jwt_claims(grant.id_token)").contains("has no value here"),
            "{}",
            said("jwt_claims(grant.id_token)")
        );
        assert!(said("base64url()").contains("missing argument"), "{}", said("base64url()"));
        assert!(said("now(1)").contains("too many arguments"), "{}", said("now(1)"));
        assert!(said("jwt_sign({}, algo='ES256')").contains("algo"), "{}", said("jwt_sign({}, algo='ES256')"));
    }

    proptest::proptest! {
        #[test]
        fn no_argument_panics(at in 0..FUNCTIONS.len(), argument in "[^'\\\\$}]{0,24}", more in "[^'\\\\$}]{0,8}") {
            let name = FUNCTIONS[at].name;
            for call in [format!("{name}('{argument}')"), format!("{name}('{argument}', '{more}')"), format!("{name}({{}})")] {
                let _ = value(&call);
            }
        }
    }
}
