//! The provider metadata (RFC 8414 §2, OpenID Connect Discovery §3): generated from the rules and the configuration, so
//! that it is always true.

use serde_json::{Map, Value, json};

use super::offered::is_offered;
use super::optional_metadata;
use crate::authorization::request_object;
use crate::client::client_assertion;
use crate::client::dpop;
use crate::config::{AuthMethod, GrantType};
use crate::http::routes::Route;
use crate::jose::Algorithm;
use crate::oauth::acr::Acr;
use crate::oauth::response_type::ResponseType;
use crate::oauth::standard_claims;
use crate::policy::{
    Announced, AuthMethodsAnnounced, IssMember, IssuerAnnounced, RefreshIssued, RegistrationBy, SubjectForm,
};
use crate::state::app::App;
use crate::state::keys::KeyRing;

/// A member and its value; it is omitted if the value is null or an empty array (RFC 8414 §3.2).
type Member = (&'static str, fn(&App) -> Value);

/// All members, one on each line. Extensions append theirs.
const MEMBERS: &[Member] = &[
    ("issuer", issuer),
    ("authorization_endpoint", |app| endpoint(app, Route::Authorize)),
    ("token_endpoint", token_endpoint),
    ("jwks_uri", |app| app.url(Route::Jwks).into()),
    ("scopes_supported", |app| app.config.served_scopes(app.policy()).tokens().collect()),
    ("response_types_supported", response_types),
    ("response_modes_supported", |_| json!(["query", "fragment", "form_post"])),
    ("grant_types_supported", grant_types),
    ("token_endpoint_auth_methods_supported", auth_methods),
    ("code_challenge_methods_supported", challenge_methods),
    ("authorization_response_iss_parameter_supported", iss_is_sent),
    // RFC 7009, RFC 7662.
    ("revocation_endpoint", |app| app.url(Route::Revoke).into()),
    ("revocation_endpoint_auth_methods_supported", |app| client_authentication(app).collect()),
    ("revocation_endpoint_auth_signing_alg_values_supported", |app| {
        assertion_algorithms(app, app.policy().metadata.revocation_algorithms_named)
    }),
    ("introspection_endpoint", |app| app.url(Route::Introspect).into()),
    ("introspection_endpoint_auth_methods_supported", |app| {
        client_authentication(app).filter(|method| *method != "none").collect()
    }),
    ("introspection_endpoint_auth_signing_alg_values_supported", |app| {
        assertion_algorithms(app, app.policy().metadata.introspection_algorithms_named)
    }),
    // RFC 8628, RFC 7591.
    ("device_authorization_endpoint", |app| app.url(Route::DeviceAuthorization).into()),
    ("registration_endpoint", registration_endpoint),
    // OpenID Connect.
    ("userinfo_endpoint", |app| app.url(Route::Userinfo).into()),
    ("end_session_endpoint", |app| optional_endpoint(app, Route::EndSession)),
    ("frontchannel_logout_supported", |app| flag(app.policy().logout.front_channel)),
    ("frontchannel_logout_session_supported", |app| {
        flag(app.policy().logout.front_channel && app.policy().logout.sessions_named)
    }),
    ("backchannel_logout_supported", |app| flag(app.policy().logout.back_channel)),
    ("backchannel_logout_session_supported", |app| {
        flag(app.policy().logout.back_channel && app.policy().logout.sessions_named)
    }),
    ("subject_types_supported", subject_types),
    ("id_token_signing_alg_values_supported", id_token_algorithms),
    ("userinfo_signing_alg_values_supported", |app| asymmetric_algorithms(app).collect()),
    ("prompt_values_supported", |app| {
        let named = app.policy().authentication.prompts_announced;
        named.then(|| json!(["none", "login", "consent", "select_account"])).into()
    }),
    ("claims_supported", claims),
    ("claims_parameter_supported", |app| json!(app.policy().authentication.claims_served)),
    ("acr_values_supported", |app| {
        let named = app.policy().authentication.acr_stated;
        Acr::ALL.map(Acr::name).into_iter().filter(|_| named).collect()
    }),
    ("display_values_supported", |_| json!(["page", "popup", "touch", "wap"])),
    ("request_uri_parameter_supported", |_| json!(false)),
    // RFC 7523, RFC 9101, RFC 9126, RFC 9449, RFC 9728.
    ("token_endpoint_auth_signing_alg_values_supported", |app| {
        assertion_algorithms(app, app.policy().metadata.token_algorithms_named)
    }),
    ("request_parameter_supported", |app| json!(app.policy().request_object.served)),
    ("request_object_signing_alg_values_supported", request_object_algorithms),
    ("require_signed_request_object", |app| flag(app.policy().request_object.required)),
    ("pushed_authorization_request_endpoint", |app| optional_endpoint(app, Route::PushedAuthorization)),
    ("require_pushed_authorization_requests", |app| flag(app.policy().pushed.required)),
    ("dpop_signing_alg_values_supported", |app| {
        if app.policy().dpop.served { names(&dpop::ALGORITHMS) } else { Value::Null }
    }),
    ("protected_resources", protected_resources),
];

/// The members that OpenID Connect requires in addition to those of OAuth (OpenID Connect Discovery §3).
const NEEDED_BY_OPENID: [&str; 3] = ["jwks_uri", "subject_types_supported", "id_token_signing_alg_values_supported"];

/// Whether a member is about OpenID Connect only.
fn is_of_openid(name: &str) -> bool {
    const PREFIXES: [&str; 11] = [
        "jwks_uri",
        "userinfo_",
        "id_token_",
        "subject_types_",
        "claims_",
        "acr_values_",
        "display_values_",
        "prompt_values_",
        "end_session_",
        "frontchannel_logout_",
        "backchannel_logout_",
    ];
    PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// The complete document.
pub(crate) fn document(app: &App) -> Value {
    let rules = &app.policy().metadata;
    let mut document = Map::new();
    for (name, value) in MEMBERS {
        let value = value(app);
        let is_there = optional_metadata::stays(rules.left_out, name);
        if is_there && !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()) {
            document.insert((*name).to_owned(), value);
        }
    }
    if !rules.openid_served {
        document.retain(|name, _| !is_of_openid(name));
    }
    if !rules.response_types_named {
        document.remove("response_types_supported");
    }
    if !rules.openid_members_named {
        document.retain(|name, _| !NEEDED_BY_OPENID.contains(&name.as_str()));
    }
    optional_metadata::add(app, &mut document);
    Value::Object(document)
}

fn issuer(app: &App) -> Value {
    let right = app.issuer();
    match app.policy().metadata.issuer {
        IssuerAnnounced::Right => right.into(),
        IssuerAnnounced::OtherHost => "https://issuer.example".into(),
        IssuerAnnounced::WithSlash => format!("{right}/").into(),
        IssuerAnnounced::WithoutPath => app.home().into(),
        IssuerAnnounced::WithQuery => format!("{right}?tenant=1").into(),
    }
}

fn endpoint(app: &App, route: Route) -> Value {
    let fragment = if app.policy().metadata.endpoints_without_fragment { "" } else { "#here" };
    format!("{}{fragment}", app.url(route)).into()
}

fn token_endpoint(app: &App) -> Value {
    if app.policy().metadata.token_endpoint_here {
        endpoint(app, Route::Token)
    } else {
        format!("https://issuer.example{}", app.path(Route::Token)).into()
    }
}

fn response_types(app: &App) -> Value {
    const ALL: [&str; 7] =
        ["code", "token", "id_token", "id_token token", "code id_token", "code token", "code id_token token"];
    let rules = app.policy();
    let is_served = |text: &str| ResponseType::parse(text).is_some_and(|asked| asked.is_served(&rules.legacy));
    let named = |text: &str| match rules.metadata.grants {
        Announced::Right => is_served(text),
        Announced::TooMuch => true,
        Announced::TooLittle => is_served(text) && text != "code",
    };
    ALL.into_iter().filter(|text| named(text)).collect()
}

fn grant_types(app: &App) -> Value {
    let rules = app.policy();
    let is_served = |grant_type: GrantType| match grant_type {
        GrantType::AuthorizationCode | GrantType::ClientCredentials | GrantType::DeviceCode => true,
        GrantType::RefreshToken => rules.refresh.issued != RefreshIssued::None,
        GrantType::Implicit => rules.legacy.implicit || rules.legacy.hybrid,
        GrantType::Password => rules.legacy.password,
    };
    let named = |grant_type: GrantType| is_served(grant_type) || rules.metadata.grants == Announced::TooMuch;
    GrantType::ALL.into_iter().filter(|grant_type| named(*grant_type)).map(GrantType::name).collect()
}

fn auth_methods(app: &App) -> Value {
    match app.policy().metadata.auth_methods {
        AuthMethodsAnnounced::Right => client_authentication(app).collect(),
        AuthMethodsAnnounced::PostAlone => json!(["client_secret_post"]),
        AuthMethodsAnnounced::Unsaid => Value::Null,
    }
}

/// The client authentication methods of the back-channel endpoints.
fn client_authentication(app: &App) -> impl Iterator<Item = &'static str> {
    let rules = app.policy();
    let served = [
        ("none", true),
        ("client_secret_basic", rules.client.basic_served),
        ("client_secret_post", rules.client.post_served),
        ("client_secret_jwt", rules.assertion.client_secret_jwt),
        ("private_key_jwt", rules.assertion.private_key_jwt),
    ];
    served.into_iter().filter(|(_, is_served)| *is_served).map(|(method, _)| method)
}

fn challenge_methods(app: &App) -> Value {
    let rules = app.policy();
    match rules.metadata.challenge_methods {
        Announced::Right if rules.pkce.plain_refused => json!(["S256"]),
        Announced::Right | Announced::TooMuch => json!(["S256", "plain"]),
        Announced::TooLittle => json!(["plain"]),
    }
}

/// Absent if no client can register.
fn registration_endpoint(app: &App) -> Value {
    if app.policy().registration.by == RegistrationBy::None { Value::Null } else { app.url(Route::Register).into() }
}

/// RFC 9207 §3.
fn iss_is_sent(app: &App) -> Value {
    let rules = app.policy();
    if rules.request.iss == IssMember::Missing || !rules.metadata.iss_announced { Value::Null } else { true.into() }
}

/// Whether all clients get the same `sub` (OpenID Connect Core §8).
fn subject_types(app: &App) -> Value {
    if app.policy().subject.form == SubjectForm::Pairwise { json!(["pairwise"]) } else { json!(["public"]) }
}

fn id_token_algorithms(app: &App) -> Value {
    let complete = app.policy().metadata.rs256_announced;
    asymmetric_algorithms(app).filter(|name| complete || *name != "RS256").collect()
}

/// The signing algorithms of client assertions, for each endpoint that accepts them.
fn assertion_algorithms(app: &App, are_named: bool) -> Value {
    let named = client_assertion::ALGORITHMS.into_iter().filter(|_| are_named).filter(|algorithm| {
        let method = if algorithm.is_asymmetric() { AuthMethod::PrivateKeyJwt } else { AuthMethod::ClientSecretJwt };
        client_assertion::is_offered(method, app.policy())
    });
    named.map(Algorithm::name).collect()
}

/// The URL of an optional endpoint.
fn optional_endpoint(app: &App, route: Route) -> Value {
    if is_offered(app.policy(), route) { app.url(route).into() } else { Value::Null }
}

/// An absent member means false.
fn flag(is_so: bool) -> Value {
    is_so.then_some(true).into()
}

fn request_object_algorithms(app: &App) -> Value {
    if app.policy().request_object.served { names(&request_object::ALGORITHMS) } else { Value::Null }
}

/// RFC 9728 §4.
fn protected_resources(app: &App) -> Value {
    if app.policy().resource.metadata_served { json!([app.url(Route::Profile)]) } else { Value::Null }
}

fn names(algorithms: &[Algorithm]) -> Value {
    algorithms.iter().map(|algorithm| algorithm.name()).collect()
}

/// The signing algorithms of tokens.
fn asymmetric_algorithms(app: &App) -> impl Iterator<Item = &'static str> {
    let rules = &app.policy().key_set;
    Algorithm::ALL.into_iter().filter(|algorithm| KeyRing::has_key_for(*algorithm, rules)).map(Algorithm::name)
}

fn claims(app: &App) -> Value {
    let has_acr = app.policy().authentication.acr_stated;
    let has_sid = app.policy().logout.sessions_named;
    ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "sid"]
        .into_iter()
        .filter(|name| has_acr || *name != "acr")
        .filter(|name| has_sid || *name != "sid")
        .chain(standard_claims::names())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_member_is_there_twice() {
        let names: BTreeSet<&str> = MEMBERS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), MEMBERS.len());
    }
}
