//! Replaces unsupported values of a registration where that is harmless (RFC 7591 §3.2.1). Redirect URIs are never
//! replaced.

use serde_json::{Map, Value, json};

use crate::jose::Algorithm;
use crate::oauth::response_type::ResponseType;
use crate::policy::LegacyRules;

/// The prefix of a client's own name.
const MARK: &str = "Self-registered: ";

/// The metadata with replaced values, as registered and returned.
pub(super) fn replaced(members: Map<String, Value>, legacy: &LegacyRules) -> Map<String, Value> {
    members.into_iter().filter_map(|(name, value)| Some((name.clone(), other(&name, value, legacy)?))).collect()
}

/// The replacement; `None` if the member is to be omitted.
fn other(name: &str, value: Value, legacy: &LegacyRules) -> Option<Value> {
    match (name, &value) {
        ("client_name", Value::String(text)) if !text.starts_with(MARK) => Some(format!("{MARK}{text}").into()),
        ("token_endpoint_auth_method", Value::String(method)) if method == "client_secret_post" => {
            Some("client_secret_basic".into())
        }
        ("response_types", Value::Array(types)) => {
            let is_served = |text: &str| ResponseType::parse(text).is_some_and(|asked| asked.is_served(legacy));
            let kept: Vec<&Value> = types.iter().filter(|value| value.as_str().is_some_and(is_served)).collect();
            (!kept.is_empty()).then(|| json!(kept))
        }
        ("id_token_signed_response_alg" | "userinfo_signed_response_alg", Value::String(text)) => {
            Algorithm::named(text).is_some_and(Algorithm::is_asymmetric).then_some(value)
        }
        _ => Some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_had_is_replaced_and_redirect_uris_are_not() {
        let asked = json!({
            "client_name": "Notes",
            "redirect_uris": ["javascript:alert(1)"],
            "response_types": ["bogus"],
            "token_endpoint_auth_method": "client_secret_post",
            "id_token_signed_response_alg": "none",
        });
        let members = asked.as_object().cloned().expect("it is an object");
        let replaced = replaced(members, &LegacyRules::default());
        let expected = json!({
            "client_name": "Self-registered: Notes",
            "redirect_uris": ["javascript:alert(1)"],
            "token_endpoint_auth_method": "client_secret_basic",
        });
        assert_eq!(Value::Object(replaced), expected);
    }
}
