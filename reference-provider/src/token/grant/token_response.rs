//! The token response (RFC 6749 §5.1).

use http::{StatusCode, header};
use serde_json::{Value, json};

use crate::http::respond::{self, Response};
use crate::oauth::scope::Scope;
use crate::policy::{AccessTokenMember, ExpiresIn, TokenRules, TokenTypeMember, TypeLetters};
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::grant::Grant;
use crate::token::id_token::{self, TokenBindings};

/// A successful token response.
#[derive(Clone, Debug)]
pub(crate) struct TokenResponse {
    pub(super) access_token: String,
    pub(super) token_type: &'static str,
    pub(super) refresh_token: Option<String>,
    pub(super) id_token: Option<String>,
    pub(super) expires_in: u64,
    pub(super) scope: Scope,
    /// The requested scope, if any.
    pub(super) asked: Option<Scope>,
}

impl TokenResponse {
    /// Sets the scope that the client requested.
    pub(super) fn asked_for(self, scope: Option<Scope>) -> Self {
        Self { asked: scope, ..self }
    }

    /// Removes the refresh token, which remains valid: the client has it already.
    pub(super) fn without_refresh_token(self) -> Self {
        Self { refresh_token: None, ..self }
    }

    /// Adds the ID token if the scope requires it (OpenID Connect Core §3.1.3.3). Signing takes time: the store must
    /// not be locked.
    pub(crate) fn with_id_token(mut self, app: &App, client: &Client, grant: &Grant, nonce: bool) -> Self {
        if self.scope.contains("openid") {
            let ties =
                TokenBindings { access_token: Some(&self.access_token), code: None, nonce, front_channel: false };
            self.id_token = id_token::issue(app, client, grant, ties);
        }
        self
    }

    pub(crate) fn respond(&self, app: &App) -> Response {
        let rules = &app.policy().token;
        let mut body = json!({});
        if rules.access_token != AccessTokenMember::Missing {
            body["access_token"] = self.access_token.as_str().into();
        }
        match rules.token_type {
            TokenTypeMember::Right => body["token_type"] = token_type(rules, self.token_type).into(),
            TokenTypeMember::Unknown => body["token_type"] = "x-bearer-of-bad-news".into(),
            TokenTypeMember::Missing => {}
        }
        match rules.expires_in {
            ExpiresIn::Seconds => body["expires_in"] = self.expires_in.into(),
            ExpiresIn::Text => body["expires_in"] = self.expires_in.to_string().into(),
            ExpiresIn::Negative => body["expires_in"] = (-i64::try_from(self.expires_in).unwrap_or_default()).into(),
            ExpiresIn::Missing => {}
        }
        // RFC 6749 §5.1: optional if it is the requested one.
        if rules.scope_reported && (rules.scope_repeated || self.asked.as_ref() != Some(&self.scope)) {
            let text = self.scope_text(rules);
            body["scope"] = if rules.scope_as_text { text.into() } else { text.split(' ').collect::<Vec<_>>().into() };
        }
        if !rules.absent_left_out {
            body["refresh_token"] = Value::Null;
            body["id_token"] = Value::Null;
        }
        if let Some(token) = &self.refresh_token {
            body["refresh_token"] = token.as_str().into();
        }
        if let Some(token) = &self.id_token {
            body["id_token"] = token.as_str().into();
        }
        if rules.extended {
            body["x_extension"] = json!({ "of": "no concern to a client that does not know it" });
        }
        let mut response = respond::json_in_lines(StatusCode::OK, &body, rules.one_line);
        if rules.access_token == AccessTokenMember::Twice {
            let other = format!("{{\"access_token\":\"{}\",", app.random.token());
            *response.body_mut() = body.to_string().replacen('{', &other, 1).into();
        }
        let response = if rules.labeled_json { response } else { respond::as_text(response) };
        let mut response = if rules.never_cached { respond::never_cached(response) } else { response };
        if !rules.pragma {
            response.headers_mut().remove(header::PRAGMA);
        }
        response
    }

    fn scope_text(&self, rules: &TokenRules) -> String {
        let mut tokens: Vec<&str> = self.scope.tokens().collect();
        if !rules.scope_sorted {
            tokens.reverse();
        }
        tokens.join(" ")
    }
}

/// A token type, in the case that the rules require (RFC 6749 §5.1: it is case-insensitive).
pub(super) fn token_type(rules: &TokenRules, registered: &str) -> String {
    match rules.type_letters {
        TypeLetters::Registered => registered.to_owned(),
        TypeLetters::Upper => registered.to_ascii_uppercase(),
        TypeLetters::Lower => registered.to_ascii_lowercase(),
    }
}
