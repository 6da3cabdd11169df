//! The terms of the protocol: names of parameters, members and headers. They appear wherever it is described, and are not
//! secret even where a secret is the same word.

/// Names of parameters and members of requests and responses (the IANA registry "OAuth Parameters", OpenID Connect Core).
const TERMS: [&str; 52] = [
    "access_token",
    "acr_values",
    "assertion",
    "authorization",
    "authorization_code",
    "bearer",
    "client_assertion",
    "client_assertion_type",
    "client_credentials",
    "client_id",
    "client_secret",
    "client_secret_basic",
    "client_secret_post",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "cookie",
    "device_code",
    "display",
    "dpop",
    "error",
    "error_description",
    "error_uri",
    "expires_in",
    "grant_type",
    "id_token",
    "id_token_hint",
    "issued_token_type",
    "login_hint",
    "logout_token",
    "max_age",
    "nonce",
    "password",
    "post_logout_redirect_uri",
    "prompt",
    "redirect_uri",
    "refresh_token",
    "registration_access_token",
    "request",
    "request_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "session_state",
    "state",
    "token",
    "token_type",
    "user_code",
    "username",
    "www_authenticate",
];

/// Whether a text is such a name, however its words are joined.
pub(super) fn is_term(text: &str) -> bool {
    const LONGEST: usize = 32;
    let letters =
        || text.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')).map(|byte| byte.to_ascii_lowercase());
    text.len() < LONGEST && TERMS.iter().any(|term| letters().eq(term.bytes().filter(|byte| *byte != b'_')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_its_words_are_joined() {
        for name in ["client_secret", "client-secret", "clientSecret", "Client Secret", "code"] {
            assert!(is_term(name), "{name}");
        }
        assert!(!is_term("client_secret_of_web") && !is_term("c0de") && !is_term(""));
    }
}
