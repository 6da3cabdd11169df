//! The source of the parameters of an authorization request: the URL, a signed request object in it (RFC 9101), or a
//! pushed request (RFC 9126). All later code works on the result.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::Value;

use super::authorization_request::{Arrival, Stage, addressee, reply_to};
use super::pushed_request;
use super::refusal::{Error, Refusal, ResponseTarget};
use super::request_object_error::{self, OTHER_CLIENT, OTHER_ISSUER, OTHER_TYPE};
use crate::http::params::Params;
use crate::jose::claims::{self, ClaimError, Claims};
use crate::jose::{Algorithm, JwtError, Keys, Unverified, Verified, parse_jwk_set};
use crate::oauth::response_mode::ResponseMode;
use crate::policy::CountingParameters;
use crate::state::app::App;
use crate::state::client::Client;

/// The accepted signature algorithms of a request object (RFC 9101 §10.5).
pub(crate) const ALGORITHMS: [Algorithm; 4] = [Algorithm::Rs256, Algorithm::Ps256, Algorithm::Es256, Algorithm::EdDsa];
/// The accepted types of a request object; it can also have none (RFC 9101 §10.8).
const TYPES: [&str; 2] = ["oauth-authz-req+jwt", "jwt"];
/// Claims about the object, which are not request parameters (RFC 7519 §4.1).
const NOT_PARAMETERS: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
/// Members that refer to another request (RFC 9101 §4).
const NESTED: [&str; 2] = ["request", "request_uri"];

const UNNAMED: Error =
    Error("invalid_request_object", "The request has no registered client_id outside the request object.");
const NOT_FETCHED: Error =
    Error("request_uri_not_supported", "Only a request_uri issued by this provider is supported.");
const NOT_SERVED: Error = Error("request_not_supported", "Request objects are not supported.");
const BOTH: Error = Error("invalid_request", "The request contains more than one request or request_uri.");
const MUST_PUSH: Error = Error("invalid_request", "This client must use pushed authorization requests.");
const MUST_SIGN: Error = Error("invalid_request", "This client must send signed request objects.");

/// The effective parameters of a request from the browser.
pub(crate) fn effective<'p>(app: &App, params: &'p Params, arrival: Arrival) -> Result<Cow<'p, Params>, Refusal> {
    let outside = |error| reported(app, params, error);
    if params.first_repeated(&["request", "request_uri"]).is_some() {
        return Err(outside(BOTH));
    }
    match (params.get("request"), params.get("request_uri")) {
        (Some(_), Some(_)) => Err(outside(BOTH)),
        (None, Some(uri)) if pushed_request::is_one(uri) => {
            let pushed = pushed_request::find(app, uri, params.get("client_id"), arrival)?;
            let name = Params::from_pairs(vec![("request_uri".to_owned(), uri.to_owned())]);
            Ok(Cow::Owned(counting(app.policy().request_object.parameters, pushed, params).or(&name)))
        }
        (None, Some(_)) if app.policy().request_object.foreign_uri_refused => Err(outside(NOT_FETCHED)),
        (Some(_), None) => {
            must_push(app, params)?;
            opened(app, params, arrival).map(Cow::Owned).map_err(outside)
        }
        (None, _) => {
            must_push(app, params)?;
            must_sign(app, params).map_err(outside)?;
            Ok(Cow::Borrowed(params))
        }
    }
}

/// The effective parameters of a pushed request, with a request object or without (RFC 9126 §3). The client gets the
/// error in the response, so the other parameters do not need a redirect URI.
pub(crate) fn effective_pushed<'p>(app: &App, params: &'p Params) -> Result<Cow<'p, Params>, Error> {
    if params.get("request").is_some() {
        return opened(app, params, Arrival::First).map(Cow::Owned);
    }
    must_sign(app, params)?;
    Ok(Cow::Borrowed(params))
}

/// The effective parameters of a request with a request object (RFC 9101 §6.3).
fn opened(app: &App, params: &Params, arrival: Arrival) -> Result<Params, Error> {
    if !app.policy().request_object.served {
        return Err(NOT_SERVED);
    }
    let object = params.get("request").unwrap_or_default();
    let object = Unverified::parse(object).map_err(request_object_error::unreadable)?;
    // RFC 9101 §5: `client_id` is outside the object as well.
    let client = params.get("client_id").and_then(|id| app.store().client(id)).ok_or(UNNAMED)?;
    let is_named = app.policy().request_object.untrusted_named;
    let untrusted = if is_named { "invalid_request_object" } else { "invalid_request" };
    let object = verified(app, &client, object).map_err(|why| request_object_error::untrusted(untrusted, why))?;
    check(app, &client, &object, arrival)?;
    Ok(counting(app.policy().request_object.parameters, parameters(&object.claims), params))
}

/// The object, with a verified signature of the client.
fn verified(app: &App, client: &Client, object: Unverified<'_>) -> Result<Verified, JwtError> {
    let rules = &app.policy().request_object;
    let is_unsigned = object.algorithm == Algorithm::None;
    if (is_unsigned && !rules.signed) || (!is_unsigned && !rules.signature_checked) {
        return Ok(Verified { header: object.header, claims: object.claims, algorithm: object.algorithm });
    }
    let only = client.registration.request_object_signing_alg.as_deref();
    let allowed: Vec<Algorithm> =
        ALGORITHMS.into_iter().filter(|algorithm| only.is_none_or(|only| only == algorithm.name())).collect();
    let keys = client.registration.jwks.as_ref().and_then(|jwks| parse_jwk_set(jwks).ok()).unwrap_or_default();
    object.verify(Keys::Public(&keys), &allowed)
}

/// Validates the type and the claims of the object (RFC 9101 §4 and §5).
fn check(app: &App, client: &Client, object: &Verified, arrival: Arrival) -> Result<(), Error> {
    let rules = &app.policy().request_object;
    if object.header.contains_key("typ") && !TYPES.iter().any(|typ| object.has_type(typ)) {
        return Err(OTHER_TYPE);
    }
    if rules.nested_refused && NESTED.iter().any(|name| object.claims.contains_key(*name)) {
        return Err(request_object_error::NESTED);
    }
    check_claims(app, &object.claims, arrival).map_err(request_object_error::unfit)?;
    if rules.client_id_checked { check_client(client, &object.claims) } else { Ok(()) }
}

/// Validates the audience and the times of the object.
fn check_claims(app: &App, claims: &Claims, arrival: Arrival) -> Result<(), ClaimError> {
    let rules = &app.policy().request_object;
    let (now, leeway) = (app.now(), Duration::from(rules.leeway));
    if rules.bounds_required {
        claims::require(claims, &["aud", "nbf", "exp"])?;
    }
    if rules.audience_checked && claims.contains_key("aud") {
        claims::check_audience(claims, &[&app.issuer()])?;
    }
    if rules.expiry_checked && arrival == Arrival::First {
        claims::check_exp(claims, now, leeway)?;
    }
    if rules.not_before_checked {
        claims::check_nbf(claims, now, leeway)?;
    }
    claims::check_iat(claims, now, leeway, None)
}

/// Validates that the object is from the client.
fn check_client(client: &Client, claims: &Claims) -> Result<(), Error> {
    let text = |name| claims::string(claims, name).map_err(request_object_error::unfit);
    match (text("client_id")?, text("iss")?) {
        (None, _) => Err(request_object_error::unfit(ClaimError::Missing("client_id"))),
        (Some(client_id), _) if client_id != client.id() => Err(OTHER_CLIENT),
        (_, Some(iss)) if iss != client.id() => Err(OTHER_ISSUER),
        _ => Ok(()),
    }
}

/// The claims as parameters. Values that are not strings are serialized as JSON (OpenID Connect Core §6.1); `resource`
/// can be an array.
fn parameters(claims: &Claims) -> Params {
    let mut pairs = Vec::new();
    let is_parameter = |name: &str| !NOT_PARAMETERS.contains(&name) && !NESTED.contains(&name);
    for (name, value) in claims.iter().filter(|(name, _)| is_parameter(name)) {
        match value {
            Value::String(text) => pairs.push((name.clone(), text.clone())),
            Value::Array(items) if items.iter().all(Value::is_string) => {
                pairs.extend(items.iter().filter_map(Value::as_str).map(|item| (name.clone(), item.to_owned())));
            }
            other => pairs.push((name.clone(), other.to_string())),
        }
    }
    Params::from_pairs(pairs)
}

fn counting(rule: CountingParameters, inside: Params, outside: &Params) -> Params {
    let outside = outside.without(&["request", "request_uri"]);
    match rule {
        CountingParameters::OfObject => inside,
        CountingParameters::ObjectFirst => inside.or(&outside),
        CountingParameters::OutsideFirst => outside.or(&inside),
    }
}

/// RFC 9126 §4: requests that were not pushed are rejected if the client has to push them.
fn must_push(app: &App, params: &Params) -> Result<(), Refusal> {
    let rules = &app.policy().pushed;
    let has_registered = registered(app, params, |client| client.registration.require_pushed_authorization_requests);
    let must = rules.required || (rules.registration_obeyed && has_registered);
    if must { Err(reported(app, params, MUST_PUSH)) } else { Ok(()) }
}

/// RFC 9101 §10.5.
fn must_sign(app: &App, params: &Params) -> Result<(), Error> {
    let has_registered = registered(app, params, |client| client.registration.require_signed_request_object);
    let rules = &app.policy().request_object;
    let must = rules.required || (rules.registration_obeyed && has_registered);
    if must { Err(MUST_SIGN) } else { Ok(()) }
}

fn registered(app: &App, params: &Params, has: impl FnOnce(&Client) -> bool) -> bool {
    params.get("client_id").and_then(|id| app.store().client(id)).is_some_and(|client| has(&client))
}

/// The error, sent to the client if the parameters outside have a registered redirect URI.
fn reported(app: &App, params: &Params, error: Error) -> Refusal {
    match addressee(app.policy(), params, Stage::ConsentFrequency, |id| app.store().client(id)) {
        Err(refusal) => refusal,
        Ok(to) => match reply_to(app.policy(), &to, params) {
            Ok(to) if !app.policy().request_object.errors_follow_response_type => {
                Refusal::Report { to: ResponseTarget { mode: ResponseMode::Query, ..to }, error }
            }
            Ok(to) => Refusal::Report { to, error },
            Err(refusal) => refusal,
        },
    }
}
