//! Requests of clients: every grant with every authentication method; revocation, introspection, pushed requests,
//! devices.

use proptest::prelude::*;
use reqwest::header;
use serde_json::{Value, json};

use super::form::{self, Form, owned};
use super::jwt;
use super::oracle;
use super::target::Target;
use crate::site::*;

const TOKEN: &str = "/o/token/";

/// How a client authenticates: with parameters, a header, or both.
#[derive(Clone, Debug)]
struct Credentials {
    parameters: Vec<(String, String)>,
    header: Option<Vec<u8>>,
}

fn credentials(issuer: String) -> impl Strategy<Value = Credentials> {
    let with = |parameters: &[(&str, &str)], header: Option<&[u8]>| Credentials {
        parameters: owned(parameters),
        header: header.map(<[u8]>::to_vec),
    };
    let broken = prop_oneof![
        "(Basic|basic|Bearer|DPoP)? ?[!-~]{0,30}".prop_map(String::into_bytes),
        prop::collection::vec(prop_oneof![Just(b'\t'), 0x20..0x7f_u8, 0x80..=0xff_u8], 0..40),
        Just(b"Basic OjpA".to_vec()),
        Just(b"Basic JXp6OiVmZg==".to_vec()),
    ];
    prop_oneof![
        4 => Just(with(&[], Some(basic(CONSUMER).as_bytes()))),
        2 => Just(with(&[("client_id", CONSUMER.0), ("client_secret", CONSUMER.1)], None)),
        1 => Just(with(&[("client_id", "bound-app")], None)),
        1 => Just(with(&[("client_id", "television")], None)),
        1 => broken.prop_map(move |header| with(&[], Some(&header))),
        3 => assertions(issuer).prop_map(move |assertion| with(
            &[("client_assertion", &assertion), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")],
            None,
        )),
    ]
}

/// RFC 7523 §3.
fn assertions(issuer: String) -> impl Strategy<Value = String> {
    any::<u64>().prop_flat_map(move |jti| {
        jwt::corrupted(
            &json!({ "alg": "EdDSA", "typ": "JWT" }),
            &json!({
                "iss": "key-app",
                "sub": "key-app",
                "aud": issuer,
                "jti": jti.to_string(),
                "iat": 1_700_000_000,
                "exp": 1_700_000_060,
            }),
        )
    })
}

/// RFC 9449 §4.2, mostly absent.
fn proofs(url: String) -> impl Strategy<Value = Option<String>> {
    let proof = any::<u64>().prop_flat_map(move |jti| {
        let claims = json!({ "jti": jti.to_string(), "htm": "POST", "htu": url, "iat": 1_700_000_000 });
        jwt::corrupted(&json!({ "alg": "EdDSA", "typ": "dpop+jwt", "jwk": jwt::public_key() }), &claims)
    });
    prop::option::weighted(0.4, proof)
}

/// A request to `path` with one of `bodies`, with any credentials.
fn requests(
    target: &Target,
    path: &str,
    bodies: Vec<Vec<(String, String)>>,
) -> impl Strategy<Value = (Form, Credentials, Option<String>)> + use<> {
    let proofs = proofs(format!("{}{path}", target.site.provider.url()));
    (prop::sample::select(bodies), credentials(format!("{}/o", target.site.provider.url())), proofs).prop_flat_map(
        |(mut body, credentials, proof)| {
            body.extend(credentials.parameters.iter().cloned());
            (form::corrupted(body), Just(credentials), Just(proof))
        },
    )
}

fn withstands(target: &Target, path: &str, cases: u32, bodies: Vec<Vec<(String, String)>>) {
    let strategy = requests(target, path, bodies);
    target.withstands(cases, &strategy, |(form, credentials, proof)| {
        let mut request = target.form(path, &form);
        if let Some(credentials) = &credentials.header {
            request = request.header(header::AUTHORIZATION, credentials.as_slice());
        }
        // Values that no header can contain are sent in another way.
        if let Some(proof) = proof.filter(|proof| header::HeaderValue::try_from(proof).is_ok()) {
            request = request.header("dpop", proof);
        }
        let reply = target.send(request);
        let is_fit = form.is_form() && !form.repeats(&["client_id", "client_secret", "client_assertion"]);
        prop_assert!(is_fit || !reply.status.is_success(), "{:?}", reply);
        oracle::back_channel(&reply)
    });
}

fn target() -> Target {
    let mut config = oracle::config();
    config.policy.legacy.password = true;
    Target::new(config)
}

#[test]
fn a_token_request_of_any_grant() {
    let target = target();
    let tokens = target.run(target.site.tokens());
    let device =
        target.run(target.site.post("/o/device-authorization/", &[("client_id", "television"), ("scope", "read")]));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let code = target.run(target.site.code());
    let bodies = vec![
        owned(&redemption(&code)),
        owned(&redemption("made-up")),
        owned(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", &text(&tokens["refresh_token"])),
            ("scope", "read"),
        ]),
        owned(&[
            ("grant_type", "client_credentials"),
            ("scope", "read write"),
            ("resource", "https://second-api.example/"),
        ]),
        owned(&[("grant_type", "password"), ("username", "alice"), ("password", "wonderland-1")]),
        owned(&[
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", &device.text("device_code")),
        ]),
    ];
    withstands(&target, TOKEN, 300, bodies);
}

#[test]
fn a_question_about_a_token() {
    let target = target();
    let tokens = target.run(target.site.tokens());
    let token = |name: &str| owned(&[("token", tokens[name].as_str().unwrap()), ("token_type_hint", name)]);
    let bodies = vec![token("access_token"), token("refresh_token"), owned(&[("token", "e30.e30.")])];
    withstands(&target, "/o/introspect/", 150, bodies.clone());
    withstands(&target, "/o/revoke_token/", 150, bodies);
}

#[test]
fn a_pushed_request() {
    let target = target();
    let mut whole = owned(&authorization());
    whole.extend(owned(&[("prompt", "none"), ("max_age", "1"), ("claims", "{}"), ("dpop_jkt", "x"), ("nonce", "n")]));
    let bodies = vec![owned(&authorization()), whole, owned(&[("request", "e30.e30."), ("client_id", CONSUMER.0)])];
    withstands(&target, "/o/par/", 200, bodies);
}

#[test]
fn a_device_that_asks() {
    let target = target();
    let bodies = vec![owned(&[("scope", "read write")]), owned(&[("client_id", "television")])];
    withstands(&target, "/o/device-authorization/", 150, bodies);
}
