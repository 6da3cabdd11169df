//! `${…}` in texts: every mention and every mistake has a place in the text.

use oauth_harness::syntax::template::{self, Variables};
use serde_json::json;

use super::input::text;

/// Reads it.
pub fn read(data: &[u8]) {
    let text = text(data);
    let values = [("code", json!("abc")), ("response", json!({ "status": 200, "body": [1, "x", null] }))];
    let variables: Variables =
        values.into_iter().map(|(name, value)| (name.to_owned(), template::value_of(&value))).collect();
    let in_text = |range: &std::ops::Range<usize>| {
        assert!(text.get(range.clone()).is_some(), "{range:?} is not a part of {text:?}");
    };
    match template::mentions(&text) {
        Ok(mentions) => mentions.iter().for_each(|mention| in_text(&mention.range)),
        Err(error) => in_text(&error.range),
    }
    for error in [
        template::render(&text, &variables).err(),
        template::render_text(&text, &variables).err(),
        template::render_known(&text, &variables).err(),
    ]
    .into_iter()
    .flatten()
    {
        in_text(&error.range);
    }
    if !text.contains("${") {
        assert_eq!(template::render_text(&text, &variables).as_deref(), Ok(text.as_str()));
    }
}
