//! Random parameters at all paths.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use reference_provider::Config;
use reqwest::{Method, header};
use url::Url;

use super::target::these;
use crate::site::*;

const PATHS: &[&str] = &[
    "/",
    "/accounts/login/",
    "/accounts/logout/",
    "/o/authorize/",
    "/o/token/",
    "/o/revoke_token/",
    "/o/introspect/",
    "/o/device-authorization/",
    "/o/device/",
    "/activate",
    "/api/profile/",
    "/o/userinfo/",
    "/o/par/",
    "/static/style.css",
    "/.well-known/oauth-protected-resource/api/profile/",
    "/o/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server/o",
    "/.well-known/oauth-authorization-server/%ff",
    "/o/.well-known/jwks.json",
    "/o/logout/",
    "/o/register/",
    "/o/register/x/",
    "/o/applications/",
    "/o/applications/register/",
    "/o/applications/x/",
    "/o/applications/%ff/update/",
    "/o/applications/a%2fb/delete/",
];

const NAMES: &[&str] = &[
    "client_id",
    "client_secret",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "grant_type",
    "code",
    "code_verifier",
    "refresh_token",
    "device_code",
    "user_code",
    "token",
    "next",
    "username",
    "password",
    "allow",
    "name",
    "client_type",
    "redirect_uris",
    "access_token",
    "id_token_hint",
    "post_logout_redirect_uri",
    "confirmed",
    "again",
];

const VALUES: &[&str] = &[
    "",
    "test-consumer",
    "public-app",
    "television",
    "test-consumer-secret",
    CALLBACK,
    "http://localhost:8003/callback",
    "https://evil.example/",
    "//evil.example",
    "javascript:alert(1)",
    "code",
    "read write",
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "password",
    "urn:ietf:params:oauth:grant-type:device_code",
    "alice",
    "wonderland-1",
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "S256",
    "\0",
    "a\r\nSet-Cookie: x=y",
    "<script>alert(1)</script>",
    "\u{feff}\u{202e}\u{1f600}",
];

/// One parameter: a known name or any, a known value, any bytes, or a long one.
fn parameter() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    let name = prop_oneof![
        8 => prop::sample::select(NAMES).prop_map(|name| name.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..8),
    ];
    let value = prop_oneof![
        6 => prop::sample::select(VALUES).prop_map(|value| value.as_bytes().to_vec()),
        2 => vec(any::<u8>(), 0..40),
        1 => (any::<u8>(), 1000..5000_usize).prop_map(|(byte, length)| vec![byte; length]),
    ];
    (name, value)
}

/// A valid request to this path.
fn sensible(path: &str) -> Vec<(&'static str, &'static str)> {
    match path {
        "/o/authorize/" => [authorization(), vec![("allow", "Authorize")]].concat(),
        "/accounts/login/" => {
            vec![("username", "alice"), ("password", "wonderland-1"), ("next", "/o/applications/")]
        }
        "/o/token/" => [redemption("made-up"), vec![("client_id", CONSUMER.0), ("client_secret", CONSUMER.1)]].concat(),
        "/o/revoke_token/" | "/o/introspect/" => {
            vec![("token", "made-up"), ("client_id", CONSUMER.0), ("client_secret", CONSUMER.1)]
        }
        "/o/device-authorization/" => vec![("client_id", "television"), ("scope", "read")],
        "/o/device/" => vec![("user_code", "WDJB-MJHT"), ("allow", "Authorize")],
        "/o/applications/register/" => {
            vec![("name", "App"), ("client_type", "public"), ("redirect_uris", "https://app.example/")]
        }
        _ => Vec::new(),
    }
}

/// Valid parameters of which some are missing, changed or repeated, form-encoded: correctly, or with unencoded bytes
/// and stray percent signs.
fn parameters(path: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let kept = sensible(path).into_iter().map(|(name, value)| {
        let (name, value) = (name.as_bytes().to_vec(), value.as_bytes().to_vec());
        prop_oneof![
            20 => Just(vec![(name.clone(), value)]),
            1 => Just(vec![]),
            1 => parameter().prop_map(move |(_, noise)| vec![(name.clone(), noise)]),
        ]
    });
    let noise = prop_oneof![2 => Just(vec![]), 1 => vec(parameter(), 0..4)];
    let properly = prop::bool::weighted(0.8);
    (kept.collect::<Vec<_>>(), noise, properly).prop_map(|(kept, noise, properly)| {
        let pairs = kept.into_iter().flatten().chain(noise).map(|(name, value)| {
            let part = |bytes: &[u8]| {
                if properly {
                    form_urlencoded::byte_serialize(bytes).collect::<String>().into_bytes()
                } else {
                    [bytes, b"%"].concat()
                }
            };
            [part(&name), part(&value)].join(&b'=')
        });
        pairs.collect::<Vec<_>>().join(&b'&')
    })
}

fn credentials() -> impl Strategy<Value = Option<Vec<u8>>> {
    prop::option::weighted(
        0.3,
        prop_oneof![
            Just(basic(CONSUMER).into_bytes()),
            "(Basic|Bearer|bearer|Digest)? ?[!-~]{0,40}".prop_map(String::into_bytes),
            vec(prop_oneof![Just(b'\t'), 0x20..0x7f_u8, 0x80..=0xff_u8], 0..40),
        ],
    )
}

/// The permitted targets of redirects.
fn places(site: &Site) -> Vec<String> {
    let mut places: Vec<String> =
        Config::embedded().clients.into_iter().flat_map(|client| client.redirect_uris).collect();
    places.push(site.provider.url().to_owned());
    places
}

fn judge(site: &Site, reply: &Reply) -> Result<(), TestCaseError> {
    prop_assert!(reply.status.as_u16() < 500, "{:?}", reply);
    let body = reply.body.replacen("<script>document.forms[0].submit()</script>", "", 1);
    prop_assert!(!body.contains("<script"), "{:?}", reply);
    prop_assert!(!reply.header("set-cookie").contains("x=y"), "{:?}", reply);
    if reply.headers.contains_key(header::LOCATION) {
        let base = Url::parse(site.provider.url()).unwrap();
        let target = base.join(reply.location()).unwrap();
        let is_registered = places(site).iter().any(|place| {
            let place = Url::parse(place).unwrap();
            place.origin() == target.origin() && (place.path() == "/" || place.path() == target.path())
        });
        prop_assert!(is_registered, "{:?}", reply);
    }
    Ok(())
}

fn check(csrf_token: bool, logged_in: bool, cases: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mut config = Config::embedded();
    // Without this check the noise reaches the code after it.
    config.policy.login.csrf_token = csrf_token;
    config.policy.consent.csrf_token = csrf_token;
    config.policy.login.attempts = u32::MAX;
    config.policy.client.attempts = u32::MAX;
    let site = runtime.block_on(Site::with(config));
    let mut runner = TestRunner::new(these(cases));
    let strategy = prop::sample::select(PATHS)
        .prop_flat_map(|path| (Just(path), parameters(path), parameters(path), credentials()));
    let outcome = runner.run(&strategy, |(path, query, body, credentials)| {
        let query: String = query.iter().filter(|byte| byte.is_ascii_graphic()).map(|byte| char::from(*byte)).collect();
        let path = format!("{path}?{}", query.replace('#', "%23"));
        for method in [Method::GET, Method::POST] {
            // Each time again, because noise also logs in and out.
            let cookies = if logged_in { runtime.block_on(site.alice()).cookies } else { BTreeMap::new() };
            let mut request = site
                .request(method, &path)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body.clone());
            if let Some(session) = cookies.get("sessionid") {
                request = request.header(header::COOKIE, format!("sessionid={session}"));
            }
            if let Some(credentials) = &credentials {
                request = request.header(header::AUTHORIZATION, credentials.as_slice());
            }
            judge(&site, &runtime.block_on(site.send(request)))?;
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn noise_from_a_stranger() {
    check(true, false, 200);
}

#[test]
fn noise_from_a_user_where_forms_are_not_checked() {
    check(false, true, 300);
}
