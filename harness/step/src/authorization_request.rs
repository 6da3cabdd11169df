//! What a client asks the authorization endpoint for, and how the request is sent: as parameters, in a request object (RFC
//! 9101), or pushed before (RFC 9126).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::parameters::{change, repeat, replace};
use super::text::{Changes, Text};
use super::{StepError, World, scopes};
use crate::model::deployment::Client;
use crate::oauth::authorize::Parameters;
use crate::oauth::forgery;
use crate::oauth::pkce::s256_challenge;
use crate::oauth::random::single_use;

/// The lifetime of a request object in seconds.
const LIFETIME: u64 = 300;

/// What the client requested, and what it keeps to itself until it redeems the code.
pub(super) struct AuthorizationRequest {
    pub(super) parameters: Parameters,
    pub(super) code_verifier: String,
    pub(super) redirect_uri: String,
}

/// How the parameters are put into a request object that a built-in test key signs (RFC 9101 §4).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct RequestObject {
    /// The algorithm: that of a built-in test key, or `none`.
    alg: Text,
    /// Claims to replace or add; null drops one.
    claims: BTreeMap<String, Value>,
    /// Members of the header to replace or add; null drops one.
    header: BTreeMap<String, Value>,
    /// Flips one bit of the signature.
    altered: bool,
}

impl Default for RequestObject {
    fn default() -> RequestObject {
        RequestObject { alg: "ES256".into(), claims: BTreeMap::new(), header: BTreeMap::new(), altered: false }
    }
}

/// A client's request for a code, with a new state and verifier, a nonce if it requests an ID token, and what the target
/// requires, changed as the scenario specifies.
pub(super) fn code_request(
    world: &mut World,
    client: &Client,
    with: &Changes,
    without: &[String],
    twice: &Changes,
) -> Result<AuthorizationRequest, StepError> {
    let verifier = single_use();
    let mut parameters: Parameters = vec![
        ("response_type".to_owned(), "code".to_owned()),
        ("client_id".to_owned(), client.id.clone()),
        ("redirect_uri".to_owned(), client.redirect_uri.clone()),
    ];
    let scope = scopes::default_scope(&world.deployment);
    if !scope.is_empty() {
        parameters.push(("scope".to_owned(), scope));
    }
    parameters.extend([
        ("state".to_owned(), world.random.token()),
        ("code_challenge".to_owned(), s256_challenge(&verifier)),
        ("code_challenge_method".to_owned(), "S256".to_owned()),
    ]);
    for (name, value) in &world.deployment.request_defaults.authorization_parameters {
        replace(&mut parameters, name, value.clone());
    }
    change(world, &mut parameters, with, without)?;
    let has = |name: &str| parameters.iter().any(|(n, _)| n == name);
    let asks_openid = parameters.iter().any(|(name, value)| name == "scope" && scopes::has_openid(value));
    if asks_openid && !has("nonce") && !without.iter().any(|name| name == "nonce") {
        parameters.push(("nonce".to_owned(), single_use()));
    }
    repeat(world, &mut parameters, twice)?;
    Ok(AuthorizationRequest { parameters, code_verifier: verifier, redirect_uri: client.redirect_uri.clone() })
}

/// The parameters of a request with a request object, whose audience is the issuer if it is known (RFC 9101 §4): `client_id`
/// and `request`.
pub(super) fn in_object(
    world: &World,
    client: &Client,
    parameters: &Parameters,
    how: &RequestObject,
) -> Result<Parameters, StepError> {
    let mut claims = Map::from_iter([("iss".to_owned(), json!(client.id))]);
    let issuer = world.deployment.provider.as_ref().and_then(|provider| world.knowledge.issuer(provider));
    claims.extend(issuer.map(|issuer| ("aud".to_owned(), json!(issuer))));
    // Some servers reject objects without an expiry.
    let now = world.clock.now.seconds();
    claims.extend([("nbf", now), ("exp", now + LIFETIME)].map(|(name, time)| (name.to_owned(), json!(time))));
    claims.extend(parameters.iter().map(|(name, value)| (name.clone(), json!(value))));
    for (name, value) in &how.claims {
        match world.value(value)? {
            Value::Null => drop(claims.remove(name)),
            value => drop(claims.insert(name.clone(), value)),
        }
    }
    let mut header = Map::from_iter([("typ".to_owned(), json!("oauth-authz-req+jwt"))]);
    for (name, value) in &how.header {
        header.insert(name.clone(), world.value(value)?);
    }
    let algorithm = world.text(&how.alg)?;
    let object = if algorithm.eq_ignore_ascii_case("none") {
        forgery::signed(&claims, &header, "ES256").and_then(|object| forgery::unsigned(&object, &algorithm))
    } else {
        forgery::signed(&claims, &header, &algorithm)
    };
    let object = object.map_err(StepError::Value)?;
    let object = if how.altered { forgery::tampered(&object) } else { object };
    Ok(vec![("client_id".to_owned(), client.id.clone()), ("request".to_owned(), object)])
}

/// The request that a saved `push` has submitted, and the parameters that the browser sends for it (RFC 9126 §4).
pub(super) fn pushed(
    world: &World,
    client: &Client,
    saved: &str,
) -> Result<(AuthorizationRequest, Parameters), StepError> {
    let missing = || StepError::Scenario(format!("no step saved as `{saved}` got a `request_uri`"));
    let result =
        world.scope.variables().get(saved).and_then(|value| serde_json::to_value(value).ok()).ok_or_else(missing)?;
    let text = |name: &str| result.get(name).and_then(Value::as_str).map(str::to_owned);
    let request_uri = text("request_uri").ok_or_else(missing)?;
    let sent = result.get("sent").and_then(Value::as_object).cloned().unwrap_or_default();
    let parameters = sent.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect();
    let asked = AuthorizationRequest {
        parameters,
        code_verifier: text("code_verifier").unwrap_or_default(),
        redirect_uri: text("redirect_uri").unwrap_or_default(),
    };
    let in_address = vec![("client_id".to_owned(), client.id.clone()), ("request_uri".to_owned(), request_uri)];
    Ok((asked, in_address))
}
