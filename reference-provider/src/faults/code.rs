//! Codes and their proof are handled carelessly.

use super::Fault;
use crate::policy::{Seconds, Strength};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "code-reusable" breaks "rfc6749-4.1.2-code-single-use" and "oauth21-4.1.3-one-token-per-code":
        "A code can be redeemed again and again." => |p| p.code.single_use = false;
    "code-replay-keeps-tokens" breaks "rfc6749-4.1.2-code-replay-revokes-access":
        "A replayed code is refused, but the tokens issued from it live on." => |p| p.code.replay_revokes_tokens = false;
    "code-replay-keeps-refresh-token" breaks "rfc6749-4.1.2-code-replay-revokes-refresh":
        "A replayed code takes the access token along, but the refresh token lives on."
        => |p| p.code.replay_revokes_refresh_token = false;
    "code-guessable" breaks "rfc6749-10.10-code-entropy-128":
        "A code has 32 bits." => |p| p.code.strength = Strength::Weak;
    "code-counted" breaks "rfc6749-10.10-code-entropy-128":
        "A code is the last one and one more." => |p| p.code.strength = Strength::Counted;
    "code-shows-challenge" breaks "rfc7636-4.4-challenge-not-extractable":
        "The code_challenge can be read from the code." => |p| p.code.hides_challenge = false;
    "code-not-bound-to-client" breaks "rfc6749-4.1.2-code-bound-to-client":
        "A code can be redeemed by any client." => |p| p.code.bound_to_client = false;
    "code-not-bound-to-redirect-uri" breaks "rfc6749-4.1.3-redirect-uri-mismatch":
        "The token request may name another redirect_uri, or none." => |p| p.code.bound_to_redirect_uri = false;
    "code-long-lived" breaks "rfc6749-4.1.2-code-expires":
        "A code can be redeemed for a day." => |p| p.code.lifetime = Seconds::days(1);
    "pkce-not-required" breaks "rfc7636-4.4.1-challenge-required-error-redirect":
        "An authorization request without a code_challenge is served." => |p| p.pkce.required = false;
    "pkce-not-required-of-public-client" breaks "oauth21-4.1.2.1-challenge-required-public":
        "A public client may leave the code_challenge out." => |p| p.pkce.required_of_public_clients = false;
    "pkce-s256-refused" breaks "rfc7636-4.2-server-s256":
        "The method S256 is refused." => |p| p.pkce.s256_served = false;
    "pkce-method-unknown-accepted" breaks "rfc7636-4.4.1-unsupported-method":
        "A code_challenge_method that nobody defined is taken for S256." => |p| p.pkce.unknown_method_refused = false;
    "pkce-method-guessed" breaks "rfc7636-4.3-default-plain":
        "A code_challenge without a method is taken for S256." => |p| p.pkce.method_defaults_to_plain = false;
    "pkce-method-forgotten" breaks "rfc7636-4.5-method-fixed-by-code":
        "A code asked for with S256 is redeemed with the challenge itself, which everybody has seen."
        => |p| p.pkce.method_bound_to_code = false;
    "pkce-challenge-of-any-code" breaks "rfc7636-4.4-challenge-bound-to-code":
        "A code is redeemed with the verifier of another code." => |p| p.pkce.bound_to_code = false;
    "pkce-short-verifier-accepted" breaks "rfc7636-4.1-short-verifier-refused":
        "A verifier may be so short that it can be guessed." => |p| p.pkce.verifier_length_checked = false;
    "pkce-verifier-optional" breaks "rfc7636-4.6-missing-verifier":
        "A wrong code_verifier is refused, but none is needed." => |p| p.pkce.verifier_required = false;
    "pkce-verifier-ignored" breaks "rfc7636-4.6-wrong-verifier" and "rfc7636-4.6-missing-verifier" and "rfc9700-2.1.1-pkce-supported":
        "A code is redeemed with a wrong code_verifier, or with none." => |p| p.pkce.verifier_checked = false;
    "pkce-plain-accepted" breaks "rfc7636-4.4.1-unsupported-method":
        "The method plain is accepted, where the challenge gives the verifier away." => |p| p.pkce.plain_refused = false;
    "pkce-downgrade-accepted" breaks "rfc9700-2.1.1-verifier-without-challenge-refused":
        "A request without a challenge is served, and its code is redeemed with any verifier."
        => |p| { p.pkce.required = false; p.pkce.downgrade_refused = false; };
    "pkce-verifier-guessable" breaks "rfc7636-7.1-code-dead-after-wrong-verifier":
        "Verifiers can be tried out on one code until one fits." => |p| p.pkce.wrong_verifier_ends_code = false;
    "pkce-unsupported" breaks "rfc9700-2.1.1-pkce-supported":
        "A code_challenge is forgotten, and a code_verifier ignored."
        => |p| { p.pkce.supported = false; p.pkce.required = false; p.pkce.downgrade_refused = false; };
    "code-race-window" breaks "rfc6749-4.1.2-code-single-use" and "oauth21-4.1.3-one-token-per-code":
        "A code still works for a second after its first use: it is used up in a second step."
        => |p| p.code.reuse_window = Seconds(1);
    "code-unknown-accepted" breaks "rfc6749-4.1.3-code-verified":
        "Any string is a code, and brings tokens of the first user." => |p| p.code.known_only = false;
    "code-without-redirect-uri" breaks "rfc6749-4.1.3-redirect-uri-required":
        "The token request may leave the redirect_uri out." => |p| p.code.redirect_uri_required = false;
    "code-replay-unproven" breaks "oauth21-7.5.2-no-revoke-on-invalid-replay":
        "A used code takes its tokens along, even where nobody proves to be its rightful holder."
        => |p| p.code.replay_proven_first = false;
};
