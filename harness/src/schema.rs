//! JSON Schemas (draft 2020-12) of scenario and target files, for completion and checking in editors, and of JSON reports.
//!
//! They are put together from the types that the files are read into and that reports are written from, so they cannot say
//! anything else than the code does.
//! `scenarios/schema` has copies of them for the first line of each file to point to.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use crate::compile::capabilities::CAPABILITIES;
use crate::compile::plan::Precondition;
use crate::compile::roles::{CLIENTS, USERS};
use crate::step::Saves;
use crate::syntax::catalog::Catalog;
use crate::{check, report, step, syntax};

/// The schema of a scenario file.
pub fn scenario() -> Schema {
    let mut generator = SchemaGenerator::default();
    let mut head = syntax::scenario::schema(&mut generator);
    let expect = expect(&mut generator);
    let step = step(&mut generator);
    put(&mut head, "/properties/verifies", "items", json!({"$ref": "#/$defs/Requirement"}));
    put(&mut head, "/properties/needs", "items", json!({"$ref": "#/$defs/Capability"}));
    put(&mut head, "/properties/steps", "type", json!("array"));
    put(&mut head, "/properties/steps", "minItems", json!(1));
    put(&mut head, "/properties/steps", "items", json!({"$ref": "#/$defs/Step"}));
    put(&mut head, "/properties/for each", "type", json!("array"));
    put(&mut head, "/properties/for each", "items", json!({"$ref": "#/$defs/Row"}));
    put(&mut head, "/properties/red-when", "type", json!("array"));
    let fault = json!({"$ref": "#/$defs/Fault"});
    put(&mut head, "/properties/red-when", "items", json!({"anyOf": [fault, {"type": "array", "items": fault}]}));
    head.insert("required".to_owned(), json!(syntax::scenario::NEEDED));
    let own = [
        ("Capability", capability()),
        ("Expect", expect),
        ("Fault", json!({"type": "string", "pattern": "^(provider|consumer)/[a-z0-9-]+$"})),
        ("Requirement", requirement()),
        ("Row", row()),
        ("Step", step),
    ];
    whole(head, &mut generator, own)
}

/// The schema of a fragment file.
pub fn fragment() -> Schema {
    let mut generator = SchemaGenerator::default();
    let mut head = syntax::fragment::schema(&mut generator);
    let own = [("Expect", expect(&mut generator)), ("Requirement", requirement()), ("Step", step(&mut generator))];
    put(&mut head, "/properties/steps", "type", json!("array"));
    put(&mut head, "/properties/steps", "minItems", json!(1));
    put(&mut head, "/properties/steps", "items", json!({"$ref": "#/$defs/Step"}));
    head.insert("required".to_owned(), json!(["id", "steps"]));
    whole(head, &mut generator, own)
}

/// The schema of a target file.
pub fn target() -> Schema {
    let mut generator = SchemaGenerator::default();
    let mut file = syntax::target::schema(&mut generator);
    put(&mut file, "/properties/offers", "items", json!({"$ref": "#/$defs/Capability"}));
    for (pointer, roles) in [("/properties/clients", CLIENTS), ("/properties/users", USERS)] {
        let rules: Vec<String> = roles.iter().map(|role| format!("`{}`: {}", role.name, role.rule)).collect();
        put(
            &mut file,
            pointer,
            "description",
            json!(format!("By their roles in scenarios.\n\n{}", rules.join("\n\n"))),
        );
    }
    put(&mut file, "/properties/deviations", "propertyNames", json!({"$ref": "#/$defs/Requirement"}));
    file.insert("required".to_owned(), json!(["title"]));
    whole(file, &mut generator, [("Capability", capability()), ("Requirement", requirement())])
}

/// The schema of each line of a JSON report.
pub fn report() -> Schema {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let line = report::schema(&mut generator);
    whole(line, &mut generator, [])
}

/// The arguments of a step, `save` among them where its result can be kept: with nothing left to look up.
pub fn arguments(kind: &step::StepKind) -> Schema {
    let mut schema = inlined(kind.schema);
    if kind.saves == Saves::IfNamed {
        add_save(schema.ensure_object());
    }
    RecursiveTransform(finish).transform(&mut schema);
    schema
}

/// The value of a check, or any other: the schema with nothing left to look up.
pub fn alone(schema: fn(&mut SchemaGenerator) -> Schema) -> Schema {
    let mut schema = inlined(schema);
    RecursiveTransform(finish).transform(&mut schema);
    schema
}

fn inlined(schema: fn(&mut SchemaGenerator) -> Schema) -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    schema(&mut settings.into_generator())
}

/// Adds the name under which a step's result is kept to its other arguments.
fn add_save(arguments: &mut serde_json::Map<String, Value>) {
    let properties = arguments.entry("properties").or_insert_with(|| json!({}));
    properties["save"] = json!({"type": ["string", "null"]});
}

/// True where arguments may be left out: none is required.
pub fn all_optional(schema: &Schema) -> bool {
    schema.get("type") == Some(&json!("object")) && schema.get("required").is_none()
}

/// A step: exactly one action with its arguments, and the keys that every step may have. One whose arguments may be left
/// out may be written as its bare name.
fn step(generator: &mut SchemaGenerator) -> Value {
    let mut bare = Vec::new();
    let mut properties = serde_json::Map::new();
    for kind in step::KINDS {
        let mut arguments = (kind.schema)(generator);
        if kind.saves == Saves::IfNamed {
            add_save(defined(&mut arguments, generator));
        }
        if all_optional(&self::arguments(kind)) {
            bare.push(kind.name);
            arguments = json_schema!({"anyOf": [arguments, {"type": "null"}]});
        }
        arguments.insert("description".to_owned(), json!(kind.summary));
        properties.insert(kind.name.to_owned(), arguments.to_value());
    }
    properties.insert("use".to_owned(), used());
    properties.insert("in parallel".to_owned(), in_parallel());
    let actions: Vec<Value> = properties.keys().map(|name| json!({"required": [name]})).collect();
    properties.insert("expect".to_owned(), json!({"$ref": "#/$defs/Expect"}));
    properties.insert("given".to_owned(), generator.subschema_for::<Precondition>().to_value());
    properties.insert(
        "verifies".to_owned(),
        json!({
            "description": "The requirements that this step's `expect` judges; an empty list makes it a precondition.",
            "type": "array",
            "items": {"$ref": "#/$defs/Requirement"},
        }),
    );
    json!({
        "anyOf": [
            {"description": "A step without arguments.", "enum": bare},
            {"type": "object", "properties": properties, "additionalProperties": false, "oneOf": actions},
        ],
    })
}

/// What a schema says, or what it refers to does.
fn defined<'a>(schema: &'a mut Schema, generator: &'a mut SchemaGenerator) -> &'a mut serde_json::Map<String, Value> {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|to| to.rsplit('/').next()).map(str::to_owned);
    match name.and_then(|name| generator.definitions_mut().get_mut(&name)).and_then(Value::as_object_mut) {
        Some(definition) => definition,
        None => schema.ensure_object(),
    }
}

/// `use`, which is not a kind of step of its own.
fn used() -> Value {
    json!({
        "description": "Runs the steps of a fragment.",
        "type": "object",
        "properties": {
            "fragment": {"description": "The name of a file in the folder `fragments`.", "type": "string"},
            "with": {"description": "The fragment's parameters.", "type": "object"},
            "save": {"description": "The name under which the fragment's result is saved.", "type": "string"},
        },
        "required": ["fragment"],
        "additionalProperties": false,
    })
}

/// `in parallel`, which contains other steps.
fn in_parallel() -> Value {
    let calls = step::KINDS.iter().map(|kind| (kind.name.to_owned(), json!(true)));
    let mut properties: serde_json::Map<String, Value> = calls.collect();
    properties.insert("times".to_owned(), json!({"type": "integer", "minimum": 1, "maximum": 200}));
    properties.insert("steps".to_owned(), json!({"type": "array", "items": {"$ref": "#/$defs/Step"}}));
    properties.insert("save".to_owned(), json!({"type": "string"}));
    json!({
        "description": "Requests that are prepared first and released together: one step, repeated `times` times, or several `steps`.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

fn expect(generator: &mut SchemaGenerator) -> Value {
    let mut properties = serde_json::Map::new();
    for kind in check::KINDS {
        let mut value = (kind.schema)(generator);
        value.insert("description".to_owned(), json!(kind.summary));
        properties.insert(kind.name.to_owned(), value.to_value());
    }
    json!({
        "description": "What is expected of the step: every check counts.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "minProperties": 1,
    })
}

fn row() -> Value {
    json!({
        "type": "object",
        "properties": {
            "case": {"description": "The name of the case.", "type": "string"},
            "verifies": {
                "description": "The requirements that the case verifies; those of the scenario when absent.",
                "type": "array",
                "items": {"$ref": "#/$defs/Requirement"},
            },
            "needs": {
                "description": "What the target must offer for this case, in addition to what the scenario needs.",
                "type": "array",
                "items": {"$ref": "#/$defs/Capability"},
            },
        },
        "required": ["case"],
    })
}

fn capability() -> Value {
    let name = |sentence: &str| format!("The target has: {sentence}.");
    let names: Vec<Value> = CAPABILITIES
        .iter()
        .map(|capability| json!({"const": capability.name, "description": name(capability.sentence)}))
        .collect();
    json!({"oneOf": names})
}

fn requirement() -> Value {
    let ids: Vec<&str> = Catalog::built_in().iter().map(|requirement| requirement.id.as_str()).collect();
    json!({"description": "A requirement: `oauth-harness list --requirements` lists them.", "enum": ids})
}

/// Sets a keyword of a part of a schema.
fn put(schema: &mut Schema, pointer: &str, keyword: &str, value: Value) {
    let part = schema.pointer_mut(pointer).expect("the keys of the file's struct are in its schema");
    if !part.is_object() {
        *part = json!({});
    }
    part[keyword] = value;
}

/// The schema with its definitions and its dialect.
fn whole<const N: usize>(mut root: Schema, generator: &mut SchemaGenerator, own: [(&str, Value); N]) -> Schema {
    let mut definitions = generator.take_definitions(true);
    definitions.extend(own.map(|(name, schema)| (name.to_owned(), schema)));
    root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    root.insert("$defs".to_owned(), Value::Object(definitions));
    RecursiveTransform(finish).transform(&mut root);
    root
}

/// What the arguments mean that many steps share, where a step has no more to say of them.
const SHARED: [(&str, &str); 3] = [
    ("as", "Whose browser."),
    ("client", "The client, by the role that it has in the target file."),
    ("save", "The name under which later steps know the result: `${NAME.…}`."),
];

/// Says what [`SHARED`] arguments mean, and does not offer `null` as a completion.
fn finish(schema: &mut Schema) {
    if schema.get("default") == Some(&Value::Null) {
        schema.remove("default");
    }
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, description) in SHARED {
        if let Some(property) = properties.get_mut(name).and_then(Value::as_object_mut) {
            property.entry("description").or_insert_with(|| json!(description));
        }
    }
}
