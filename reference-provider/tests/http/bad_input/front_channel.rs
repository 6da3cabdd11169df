//! Requests of browsers: authorization requests, logins, submitted forms, logouts.

use proptest::prelude::*;
use serde_json::json;

use super::form::{self, Form, owned};
use super::jwt;
use super::nasty::{members, odd_object};
use super::oracle;
use super::target::Target;
use crate::site::*;

const AUTHORIZE: &str = "/o/authorize/";
const END_SESSION: &str = "/o/logout/";
const REGISTER: &str = "/o/applications/register/";

fn target() -> Target {
    let mut config = oracle::config();
    config.policy.legacy.implicit = true;
    config.policy.legacy.hybrid = true;
    Target::new(config)
}

/// A request with all parameters of OpenID Connect.
fn openid() -> Vec<(&'static str, &'static str)> {
    let mut parameters = authorization_but(&[("scope", "openid read")]);
    parameters.extend([
        ("nonce", "n-0S6_WzA2Mj"),
        ("response_mode", "form_post"),
        ("prompt", "login consent"),
        ("max_age", "3600"),
        ("display", "page"),
        ("acr_values", "0 1"),
        ("ui_locales", "en"),
        ("login_hint", "alice"),
        ("resource", "https://second-api.example/"),
        ("claims", "{\"userinfo\":{\"email\":{\"essential\":true}},\"id_token\":{\"sub\":{\"value\":\"1\"}}}"),
    ]);
    parameters
}

/// Authorization requests of several clients, in the URL and as a form, with and without a session of alice.
fn requests() -> impl Strategy<Value = Form> {
    let legacy = vec![
        ("client_id", "legacy-app"),
        ("redirect_uri", "http://localhost:8004/callback"),
        ("response_type", "code id_token token"),
        ("scope", "openid"),
        ("state", "xyz"),
        ("nonce", "n"),
    ];
    let silent = authorization_but(&[("scope", "openid"), ("prompt", "none")]);
    prop_oneof![
        2 => form::corrupted(owned(&authorization())),
        3 => form::corrupted(owned(&openid())),
        2 => form::corrupted(owned(&legacy)),
        1 => form::corrupted(owned(&silent)),
        2 => claims().prop_flat_map(|claims| form::corrupted(owned(&authorization_but(&[("scope", "openid"), ("claims", &claims)])))),
        3 => request_objects().prop_flat_map(|object| {
            form::corrupted(owned(&[("client_id", "signing-app"), ("response_type", "code"), ("scope", "openid"), ("request", &object)]))
        }),
    ]
}

fn claims() -> impl Strategy<Value = String> {
    let userinfo =
        odd_object(members(&json!({ "email": { "essential": true }, "name": null, "sub": { "value": "1" } })));
    let id_token = odd_object(members(&json!({ "acr": { "values": ["0"] }, "auth_time": { "essential": true } })));
    (userinfo, id_token).prop_flat_map(|(userinfo, id_token)| {
        odd_object(vec![("userinfo".to_owned(), userinfo), ("id_token".to_owned(), id_token)])
    })
}

/// RFC 9101: all parameters in a signed object.
fn request_objects() -> impl Strategy<Value = String> {
    jwt::corrupted(
        &json!({ "alg": "EdDSA", "typ": "oauth-authz-req+jwt" }),
        &json!({
            "iss": "signing-app",
            "client_id": "signing-app",
            "redirect_uri": "http://localhost:8010/callback",
            "response_type": "code",
            "scope": "openid",
            "state": "xyz",
            "max_age": 60,
            "claims": { "userinfo": { "email": null } },
            "resource": ["https://second-api.example/"],
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "code_challenge_method": "S256",
            "iat": 1_700_000_000,
            "exp": 1_700_000_060,
        }),
    )
}

fn judge(target: &Target, reply: &Reply) -> Result<(), TestCaseError> {
    oracle::front_channel(target.site.provider.url(), reply)
}

/// A redirect leads to the requesting client and to no other.
fn judge_authorization(target: &Target, form: &Form, reply: &Reply) -> Result<(), TestCaseError> {
    judge(target, reply)?;
    let place = reply.location().split(['?', '#']).next().unwrap_or_default();
    let owner = oracle::config().clients.into_iter().find(|client| client.redirect_uris.iter().any(|uri| uri == place));
    prop_assert!(owner.is_none_or(|client| form.says("client_id", &client.client_id)), "{:?}", reply);
    Ok(())
}

#[test]
fn an_authorization_request_of_a_stranger() {
    let target = target();
    target.withstands(250, &requests(), |form| {
        judge_authorization(&target, &form, &target.fetch(AUTHORIZE, &form))?;
        judge_authorization(&target, &form, &target.submit(AUTHORIZE, &form))
    });
}

#[test]
fn an_authorization_request_of_a_user() {
    let target = target();
    target.log_in();
    target.withstands(250, &requests(), |form| {
        judge_authorization(&target, &form, &target.fetch(AUTHORIZE, &form))?;
        judge_authorization(&target, &form, &target.submit(AUTHORIZE, &form))
    });
}

#[test]
fn an_answer_to_the_consent_page() {
    let target = target();
    target.log_in();
    let answer = |parameters: &[(&str, &str)]| {
        let mut parameters = owned(parameters);
        parameters.push(("allow".to_owned(), "Authorize".to_owned()));
        form::corrupted(parameters)
    };
    let answers = prop_oneof![answer(&authorization()), answer(&openid())];
    target.withstands(200, &answers, |form| judge_authorization(&target, &form, &target.submit(AUTHORIZE, &form)));
}

#[test]
fn a_login_and_a_logout() {
    let target = target();
    let login = [("username", "alice"), ("password", "wonderland-1"), ("next", "/o/applications/")];
    target.withstands(120, &form::corrupted(owned(&login)), |form| {
        for path in ["/accounts/login/", "/accounts/logout/"] {
            judge(&target, &target.fetch(path, &form))?;
            judge(&target, &target.submit(path, &form))?;
        }
        Ok(())
    });
}

#[test]
fn a_code_of_a_device() {
    let target = target();
    target.log_in();
    let device =
        target.run(target.site.post("/o/device-authorization/", &[("client_id", "television"), ("scope", "read")]));
    let answer = owned(&[("user_code", &device.text("user_code")), ("deny", "Cancel")]);
    target.withstands(150, &form::corrupted(answer), |form| {
        judge(&target, &target.fetch("/o/device/", &form))?;
        judge(&target, &target.submit("/o/device/", &form))
    });
}

#[test]
fn a_form_of_an_application() {
    let target = target();
    target.log_in();
    let page = target.fetch(REGISTER, &Form::default());
    let app = [("name", "App"), ("client_type", "confidential"), ("redirect_uris", "https://app.example/")];
    target.withstands(120, &form::corrupted(owned(&app)), |form| {
        let form = form.on(&page);
        let reply = target.submit(REGISTER, &form);
        judge(&target, &reply)?;
        let id = reply.input("client_id").unwrap_or("unknown".to_owned());
        for path in ["/", "/update/", "/delete/"].map(|end| format!("/o/applications/{id}{end}")) {
            judge(&target, &target.fetch(&path, &form))?;
            judge(&target, &target.submit(&path, &form))?;
        }
        Ok(())
    });
}

#[test]
fn a_logout_that_a_client_asks_for() {
    let target = target();
    let code = target.run(async {
        let mut alice = target.site.alice().await;
        alice.authorize(&authorization_but(&[("scope", "openid")])).await.parameter("code")
    });
    let hint = target.run(target.site.redeem(&code)).text("id_token");
    let parameters = |hint: &str| {
        form::corrupted(owned(&[
            ("id_token_hint", hint),
            ("client_id", CONSUMER.0),
            ("post_logout_redirect_uri", oracle::AFTER_LOGOUT),
            ("state", "xyz"),
            ("logout_hint", "alice"),
            ("ui_locales", "en"),
        ]))
    };
    let forged = jwt::corrupted(
        &json!({ "alg": "EdDSA" }),
        &json!({ "iss": "https://op.example", "sub": "1", "aud": CONSUMER.0, "sid": "x", "exp": 1_700_000_000 }),
    );
    let requests = prop_oneof![2 => parameters(&hint), 1 => forged.prop_flat_map(move |forged| parameters(&forged))];
    for is_user in [false, true] {
        target.withstands(100, &requests, |form| {
            if is_user {
                target.log_in();
            }
            let page = target.fetch(END_SESSION, &form);
            judge(&target, &page)?;
            judge(&target, &target.submit(END_SESSION, &form))?;
            // The submitted form of the user.
            judge(&target, &target.submit(END_SESSION, &form.on(&page)))
        });
    }
}
