//! User codes: what a person reads on one device and types into another (RFC 8628 §6.1).

use super::random::Random;
use crate::policy::UserCodeForm;

/// Of what a code is made, and how it is divided.
struct Shape {
    alphabet: &'static [u8],
    /// The lengths of its parts, with a dash between two.
    parts: &'static [usize],
}

/// Consonants only: no word comes out, and no letter looks like another (RFC 8628 §6.1). 20^8 codes: 34 bits, enough for
/// what lives minutes and can be tried a few times (RFC 8628 §5.1).
const CONSONANTS: Shape = Shape { alphabet: b"BCDFGHJKLMNPQRSTVWXZ", parts: &[4, 4] };
/// As `019-450-730` (RFC 8628 §6.1): 30 bits.
const DIGITS: Shape = Shape { alphabet: b"0123456789", parts: &[3, 3, 3] };
/// Without those that look alike: 50 bits.
const UNDIVIDED: Shape = Shape { alphabet: b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789", parts: &[10] };

const fn shape(form: UserCodeForm) -> Shape {
    match form {
        UserCodeForm::Consonants => CONSONANTS,
        UserCodeForm::Digits => DIGITS,
        UserCodeForm::Undivided => UNDIVIDED,
    }
}

/// A new code, as `WDJB-MJHT`.
pub(crate) fn draw(random: &Random, form: UserCodeForm) -> String {
    let Shape { alphabet, parts } = shape(form);
    // Bytes from there on would make some characters likelier than others.
    let fair = 256 / alphabet.len() * alphabet.len();
    let length = parts.iter().sum();
    let mut characters = String::with_capacity(length);
    while characters.len() < length {
        let fair = random.bytes().into_iter().map(usize::from).filter(|byte| *byte < fair);
        let drawn = fair.map(|byte| char::from(alphabet[byte % alphabet.len()]));
        characters.extend(drawn.take(length - characters.len()));
    }
    let mut rest = characters.as_str();
    let mut part = |length: &usize| {
        let (part, after) = rest.split_at(*length);
        rest = after;
        part
    };
    parts.iter().map(&mut part).collect::<Vec<_>>().join("-")
}

/// What was typed, as it is compared: case and anything that is no character of a code do not count (RFC 8628 §6.1).
pub(crate) fn typed(text: &str, form: UserCodeForm) -> String {
    let alphabet = shape(form).alphabet;
    text.chars()
        .map(|character| character.to_ascii_uppercase())
        .filter(|character| u8::try_from(*character).is_ok_and(|byte| alphabet.contains(&byte)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_two_times_four_consonants() {
        for random in [Random::system(), Random::seeded(3)] {
            let code = draw(&random, UserCodeForm::Consonants);
            assert_eq!((code.len(), code.find('-')), (9, Some(4)), "{code}");
            assert_eq!(typed(&code, UserCodeForm::Consonants).len(), 8, "{code}");
            assert_ne!(code, draw(&random, UserCodeForm::Consonants));
        }
    }

    #[test]
    fn codes_of_other_forms_are_divided_in_their_own_way() {
        let random = Random::seeded(5);
        let digits = draw(&random, UserCodeForm::Digits);
        assert_eq!(digits.split('-').map(str::len).collect::<Vec<_>>(), [3, 3, 3], "{digits}");
        let undivided = draw(&random, UserCodeForm::Undivided);
        assert_eq!(typed(&undivided, UserCodeForm::Undivided), undivided);
    }

    #[test]
    fn people_type_as_they_like() {
        let typed = |text| typed(text, UserCodeForm::Consonants);
        assert_eq!(typed(" wdjb mjht"), "WDJBMJHT");
        assert_eq!(typed("WDJB\u{2013}MJHT."), "WDJBMJHT");
        assert_eq!(typed("aeiou 0189 \u{130}"), "");
    }
}
