//! Tokens that are worth nothing without a key (RFC 9449).

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// What a proof of possession must look like, and what it is needed for (RFC 9449).
    DpopRules {
        /// Tokens asked for with a proof are bound to its key. RFC 9449 §5 and §6, RFC 9700 §2.2.1.
        tokens_bound: bool = true,
        /// A bound token says so by its `token_type`. RFC 9449 §5.
        token_type_told: bool = true,
        /// A client registered for bound tokens gets no others. RFC 9449 §5.2.
        registration_obeyed: bool = true,
        /// The refresh tokens of public clients are bound, too. RFC 9449 §5.
        refresh_bound: bool = true,
        /// A code is redeemed with the key that the authorization request announced. RFC 9449 §10.
        code_bound: bool = true,
        /// A proof says that it is one. RFC 9449 §4.3 item 4, RFC 8725 §3.11.
        type_checked: bool = true,
        /// A proof is signed by a key pair: neither by nobody nor under a secret. RFC 9449 §4.3 item 5.
        algorithm_checked: bool = true,
        /// The signature is that of the key in the proof. RFC 9449 §4.3 item 6.
        signature_checked: bool = true,
        /// A proof has all the claims it needs. RFC 9449 §4.3 item 3.
        claims_required: bool = true,
        /// A proof is for this method and this URL. RFC 9449 §4.3 items 8 and 9.
        request_checked: bool = true,
        /// How far from now a proof may have been made, before or after. RFC 9449 §4.3 item 11 and §11.1.
        window: Seconds = Seconds::minutes(2),
        /// A proof works once. RFC 9449 §11.1.
        single_use: bool = true,
        /// From whom proofs need a nonce of this provider. RFC 9449 §8 and §9.
        nonce: NonceDemand = NonceDemand::BoundClients,
        /// A nonce is good for so long at least, and for twice as long at most.
        nonce_lifetime: Seconds = Seconds::minutes(5),
        /// The protected resource wants a proof with a bound token. RFC 9449 §7.1.
        proof_required: bool = true,
        /// The proof is made with the key that the token is bound to. RFC 9449 §7.1.
        key_checked: bool = true,
        /// The proof is for the token it comes with. RFC 9449 §7.1 and §4.3 item 12.
        token_hash_checked: bool = true,
        /// A bound token does not pass as a bearer token. RFC 9449 §7.2.
        downgrade_refused: bool = true,
    }
}

choice! {
    /// From whom proofs need a nonce.
    NonceDemand {
        /// From clients that are registered for bound tokens: they know how to go on (RFC 9449 §5.2).
        BoundClients,
        /// From everyone.
        Everyone,
        /// From nobody.
        Nobody,
    }
}
