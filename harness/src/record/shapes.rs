//! Secrets by their shape, wherever they appear: JWTs, and long runs of characters that someone drew at random.

use std::ops::Range;

/// The shortest run that is taken for a drawn one: 16 characters of base64 have 96 bits.
const SHORTEST_DRAWN: usize = 16;

/// From here on hexadecimal digits are taken for drawn ones, however they follow each other.
const LONG_HEX: usize = 24;

/// The last resort: a text without what looks like a secret. What a case knows has its name already.
pub(super) fn without_drawn(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut end = 0;
    for run in runs(text) {
        let name = if is_digest(&text[run.clone()]) {
            continue;
        } else if is_jwt(&text[run.clone()]) {
            "<jwt>"
        } else if is_drawn(&text[run.clone()]) {
            "<random>"
        } else {
            continue;
        };
        shown.push_str(&text[end..run.start]);
        shown.push_str(name);
        end = run.end;
    }
    shown.push_str(&text[end..]);
    shown
}

/// The long runs of characters that tokens are made of.
fn runs(text: &str) -> Vec<Range<usize>> {
    // What tokens are made of (RFC 6750 section 2.1), and the signs that some add, which sentences have only at the end of words.
    let part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~+!*$|^".contains(&byte);
    let bytes = text.as_bytes();
    let (mut all, mut start) = (Vec::new(), 0);
    for at in 0..=bytes.len() {
        let in_digest = |byte: u8| byte == b'/' && is_digest(&text[start..at]);
        if bytes.get(at).is_some_and(|byte| part(*byte) || in_digest(*byte)) {
            continue;
        }
        // A full stop ends a sentence.
        let end = at - bytes[start..at].iter().rev().take_while(|byte| **byte == b'.').count();
        if end - start >= SHORTEST_DRAWN {
            all.push(start..end);
        }
        start = at + 1;
    }
    all
}

/// What a content security policy and `integrity` name a script by (Subresource Integrity §3.5).
fn is_digest(run: &str) -> bool {
    ["sha256-", "sha384-", "sha512-"].iter().any(|algorithm| run.starts_with(algorithm))
}

/// It begins as a JOSE header does in base64 (RFC 7515 §3.1), and may have been cut off.
fn is_jwt(run: &str) -> bool {
    run.starts_with("eyJ")
}

/// Whether a run is not a word, a number or a name: its letters and digits change places as only chance would have it.
///
/// Names of requirements (`rfc9700-4.16-clickjacking`), of scenarios and of versions have long stretches of one kind.
fn is_drawn(run: &str) -> bool {
    #[derive(Clone, Copy, PartialEq)]
    enum Class {
        Small,
        Capital,
        Digit,
    }
    let class = |byte: u8| match byte {
        b'a'..=b'z' => Some(Class::Small),
        b'A'..=b'Z' => Some(Class::Capital),
        b'0'..=b'9' => Some(Class::Digit),
        _ => None,
    };
    // Long hexadecimal digits are never a word.
    if run.len() >= LONG_HEX && run.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return run.bytes().any(|byte| byte.is_ascii_digit());
    }
    // Signs divide nothing: base64url and UUIDs have them within.
    let classes: Vec<Class> = run.bytes().filter_map(class).collect();
    let count = |wanted| classes.iter().filter(|class| **class == wanted).count();
    // A word may begin with a capital, and a name may end in a number.
    let changes = classes.windows(2).filter(|pair| pair[0] != pair[1] && *pair != [Class::Capital, Class::Small]);
    let digits = count(Class::Digit);
    let is_mixed = digits >= 3 && digits + 3 <= classes.len() || count(Class::Capital) >= 4 && count(Class::Small) >= 4;
    classes.len() >= SHORTEST_DRAWN && is_mixed && changes.count() * 6 >= classes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_is_masked() {
        for (text, shown) in [
            ("token is 3BpMSjQ8z1YxkWw0Lr5v7A.", "token is <random>."),
            ("Bearer sUySpaxCHTaclJLbaKFtByIcpP-twWgGuNugR-br_eM", "Bearer <random>"),
            ("/reset/3f2b8c1e-9d4a-4c7b-8e6f-0a1b2c3d4e5f/", "/reset/<random>/"),
            ("x=9f86d081884c7d659a2feaa0c55ad015", "x=<random>"),
            ("\"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.\"", "\"<jwt>.\""),
            ("a=b$7K!q2*Zt9|Lm4~Xc8^v5W", "a=<random>"),
            ("seen eyJhbGciOiJSUzI1Ni…", "seen <jwt>…"),
        ] {
            assert_eq!(without_drawn(text), shown);
        }
    }

    #[test]
    fn names_and_sentences_are_left_alone() {
        for text in [
            "rfc9700-4.16-clickjacking, rfc6749-4.1.2-code-single-use",
            "openid-connect-core-3.1.3.7-id-token-validation",
            "the authorization endpoint of http://127.0.0.1:39401/o/authorize/",
            "2026-11-30T19:47:38.123456Z, Mozilla/5.0, application/x-www-form-urlencoded",
            "refresh-tokens-confidential-not-rotated",
            "script-src 'sha256-ePniVEkSivX/c7XWBGafqh8tSpiRrKiqYeqbG7N1TOE='",
            "csrfmiddlewaretoken, X-Content-Type-Options, ServerSideRequestForgery",
            "<access_token:1> <registration_access_token:12>",
            "draft-ietf-oauth-security-topics-29",
        ] {
            assert_eq!(without_drawn(text), text);
        }
    }

    #[test]
    fn nothing_that_is_drawn_is_taken_for_a_name() {
        const BASE64URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        // The same numbers in every run.
        let mut state = 88_172_645_463_325_252_u64;
        let mut draw = |alphabet: &[u8]| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let length = u64::try_from(alphabet.len()).expect("it is short");
            char::from(alphabet[usize::try_from(state % length).expect("it is short")])
        };
        for _ in 0..2000 {
            let token: String = (0..43).map(|_| draw(BASE64URL)).collect();
            assert!(!without_drawn(&format!("a {token} b")).contains(&token), "{token}");
            let hex: String = (0..32).map(|_| draw(b"0123456789abcdef")).collect();
            assert!(!without_drawn(&hex).contains(&hex), "{hex}");
        }
    }
}
