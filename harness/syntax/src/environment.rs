//! The environment variables in a target file, as `${env.NAME}`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Object, Value};

/// Environment variables by name. An empty one counts as not set: that is how a CI server represents a secret that it does not
/// have. A value that is not UTF-8 is unavailable, too.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<String, Variable>,
}

#[derive(Clone, PartialEq, Eq)]
enum Variable {
    Text(String),
    Empty,
    NotUtf8,
}

/// The names, without the values.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

impl Environment {
    /// The variables that a text mentions, as `env.NAME` or `env['NAME']`.
    pub(super) fn mentioned_in(&self, text: &str) -> BTreeMap<String, String> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let names = text.split("env").skip(1).filter_map(|after| {
            let start = after.trim_start_matches([' ', '.', '[', '"', '\'', '\\']);
            start.split(|c: char| !is_name(c)).next().filter(|_| start.len() < after.len())
        });
        let valued = names.filter_map(|name| match self.variables.get(name)? {
            Variable::Text(text) => Some((name.to_owned(), text.clone())),
            Variable::Empty | Variable::NotUtf8 => None,
        });
        valued.collect()
    }

    /// Why a variable has no value.
    pub(super) fn why_no_value(&self, name: &str) -> String {
        let why = match self.variables.get(name) {
            Some(Variable::Empty) => "is empty",
            Some(Variable::NotUtf8) => "is not UTF-8",
            Some(Variable::Text(_)) | None => "is not set",
        };
        format!("the environment variable {name} {why}")
    }
}

impl FromIterator<(OsString, OsString)> for Environment {
    fn from_iter<T: IntoIterator<Item = (OsString, OsString)>>(variables: T) -> Environment {
        let variable = |value: OsString| match value.into_string() {
            Ok(text) if text.is_empty() => Variable::Empty,
            Ok(text) => Variable::Text(text),
            Err(_) => Variable::NotUtf8,
        };
        let named = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, variable(value)));
        Environment { variables: variables.into_iter().filter_map(named).collect() }
    }
}

impl From<&BTreeMap<String, String>> for Environment {
    fn from(variables: &BTreeMap<String, String>) -> Environment {
        variables.iter().map(|(name, value)| (name.into(), value.into())).collect()
    }
}

/// The value of `env` in an expression.
impl Object for Environment {
    fn get_value(self: &Arc<Self>, name: &Value) -> Option<Value> {
        match self.variables.get(name.as_str()?)? {
            Variable::Text(text) => Some(text.clone().into()),
            Variable::Empty | Variable::NotUtf8 => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mentioned_variables_are_found_however_they_are_written() {
        let names = ["KEY", "KEY_2", "KEY_3", "UNUSED", "EMPTY"];
        let variables = names.iter().map(|name| ((*name).to_owned(), format!("value of {name}")));
        let mut variables: BTreeMap<String, String> = variables.collect();
        variables.insert("EMPTY".to_owned(), String::new());
        let environment = Environment::from(&variables);
        let text = "${env.KEY}, UNUSED, ${ env['KEY_2'] | default('x') }, \"${env[\\\"KEY_3\\\"]}\", ${env.EMPTY}, environment";
        let found = environment.mentioned_in(text);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["KEY", "KEY_2", "KEY_3"]);
        assert!(!format!("{environment:?}").contains("value of"));
    }
}
