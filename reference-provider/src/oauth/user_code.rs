//! User codes, which a user reads on one device and types into another (RFC 8628 §6.1).

use super::random::Random;
use crate::policy::UserCodeForm;

/// The structure of a code.
struct CodeStructure {
    alphabet: &'static [u8],
    groups: usize,
    /// Characters in a group.
    size: usize,
}

/// Consonants only, so that codes contain no words and no similar letters (RFC 8628 §6.1).
const CONSONANTS: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ";

/// The structure of each form, with its number of possible codes. RFC 8628 §5.1.
fn shape(form: UserCodeForm) -> CodeStructure {
    match form {
        // 34 bits, enough for a lifetime of minutes and a few attempts.
        UserCodeForm::Consonants => CodeStructure { alphabet: CONSONANTS, groups: 2, size: 4 },
        // 29 bits, as in the second example of RFC 8628 §6.1.
        UserCodeForm::Digits => CodeStructure { alphabet: b"0123456789", groups: 3, size: 3 },
        // 86 bits, enough without a limit on attempts.
        UserCodeForm::Long => CodeStructure { alphabet: CONSONANTS, groups: 5, size: 4 },
    }
}

/// A new code, such as `WDJB-MJHT`.
pub(crate) fn draw(random: &Random, form: UserCodeForm) -> String {
    let CodeStructure { alphabet, groups, size } = shape(form);
    // The remaining byte values would make some characters more likely than others.
    let fair = 256 - 256 % alphabet.len();
    let mut characters = Vec::with_capacity(groups * size);
    while characters.len() < groups * size {
        let drawn = random.bytes().into_iter().map(usize::from).filter(|byte| *byte < fair);
        characters.extend(drawn.map(|byte| char::from(alphabet[byte % alphabet.len()])));
    }
    let written = characters[..groups * size].chunks(size).map(String::from_iter);
    written.collect::<Vec<String>>().join("-")
}

/// A typed code in its canonical form: case and all other characters are ignored (RFC 8628 §6.1).
pub(crate) fn typed(text: &str, form: UserCodeForm) -> String {
    text.chars()
        .map(|character| character.to_ascii_uppercase())
        .filter(|character| u8::try_from(*character).is_ok_and(|byte| shape(form).alphabet.contains(&byte)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_groups_of_characters() {
        for (form, length, dash) in
            [(UserCodeForm::Consonants, 9, 4), (UserCodeForm::Digits, 11, 3), (UserCodeForm::Long, 24, 4)]
        {
            for random in [Random::system(), Random::seeded(3)] {
                let code = draw(&random, form);
                assert_eq!((code.len(), code.find('-')), (length, Some(dash)), "{code}");
                assert_eq!(typed(&code, form), code.replace('-', ""));
                assert_ne!(code, draw(&random, form));
            }
        }
    }

    #[test]
    fn people_type_as_they_like() {
        assert_eq!(typed(" wdjb mjht", UserCodeForm::Consonants), "WDJBMJHT");
        assert_eq!(typed("WDJB\u{2013}MJHT.", UserCodeForm::Long), "WDJBMJHT");
        assert_eq!(typed("aeiou 0189 \u{130}", UserCodeForm::Consonants), "");
        assert_eq!(typed("019 450 730 x", UserCodeForm::Digits), "019450730");
    }
}
