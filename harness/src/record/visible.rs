//! Text of a peer that may be shown: nothing in it acts on a terminal, or turns the text around it.

use std::borrow::Cow;

/// The text, with what would act written out as `\u{1b}`.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if acts(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown.into()
}

/// Control characters (but for ends of lines and tabs), and what changes the direction of text (UAX #9, section 2).
fn acts(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_written_out_and_everything_else_stays() {
        assert_eq!(visible("a\u{1b}[2J\u{9b}b\r\u{202e}"), "a\\u{1b}[2J\\u{9b}b\\u{d}\\u{202e}");
        assert_eq!(visible("é 名\t\n"), Cow::Borrowed("é 名\t\n"));
    }
}
