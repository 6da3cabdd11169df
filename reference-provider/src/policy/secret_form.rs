//! How secrets are written.

use serde::{Deserialize, Serialize};

choice! {
    /// How a secret is written: 256 random bits, but for one form.
    SecretForm {
        /// In base64url: 43 characters.
        Base64url,
        /// 128 random bits in base64url: 22 characters.
        Short,
        /// In base64, with `+`, `/` and padding.
        Base64,
        /// In base32, in lower case.
        Base32,
        /// In hexadecimal.
        Hex,
        /// As three UUIDs with dots between them.
        Uuids,
        /// Behind a prefix that says what it is.
        Prefixed,
        /// Before a suffix that is always the same.
        Suffixed,
        /// Followed by some 2,000 characters.
        Long,
        /// With every character that RFC 6749 appendix A permits: VSCHAR.
        AnyCharacter,
    }
}
