//! Cookies that browsers received and lost, as notes that may explain a finding.

use crate::browser::{SetCookieOutcome, SetCookieResult};

/// More notes than these add nothing.
const MOST: usize = 5;

/// One sentence for each problem, without repetitions.
pub(super) fn cookie_notes<'a>(troubles: impl Iterator<Item = &'a SetCookieResult>) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let mut more = 0;
    for note in troubles.filter_map(note) {
        if notes.contains(&note) {
            continue;
        }
        if notes.len() < MOST {
            notes.push(note);
        } else {
            more += 1;
        }
    }
    if more > 0 {
        notes.push(format!("{more} more cookies were lost"));
    }
    notes
}

fn note(trouble: &SetCookieResult) -> Option<String> {
    let origin = trouble.from.origin().ascii_serialization();
    let name = &trouble.name;
    match &trouble.outcome {
        SetCookieOutcome::Clashed { with } => Some(format!(
            "the cookie `{name}` of {with} was overwritten by {origin}: cookies are shared across ports; give the two \
             sites different host names"
        )),
        SetCookieOutcome::Refused { why } => {
            Some(format!("the browser rejected the cookie `{name}` of {origin}: {why}"))
        }
        SetCookieOutcome::Stored | SetCookieOutcome::Deleted => None,
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn each_problem_is_noted_once_and_not_all_of_many() {
        let from = Url::parse("http://localhost:8001/x").expect("a URL");
        let receipt = |name: String, outcome| SetCookieResult { from: from.clone(), name, outcome };
        let clash =
            || receipt("sessionid".to_owned(), SetCookieOutcome::Clashed { with: "http://localhost:8000".to_owned() });
        let mut troubles = vec![clash(), clash(), receipt("kept".to_owned(), SetCookieOutcome::Stored)];
        troubles
            .extend((0..10).map(|n| receipt(format!("c{n}"), SetCookieOutcome::Refused { why: "a public suffix" })));
        let notes = cookie_notes(troubles.iter());
        assert_eq!(
            notes[0],
            "the cookie `sessionid` of http://localhost:8000 was overwritten by http://localhost:8001: cookies are \
            shared across ports; give the two sites different host names"
        );
        assert_eq!(notes[1], "the browser rejected the cookie `c0` of http://localhost:8001: a public suffix");
        assert_eq!((notes.len(), notes[5].as_str()), (6, "6 more cookies were lost"));
    }
}
