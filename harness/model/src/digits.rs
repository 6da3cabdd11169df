//! The digits of base64 and of hexadecimal dumps.

/// The digits that encode bytes.
#[derive(Clone, Copy)]
pub(super) struct Digits {
    /// The bits of each.
    pub(super) bits: usize,
    pub(super) digit: fn(u8) -> u8,
    /// Signs between digits.
    pub(super) is_skipped: fn(u8) -> bool,
}

impl Digits {
    pub(super) const BASE64: Digits = Digits { bits: 6, digit: base64_digit, is_skipped: |_| false };
    pub(super) const HEX: Digits = Digits { bits: 4, digit: hex_digit, is_skipped: is_between_bytes };
}

/// What dumps put between the hexadecimal digits of two bytes, apart from white space.
pub(super) fn is_between_bytes(byte: u8) -> bool {
    matches!(byte, b':' | b'-' | b',')
}

/// Of either alphabet (RFC 4648 §4 and §5).
pub(super) fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

fn base64_digit(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        _ => 63,
    }
}

fn hex_digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        _ => byte.to_ascii_lowercase() - b'a' + 10,
    }
}
