//! Proof Key for Code Exchange (RFC 7636) from the client's side.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::environment::Random;
use crate::hash::sha256;
use crate::policy::VerifierForm;

/// The maximum length (RFC 7636 section 4.1).
const LONGEST: usize = 128;

/// A `code_verifier` (RFC 7636 section 4.1), generated for each authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CodeVerifier(String);

impl CodeVerifier {
    pub(crate) fn new(form: VerifierForm, random: &Random) -> Self {
        let token = random.token();
        Self(match form {
            VerifierForm::Short => token,
            VerifierForm::Long => {
                let mut verifier = [token, random.token(), random.token()].concat();
                verifier.truncate(LONGEST);
                verifier
            }
            VerifierForm::Punctuated => format!("{token}-._~"),
        })
    }

    /// One that is the same for all authorization requests, and therefore proves little.
    pub(crate) fn reused() -> Self {
        Self("the-same-verifier-for-every-authorization-request".to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The `code_challenge` for the method `S256` (RFC 7636 section 4.2).
    pub(crate) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(sha256(&[self.0.as_bytes()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_appendix_b() {
        let verifier = CodeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_verifier_has_43_to_128_unreserved_characters_and_is_fresh() {
        let random = Random::seeded(1);
        for form in [VerifierForm::Short, VerifierForm::Long, VerifierForm::Punctuated] {
            let verifier = CodeVerifier::new(form, &random);
            assert!((43..=LONGEST).contains(&verifier.as_str().len()));
            assert!(verifier.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)));
            assert_ne!(verifier, CodeVerifier::new(form, &random));
        }
    }
}
