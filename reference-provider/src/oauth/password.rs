//! Passwords and client secrets in storage: argon2 hashes.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};

use super::random::Random;

/// The cost of argon2id (RFC 9106 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PasswordHashing {
    /// Memory in KiB; at least eight times the parallelism.
    pub memory_kib: u32,
    /// The number of passes.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
}

/// argon2 does not support these parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("password-hashing: memory-kib must be at least 8 × parallelism, and all values at least 1")]
pub struct InvalidPasswordHashing;

/// A hashed secret, as a PHC string.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct HashedSecret(String);

impl PasswordHashing {
    pub(crate) fn check(self) -> Result<(), InvalidPasswordHashing> {
        self.params().map(|_| ())
    }

    /// Hashes `secret`, unless it already is an argon2 hash.
    pub(crate) fn protect(self, secret: &str, random: &Random) -> HashedSecret {
        let is_hash = PasswordHash::new(secret).is_ok_and(|hash| hash.algorithm.as_str().starts_with("argon2"));
        if is_hash { HashedSecret(secret.to_owned()) } else { self.hash(secret, random) }
    }

    /// Hashes `secret`, even if it is a hash.
    pub(crate) fn hash(self, secret: &str, random: &Random) -> HashedSecret {
        let params = self.params().expect("the configuration was checked at start");
        let salt = &random.bytes()[..16];
        let hash: PasswordHash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_with_salt(secret.as_bytes(), salt)
            .expect("a salt of 16 bytes and a secret below 4 GiB can be hashed");
        HashedSecret(hash.to_string())
    }

    fn params(self) -> Result<Params, InvalidPasswordHashing> {
        Params::new(self.memory_kib, self.iterations, self.parallelism, None).map_err(|_| InvalidPasswordHashing)
    }
}

/// The PHC string.
impl AsRef<str> for HashedSecret {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl HashedSecret {
    /// Whether `secret` is the one that was hashed, in constant time.
    pub(crate) fn is(&self, secret: &str) -> bool {
        PasswordHash::new(&self.0).is_ok_and(|hash| Argon2::default().verify_password(secret.as_bytes(), &hash).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: PasswordHashing = PasswordHashing { memory_kib: 8, iterations: 1, parallelism: 1 };

    #[test]
    fn only_the_right_secret_fits() {
        let hashed = CHEAP.protect("wonderland-1", &Random::seeded(1));
        assert!(hashed.is("wonderland-1"));
        assert!(!hashed.is("wonderland-2"));
        assert!(!hashed.is(""));
    }

    #[test]
    fn a_hash_is_kept_as_it_is() {
        let hashed = CHEAP.hash("secret", &Random::seeded(1));
        assert_eq!(CHEAP.protect(&hashed.0, &Random::seeded(2)), hashed);
        assert!(!hashed.is(&hashed.0));
    }

    #[test]
    fn the_same_secret_never_hashes_alike() {
        let random = Random::seeded(1);
        assert_ne!(CHEAP.hash("secret", &random), CHEAP.hash("secret", &random));
    }
}
