//! The arguments of a step or check in words, read from its JSON Schema.

use schemars::Schema;
use serde_json::Value;

/// One argument.
pub(super) struct Argument {
    pub(super) name: String,
    /// The permitted values, in words.
    pub(super) takes: String,
    pub(super) required: bool,
    /// The default, or nothing.
    pub(super) default: String,
    pub(super) description: String,
}

/// The arguments, required ones first; none if a single value is written.
pub(super) fn of(schema: &Schema) -> Vec<Argument> {
    let schema = schema.as_value();
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return Vec::new() };
    let required =
        |name: &str| schema["required"].as_array().is_some_and(|required| required.iter().any(|entry| entry == name));
    let mut arguments: Vec<Argument> = properties
        .iter()
        .map(|(name, property)| Argument {
            name: name.clone(),
            takes: words(property),
            required: required(name),
            default: property.get("default").and_then(Value::as_str).unwrap_or_default().to_owned(),
            description: property.get("description").and_then(Value::as_str).unwrap_or_default().replace('\n', " "),
        })
        .collect();
    arguments.sort_by_key(|argument| !argument.required);
    arguments
}

/// The values that a schema permits, in words.
pub(super) fn words(schema: &Value) -> String {
    if let Some(alternatives) = schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array) {
        let alternatives: Vec<String> = alternatives.iter().map(words).filter(|words| words != "null").collect();
        return match alternatives.as_slice() {
            [one, list] if *list == format!("a list of {one}") => format!("{one}, or a list of them"),
            _ => joined(alternatives),
        };
    }
    if let Some(value) = schema.get("const") {
        return format!("`{}`", plain(value));
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return joined(
            values.iter().filter(|value| !value.is_null()).map(|value| format!("`{}`", plain(value))).collect(),
        );
    }
    let names = match schema.get("type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => return "anything".to_owned(),
    };
    // A string is written as it is: whether it looks like a number does not matter.
    if names.contains(&"string") {
        return "text".to_owned();
    }
    match names.first().copied().unwrap_or_default() {
        "array" => match schema.get("items").map(words) {
            Some(items) if items != "anything" => format!("a list of {items}"),
            _ => "a list".to_owned(),
        },
        "object" => match schema.get("properties").and_then(Value::as_object) {
            Some(properties) => {
                let names: Vec<String> = properties.keys().map(|name| format!("`{name}`")).collect();
                format!("a mapping with {}", names.join(", "))
            }
            None => "a mapping of names to values".to_owned(),
        },
        "boolean" => "`true` or `false`".to_owned(),
        "integer" | "number" => "a number".to_owned(),
        other => other.to_owned(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn joined(mut words: Vec<String>) -> String {
    words.dedup();
    match words.as_slice() {
        [] => "anything".to_owned(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}
