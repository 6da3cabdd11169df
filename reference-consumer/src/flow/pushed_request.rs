//! Pushed authorization requests (RFC 9126): the parameters are sent over the back channel, and the browser gets a
//! `request_uri`.

use serde::Deserialize;
use url::Url;

use crate::config::{ClientAuth, Config};
use crate::flow::answer::ProviderResponse;
use crate::flow::authorization_request::AuthorizationRequest;
use crate::flow::failure::Failure;
use crate::flow::token_request::{FORM, TokenRequest, basic};
use crate::policy::{ClientCredentials, Policy};

/// The request that pushes the parameters. The client authenticates as at the token endpoint (RFC 9126 section 2).
pub(crate) fn push(config: &Config, policy: &Policy, endpoint: &Url, parameters: &[(String, String)]) -> TokenRequest {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(parameters);
    let rules = &policy.token_request;
    let is_in_header = match rules.client_credentials {
        ClientCredentials::InHeader | ClientCredentials::InHeaderWithId => true,
        _ => config.client_auth == ClientAuth::Basic,
    };
    let authorization = match &config.client_secret {
        Some(secret) if is_in_header => Some(basic(&config.client_id, secret, rules.basic_credentials)),
        Some(secret) => {
            body.append_pair("client_secret", secret);
            None
        }
        None => None,
    };
    TokenRequest { url: endpoint.clone(), authorization, media_type: FORM, body: body.finish() }
}

#[derive(Deserialize)]
struct Pushed {
    request_uri: String,
}

/// The request with which the browser refers to the pushed one (RFC 9126 section 4).
pub(crate) fn read(answer: &ProviderResponse, config: &Config) -> Result<AuthorizationRequest, Failure> {
    let pushed: Option<Pushed> = serde_json::from_slice(&answer.body).ok();
    let pushed = pushed.filter(|_| answer.status == 201);
    let pushed = pushed.ok_or_else(|| Failure::provider("it rejected the pushed authorization request"))?;
    let parameters = [("client_id", config.client_id.clone()), ("request_uri", pushed.request_uri)];
    Ok(AuthorizationRequest {
        endpoint: config.provider.authorization.clone(),
        parameters: parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        let base = Url::parse("http://provider.test").expect("a URL");
        Config::for_provider(&base, "c", Some("s".to_owned()))
    }

    #[test]
    fn the_parameters_are_pushed_with_the_credentials() {
        let parameters = [("client_id".to_owned(), "c".to_owned()), ("state".to_owned(), "1".to_owned())];
        let endpoint = Url::parse("http://provider.test/o/par/").expect("a URL");
        let posted = push(&config(), &Policy::default(), &endpoint, &parameters);
        assert_eq!((posted.body.as_str(), posted.authorization), ("client_id=c&state=1&client_secret=s", None));
        let mut policy = Policy::default();
        policy.token_request.client_credentials = ClientCredentials::InHeader;
        let posted = push(&config(), &policy, &endpoint, &parameters);
        assert_eq!((posted.body.as_str(), posted.authorization.is_some()), ("client_id=c&state=1", true));
    }

    #[test]
    fn only_a_201_with_a_reference_is_one() {
        let answer = |status, body: &str| ProviderResponse::new(status, None, body.as_bytes().to_vec());
        let request = read(&answer(201, r#"{"request_uri":"urn:x","expires_in":60}"#), &config()).expect("a reference");
        assert_eq!(request.url().query(), Some("client_id=c&request_uri=urn%3Ax"));
        assert!(read(&answer(200, r#"{"request_uri":"urn:x"}"#), &config()).is_err());
        assert!(read(&answer(201, "{}"), &config()).is_err());
    }
}
