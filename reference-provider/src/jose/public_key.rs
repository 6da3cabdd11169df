//! Public keys and the verification of signatures (RFC 7518 §3, RFC 8037 §3.1).

use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RsaParameters, UnparsedPublicKey, VerificationAlgorithm,
};

use super::algorithm::Algorithm;
use super::key_type::KeyType;

/// A public key, its numbers as octets in big-endian order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PublicKey {
    /// Modulus and exponent, without leading zeros.
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// A point on P-256; both coordinates have 32 octets.
    P256 { x: Vec<u8>, y: Vec<u8> },
    /// A point on P-384; both coordinates have 48 octets.
    P384 { x: Vec<u8>, y: Vec<u8> },
    /// 32 octets.
    Ed25519 { x: Vec<u8> },
}

impl PublicKey {
    pub(crate) fn key_type(&self) -> KeyType {
        match self {
            Self::Rsa { .. } => KeyType::Rsa,
            Self::P256 { .. } => KeyType::P256,
            Self::P384 { .. } => KeyType::P384,
            Self::Ed25519 { .. } => KeyType::Ed25519,
        }
    }

    /// Whether `signature` over `message` is from this key. A key verifies nothing with an algorithm that is not for
    /// it.
    pub(crate) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match (self, algorithm) {
            (Self::Rsa { n, e }, _) => rsa_parameters(algorithm)
                .is_some_and(|parameters| PublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()),
            (Self::P256 { x, y }, Algorithm::Es256) => {
                is_valid(&ECDSA_P256_SHA256_FIXED, &uncompressed(x, y), message, signature)
            }
            (Self::P384 { x, y }, Algorithm::Es384) => {
                is_valid(&ECDSA_P384_SHA384_FIXED, &uncompressed(x, y), message, signature)
            }
            (Self::Ed25519 { x }, Algorithm::EdDsa) => is_valid(&ED25519, x, message, signature),
            _ => false,
        }
    }
}

fn rsa_parameters(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    match algorithm {
        Algorithm::Rs256 => Some(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::Rs384 => Some(&RSA_PKCS1_2048_8192_SHA384),
        Algorithm::Rs512 => Some(&RSA_PKCS1_2048_8192_SHA512),
        Algorithm::Ps256 => Some(&RSA_PSS_2048_8192_SHA256),
        Algorithm::Ps384 => Some(&RSA_PSS_2048_8192_SHA384),
        Algorithm::Ps512 => Some(&RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

fn is_valid(algorithm: &'static dyn VerificationAlgorithm, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
}

/// A point in the uncompressed form of SEC 1 §2.3.3.
fn uncompressed(x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[4], x, y].concat()
}
