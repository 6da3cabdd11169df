//! Tokens issued by the authorization endpoint: the implicit and the hybrid flow (RFC 6749 §4.2.2, OpenID Connect Core
//! §3.2.2.5 and §3.3.2.5).

use std::borrow::Cow;

use super::TokenRestrictions;
use super::token_response::token_type;
use super::tokens::{IssuedToken, access_token, refresh_token};
use crate::authorization::authorization_request::AuthorizationRequest;
use crate::authorization::authorization_response::Parameters;
use crate::base::hash::Digest;
use crate::state::app::App;
use crate::token::id_token::{self, TokenBindings};

/// The parameters for the response type in addition to a code. Refresh tokens are never among them (RFC 6749 §4.2.2).
pub(crate) fn tokens(
    app: &App,
    request: &AuthorizationRequest,
    grant: Digest,
    code: Option<&str>,
) -> Parameters<'static> {
    let mut parameters: Parameters<'static> = Vec::new();
    let limits = TokenRestrictions { jkt: None, resources: request.resources.clone() };
    let access = request.response_type.token.then(|| {
        let IssuedToken { value, lifetime } =
            access_token(app, app.store(), grant, request.scope.clone(), &limits, app.now());
        parameters.push(("access_token", Cow::from(value.clone())));
        parameters.push(("token_type", Cow::from(token_type(&app.policy().token, "Bearer"))));
        parameters.push(("expires_in", Cow::from(lifetime.to_string())));
        parameters.push(("scope", Cow::from(request.scope.to_string())));
        value
    });
    if access.is_some() && !app.policy().legacy.refresh_token_kept_back {
        let token = refresh_token(app, &mut app.store(), grant, None, app.random.token(), app.now());
        parameters.push(("refresh_token", Cow::from(token)));
    }
    let agreed = app.store().grants.get(&grant, app.now()).cloned();
    if let (true, Some(agreed)) = (request.response_type.id_token, agreed) {
        let ties = TokenBindings { access_token: access.as_deref(), code, nonce: true, front_channel: true };
        let token = id_token::issue(app, &request.addressee.client, &agreed, ties);
        parameters.extend(token.map(|token| ("id_token", Cow::from(token))));
    }
    parameters
}
