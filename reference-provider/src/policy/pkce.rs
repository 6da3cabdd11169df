//! Proof Key for Code Exchange (PKCE): RFC 7636.

use serde::{Deserialize, Serialize};

rules! {
    /// Proof Key for Code Exchange (RFC 7636).
    PkceRules in pkce {
        against CodeInjection {
            /// A `code_challenge` is stored with the code.
            supported: bool = true, "RFC 9700 §2.1.1";
            /// Every authorization request needs a `code_challenge`.
            required: bool = true, "RFC 9700 §2.1.1, RFC 7636 §4.4.1";
                fault "pkce-not-required" = false, breaks "rfc7636-4.4.1-challenge-required-error-redirect":
                    "The provider accepts authorization requests without a code_challenge.";
            /// Public clients need a `code_challenge`, too.
            required_of_public_clients: bool = true, "RFC 8252 §8.1, OAuth 2.1 §4.1.2.1";
                fault "pkce-not-required-of-public-client" = false, breaks "oauth21-4.1.2.1-challenge-required-public":
                    "The provider accepts authorization requests of public clients without a code_challenge.";
            /// An unknown `code_challenge_method` is rejected.
            unknown_method_refused: bool = true, "RFC 7636 §4.4.1";
                fault "pkce-method-unknown-accepted" = false, breaks "rfc7636-4.4.1-unsupported-method":
                    "The provider treats an unknown code_challenge_method as S256.";
            /// The method `plain` is rejected: it discloses the verifier to any observer of the request.
            plain_refused: bool = true, "RFC 7636 §7.2, RFC 9700 §2.1.1";
                fault "pkce-plain-accepted" = false, breaks "rfc7636-4.4.1-unsupported-method":
                    "The provider accepts the code_challenge_method plain, which discloses the code_verifier.";
            /// A code that was requested with a challenge is not redeemed without a verifier.
            verifier_required: bool = true, "RFC 7636 §4.6";
                fault "pkce-verifier-optional" = false, breaks "rfc7636-4.6-missing-verifier":
                    "The token endpoint rejects a wrong code_verifier but redeems the code without one.";
            /// The verifier matches the challenge.
            verifier_checked: bool = true, "RFC 7636 §4.6";
                fault "pkce-verifier-ignored" = false,
                    breaks "rfc7636-4.6-wrong-verifier"
                        and "rfc7636-4.6-missing-verifier"
                        and "rfc9700-2.1.1-pkce-supported":
                    "The token endpoint redeems a code with a wrong code_verifier, or without one.";
            /// A verifier has 43 to 128 characters; a shorter one could be guessed.
            verifier_length_checked: bool = true, "RFC 7636 §4.1";
                fault "pkce-short-verifier-accepted" = false, breaks "rfc7636-4.1-short-verifier-refused":
                    "The provider accepts a code_verifier that is short enough to guess.";
            /// The challenge and its method are bound to the code that was issued for them.
            bound_to_code: bool = true, "RFC 7636 §4.4";
                fault "pkce-challenge-not-bound" = false, breaks "rfc7636-4.4-challenge-bound-to-code":
                    "The token endpoint accepts the code_verifier of another code.";
            /// The method of the challenge determines how the verifier is compared.
            method_bound_to_code: bool = true, "RFC 7636 §4.5";
                fault "pkce-method-not-bound" = false, breaks "rfc7636-4.5-method-fixed-by-code":
                    "The token endpoint redeems a code requested with S256 if the code_verifier is the code_challenge \
                     itself, which is public.";
            /// A verifier without a challenge is rejected: an attacker may have removed the challenge (PKCE downgrade).
            downgrade_refused: bool = true, "RFC 9700 §2.1.1 and §4.8.2";
            /// A wrong verifier invalidates the code, so that verifiers cannot be guessed.
            wrong_verifier_ends_code: bool = true, "RFC 7636 §7.1";
                fault "pkce-verifier-brute-force" = false, breaks "rfc7636-7.1-code-invalid-after-wrong-verifier":
                    "A code remains valid after a wrong code_verifier, so that verifiers can be guessed (brute force).";
        }
        against Interoperability {
            /// The method `S256` is supported.
            s256_served: bool = true, "RFC 7636 §4.2";
                fault "pkce-s256-refused" = false, breaks "rfc7636-4.2-server-s256":
                    "The provider rejects the code_challenge_method S256.";
            /// The default method of a challenge is `plain`.
            method_defaults_to_plain: bool = true, "RFC 7636 §4.3";
                fault "pkce-method-defaults-to-s256" = false, breaks "rfc7636-4.3-default-plain":
                    "The provider treats a code_challenge without a method as S256.";
        }
        knobs {
            /// A challenge or a nonce that a code was issued for is rejected in later requests.
            reuse_refused: bool = false, "RFC 9700 §2.1.1";
                variant "challenge-reuse-rejected" = true, permitted by "RFC 9700 §2.1.1":
                    "The provider rejects a code_challenge or a nonce that a code was already issued for with \
                     `invalid_request`.";
            /// A `code_challenge` is optional for confidential clients.
            optional_for_confidential_clients: bool = false, "RFC 9700 §2.1.1";
                variant "pkce-optional" = true, discouraged by "RFC 9700 §2.1.1":
                    "A `code_challenge` is optional for confidential clients.",
                    without "pkce-required" because "Confidential clients can use the code flow without PKCE.";
        }
        several {
            fault "pkce-downgrade-accepted" against CodeInjection,
                breaks "rfc9700-2.1.1-verifier-without-challenge-refused":
                "The provider accepts a request without a code_challenge and redeems its code with any code_verifier \
                 (PKCE downgrade)."
                => |p| { p.pkce.required = false; p.pkce.downgrade_refused = false; };
            fault "pkce-unsupported" against CodeInjection, breaks "rfc9700-2.1.1-pkce-supported":
                "The provider ignores code_challenge and code_verifier."
                => |p| { p.pkce.supported = false; p.pkce.required = false; p.pkce.downgrade_refused = false; };
        }
    }
}
