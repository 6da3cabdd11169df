//! Tokens that are worth nothing without a key (RFC 9449).

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// What a proof of possession must look like, and what it is needed for (RFC 9449).
    DpopRules in dpop {
        against CodeInjection {
            /// A code is redeemed with the key that the authorization request announced.
            code_bound: bool = true, "RFC 9449 §10";
                fault "dpop-code-unbound" = false, breaks "rfc9449-10-dpop-jkt":
                    "A code is redeemed with another key than the one announced.";
        }
        against TokenTheft {
            /// Tokens asked for with a proof are bound to its key.
            tokens_bound: bool = true, "RFC 9449 §5 and §6, RFC 9700 §2.2.1";
                fault "dpop-ignored" = false,
                    breaks "rfc9700-2.2.1-sender-constrained"
                        and "rfc9449-5-token-type-dpop"
                        and "rfc9449-6.2-introspection-token-type":
                    "A proof is ignored: the tokens are good for anyone who finds them.";
            /// A client registered for bound tokens gets no others.
            registration_obeyed: bool = true, "RFC 9449 §5.2";
                fault "dpop-registration-ignored" = false, breaks "rfc9449-5.2-bound-clients-need-proof":
                    "A client registered for bound tokens gets bearer tokens when it brings no proof.";
            /// The refresh tokens of public clients are bound, too.
            refresh_bound: bool = true, "RFC 9449 §5";
                fault "dpop-refresh-unbound" = false, breaks "rfc9449-5-refresh-bound-public":
                    "The refresh token of a public client works with any key.";
            /// A proof says that it is one.
            type_checked: bool = true, "RFC 9449 §4.3 item 4, RFC 8725 §3.11";
                fault "dpop-any-type" = false, breaks "rfc9449-4.3-typ":
                    "Any JWT with a key in its header is a proof.";
            /// A proof is signed by a key pair: neither by nobody nor under a secret.
            algorithm_checked: bool = true, "RFC 9449 §4.3 item 5";
                fault "dpop-any-algorithm" = false, breaks "rfc9449-4.3-alg":
                    "A proof that nobody signed counts, or one under a secret.";
            /// The signature is that of the key in the proof.
            signature_checked: bool = true, "RFC 9449 §4.3 item 6";
                fault "dpop-signature-unchecked" = false, breaks "rfc9449-4.3-signature":
                    "A proof counts whatever its signature.";
            /// A proof has all the claims it needs.
            claims_required: bool = true, "RFC 9449 §4.3 item 3";
                fault "dpop-claims-optional" = false, breaks "rfc9449-4.3-required-claims":
                    "A proof may leave out what it was made for, when, and its number.";
            /// A proof is for this method and this URL.
            request_checked: bool = true, "RFC 9449 §4.3 items 8 and 9";
                fault "dpop-request-unchecked" = false, breaks "rfc9449-4.3-htm-htu":
                    "A proof for one request serves for any other.";
            /// How far from now a proof may have been made, before or after.
            window: Seconds = Seconds::minutes(2), "RFC 9449 §4.3 item 11 and §11.1";
                fault "dpop-proof-ageless" = Seconds::days(30), breaks "rfc9449-11.1-replay-window":
                    "A proof counts days before and after it was made.";
            /// A proof works once.
            single_use: bool = true, "RFC 9449 §11.1";
                fault "dpop-proof-replay" = false, breaks "rfc9449-11.1-proof-single-use":
                    "A proof counts again and again.";
            /// From whom proofs need a nonce of this provider.
            nonce: NonceDemand = NonceDemand::BoundClients, "RFC 9449 §8 and §9";
                fault "dpop-nonce-not-demanded" = NonceDemand::Nobody, breaks "rfc9449-8-as-nonce":
                    "A proof without a nonce counts where one is needed, so proofs can be made long before.";
                variant "dpop-nonce-for-everyone" = NonceDemand::Everyone, permitted by "RFC 9449 §8":
                    "Every DPoP proof needs a nonce.";
            /// The protected resource wants a proof with a bound token.
            proof_required: bool = true, "RFC 9449 §7.1";
            /// A proof is made with the key that the token is bound to.
            key_checked: bool = true, "RFC 9449 §7.1";
            /// A proof is for the token it comes with.
            token_hash_checked: bool = true, "RFC 9449 §7.1 and §4.3 item 12";
                fault "dpop-token-hash-unchecked" = false, breaks "rfc9449-7.1-rs-ath":
                    "A proof made for one token serves for another.";
            /// A bound token does not pass as a bearer token.
            downgrade_refused: bool = true, "RFC 9449 §7.2";
                fault "dpop-downgrade" = false, breaks "rfc9449-7.2-rs-no-bearer-downgrade":
                    "A bound token passes as a bearer token.";
        }
        against Interoperability {
            /// A bound token says so by its `token_type`.
            token_type_told: bool = true, "RFC 9449 §5";
                fault "dpop-token-called-bearer" = false, breaks "rfc9449-5-token-type-dpop":
                    "A bound token is said to be a bearer token.";
        }
        knobs {
            /// A blank `jti` is refused: it does not identify a proof.
            blank_jti_refused: bool = true, "RFC 9449 §4.2";
            /// A nonce is good for so long at least, and for twice as long at most.
            nonce_lifetime: Seconds = Seconds::minutes(5);
            /// Proofs are looked at, and tokens are bound to their keys.
            served: bool = true, "RFC 9449 §5";
                variant "dpop-unserved" = false, discouraged by "RFC 9700 §2.2.1":
                    "Proofs are ignored, and all access tokens are bearer tokens.",
                    without "dpop" "dpop-nonce" "clients.dpop" because "Such a provider has no bound tokens.";
            /// Each answer to a proof brings a nonce for the next one.
            nonce_renewed: bool = false, "RFC 9449 §8.2";
                variant "dpop-nonce-renewed" = true, permitted by "RFC 9449 §8.2":
                    "Each answer to a proof has a DPoP-Nonce for the next one.";
            /// What it is called when a client has to bring a proof and does not.
            missing_proof: MissingProof = MissingProof::InvalidDpopProof, "RFC 9449 §5";
                variant "dpop-missing-proof-is-invalid-request" = MissingProof::InvalidRequest,
                    unregulated by "RFC 9449 §5.2":
                    "A token request without the proof that the client owes is called an invalid request.";
            /// What it is called when a code or a refresh token comes with another key than its own.
            other_key: OtherKey = OtherKey::InvalidGrant, "RFC 9449 §5 and §10";
                variant "dpop-other-key-is-invalid-proof" = OtherKey::InvalidDpopProof, unregulated by "RFC 9449 §10":
                    "A proof with another key than that of the code or the token is called an invalid proof.";
        }
        several {
            fault "dpop-proof-optional" against TokenTheft, breaks "rfc9449-7.1-rs-proof-required":
                "The profile is served for a bound token without a proof, or with the proof of another key."
                => |p| { p.dpop.proof_required = false; p.dpop.key_checked = false; };
        }
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

choice! {
    /// What it is called when a proof is missing.
    MissingProof {
        /// `invalid_dpop_proof`.
        InvalidDpopProof,
        /// `invalid_request`.
        InvalidRequest,
    }
}

choice! {
    /// What it is called when a proof is of another key than the code or the token.
    OtherKey {
        /// `invalid_grant`, and `invalid_token` at a protected resource.
        InvalidGrant,
        /// `invalid_dpop_proof`.
        InvalidDpopProof,
    }
}
