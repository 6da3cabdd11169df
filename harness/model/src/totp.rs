//! One-time codes from a shared secret and the time (TOTP, RFC 6238).

use std::fmt;
use std::str::FromStr;

use ring::hmac;
use serde::{Deserialize, Deserializer, de};
use url::Url;

/// The secret of a user's authenticator.
#[derive(Clone, PartialEq, Eq)]
pub struct Totp {
    /// As typed: base32 in capitals, without white space.
    seed: String,
    secret: Vec<u8>,
    algorithm: Algorithm,
    digits: u32,
    /// How long a code lasts, in seconds.
    period: u64,
}

/// The hash of the HMAC (RFC 6238 section 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Sha1,
    Sha256,
    Sha512,
}

impl Totp {
    /// The seed in base32, which must never be shown.
    pub fn seed(&self) -> &str {
        &self.seed
    }

    /// The code at a time, in seconds since 1970 (RFC 6238 section 4.2, RFC 4226 section 5.3).
    pub fn code_at(&self, unix_time: u64) -> String {
        let algorithm = match self.algorithm {
            Algorithm::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Algorithm::Sha256 => hmac::HMAC_SHA256,
            Algorithm::Sha512 => hmac::HMAC_SHA512,
        };
        let key = hmac::Key::new(algorithm, &self.secret);
        let mac = hmac::sign(&key, &(unix_time / self.period).to_be_bytes());
        let mac = mac.as_ref();
        let offset = usize::from(mac[mac.len() - 1] & 0x0f);
        let number = mac[offset..offset + 4].iter().fold(0, |number: u32, byte| number << 8 | u32::from(*byte));
        let code = (number & 0x7fff_ffff) % 10_u32.pow(self.digits);
        format!("{code:0width$}", width = self.digits as usize)
    }
}

/// A secret in base32, as it is typed into an authenticator (SHA-1, six digits, 30 seconds), or the `otpauth://totp/…` URL of a
/// QR code, with `algorithm`, `digits` and `period`.
impl FromStr for Totp {
    type Err = String;

    fn from_str(text: &str) -> Result<Totp, String> {
        let mut totp =
            Totp { seed: String::new(), secret: Vec::new(), algorithm: Algorithm::Sha1, digits: 6, period: 30 };
        if !text.starts_with("otpauth:") {
            (totp.seed, totp.secret) = base32(text)?;
            return Ok(totp);
        }
        let url = Url::parse(text).map_err(|error| format!("the `otpauth` URL is invalid: {error}"))?;
        if url.host_str() != Some("totp") {
            return Err("only `otpauth://totp/…` is supported: it depends on nothing but the time".to_owned());
        }
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "secret" => (totp.seed, totp.secret) = base32(&value)?,
                "algorithm" => {
                    totp.algorithm = match value.to_ascii_uppercase().replace('-', "").as_str() {
                        "SHA1" => Algorithm::Sha1,
                        "SHA256" => Algorithm::Sha256,
                        "SHA512" => Algorithm::Sha512,
                        _ => return Err(format!("`{value}` is not SHA1, SHA256 or SHA512")),
                    }
                }
                "digits" => {
                    let digits = value.parse().ok().filter(|digits| (6..=8).contains(digits));
                    totp.digits = digits.ok_or("a code has 6, 7 or 8 digits")?;
                }
                "period" => {
                    let period = value.parse().ok().filter(|period| (1..=3600).contains(period));
                    totp.period = period.ok_or("the period must be between 1 and 3600 seconds")?;
                }
                _ => {}
            }
        }
        if totp.secret.is_empty() { Err("the `otpauth` URL has no `secret`".to_owned()) } else { Ok(totp) }
    }
}

/// The seed as typed, and its bytes.
fn base32(text: &str) -> Result<(String, Vec<u8>), String> {
    let plain: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '=' | '-')).collect::<String>().to_ascii_uppercase();
    let secret = bytes_of(&plain).ok_or("the secret is not base32 (letters and 2 to 7)")?;
    if secret.is_empty() { Err("the secret is empty".to_owned()) } else { Ok((plain, secret)) }
}

/// Five bits a character (RFC 4648 section 6), without padding.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for character in text.bytes() {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'2'..=b'7' => character - b'2' + 26,
            _ => return None,
        };
        (bits, count) = (bits << 5 | u32::from(value), count + 5);
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    // The rest is less than a character, and zero.
    (count < 5 && bits == 0).then_some(bytes)
}

impl fmt::Debug for Totp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Totp({:?}, {} digits, {} s)", self.algorithm, self.digits, self.period)
    }
}

impl<'de> Deserialize<'de> for Totp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Secret;

        impl de::Visitor<'_> for Secret {
            type Value = Totp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a secret in base32, or an `otpauth://totp/…`")
            }

            // A mistake concerns the text, and is shown there.
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Totp, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B: the seed is repeated up to the size of the hash.
    #[test]
    fn the_codes_of_the_rfc() {
        // "1234567890" in base32.
        const SEED: &str = "GEZDGNBVGY3TQOJQ";
        for (algorithm, secret, codes) in [
            ("SHA1", SEED.repeat(2), ["94287082", "07081804", "14050471", "89005924", "69279037", "65353130"]),
            (
                "SHA256",
                SEED.repeat(3) + "GEZA",
                ["46119246", "68084774", "67062674", "91819424", "90698825", "77737706"],
            ),
            (
                "SHA-512",
                SEED.repeat(6) + "GEZDGNA",
                ["90693936", "25091201", "99943326", "93441116", "38618901", "47863826"],
            ),
        ] {
            let url = format!("otpauth://totp/ACME:alice?secret={secret}&algorithm={algorithm}&digits=8&period=30");
            let totp: Totp = url.parse().expect("valid");
            let times = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000];
            assert_eq!(times.map(|time| totp.code_at(time)), codes, "{algorithm}");
        }
    }

    #[test]
    fn a_secret_as_it_is_typed() {
        let typed: Totp = "gezd gnbv-gy3t qojq GEZD GNBV GY3T QOJQ====".parse().expect("valid");
        assert_eq!(typed.code_at(59), "287082");
        assert!(!format!("{typed:?}").contains("49"), "{typed:?}");
        for (wrong, why) in [
            ("", "empty"),
            ("0189", "not base32"),
            ("GEZ", "not base32"),
            ("GEZDGNB", "not base32"),
            ("otpauth://hotp/x?secret=GEZDGNBV", "nothing but the time"),
            ("otpauth://totp/x", "no `secret`"),
            ("otpauth://totp/x?secret=GEZDGNBV&digits=9", "6, 7 or 8"),
            ("otpauth://totp/x?secret=GEZDGNBV&algorithm=MD5", "not SHA1"),
            ("otpauth://totp/x?secret=GEZDGNBV&period=0", "between 1"),
        ] {
            assert!(wrong.parse::<Totp>().expect_err("wrong").contains(why), "{wrong}");
        }
    }
}
