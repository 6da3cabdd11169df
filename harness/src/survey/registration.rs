//! The clients that the survey registers for roles that are missing (RFC 7591), and their removal (RFC 7592 §2.3).

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use url::Url;

use super::draft::DraftClient;
use super::endpoints::Endpoints;
use super::metadata::{Found, in_words};
use crate::browser::Transport;
use crate::model::bearer_token::BearerToken;
use crate::model::endpoint::Endpoint;
use crate::model::exchange::Request;
use crate::model::redacted::Redacted;
use crate::model::target::ClientAuth;
use crate::oauth::signature::our_key_set;
use crate::record::symbol::Symbols;

/// The clients that are registered at the moment. The caller of a survey removes them at the end, whatever happens.
#[derive(Debug, Default)]
pub struct Registrations {
    all: Mutex<Vec<Registration>>,
}

/// A client that was registered.
struct Registration {
    id: String,
    /// Its configuration endpoint, and the token for it.
    management: Option<(Url, String)>,
}

/// Without the token.
impl std::fmt::Debug for Registration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Registration({})", self.id)
    }
}

/// A role, and how its client is registered.
struct Wanted {
    role: &'static str,
    auth: ClientAuth,
    /// Members of the metadata beyond those that all clients have. The provider has to accept them as they are.
    metadata: Value,
}

/// Why a role has no client.
pub(super) enum Refused {
    /// The provider registers no client without another token (RFC 7591 §3), or none at all.
    Closed(Redacted),
    /// It registers clients, but not this one, or changes what matters.
    Unsuitable(Redacted),
    /// It registers clients that cannot be removed.
    Permanent,
}

/// Registers the client of a role. The caller knows which roles are missing.
pub(super) async fn register(
    role: &str,
    (endpoints, found): (&Endpoints, &[Found]),
    (scope, token): (&str, Option<&BearerToken>),
    transport: &Transport,
    registrations: &Registrations,
) -> Option<Result<DraftClient, Refused>> {
    let endpoint = endpoints.url(Endpoint::Registration)?;
    let wanted = wanted(role, endpoints, found)?;
    let redirect_uri = format!("https://{role}.client.example/callback");
    let metadata = wanted.metadata(&redirect_uri, scope, endpoints, found);
    let mut request = Request::new("POST", endpoint.clone());
    request.headers.push(("accept".to_owned(), "application/json".to_owned()));
    request.headers.push(("content-type".to_owned(), "application/json".to_owned()));
    // RFC 7591 §3.
    if let Some(token) = token {
        request.headers.push(("authorization".to_owned(), format!("Bearer {}", token.exposed())));
    }
    request.body = metadata.to_string();
    let symbols = token.map(|token| Symbols::of_secret(token.exposed(), "<initial-access-token>")).unwrap_or_default();
    let shown = |text: &str| Redacted::by(&symbols, text);
    let response = match transport.send(&request).await {
        Ok(response) => response,
        Err(failure) => return Some(Err(Refused::Closed(shown(&failure.to_string())))),
    };
    let registered = response.json().filter(|_| matches!(response.status, 200 | 201));
    let Some(registered) = registered.filter(|it| it["client_id"].is_string()) else {
        let why = shown(&in_words(&response));
        let is_closed = matches!(response.status, 401 | 403 | 404 | 405 | 501);
        return Some(Err(if is_closed { Refused::Closed(why) } else { Refused::Unsuitable(why) }));
    };
    let text = |member: &str| registered[member].as_str().map(str::to_owned);
    let id = text("client_id").unwrap_or_default();
    let uri = text("registration_client_uri").and_then(|uri| Url::parse(&uri).ok());
    let management = uri.zip(text("registration_access_token")).filter(|(uri, _)| uri.origin() == endpoint.origin());
    let is_permanent = management.is_none();
    registrations.lock().push(Registration { id: id.clone(), management });
    if is_permanent {
        return Some(Err(Refused::Permanent));
    }
    if let Some(member) = wanted.changed(&registered) {
        return Some(Err(Refused::Unsuitable(shown(&format!("the provider registers it with another `{member}`")))));
    }
    Some(Ok(DraftClient {
        role: wanted.role,
        id,
        secret: text("client_secret"),
        redirect_uri,
        auth: wanted.auth,
        post_logout_redirect_uri: metadata["post_logout_redirect_uris"][0].as_str().map(str::to_owned),
    }))
}

/// RFC 8628 §3.4.
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The roles in the order in which they are registered.
pub(super) const ROLES: [&str; 7] = ["web", "other", "spa", "jwt", "hmac", "dpop", "pushing"];

/// The client of a role; `None` if the provider does not announce what it needs.
fn wanted(role: &str, endpoints: &Endpoints, found: &[Found]) -> Option<Wanted> {
    let methods: Option<Vec<&str>> = found.iter().find_map(|it| it.list("token_endpoint_auth_methods_supported"));
    // RFC 8414 §2: without a list, the method is client_secret_basic.
    let takes = |method: &str| methods.as_ref().map_or(method == "client_secret_basic", |all| all.contains(&method));
    let secret = if takes("client_secret_basic") { ClientAuth::Basic } else { ClientAuth::Post };
    let method = |auth: ClientAuth| match auth {
        ClientAuth::Basic => "client_secret_basic",
        ClientAuth::Post => "client_secret_post",
        ClientAuth::PrivateKeyJwt => "private_key_jwt",
        ClientAuth::ClientSecretJwt => "client_secret_jwt",
    };
    let of = |role, auth: ClientAuth, more: Value| {
        let mut metadata = json!({ "token_endpoint_auth_method": method(auth) });
        for (name, value) in more.as_object().into_iter().flatten() {
            metadata[name.as_str()] = value.clone();
        }
        Some(Wanted { role, auth, metadata })
    };
    let none = |role, more: Value| {
        let mut metadata = json!({ "token_endpoint_auth_method": "none" });
        for (name, value) in more.as_object().into_iter().flatten() {
            metadata[name.as_str()] = value.clone();
        }
        Some(Wanted { role, auth: ClientAuth::Basic, metadata })
    };
    match role {
        "web" => of("web", secret, json!({})),
        "other" => of("other", secret, json!({})),
        "spa" => none("spa", json!({})),
        "jwt" if takes("private_key_jwt") => {
            let keys = our_key_set();
            let all = keys["keys"].as_array().map(Vec::as_slice).unwrap_or_default();
            let key: Vec<&Value> = all.iter().filter(|key| key["kty"] == "EC").collect();
            of("jwt", ClientAuth::PrivateKeyJwt, json!({ "jwks": { "keys": key } }))
        }
        "hmac" if takes("client_secret_jwt") => of("hmac", ClientAuth::ClientSecretJwt, json!({})),
        "dpop" if found.iter().any(|it| it.list("dpop_signing_alg_values_supported").is_some()) => {
            none("dpop", json!({ "dpop_bound_access_tokens": true }))
        }
        "pushing" if endpoints.url(Endpoint::PushedAuthorizationRequest).is_some() => {
            of("pushing", secret, json!({ "require_pushed_authorization_requests": true }))
        }
        _ => None,
    }
}

impl Wanted {
    /// The whole client metadata (RFC 7591 §2).
    fn metadata(&self, redirect_uri: &str, scope: &str, endpoints: &Endpoints, found: &[Found]) -> Value {
        let mut metadata = json!({
            "client_name": format!("oauth-harness ({})", self.role),
            "redirect_uris": [redirect_uri],
            "grant_types": self.grants(found),
            "response_types": ["code"],
        });
        if !scope.is_empty() {
            metadata["scope"] = json!(scope);
        }
        if self.role == "other" && endpoints.url(Endpoint::EndSession).is_some() {
            metadata["post_logout_redirect_uris"] = json!([format!("https://{}.client.example/signed-out", self.role)]);
        }
        for (name, value) in self.metadata.as_object().into_iter().flatten() {
            metadata[name.as_str()] = value.clone();
        }
        metadata
    }

    /// The grants of the role, as far as the provider announces them.
    fn grants(&self, found: &[Found]) -> Vec<&'static str> {
        let announced: Option<Vec<&str>> = found.iter().find_map(|it| it.list("grant_types_supported"));
        let has = |grant: &str| announced.as_ref().is_some_and(|all| all.contains(&grant));
        let mut grants = vec!["authorization_code"];
        let more: &[&str] = match self.role {
            "web" => &["refresh_token", "client_credentials", DEVICE],
            "other" => &["refresh_token", DEVICE],
            _ => &["refresh_token"],
        };
        grants.extend(more.iter().filter(|grant| has(grant)));
        grants
    }

    /// The member that the provider has changed, or does not know. It has to return everything that it registered
    /// (RFC 7591 §3.2.1); not all do, so only a flag has to be there.
    fn changed(&self, registered: &Value) -> Option<&str> {
        let members = self.metadata.as_object().into_iter().flatten().filter(|(name, _)| *name != "jwks");
        let differs = |name: &str, wanted: &Value| match registered.get(name) {
            Some(value) => value != wanted,
            None => wanted.is_boolean(),
        };
        members.filter(|(name, wanted)| differs(name, wanted)).map(|(name, _)| name.as_str()).next()
    }
}

impl Registrations {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Registration>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True if there is nothing to remove.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Removes all of them, and returns the identifiers of those that are still registered.
    pub async fn remove(&self, transport: &Transport) -> Vec<String> {
        let all = std::mem::take(&mut *self.lock());
        let mut left = Vec::new();
        for Registration { id, management } in all {
            let Some((uri, token)) = management else {
                left.push(id);
                continue;
            };
            let mut request = Request::new("DELETE", uri);
            request.headers.push(("authorization".to_owned(), format!("Bearer {token}")));
            let response = transport.send(&request).await;
            if !response.is_ok_and(|response| matches!(response.status, 200 | 202 | 204)) {
                left.push(id);
            }
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoints() -> Endpoints {
        let url = |text: &str| Url::parse(text).expect("a URL");
        Endpoints::at(&url("https://op.test"), url("https://op.test/auth"), url("https://op.test/token"))
    }

    #[test]
    fn a_role_is_registered_as_scenarios_need_it() {
        let spa = wanted("spa", &endpoints(), &[]).expect("every provider has public clients");
        let metadata = spa.metadata("https://spa.client.example/callback", "openid", &endpoints(), &[]);
        assert_eq!(metadata["token_endpoint_auth_method"], "none");
        assert_eq!(metadata["redirect_uris"][0], "https://spa.client.example/callback");
        for role in ["jwt", "hmac", "dpop", "pushing", "unknown"] {
            assert!(wanted(role, &endpoints(), &[]).is_none(), "{role}");
        }
    }

    #[test]
    fn a_client_that_the_provider_changed_is_not_used() {
        let spa = wanted("spa", &endpoints(), &[]).expect("a client");
        assert_eq!(spa.changed(&json!({ "client_id": "x" })), None);
        assert_eq!(spa.changed(&json!({ "token_endpoint_auth_method": "none" })), None);
        let confidential = json!({ "token_endpoint_auth_method": "client_secret_basic" });
        assert_eq!(spa.changed(&confidential), Some("token_endpoint_auth_method"));
        let bound =
            Wanted { role: "dpop", auth: ClientAuth::Basic, metadata: json!({ "dpop_bound_access_tokens": true }) };
        assert_eq!(bound.changed(&json!({})), Some("dpop_bound_access_tokens"));
    }
}
