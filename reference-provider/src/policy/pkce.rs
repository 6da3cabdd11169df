//! Proof that who redeems a code is who asked for it: RFC 7636.

use serde::{Deserialize, Serialize};

rules! {
    /// Proof that who redeems a code is who asked for it (RFC 7636).
    PkceRules in pkce {
        against CodeInjection {
            /// A `code_challenge` is remembered.
            supported: bool = true, "RFC 9700 §2.1.1";
            /// Every request brings a `code_challenge`.
            required: bool = true, "RFC 9700 §2.1.1, RFC 7636 §4.4.1";
                fault "pkce-not-required" = false, breaks "rfc7636-4.4.1-challenge-required-error-redirect":
                    "An authorization request without a code_challenge is served.";
            /// This includes public clients.
            required_of_public_clients: bool = true, "RFC 8252 §8.1, OAuth 2.1 §4.1.2.1";
                fault "pkce-not-required-of-public-client" = false, breaks "oauth21-4.1.2.1-challenge-required-public":
                    "A public client may leave the code_challenge out.";
            /// A method that nobody defined is refused.
            unknown_method_refused: bool = true, "RFC 7636 §4.4.1";
                fault "pkce-method-unknown-accepted" = false, breaks "rfc7636-4.4.1-unsupported-method":
                    "A code_challenge_method that nobody defined is taken for S256.";
            /// The method `plain` is refused: it shows the verifier to whoever sees the request.
            plain_refused: bool = true, "RFC 7636 §7.2, RFC 9700 §2.1.1";
                fault "pkce-plain-accepted" = false, breaks "rfc7636-4.4.1-unsupported-method":
                    "The method plain is accepted, where the challenge gives the verifier away.";
            /// A code that was asked for with a challenge is not redeemed without a verifier.
            verifier_required: bool = true, "RFC 7636 §4.6";
                fault "pkce-verifier-optional" = false, breaks "rfc7636-4.6-missing-verifier":
                    "A wrong code_verifier is refused, but none is needed.";
            /// The verifier must belong to the challenge.
            verifier_checked: bool = true, "RFC 7636 §4.6";
                fault "pkce-verifier-ignored" = false,
                    breaks "rfc7636-4.6-wrong-verifier"
                        and "rfc7636-4.6-missing-verifier"
                        and "rfc9700-2.1.1-pkce-supported":
                    "A code is redeemed with a wrong code_verifier, or with none.";
            /// A verifier has 43 to 128 characters; a shorter one could be guessed.
            verifier_length_checked: bool = true, "RFC 7636 §4.1";
                fault "pkce-short-verifier-accepted" = false, breaks "rfc7636-4.1-short-verifier-refused":
                    "A verifier may be so short that it can be guessed.";
            /// The challenge and its method belong to the code that was issued for them.
            bound_to_code: bool = true, "RFC 7636 §4.4";
                fault "pkce-challenge-of-any-code" = false, breaks "rfc7636-4.4-challenge-bound-to-code":
                    "A code is redeemed with the verifier of another code.";
            /// The method of the challenge decides how the verifier is compared.
            method_bound_to_code: bool = true, "RFC 7636 §4.5";
                fault "pkce-method-forgotten" = false, breaks "rfc7636-4.5-method-fixed-by-code":
                    "A code asked for with S256 is redeemed with the challenge itself, which everybody has seen.";
            /// A verifier without a challenge is refused: somebody removed the challenge.
            downgrade_refused: bool = true, "RFC 9700 §2.1.1 and §4.8.2";
            /// A wrong verifier ends the code, so that verifiers cannot be tried out.
            wrong_verifier_ends_code: bool = true, "RFC 7636 §7.1";
                fault "pkce-verifier-guessable" = false, breaks "rfc7636-7.1-code-dead-after-wrong-verifier":
                    "Verifiers can be tried out on one code until one fits.";
        }
        against Interoperability {
            /// The method `S256` is served.
            s256_served: bool = true, "RFC 7636 §4.2";
                fault "pkce-s256-refused" = false, breaks "rfc7636-4.2-server-s256":
                    "The method S256 is refused.";
            /// A challenge without a method means `plain`.
            method_defaults_to_plain: bool = true, "RFC 7636 §4.3";
                fault "pkce-method-guessed" = false, breaks "rfc7636-4.3-default-plain":
                    "A code_challenge without a method is taken for S256.";
        }
        knobs {
            /// A challenge, and a nonce, that brought a code once is refused from then on.
            reuse_refused: bool = false, "RFC 9700 §2.1.1";
                variant "challenge-reuse-refused" = true, permitted by "RFC 9700 §2.1.1":
                    "A code_challenge or a nonce that brought a code once is refused as `invalid_request`.";
            /// Confidential clients may do without a `code_challenge`.
            optional_for_confidential_clients: bool = false, "RFC 9700 §2.1.1";
                variant "pkce-optional" = true, discouraged by "RFC 9700 §2.1.1":
                    "A confidential client may leave the `code_challenge` out.",
                    without "pkce-required" because "A confidential client may do without PKCE.";
        }
        several {
            fault "pkce-downgrade-accepted" against CodeInjection,
                breaks "rfc9700-2.1.1-verifier-without-challenge-refused":
                "A request without a challenge is served, and its code is redeemed with any verifier."
                => |p| { p.pkce.required = false; p.pkce.downgrade_refused = false; };
            fault "pkce-unsupported" against CodeInjection, breaks "rfc9700-2.1.1-pkce-supported":
                "A code_challenge is forgotten, and a code_verifier ignored."
                => |p| { p.pkce.supported = false; p.pkce.required = false; p.pkce.downgrade_refused = false; };
        }
    }
}
