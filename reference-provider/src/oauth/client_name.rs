//! The maximum length of a client name (RFC 7591 §2), which any client can choose and the consent page shows.

const MAX: usize = 100;

/// Whether a name is displayed as it is written: visible, on one line, without characters that reorder or hide the text
/// around it.
pub(crate) fn is_readable(name: &str) -> bool {
    let count = name.chars().count();
    (1..=MAX).contains(&count)
        && name.chars().any(|char| !char.is_whitespace())
        && !name.chars().any(|char| char.is_control() || is_invisible(char))
}

/// Bidirectional controls, joiners, fillers and tags (Unicode Technical Report 36 §2 calls them deceptive in names).
fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_as_it_is_written() {
        for name in ["App", "Käse & Söhne", "Банк", "銀行", "בנק", "a b", &"a".repeat(100)] {
            assert!(is_readable(name), "{name}");
        }
        for name in
            ["", "   ", "\u{a0}", "\u{200b}\u{2060}", "Good\u{202e}elgooG", "a\nb", "a\u{feff}b", &"a".repeat(101)]
        {
            assert!(!is_readable(name), "{name:?}");
        }
    }
}
