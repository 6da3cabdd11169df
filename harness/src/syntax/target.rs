//! A target file to a [`Target`].

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use url::Url;

use super::catalogue::Catalogue;
use super::connection;
use super::decode::{DecodeError, decode};
use super::diagnostic::Diagnostic;
use super::sign_in;
use super::template::{self, TemplateError, Variables};
use super::yaml;
use crate::model::node::{Node, Value};
use crate::model::sign_in::{PageHints, SignIn};
use crate::model::source::Source;
use crate::model::span::At;
use crate::model::target::{
    ClientEntry, ConsumerPages, Deviation, Party, Place, ProviderPages, ReferenceOptions, RunLimits, Target, User,
};

/// Reads a target file. `${env.NAME}` in it is the environment variable of that name, taken from `environment`.
pub fn read(source: &Source, environment: &BTreeMap<String, String>) -> Result<Target, Vec<Diagnostic>> {
    let mut node = yaml::parse(source).map_err(|error| vec![error])?;
    let variables = Variables::from([("env".to_owned(), template::value_of(environment))]);
    let mut mistakes = Vec::new();
    sign_in::check_variables(&node, &mut mistakes);
    fill_in(&mut node, &variables, &mut mistakes);
    let target = decode::<File>(&node).and_then(|file| file.check(source)).map_err(|error| mistakes.push(error));
    match target {
        Ok(target) if mistakes.is_empty() => Ok(target),
        _ => Err(mistakes.into_iter().map(|error| error.in_source(source)).collect()),
    }
}

/// The keys of a target file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    title: String,
    #[serde(default)]
    provider: Option<At<Side<ProviderPages>>>,
    #[serde(default)]
    consumer: Option<At<Side<ConsumerPages>>>,
    #[serde(default)]
    clients: BTreeMap<String, At<ClientEntry>>,
    #[serde(default)]
    users: BTreeMap<String, User>,
    #[serde(default)]
    page_hints: Option<At<PageHints>>,
    #[serde(default)]
    sign_in_requests: Vec<sign_in::Entry>,
    #[serde(default)]
    complete_sign_up: BTreeMap<String, String>,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    offers: Vec<At<String>>,
    #[serde(default)]
    deviations: BTreeMap<String, At<DeviationEntry>>,
    #[serde(default)]
    snapshots: Option<String>,
    #[serde(default)]
    connection: connection::Entry,
    #[serde(default)]
    limits: LimitsEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Side<P> {
    #[serde(default)]
    reference: Option<ReferenceOptions>,
    #[serde(default)]
    url: Option<At<String>>,
    pages: P,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct DeviationEntry {
    reason: String,
    #[serde(default)]
    seen: Option<String>,
    #[serde(default)]
    only: Vec<At<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct LimitsEntry {
    at_once: Option<At<usize>>,
}

impl File {
    fn check(self, source: &Source) -> Result<Target, DecodeError> {
        let provider = self.provider.map(|side| party(side, "provider")).transpose()?;
        let consumer = self.consumer.map(|side| party(side, "consumer")).transpose()?;
        if provider.is_none() && consumer.is_none() {
            return Err(DecodeError::at(
                crate::model::span::Span::default(),
                "a target has a provider, a consumer, or both",
            ));
        }
        let mut clients = BTreeMap::new();
        for (role, client) in self.clients {
            match &client.redirect_uri {
                Some(uri) => drop(absolute(uri)?),
                None if consumer.is_none() => {
                    return Err(DecodeError::at(client.span, format!("the client `{role}` needs a `redirect-uri`"))
                        .help(
                            "it may be left out only where the target has a consumer: then it is that one's callback",
                        ));
                }
                None => {}
            }
            clients.insert(role, client.value);
        }
        if let Some(at_once) = self.limits.at_once.as_ref().filter(|at_once| at_once.value == 0) {
            return Err(DecodeError::at(at_once.span, "`at-once` is 1 or more"));
        }
        let folder = source.path().parent().unwrap_or(Path::new(""));
        let name = source.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Target {
            source: source.clone(),
            name,
            title: self.title,
            provider,
            consumer,
            clients,
            users: self.users,
            sign_in: SignIn {
                hints: self.page_hints.map_or_else(|| Ok(PageHints::default()), sign_in::check_hints)?,
                requests: self.sign_in_requests.into_iter().map(sign_in::Entry::check).collect::<Result<_, _>>()?,
                sign_up: self.complete_sign_up,
            },
            scope: self.scope,
            offers: self.offers,
            deviations: deviations(self.deviations)?,
            // As every path in a file, it starts from where the file is.
            snapshots: self.snapshots.map(|path| folder.join(path)),
            connection: self.connection.check(folder)?,
            limits: RunLimits { at_once: self.limits.at_once.map(|at_once| at_once.value) },
        })
    }
}

fn party<P>(side: At<Side<P>>, who: &str) -> Result<Party<P>, DecodeError> {
    let place = match (side.value.reference, side.value.url) {
        (Some(options), None) => Place::Reference(options),
        (None, Some(url)) => Place::At(At { value: absolute(&url)?, span: url.span }),
        _ => {
            let message =
                format!("the {who} has either a `url` or is a `reference: {{}}` that is started for each case");
            return Err(DecodeError::at(side.span, message));
        }
    };
    Ok(Party { place, pages: side.value.pages })
}

fn absolute(text: &At<String>) -> Result<Url, DecodeError> {
    let refused = |why: &str| {
        DecodeError::at(text.span, format!("`{}` is not an absolute URL: {why}", text.value))
            .help("write it with its scheme, as in `http://localhost:8000`")
    };
    let url = Url::parse(&text.value).map_err(|error| refused(&error.to_string()))?;
    if url.has_host() { Ok(url) } else { Err(refused("it has no host")) }
}

fn deviations(entries: BTreeMap<String, At<DeviationEntry>>) -> Result<Vec<Deviation>, DecodeError> {
    let catalogue = Catalogue::built_in();
    entries
        .into_iter()
        .map(|(id, entry)| {
            let At { value, span } = entry;
            catalogue.known(&id, span)?;
            let requirement = At { value: id, span };
            Ok(Deviation { requirement, reason: value.reason, seen: value.seen, only: value.only })
        })
        .collect()
}

/// Renders every text of the tree in its place.
fn fill_in(node: &mut Node, variables: &Variables, mistakes: &mut Vec<DecodeError>) {
    fill_in_by(template::render_text, node, variables, mistakes);
}

type Render = fn(&str, &Variables) -> Result<String, TemplateError>;

fn fill_in_by(render: Render, node: &mut Node, variables: &Variables, mistakes: &mut Vec<DecodeError>) {
    let span = node.span;
    match &mut node.value {
        Value::Text(text) => match render(text, variables) {
            Ok(filled) => *text = filled,
            Err(error) => mistakes.push(
                DecodeError::at(span, error.message)
                    .help("a target file knows `${env.NAME}` and `${env.NAME | default('value')}`"),
            ),
        },
        Value::Seq(items) => items.iter_mut().for_each(|item| fill_in_by(render, item, variables, mistakes)),
        Value::Map(entries) => {
            for (key, item) in entries {
                let later = matches!(key.value.as_str(), "sign-in-requests" | "complete-sign-up");
                let render = if later { template::render_known } else { render };
                fill_in_by(render, item, variables, mistakes);
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROVIDER: &str = "title: T\nprovider:\n  url: ${env.URL}\n  pages: {authorization: /a, token: /t}\n";

    fn parse(text: &str) -> Result<Target, Vec<String>> {
        let environment = BTreeMap::from([("URL".to_owned(), "http://localhost:1".to_owned())]);
        read(&Source::new("targets/t.yaml", text), &environment).map_err(|mistakes| {
            mistakes.into_iter().map(|d| format!("{} {}", d.source.place(d.span), d.message)).collect()
        })
    }

    #[test]
    fn the_environment_fills_in_urls() {
        let target = parse(PROVIDER).expect("valid");
        let Some(Party { place: Place::At(url), .. }) = target.provider else { panic!("a place") };
        assert_eq!((target.name.as_str(), url.as_str()), ("t", "http://localhost:1/"));
    }

    #[test]
    fn mistakes_name_their_line() {
        let missing = parse(&PROVIDER.replace("env.URL", "env.NONE")).expect_err("undefined");
        assert!(missing[0].starts_with("targets/t.yaml:3:8 "), "{missing:?}");
        let both = parse(&PROVIDER.replace("  pages", "  reference: {}\n  pages")).expect_err("both");
        assert!(both[0].contains("either a `url`"), "{both:?}");
        let unknown = parse(&format!("{PROVIDER}deviations:\n  rfc6749-nope: {{reason: r}}\n")).expect_err("unknown");
        assert!(unknown[0].contains("no requirement has the id"), "{unknown:?}");
        let lone = parse(&format!("{PROVIDER}clients:\n  web: {{id: w}}\n")).expect_err("no redirect-uri");
        assert!(lone[0].contains("needs a `redirect-uri`"), "{lone:?}");
    }
}
