//! Provider metadata (RFC 8414, `OpenID` Connect Discovery 1.0).

use serde_json::Value;
use url::{Host, Url};

/// The URLs of an issuer's metadata: by RFC 8414 §3.1, by `OpenID` Connect Discovery §4.1, and by RFC 8414 §5. The issuer is a
/// string and stays one: only a final `/` is removed, as both require. Empty for an issuer without an authority.
pub fn well_known(issuer: &str) -> Vec<String> {
    let Some((scheme, rest)) = issuer.split_once("://") else { return Vec::new() };
    // Parts that an issuer must not have (§2) are not part of the URL either.
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = path.strip_suffix('/').unwrap_or(path);
    let origin = format!("{scheme}://{authority}");
    vec![
        format!("{origin}/.well-known/oauth-authorization-server{path}"),
        format!("{origin}{path}/.well-known/openid-configuration"),
        format!("{origin}/.well-known/openid-configuration{path}"),
    ]
}

/// True if a document is at a metadata URL of an issuer. These are for fetching: two spellings of one URL are the same. The
/// issuer itself is never normalized.
fn is_place_of(place: &Url, issuer: &str) -> bool {
    well_known(issuer)
        .iter()
        .any(|known| known == place.as_str() || Url::parse(known).is_ok_and(|known| known == *place))
}

/// What is wrong with the metadata at a URL; empty if nothing is.
pub fn faults(found_at: &Url, document: &Value) -> Vec<String> {
    let Value::Object(members) = document else {
        return vec!["the document is not a JSON object".to_owned()];
    };
    let mut faults = issuer_faults(found_at, members.get("issuer"));
    for (name, value) in members.iter().filter(|(name, _)| name.ends_with("_endpoint") || *name == "jwks_uri") {
        faults.extend(endpoint_fault(name, value));
    }
    let grants = strings(members.get("grant_types_supported"));
    // RFC 8414 §2: the default is authorization_code and implicit.
    let uses = |grant: &str| grants.as_ref().is_none_or(|grants| grants.iter().any(|name| name == grant));
    let needs_authorization = uses("authorization_code") || uses("implicit");
    if needs_authorization && !members.contains_key("authorization_endpoint") {
        faults.push("`authorization_endpoint` is missing".to_owned());
    }
    let only_implicit = grants.as_ref().is_some_and(|grants| grants.iter().all(|grant| grant == "implicit"));
    if !only_implicit && !members.contains_key("token_endpoint") {
        faults.push("`token_endpoint` is missing".to_owned());
    }
    if !members.contains_key("response_types_supported") {
        faults.push("`response_types_supported` is missing".to_owned());
    }
    for (name, value) in members.iter().filter(|(name, _)| name.ends_with("_supported")) {
        let is_flag = name.starts_with("claims_parameter") || name.starts_with("request_");
        // Some extensions list what they support as an object.
        if !value.is_boolean() && !value.is_object() && strings(Some(value)).is_none() {
            let wanted = if is_flag { "true or false" } else { "a list of strings" };
            faults.push(format!("`{name}` is {value}, not {wanted}"));
        }
    }
    faults
}

/// RFC 8414 §3.3, `OpenID` Connect Discovery §4.3: the issuer is the one that the URL belongs to, character by character.
fn issuer_faults(found_at: &Url, issuer: Option<&Value>) -> Vec<String> {
    let Some(issuer) = issuer else { return vec!["`issuer` is missing".to_owned()] };
    let Some(text) = issuer.as_str() else { return vec![format!("`issuer` is {issuer}, not a string")] };
    let Ok(url) = Url::parse(text) else { return vec![format!("`issuer` is `{text}`, not an absolute URL")] };
    let mut faults = Vec::new();
    if !is_secure(&url) {
        faults.push(format!("`issuer` is `{text}`, not an https URL"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        faults.push(format!("`issuer` is `{text}`, with a query or a fragment"));
    }
    if !is_place_of(found_at, text) {
        faults.push(format!("`issuer` is `{text}`, whose metadata is not at {found_at}"));
    }
    faults
}

fn endpoint_fault(name: &str, value: &Value) -> Option<String> {
    let url = value.as_str().and_then(|text| Url::parse(text).ok()).filter(Url::has_host);
    match url {
        None => Some(format!("`{name}` is {value}, not an absolute URL")),
        Some(url) if !is_secure(&url) => Some(format!("`{name}` is {value}, not an https URL")),
        Some(url) if url.fragment().is_some() => Some(format!("`{name}` is {value}, with a fragment")),
        Some(_) => None,
    }
}

/// `https`, or `http` on a loopback address, for development.
fn is_secure(url: &Url) -> bool {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && loopback)
}

fn strings(value: Option<&Value>) -> Option<Vec<String>> {
    value?.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn good() -> Value {
        json!({
            "issuer": "https://p.example/tenant",
            "authorization_endpoint": "https://p.example/a",
            "token_endpoint": "https://p.example/t",
            "jwks_uri": "https://p.example/k",
            "response_types_supported": ["code"],
            "request_parameter_supported": false,
        })
    }

    #[test]
    fn an_issuer_with_a_path_has_three_places() {
        let of_tenant = [
            "https://p.example/.well-known/oauth-authorization-server/tenant",
            "https://p.example/tenant/.well-known/openid-configuration",
            "https://p.example/.well-known/openid-configuration/tenant",
        ];
        assert_eq!(well_known("https://p.example/tenant"), of_tenant);
        assert_eq!(well_known("https://p.example/tenant/"), of_tenant);
    }

    /// V1: an issuer is a string. A URL type would write `http://h/` and `https://p.example` here.
    #[test]
    fn an_issuer_is_not_normalized_as_a_url() {
        let root = ["http://h/.well-known/oauth-authorization-server", "http://h/.well-known/openid-configuration"];
        assert_eq!(well_known("http://h")[..2], root);
        assert_eq!(well_known("http://h/")[..2], root);
        assert_eq!(
            well_known("HTTPS://P.example:443/A%2fb")[1],
            "HTTPS://P.example:443/A%2fb/.well-known/openid-configuration"
        );
        assert_eq!(well_known("http://h/?x")[0], "http://h/.well-known/oauth-authorization-server");
        assert_eq!(well_known("https://h/a//")[1], "https://h/a//.well-known/openid-configuration");
        assert!(well_known("urn:issuer").is_empty() && well_known("").is_empty());
        let mut document = good();
        document["issuer"] = json!("http://127.0.0.1:4711");
        assert!(faults(&url("http://127.0.0.1:4711/.well-known/openid-configuration"), &document).is_empty());
    }

    #[test]
    fn good_metadata_has_no_fault_at_any_of_its_places() {
        for place in well_known("https://p.example/tenant") {
            assert_eq!(faults(&url(&place), &good()), Vec::<String>::new());
        }
    }

    #[test]
    fn every_fault_is_named() {
        let place = url("https://p.example/.well-known/oauth-authorization-server/tenant");
        let found = |member: &str, value: Value| {
            let mut document = good();
            document[member] = value;
            faults(&place, &document)
        };
        assert!(found("issuer", json!("https://p.example/other"))[0].contains("whose metadata is not at"));
        assert!(found("issuer", json!("http://p.example/tenant")).len() == 2);
        assert!(found("issuer", json!(1))[0].contains("not a string"));
        assert!(found("token_endpoint", json!("/t"))[0].contains("not an absolute URL"));
        assert!(found("token_endpoint", json!("http://p.example/t"))[0].contains("not an https URL"));
        assert!(found("scopes_supported", json!("openid"))[0].contains("not a list of strings"));
        assert_eq!(faults(&place, &json!({})).len(), 4);
        assert_eq!(faults(&place, &json!([])), ["the document is not a JSON object"]);
    }

    proptest::proptest! {
        #[test]
        fn no_document_panics(name in "issuer|token_endpoint|scopes_supported", value in ".{0,30}") {
            let document = json!({name: value});
            let _ = faults(&url("http://localhost/.well-known/openid-configuration"), &document);
        }
    }
}
