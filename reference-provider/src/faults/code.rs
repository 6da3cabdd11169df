//! Codes and their proof are handled carelessly.

use super::Fault;
use crate::policy::{Seconds, Strength};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "code-reusable" breaks "rfc6749-4.1.2-code-single-use":
        "A code can be redeemed again and again." => |p| p.code.single_use = false;
    "code-replay-keeps-tokens" breaks "rfc6749-4.1.2-code-replay-revokes-access":
        "A replayed code is refused, but the tokens issued from it live on." => |p| p.code.replay_revokes_tokens = false;
    "code-not-bound-to-client" breaks "rfc6749-4.1.2-code-bound-to-client":
        "A code can be redeemed by any client." => |p| p.code.bound_to_client = false;
    "code-not-bound-to-redirect-uri" breaks "rfc6749-4.1.3-redirect-uri-mismatch":
        "The token request may name another redirect_uri, or none." => |p| p.code.bound_to_redirect_uri = false;
    "code-long-lived" breaks "rfc6749-4.1.2-code-expires":
        "A code can be redeemed for a day." => |p| p.code.lifetime = Seconds::days(1);
    "pkce-not-required" breaks "rfc7636-4.4.1-challenge-required-error-redirect":
        "An authorization request without a code_challenge is served." => |p| p.pkce.required = false;
    "pkce-verifier-ignored" breaks "rfc7636-4.6-wrong-verifier":
        "A code is redeemed with a wrong code_verifier, or with none." => |p| p.pkce.verifier_checked = false;
    "pkce-plain-accepted" breaks "rfc7636-7.2-no-downgrade-to-plain":
        "The method plain is accepted, where the challenge gives the verifier away." => |p| p.pkce.plain_refused = false;
    "pkce-downgrade-accepted" breaks "rfc9700-2.1.1-verifier-without-challenge-refused":
        "A request without a challenge is served, and its code is redeemed with any verifier."
        => |p| { p.pkce.required = false; p.pkce.downgrade_refused = false; };
    "pkce-verifier-guessable" breaks "rfc7636-7.1-code-dead-after-wrong-verifier":
        "Verifiers can be tried out on one code until one fits." => |p| p.pkce.wrong_verifier_ends_code = false;
    "pkce-unsupported" breaks "rfc9700-2.1.1-pkce-supported":
        "A code_challenge is forgotten, and a code_verifier ignored."
        => |p| { p.pkce.supported = false; p.pkce.required = false; p.pkce.downgrade_refused = false; };
    "code-race-window" breaks "oauth21-4.1.3-one-token-per-code":
        "A code still works for a second after its first use: it is used up in a second step."
        => |p| p.code.reuse_window = Seconds(1);
    "code-unknown-accepted" breaks "rfc6749-4.1.3-code-verified":
        "Any string is a code, and brings tokens of the first user." => |p| p.code.known_only = false;
    "code-without-redirect-uri" breaks "rfc6749-4.1.3-redirect-uri-required":
        "The token request may leave the redirect_uri out." => |p| p.code.redirect_uri_required = false;
    "code-replay-unproven" breaks "oauth21-7.5.2-no-revoke-on-invalid-replay":
        "A used code takes its tokens along, even where nobody proves to be its rightful holder."
        => |p| p.code.replay_proven_first = false;
    "code-guessable" breaks "rfc6749-10.10-code-entropy-128":
        "Codes have 32 bits." => |p| p.code.strength = Strength::Weak;
};
