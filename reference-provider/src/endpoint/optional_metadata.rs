//! Optional members of the metadata: those that are omitted, and additional ones for clients that know them (RFC 8414
//! §2 and §2.1, RFC 8705 §5).

use serde_json::{Map, Value, json};

use crate::http::routes::Route;
use crate::jose::Algorithm;
use crate::policy::{LeftOut, MoreMetadata};
use crate::state::app::App;
use crate::state::keys::signing::Signing;

/// Members that a client needs, or whose default would be wrong (RFC 8414 §2, OpenID Connect Discovery §3).
const NEEDED: [&str; 24] = [
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "response_types_supported",
    "response_modes_supported",
    "code_challenge_methods_supported",
    "claims_parameter_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "authorization_response_iss_parameter_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_pushed_authorization_requests",
    "pushed_authorization_request_endpoint",
    "registration_endpoint",
    "end_session_endpoint",
    "frontchannel_logout_supported",
    "frontchannel_logout_session_supported",
    "backchannel_logout_supported",
    "backchannel_logout_session_supported",
    "dpop_signing_alg_values_supported",
];

/// Whether a member remains if others are omitted.
pub(super) fn stays(left_out: LeftOut, name: &str) -> bool {
    match left_out {
        LeftOut::Nothing => true,
        LeftOut::Scopes => name != "scopes_supported",
        LeftOut::ResponseModes => name != "response_modes_supported",
        LeftOut::GrantTypes => name != "grant_types_supported",
        LeftOut::Claims => {
            !["claims_supported", "prompt_values_supported", "acr_values_supported", "display_values_supported"]
                .contains(&name)
        }
        LeftOut::Endpoints => {
            !["revocation_endpoint", "introspection_endpoint", "device_authorization_endpoint", "userinfo_endpoint"]
                .iter()
                .any(|endpoint| name.starts_with(endpoint))
        }
        LeftOut::AllOptional => NEEDED.contains(&name),
    }
}

/// Adds members that clients can do without.
pub(super) fn add(app: &App, document: &mut Map<String, Value>) {
    match app.policy().metadata.more {
        MoreMetadata::Nothing => {}
        MoreMetadata::Unknown => {
            document.insert("service_region".to_owned(), "north".into());
            document.insert("https://metadata.example/limits".to_owned(), json!({ "tokens": [1, 2], "burst": null }));
        }
        MoreMetadata::Signed => {
            let claims = Value::Object(document.clone());
            let signed = app.sign(&Signing::with(Algorithm::Rs256), &claims);
            document.insert("signed_metadata".to_owned(), signed.into());
        }
        MoreMetadata::MutualTls => {
            if let Some(Value::Array(methods)) = document.get_mut("token_endpoint_auth_methods_supported") {
                methods.extend(["tls_client_auth", "self_signed_tls_client_auth"].map(Value::from));
            }
            document.insert("tls_client_certificate_bound_access_tokens".to_owned(), true.into());
            let token = format!("https://mtls.example{}", app.path(Route::Token));
            document.insert("mtls_endpoint_aliases".to_owned(), json!({ "token_endpoint": token }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_left_out_with_what_is_said_of_it() {
        assert!(!stays(LeftOut::Endpoints, "revocation_endpoint_auth_methods_supported"));
        assert!(stays(LeftOut::Endpoints, "token_endpoint_auth_methods_supported"));
    }
}
