//! Sender-constrained tokens with DPoP (RFC 9449).

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// DPoP: what a proof must look like, and where it is required (RFC 9449).
    DpopRules in dpop {
        against CodeInjection {
            /// A code is bound to the key that the authorization request announced (`dpop_jkt`).
            code_bound: bool = true, "RFC 9449 §10";
                fault "dpop-code-not-bound" = false, breaks "rfc9449-10-dpop-jkt":
                    "The token endpoint redeems a code with another key than the announced one (dpop_jkt).";
        }
        against TokenTheft {
            /// A token request with a DPoP proof gets tokens that are bound to its key.
            tokens_bound: bool = true, "RFC 9449 §5 and §6, RFC 9700 §2.2.1";
                fault "dpop-ignored" = false,
                    breaks "rfc9700-2.2.1-sender-constrained"
                        and "rfc9449-5-token-type-dpop"
                        and "rfc9449-6.2-introspection-token-type":
                    "The provider ignores DPoP proofs and issues bearer tokens, which any party can use.";
            /// A client registered for DPoP-bound tokens gets no others.
            registration_obeyed: bool = true, "RFC 9449 §5.2";
                fault "dpop-registration-ignored" = false, breaks "rfc9449-5.2-bound-clients-need-proof":
                    "The token endpoint issues bearer tokens without a DPoP proof to clients registered for DPoP-bound \
                     tokens.";
            /// The refresh tokens of public clients are bound to the key, too.
            refresh_bound: bool = true, "RFC 9449 §5";
                fault "dpop-refresh-token-not-bound" = false, breaks "rfc9449-5-refresh-bound-public":
                    "The token endpoint accepts the refresh token of a public client with any key.";
            /// The `typ` of a DPoP proof is `dpop+jwt`.
            type_checked: bool = true, "RFC 9449 §4.3 item 4, RFC 8725 §3.11";
                fault "dpop-type-confusion" = false, breaks "rfc9449-4.3-typ":
                    "The provider accepts any JWT with a key in its header as a DPoP proof (type confusion).";
            /// A DPoP proof is signed with an asymmetric algorithm: neither `none` nor HMAC.
            algorithm_checked: bool = true, "RFC 9449 §4.3 item 5";
                fault "dpop-algorithm-unchecked" = false, breaks "rfc9449-4.3-alg":
                    "The provider accepts DPoP proofs that are unsigned or signed with HMAC.";
            /// The signature of a DPoP proof is verified with the key in its header.
            signature_checked: bool = true, "RFC 9449 §4.3 item 6";
                fault "dpop-signature-unchecked" = false, breaks "rfc9449-4.3-signature":
                    "The provider does not verify the signature of DPoP proofs.";
            /// A DPoP proof has all required claims.
            claims_required: bool = true, "RFC 9449 §4.3 item 3";
                fault "dpop-claims-optional" = false, breaks "rfc9449-4.3-required-claims":
                    "The provider accepts DPoP proofs without htm, htu, iat or jti.";
            /// A DPoP proof is for the method and the URL of the request.
            request_checked: bool = true, "RFC 9449 §4.3 items 8 and 9";
                fault "dpop-request-unchecked" = false, breaks "rfc9449-4.3-htm-htu":
                    "The provider accepts a DPoP proof for a request with another method or URL.";
            /// The accepted difference between `iat` of a DPoP proof and now, in either direction.
            window: Seconds = Seconds::minutes(2), "RFC 9449 §4.3 item 11 and §11.1";
                fault "dpop-iat-unchecked" = Seconds::days(30), breaks "rfc9449-11.1-replay-window":
                    "The provider accepts DPoP proofs whose iat is days in the past or future.";
            /// A DPoP proof is accepted once.
            single_use: bool = true, "RFC 9449 §11.1";
                fault "dpop-proof-replay" = false, breaks "rfc9449-11.1-proof-single-use":
                    "The provider accepts a DPoP proof more than once (proof replay).";
            /// Which clients need a nonce of the provider in their DPoP proofs.
            nonce: NonceDemand = NonceDemand::BoundClients, "RFC 9449 §8 and §9";
                fault "dpop-nonce-not-required" = NonceDemand::None, breaks "rfc9449-8-as-nonce":
                    "The provider accepts DPoP proofs without a nonce from clients that need one, so proofs can be \
                     generated in advance.";
                variant "dpop-nonce-for-everyone" = NonceDemand::Everyone, permitted by "RFC 9449 §8":
                    "The provider requires a nonce in every DPoP proof.";
            /// The protected resource requires a DPoP proof with a DPoP-bound token.
            proof_required: bool = true, "RFC 9449 §7.1";
            /// A DPoP proof is signed with the key that the token is bound to.
            key_checked: bool = true, "RFC 9449 §7.1";
            /// The `ath` claim of a DPoP proof is the hash of the access token.
            token_hash_checked: bool = true, "RFC 9449 §7.1 and §4.3 item 12";
                fault "dpop-token-hash-unchecked" = false, breaks "rfc9449-7.1-rs-ath":
                    "The protected resource accepts a DPoP proof that was made for another access token.";
            /// A DPoP-bound token is not accepted as a bearer token.
            downgrade_refused: bool = true, "RFC 9449 §7.2";
                fault "dpop-downgrade" = false, breaks "rfc9449-7.2-rs-no-bearer-downgrade":
                    "The protected resource accepts a DPoP-bound token as a bearer token (DPoP downgrade).";
        }
        against Interoperability {
            /// The `token_type` of a DPoP-bound token is `DPoP`.
            token_type_reported: bool = true, "RFC 9449 §5";
                fault "dpop-token-type-bearer" = false, breaks "rfc9449-5-token-type-dpop":
                    "The token endpoint reports DPoP-bound tokens with the token_type Bearer.";
        }
        knobs {
            /// A blank `jti` is rejected: it does not identify a DPoP proof.
            blank_jti_refused: bool = true, "RFC 9449 §4.2";
            /// The minimum lifetime of a nonce; the maximum is twice as long.
            nonce_lifetime: Seconds = Seconds::minutes(5);
            /// DPoP is supported.
            served: bool = true, "RFC 9449 §5";
                variant "dpop-unsupported" = false, discouraged by "RFC 9700 §2.2.1":
                    "The provider ignores DPoP proofs and issues only bearer tokens.",
                    without "dpop" "dpop-nonce" "clients.dpop" because "The provider has no DPoP-bound tokens.";
            /// Each response to a request with a DPoP proof has a nonce for the next one.
            nonce_renewed: bool = false, "RFC 9449 §8.2";
                variant "dpop-nonce-renewed" = true, permitted by "RFC 9449 §8.2":
                    "Each response to a request with a DPoP proof has a new DPoP-Nonce.";
            /// The error code if a required DPoP proof is missing.
            missing_proof: MissingProof = MissingProof::InvalidDpopProof, "RFC 9449 §5";
                variant "dpop-missing-proof-is-invalid-request" = MissingProof::InvalidRequest,
                    unregulated by "RFC 9449 §5.2":
                    "The token endpoint reports a missing DPoP proof as invalid_request.";
            /// The error code if the key of a DPoP proof is not that of the code or token.
            other_key: OtherKey = OtherKey::InvalidGrant, "RFC 9449 §5 and §10";
                variant "dpop-other-key-is-invalid-proof" = OtherKey::InvalidDpopProof, unregulated by "RFC 9449 §10":
                    "The provider reports a DPoP proof with another key than that of the code or token as \
                     invalid_dpop_proof.";
        }
        several {
            fault "dpop-proof-optional" against TokenTheft, breaks "rfc9449-7.1-rs-proof-required":
                "The protected resource accepts a DPoP-bound token without a DPoP proof, or with a proof of another \
                 key."
                => |p| { p.dpop.proof_required = false; p.dpop.key_checked = false; };
        }
    }
}

choice! {
    /// Which clients need a nonce in their DPoP proofs.
    NonceDemand {
        /// Clients registered for DPoP-bound tokens: they know how to retry with a nonce (RFC 9449 §5.2).
        BoundClients,
        /// All clients.
        Everyone,
        /// No client.
        None,
    }
}

choice! {
    /// The error code if a DPoP proof is missing.
    MissingProof {
        /// `invalid_dpop_proof`.
        InvalidDpopProof,
        /// `invalid_request`.
        InvalidRequest,
    }
}

choice! {
    /// The error code if the key of a DPoP proof is not that of the code or token.
    OtherKey {
        /// `invalid_grant`, and `invalid_token` at a protected resource.
        InvalidGrant,
        /// `invalid_dpop_proof`.
        InvalidDpopProof,
    }
}
