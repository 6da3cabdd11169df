//! `oauth-error`: an OAuth error, by its code and by the channel that the RFC requires: a redirect to the client (RFC 6749
//! §4.1.2.1), JSON with its status (§5.2), or a challenge (RFC 6750 §3).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, SeqAccess, Visitor};
use url::Url;

use crate::http::form_of;
use crate::model::exchange::{Cause, Exchange, Request};
use crate::model::verdict::Mismatch;
use crate::oauth::authorize::Response;
use crate::oauth::error::{REGISTERED, channel_fault, code_of};
use crate::step::{Evidence, Observation, StepEnd};
use crate::syntax::diagnostic::known_names;
use crate::{Check, CheckKind, OneOrMany, one_of, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "oauth-error",
    summary: "An OAuth error: its code (or a list of acceptable ones), returned through the channel that its RFC \
              requires.",
    read: read::<OauthError>,
    schema: schema::<OauthError>,
};

#[derive(Debug, JsonSchema)]
#[schemars(with = "OneOrMany<ErrorCode>")]
pub(super) struct OauthError(Vec<String>);

/// The schema of an error code.
struct ErrorCode;

impl JsonSchema for ErrorCode {
    fn schema_name() -> Cow<'static, str> {
        "ErrorCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"description": "A registered OAuth error code.", "enum": REGISTERED.as_slice()})
    }
}

impl Check for OauthError {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let codes = one_of(&self.0.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>());
        match &seen.end {
            StepEnd::Client(url) => {
                let expected = format!("a redirect to the client with the error {codes}, no code, and the state");
                let faults = self.redirect_faults(&Response::delivered(url), &states_sent(seen, evidence));
                if faults.is_empty() {
                    return Ok(());
                }
                Err(Mismatch::new(expected, seen.end.locate(&faults.join(", "))))
            }
            StepEnd::Response(response) if !answers_a_browser(seen, evidence) => {
                let expected = format!("the error {codes}");
                match code_of(response) {
                    Some(code) if self.0.contains(&code) => match channel_fault(response, &code) {
                        None => Ok(()),
                        Some(fault) => {
                            let seen = format!("`{code}`, but {fault}: {}", seen.end.describe());
                            Err(Mismatch::new(format!("{expected} as its RFC describes it"), seen))
                        }
                    },
                    _ => Err(Mismatch::new(expected, seen.end.describe())),
                }
            }
            StepEnd::Response(_)
            | StepEnd::Page(_)
            | StepEnd::Elsewhere(_)
            | StepEnd::Several(_)
            | StepEnd::Nothing => {
                Err(Mismatch::new(format!("a redirect to the client with the error {codes}"), seen.end.describe()))
            }
        }
    }
}

impl OauthError {
    /// What is wrong with an error response by redirect (RFC 6749 §4.1.2.1), for a request that sent these states.
    fn redirect_faults(&self, response: &Response, sent: &[String]) -> Vec<String> {
        let mut faults = Vec::new();
        match response.get("error") {
            Some(code) if self.0.iter().any(|wanted| wanted == code) => {}
            Some(code) => faults.push(format!("the error `{code}`")),
            None => faults.push("no error".to_owned()),
        }
        if response.get("code").is_some() {
            faults.push("a code".to_owned());
        }
        match (sent, response.get("state").unwrap_or_default()) {
            ([] | [_], state) if sent.first().map_or("", String::as_str) == state => {}
            // No RFC says which of them, if any, is the state of the request.
            ([_, _, ..], state) if state.is_empty() || sent.iter().any(|sent| sent == state) => {}
            ([], _) => faults.push("a state where none was sent".to_owned()),
            (_, "") => faults.push("no state".to_owned()),
            (_, _) => faults.push("a state other than the one that was sent".to_owned()),
        }
        faults.extend(response.repeated().into_iter().map(|name| format!("`{name}` more than once")));
        faults
    }
}

/// The response is one to an authorization request: the client never receives its body (RFC 6749 §4.1.2.1).
fn answers_a_browser(seen: &Observation, evidence: &Evidence<'_>) -> bool {
    let last = evidence.exchanges[seen.exchanges.clone()].last();
    seen.result["sent"].is_object() && last.is_some_and(|exchange| exchange.cause != Cause::Call)
}

/// The states of the authorization request behind this response: one, none, or several if the scenario repeats the parameter.
fn states_sent(seen: &Observation, evidence: &Evidence<'_>) -> Vec<String> {
    let step_states =
        seen.result["sent"].get("state").and_then(|state| state.as_str()).filter(|state| !state.is_empty());
    let step_states: Vec<String> = step_states.map(str::to_owned).into_iter().collect();
    let Some(provider) = &evidence.deployment.provider else { return step_states };
    // The request that a step keeps has each name once; everything that was sent is on the wire, in this step or, if the
    // consent was given in a later one, before it.
    let asked = |log| requests_at(&provider.authorization, log).map(states_of);
    let of_step = asked(&evidence.exchanges[seen.exchanges.clone()]).find(|states| !states.is_empty());
    let earlier = || {
        asked(&evidence.exchanges[..seen.exchanges.start])
            .filter(|states| step_states.iter().any(|state| states.contains(state)))
            .last()
    };
    of_step.or_else(earlier).filter(|states| states.len() > 1).unwrap_or(step_states)
}

fn requests_at<'a>(endpoint: &Url, log: &'a [Exchange]) -> impl Iterator<Item = &'a Request> {
    let path = endpoint.path().to_owned();
    log.iter().map(|exchange| &exchange.request).filter(move |request| request.url.path() == path)
}

fn states_of(request: &Request) -> Vec<String> {
    let parameters = request.url.query_pairs().into_owned().chain(form_of(request));
    parameters.filter(|(name, _)| name == "state").map(|(_, state)| state).collect()
}

impl<'de> Deserialize<'de> for OauthError {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CodesVisitor;

        impl<'de> Visitor<'de> for CodesVisitor {
            type Value = OauthError;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an OAuth error code, or a list of them")
            }

            fn visit_str<E: de::Error>(self, code: &str) -> Result<OauthError, E> {
                if REGISTERED.contains(&code) {
                    return Ok(OauthError(vec![code.to_owned()]));
                }
                Err(E::custom(format!("`{code}` is not a registered OAuth error: {}", known_names(code, REGISTERED))))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<OauthError, A::Error> {
                let mut all = Vec::new();
                while let Some(OauthError(some)) = seq.next_element()? {
                    all.extend(some);
                }
                Ok(OauthError(all))
            }
        }

        deserializer.deserialize_any(CodesVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(query: &str, sent: &[&str]) -> Vec<String> {
        let url = Url::parse(&format!("https://c.test/cb?{query}")).expect("a URL");
        let sent: Vec<String> = sent.iter().map(|&state| state.to_owned()).collect();
        OauthError(vec!["access_denied".to_owned()]).redirect_faults(&Response::from_url(&url), &sent)
    }

    #[test]
    fn every_failed_condition_is_reported() {
        for (query, sent, step_states) in [
            ("error=access_denied&state=s", &["s"][..], &[][..]),
            ("error=access_denied", &[], &[]),
            ("error=server_error&state=s", &["s"], &["the error `server_error`"]),
            ("code=c&state=s", &["s"], &["no error", "a code"]),
            ("error=access_denied&code=c&state=t", &["s"], &["a code", "a state other than the one that was sent"]),
            ("error=access_denied", &["s"], &["no state"]),
            ("error=access_denied&state=s", &[], &["a state where none was sent"]),
            ("error=access_denied&state=s&state=s", &["s"], &["`state` more than once"]),
        ] {
            assert_eq!(faults(query, sent), step_states, "{query}");
        }
    }

    #[test]
    fn of_two_states_that_were_sent_either_will_do_or_none() {
        for query in ["error=access_denied&state=s", "error=access_denied&state=t", "error=access_denied"] {
            assert_eq!(faults(query, &["s", "t"]), [""; 0], "{query}");
        }
        assert_eq!(faults("error=access_denied&state=u", &["s", "t"]), ["a state other than the one that was sent"]);
        assert_eq!(faults("error=access_denied&state=s&state=t", &["s", "t"]), ["`state` more than once"]);
    }

    #[test]
    fn all_states_of_a_request_are_found() {
        let mut request = Request::new("POST", Url::parse("https://p.test/authorize?state=a").expect("a URL"));
        request.body = "state=b&state=c".to_owned();
        assert_eq!(states_of(&request), ["a"]);
        request.headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
        assert_eq!(states_of(&request), ["a", "b", "c"]);
    }
}
