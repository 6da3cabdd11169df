//! The device authorization grant: a device without a keyboard, and a user with a browser elsewhere.

use serde::{Deserialize, Serialize};

use super::{Seconds, SecretForm, Strength};

rules! {
    /// The device authorization grant (RFC 8628).
    DeviceRules in device {
        against ClientImpersonation {
            /// A device code works for the client it was issued to.
            bound_to_client: bool = true, "RFC 8628 §3.4";
                fault "device-code-not-bound-to-client" = false, breaks "rfc8628-3.4-grant-bound-to-client":
                    "A device code can be redeemed by any client.";
        }
        against ConsentBypass {
            /// The user types the code in, or comes with it in the address.
            user_code_asked: bool = true, "RFC 8628 §3.3";
                fault "device-code-unasked" = false, breaks "rfc8628-3.3-verification-flow":
                    "The user is not asked for a code: the device that came last is meant.";
            /// A user who comes with the code in the address is shown it, and asked.
            confirmed: bool = true, "RFC 8628 §3.3.1 and §5.4";
                fault "device-unconfirmed" = false, breaks "rfc8628-3.3.1-complete-uri-confirmation":
                    "Opening verification_uri_complete is agreement enough.";
            /// There is no token before the user has agreed.
            decision_awaited: bool = true, "RFC 8628 §3.5";
                fault "device-decision-unawaited" = false, breaks "rfc8628-3.5-pending":
                    "A device gets tokens of the first user before anybody has agreed.";
            /// What a device learns when its user says no.
            denial: DeviceDenial = DeviceDenial::Reported, "RFC 8628 §3.5";
                fault "device-denial-silent" = DeviceDenial::Silent, breaks "rfc8628-3.5-denied":
                    "A device whose user has said no waits on.";
                fault "device-denial-grants" = DeviceDenial::Granted, breaks "rfc8628-3.5-denied":
                    "A device whose user has said no gets tokens all the same.";
            /// A code that has run out brings no token any more.
            expired_refused: bool = true, "RFC 8628 §3.5";
                fault "device-code-everlasting" = false, breaks "rfc8628-3.5-expired":
                    "A device code that was granted works long after it has run out.";
        }
        against Guessing {
            /// How hard a device code is to guess.
            strength: Strength = Strength::Full, "RFC 8628 §5.2";
                fault "device-code-guessable" = Strength::Weak, breaks "rfc8628-5.2-device-code-entropy":
                    "Device codes have 32 bits.";
            /// So many wrong user codes within the window, and the user has to wait.
            attempts: u32 = 5, "RFC 8628 §5.1";
                fault "user-code-guessable" = u32::MAX, breaks "rfc8628-5.1-user-code-rate-limit":
                    "User codes can be tried out without end.";
        }
        against Interoperability {
            /// The interval is a number in the response.
            interval_as_number: bool = true, "RFC 8628 §3.2";
                fault "device-interval-text" = false, breaks "rfc8628-3.2-member-types":
                    "The interval of device authorization responses is a text.";
            /// What the response calls the place where the user goes.
            verification_member: VerificationMember = VerificationMember::VerificationUri, "RFC 8628 §3.2";
                fault "device-verification-url" = VerificationMember::VerificationUrl,
                    breaks "rfc8628-3.2-required-members":
                    "The device gets a verification_url, as in drafts, and no verification_uri.";
            /// A device that polls too fast gets `slow_down`, and waits five seconds longer each time.
            haste_refused: bool = true, "RFC 8628 §3.5";
                fault "device-haste-accepted" = false, breaks "rfc8628-3.5-slow-down":
                    "A device may ask as often as it likes.";
            /// A code that has run out is called so, and not unknown.
            expiry_named: bool = true, "RFC 8628 §3.5";
                fault "device-expiry-unnamed" = false, breaks "rfc8628-3.5-expired":
                    "A device code that has run out is said to be unknown.";
        }
        knobs {
            /// Codes run out after so long.
            lifetime: Seconds = Seconds::minutes(10), "RFC 8628 §3.2 and §6.1";
                variant "device-codes-of-two-minutes" = Seconds::minutes(2), permitted by "RFC 8628 §3.2":
                    "Codes of devices run out after two minutes.";
            /// So long a device waits between two requests.
            interval: Seconds = Seconds(5), "RFC 8628 §3.2 and §3.5";
                variant "device-interval-of-eight-seconds" = Seconds(8), permitted by "RFC 8628 §3.2":
                    "A device waits eight seconds between two requests.";
            /// The response names the interval.
            interval_named: bool = true, "RFC 8628 §3.2";
                variant "device-interval-left-out" = false, permitted by "RFC 8628 §3.2":
                    "The interval is not in the response: it is five seconds then.";
            /// The response has the address with the code in it.
            complete_uri_named: bool = true, "RFC 8628 §3.2";
                variant "device-complete-uri-left-out" = false, permitted by "RFC 8628 §3.2":
                    "There is no verification_uri_complete.",
                    quiet because "What is about this address has nothing to judge.";
            /// How the address stands for the code that is in it.
            complete_uri: CompleteUri = CompleteUri::WithUserCode, "RFC 8628 §3.2";
                variant "device-complete-uri-opaque" = CompleteUri::Opaque, permitted by "RFC 8628 §3.2":
                    "verification_uri_complete has a value of its own in place of the user code.",
                    quiet because "No address shows how user codes are sent.";
            /// `verification_uri` has the user code in it.
            code_in_uri: bool = false, "RFC 8628 §3.3";
                variant "device-code-in-verification-uri" = true, discouraged by "RFC 8628 §3.3":
                    "verification_uri has the user code in it, so that nobody has to type it.";
            /// How user codes are written.
            user_code: UserCodeForm = UserCodeForm::Consonants, "RFC 8628 §6.1";
                variant "user-codes-of-digits" = UserCodeForm::Digits, permitted by "RFC 8628 §6.1":
                    "User codes are nine digits with dashes between them.";
            /// What a device learns that asks for the first time before its user has answered.
            first_poll: FirstPoll = FirstPoll::Pending, "RFC 8628 §3.5";
                variant "device-slowed-down-at-first" = FirstPoll::SlowDown, unregulated by "RFC 8628 §3.5":
                    "The first request of a device is answered with slow_down.";
            /// Where the user goes.
            place: DevicePlace = DevicePlace::Page, "RFC 8628 §3.3";
                variant "device-page-behind-short-address" = DevicePlace::ShortAddress, permitted by "RFC 8628 §3.3":
                    "The user goes to a short address, from where a redirect leads to the page.";
            /// How a device code is written.
            form: SecretForm = SecretForm::Base64url, "RFC 8628 §3.2";
                variant "device-codes-of-any-character" = SecretForm::AnyCharacter, permitted by "RFC 8628 §3.2":
                    "Device codes have spaces, quotes and percent signs.";
            /// The window in which wrong user codes are counted.
            attempts_window: Seconds = Seconds::minutes(5);
        }
        several {
            variant "user-codes-long", permitted by "RFC 8628 §5.1":
                "User codes have twenty letters, and wrong ones are not counted.",
                quiet because "Nobody tries out codes of twenty letters."
                => |p| { p.device.user_code = UserCodeForm::Long; p.device.attempts = u32::MAX; };
        }
    }
}

choice! {
    /// What the response calls the place where the user goes.
    VerificationMember {
        /// `verification_uri`.
        VerificationUri,
        /// `verification_url`, as drafts did.
        VerificationUrl,
    }
}

choice! {
    /// What a device learns when its user says no.
    DeviceDenial {
        /// `access_denied`.
        Reported,
        /// That the user has not answered yet.
        Silent,
        /// Nothing: it gets a token.
        Granted,
    }
}

choice! {
    /// What a device learns at its first request, while its user has not answered.
    FirstPoll {
        /// `authorization_pending`.
        Pending,
        /// `slow_down`.
        SlowDown,
    }
}

choice! {
    /// Where the user of a device goes.
    DevicePlace {
        /// The page itself.
        Page,
        /// An address that is short, and leads there.
        ShortAddress,
    }
}

choice! {
    /// How `verification_uri_complete` stands for the user code.
    CompleteUri {
        /// By the code itself.
        WithUserCode,
        /// By another value with the same function.
        Opaque,
    }
}

choice! {
    /// How a user code is written.
    UserCodeForm {
        /// Two times four consonants.
        Consonants,
        /// Three times three digits.
        Digits,
        /// Five times four consonants: nobody can try them out.
        Long,
    }
}
