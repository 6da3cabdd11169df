//! The users of a target file.

use std::collections::BTreeMap;

use crate::decode::DecodeError;
use crate::model::span::Spanned;
use crate::model::target::User;

/// The `shows` of a user must be present, and must not match another user: a user who cannot be distinguished from alice would
/// be taken for her.
pub(super) fn unshown(users: &BTreeMap<String, Spanned<User>>) -> Vec<DecodeError> {
    let shows = |user: &Spanned<User>| user.value.shows.trim().to_owned();
    let mistake = |(name, user): (&String, &Spanned<User>)| {
        if shows(user).is_empty() {
            let error = DecodeError::at(user.span, format!("`shows` of `{name}` is empty, and would match every page"));
            return Some(error.help("name a text that a page contains only if this user is signed in"));
        }
        let shown_too = |(other, its): &(&String, &Spanned<User>)| *other != name && shows(its).contains(&shows(user));
        let (other, _) = users.iter().find(shown_too)?;
        let error = DecodeError::at(user.span, format!("the `shows` of `{name}` matches `{other}` as well"));
        Some(error.help("name a text that a page contains only if this user is signed in"))
    };
    users.iter().filter_map(mistake).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::span::Span;

    #[test]
    fn the_shows_of_a_user_matches_no_other_user() {
        let mistakes = |alice: &str, bob: &str| {
            let user = |shows: &str| {
                let value = serde_json::json!({ "name": "u", "password": "wonderland-1", "shows": shows });
                Spanned { value: serde_json::from_value(value).expect("a user"), span: Span::default() }
            };
            let users = BTreeMap::from([("alice".to_owned(), user(alice)), ("bob".to_owned(), user(bob))]);
            unshown(&users).into_iter().map(|mistake| mistake.message).collect::<Vec<_>>()
        };
        assert!(mistakes("Alice A.", "Bob B.").is_empty());
        assert!(mistakes("", "Bob")[0].contains("`shows` of `alice` is empty"));
        for (alice, bob) in [("example.com", "example.com"), ("B", "Bob")] {
            assert!(mistakes(alice, bob)[0].contains("the `shows` of `alice` matches `bob` as well"));
        }
    }
}
