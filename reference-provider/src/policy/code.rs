//! Lifetime and binding of authorization codes.

use serde::{Deserialize, Serialize};

use super::{Seconds, SecretForm, Strength};

rules! {
    /// Lifetime and binding of authorization codes.
    CodeRules in code {
        against CodeInjection {
            /// A code does not disclose its `code_challenge`.
            hides_challenge: bool = true, "RFC 7636 §4.4";
                fault "code-shows-challenge" = false, breaks "rfc7636-4.4-challenge-not-extractable":
                    "The code contains the code_challenge in readable form.";
            /// A code is valid for one minute; RFC 6749 recommends ten at most.
            lifetime: Seconds = Seconds::minutes(1), "RFC 6749 §4.1.2";
                fault "code-long-lived" = Seconds::days(1), breaks "rfc6749-4.1.2-code-expires":
                    "Codes are valid for a day.";
                variant "codes-of-ten-minutes" = Seconds::minutes(10), permitted by "RFC 6749 §4.1.2":
                    "Codes are valid for ten minutes.";
                variant "codes-of-thirty-seconds" = Seconds(30), permitted by "RFC 6749 §4.1.2":
                    "Codes are valid for 30 seconds.";
            /// A code that was never issued is rejected.
            known_only: bool = true, "RFC 6749 §4.1.3";
                fault "code-unknown-accepted" = false, breaks "rfc6749-4.1.3-code-verified":
                    "The token endpoint accepts any string as a code and issues tokens of the first user.";
            /// A code is redeemed once.
            single_use: bool = true, "RFC 6749 §4.1.2";
                fault "code-replay-accepted" = false,
                    breaks "rfc6749-4.1.2-code-single-use" and "oauth21-4.1.3-one-token-per-code":
                    "The token endpoint accepts a code more than once (code replay).";
            /// How long a code remains valid after its first use: zero, because lookup and invalidation are atomic.
            reuse_window: Seconds = Seconds(0), "RFC 6749 §4.1.2";
                fault "code-race-condition" = Seconds(1),
                    breaks "rfc6749-4.1.2-code-single-use" and "oauth21-4.1.3-one-token-per-code":
                    "A code remains valid for a second after its first use, because lookup and invalidation are not \
                     atomic (race condition).";
            /// Replay of a code revokes the tokens that were issued for it.
            replay_revokes_tokens: bool = true, "RFC 6749 §4.1.2";
                fault "code-replay-keeps-tokens" = false, breaks "rfc6749-4.1.2-code-replay-revokes-access":
                    "The provider rejects a replayed code but does not revoke the tokens that were issued for it.";
            /// Replay of a code also revokes the refresh token.
            replay_revokes_refresh_token: bool = true, "RFC 6749 §4.1.2";
                fault "code-replay-keeps-refresh-token" = false, breaks "rfc6749-4.1.2-code-replay-revokes-refresh":
                    "The provider revokes the access token on code replay, but not the refresh token.";
            /// Replay of a code revokes tokens only if the client proves to be the one that the code was issued to.
            replay_proven_first: bool = true, "OAuth 2.1 §7.5.2";
                fault "code-replay-wrong-verifier" = false, breaks "oauth21-7.5.2-no-revoke-on-invalid-replay":
                    "The provider revokes the tokens of a used code even if the replaying client does not prove to be \
                     the one that the code was issued to.";
            /// A code is bound to the client that it was issued to.
            bound_to_client: bool = true, "RFC 6749 §4.1.2 and §4.1.3";
                fault "code-not-bound-to-client" = false, breaks "rfc6749-4.1.2-code-bound-to-client":
                    "The token endpoint redeems a code for any client.";
            /// A code is bound to the redirect URI that it was sent to.
            bound_to_redirect_uri: bool = true, "RFC 6749 §4.1.3";
                fault "code-not-bound-to-redirect-uri" = false, breaks "rfc6749-4.1.3-redirect-uri-mismatch":
                    "The token endpoint accepts another redirect_uri than that of the authorization request, or none.";
            /// The token request repeats the redirect URI of the authorization request.
            redirect_uri_required: bool = true, "RFC 6749 §4.1.3";
                fault "code-without-redirect-uri" = false, breaks "rfc6749-4.1.3-redirect-uri-required":
                    "The token endpoint redeems a code without redirect_uri although the authorization request had \
                     one.";
        }
        against Guessing {
            /// The entropy of a code.
            strength: Strength = Strength::Full, "RFC 6749 §10.10";
                fault "code-low-entropy" = Strength::Weak, breaks "rfc6749-10.10-code-entropy-128":
                    "Codes have 32 bits of entropy.";
                fault "code-sequential" = Strength::Counted, breaks "rfc6749-10.10-code-entropy-128":
                    "Codes are sequential.";
        }
        knobs {
            /// After this many invalid codes from one client within the window, its token requests have to wait.
            attempts: u32 = u32::MAX, "RFC 6819 §4.4.1.12";
                variant "token-requests-throttled" = 3, permitted by "RFC 6819 §4.4.1.12":
                    "After three invalid codes from a client within ten seconds, its token requests have to wait.",
                    quiet because "Some of many concurrent requests are throttled, so their results are unknown.";
            /// The window in which invalid codes are counted.
            attempts_window: Seconds = Seconds(10);
            /// The format of a code.
            form: SecretForm = SecretForm::Base64url, "RFC 6749 §4.1.2 and appendix A.11";
                variant "codes-in-base64" = SecretForm::Base64, permitted by "RFC 6749 appendix A.11":
                    "Codes are base64, with +, / and =.";
                variant "codes-in-base32" = SecretForm::Base32, permitted by "RFC 6749 appendix A.11":
                    "Codes are base32.";
                variant "codes-in-hex" = SecretForm::Hex, permitted by "RFC 6749 appendix A.11":
                    "Codes are hexadecimal.";
                variant "codes-as-uuids" = SecretForm::Uuids, permitted by "RFC 6749 appendix A.11":
                    "Codes are three UUIDs separated by dots, like the parts of a JWT.";
                variant "codes-with-suffix" = SecretForm::Suffixed, permitted by "RFC 6749 appendix A.11":
                    "All codes end in the same characters.";
                variant "codes-of-2000-characters" = SecretForm::Long, permitted by "RFC 6749 §4.1.2":
                    "Codes have about 2,000 characters.";
                variant "codes-of-any-character" = SecretForm::AnyCharacter, permitted by "RFC 6749 appendix A.11":
                    "Codes contain spaces, quotation marks, percent signs and all other permitted characters.";
        }
        several {
            variant "credentials-of-128-bits", discouraged by "RFC 6749 §10.10":
                "Codes, tokens and the secrets of registered clients have 128 bits of entropy each."
                => |p| {
                    p.code.form = SecretForm::Short;
                    p.token.form = SecretForm::Short;
                    p.refresh.form = SecretForm::Short;
                    p.device.form = SecretForm::Short;
                    p.registration.secret_form = SecretForm::Short;
                };
        }
    }
}
