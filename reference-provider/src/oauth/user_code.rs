//! User codes: what a person reads on one device and types into another (RFC 8628 §6.1).

use super::random::Random;

/// Consonants only: no word comes out, and no letter looks like another (RFC 8628 §6.1).
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// 20^8 codes: 34 bits, enough for what lives minutes and can be tried a few times (RFC 8628 §5.1).
const LENGTH: usize = 8;

/// A new code, as `WDJB-MJHT`.
pub(crate) fn draw(random: &Random) -> String {
    let mut letters = String::with_capacity(LENGTH);
    while letters.len() < LENGTH {
        // Bytes from 240 on would make some letters likelier than others.
        let fair = random.bytes().into_iter().filter(|byte| *byte < 240);
        let letter = |byte: u8| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]);
        letters.extend(fair.map(letter).take(LENGTH - letters.len()));
    }
    format!("{}-{}", &letters[..LENGTH / 2], &letters[LENGTH / 2..])
}

/// What was typed, as it is compared: case and anything that is no letter of a code do not count (RFC 8628 §6.1).
pub(crate) fn typed(text: &str) -> String {
    text.chars()
        .map(|character| character.to_ascii_uppercase())
        .filter(|character| u8::try_from(*character).is_ok_and(|byte| ALPHABET.contains(&byte)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_two_times_four_consonants() {
        for random in [Random::system(), Random::seeded(3)] {
            let code = draw(&random);
            assert_eq!((code.len(), code.find('-')), (9, Some(4)), "{code}");
            assert_eq!(typed(&code).len(), LENGTH, "{code}");
            assert_ne!(code, draw(&random));
        }
    }

    #[test]
    fn people_type_as_they_like() {
        assert_eq!(typed(" wdjb mjht"), "WDJBMJHT");
        assert_eq!(typed("WDJB\u{2013}MJHT."), "WDJBMJHT");
        assert_eq!(typed("aeiou 0189 \u{130}"), "");
    }
}
