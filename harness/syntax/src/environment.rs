//! The environment variables in a target file, as `${env.NAME}`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::Arc;

use minijinja::value::{Object, Value};

/// Environment variables by name. An empty one counts as not set: that is how a CI server represents a secret that it does not
/// have. A value that is not UTF-8 is unavailable, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<String, Variable>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Variable {
    Text(String),
    Empty,
    NotUtf8,
}

impl Environment {
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
