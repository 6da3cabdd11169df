//! Private keys and their signatures.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};

use super::algorithm::Algorithm;
use super::jwk::Jwk;
use super::public_key::PublicKey;

/// The position of the seed in the PKCS#8 document of an Ed25519 key (RFC 8410 §7).
const SEED: std::ops::Range<usize> = 16..48;

/// A private key with its public key, which is identified by its thumbprint.
#[derive(Debug)]
pub(crate) struct KeyPair {
    private: PrivateKey,
    public: Jwk,
    /// The private part of a generated Ed25519 key, for the fault that discloses it.
    seed: Option<Vec<u8>>,
}

#[derive(Debug)]
enum PrivateKey {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl KeyPair {
    /// An RSA key from PKCS#8 in DER; `None` if it is invalid or too weak.
    pub(crate) fn rsa(pkcs8: &[u8]) -> Option<Self> {
        RsaKeyPair::from_pkcs8(pkcs8).ok().map(Self::from_rsa)
    }

    pub(crate) fn from_rsa(private: RsaKeyPair) -> Self {
        let public = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(private.public());
        Self::new(PrivateKey::Rsa(private), PublicKey::Rsa { n: public.n, e: public.e })
    }

    /// A new key on P-256.
    pub(crate) fn p256() -> Self {
        let (private, x, y) = ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING);
        Self::new(PrivateKey::Ecdsa(private), PublicKey::P256 { x, y })
    }

    /// A new key on P-384.
    pub(crate) fn p384() -> Self {
        let (private, x, y) = ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING);
        Self::new(PrivateKey::Ecdsa(private), PublicKey::P384 { x, y })
    }

    /// A new key on Ed25519.
    pub(crate) fn ed25519() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("the system has a random source");
        let key = Self::from_ed25519(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a key just made is good"));
        Self { seed: Some(pkcs8.as_ref()[SEED].to_vec()), ..key }
    }

    pub(crate) fn from_ed25519(private: Ed25519KeyPair) -> Self {
        let x = private.public_key().as_ref().to_vec();
        Self::new(PrivateKey::Ed25519(private), PublicKey::Ed25519 { x })
    }

    fn new(private: PrivateKey, public: PublicKey) -> Self {
        Self { private, public: Jwk::named_by_thumbprint(public), seed: None }
    }

    /// The value of `d` in a JWK, which must never be published (RFC 8037 §2), if it is known.
    pub(crate) fn private_member(&self) -> Option<String> {
        self.seed.as_ref().map(|seed| URL_SAFE_NO_PAD.encode(seed))
    }

    pub(crate) fn public(&self) -> &Jwk {
        &self.public
    }

    /// The signature over `message` in JWS format (RFC 7518 §3.3 to §3.5, RFC 8037 §3.1); `None` if the algorithm is
    /// for other keys.
    pub(crate) fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Option<Vec<u8>> {
        if !self.public.fits(algorithm) {
            return None;
        }
        match &self.private {
            PrivateKey::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(rsa_encoding(algorithm)?, &SystemRandom::new(), message, &mut signature).ok()?;
                Some(signature)
            }
            PrivateKey::Ecdsa(key) => Some(key.sign(&SystemRandom::new(), message).ok()?.as_ref().to_vec()),
            PrivateKey::Ed25519(key) => Some(key.sign(message).as_ref().to_vec()),
        }
    }
}

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm) -> (EcdsaKeyPair, Vec<u8>, Vec<u8>) {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("the system has a random source");
    let key = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).expect("a key just made is good");
    let point = key.public_key().as_ref()[1..].to_vec(); // after the octet that says: uncompressed
    let (x, y) = point.split_at(point.len() / 2);
    let (x, y) = (x.to_vec(), y.to_vec());
    (key, x, y)
}

fn rsa_encoding(algorithm: Algorithm) -> Option<&'static dyn RsaEncoding> {
    match algorithm {
        Algorithm::Rs256 => Some(&RSA_PKCS1_SHA256),
        Algorithm::Rs384 => Some(&RSA_PKCS1_SHA384),
        Algorithm::Rs512 => Some(&RSA_PKCS1_SHA512),
        Algorithm::Ps256 => Some(&RSA_PSS_SHA256),
        Algorithm::Ps384 => Some(&RSA_PSS_SHA384),
        Algorithm::Ps512 => Some(&RSA_PSS_SHA512),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_makes_the_key() {
        let key = KeyPair::ed25519();
        let seed = key.seed.as_deref().expect("it was made here");
        let again = Ed25519KeyPair::from_seed_unchecked(seed).expect("a seed has 32 octets");
        assert_eq!(KeyPair::from_ed25519(again).public(), key.public());
    }
}
