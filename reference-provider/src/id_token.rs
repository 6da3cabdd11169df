//! The ID token: who the user is, told to the client in a way it can check (OpenID Connect Core §2).

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::app::App;
use crate::clock::unix_seconds;
use crate::jose::Algorithm;
use crate::keys::signing::Signing;
use crate::store::{Client, Grant};
use crate::subject;

/// What an ID token is tied to beside the user and the client.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ties<'t> {
    /// It came with this access token (OpenID Connect Core §3.1.3.6, §3.3.2.11).
    pub(crate) access_token: Option<&'t str>,
    /// It came with this code (OpenID Connect Core §3.3.2.11).
    pub(crate) code: Option<&'t str>,
    /// It answers the authorization request itself, so it repeats its `nonce`. After a refresh it does not
    /// (OpenID Connect Core §12.2).
    pub(crate) nonce: bool,
}

/// The ID token for what `grant` is about; none where no user is behind it.
pub(crate) fn issue(app: &App, client: &Client, grant: &Grant, ties: Ties<'_>) -> Option<String> {
    let algorithm = algorithm(client);
    let claims = claims(app, client, grant, ties, algorithm)?;
    Some(app.keys.sign(&Signing::with(algorithm), &Value::Object(claims)))
}

/// How the client's ID tokens are signed; what cannot be served falls back to what everybody must (§15.1).
fn algorithm(client: &Client) -> Algorithm {
    Algorithm::named(&client.registration.id_token_signed_response_alg)
        .filter(|algorithm| algorithm.is_asymmetric())
        .unwrap_or(Algorithm::Rs256)
}

fn claims(
    app: &App,
    client: &Client,
    grant: &Grant,
    ties: Ties<'_>,
    algorithm: Algorithm,
) -> Option<Map<String, Value>> {
    let now = app.now();
    let mut claims = Map::new();
    claims.insert("iss".to_owned(), app.issuer().into());
    claims.insert("sub".to_owned(), subject::of_grant(app, grant)?.into());
    claims.insert("aud".to_owned(), client.id().into());
    claims.insert("iat".to_owned(), unix_seconds(now).into());
    claims.insert("exp".to_owned(), unix_seconds(now + Duration::from(app.policy().id_token.lifetime)).into());
    if let Some(authentication) = &grant.authentication {
        claims.insert("auth_time".to_owned(), unix_seconds(authentication.time).into());
        claims.insert("sid".to_owned(), authentication.sid.as_str().into());
    }
    if ties.nonce {
        claims.extend(grant.nonce.as_deref().map(|nonce| ("nonce".to_owned(), nonce.into())));
    }
    for (name, value) in [("at_hash", ties.access_token), ("c_hash", ties.code)] {
        claims.extend(value.and_then(|value| algorithm.half_hash(value)).map(|hash| (name.to_owned(), json!(hash))));
    }
    Some(claims)
}
