//! The format of secrets.

use serde::{Deserialize, Serialize};

choice! {
    /// The format of a secret, with 256 random bits unless noted.
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
        /// As three UUIDs separated by dots.
        Uuids,
        /// After a prefix that names its type.
        Prefixed,
        /// Before a constant suffix.
        Suffixed,
        /// Followed by about 2,000 characters.
        Long,
        /// With every character that RFC 6749 appendix A permits: VSCHAR.
        AnyCharacter,
    }
}
