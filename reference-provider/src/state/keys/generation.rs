//! A generation of keys: one of each type, generated when it is first needed.
//!
//! RSA keys cannot be generated here and are embedded, so they are public: see `keys/README.md`.

use std::sync::{LazyLock, OnceLock};

use crate::jose::{KeyPair, KeyType};
use crate::policy::RsaKeys;

/// The number of RSA keys that can be published.
pub(super) const PUBLISHED: usize = 3;
/// The index of the RSA key that is never published, after the others.
pub(super) const UNPUBLISHED: usize = PUBLISHED;
/// The indices of the keys that replace the first one if the rules say so.
const LONG: usize = UNPUBLISHED + 1;
const OTHER_EXPONENT: usize = LONG + 1;

/// One key of each type.
#[derive(Debug)]
pub(super) struct Generation {
    /// The index of its RSA key among the development keys.
    pub(super) rsa: usize,
    p256: OnceLock<KeyPair>,
    p384: OnceLock<KeyPair>,
    ed25519: OnceLock<KeyPair>,
}

impl Generation {
    pub(super) fn new(rsa: usize) -> Self {
        Self { rsa, p256: OnceLock::new(), p384: OnceLock::new(), ed25519: OnceLock::new() }
    }

    pub(super) fn key(&self, key_type: KeyType, rsa: RsaKeys) -> &KeyPair {
        match key_type {
            KeyType::Rsa => &self.rsa(rsa).pair,
            KeyType::P256 => self.p256.get_or_init(KeyPair::p256),
            KeyType::P384 => self.p384.get_or_init(KeyPair::p384),
            KeyType::Ed25519 => self.ed25519.get_or_init(KeyPair::ed25519),
        }
    }

    /// The certificate of a key, if it has one.
    pub(super) fn certificate(&self, key_type: KeyType, rsa: RsaKeys) -> Option<&'static [u8]> {
        (key_type == KeyType::Rsa).then(|| self.rsa(rsa).certificate)
    }

    pub(super) fn rsa_public_pem(&self, rsa: RsaKeys) -> &'static str {
        self.rsa(rsa).public_pem
    }

    fn rsa(&self, rules: RsaKeys) -> &'static DevelopmentKey {
        let place = match rules {
            RsaKeys::Long if self.rsa == 0 => LONG,
            RsaKeys::OtherExponent if self.rsa == 0 => OTHER_EXPONENT,
            RsaKeys::Usual | RsaKeys::Long | RsaKeys::OtherExponent => self.rsa,
        };
        &DEVELOPMENT[place]
    }
}

/// A public RSA key pair: see `keys/README.md`.
struct DevelopmentKey {
    pair: LazyLock<KeyPair>,
    public_pem: &'static str,
    /// Self-signed.
    certificate: &'static [u8],
}

macro_rules! development_key {
    ($name:literal) => {
        DevelopmentKey {
            pair: LazyLock::new(|| {
                let pkcs8 = include_bytes!(concat!("../../../keys/", $name, ".der"));
                KeyPair::rsa(pkcs8).expect("the embedded key is PKCS#8")
            }),
            public_pem: include_str!(concat!("../../../keys/", $name, ".pub.pem")),
            certificate: include_bytes!(concat!("../../../keys/", $name, ".crt.der")),
        }
    };
}

static DEVELOPMENT: [DevelopmentKey; OTHER_EXPONENT + 1] = [
    development_key!("rsa-1"),
    development_key!("rsa-2"),
    development_key!("rsa-3"),
    development_key!("rsa-4"),
    development_key!("rsa-5"),
    development_key!("rsa-6"),
];

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::jose::PublicKey;

    #[test]
    fn each_pem_and_each_certificate_have_the_public_half_of_their_key() {
        for (place, key) in DEVELOPMENT.iter().enumerate() {
            let lines = key.public_pem.lines().filter(|line| !line.starts_with('-')).collect::<String>();
            let der = STANDARD.decode(lines).expect("PEM contains base64");
            let PublicKey::Rsa { n, e } = &key.pair.public().key else { panic!("{place} is not an RSA key") };
            assert_eq!(n.len(), if place == LONG { 512 } else { 256 });
            assert_eq!(e.as_slice(), if place == OTHER_EXPONENT { &[1, 0, 0, 0, 1][..] } else { &[1, 0, 1] });
            assert!(der.windows(n.len()).any(|window| window == n), "{place}");
            assert!(key.certificate.windows(n.len()).any(|window| window == n), "{place}");
        }
    }
}
