//! Refresh tokens and their rotation.

use serde::{Deserialize, Serialize};

use super::{Seconds, SecretForm};

rules! {
    /// Refresh tokens and their rotation.
    RefreshRules in refresh {
        against ClientImpersonation {
            /// A refresh token is bound to the client that it was issued to.
            bound_to_client: bool = true, "RFC 6749 §6";
                fault "refresh-token-not-bound-to-client" = false, breaks "rfc6749-6-refresh-bound-to-client":
                    "The token endpoint accepts a refresh token from any client.";
        }
        against TokenTheft {
            /// The time after which an unused refresh token expires.
            idle_lifetime: Seconds = Seconds::days(14), "RFC 9700 §4.14.2";
            /// The time after which a grant expires, however often its tokens are refreshed.
            grant_lifetime: Seconds = Seconds::days(90), "OWASP ASVS 5.0 §10.4.8";
                fault "grant-without-expiry" = Seconds::days(3650), breaks "asvs5-10.4.8-refresh-absolute-expiry":
                    "A grant never expires as long as its tokens are refreshed in time.";
            /// A refresh token that was never issued is rejected.
            known_only: bool = true, "RFC 6749 §6";
                fault "refresh-token-unknown-accepted" = false, breaks "rfc6749-6-refresh-invalid":
                    "The token endpoint accepts any string as a refresh token and issues tokens of the first user.";
            /// Each refresh replaces the refresh token (refresh token rotation).
            rotated: bool = true, "RFC 9700 §2.2.2 and §4.14.2";
                fault "refresh-token-not-rotated" = false, breaks "rfc9700-2.2.2-public-refresh-protected":
                    "The token endpoint does not rotate refresh tokens.";
            /// A used refresh token is rejected.
            replay_refused: bool = true, "RFC 9700 §4.14.2";
                fault "refresh-token-replay-accepted" = false,
                    breaks "rfc9700-4.14.2-rotation-replay-refused" and "rfc6749-10.4-rotation-confidential":
                    "The token endpoint accepts a used refresh token again (refresh token replay).";
            /// How long a refresh token remains valid after its use: zero, because lookup and invalidation are atomic.
            reuse_window: Seconds = Seconds(0), "RFC 9700 §4.14.2";
                fault "refresh-token-race-condition" = Seconds(1), breaks "rfc9700-4.14.2-rotation-concurrent":
                    "A refresh token remains valid for a second after its use, because lookup and invalidation are not \
                     atomic (race condition).";
            /// Replay of a used refresh token revokes the whole token family: one of its two holders is an attacker.
            replay_revokes_grant: bool = true, "RFC 9700 §4.14.2";
                fault "refresh-replay-keeps-family" = false, breaks "rfc9700-4.14.2-rotation-replay-revokes-family":
                    "The token endpoint rejects a used refresh token but does not revoke its token family.";
        }
        against PrivilegeEscalation {
            /// A refresh does not widen the granted scope.
            widening_refused: bool = true, "RFC 6749 §6";
                fault "refresh-widens-scope" = false, breaks "rfc6749-6-refresh-scope-not-widened":
                    "The token endpoint widens the scope of a refresh beyond the granted scope.";
        }
        against Interoperability {
            /// A refresh with a narrower scope does not narrow the grant.
            narrowing_passes: bool = true, "RFC 6749 §6";
                fault "refresh-narrows-permanently" = false, breaks "rfc6749-6-refresh-scope-default":
                    "A refresh with a narrower scope narrows the grant permanently.";
        }
        knobs {
            /// Which clients get refresh tokens.
            issued: RefreshIssued = RefreshIssued::ToRegistered, "RFC 6749 §1.5";
                variant "refresh-tokens-unsupported" = RefreshIssued::None, permitted by "RFC 6749 §1.5":
                    "The provider issues no refresh tokens and does not support the grant type.",
                    without "refresh" because "The provider issues no refresh tokens.";
                variant "refresh-tokens-for-offline-access" = RefreshIssued::WithOfflineAccess,
                    permitted by "OpenID Connect Core §11":
                    "Refresh tokens are issued only for the scope offline_access.",
                    without "refresh" because "The scope of the target does not include offline_access.";
            /// The refresh tokens of confidential clients are rotated, too.
            confidential_rotated: bool = true, "RFC 6749 §6";
                variant "refresh-tokens-confidential-not-rotated" = false, permitted by "RFC 6749 §6":
                    "Refresh tokens of confidential clients are not rotated.",
                    quiet because "A refresh token that is not rotated cannot be replayed.";
            /// The response to a refresh contains the refresh token even if it is not rotated.
            kept_repeated: bool = true, "RFC 6749 §5.1 and §6";
            /// How long a confidential client can use its previous refresh token again, until it has used the new one.
            grace: Seconds = Seconds(0), "RFC 6749 §6";
                variant "refresh-tokens-with-grace" = Seconds(30), permitted by "RFC 6749 §6":
                    "Confidential clients can use the previous refresh token again within 30 seconds, in case the \
                     response was lost.";
            /// A user has one refresh token for each client: a new login revokes the previous one.
            one_for_each_client: bool = false, "RFC 6749 §1.5";
                variant "refresh-tokens-one-per-client" = true, unregulated by "RFC 6749 §1.5":
                    "A user has one refresh token for each client; a new one revokes the previous one.";
            /// The format of a refresh token.
            form: SecretForm = SecretForm::Base64url, "RFC 6749 §1.5 and appendix A.17";
                variant "refresh-tokens-as-uuids" = SecretForm::Uuids, permitted by "RFC 6749 appendix A.17":
                    "Refresh tokens are three UUIDs separated by dots.";
                variant "refresh-tokens-of-2000-characters" = SecretForm::Long, permitted by "RFC 6749 §5.1":
                    "Refresh tokens have about 2,000 characters.";
                variant "refresh-tokens-of-any-character" = SecretForm::AnyCharacter,
                    permitted by "RFC 6749 appendix A.17":
                    "Refresh tokens contain spaces, quotation marks, percent signs and all other permitted characters.";
        }
        several {
            fault "refresh-idle-without-expiry" against TokenTheft,
                breaks "rfc9700-4.14.2-refresh-inactivity-expiry" and "asvs5-10.4.8-refresh-absolute-expiry":
                "An unused refresh token remains valid as long as its grant, which never expires."
                => |p| { p.refresh.idle_lifetime = Seconds::days(3650); p.refresh.grant_lifetime = Seconds::days(3650); };
            variant "refresh-idle-for-a-year", permitted by "RFC 9700 §4.14.2":
                "An unused refresh token expires after a year, and its grant after two years."
                => |p| { p.refresh.idle_lifetime = Seconds::days(365); p.refresh.grant_lifetime = Seconds::days(730); };
            variant "refresh-tokens-not-rotated-nor-repeated", permitted by "RFC 6749 §6":
                "Refresh tokens of confidential clients are not rotated, and the response to a refresh does not repeat \
                 them.",
                quiet because "A refresh token that is not rotated cannot be replayed."
                => |p| { p.refresh.confidential_rotated = false; p.refresh.kept_repeated = false; };
        }
    }
}

choice! {
    /// Which clients get refresh tokens.
    RefreshIssued {
        /// Those registered for the grant type.
        ToRegistered,
        /// Of those, the ones that were granted `offline_access` (OpenID Connect Core §11).
        WithOfflineAccess,
        /// No client.
        None,
    }
}
