//! Random values: states and generated names, which the seed of a run determines, and single-use values, which nothing determines.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::hash::sha256;

/// A source of random text: a stream of hashes over a seed. Each case has one, so that the same seed gives the same values in
/// the same order, whatever else runs in parallel.
#[derive(Clone, Debug)]
pub struct Random {
    seed: [u8; 32],
    drawn: u64,
}

impl Random {
    /// A source for one case of a run: the same run seed and name give the same values.
    pub fn for_case(run_seed: u64, name: &str) -> Random {
        Random { seed: sha256(&[&run_seed.to_be_bytes(), name.as_bytes()]), drawn: 0 }
    }

    /// Another source, determined by this one's seed and a name: values of one do not affect the other.
    #[must_use]
    pub fn branch(&self, name: &str) -> Random {
        Random { seed: sha256(&[&self.seed, name.as_bytes()]), drawn: 0 }
    }

    /// 256 bits as 43 characters of base64url: long enough for a state.
    pub fn token(&mut self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes())
    }

    /// 256 bits.
    pub fn bytes(&mut self) -> [u8; 32] {
        let block = sha256(&[&self.seed, &self.drawn.to_be_bytes()]);
        self.drawn += 1;
        block
    }
}

/// 256 bits that no seed determines, as 43 characters of base64url: for values that a peer may remember and reject the next time,
/// also when another run with the same seed sends them. These are the `jti` of DPoP proofs (RFC 9449 §11.1) and of client
/// assertions (RFC 7523 §3), code challenges, and nonces (RFC 9700 §2.1.1).
pub fn single_use() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the operating system has randomness");
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A seed that differs from run to run.
pub fn fresh_seed() -> u64 {
    getrandom::u64().expect("the operating system has randomness")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_name_give_the_same_values_and_others_do_not() {
        let draw = |seed, name| {
            let mut random = Random::for_case(seed, name);
            (random.token(), random.token())
        };
        assert_eq!(draw(1, "a"), draw(1, "a"));
        assert_ne!(draw(1, "a"), draw(1, "b"));
        assert_ne!(draw(1, "a"), draw(2, "a"));
        let (first, second) = draw(1, "a");
        assert_ne!(first, second);
        assert_eq!(first.len(), 43);
    }

    #[test]
    fn single_use_values_are_long_enough_for_a_verifier_and_never_equal() {
        let (one, other) = (single_use(), single_use());
        assert_eq!((one.len(), one == other), (43, false));
    }

    #[test]
    fn a_branch_has_values_of_its_own_that_depend_on_the_seed_alone() {
        let mut trunk = Random::for_case(1, "a");
        let early = trunk.branch("x").token();
        assert_ne!(early, trunk.token());
        assert_eq!(early, trunk.branch("x").token());
        assert_ne!(early, trunk.branch("y").token());
    }
}
