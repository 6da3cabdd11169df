//! Client authentication at the token endpoint (RFC 6749 §2.3.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::authorize::Parameters;
use crate::model::target::ClientAuth;

/// Adds the client's credentials to a request: as an `Authorization` header or to the form.
///
/// In Basic, id and secret are form-encoded first, as RFC 6749 §2.3.1 wants; only what must be encoded is, because some
/// servers do not decode.
pub fn authenticate(
    id: &str,
    secret: Option<&str>,
    auth: ClientAuth,
    headers: &mut Vec<(String, String)>,
    form: &mut Parameters,
) {
    match (secret, auth) {
        (Some(secret), ClientAuth::Basic) => {
            let pair = format!("{}:{}", form_encoded(id), form_encoded(secret));
            headers.push(("authorization".to_owned(), format!("Basic {}", STANDARD.encode(pair))));
        }
        (Some(secret), ClientAuth::Post) => {
            form.push(("client_id".to_owned(), id.to_owned()));
            form.push(("client_secret".to_owned(), secret.to_owned()));
        }
        // A client that signs an assertion is identified by it; nothing else is sent here.
        (None, _) | (_, ClientAuth::PrivateKeyJwt | ClientAuth::ClientSecretJwt) => {
            form.push(("client_id".to_owned(), id.to_owned()));
        }
    }
}

/// One value in `application/x-www-form-urlencoded` (RFC 6749 appendix B), leaving the unreserved characters of RFC 3986.
pub fn form_encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace("%7E", "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_form_encoded() {
        let (mut headers, mut form) = (Vec::new(), Vec::new());
        authenticate("a-b", Some("p:% +~"), ClientAuth::Basic, &mut headers, &mut form);
        assert_eq!(headers[0].1, format!("Basic {}", STANDARD.encode("a-b:p%3A%25+%2B~")));
        assert!(form.is_empty());
    }

    #[test]
    fn a_public_client_only_names_itself() {
        let (mut headers, mut form) = (Vec::new(), Vec::new());
        authenticate("app", None, ClientAuth::Basic, &mut headers, &mut form);
        assert!(headers.is_empty());
        assert_eq!(form, [("client_id".to_owned(), "app".to_owned())]);
    }
}
