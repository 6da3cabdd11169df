//! The format of secrets: any that RFC 6749 appendix A and RFC 6750 §2.1 permit.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::random::Random;
use crate::policy::{ClientIdForm, SecretForm, Strength};

/// RFC 4648 §6, in lower case.
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// The VSCHARs (RFC 6749 appendix A) that are not letters or digits, and a string that a second decoding would change.
const SPECIAL: &str = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~%20%2B&amp;";

impl Random {
    /// A new client identifier (RFC 6749 §2.2 and appendix A.1: VSCHAR).
    pub(crate) fn client_id(&self, form: ClientIdForm) -> String {
        match form {
            ClientIdForm::Name => self.name(),
            ClientIdForm::AnyCharacter => format!("https://client.example:443/{}?a=b&c={SPECIAL}", self.name()),
        }
    }

    /// A secret with the entropy that the rules require. The formats are for secrets of full strength.
    pub(crate) fn written(&self, strength: Strength, form: SecretForm) -> String {
        if strength != Strength::Full {
            return self.secret(strength);
        }
        match form {
            SecretForm::Base64url => self.token(),
            SecretForm::Short => self.name(),
            SecretForm::Base64 => STANDARD.encode(self.bytes()),
            SecretForm::Base32 => base32(&self.bytes()),
            SecretForm::Hex => hex(&self.bytes()),
            SecretForm::Uuids => [uuid(&self.bytes()), uuid(&self.bytes()), uuid(&self.bytes())].join("."),
            SecretForm::Prefixed => format!("rp_secret_{}", self.token()),
            SecretForm::Suffixed => format!("{}-realm_1.default", self.token()),
            SecretForm::Long => (0..48).map(|_| self.token()).collect(),
            SecretForm::AnyCharacter => {
                let token = self.token();
                let (first, rest) = token.split_at(token.len() / 2);
                format!("{first}{SPECIAL}{rest}")
            }
        }
    }
}

fn base32(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
    let character = |at: usize| BASE32[(0..5).fold(0, |value, place| value << 1 | usize::from(bit(at + place)))];
    (0..bytes.len() * 8).step_by(5).map(|at| char::from(character(at))).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A UUID of version 4, made of the first 16 bytes (RFC 9562 §5.4).
pub(crate) fn uuid(bytes: &[u8; 32]) -> String {
    let mut bytes = bytes[..16].to_vec();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex(&bytes);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_is_that_of_rfc_4648() {
        assert_eq!(base32(b"foobar"), "mzxw6ytboi");
        assert_eq!(base32(&[0xff; 5]), "77777777");
    }

    #[test]
    fn each_form_has_its_own_characters() {
        let random = Random::seeded(11);
        let drawn = |form| random.written(Strength::Full, form);
        assert_eq!(drawn(SecretForm::Base64).len(), 44);
        assert_eq!(drawn(SecretForm::Hex).len(), 64);
        assert_eq!(drawn(SecretForm::Uuids).split('.').map(str::len).collect::<Vec<_>>(), [36, 36, 36]);
        assert!(drawn(SecretForm::Long).len() > 2_000);
        let any = drawn(SecretForm::AnyCharacter);
        assert!(
            (0x20..=0x7e).filter(|byte: &u8| !byte.is_ascii_alphanumeric()).all(|byte| any.contains(char::from(byte)))
        );
        assert!(any.bytes().all(|byte| (0x20..=0x7e).contains(&byte)));
    }

    #[test]
    fn a_uuid_says_that_it_is_random() {
        assert_eq!(uuid(&[0xff; 32]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
