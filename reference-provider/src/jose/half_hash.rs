//! `at_hash`, `c_hash` and `s_hash`: they bind an ID token to the values issued with it (OpenID Connect Core §3.1.3.6,
//! §3.3.2.11).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{Algorithm as Hash, SHA256, SHA384, SHA512, digest};

use super::algorithm::Algorithm;

impl Algorithm {
    /// The left half of the hash of `value`, with the hash function of the algorithm that signs the ID token. `EdDSA`
    /// with Ed25519 uses SHA-512 (RFC 8032 §5.1). An unsigned token has no hash function.
    pub(crate) fn half_hash(self, value: &str) -> Option<String> {
        let hash = digest(hash(self)?, value.as_bytes());
        let (left, _) = hash.as_ref().split_at(hash.as_ref().len() / 2);
        Some(URL_SAFE_NO_PAD.encode(left))
    }
}

fn hash(algorithm: Algorithm) -> Option<&'static Hash> {
    match algorithm {
        Algorithm::None => None,
        Algorithm::Hs256 | Algorithm::Rs256 | Algorithm::Ps256 | Algorithm::Es256 => Some(&SHA256),
        Algorithm::Hs384 | Algorithm::Rs384 | Algorithm::Ps384 | Algorithm::Es384 => Some(&SHA384),
        Algorithm::Hs512 | Algorithm::Rs512 | Algorithm::Ps512 | Algorithm::EdDsa => Some(&SHA512),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_openid_connect_core_appendix_a() {
        let access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        let code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
        assert_eq!(Algorithm::Rs256.half_hash(access_token).as_deref(), Some("77QmUPtjPfzWtF2AnpK9RQ"));
        assert_eq!(Algorithm::Rs256.half_hash(code).as_deref(), Some("LDktKdoQak3Pk0cnXxCltA"));
    }

    #[test]
    fn the_hash_is_the_one_of_the_algorithm() {
        let lengths = [(Algorithm::Es256, 16), (Algorithm::Ps384, 24), (Algorithm::Hs512, 32), (Algorithm::EdDsa, 32)];
        for (algorithm, length) in lengths {
            let hash = algorithm.half_hash("token").expect("a signed token has a hash");
            assert_eq!(URL_SAFE_NO_PAD.decode(hash).map(|half| half.len()), Ok(length), "{algorithm}");
        }
        assert_eq!(Algorithm::None.half_hash("token"), None);
    }
}
