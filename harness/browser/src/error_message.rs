//! The error message of a page, in its own words, and other obstacles on it.

use super::fields::plain_name;
use super::words::{self, Meaning};
use crate::model::page::{Control, Page};
use crate::model::quoted;

/// The maximum length of quoted text.
const MOST: usize = 160;

/// The error message of the page: the sentence with the error, or the nearest text if it has no sentences.
pub fn error_message(page: &Page) -> Option<String> {
    let complains = |text: &str| {
        let said = words::read(text);
        said.has(Meaning::Complaint) || said.has(Meaning::Error)
    };
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '。' | '！' | '？');
    let sentence = page.text.split_inclusive(ends).map(str::trim).find(|sentence| complains(sentence))?;
    // The links above the heading, and the heading, have no full stop either.
    let below = sentence.rsplit_once(page.heading.as_str()).map(|(_, below)| below.trim());
    let sentence = below.filter(|below| !page.heading.is_empty() && complains(below)).unwrap_or(sentence);
    if sentence.chars().count() <= MOST {
        return Some(sentence.to_owned());
    }
    // Labels and headings have no full stop: the last words before it belong to it.
    let starts: Vec<usize> = sentence.match_indices(' ').map(|(at, _)| at + 1).collect();
    let word = starts.iter().rposition(|start| complains(&sentence[*start..])).unwrap_or_default();
    let from = word.checked_sub(4).and_then(|word| starts.get(word)).copied().unwrap_or_default();
    Some(beginning(&sentence[from..]))
}

/// The beginning of the page's text, below its heading if there is more; nothing if it has none.
pub fn leading_text(page: &Page) -> Option<String> {
    let below = page.text.split_once(page.heading.as_str()).map(|(_, below)| below.trim());
    let words = below.filter(|below| !below.is_empty()).unwrap_or(&page.text);
    (!words.is_empty()).then(|| beginning(words))
}

/// Whether a field or the text is a captcha.
pub fn has_captcha(page: &Page) -> bool {
    let is_test = |control: &Control| {
        // An empty honeypot has such a name, too, but it is hidden.
        let seen = control.kind != "hidden" || plain_name(control).ends_with("response");
        seen && (plain_name(control).contains("captcha") || words::read(&control.label).has(Meaning::Captcha))
    };
    let form = page.main_form.and_then(|form| page.forms.get(form));
    form.iter().flat_map(|form| &form.controls).any(is_test) || words::read(&page.text).has(Meaning::Captcha)
}

fn beginning(text: &str) -> String {
    quoted::at_most(MOST, text)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::page_from_html::page_from_html;

    fn page(body: &str) -> Page {
        page_from_html(&Url::parse("http://op.test/login").expect("a URL"), 200, "text/html", body)
    }

    #[test]
    fn the_sentence_that_complains() {
        let body = "<h1>Hello.</h1><p>This account is locked.</p><p>Call us.</p>";
        assert_eq!(error_message(&page(body)).as_deref(), Some("This account is locked."));
        let menu = "<a href=/>Skip to content</a> <a href=/in>Log in</a> <h1>Log in</h1> <p>User name or password is not right.</p>";
        assert_eq!(error_message(&page(menu)).as_deref(), Some("User name or password is not right."));
        let long = format!("<p>{}</p><p>Wrong password</p><p>{}</p>", "menu ".repeat(50), "foot ".repeat(50));
        let quote = quoted::cut(&error_message(&page(&long)).expect("it complains"));
        assert!(quote.starts_with("menu") && quote.contains("Wrong password foot") && quote.len() < 170, "{quote}");
        assert_eq!(error_message(&page("<p>Welcome.</p>")), None);
        assert_eq!(
            leading_text(&page("<p>Menu</p><h1>Oops</h1><p>No such client.")).as_deref(),
            Some("No such client.")
        );
        assert_eq!(leading_text(&page("<p>Menu</p><h1>Oops</h1>")).as_deref(), Some("Menu Oops"));
    }

    #[test]
    fn a_test_for_humans() {
        let field = "<form><input name=u><input type=password name=p><input name=captcha></form>";
        assert!(has_captcha(&page(field)));
        assert!(!has_captcha(&page("<form><input name=u><input type=password name=p></form>")));
    }
}
