//! The format of `state` (RFC 6749 Appendix A.5: visible ASCII). Each has 256 random bits.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;

use crate::environment::Random;
use crate::policy::StateForm;

/// The length of states of clients that put their own data into them.
const LONG: usize = 500;

/// A new value.
pub(crate) fn new(form: StateForm, random: &Random) -> String {
    match form {
        StateForm::Short => random.token(),
        StateForm::Long => {
            let mut state = String::new();
            while state.len() < LONG {
                state.push_str(&random.token());
            }
            state.truncate(LONG);
            state
        }
        StateForm::Punctuated => format!("{}~login.1/b==&+{{\"p\":[1]}}", random.token()),
        StateForm::Jwt => jwt(random),
    }
}

/// Pending logins are looked up by their state in the session, so the signature is not verified.
fn jwt(random: &Random) -> String {
    let encode = |part: &str| URL_SAFE_NO_PAD.encode(part);
    let claims = format!(r#"{{"jti":"{}"}}"#, random.token());
    let signed = format!("{}.{}", encode(r#"{"alg":"HS256","typ":"JWT"}"#), encode(&claims));
    let key = hmac::Key::new(hmac::HMAC_SHA256, random.token().as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_visible_ascii_and_never_the_same() {
        let random = Random::seeded(1);
        for form in [StateForm::Short, StateForm::Long, StateForm::Punctuated, StateForm::Jwt] {
            let state = new(form, &random);
            assert!(state.bytes().all(|byte| byte.is_ascii_graphic()), "{state}");
            assert_ne!(state, new(form, &random));
        }
        assert_eq!(new(StateForm::Long, &random).len(), LONG);
        assert_eq!(new(StateForm::Jwt, &random).split('.').count(), 3);
    }
}
