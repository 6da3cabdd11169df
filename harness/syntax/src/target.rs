//! A target file to a [`Target`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::catalog::Catalog;
use super::connection;
use super::decode::{DecodeError, decode_all};
use super::diagnostic::Diagnostic;
use super::environment::Environment;
use super::renamed::{self, Named};
use super::target_value::{absolute, bearer_token, http, origin, pace};
use super::template::{self, TemplateError, Variables};
use super::yaml;
use super::{sign_in, users};
use crate::model::node::{Node, Value};
use crate::model::sign_in::{PageHints, SignIn};
use crate::model::source::Source;
use crate::model::span::{Span, Spanned};
use crate::model::target::{
    ClientEntry, ConsumerPages, Deviation, Party, PartyLocation, Profile, ProviderPages, ReferenceOptions, Renamed,
    RequestDefaults, RunLimits, Target, User,
};

/// Parses a target file. `${env.NAME}` in it is the environment variable of that name, taken from `environment`.
pub fn read(source: &Source, environment: impl Into<Environment>) -> Result<Target, Vec<Diagnostic>> {
    let mut node = yaml::parse(source).map_err(|error| vec![error])?;
    let (environment, mut mistakes): (Environment, Vec<DecodeError>) = (environment.into(), Vec::new());
    let mentioned = environment.mentioned_in(source.text());
    let variables = Variables::from([("env".to_owned(), minijinja::Value::from_object(environment))]);
    sign_in::check_variables(&node, &mut mistakes);
    fill_in(&mut node, &variables, &mut mistakes);
    if let Some(error) = something_else(&node) {
        return Err(vec![error.in_source(source)]);
    }
    let (file, found) = decode_all::<TargetFile>(&node);
    mistakes.extend(found);
    let target = file.map(|file| file.check(source, &mut mistakes));
    // A value that could not be evaluated is not reported as invalid as well: that is one mistake.
    let mut places = BTreeSet::new();
    mistakes.retain(|mistake| mistake.span.is_none_or(|span| places.insert((span.start, span.end))));
    match target {
        Some(target) if mistakes.is_empty() => Ok(Target { environment: mentioned, ..target }),
        _ => Err(mistakes.into_iter().map(|error| error.in_source(source)).collect()),
    }
}

/// A file that is not a target at all.
fn something_else(node: &Node) -> Option<DecodeError> {
    match &node.value {
        Value::Map(_) if node.entry("steps").is_some() => {
            let error = DecodeError::at(beginning(node), "this is a scenario, not a target file");
            Some(error.help("name scenarios without a flag, and the target file with `--target`"))
        }
        Value::Map(_) => None,
        Value::Null => {
            let error = DecodeError::at(node.span, "this file contains no target");
            Some(error.help("a target has a `title`, and a `provider`, a `consumer` or both"))
        }
        _ => Some(DecodeError::at(node.span, format!("a target file is a mapping, not {}", node.kind()))),
    }
}

fn beginning(node: &Node) -> Span {
    Span { end: node.span.start, ..node.span }
}

/// The JSON Schema of a target file.
pub fn schema(generator: &mut SchemaGenerator) -> Schema {
    TargetFile::json_schema(generator)
}

/// The keys of a target file.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(
    title = "Target",
    description = "One deployment under test. A text may contain `${env.NAME}` or `${env.NAME | default('value')}`.",
    extend("anyOf" = [{"required": ["provider"]}, {"required": ["consumer"]}])
)]
struct TargetFile {
    /// One line about the deployment.
    title: Option<String>,
    /// The provider (authorization server and resource server), if there is one.
    provider: Option<Spanned<PartyEntry<ProviderPages>>>,
    /// The consumer (client), if there is one.
    consumer: Option<Spanned<PartyEntry<ConsumerPages>>>,
    /// The clients registered at the provider that the harness plays, by their role in scenarios: `web`, `other`, `spa`.
    clients: BTreeMap<String, Spanned<ClientEntry>>,
    /// The users, by their name in scenarios: `alice`, `bob`, `mallory`.
    users: BTreeMap<String, Spanned<User>>,
    /// Further sites that take part (a second provider, an attacker's own), by name.
    others: BTreeMap<String, Spanned<String>>,
    /// Which document takes precedence if two contradict each other.
    profile: Profile,
    /// CSS selectors for the fields and buttons of pages that are not recognized.
    page_hints: Option<Spanned<PageHints>>,
    /// The requests that a single-page app sends instead of a login form, in order.
    sign_in_requests: Vec<sign_in::SignInRequestEntry>,
    /// The input for a page that completes a sign-up after the first login: fields and values.
    complete_sign_up: BTreeMap<String, String>,
    /// The default scope of requests.
    scope: String,
    /// The scopes that the harness may request, except `openid`; two or more if scenarios should narrow and widen a scope. By
    /// default those of `scope`.
    scopes: Vec<String>,
    /// The one of `scopes` without which the protected resource under `profile` is not shown.
    resource_scope: Option<String>,
    /// Parameters that the provider requires in every authorization request, and their values.
    authorization_parameters: BTreeMap<String, String>,
    /// Capabilities that cannot be derived from the other entries.
    offers: Vec<Spanned<String>>,
    /// Known failures, by the requirement that is violated.
    deviations: BTreeMap<String, Spanned<DeviationEntry>>,
    /// The folder of stored transcripts to compare with, relative to this file.
    snapshots: Option<String>,
    /// Addresses, certificates and limits of connections.
    connection: connection::ConnectionEntry,
    /// Limits of a run.
    limits: LimitsEntry,
}

/// One side of the deployment: it has a `url`, or is a `reference` that is started for each case.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "SideWith{P}", extend("oneOf" = [{"required": ["url"]}, {"required": ["reference"]}]))]
struct PartyEntry<P> {
    /// Started in this process, a new one for each case.
    #[serde(default)]
    reference: Option<ReferenceOptions>,
    /// Where it runs: an absolute URL.
    #[serde(default)]
    url: Option<Spanned<String>>,
    /// Further origins of its own: of its login or consent page, of an API. Browsers go there, and responses from there are
    /// judged as its own; the origins of endpoints and of `url` need not be listed.
    #[serde(default)]
    also_at: Vec<Spanned<String>>,
    /// The provider's issuer identifier, exactly as in its metadata and tokens.
    #[serde(default)]
    issuer: Option<Spanned<String>>,
    /// The initial access token (RFC 7591 §3), a secret: clients register with it.
    #[serde(default)]
    initial_access_token: Option<Spanned<String>>,
    /// Its pages and endpoints, as paths or absolute URLs.
    pages: P,
}

/// A known failure.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Deviation")]
struct DeviationEntry {
    /// Why it is accepted.
    reason: String,
    /// The observation.
    #[serde(default)]
    seen: Option<String>,
    /// The scenarios (`id`) or cases (`id/case`) that it applies to; when absent all.
    #[serde(default)]
    only: Vec<Spanned<String>>,
    /// Whether it does not happen in every run, for example because of a race: then a run without it is fine too.
    #[serde(default)]
    sometimes: bool,
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(rename = "Limits")]
struct LimitsEntry {
    /// How long a step may wait if a party has its own time; by default 0: not at all.
    longest_wait_seconds: u64,
    /// How many cases run at once.
    #[schemars(range(min = 1))]
    at_once: Option<Spanned<usize>>,
    /// The maximum number of requests per second, by all cases of a run together; unlimited when absent.
    #[schemars(extend("exclusiveMinimum" = 0))]
    requests_per_second: Option<Spanned<f64>>,
}

impl TargetFile {
    fn check(self, source: &Source, mistakes: &mut Vec<DecodeError>) -> Target {
        let mistakes_before = mistakes.len();
        let top = Span::default();
        if self.title.is_none() && mistakes_before == 0 {
            mistakes.push(DecodeError::at(top, "the key `title` is missing"));
        }
        if self.provider.is_none() && self.consumer.is_none() && mistakes_before == 0 {
            mistakes.push(DecodeError::at(top, "a target has a `provider`, a `consumer` or both"));
        }
        let has_consumer = self.consumer.is_some();
        let mut renamed = Vec::new();
        let provider = self.provider.and_then(|side| party(side, "provider", &mut renamed, mistakes));
        let consumer = self.consumer.and_then(|side| party(side, "consumer", &mut renamed, mistakes));
        let capability = |offer: Spanned<String>| {
            let new = renamed::current(Named::Capability, &offer);
            renamed::update(offer, new, &mut renamed)
        };
        let offers: Vec<Spanned<String>> = self.offers.into_iter().map(capability).collect();
        let deviations = deviations(self.deviations, &mut renamed, mistakes);
        renamed.sort_by_key(|id| id.span.start);
        let place = |span| source.place(span);
        let mut clients = BTreeMap::new();
        for (role, Spanned { value, span }) in self.clients {
            match &value.redirect_uri {
                Some(uri) => mistakes.extend(absolute(uri).err()),
                None if !has_consumer && mistakes_before == 0 => {
                    let error = DecodeError::at(span, format!("the client `{role}` needs a `redirect-uri`"));
                    mistakes.push(error.help(
                        "it may only be omitted if the target has a consumer: then it is the consumer's callback",
                    ));
                }
                None => {}
            }
            for uri in &value.post_logout_redirect_uri {
                mistakes.extend(absolute(&Spanned { value: uri.clone(), span }).err());
            }
            if value.redirect_uri.is_none() && !value.post_logout_redirect_uri.is_empty() {
                let message = format!(
                    "the client `{role}` is the consumer's: the harness cannot use its `post-logout-redirect-uri`"
                );
                mistakes
                    .push(DecodeError::at(span, message).help("give one to a client with a `redirect-uri` of its own"));
            }
            clients.insert(role, ClientEntry { span, ..value });
        }
        let mut others = BTreeMap::new();
        for (name, url) in self.others {
            match absolute(&url) {
                Ok(value) => drop(others.insert(name, Spanned { value, span: url.span })),
                Err(error) => mistakes.push(error),
            }
        }
        mistakes.extend(users::unshown(&self.users));
        let users = self.users.into_iter();
        let users =
            users.map(|(name, Spanned { value, span })| (name, User { place: place(span), span, ..value })).collect();
        if let Some(at_once) = self.limits.at_once.as_ref().filter(|at_once| at_once.value == 0) {
            mistakes.push(DecodeError::at(at_once.span, "`at-once` must be 1 or more"));
        }
        let folder = source.path().parent().unwrap_or(Path::new(""));
        let hints = self.page_hints.and_then(|hints| noted(sign_in::check_hints(hints), mistakes)).unwrap_or_default();
        let requests = self.sign_in_requests.into_iter().map(sign_in::SignInRequestEntry::check);
        let requests = requests.filter_map(|request| noted(request, mistakes)).collect();
        let mut connection = noted(self.connection.check(folder), mistakes).unwrap_or_default();
        if let Some(requests) = self.limits.requests_per_second {
            connection.pace = noted(pace(&requests), mistakes).unwrap_or_default();
        }
        let words = self.scope.split_whitespace().filter(|word| !matches!(*word, "openid" | "offline_access"));
        let request_defaults = RequestDefaults {
            scopes: if self.scopes.is_empty() { words.map(str::to_owned).collect() } else { self.scopes },
            resource_scope: self.resource_scope,
            authorization_parameters: self.authorization_parameters.into_iter().collect(),
            openid: offers.iter().any(|offer| offer.value == "openid"),
        };
        let name = source.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Target {
            source: source.clone(),
            name,
            title: self.title.unwrap_or_default(),
            provider,
            consumer,
            clients,
            users,
            others,
            sign_in: SignIn { hints, requests, sign_up: self.complete_sign_up },
            profile: self.profile,
            scope: self.scope,
            request_defaults,
            offers,
            deviations,
            // Like every path in a file, it is relative to the folder of that file.
            snapshots: self.snapshots.map(|path| folder.join(path)),
            connection,
            limits: RunLimits {
                longest_wait: Duration::from_secs(self.limits.longest_wait_seconds),
                at_once: self.limits.at_once.map(|at_once| at_once.value),
            },
            environment: BTreeMap::new(),
            renamed,
        }
    }
}

/// The value; a mistake is recorded.
fn noted<T>(result: Result<T, DecodeError>, mistakes: &mut Vec<DecodeError>) -> Option<T> {
    result.map_err(|error| mistakes.push(error)).ok()
}

fn party<P>(
    side: Spanned<PartyEntry<P>>,
    who: &str,
    renamed: &mut Vec<Renamed>,
    mistakes: &mut Vec<DecodeError>,
) -> Option<Party<P>> {
    let place = match (side.value.reference, side.value.url) {
        (Some(options), None) => PartyLocation::Reference(renamed::of_reference(options, who, renamed)),
        (None, Some(url)) => match http(&url) {
            Ok(value) => PartyLocation::External(Spanned { value, span: url.span }),
            Err(error) => {
                mistakes.push(error);
                return None;
            }
        },
        _ => {
            let message =
                format!("the {who} has either a `url` or is a `reference: {{}}` that is started for each case");
            mistakes.push(DecodeError::at(side.span, message));
            return None;
        }
    };
    let also_at = side.value.also_at.iter().filter_map(|written| noted(origin(written), mistakes)).collect();
    if let Some(issuer) = side.value.issuer.as_ref().filter(|_| who != "provider") {
        mistakes.push(DecodeError::at(issuer.span, format!("a {who} has no `issuer`: only a provider has")));
    }
    let initial_access_token = side.value.initial_access_token;
    if let Some(token) = initial_access_token.as_ref().filter(|_| who != "provider") {
        let message = format!("a {who} has no `initial-access-token`: clients register at a provider");
        mistakes.push(DecodeError::at(token.span, message));
    }
    Some(Party {
        place,
        also_at,
        issuer: side.value.issuer.map(|issuer| issuer.value),
        initial_access_token: initial_access_token.and_then(|token| noted(bearer_token(&token), mistakes)),
        pages: side.value.pages,
    })
}

fn deviations(
    entries: BTreeMap<String, Spanned<DeviationEntry>>,
    renamed: &mut Vec<Renamed>,
    mistakes: &mut Vec<DecodeError>,
) -> Vec<Deviation> {
    let catalog = Catalog::built_in();
    let deviation = |(id, Spanned { value, span }): (String, Spanned<DeviationEntry>)| {
        let new = renamed::current(Named::Requirement, &id);
        let requirement = renamed::update(Spanned { value: id, span }, new, renamed);
        mistakes.extend(catalog.known(&requirement, span).err());
        let DeviationEntry { reason, seen, only, sometimes } = value;
        let scope = |scope: Spanned<String>| {
            let new = renamed::current_scope(&scope);
            renamed::update(scope, new, renamed)
        };
        let only = only.into_iter().map(scope).collect();
        Deviation { requirement, reason, seen, only, sometimes }
    };
    entries.into_iter().map(deviation).collect()
}

/// Evaluates every text of the tree in place.
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
                    .help("a target file can use `${env.NAME}` and `${env.NAME | default('value')}`"),
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
    use crate::model::target::AssertionAudience;

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
        let place = target.provider.map(|provider| provider.place);
        assert!(
            target.name == "t"
                && matches!(place, Some(PartyLocation::External(url)) if url.as_str() == "http://localhost:1/")
        );
    }

    #[test]
    fn a_party_may_have_further_origins() {
        let target = parse(&PROVIDER.replace("  pages", "  also-at: [https://login.test]\n  pages")).expect("valid");
        let origins: Vec<String> =
            target.provider.iter().flat_map(|party| &party.also_at).map(|at| at.value.to_string()).collect();
        assert_eq!(origins, ["https://login.test/"]);
    }

    #[test]
    fn mistakes_name_their_line() {
        let missing = parse(&PROVIDER.replace("env.URL", "env.NONE")).expect_err("undefined");
        assert!(missing[0].starts_with("targets/t.yaml:3:8 "), "{missing:?}");
        let both = parse(&PROVIDER.replace("  pages", "  reference: {}\n  pages")).expect_err("both");
        assert!(both[0].contains("either a `url`"), "{both:?}");
        let unknown = parse(&format!("{PROVIDER}deviations:\n  rfc6749-nope: {{reason: r}}\n")).expect_err("unknown");
        assert!(unknown[0].contains("no requirement has the id"), "{unknown:?}");
        let more =
            parse(&PROVIDER.replace("  pages", "  also-at: [https://login.test/in]\n  pages")).expect_err("a path");
        assert!(more[0].contains("is more than an origin"), "{more:?}");
        let lone = parse(&format!("{PROVIDER}clients:\n  web: {{id: w}}\n")).expect_err("no redirect-uri");
        assert!(lone[0].contains("needs a `redirect-uri`"), "{lone:?}");
        let still = parse(&format!("{PROVIDER}limits: {{requests-per-second: 0}}\n")).expect_err("no pace");
        assert!(still[0].contains("`requests-per-second` must be above 0"), "{still:?}");
        let consumer = "consumer: {url: 'http://c.test', issuer: x, pages: {home: /, sign-in: /in, callback: /cb}}\n";
        let issuer = parse(&format!("{PROVIDER}{consumer}")).expect_err("not the consumer's");
        assert!(issuer[0].contains("a consumer has no `issuer`"), "{issuer:?}");
    }

    #[test]
    fn requested_scopes_are_those_of_the_target() {
        let request_defaults = |more: &str| parse(&format!("{PROVIDER}{more}")).expect("valid").request_defaults;
        assert_eq!(request_defaults("scope: openid profile offline_access\n").scopes, ["profile"]);
        let settings = request_defaults(
            "scope: a\nscopes: [a, b]\nresource-scope: b\noffers: [openid]\n\
             authorization-parameters: {audience: 'https://api.test', max: 7}\n",
        );
        assert_eq!(settings.scopes, ["a", "b"]);
        assert_eq!((settings.resource_scope.as_deref(), settings.openid), (Some("b"), true));
        let parameters = [("audience", "https://api.test"), ("max", "7")];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(settings.authorization_parameters, parameters);
    }

    #[test]
    fn a_client_has_one_or_more_places_to_go_after_a_logout() {
        let read = |more: &str| {
            parse(&format!("{PROVIDER}clients:\n  web: {{id: w, redirect-uri: 'http://c.test/cb'{more}}}\n"))
                .map(|target| target.clients["web"].post_logout_redirect_uri.clone())
        };
        assert_eq!(read("").as_deref(), Ok([].as_slice()));
        assert_eq!(read(", post-logout-redirect-uri: 'http://c.test/a'"), Ok(vec!["http://c.test/a".to_owned()]));
        let two = vec!["http://c.test/a".to_owned(), "http://c.test/b".to_owned()];
        assert_eq!(read(", post-logout-redirect-uri: ['http://c.test/a', 'http://c.test/b']"), Ok(two));
        let relative = read(", post-logout-redirect-uri: /after").expect_err("no URL");
        assert!(relative[0].contains("`/after` is not an absolute URL"), "{relative:?}");
        let consumers = "consumer: {url: 'http://c.test', pages: {home: /, sign-in: /in, callback: /cb}}\n\
                         clients: {web: {id: w, post-logout-redirect-uri: 'http://c.test/'}}\n";
        let shared = parse(&format!("{PROVIDER}{consumers}")).expect_err("the consumer's");
        assert!(shared[0].contains("the client `web` is the consumer's"), "{shared:?}");
    }

    #[test]
    fn an_initial_access_token_is_a_secret_of_the_provider() {
        let with = |token: &str| {
            let text = PROVIDER.replace("  pages", &format!("  initial-access-token: {token}\n  pages"));
            parse(&text).map(|target| target.provider.expect("a provider").initial_access_token)
        };
        let token = with("let-me-in").expect("valid").expect("a token");
        assert_eq!((token.exposed(), format!("{token:?}").contains("let-me-in")), ("let-me-in", false));
        assert_eq!(
            with("${env.URL}").expect_err("a colon"),
            [
                "targets/t.yaml:4:25 a bearer token consists of letters, digits and -._~+/ with `=` at its end (RFC 6750 §2.1)"
            ]
        );
        let consumer = "consumer: {url: 'http://c.test', initial-access-token: x, pages: {home: /, sign-in: /in, callback: /cb}}\n";
        let mistake = parse(&format!("{PROVIDER}{consumer}")).expect_err("not the consumer's");
        assert!(mistake[0].contains("a consumer has no `initial-access-token`"), "{mistake:?}");
    }

    #[test]
    fn an_issuer_is_kept_as_it_is_written() {
        let target = parse(&PROVIDER.replace("  pages", "  issuer: HTTPS://op.test:443\n  pages")).expect("valid");
        assert_eq!(target.provider.and_then(|party| party.issuer).as_deref(), Some("HTTPS://op.test:443"));
        let audience = |text: &str| {
            let web =
                format!("clients:\n  web: {{id: w, redirect-uri: 'http://c.test', assertion-audience: '{text}'}}\n");
            parse(&format!("{PROVIDER}{web}")).expect("valid").clients["web"].assertion_audience.clone()
        };
        assert_eq!(audience("issuer"), Some(AssertionAudience::Issuer));
        assert_eq!(audience("token-endpoint"), Some(AssertionAudience::TokenEndpoint));
        assert_eq!(audience("https://op.test"), Some(AssertionAudience::Other("https://op.test".to_owned())));
    }
}
