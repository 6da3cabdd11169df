//! How hard a value can be to guess at most, by its length and alphabet (RFC 6749 §10.10).
//!
//! One value tells nothing about how it was made: this is an upper bound. What falls below a demand breaks it for sure;
//! what reaches it may still be a counter in disguise.

use super::jwt::{Jwt, Reading};

/// An upper bound of the entropy of a token in bits. Of a JWT only the signature counts: the rest can be read.
pub fn bits(token: &str) -> f64 {
    match Jwt::read(token, Reading::Strict) {
        Ok(jwt) => length(jwt.signature.len()) * 8.0,
        Err(_) => text_bits(token),
    }
}

fn text_bits(text: &str) -> f64 {
    if is_random_uuid(text) {
        // RFC 9562 §5.4: version and variant take six of the 128 bits.
        return 122.0;
    }
    let plain: Vec<char> = text.chars().filter(|c| !matches!(c, '-' | '_' | '.' | '~' | '+' | '/' | '=')).collect();
    let any = |of: fn(&char) -> bool| plain.iter().any(of);
    let only_hex = plain.iter().all(|c| c.is_ascii_digit() || matches!(c, 'a'..='f'))
        || plain.iter().all(|c| c.is_ascii_digit() || matches!(c, 'A'..='F'));
    if only_hex {
        let size: f64 = if any(char::is_ascii_alphabetic) { 16.0 } else { 10.0 };
        return length(plain.len()) * size.log2();
    }
    let classes: [(bool, f64); 4] = [
        (any(char::is_ascii_digit), 10.0),
        (any(char::is_ascii_lowercase), 26.0),
        (any(char::is_ascii_uppercase), 26.0),
        // `-` and `_`, or `+` and `/`; anything else is taken for the same few.
        (text.chars().any(|c| !c.is_ascii_alphanumeric()), 2.0),
    ];
    let size: f64 = classes.iter().filter(|(present, _)| *present).map(|(_, size)| size).sum();
    length(text.chars().filter(|c| *c != '=').count()) * size.max(1.0).log2()
}

fn is_random_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
        && groups[2].starts_with('4')
}

fn length(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_and_alphabet_bound_the_entropy() {
        let rounded = |text: &str| bits(text).round();
        for (text, most) in [
            ("", 0.0),
            ("12345678", 27.0),
            ("deadbeefdeadbeefdeadbeefdeadbeef", 128.0),
            ("550e8400-e29b-41d4-a716-446655440000", 122.0),
            ("dBjftJeZ4CVP-mB92K27uh", 132.0),
            ("abcdefghijklmnopqrstuvwxyz", 122.0),
        ] {
            assert!((rounded(text) - most).abs() < 0.5, "{text}: {}", rounded(text));
        }
    }

    #[test]
    fn of_a_jwt_the_signature_counts() {
        assert!(bits("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSIsInBhZCI6InBhZHBhZHBhZHBhZHBhZCJ9.") < 1.0);
        assert!(bits("eyJhbGciOiJIUzI1NiJ9.e30.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") > 255.0);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in ".{0,60}") {
            proptest::prop_assert!(bits(&text) >= 0.0);
        }
    }
}
