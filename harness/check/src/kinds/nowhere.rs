//! `nowhere`: values that occur in no exchange of the step: in no URL, header or body, in no encoding.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use time::OffsetDateTime;

use crate::http::SetCookie;
use crate::in_words::in_words;
use crate::members::variables;
use crate::model::encoding::{SHORTEST, encodings, is_distinctive};
use crate::model::exchange::Exchange;
use crate::model::node::{Node, Value};
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation, StepEnd, Text};
use crate::syntax::decode::DecodeError;
use crate::syntax::template::{self, Variables};
use crate::{Check, CheckKind, ParseNested, ParseResult, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "nowhere",
    summary: "Values that occur nowhere in the step's exchanges, in no encoding: a list; or `values`, with `in` \
              (`requests`, `responses`, `both`, `clear-cookies`: cookies that responses set without `Secure`, `landing`: \
              where the browser was finally sent) and `as` (all exchanges of that actor so far).",
    read,
    schema: schema::<Nowhere>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct NowhereOptions {
    values: Vec<Text>,
    #[serde(default)]
    r#in: Direction,
    #[serde(default, rename = "as")]
    actor: Option<String>,
}

#[derive(Debug, JsonSchema)]
#[schemars(with = "NowhereSchema")]
pub(super) struct Nowhere(NowhereOptions);

/// The schema of both forms.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum NowhereSchema {
    Short(Vec<Text>),
    NowhereOptions(NowhereOptions),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Direction {
    Requests,
    Responses,
    #[default]
    Both,
    /// The cookies that responses set without `Secure`, which browsers also send over plain HTTP.
    ClearCookies,
    /// The URL outside the parties that the browser was finally sent to, and the form that it would have posted there: what a
    /// client receives.
    Landing,
}

impl Check for Nowhere {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let Nowhere(NowhereOptions { values, r#in, actor }) = self;
        if *r#in == Direction::Landing {
            return judge_landing(values, seen, evidence);
        }
        let exchanges: Vec<(usize, &Exchange)> = match actor {
            None => {
                evidence.exchanges.iter().enumerate().skip(seen.exchanges.start).take(seen.exchanges.len()).collect()
            }
            Some(actor) => {
                evidence.exchanges.iter().enumerate().filter(|(_, exchange)| exchange.actor == *actor).collect()
            }
        };
        if exchanges.is_empty() {
            return Err(match actor {
                Some(actor) => {
                    Mismatch::unjudged(format!("exchanges of `{actor}` to search"), "no actor of that name has acted")
                }
                None => Mismatch::unjudged("exchanges to search", "the step made none"),
            });
        }
        let variables = variables(seen, evidence);
        for text in values {
            let value = rendered(text, &variables)?;
            let forms = forms_of(text, &value)?;
            let found = exchanges.iter().find_map(|(index, exchange)| {
                let places = places(exchange, *r#in);
                let place = places.into_iter().find(|(_, held)| forms.iter().any(|form| held.contains(form)))?;
                Some(format!("it is in {} of exchange {}", place.0, index + 1))
            });
            if let Some(found) = found {
                return Err(Mismatch::new(format!("`{}` nowhere", text.0), found));
            }
        }
        Ok(())
    }
}

/// The same for where the step ended: the client there learns what the URL or the form contains.
fn judge_landing(values: &[Text], seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
    let (StepEnd::Client(to) | StepEnd::Elsewhere(to)) = &seen.end else {
        return Err(Mismatch::unjudged("a redirect to a client to search", seen.end.describe()));
    };
    let posted = to.posted.iter().map(|(name, value)| (format!("`{name}` of the form"), value.as_str()));
    let places: Vec<(String, &str)> = std::iter::once(("the URL".to_owned(), to.url.as_str())).chain(posted).collect();
    let variables = variables(seen, evidence);
    for text in values {
        let forms = forms_of(text, &rendered(text, &variables)?)?;
        if let Some((place, _)) = places.iter().find(|(_, held)| forms.iter().any(|form| held.contains(form))) {
            let found = format!("it is in {place} that the client receives: {}", seen.end.describe());
            return Err(Mismatch::new(format!("{} nowhere in what the client receives", in_words(&text.0)), found));
        }
    }
    Ok(())
}

fn rendered(text: &Text, variables: &Variables) -> Result<String, Mismatch> {
    template::render_text(&text.0, variables)
        .map_err(|error| Mismatch::unjudged(format!("a value for {}", in_words(&text.0)), error.message))
}

/// Every encoding in which the value may be found; the value must not be one that occurs anyway.
fn forms_of(text: &Text, value: &str) -> Result<Vec<String>, Mismatch> {
    let needed = if value.len() < SHORTEST {
        long_enough()
    } else if is_distinctive(value) {
        return Ok(encodings(value));
    } else {
        "a value that is not a word, which may be on any page".to_owned()
    };
    Err(Mismatch::unjudged(format!("for `{}`, {needed}", text.0), format!("\"{value}\"")))
}

fn long_enough() -> String {
    format!("a value of {SHORTEST} characters or more, which cannot occur by chance")
}

/// If a literal value is too short to search for, that is reported before anything runs.
fn read(node: &Node, parse_nested: ParseNested) -> ParseResult {
    let check = crate::read::<Nowhere>(node, parse_nested)?;
    let values = node.entry("values").unwrap_or(node);
    let Value::Seq(items) = &values.value else { return Ok(check) };
    let literal = items.iter().filter_map(|item| Some((item.span, written(item)?)));
    let short = literal.filter(|(_, text)| text.len() < SHORTEST && !text.contains("${"));
    let mistakes: Vec<DecodeError> = short
        .map(|(span, text)| {
            DecodeError::at(span, format!("\"{text}\" is too short to search for: it takes {}", long_enough()))
        })
        .collect();
    if mistakes.is_empty() { Ok(check) } else { Err(mistakes) }
}

/// A value from which a [`Text`] is parsed.
fn written(item: &Node) -> Option<String> {
    match &item.value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// Every text of an exchange, with its name.
fn places(exchange: &Exchange, direction: Direction) -> Vec<(String, &str)> {
    let mut places = Vec::new();
    if direction == Direction::ClearCookies {
        let set = exchange.response().into_iter().flat_map(|response| response.header_all("set-cookie"));
        let is_clear =
            |line: &&str| SetCookie::parse(line, OffsetDateTime::UNIX_EPOCH).is_ok_and(|cookie| !cookie.secure);
        let name = |line: &str| line.split_once('=').map_or("", |(name, _)| name.trim()).to_owned();
        return set.filter(is_clear).map(|line| (format!("the cookie `{}`", name(line)), line)).collect();
    }
    if direction != Direction::Responses {
        places.push(("the URL".to_owned(), exchange.request.url.as_str()));
        let headers = exchange.request.headers.iter();
        places.extend(headers.map(|(name, value)| (format!("the request header `{name}`"), value.as_str())));
        places.push(("the request body".to_owned(), exchange.request.body.as_str()));
    }
    if let Some(response) = exchange.response().filter(|_| direction != Direction::Requests) {
        let headers = response.headers.iter();
        places.extend(headers.map(|(name, value)| (format!("the response header `{name}`"), value.as_str())));
        places.push(("the response body".to_owned(), response.body.as_str()));
    }
    places
}

impl<'de> Deserialize<'de> for Nowhere {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NowhereVisitor;

        impl<'de> Visitor<'de> for NowhereVisitor {
            type Value = Nowhere;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of values, or `{values: [...], in: ..., as: ...}`")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Nowhere, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = seq.next_element()? {
                    values.push(value);
                }
                Ok(Nowhere(NowhereOptions { values, r#in: Direction::Both, actor: None }))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Nowhere, A::Error> {
                NowhereOptions::deserialize(de::value::MapAccessDeserializer::new(map)).map(Nowhere)
            }
        }

        deserializer.deserialize_any(NowhereVisitor)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use url::Url;

    use super::*;
    use crate::model::exchange::{Cause, Request, Response};
    use crate::model::source::Source;

    #[test]
    fn a_clear_cookie_is_one_without_secure() {
        let set = ["at=token-1; HttpOnly", "safe=token-2; Secure", "=; Path=/"];
        let exchange = Exchange {
            actor: "alice".to_owned(),
            cause: Cause::Open,
            request: Request::new("GET", Url::parse("http://c.test/token-3").expect("a URL")),
            outcome: Ok(Response {
                status: 200,
                headers: set.map(|line| ("set-cookie".to_owned(), line.to_owned())).to_vec(),
                body: "token-4".to_owned(),
            }),
            took: Duration::ZERO,
        };
        assert_eq!(places(&exchange, Direction::ClearCookies)[0], ("the cookie `at`".to_owned(), set[0]));
        let held: String = places(&exchange, Direction::ClearCookies).iter().map(|(_, held)| *held).collect();
        let tokens = ["token-1", "token-2", "token-3", "token-4"];
        assert_eq!(tokens.map(|token| held.contains(token)), [true, false, false, false]);
    }

    #[test]
    fn values_too_short_to_search_for_are_reported_by_the_parser() {
        let places = |text: &str| -> Vec<String> {
            let source = Source::new("t.yaml", text);
            let mistakes =
                read(&crate::syntax::yaml::parse(&source).expect("YAML"), crate::read_all).err().unwrap_or_default();
            mistakes.iter().map(|wrong| source.place(wrong.span.expect("a place"))).collect()
        };
        assert_eq!(places("['', long-enough, abc, 12, '${it.code}']"), ["t.yaml:1:2", "t.yaml:1:19", "t.yaml:1:24"]);
        assert_eq!(places("values: ['', long-enough]\nin: requests\n"), ["t.yaml:1:10"]);
    }
}
