//! The authorization response in the callback (RFC 6749 sections 4.1.2 and 4.1.2.1).

use crate::policy::UnknownNames;

/// The known parameters of the response. Others are ignored (RFC 6749 section 4.1.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AuthorizationResponse {
    pub(crate) code: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) error: Option<ErrorCode>,
    /// The error unchanged. Only a lax policy shows it.
    pub(crate) error_as_sent: Option<String>,
    pub(crate) error_description: Option<String>,
    pub(crate) error_uri: Option<String>,
    /// The issuer of the response (RFC 9207).
    pub(crate) iss: Option<String>,
}

/// A query that is not an authorization response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    /// RFC 6749 section 3.1 forbids it.
    #[error("the parameter {0} was sent more than once")]
    Duplicate(&'static str),
    #[error("it contains an unknown parameter")]
    UnknownName,
}

/// Why the provider issued no code (RFC 6749 section 4.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorCode {
    InvalidRequest,
    UnauthorizedClient,
    AccessDenied,
    UnsupportedResponseType,
    InvalidScope,
    ServerError,
    TemporarilyUnavailable,
    /// Any other error code. It is not shown, because the author of the URL chose it.
    Other,
}

impl ErrorCode {
    fn parse(text: &str) -> Self {
        match text {
            "invalid_request" => Self::InvalidRequest,
            "unauthorized_client" => Self::UnauthorizedClient,
            "access_denied" => Self::AccessDenied,
            "unsupported_response_type" => Self::UnsupportedResponseType,
            "invalid_scope" => Self::InvalidScope,
            "server_error" => Self::ServerError,
            "temporarily_unavailable" => Self::TemporarilyUnavailable,
            _ => Self::Other,
        }
    }
}

/// Reads the callback's query. A parameter without a value counts as absent (RFC 6749 section 3.1), but also as sent
/// once.
pub(crate) fn parse(query: &str, unknown: UnknownNames) -> Result<AuthorizationResponse, Malformed> {
    let (mut code, mut state, mut error) = (Slot::new("code"), Slot::new("state"), Slot::new("error"));
    let (mut description, mut uri) = (Slot::new("error_description"), Slot::new("error_uri"));
    let mut iss = Slot::new("iss");
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let mut slots = [&mut code, &mut state, &mut error, &mut description, &mut uri, &mut iss];
        match (slots.iter_mut().find(|slot| slot.name == name), unknown) {
            (Some(slot), _) => slot.fill(&value)?,
            (None, UnknownNames::Ignored) => {}
            (None, UnknownNames::Refused) => return Err(Malformed::UnknownName),
        }
    }
    let error = error.value();
    Ok(AuthorizationResponse {
        code: code.value(),
        state: state.value(),
        error: error.as_deref().map(ErrorCode::parse),
        error_as_sent: error,
        error_description: description.value(),
        error_uri: uri.value(),
        iss: iss.value(),
    })
}

/// Space for one parameter, once.
struct Slot {
    name: &'static str,
    sent: Option<String>,
}

impl Slot {
    fn new(name: &'static str) -> Self {
        Self { name, sent: None }
    }

    fn fill(&mut self, value: &str) -> Result<(), Malformed> {
        match self.sent.replace(value.to_owned()) {
            None => Ok(()),
            Some(_) => Err(Malformed::Duplicate(self.name)),
        }
    }

    fn value(self) -> Option<String> {
        self.sent.filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(query: &str) -> Result<AuthorizationResponse, Malformed> {
        super::parse(query, UnknownNames::Ignored)
    }

    fn response(code: Option<&str>, state: Option<&str>, error: Option<ErrorCode>) -> AuthorizationResponse {
        AuthorizationResponse {
            code: code.map(str::to_owned),
            state: state.map(str::to_owned),
            error,
            ..AuthorizationResponse::default()
        }
    }

    #[test]
    fn code_and_state_are_decoded() {
        assert_eq!(parse("code=a%2Bb+c&state=%C3%A4"), Ok(response(Some("a+b c"), Some("ä"), None)));
    }

    #[test]
    fn unknown_parameters_are_ignored_even_when_repeated() {
        assert_eq!(
            parse("x=1&code=c&iss=i&x=2&state=s&Code=d"),
            Ok(AuthorizationResponse { iss: Some("i".to_owned()), ..response(Some("c"), Some("s"), None) })
        );
    }

    #[test]
    fn a_policy_can_refuse_unknown_parameters() {
        assert_eq!(super::parse("code=c&x=1", UnknownNames::Refused), Err(Malformed::UnknownName));
        assert!(super::parse("code=c&error_uri=u", UnknownNames::Refused).is_ok());
    }

    #[test]
    fn a_parameter_without_value_is_absent() {
        for query in ["", "code=&state=", "code&state", "&&=&"] {
            assert_eq!(parse(query), Ok(AuthorizationResponse::default()), "{query}");
        }
    }

    #[test]
    fn known_parameters_come_once() {
        for (query, name) in [
            ("code=a&state=s&code=a", "code"),
            ("state=s&code=c&state=", "state"),
            ("state=&code=c&s%74ate=s", "state"),
            ("error=access_denied&error=access_denied", "error"),
            ("error_description=a&error_description=b", "error_description"),
            ("error_uri&error_uri", "error_uri"),
        ] {
            assert_eq!(parse(query), Err(Malformed::Duplicate(name)), "{query}");
        }
    }

    #[test]
    fn errors_are_distinguished() {
        let code = |query: &str| parse(query).expect("a response").error;
        assert_eq!(code("error=access_denied&state=s"), Some(ErrorCode::AccessDenied));
        assert_eq!(code("error=ACCESS_DENIED"), Some(ErrorCode::Other));
    }

    proptest! {
        #[test]
        fn no_query_is_too_strange(query in "\\PC{0,200}") {
            let _ = parse(&query);
        }

        #[test]
        fn what_is_encoded_comes_back(code in "\\PC{1,40}", state in "\\PC{1,40}") {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("state", &state)
                .append_pair("code", &code)
                .finish();
            prop_assert_eq!(parse(&query), Ok(response(Some(&code), Some(&state), None)));
        }
    }
}
