//! The values in `${…}` by their names: a reader of a finding should not have to read expressions.

use crate::syntax::template;

/// What a text of a scenario refers to: the names in its `${…}`, or the text itself if it has none.
pub(super) fn in_words(text: &str) -> String {
    let mut names: Vec<String> = Vec::new();
    for mention in template::mentions(text).unwrap_or_default().into_iter().filter(|mention| !mention.called) {
        let name = format!("`{}`", mention.path);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] if text.contains("${") => "an expression".to_owned(),
        [] => format!("`{text}`"),
        names => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_named_by_their_variables() {
        for (text, words) in [
            ("${it.state | default('none')}", "`it.state`"),
            ("${'nonce' in jwt_claims(received.logout_token)}", "`received.logout_token`"),
            ("${it.status} ${it.text} ${it.status}", "`it.status`, `it.text`"),
            ("${1 + 1}", "an expression"),
            ("none", "`none`"),
        ] {
            assert_eq!(in_words(text), words);
        }
    }
}
