//! Whether one page says more than another: by its words, without what a visitor typed and what changes at each visit.

use minijinja::value::Kwargs;
use minijinja::{Error, Value};

use super::{Sources, refused};

/// The placeholder for a typed text.
const TYPED: &str = "\u{2026}";

pub(super) fn differing_words(_: &Sources) -> Value {
    Value::from_function(|text: String, others: Vec<String>, options: Kwargs| -> Result<Vec<String>, Error> {
        let [one, two] = &others[..] else {
            return Err(refused("`differing_words` compares with two texts, one and the same page loaded twice"));
        };
        let without: Vec<String> = options.get::<Option<Vec<String>>>("without")?.unwrap_or_default();
        options.assert_all_used()?;
        let [text, one, two] = [&text, one, two].map(|text| without_typed(text, &without));
        Ok(differing(&words(&text), &words(&one), &words(&two)))
    })
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// The text with each typed text, in whatever case, taken out; the longest first, as one may be part of another.
fn without_typed(text: &str, typed: &[String]) -> String {
    let mut typed: Vec<&str> = typed.iter().map(String::as_str).filter(|typed| !typed.is_empty()).collect();
    typed.sort_by_key(|typed| std::cmp::Reverse(typed.len()));
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let begins = |typed: &&&str| rest.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
        let length = if let Some(typed) = typed.iter().find(begins) {
            left.push_str(TYPED);
            typed.len()
        } else {
            left.push(first);
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    left
}

/// The words that remain if `one` and `two` agree at a position and the text differs; if the number of words differs, those
/// that do not fit.
fn differing(text: &[&str], one: &[&str], two: &[&str]) -> Vec<String> {
    if text == one || text == two {
        return Vec::new();
    }
    let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    let is_same = |word: &str, one: &str, two: Option<&&str>| word == one || two.is_none_or(|two| *two != one);
    if text.len() == one.len() {
        let differs = |at: &usize| !is_same(text[*at], one[*at], two.get(*at));
        return (0..text.len()).filter(differs).map(|at| text[at].to_owned()).collect();
    }
    let shorter = text.len().min(one.len());
    let start = (0..shorter).take_while(|&at| is_same(text[at], one[at], two.get(at))).count();
    let from_end = |words: &[&str], back: usize| words.len() - 1 - back;
    let end = (0..shorter - start)
        .take_while(|&back| {
            let in_two = two.len().checked_sub(back + 1).and_then(|at| two.get(at));
            is_same(text[from_end(text, back)], one[from_end(one, back)], in_two)
        })
        .count();
    let more = &text[start..text.len() - end];
    // A shorter text differs by what it lacks.
    owned(if more.is_empty() { &one[start..one.len() - end] } else { more })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::value;

    fn words(text: &str, one: &str, two: &str) -> serde_json::Value {
        value(&format!("differing_words('{text}', ['{one}', '{two}'], without=['Alice', 'carol'])")).expect("a list")
    }

    #[test]
    fn random_and_typed_words_are_not_differences() {
        let same = words(
            "alice is wrong. Request a1 at 12:00",
            "Carol is wrong. Request b2 at 12:00",
            "carol is wrong. Request c3 at 12:01",
        );
        assert_eq!(same, json!([]));
        assert_eq!(words("No such thing", "A page", "No such thing"), json!([]), "one of the two is enough");
    }

    #[test]
    fn words_of_one_page_alone_are_differences() {
        let [one, two] = ["no user carol (b2)", "no user carol (c3)"];
        assert_eq!(words("wrong password alice (a1)", one, two), json!(["wrong", "password"]));
        assert_eq!(words("no such user alice (a1)", one, two), json!(["such"]));
        assert_eq!(words("no alice (a1)", one, two), json!(["user"]));
        assert_eq!(words("", one, two), json!(["no", "user", "\u{2026}", "(b2)"]));
    }

    #[test]
    fn two_texts_are_needed() {
        assert!(value("differing_words('a', ['b'])").expect_err("refused").contains("two texts"));
    }
}
