//! The access token request (RFC 6749 section 4.1.3, RFC 7636 section 4.5).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use crate::config::{ClientAuth, Config};
use crate::flow::pkce::CodeVerifier;
use crate::policy::{BasicCredentials, ClientCredentials, Order, Parameter, Policy};

/// A POST request for the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TokenRequest {
    pub(crate) url: Url,
    /// The `Authorization` header, if the client authenticates with it.
    pub(crate) authorization: Option<String>,
    /// The media type of the form, with or without a charset.
    pub(crate) media_type: &'static str,
    /// `application/x-www-form-urlencoded`.
    pub(crate) body: String,
}

/// The media type of the body.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// The request that redeems `code`.
pub(crate) fn redeem(
    config: &Config,
    policy: &Policy,
    redirect_uri: &str,
    code: &str,
    verifier: Option<&CodeVerifier>,
) -> TokenRequest {
    let rules = &policy.token_request;
    let mut body = vec![("grant_type", "authorization_code"), ("code", code)];
    if rules.redirect_uri == Parameter::Sent {
        body.push(("redirect_uri", redirect_uri));
    }
    if let Some(verifier) = verifier
        && rules.code_verifier == Parameter::Sent
    {
        body.push(("code_verifier", verifier.as_str()));
    }
    if rules.unknown_parameter {
        body.push(("audit_id", "1"));
    }
    let mut url = config.provider.token.clone();
    let mut authorization = None;
    match (rules.client_credentials, &config.client_secret, config.client_auth) {
        // A public client only identifies itself (RFC 6749 section 3.2.1).
        (_, None, _) => body.push(("client_id", &config.client_id)),
        (ClientCredentials::AsConfigured, Some(secret), ClientAuth::Post) => {
            body.extend([("client_id", &*config.client_id), ("client_secret", secret)]);
        }
        (ClientCredentials::AsConfigured, Some(secret), ClientAuth::Basic)
        | (ClientCredentials::InHeader, Some(secret), _) => {
            authorization = Some(basic(&config.client_id, secret, rules.basic_credentials));
        }
        (ClientCredentials::InHeaderWithId, Some(secret), _) => {
            body.push(("client_id", &config.client_id));
            authorization = Some(basic(&config.client_id, secret, rules.basic_credentials));
        }
        (ClientCredentials::InHeaderAndBody, Some(secret), _) => {
            body.extend([("client_id", &*config.client_id), ("client_secret", secret)]);
            authorization = Some(basic(&config.client_id, secret, rules.basic_credentials));
        }
        (ClientCredentials::InQuery, Some(secret), _) => {
            url.query_pairs_mut().append_pair("client_id", &config.client_id).append_pair("client_secret", secret);
        }
    }
    if rules.order == Order::Reversed {
        body.reverse();
    }
    let media_type = if rules.charset_said { "application/x-www-form-urlencoded; charset=UTF-8" } else { FORM };
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(body).finish();
    TokenRequest { url, authorization, media_type, body }
}

/// HTTP Basic credentials; both parts are form-encoded (RFC 6749 section 2.3.1).
pub(crate) fn basic(client_id: &str, secret: &str, rule: BasicCredentials) -> String {
    let encode = |text: &str| match rule {
        BasicCredentials::FormEncoded => form_urlencoded::byte_serialize(text.as_bytes()).collect(),
        BasicCredentials::Raw => text.to_owned(),
    };
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encode(client_id), encode(secret))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Random;
    use crate::policy::VerifierForm;

    const REDIRECT_URI: &str = "http://localhost:8001/accounts/testprovider/login/callback/";

    fn config(client_auth: ClientAuth, secret: Option<&str>) -> Config {
        let base = Url::parse("http://provider.test").expect("a URL");
        Config { client_auth, ..Config::for_provider(&base, "a client", secret.map(str::to_owned)) }
    }

    #[test]
    fn post_puts_everything_in_the_body() {
        let verifier = CodeVerifier::new(VerifierForm::Short, &Random::seeded(1));
        let request =
            redeem(&config(ClientAuth::Post, Some("s:&")), &Policy::default(), REDIRECT_URI, "c+d", Some(&verifier));
        assert_eq!(request.url.as_str(), "http://provider.test/o/token/");
        assert_eq!(request.authorization, None);
        assert_eq!(
            request.body,
            format!(
                "grant_type=authorization_code&code=c%2Bd\
                 &redirect_uri=http%3A%2F%2Flocalhost%3A8001%2Faccounts%2Ftestprovider%2Flogin%2Fcallback%2F\
                 &code_verifier={}&client_id=a+client&client_secret=s%3A%26",
                verifier.as_str()
            )
        );
    }

    #[test]
    fn basic_uses_one_method_only_and_encodes_both_halves() {
        let request = redeem(&config(ClientAuth::Basic, Some("s:&ä")), &Policy::default(), REDIRECT_URI, "c", None);
        let expected = STANDARD.encode("a+client:s%3A%26%C3%A4");
        assert_eq!(request.authorization, Some(format!("Basic {expected}")));
        assert!(!request.body.contains("client_"));
    }

    #[test]
    fn a_public_client_says_who_it_is() {
        for client_auth in [ClientAuth::Basic, ClientAuth::Post] {
            let request = redeem(&config(client_auth, None), &Policy::default(), REDIRECT_URI, "c", None);
            assert_eq!(request.authorization, None);
            assert!(request.body.ends_with("&client_id=a+client"));
        }
    }
}
