//! The device authorization grant: a device without a keyboard, and a user with a browser elsewhere.

use serde::{Deserialize, Serialize};

use super::{Seconds, SecretForm, Strength};

rules! {
    /// The device authorization grant (RFC 8628).
    DeviceRules in device {
        against ClientImpersonation {
            /// A device code is bound to the client that it was issued to.
            bound_to_client: bool = true, "RFC 8628 §3.4";
                fault "device-code-not-bound-to-client" = false, breaks "rfc8628-3.4-grant-bound-to-client":
                    "The token endpoint redeems a device code for any client.";
        }
        against ConsentBypass {
            /// The user enters the user code, or opens a URL that contains it.
            user_code_asked: bool = true, "RFC 8628 §3.3";
                fault "device-user-code-not-required" = false, breaks "rfc8628-3.3-verification-flow":
                    "The device page does not ask for a user code and selects the most recent device.";
            /// A user who opens a URL with the user code is shown the code and asked for consent.
            confirmed: bool = true, "RFC 8628 §3.3.1 and §5.4";
                fault "device-phishing" = false, breaks "rfc8628-3.3.1-complete-uri-confirmation":
                    "Opening verification_uri_complete approves the device without consent (phishing).";
            /// No token is issued before the user has approved.
            decision_awaited: bool = true, "RFC 8628 §3.5";
                fault "device-approval-not-awaited" = false, breaks "rfc8628-3.5-pending":
                    "The token endpoint issues tokens of the first user to a device before any user has approved.";
            /// The response to a device whose user denied.
            denial: DeviceDenial = DeviceDenial::Reported, "RFC 8628 §3.5";
                fault "device-denial-silent" = DeviceDenial::Silent, breaks "rfc8628-3.5-denied":
                    "The token endpoint responds with authorization_pending after the user denied the device.";
                fault "device-denial-grants" = DeviceDenial::Granted, breaks "rfc8628-3.5-denied":
                    "The token endpoint issues tokens to a device after the user denied it.";
            /// An expired device code is rejected.
            expired_refused: bool = true, "RFC 8628 §3.5";
                fault "device-code-without-expiry" = false, breaks "rfc8628-3.5-expired":
                    "The token endpoint redeems an approved device code long after it expired.";
        }
        against Guessing {
            /// The entropy of a device code.
            strength: Strength = Strength::Full, "RFC 8628 §5.2";
                fault "device-code-low-entropy" = Strength::Weak, breaks "rfc8628-5.2-device-code-entropy":
                    "Device codes have 32 bits of entropy.";
            /// After this many wrong user codes within the window, the user has to wait.
            attempts: u32 = 5, "RFC 8628 §5.1";
                fault "user-code-brute-force" = u32::MAX, breaks "rfc8628-5.1-user-code-rate-limit":
                    "The provider does not limit attempts at user codes (brute force).";
        }
        against Interoperability {
            /// `interval` is a number in the response.
            interval_as_number: bool = true, "RFC 8628 §3.2";
                fault "device-interval-string" = false, breaks "rfc8628-3.2-member-types":
                    "The interval of the device authorization response is a string.";
            /// The name of the response member with the verification URI.
            verification_member: VerificationMember = VerificationMember::VerificationUri, "RFC 8628 §3.2";
                fault "device-verification-url" = VerificationMember::VerificationUrl,
                    breaks "rfc8628-3.2-required-members":
                    "The device authorization response has verification_url, as in early drafts, instead of \
                     verification_uri.";
            /// A device that polls too fast gets `slow_down`, which adds five seconds to the interval.
            haste_refused: bool = true, "RFC 8628 §3.5";
                fault "device-slow-down-missing" = false, breaks "rfc8628-3.5-slow-down":
                    "The token endpoint does not limit how often a device polls.";
            /// The error for an expired device code is `expired_token`.
            expiry_named: bool = true, "RFC 8628 §3.5";
                fault "device-expiry-misnamed" = false, breaks "rfc8628-3.5-expired":
                    "The token endpoint reports an expired device code as unknown.";
        }
        knobs {
            /// The lifetime of device codes and user codes.
            lifetime: Seconds = Seconds::minutes(10), "RFC 8628 §3.2 and §6.1";
                variant "device-codes-of-two-minutes" = Seconds::minutes(2), permitted by "RFC 8628 §3.2":
                    "Device codes expire after two minutes.";
            /// The minimum time between two polling requests.
            interval: Seconds = Seconds(5), "RFC 8628 §3.2 and §3.5";
                variant "device-interval-of-eight-seconds" = Seconds(8), permitted by "RFC 8628 §3.2":
                    "Devices wait eight seconds between two polling requests.";
            /// The response has `interval`.
            interval_named: bool = true, "RFC 8628 §3.2";
                variant "device-interval-missing" = false, permitted by "RFC 8628 §3.2":
                    "The device authorization response has no interval, which means five seconds.";
            /// The response has `verification_uri_complete`.
            complete_uri_named: bool = true, "RFC 8628 §3.2";
                variant "device-complete-uri-missing" = false, permitted by "RFC 8628 §3.2":
                    "The device authorization response has no verification_uri_complete.",
                    quiet because "Scenarios about verification_uri_complete do not apply.";
            /// What `verification_uri_complete` contains for the user code.
            complete_uri: CompleteUri = CompleteUri::WithUserCode, "RFC 8628 §3.2";
                variant "device-complete-uri-opaque" = CompleteUri::Opaque, permitted by "RFC 8628 §3.2":
                    "The verification_uri_complete contains another value instead of the user code.",
                    quiet because "No URL shows how user codes are sent.";
            /// `verification_uri` contains the user code.
            code_in_uri: bool = false, "RFC 8628 §3.3";
                variant "device-code-in-verification-uri" = true, discouraged by "RFC 8628 §3.3":
                    "The verification_uri contains the user code, so that users do not have to type it.";
            /// The format of user codes.
            user_code: UserCodeForm = UserCodeForm::Consonants, "RFC 8628 §6.1";
                variant "user-codes-of-digits" = UserCodeForm::Digits, permitted by "RFC 8628 §6.1":
                    "User codes are nine digits in groups with hyphens.";
            /// The response to the first polling request before the user has decided.
            first_poll: FirstPoll = FirstPoll::Pending, "RFC 8628 §3.5";
                variant "device-slow-down-at-first-poll" = FirstPoll::SlowDown, unregulated by "RFC 8628 §3.5":
                    "The token endpoint responds to the first polling request of a device with slow_down.";
            /// The verification URI.
            place: DevicePlace = DevicePlace::Page, "RFC 8628 §3.3";
                variant "device-page-with-short-url" = DevicePlace::ShortAddress, permitted by "RFC 8628 §3.3":
                    "The verification URI is a short URL that redirects to the page.";
            /// The format of a device code.
            form: SecretForm = SecretForm::Base64url, "RFC 8628 §3.2";
                variant "device-codes-of-any-character" = SecretForm::AnyCharacter, permitted by "RFC 8628 §3.2":
                    "Device codes contain spaces, quotation marks and percent signs.";
            /// The window in which wrong user codes are counted.
            attempts_window: Seconds = Seconds::minutes(5);
        }
        several {
            variant "user-codes-long", permitted by "RFC 8628 §5.1":
                "User codes have twenty letters, and failed attempts are not counted.",
                quiet because "Brute force of twenty-letter codes is infeasible, so attempts are not limited."
                => |p| { p.device.user_code = UserCodeForm::Long; p.device.attempts = u32::MAX; };
        }
    }
}

choice! {
    /// The name of the response member with the verification URI.
    VerificationMember {
        /// `verification_uri`.
        VerificationUri,
        /// `verification_url`, as in early drafts.
        VerificationUrl,
    }
}

choice! {
    /// The response to a device whose user denied.
    DeviceDenial {
        /// `access_denied`.
        Reported,
        /// `authorization_pending`.
        Silent,
        /// Tokens.
        Granted,
    }
}

choice! {
    /// The response to the first polling request, before the user has decided.
    FirstPoll {
        /// `authorization_pending`.
        Pending,
        /// `slow_down`.
        SlowDown,
    }
}

choice! {
    /// The verification URI.
    DevicePlace {
        /// The page.
        Page,
        /// A short URL that redirects to the page.
        ShortAddress,
    }
}

choice! {
    /// What `verification_uri_complete` contains for the user code.
    CompleteUri {
        /// The user code.
        WithUserCode,
        /// Another value that works like it.
        Opaque,
    }
}

choice! {
    /// The format of a user code.
    UserCodeForm {
        /// Two times four consonants.
        Consonants,
        /// Three times three digits.
        Digits,
        /// Five times four consonants: brute force is infeasible.
        Long,
    }
}
