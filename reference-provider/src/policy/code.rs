//! The life of an authorization code.

use serde::{Deserialize, Serialize};

use super::{Seconds, SecretForm, Strength};

rules! {
    /// The life of an authorization code.
    CodeRules in code {
        against CodeInjection {
            /// A code shows nothing of the challenge that belongs to it.
            hides_challenge: bool = true, "RFC 7636 §4.4";
                fault "code-shows-challenge" = false, breaks "rfc7636-4.4-challenge-not-extractable":
                    "The code_challenge can be read from the code.";
            /// A code lives a minute; ten are the limit.
            lifetime: Seconds = Seconds::minutes(1), "RFC 6749 §4.1.2";
                fault "code-long-lived" = Seconds::days(1), breaks "rfc6749-4.1.2-code-expires":
                    "A code can be redeemed for a day.";
                variant "codes-of-ten-minutes" = Seconds::minutes(10), permitted by "RFC 6749 §4.1.2":
                    "A code can be redeemed for ten minutes.";
                variant "codes-of-thirty-seconds" = Seconds(30), permitted by "RFC 6749 §4.1.2":
                    "A code can be redeemed for half a minute.";
            /// A code that was never issued is refused.
            known_only: bool = true, "RFC 6749 §4.1.3";
                fault "code-unknown-accepted" = false, breaks "rfc6749-4.1.3-code-verified":
                    "Any string is a code, and brings tokens of the first user.";
            /// A code works once.
            single_use: bool = true, "RFC 6749 §4.1.2";
                fault "code-reusable" = false,
                    breaks "rfc6749-4.1.2-code-single-use" and "oauth21-4.1.3-one-token-per-code":
                    "A code can be redeemed again and again.";
            /// For so long after its first use a code still works: not at all, where to look it up and to use it up is
            /// one step.
            reuse_window: Seconds = Seconds(0), "RFC 6749 §4.1.2";
                fault "code-race-window" = Seconds(1),
                    breaks "rfc6749-4.1.2-code-single-use" and "oauth21-4.1.3-one-token-per-code":
                    "A code still works for a second after its first use: it is used up in a second step.";
            /// A code presented again takes the tokens issued from it along.
            replay_revokes_tokens: bool = true, "RFC 6749 §4.1.2";
                fault "code-replay-keeps-tokens" = false, breaks "rfc6749-4.1.2-code-replay-revokes-access":
                    "A replayed code is refused, but the tokens issued from it live on.";
            /// A code presented again takes the refresh token along, too.
            replay_revokes_refresh_token: bool = true, "RFC 6749 §4.1.2";
                fault "code-replay-keeps-refresh-token" = false, breaks "rfc6749-4.1.2-code-replay-revokes-refresh":
                    "A replayed code takes the access token along, but the refresh token lives on.";
            /// A code presented again revokes nothing unless the client proves to be its rightful holder.
            replay_proven_first: bool = true, "OAuth 2.1 §7.5.2";
                fault "code-replay-unproven" = false, breaks "oauth21-7.5.2-no-revoke-on-invalid-replay":
                    "A used code takes its tokens along, even where nobody proves to be its rightful holder.";
            /// A code works for the client it was issued to.
            bound_to_client: bool = true, "RFC 6749 §4.1.2 and §4.1.3";
                fault "code-not-bound-to-client" = false, breaks "rfc6749-4.1.2-code-bound-to-client":
                    "A code can be redeemed by any client.";
            /// A code works with the redirection URI it was sent to.
            bound_to_redirect_uri: bool = true, "RFC 6749 §4.1.3";
                fault "code-not-bound-to-redirect-uri" = false, breaks "rfc6749-4.1.3-redirect-uri-mismatch":
                    "The token request may name another redirect_uri, or none.";
            /// The token request repeats the redirection URI of the authorization request.
            redirect_uri_required: bool = true, "RFC 6749 §4.1.3";
                fault "code-without-redirect-uri" = false, breaks "rfc6749-4.1.3-redirect-uri-required":
                    "The token request may leave the redirect_uri out.";
        }
        against Guessing {
            /// How hard a code is to guess.
            strength: Strength = Strength::Full, "RFC 6749 §10.10";
                fault "code-guessable" = Strength::Weak, breaks "rfc6749-10.10-code-entropy-128":
                    "A code has 32 bits.";
                fault "code-counted" = Strength::Counted, breaks "rfc6749-10.10-code-entropy-128":
                    "A code is the last one and one more.";
        }
        knobs {
            /// After this many invalid codes of one client within the window, its token requests have to wait.
            attempts: u32 = u32::MAX, "RFC 6819 §4.4.1.12";
                variant "token-requests-throttled" = 3, permitted by "RFC 6819 §4.4.1.12":
                    "After three invalid codes of a client within ten seconds, its token requests have to wait.",
                    quiet because "Of many requests at one moment some have to wait, and what they would have got is not known.";
            /// The window in which invalid codes are counted.
            attempts_window: Seconds = Seconds(10);
            /// How a code is written.
            form: SecretForm = SecretForm::Base64url, "RFC 6749 §4.1.2 and appendix A.11";
                variant "codes-in-base64" = SecretForm::Base64, permitted by "RFC 6749 appendix A.11":
                    "Codes are written in base64, with +, / and =.";
                variant "codes-in-base32" = SecretForm::Base32, permitted by "RFC 6749 appendix A.11":
                    "Codes are written in base32.";
                variant "codes-in-hex" = SecretForm::Hex, permitted by "RFC 6749 appendix A.11":
                    "Codes are hexadecimal digits.";
                variant "codes-as-uuids" = SecretForm::Uuids, permitted by "RFC 6749 appendix A.11":
                    "A code is three UUIDs with dots between them, like the parts of a JWT.";
                variant "codes-with-suffix" = SecretForm::Suffixed, permitted by "RFC 6749 appendix A.11":
                    "All codes end in the same characters.";
                variant "codes-of-2000-characters" = SecretForm::Long, permitted by "RFC 6749 §4.1.2":
                    "Codes have some 2,000 characters.";
                variant "codes-of-any-character" = SecretForm::AnyCharacter, permitted by "RFC 6749 appendix A.11":
                    "Codes have spaces, quotes, percent signs, and all the other characters that are permitted.";
        }
        several {
            variant "credentials-of-128-bits", discouraged by "RFC 6749 §10.10":
                "Codes, tokens and the secrets of registered clients have 128 random bits each."
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
