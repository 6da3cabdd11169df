//! Client metadata can be any JSON, and other data.

use proptest::prelude::*;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use super::jwt::public_key;
use super::nasty::{members, odd_object};
use super::oracle;
use super::target::Target;
use crate::site::*;

const REGISTER: &str = "/o/register/";

/// A registration with all members.
fn metadata() -> Value {
    json!({
        "redirect_uris": ["https://client.example/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "EdDSA",
        "client_name": "A client",
        "client_uri": "https://client.example/",
        "logo_uri": "https://client.example/logo.png",
        "contacts": ["someone@client.example"],
        "scope": "openid read",
        "jwks": { "keys": [public_key()] },
        "id_token_signed_response_alg": "ES256",
        "userinfo_signed_response_alg": "RS256",
        "request_object_signing_alg": "EdDSA",
        "default_max_age": 3600,
        "require_auth_time": true,
        "dpop_bound_access_tokens": true,
        "require_pushed_authorization_requests": true,
        "post_logout_redirect_uris": ["https://client.example/bye"],
        "frontchannel_logout_uri": "https://client.example/out",
        "backchannel_logout_uri": "https://client.example/out",
        "subject_type": "public",
        "application_type": "web",
        "software_id": "4NRB1-0XZABZI9E6-5SM3R",
    })
}

fn content_type() -> impl Strategy<Value = &'static str> {
    prop_oneof![8 => Just("application/json"), 1 => Just("text/plain"), 1 => Just("application/json; charset=utf-16")]
}

#[test]
fn any_registration_is_answered() {
    let target = Target::new(oracle::config());
    target.withstands(250, &(odd_object(members(&metadata())), content_type()), |(body, content_type)| {
        let request = target.site.request(Method::POST, REGISTER).header(header::CONTENT_TYPE, content_type);
        let reply = target.send(request.body(body));
        oracle::back_channel(&reply)?;
        prop_assert!(reply.json().is_object());
        Ok(())
    });
}

/// RFC 7592 §2.2: a client is read, updated and deleted.
#[test]
fn any_change_of_a_registration_is_answered() {
    let target = Target::new(oracle::config());
    let request = target.site.request(Method::POST, REGISTER).header(header::CONTENT_TYPE, "application/json");
    let client = target.send(request.body(metadata().to_string()));
    assert_eq!(client.status.as_u16(), 201, "{client:?}");
    let path = format!("{REGISTER}{}/", client.text("client_id"));
    let token = std::cell::RefCell::new(client.text("registration_access_token"));
    let mut now = metadata();
    now["client_id"] = client.json()["client_id"].clone();
    let strategy = (odd_object(members(&now)), content_type(), "[!-~]{0,5}", prop::bool::weighted(0.1));
    target.withstands(250, &strategy, |(body, content_type, noise, is_noisy)| {
        let noise = if is_noisy { noise } else { String::new() };
        for method in [Method::PUT, Method::GET, Method::POST, Method::PATCH] {
            let serves = matches!(method, Method::PUT | Method::GET);
            let request = target.site.request(method, &path).header(header::CONTENT_TYPE, content_type);
            let request = request.header(header::AUTHORIZATION, format!("Bearer {}{noise}", token.borrow()));
            let reply = target.send(request.body(body.clone()));
            oracle::any(&reply)?;
            oracle::back_channel(&reply)?;
            prop_assert_eq!(reply.status == StatusCode::METHOD_NOT_ALLOWED, !serves, "{:?}", reply);
            if let Some(next) = reply.json()["registration_access_token"].as_str() {
                next.clone_into(&mut token.borrow_mut());
            }
        }
        Ok(())
    });
}

/// Each member in turn.
#[tokio::test]
async fn no_registration_is_a_server_error() {
    let site = Site::strict().await;
    let names = [
        "redirect_uris",
        "grant_types",
        "response_types",
        "token_endpoint_auth_method",
        "client_name",
        "scope",
        "jwks",
        "id_token_signed_response_alg",
        "default_max_age",
        "require_auth_time",
        "post_logout_redirect_uris",
        "frontchannel_logout_uri",
        "contacts",
        "logo_uri",
        "software_statement",
    ];
    let odd = [
        "null",
        "true",
        "-1",
        "1e400",
        "\"\"",
        "\"\\u0000\\r\\n\"",
        "\"javascript:alert(1)\"",
        "[]",
        "[[]]",
        "[null, 7, \"\"]",
        "{\"keys\": [{}]}",
        "{\"a\": {\"a\": {}}}",
    ];
    let bodies = names.iter().flat_map(|name| {
        odd.map(|value| format!("{{\"redirect_uris\": [\"https://client.example/\"], \"{name}\": {value}}}"))
    });
    let bodies = bodies.chain(["", "{", "\u{feff}{}", "[]", "\"\"", "{\"a\":1}x"].map(str::to_owned));
    for body in bodies {
        let request = site.request(Method::POST, "/o/register/").header(header::CONTENT_TYPE, "application/json");
        let reply = site.send(request.body(body.clone())).await;
        assert!(matches!(reply.status.as_u16(), 201 | 400), "{body}: {reply:?}");
        assert!(reply.json().is_object(), "{body}");
    }
}
