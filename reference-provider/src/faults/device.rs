//! The device authorization grant is careless.

use super::Fault;
use crate::policy::{DeviceDenial, Strength, VerificationMember};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "device-verification-url" breaks "rfc8628-3.2-required-members":
        "The device is told a verification_url, as drafts had it, and no verification_uri."
        => |p| p.device.verification_member = VerificationMember::VerificationUrl;
    "device-code-unasked" breaks "rfc8628-3.3-verification-flow":
        "The user is not asked for a code: the device that came last is meant." => |p| p.device.user_code_asked = false;
    "device-unconfirmed" breaks "rfc8628-3.3.1-complete-uri-confirmation":
        "Opening verification_uri_complete is agreement enough." => |p| p.device.confirmed = false;
    "device-code-not-bound-to-client" breaks "rfc8628-3.4-grant-bound-to-client":
        "A device code can be redeemed by any client." => |p| p.device.bound_to_client = false;
    "device-decision-unawaited" breaks "rfc8628-3.5-pending":
        "A device gets tokens of the first user before anybody has agreed." => |p| p.device.decision_awaited = false;
    "device-haste-accepted" breaks "rfc8628-3.5-slow-down":
        "A device may ask as often as it likes." => |p| p.device.haste_refused = false;
    "device-denial-silent" breaks "rfc8628-3.5-denied":
        "A device whose user has said no waits on." => |p| p.device.denial = DeviceDenial::Silent;
    "device-denial-grants" breaks "rfc8628-3.5-denied":
        "A device whose user has said no gets tokens all the same." => |p| p.device.denial = DeviceDenial::Granted;
    "device-code-everlasting" breaks "rfc8628-3.5-expired":
        "A device code that was granted works long after it has run out." => |p| p.device.expired_refused = false;
    "device-expiry-unnamed" breaks "rfc8628-3.5-expired":
        "A device code that has run out is said to be unknown." => |p| p.device.expiry_named = false;
    "user-code-guessable" breaks "rfc8628-5.1-user-code-rate-limit":
        "User codes can be tried out without end." => |p| p.device.attempts = u32::MAX;
    "device-interval-text" breaks "rfc8628-3.2-member-types":
        "The interval of device authorization responses is a text." => |p| p.device.interval_as_number = false;
    "device-code-guessable" breaks "rfc8628-5.2-device-code-entropy":
        "Device codes have 32 bits." => |p| p.device.strength = Strength::Weak;
};
