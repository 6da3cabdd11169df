//! Access tokens: opaque strings, or JWTs that a resource server can read (RFC 9068).

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::authorization::resource_indicator;
use crate::base::clock::unix_seconds;
use crate::jose::claims::{self, Claims};
use crate::jose::{Algorithm, Keys, Unverified, Verified, verify};
use crate::oauth::scope::Scope;
use crate::policy::{AccessTokenIssuer, AccessTokenType, TokenFormat};
use crate::state::app::App;
use crate::state::grant::{AccessToken, Grant};
use crate::state::keys::signing::Signing;
use crate::state::subject;

/// The signing algorithm of JWT access tokens, which every resource server supports (RFC 9068 §2.1).
const ALGORITHM: Algorithm = Algorithm::Rs256;
/// Their type (RFC 9068 §2.1).
const TYPE: &str = "at+jwt";

/// What an access token grants.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) user_id: Option<u64>,
    pub(crate) client_id: String,
    /// Its grant, if the store has it: not for a JWT that was accepted without verification.
    pub(crate) grant: Option<Grant>,
    pub(crate) scope: Scope,
    /// The resources of its audience, as identifiers.
    pub(crate) audience: Vec<String>,
    /// The thumbprint of the key it is bound to (RFC 9449 §6.1).
    pub(crate) jkt: Option<String>,
    pub(crate) expired: bool,
    pub(crate) revoked: bool,
    /// Whether it can be verified without the store.
    pub(crate) is_self_contained: bool,
}

/// A new access token. Signing takes time: the store must not be locked.
pub(crate) fn mint(app: &App, grant: Option<&Grant>, token: &AccessToken) -> String {
    let client = grant.and_then(|grant| app.store().client(&grant.client_id));
    let own = client.and_then(|client| client.registration.access_token_format);
    match (own.unwrap_or(app.policy().token.format), grant) {
        (TokenFormat::Opaque, _) | (_, None) => {
            app.random.written(app.policy().token.strength, app.policy().token.form)
        }
        (TokenFormat::Jwt, Some(grant)) => {
            let typ = match app.policy().access_token.typ {
                AccessTokenType::AtJwt => TYPE,
                AccessTokenType::ApplicationAtJwt => "application/at+jwt",
                AccessTokenType::Jwt => "JWT",
            };
            let signing = Signing { typ: Some(typ), ..Signing::with(ALGORITHM) };
            app.sign(&signing, &Value::Object(claims_of(app, grant, token)))
        }
    }
}

/// What a token grants; `None` if it is not a token of this provider. A JWT is verified; whether it was revoked, or
/// issued before a restart, is looked up in the store.
pub(crate) fn read(app: &App, token: &str) -> Option<Access> {
    match Unverified::parse(token) {
        Ok(unverified) => from_jwt(app, token, unverified),
        Err(_) => from_store(app, token),
    }
}

/// RFC 9068 §2.2 and §3, RFC 9449 §6.1.
fn claims_of(app: &App, grant: &Grant, token: &AccessToken) -> Map<String, Value> {
    let rules = &app.policy().access_token;
    let iss = match rules.iss {
        AccessTokenIssuer::Right => app.issuer(),
        AccessTokenIssuer::Foreign => "https://issuer.example".to_owned(),
    };
    // RFC 9068 §2.2: the user, with the `sub` of ID tokens; otherwise the client.
    let sub = subject::of_grant(app, grant).unwrap_or_else(|| grant.client_id.clone());
    let mut claims = Map::from_iter([
        ("iss".to_owned(), json!(iss)),
        ("sub".to_owned(), json!(sub)),
        ("iat".to_owned(), json!(unix_seconds(token.issued))),
        ("exp".to_owned(), json!(unix_seconds(token.until))),
        ("scope".to_owned(), json!(token.scope.to_string())),
    ]);
    if rules.claims_complete {
        claims.insert("client_id".to_owned(), json!(grant.client_id));
        claims.insert("jti".to_owned(), json!(app.random.name()));
    }
    let mut audience = resource_indicator::audience(app, &token.resources);
    if !rules.distinct_audience {
        audience = vec![app.issuer()];
    }
    if rules.default_audience || !token.resources.is_empty() {
        let aud = if let ([only], false) = (&audience[..], rules.extended) { json!(only) } else { json!(audience) };
        claims.insert("aud".to_owned(), aud);
    }
    if rules.extended {
        let time = grant.authentication.as_ref().map(|authentication| unix_seconds(authentication.time));
        claims.extend(time.map(|time| ("auth_time".to_owned(), json!(time))));
        claims.insert("nbf".to_owned(), json!(unix_seconds(token.issued)));
        claims.insert("roles".to_owned(), json!(["member"]));
    }
    claims.extend(token.jkt.as_ref().map(|jkt| ("cnf".to_owned(), json!({ "jkt": jkt }))));
    claims
}

fn from_store(app: &App, token: &str) -> Option<Access> {
    let now = app.now();
    let store = app.store();
    let (token, grant) = store.access_token(token, now)?;
    Some(Access {
        user_id: grant.user_id,
        client_id: grant.client_id.clone(),
        grant: Some(grant.clone()),
        scope: token.scope.clone(),
        audience: resource_indicator::audience(app, &token.resources),
        jkt: token.jkt.clone(),
        expired: token.until <= now,
        revoked: token.revoked || grant.revoked,
        is_self_contained: false,
    })
}

/// RFC 9068 §4.
fn from_jwt(app: &App, text: &str, token: Unverified<'_>) -> Option<Access> {
    let rules = &app.policy().resource;
    let signed = verify(text, Keys::Public(&app.keys.public_keys(app.policy().key_set.rsa)), &[ALGORITHM]).ok();
    let is_signed = signed.is_some();
    let token = signed.unwrap_or(Verified { header: token.header, claims: token.claims, algorithm: token.algorithm });
    let is_typed = token.has_type(TYPE);
    let claims = &token.claims;
    let is_from_here = claims::string(claims, "iss").ok()? == Some(&app.issuer());
    if (rules.jwt_signature_checked && !is_signed)
        || (rules.jwt_type_checked && !is_typed)
        || (rules.jwt_issuer_checked && !is_from_here)
    {
        return None;
    }
    let is_over =
        claims::require(claims, &["exp"]).is_err() || claims::check_exp(claims, app.now(), Duration::ZERO).is_err();
    let grant = app.store().access_token(text, app.now()).map(|(token, grant)| (token.revoked, grant.clone()));
    // The grant of a token that was issued here is known, unless it was lost in a restart or a reset. Then revocation
    // cannot be verified.
    let is_forgotten = grant.is_none() && is_signed && is_typed && is_from_here;
    let text_of = |name| claims::string(claims, name).ok().flatten().unwrap_or_default();
    Some(Access {
        // A client identifier can be the same as a user's number (RFC 9068 §5): the stored token decides which one it
        // is about.
        user_id: match &grant {
            Some((_, grant)) => grant.user_id,
            None if text_of("sub") == text_of("client_id") => None,
            None => text_of("sub").parse().ok(),
        },
        client_id: text_of("client_id").to_owned(),
        scope: Scope::parse(text_of("scope")).ok()?,
        audience: claims::audience(claims).ok()?.into_iter().map(str::to_owned).collect(),
        jkt: bound_to(claims),
        expired: rules.jwt_expiry_checked && is_over,
        revoked: is_forgotten || grant.as_ref().is_some_and(|(revoked, grant)| *revoked || grant.revoked),
        grant: grant.map(|(_, grant)| grant),
        is_self_contained: true,
    })
}

fn bound_to(claims: &Claims) -> Option<String> {
    claims.get("cnf")?.get("jkt")?.as_str().map(str::to_owned)
}
