//! `${…}` in scenario and target files: an expression inside a text.
//!
//! A text that is nothing but one `${…}` keeps the type of its value; in any other text the value is converted to text. `$${`
//! is a literal `${`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use minijinja::value::Serde;
use minijinja::{UndefinedBehavior, Value};

use super::diagnostic::known_names;
use super::environment::Environment;

/// The variables of expressions, by name. Cheap to clone.
pub type Variables = BTreeMap<String, Value>;

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// A sentence without a full stop.
    pub message: String,
    /// The byte range of the text that it is about.
    pub range: Range<usize>,
}

/// A name that an expression uses without defining it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// `name`, or `name.member`.
    pub path: String,
    /// Its position in the text; the whole expression if it is written in another way.
    pub range: Range<usize>,
    /// True if it is called as a function.
    pub called: bool,
    /// True if the expression handles its absence: `default(…)`, `is defined`, a condition.
    pub optional: bool,
}

/// Parses a text and returns the names that it uses: variables and functions.
pub fn mentions(text: &str) -> Result<Vec<Mention>, TemplateError> {
    let mut found = Vec::new();
    for piece in pieces(text)? {
        let Piece::Expression(range) = piece else { continue };
        let expression = compile(text, &range)?;
        probe(text, &range)?;
        let mut names: Vec<String> = expression.undeclared_variables(true).into_iter().collect();
        names.sort();
        let optional = is_conditional(&text[range.clone()]);
        found.extend(names.into_iter().map(|path| Mention { optional, ..mention(text, &range, path) }));
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
            Piece::Expression(range) => rendered.push_str(&written(text, &range, variables)?),
        }
    }
    Ok(rendered.into())
}

/// Replaces every `${…}` of a text and returns a string. Null is an error: a peer would receive a literal `null`.
pub fn render_text(text: &str, variables: &Variables) -> Result<String, TemplateError> {
    Ok(match render(text, variables)? {
        serde_json::Value::String(text) => text,
        // Only a text that is one expression, and nothing else, evaluates to null.
        serde_json::Value::Null => return Err(null(text, &(2..text.len() - 1))),
        other => other.to_string(),
    })
}

/// True for a truthy value: not `false`, nothing, zero, or empty.
pub fn is_true(value: &serde_json::Value) -> bool {
    value_of(value).is_true()
}

/// Replaces every `${…}` that uses only these variables, and keeps the others, and every `$${`, for later.
pub fn render_known(text: &str, variables: &Variables) -> Result<String, TemplateError> {
    let mut rendered = String::with_capacity(text.len());
    for piece in pieces(text)? {
        match piece {
            Piece::Literal(literal) => rendered.push_str(&literal.replace("${", "$${")),
            Piece::Expression(range) => {
                let roots = compile(text, &range)?.undeclared_variables(false);
                if roots.iter().all(|root| variables.contains_key(root)) {
                    let value = written(text, &range, variables)?;
                    rendered.push_str(&value.replace("${", "$${"));
                } else {
                    rendered.push_str(&text[range.start - 2..=range.end]);
                }
            }
        }
    }
    Ok(rendered)
}

/// A JSON value as a value for expressions.
pub fn value_of(value: &impl serde::Serialize) -> Value {
    Value::from(Serde(value))
}

/// The longest expression, in bytes. The parser's nesting depth grows with the length, and the stack is limited.
const LONGEST: usize = 1024;

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
        if close - open > LONGEST {
            // The position where it begins: a caret under a thousand characters is unreadable.
            let message = format!("the expression is longer than {LONGEST} bytes");
            return Err(TemplateError { message, range: open..open + 2 });
        }
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

/// Finds a filter or test that does not exist, by evaluation without variables.
fn probe(text: &str, range: &Range<usize>) -> Result<(), TemplateError> {
    use minijinja::ErrorKind::{UnknownFilter, UnknownTest};
    static LENIENT: LazyLock<minijinja::Environment<'static>> = LazyLock::new(|| engine(UndefinedBehavior::Chainable));
    match LENIENT.compile_expression(&text[range.clone()]).and_then(|expression| expression.eval(())) {
        Err(error) if matches!(error.kind(), UnknownFilter | UnknownTest) => {
            Err(describe(&error, text, range, "is not an expression"))
        }
        _ => Ok(()),
    }
}

/// The first position of a path in an expression, outside of quotes and of longer names.
fn mention(text: &str, range: &Range<usize>, path: String) -> Mention {
    let expression = &text[range.clone()];
    let in_name = |c: char| c.is_alphanumeric() || c == '_';
    let place = expression.match_indices(path.as_str()).find(|(at, _)| {
        let (before, after) = (&expression[..*at], &expression[at + path.len()..]);
        !before.ends_with(|c| in_name(c) || c == '.') && !after.starts_with(in_name) && !ends_in_quotes(before)
    });
    let Some((at, _)) = place else { return Mention { path, range: range.clone(), called: false, optional: false } };
    let start = range.start + at;
    let called = expression[at + path.len()..].trim_start().starts_with('(');
    Mention { range: start..start + path.len(), path, called, optional: false }
}

/// True if an expression has a word that makes a name in it optional.
fn is_conditional(expression: &str) -> bool {
    const WORDS: [&str; 8] = ["and", "d", "default", "defined", "if", "in", "or", "undefined"];
    let mut words = expression.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.any(|word| WORDS.contains(&word))
}

fn ends_in_quotes(text: &str) -> bool {
    let mut quote = None;
    for c in text.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '\'' | '"') => quote = Some(c),
            _ => {}
        }
    }
    quote.is_some()
}

/// A value inside a longer text.
fn written(text: &str, range: &Range<usize>, variables: &Variables) -> Result<String, TemplateError> {
    let value = evaluate(text, range, variables)?;
    if value.is_none() { Err(null(text, range)) } else { Ok(value.to_string()) }
}

fn null(text: &str, range: &Range<usize>) -> TemplateError {
    let message = format!("`{}` has no value: it is null, which cannot be part of a text", quoted(text, range));
    TemplateError { message, range: range.clone() }
}

/// An expression as quoted in messages.
fn quoted(text: &str, range: &Range<usize>) -> String {
    const SHOWN: usize = 80;
    let expression = &text[range.clone()];
    match expression.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("${{{}…}}", &expression[..end]),
        None => format!("${{{expression}}}"),
    }
}

fn evaluate(text: &str, range: &Range<usize>, variables: &Variables) -> Result<Value, TemplateError> {
    let undefined = || {
        let expression = &text[range.clone()];
        let why = why_undefined(expression, variables).map_or_else(String::new, |why| format!(": {why}"));
        TemplateError { message: format!("`{}` has no value here{why}", quoted(text, range)), range: range.clone() }
    };
    let value =
        compile(text, range)?.eval(Value::from_pairs(variables.clone())).map_err(|error| match error.kind() {
            minijinja::ErrorKind::UndefinedError => undefined(),
            _ => describe(&error, text, range, "cannot be evaluated"),
        })?;
    if value.is_undefined() { Err(undefined()) } else { Ok(value) }
}

/// The first missing name on a path `name.member.member`, and the names that exist.
fn why_undefined(path: &str, variables: &Variables) -> Option<String> {
    let mut names = path.trim().split('.');
    let first = names.next()?;
    if first == "env" {
        // Not the others: the environment is private.
        let name = names.next()?;
        let environment = variables.get(first)?.downcast_object_ref::<Environment>();
        return environment.map(|environment| environment.why_no_value(name));
    }
    let (mut at, mut value) = (first.to_owned(), variables.get(first)?.clone());
    for name in names {
        let member = value.get_attr(name).ok()?;
        if member.is_undefined() {
            let known: Vec<String> = value.try_iter().ok()?.map(|key| key.to_string()).collect();
            return Some(format!("`{at}` has no `{name}`; {}", known_names(name, known.iter().map(String::as_str))));
        }
        at = format!("{at}.{name}");
        value = member;
    }
    None
}

fn compile(text: &str, range: &Range<usize>) -> Result<minijinja::Expression<'static, 'static>, TemplateError> {
    ENGINE
        .compile_expression_owned(text[range.clone()].to_owned())
        .map_err(|error| describe(&error, text, range, "is not an expression"))
}

fn describe(error: &minijinja::Error, text: &str, range: &Range<usize>, verdict: &str) -> TemplateError {
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    TemplateError { message: format!("`{}` {verdict}: {detail}", quoted(text, range)), range: range.clone() }
}

static ENGINE: LazyLock<minijinja::Environment<'static>> = LazyLock::new(|| engine(UndefinedBehavior::Strict));

fn engine(undefined: UndefinedBehavior) -> minijinja::Environment<'static> {
    let mut engine = minijinja::Environment::new();
    engine.set_undefined_behavior(undefined);
    engine.set_fuel(Some(100_000));
    engine
}

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
    fn missing_values_are_errors_with_a_position() {
        let error = render("a ${grant.token}", &scope()).expect_err("undefined member");
        assert_eq!(error.range, 4..15);
        assert_eq!(
            error.message,
            "`${grant.token}` has no value here: `grant` has no `token`; known here: `code`, `n`"
        );
        assert!(render("${missing.x}", &scope()).is_err());
        assert!(render("${", &scope()).is_err());
        assert!(render("${grant.}", &scope()).is_err());
    }

    #[test]
    fn names_are_listed_with_their_members_and_position() {
        let text = "x ${grant.code} ${'n' ~ n(other , [n2])} ${a['b']}";
        let found = mentions(text).expect("valid");
        let found: Vec<(&str, &str, bool)> =
            found.iter().map(|found| (found.path.as_str(), &text[found.range.clone()], found.called)).collect();
        assert_eq!(
            found,
            [
                ("grant.code", "grant.code", false),
                ("n", "n", true),
                ("n2", "n2", false),
                ("other", "other", false),
                ("a", "a", false),
            ]
        );
    }

    #[test]
    fn null_stays_null_alone_and_is_not_written_into_a_text() {
        let scope = Variables::from([("s".to_owned(), value_of(&json!({"code": null})))]);
        assert_eq!(render("${s.code}", &scope), Ok(json!(null)));
        let said = "`${s.code}` has no value: it is null, which cannot be part of a text";
        assert_eq!(render("x${s.code}y", &scope).expect_err("null").message, said);
        assert_eq!(render_text("${s.code}", &scope).expect_err("null").message, said);
        assert_eq!(render_known("x${s.code}", &scope).expect_err("null").message, said);
    }

    #[test]
    fn an_expression_that_no_stack_bears_is_refused() {
        for (part, times) in [("1+", 8_000), ("not ", 20_000), ("[0]", 50_000), ("x", 1_024)] {
            let text = format!("a ${{{}1}}", part.repeat(times));
            let error = mentions(&text).expect_err("too long");
            assert_eq!((error.message.as_str(), error.range), ("the expression is longer than 1024 bytes", 2..4));
            assert!(render(&text, &scope()).is_err() && render_known(&text, &scope()).is_err());
        }
        for part in ["1+", "not ", "[0]", "(", "[", "x.", "{1:", "-"] {
            let text = format!("${{{}1}}", part.repeat(1_000 / part.len()));
            let error_text = mentions(&text).map(|_| ()).map_err(|error| error.message).err().unwrap_or_default();
            assert!(error_text.len() < 300, "{error_text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in ".{0,60}") {
            let _ = mentions(&text);
            let _ = render(&text, &scope());
        }
    }
}
