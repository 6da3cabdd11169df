//! The device authorization grant: a device without a keyboard, and a user with a browser elsewhere.

use serde::{Deserialize, Serialize};

use super::{Seconds, Strength};

rules! {
    /// The device authorization grant (RFC 8628).
    DeviceRules {
        /// Codes run out after so long. RFC 8628 §3.2 and §6.1.
        lifetime: Seconds = Seconds::minutes(10),
        /// So long a device waits between two requests. RFC 8628 §3.2 and §3.5.
        interval: Seconds = Seconds(5),
        /// And the answer says so by a number. RFC 8628 §3.2.
        interval_as_number: bool = true,
        /// How hard a device code is to guess. RFC 8628 §5.2.
        strength: Strength = Strength::Full,
        /// What the response calls the place where the user goes. RFC 8628 §3.2.
        verification_member: VerificationMember = VerificationMember::VerificationUri,
        /// The user types the code in, or comes with it in the address. RFC 8628 §3.3.
        user_code_asked: bool = true,
        /// Who comes with the code in the address is shown it, and asked. RFC 8628 §3.3.1 and §5.4.
        confirmed: bool = true,
        /// So many wrong user codes within the window, and the user has to wait. RFC 8628 §5.1.
        attempts: u32 = 5,
        /// The window in which wrong user codes are counted.
        attempts_window: Seconds = Seconds::minutes(5),
        /// A device code works for the client it was issued to. RFC 8628 §3.4.
        bound_to_client: bool = true,
        /// There is no token before the user has agreed. RFC 8628 §3.5.
        decision_awaited: bool = true,
        /// A device that asks too often is told so, and waits five seconds longer each time. RFC 8628 §3.5.
        haste_refused: bool = true,
        /// What a device learns when its user says no. RFC 8628 §3.5.
        denial: DeviceDenial = DeviceDenial::Reported,
        /// A code that has run out brings no token any more. RFC 8628 §3.5.
        expired_refused: bool = true,
        /// A code that has run out is called so, and not unknown. RFC 8628 §3.5.
        expiry_named: bool = true,
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
