//! The logout token (OpenID Connect Back-Channel Logout §2.4).

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::base::clock::unix_seconds;
use crate::policy::LogoutToken;
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::keys::signing::Signing;
use crate::state::session::Session;
use crate::state::subject;
use crate::token::id_token::registered_algorithm;

/// The event of a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A logout token for `client`, signed like its ID tokens.
pub(super) fn issue(app: &App, client: &Client, session: &Session) -> String {
    let (rule, lifetime) = (app.policy().logout.token, Duration::from(app.policy().logout.token_lifetime));
    let mut claims = Map::new();
    claims.insert("iss".to_owned(), app.issuer().into());
    claims.insert("aud".to_owned(), client.id().into());
    claims.insert("iat".to_owned(), unix_seconds(app.now()).into());
    if rule != LogoutToken::WithoutExpiry {
        claims.insert("exp".to_owned(), unix_seconds(app.now() + lifetime).into());
    }
    claims.insert("jti".to_owned(), app.random.name().into());
    if rule != LogoutToken::WithoutEvent {
        claims.insert("events".to_owned(), json!({ EVENT: {} }));
    }
    let names_session = app.policy().logout.sessions_named && rule != LogoutToken::AboutNobody;
    let names_user = !matches!(rule, LogoutToken::AboutNobody | LogoutToken::SessionAlone);
    // At least one of the two is required.
    if names_user || (rule == LogoutToken::SessionAlone && !names_session) {
        claims.insert(
            "sub".to_owned(),
            subject::of(app, session.user_id, Some(client), Some(&session.authentication)).into(),
        );
    }
    if names_session {
        claims.insert("sid".to_owned(), session.authentication.sid.as_str().into());
    }
    if rule == LogoutToken::WithNonce {
        claims.insert("nonce".to_owned(), app.random.name().into());
    }
    let algorithm = registered_algorithm(&app.policy().id_token, client);
    let secret = client.id_token_secret(&app.policy().id_token);
    app.sign(&Signing { typ: Some("logout+jwt"), secret, ..Signing::with(algorithm) }, &Value::Object(claims))
}
