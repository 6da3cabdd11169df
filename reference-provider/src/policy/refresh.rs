//! Refresh tokens and their rotation.

use serde::{Deserialize, Serialize};

use super::{Seconds, SecretForm};

rules! {
    /// Refresh tokens and their rotation.
    RefreshRules in refresh {
        against ClientImpersonation {
            /// A refresh token works for the client it was issued to.
            bound_to_client: bool = true, "RFC 6749 §6";
                fault "refresh-not-bound-to-client" = false, breaks "rfc6749-6-refresh-bound-to-client":
                    "A refresh token can be used by any client.";
        }
        against TokenTheft {
            /// A refresh token unused for so long is dead.
            idle_lifetime: Seconds = Seconds::days(14), "RFC 9700 §4.14.2";
            /// A grant ends after so long, however often it is refreshed.
            grant_lifetime: Seconds = Seconds::days(90), "OWASP ASVS 5.0 §10.4.8";
                fault "grant-for-ever" = Seconds::days(3650), breaks "asvs5-10.4.8-refresh-absolute-expiry":
                    "What is refreshed in time never ends.";
            /// A refresh token that was never issued is refused.
            known_only: bool = true, "RFC 6749 §6";
                fault "refresh-unknown-accepted" = false, breaks "rfc6749-6-refresh-invalid":
                    "Any string is a refresh token, and brings tokens of the first user.";
            /// Each use brings a new refresh token in place of the old one.
            rotated: bool = true, "RFC 9700 §2.2.2 and §4.14.2";
                fault "refresh-not-rotated" = false, breaks "rfc9700-2.2.2-public-refresh-protected":
                    "A refresh token stays the same for ever.";
            /// A used refresh token is refused.
            replay_refused: bool = true, "RFC 9700 §4.14.2";
                fault "refresh-replay-accepted" = false,
                    breaks "rfc9700-4.14.2-rotation-replay-refused" and "rfc6749-10.4-rotation-confidential":
                    "A used refresh token works again.";
            /// For so long after its use a refresh token still works: not at all, where to look it up and to use it up
            /// is one step.
            reuse_window: Seconds = Seconds(0), "RFC 9700 §4.14.2";
                fault "refresh-race-window" = Seconds(1), breaks "rfc9700-4.14.2-rotation-concurrent":
                    "A refresh token still works for a second after its use: it is used up in a second step.";
            /// A used refresh token presented again ends the whole grant: one of the two holders is a thief.
            replay_revokes_grant: bool = true, "RFC 9700 §4.14.2";
                fault "refresh-replay-keeps-family" = false, breaks "rfc9700-4.14.2-rotation-replay-revokes-family":
                    "A used refresh token is refused, but its successors live on.";
        }
        against PrivilegeEscalation {
            /// A refresh never asks for more than was granted.
            widening_refused: bool = true, "RFC 6749 §6";
                fault "refresh-widens-scope" = false, breaks "rfc6749-6-refresh-scope-not-widened":
                    "A refresh may ask for more than was granted, and gets it.";
        }
        against Interoperability {
            /// A refresh that asks for less does so for once.
            narrowing_passes: bool = true, "RFC 6749 §6";
                fault "refresh-narrows-for-good" = false, breaks "rfc6749-6-refresh-scope-default":
                    "What a refresh once did not ask for is lost.";
        }
        knobs {
            /// Which clients get refresh tokens.
            issued: RefreshIssued = RefreshIssued::ToRegistered, "RFC 6749 §1.5";
                variant "refresh-tokens-unserved" = RefreshIssued::ToNobody, permitted by "RFC 6749 §1.5":
                    "Nobody gets a refresh token, and the grant type is not served.",
                    without "refresh" because "Such a provider has no refresh tokens.";
                variant "refresh-tokens-for-offline-access" = RefreshIssued::WithOfflineAccess,
                    permitted by "OpenID Connect Core §11":
                    "A refresh token comes with the scope offline_access alone.",
                    without "refresh" because "The target's own scope does not ask for access while the user is away.";
            /// The refresh tokens of confidential clients are rotated, too.
            confidential_rotated: bool = true, "RFC 6749 §6";
                variant "refresh-tokens-of-confidential-clients-kept" = false, permitted by "RFC 6749 §6":
                    "A confidential client keeps its refresh token.",
                    quiet because "What is not rotated cannot be replayed.";
            /// A refresh token that stays good is in the answer to a refresh all the same.
            kept_repeated: bool = true, "RFC 6749 §5.1 and §6";
            /// For so long a confidential client can use its last refresh token once more, until it has used the next one.
            grace: Seconds = Seconds(0), "RFC 6749 §6";
                variant "refresh-tokens-with-grace" = Seconds(30), permitted by "RFC 6749 §6":
                    "A confidential client can use its last refresh token once more within half a minute, in case that \
                     the answer was lost.";
            /// A user has one refresh token at each client: a new login ends the one before.
            one_for_each_client: bool = false, "RFC 6749 §1.5";
                variant "refresh-tokens-one-for-each-client" = true, unregulated by "RFC 6749 §1.5":
                    "A user has one refresh token at each client, and a new one ends the one before.";
            /// How a refresh token is written.
            form: SecretForm = SecretForm::Base64url, "RFC 6749 §1.5 and appendix A.17";
                variant "refresh-tokens-as-uuids" = SecretForm::Uuids, permitted by "RFC 6749 appendix A.17":
                    "A refresh token is three UUIDs with dots between them.";
                variant "refresh-tokens-of-2000-characters" = SecretForm::Long, permitted by "RFC 6749 §5.1":
                    "Refresh tokens have some 2,000 characters.";
                variant "refresh-tokens-of-any-character" = SecretForm::AnyCharacter,
                    permitted by "RFC 6749 appendix A.17":
                    "Refresh tokens have spaces, quotes, percent signs, and all the other characters that are permitted.";
        }
        several {
            fault "refresh-idle-for-ever" against TokenTheft,
                breaks "rfc9700-4.14.2-refresh-inactivity-expiry" and "asvs5-10.4.8-refresh-absolute-expiry":
                "A refresh token that nobody uses works as long as its grant, which never ends."
                => |p| { p.refresh.idle_lifetime = Seconds::days(3650); p.refresh.grant_lifetime = Seconds::days(3650); };
            variant "refresh-idle-for-a-year", permitted by "RFC 9700 §4.14.2":
                "A refresh token may lie unused for a year, and its grant ends after two."
                => |p| { p.refresh.idle_lifetime = Seconds::days(365); p.refresh.grant_lifetime = Seconds::days(730); };
            variant "kept-refresh-tokens-not-repeated", permitted by "RFC 6749 §6":
                "A confidential client keeps its refresh token, and the answer to a refresh does not repeat it.",
                quiet because "What is not rotated cannot be replayed."
                => |p| { p.refresh.confidential_rotated = false; p.refresh.kept_repeated = false; };
        }
    }
}

choice! {
    /// Which clients get refresh tokens.
    RefreshIssued {
        /// Those that are registered for them.
        ToRegistered,
        /// Of those, the ones that were granted access while the user is away (OpenID Connect Core §11).
        WithOfflineAccess,
        /// None.
        ToNobody,
    }
}
