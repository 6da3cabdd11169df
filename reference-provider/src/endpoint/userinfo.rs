//! `/o/userinfo/`: claims about the user (OpenID Connect Core §5.3), for a token with the scope `openid`.

use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};

use super::unserved;
use crate::http::body::Body;
use crate::http::request::Request;
use crate::http::respond::{self, Response, as_text, never_cached, preflight, readable_from_anywhere};
use crate::jose::Algorithm;
use crate::oauth::scope::Scope;
use crate::oauth::standard_claims;
use crate::policy::{UserinfoClaims, UserinfoSub};
use crate::state::app::App;
use crate::state::grant::Grant;
use crate::state::keys::signing::Signing;
use crate::state::subject;
use crate::state::user_claims;
use crate::token::protected_resource::{
    PresentedToken, ResourceDescription, ResourceRequestError, access, credentials, credentials_or_form,
};

/// The challenge of userinfo.
const USERINFO: ResourceDescription = ResourceDescription { realm: "userinfo", scope: "openid", metadata: None };

/// Private claims of this provider (OpenID Connect Core §5.1.2).
const OF_OUR_OWN: [(&str, &str); 2] = [("https://claims.example/team", "reading"), ("tenant", "main")];

pub(crate) fn show(app: &App, request: &Request) -> Response {
    respond_to(app, request, credentials(&app.policy().resource, request))
}

/// With the token in the header, or in a form (RFC 6750 §2.2).
pub(crate) fn submit(app: &App, request: &Request) -> Response {
    if !app.policy().userinfo.post_served {
        return unserved::method_not_allowed(app, request);
    }
    respond_to(app, request, credentials_or_form(&app.policy().resource, request))
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("GET, POST")
}

fn respond_to(
    app: &App,
    request: &Request,
    credentials: Result<Option<PresentedToken>, ResourceRequestError>,
) -> Response {
    let granted = credentials.and_then(|credentials| granted(app, request, credentials.as_ref()));
    let response = match granted {
        Ok((grant, scope)) => answer(app, &grant, &scope)
            .unwrap_or_else(|| ResourceRequestError::InvalidToken.respond(app, request, USERINFO)),
        Err(refused) => refused.respond(app, request, USERINFO),
    };
    readable_from_anywhere(never_cached(response))
}

/// The grant of the token, and its scope.
fn granted(
    app: &App,
    request: &Request,
    from: Option<&PresentedToken>,
) -> Result<(Grant, Scope), ResourceRequestError> {
    let access = access(app, request, from.ok_or(ResourceRequestError::Anonymous)?)?
        .ok_or(ResourceRequestError::InvalidToken)?;
    if app.policy().resource.scope_checked && !access.scope.contains(USERINFO.scope) {
        return Err(ResourceRequestError::InsufficientScope);
    }
    Ok((access.grant.ok_or(ResourceRequestError::InvalidToken)?, access.scope))
}

/// The claims, signed if the client registered for that; `None` if the token has no user.
fn answer(app: &App, grant: &Grant, scope: &Scope) -> Option<Response> {
    let mut claims = claims(app, grant, scope)?;
    let client = app.store().client(&grant.client_id)?;
    let rules = &app.policy().userinfo;
    let registered = client.registration.userinfo_signed_response_alg.as_deref();
    let response = match registered.or(rules.always_signed.then_some("RS256")) {
        None => respond::json(StatusCode::OK, &Value::Object(claims)),
        Some(name) => {
            let algorithm = Algorithm::named(name).filter(|algorithm| algorithm.is_asymmetric());
            claims.insert("iss".to_owned(), app.issuer().into());
            claims.insert("aud".to_owned(), client.id().into());
            let signing = Signing::with(algorithm.unwrap_or(Algorithm::Rs256));
            as_jwt(app.sign(&signing, &Value::Object(claims)))
        }
    };
    Some(if rules.labeled { response } else { as_text(response) })
}

fn claims(app: &App, grant: &Grant, scope: &Scope) -> Option<Map<String, Value>> {
    let user = app.user(grant.user_id?)?;
    let rules = &app.policy().userinfo;
    let mut claims = if rules.claims_by_scope { user_claims::released(&user, scope) } else { user_claims::all(&user) };
    claims.extend(user_claims::named(&user, &grant.claims.userinfo));
    match rules.claims {
        UserinfoClaims::OfScope => {}
        UserinfoClaims::Few => claims.clear(),
        UserinfoClaims::Extended => claims.extend(OF_OUR_OWN.map(|(name, value)| (name.to_owned(), value.into()))),
        UserinfoClaims::Empty => {
            for name in standard_claims::in_scope(scope) {
                claims.entry(name).or_insert(Value::Null);
            }
        }
    }
    let sub = match rules.sub {
        UserinfoSub::Right => subject::of_grant(app, grant),
        UserinfoSub::Other => Some(format!("not-{}", user.user_id)),
        UserinfoSub::Missing => None,
    };
    claims.extend(sub.map(|sub| ("sub".to_owned(), sub.into())));
    Some(claims)
}

fn as_jwt(token: String) -> Response {
    let mut response = Response::new(Body::from(token));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/jwt"));
    response
}
