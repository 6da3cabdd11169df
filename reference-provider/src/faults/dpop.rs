//! Proofs of possession are not looked at closely.

use super::Fault;
use crate::policy::{NonceDemand, Seconds};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "dpop-ignored" breaks "rfc9700-2.2.1-sender-constrained" and "rfc9449-5-token-type-dpop" and "rfc9449-6.2-introspection-token-type":
        "A proof is ignored: the tokens are good for anyone who finds them." => |p| p.dpop.tokens_bound = false;
    "dpop-token-called-bearer" breaks "rfc9449-5-token-type-dpop":
        "A bound token is said to be a bearer token." => |p| p.dpop.token_type_told = false;
    "dpop-registration-ignored" breaks "rfc9449-5.2-bound-clients-need-proof":
        "A client registered for bound tokens gets bearer tokens when it brings no proof."
        => |p| p.dpop.registration_obeyed = false;
    "dpop-refresh-unbound" breaks "rfc9449-5-refresh-bound-public":
        "The refresh token of a public client works with any key." => |p| p.dpop.refresh_bound = false;
    "dpop-code-unbound" breaks "rfc9449-10-dpop-jkt":
        "A code is redeemed with another key than the one announced." => |p| p.dpop.code_bound = false;
    "dpop-any-type" breaks "rfc9449-4.3-typ":
        "Any JWT with a key in its header is a proof." => |p| p.dpop.type_checked = false;
    "dpop-any-algorithm" breaks "rfc9449-4.3-alg":
        "A proof that nobody signed counts, or one under a secret." => |p| p.dpop.algorithm_checked = false;
    "dpop-signature-unchecked" breaks "rfc9449-4.3-signature":
        "A proof counts whatever its signature." => |p| p.dpop.signature_checked = false;
    "dpop-claims-optional" breaks "rfc9449-4.3-required-claims":
        "A proof may leave out what it was made for, when, and its number." => |p| p.dpop.claims_required = false;
    "dpop-request-unchecked" breaks "rfc9449-4.3-htm-htu":
        "A proof for one request serves for any other." => |p| p.dpop.request_checked = false;
    "dpop-proof-ageless" breaks "rfc9449-11.1-replay-window":
        "A proof counts days before and after it was made." => |p| p.dpop.window = Seconds::days(30);
    "dpop-proof-replay" breaks "rfc9449-11.1-proof-single-use":
        "A proof counts again and again." => |p| p.dpop.single_use = false;
    "dpop-nonce-not-demanded" breaks "rfc9449-8-as-nonce":
        "A proof without a nonce counts where one is needed, so proofs can be made long before."
        => |p| p.dpop.nonce = NonceDemand::Nobody;
    "dpop-proof-optional" breaks "rfc9449-7.1-rs-proof-required":
        "The profile is served for a bound token without a proof, or with the proof of another key."
        => |p| { p.dpop.proof_required = false; p.dpop.key_checked = false; };
    "dpop-token-hash-unchecked" breaks "rfc9449-7.1-rs-ath":
        "A proof made for one token serves for another." => |p| p.dpop.token_hash_checked = false;
    "dpop-downgrade" breaks "rfc9449-7.2-rs-no-bearer-downgrade":
        "A bound token passes as a bearer token." => |p| p.dpop.downgrade_refused = false;
};
