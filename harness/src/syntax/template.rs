//! `${…}` in scenario and target files: an expression inside a text.
//!
//! A text that is nothing but one `${…}` keeps the type of its value; in any other text the value is written out.
//! `$${` stands for a literal `${`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};

/// The values that expressions may speak of, by name. Cheap to clone.
pub type Variables = BTreeMap<String, Value>;

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// A sentence without a full stop.
    pub message: String,
    /// The bytes of the text it is about.
    pub range: Range<usize>,
}

/// Reads a text and returns the variables (`name` or `name.member`) that it speaks of, with their places in the text.
pub fn variables(text: &str) -> Result<Vec<(String, Range<usize>)>, TemplateError> {
    let mut found = Vec::new();
    for piece in pieces(text)? {
        let Piece::Expression(range) = piece else { continue };
        let expression = compile(text, &range)?;
        let mut names: Vec<String> = expression.undeclared_variables(true).into_iter().collect();
        names.sort();
        found.extend(names.into_iter().map(|name| (name, range.clone())));
    }
    Ok(found)
}

/// Replaces every `${…}` of a text by its value.
pub fn render(text: &str, variables: &Variables) -> Result<serde_json::Value, TemplateError> {
    if !text.contains("${") {
        return Ok(text.into());
    }
    let pieces = pieces(text)?;
    if let [Piece::Expression(range)] = pieces.as_slice() {
        let value = evaluate(text, range, variables)?;
        return serde_json::to_value(&value).map_err(|error| TemplateError {
            message: format!("the value cannot be used here: {error}"),
            range: range.clone(),
        });
    }
    let mut rendered = String::with_capacity(text.len());
    for piece in pieces {
        match piece {
            Piece::Literal(literal) => rendered.push_str(literal),
            Piece::Expression(range) => rendered.push_str(&evaluate(text, &range, variables)?.to_string()),
        }
    }
    Ok(rendered.into())
}

/// Replaces every `${…}` of a text and writes the result as text.
pub fn render_text(text: &str, variables: &Variables) -> Result<String, TemplateError> {
    Ok(match render(text, variables)? {
        serde_json::Value::String(text) => text,
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    })
}

/// Replaces every `${…}` that speaks of nothing but these variables, and leaves the others, and every `$${`, for later.
pub fn render_known(text: &str, variables: &Variables) -> Result<String, TemplateError> {
    let mut rendered = String::with_capacity(text.len());
    for piece in pieces(text)? {
        match piece {
            Piece::Literal(literal) => rendered.push_str(&literal.replace("${", "$${")),
            Piece::Expression(range) => {
                let roots = compile(text, &range)?.undeclared_variables(false);
                if roots.iter().all(|root| variables.contains_key(root)) {
                    let value = evaluate(text, &range, variables)?.to_string();
                    rendered.push_str(&value.replace("${", "$${"));
                } else {
                    rendered.push_str(&text[range.start - 2..=range.end]);
                }
            }
        }
    }
    Ok(rendered)
}

/// A value of ours as a value for expressions.
pub fn value_of(value: &impl serde::Serialize) -> Value {
    Value::from(Serde(value))
}

enum Piece<'a> {
    Literal(&'a str),
    Expression(Range<usize>),
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, TemplateError> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("${") {
        let open = at + found;
        if text[..open].ends_with('$') {
            pieces.push(Piece::Literal(&text[at..open - 1]));
            pieces.push(Piece::Literal("${"));
            at = open + 2;
            continue;
        }
        if open > at {
            pieces.push(Piece::Literal(&text[at..open]));
        }
        let close = closing_brace(text, open + 2)
            .ok_or_else(|| TemplateError { message: "`${` without its `}`".to_owned(), range: open..text.len() })?;
        pieces.push(Piece::Expression(open + 2..close));
        at = close + 1;
    }
    if at < text.len() {
        pieces.push(Piece::Literal(&text[at..]));
    }
    Ok(pieces)
}

/// The `}` that ends an expression, skipping those in quotes and in inner braces.
fn closing_brace(text: &str, from: usize) -> Option<usize> {
    let (mut depth, mut quote) = (0, None);
    for (at, c) in text[from..].char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return Some(from + at),
            (None, '}') => depth -= 1,
            _ => {}
        }
    }
    None
}

fn evaluate(text: &str, range: &Range<usize>, variables: &Variables) -> Result<Value, TemplateError> {
    let undefined = || TemplateError {
        message: format!("`${{{}}}` has no value here", &text[range.clone()]),
        range: range.clone(),
    };
    let value =
        compile(text, range)?.eval(Value::from_pairs(variables.clone())).map_err(|error| match error.kind() {
            minijinja::ErrorKind::UndefinedError => undefined(),
            _ => describe(&error, text, range),
        })?;
    if value.is_undefined() { Err(undefined()) } else { Ok(value) }
}

fn compile(text: &str, range: &Range<usize>) -> Result<minijinja::Expression<'static, 'static>, TemplateError> {
    ENGINE.compile_expression_owned(text[range.clone()].to_owned()).map_err(|error| describe(&error, text, range))
}

fn describe(error: &minijinja::Error, text: &str, range: &Range<usize>) -> TemplateError {
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    TemplateError {
        message: format!("`${{{}}}` is not an expression: {detail}", &text[range.clone()]),
        range: range.clone(),
    }
}

static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_fuel(Some(100_000));
    engine
});

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scope() -> Variables {
        Variables::from([
            ("grant".to_owned(), value_of(&json!({"code": "abc", "n": 3}))),
            ("empty".to_owned(), Value::from("")),
        ])
    }

    #[test]
    fn a_lone_expression_keeps_its_type_and_a_mixed_text_does_not() {
        assert_eq!(render("${grant.n}", &scope()), Ok(json!(3)));
        assert_eq!(render("n=${grant.n}!", &scope()), Ok(json!("n=3!")));
        assert_eq!(render("${grant.code ~ '}' }", &scope()), Ok(json!("abc}")));
        assert_eq!(render("$${grant.n}", &scope()), Ok(json!("${grant.n}")));
        assert_eq!(render("${env | default('x')}", &scope()), Ok(json!("x")));
        assert_eq!(render("${empty}", &scope()), Ok(json!("")));
    }

    #[test]
    fn what_has_no_value_is_an_error_with_its_place() {
        let error = render("a ${grant.token}", &scope()).expect_err("undefined member");
        assert_eq!(error.range, 4..15);
        assert_eq!(error.message, "`${grant.token}` has no value here");
        assert!(render("${nobody.x}", &scope()).is_err());
        assert!(render("${", &scope()).is_err());
        assert!(render("${grant.}", &scope()).is_err());
    }

    #[test]
    fn variables_are_listed_with_their_members() {
        let names: Vec<String> =
            variables("x ${grant.code} ${other}").expect("valid").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["grant.code", "other"]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in ".{0,60}") {
            let _ = variables(&text);
            let _ = render(&text, &scope());
        }
    }
}
