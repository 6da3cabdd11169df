//! The variables of `${…}` at each point of a scenario, so that a variable without a value is found before anything runs.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::node::{Node, Value};
use crate::model::scenario::{Fragment, Scenario};
use crate::model::span::{Span, Spanned};
use crate::step::{functions, scopes};
use crate::syntax::decode::DecodeError;
use crate::syntax::diagnostic::known_names;
use crate::syntax::template::{self, Mention};

/// The variables of `${…}` at one point of a scenario.
pub(super) struct KnownVariables {
    /// Name, and members if they are always the same.
    variables: BTreeMap<String, Option<Vec<String>>>,
    /// What the steps so far have saved.
    saved: BTreeSet<String>,
    /// The members of `row` that a row lacks, and the first row that does.
    lacking: BTreeMap<String, String>,
}

/// The names that a scenario has from the beginning, or at some points: a step cannot save under them.
const BUILT_IN: [&str; 9] = ["clients", "consumer", "it", "others", "provider", "row", "scopes", "users", "with"];

/// The keywords of expressions: a value saved under such a name could never be read.
const WORDS: [&str; 10] = ["and", "else", "false", "if", "in", "is", "none", "not", "or", "true"];

impl KnownVariables {
    pub(super) fn at_the_start(scenario: &Scenario) -> KnownVariables {
        let (mut variables, mut lacking) = (always_known(), BTreeMap::new());
        if !scenario.rows.is_empty() {
            // A member that only some rows have needs `default`.
            let names: BTreeSet<String> = scenario.rows.iter().flat_map(|row| keys(&row.values)).collect();
            for name in &names {
                let without = scenario.rows.iter().find(|row| row.values.entry(name).is_none());
                lacking.extend(without.map(|row| (name.clone(), row.case.value.clone())));
            }
            variables.insert("row".to_owned(), Some(names.into_iter().collect()));
        }
        KnownVariables { variables, saved: BTreeSet::new(), lacking }
    }

    /// The variables of a fragment before its first step: its parameters.
    pub(super) fn in_a_fragment(fragment: &Fragment) -> KnownVariables {
        let mut variables = always_known();
        let names = fragment.parameters.iter().map(|(name, _)| name.clone()).collect();
        variables.insert("with".to_owned(), Some(names));
        KnownVariables { variables, saved: BTreeSet::new(), lacking: BTreeMap::new() }
    }

    /// Records what a step saves, even if it has another mistake: one mistake is reported once.
    pub(super) fn save(&mut self, args: &Node, members: &[&str]) {
        let Some(name) = args.entry("save").and_then(Node::text) else { return };
        let members = (!members.is_empty()).then(|| members.iter().map(|&member| member.to_owned()).collect());
        self.variables.insert(name.to_owned(), members);
        self.saved.insert(name.to_owned());
    }

    /// The mistake in the value of `of:` or `pushed:`, if it should be the name of a step that saved something.
    pub(super) fn not_saved(&self, args: &Node) -> Option<DecodeError> {
        let node = args.entry("of").or_else(|| args.entry("pushed"))?;
        let name = node.text().filter(|name| !name.contains("${") && !self.saved.contains(*name))?;
        let error = DecodeError::at(node.span, format!("no step above is saved as `{name}`"));
        Some(error.help(known_names(name, self.saved.iter().map(String::as_str))))
    }

    /// The mistakes in all `${…}` of a tree; `it` is known in expectations.
    pub(super) fn undefined(&self, node: &Node, in_expectation: bool) -> Vec<DecodeError> {
        let mut mistakes: Vec<DecodeError> = node.keys().into_iter().filter_map(worked_out).collect();
        for (text, span) in node.texts() {
            let mentions = match template::mentions(text) {
                Ok(mentions) => mentions,
                Err(error) => {
                    mistakes.push(DecodeError::at(span.part_of(text, &error.range), error.message));
                    continue;
                }
            };
            for Mention { path, range, called, optional } in mentions {
                let (name, member) = path.split_once('.').map_or((path.as_str(), None), |(n, m)| (n, Some(m)));
                let span = span.part_of(text, &range);
                match self.variables.get(name) {
                    None if called && member.is_none() => mistakes.extend(unknown_function(name, span).err()),
                    None if functions::named(name).is_some() => {
                        let error = DecodeError::at(span, format!("`{name}` is a function"));
                        mistakes.push(error.help(format!("call it: `{name}(…)`")));
                    }
                    None if in_expectation && name == "it" => {}
                    None => {
                        let error = DecodeError::at(span, format!("nothing is named `{name}` here"));
                        let names = self.variables.keys().map(String::as_str);
                        mistakes.push(error.help(known_names(name, names)));
                    }
                    Some(Some(members)) => {
                        let first = member.map(|member| member.split('.').next().unwrap_or_default());
                        let missing = first.filter(|first| !members.iter().any(|member| member == first));
                        mistakes.extend(missing.map(|missing| {
                            DecodeError::at(span, format!("`{name}` has no member `{missing}`"))
                                .help(known_names(missing, members.iter().map(String::as_str)))
                        }));
                        let lacking = first.filter(|_| name == "row" && !optional);
                        let lacking = lacking.and_then(|first| Some((first, self.lacking.get(first)?)));
                        mistakes.extend(lacking.map(|(first, case)| {
                            DecodeError::at(span, format!("the row `{case}` has no `{first}`"))
                                .help(format!("give it one, or write `${{row.{first} | default('…')}}`"))
                        }));
                    }
                    Some(None) => mistakes.extend(unknown_member(name, member, span)),
                }
            }
        }
        mistakes
    }
}

/// A name with `${…}`: names are sent as they are written.
fn worked_out(key: &Spanned<String>) -> Option<DecodeError> {
    key.find("${")?;
    let error = DecodeError::at(key.span, format!("`{}` is a name, and names are not evaluated", key.value));
    Some(error.help("`${…}` is for values; write a step, or a row, for each name"))
}

/// The mistake in the name under which a step saves.
pub(super) fn unfit_name(args: &Node) -> Option<DecodeError> {
    let node = args.entry("save")?;
    let name = node.text()?;
    let at = |message: String| DecodeError::at(node.span, message);
    let mut chars = name.chars();
    let fits = chars.next().is_some_and(|first| first.is_ascii_lowercase())
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !fits {
        let help = "a name is a lowercase letter, followed by lowercase letters, digits and `_`";
        return Some(at(format!("`{name}` is not a name that `${{…}}` could use")).help(help));
    }
    let taken = if functions::named(name).is_some() {
        format!("`{name}` is the name of a function")
    } else if BUILT_IN.contains(&name) {
        format!("`{name}` is already in use in this scenario")
    } else if WORDS.contains(&name) {
        format!("`{name}` is a keyword of expressions")
    } else {
        return None;
    };
    Some(at(taken).help("save it under another name"))
}

fn unknown_function(name: &str, span: Span) -> Result<(), DecodeError> {
    if functions::named(name).is_some() {
        return Ok(());
    }
    let error = DecodeError::at(span, format!("unknown function `{name}`"));
    Err(error.help(known_names(name, functions::names())))
}

/// What every target shows about its parties, by the names in `${…}`.
const OF_PROVIDER: [&str; 20] = [
    "authorization",
    "base",
    "device_authorization",
    "discovery",
    "end_session",
    "introspection",
    "issuer",
    "jwks",
    "log_in",
    "log_out",
    "metadata",
    "profile",
    "pushed_authorization_request",
    "register_client",
    "registration",
    "resource_metadata",
    "revocation",
    "second_resource",
    "token",
    "userinfo",
];
const OF_CONSUMER: [&str; 5] = ["base", "callback", "home", "log_out", "sign_in"];
const OF_CLIENT: [&str; 8] = [
    "assertion_audience",
    "auth",
    "id",
    "parts",
    "post_logout_redirect_uri",
    "post_logout_redirect_uris",
    "redirect_uri",
    "secret",
];
const OF_USER: [&str; 3] = ["name", "password", "shows"];

fn always_known() -> BTreeMap<String, Option<Vec<String>>> {
    let listed = |members: &[&str]| Some(members.iter().map(|&member| member.to_owned()).collect());
    // Which of these exist is up to the target.
    let open = ["clients", "others", "users"].map(|name| (name.to_owned(), None));
    let parties = [("provider".to_owned(), listed(&OF_PROVIDER)), ("consumer".to_owned(), listed(&OF_CONSUMER))];
    let scopes = ("scopes".to_owned(), listed(&scopes::MEMBERS));
    open.into_iter().chain(parties).chain([scopes]).collect()
}

/// The mistake in a reference to a client or user: `web.nosuch`.
fn unknown_member(kind: &str, member: Option<&str>, span: Span) -> Option<DecodeError> {
    let members: &[&str] = match kind {
        "clients" => &OF_CLIENT,
        "users" => &OF_USER,
        _ => return None,
    };
    let mut names = member?.split('.');
    let (whose, missing) = (names.next()?, names.next()?);
    if members.contains(&missing) {
        return None;
    }
    let error = DecodeError::at(span, format!("`{kind}.{whose}` has no member `{missing}`"));
    Some(error.help(known_names(missing, members.iter().copied())))
}

fn keys(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Map(entries) => entries.iter().map(|(key, _)| key.value.clone()).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::model::deployment::{Client, ConsumerUrls, ProviderUrls};
    use crate::model::target::{ClientAuth, User};

    #[test]
    fn the_members_of_parties_are_those_that_scenarios_see() {
        let url = || Url::parse("http://localhost/").expect("a URL");
        let (id, redirect_uri) = (String::new(), String::new());
        let client = Client {
            place: String::new(),
            id,
            secret: None,
            redirect_uri,
            post_logout_redirect_uris: Vec::new(),
            auth: ClientAuth::Basic,
            assertion_audience: None,
        };
        let (name, password, shows) = (String::new(), String::new(), String::new());
        let user = User { place: String::new(), span: Span::default(), name, password, shows, totp_secret: None };
        let (home, sign_in, callback) = (url(), url(), url());
        let consumer = ConsumerUrls { base: url(), also_at: Vec::new(), home, sign_in, callback, log_out: None };
        let provider = ProviderUrls::at(url(), url(), url());
        let members = |value: serde_json::Result<serde_json::Value>| -> BTreeSet<String> {
            value.expect("plain data").as_object().expect("a mapping").keys().cloned().collect()
        };
        let listed = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<String>>();
        assert_eq!(members(serde_json::to_value(provider)), listed(&OF_PROVIDER));
        assert_eq!(members(serde_json::to_value(consumer)), listed(&OF_CONSUMER));
        assert_eq!(members(serde_json::to_value(user)), listed(&OF_USER));
        let mut of_client = members(serde_json::to_value(client));
        of_client.extend(["assertion_audience", "parts", "post_logout_redirect_uri"].map(str::to_owned));
        assert_eq!(of_client, listed(&OF_CLIENT));
    }
}
