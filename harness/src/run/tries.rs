//! One sign-in, one code exchange, one request: how the preflight finds out whether a client, a user or a page works at all.

use std::time::Instant;

use serde_json::{Value, json};

use super::case::{CompletedCase, StartFailure, met, start_world};
use super::case_record::CaseRecord;
use super::options::Options;
use crate::compile::roles::{RoleControl, control_of};
use crate::model::page::PageKind;
use crate::model::place::Place;
use crate::model::source::Source;
use crate::model::span::Span;
use crate::model::status::is_about_the_server;
use crate::model::target::Target;
use crate::model::verdict::{CaseReport, Finding, Mismatch, Verdict};
use crate::oauth::random::Random;
use crate::step::{self, Observation, Step, StepEnd, StepError, World, unrecognized_page};
use crate::syntax::yaml;

/// The cause of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FailureCause {
    User,
    Client,
    /// The profile is not served to any user.
    Profile,
    /// The profile is served, but does not show the user.
    Shows,
    /// The provider fails, or is too busy to respond.
    Server,
    /// There was no response.
    Silence,
}

/// One step of a try.
struct TryStep {
    kind: &'static str,
    args: Value,
    /// The name under which its result is kept.
    save: Option<&'static str>,
    place: Place,
    /// A text that the response must contain: its key in the target file, and the text.
    has: Option<(String, String)>,
}

impl TryStep {
    fn saved_as(self, name: &'static str) -> TryStep {
        TryStep { save: Some(name), ..self }
    }
}

/// What may be tried at a target.
pub(super) struct Tries<'a> {
    pub(super) target: &'a Target,
    pub(super) options: &'a Options,
}

const TOKENS: &str = "Preflight: a user signs in, and the client gets its tokens";

impl Tries<'_> {
    /// A user grants a client access, and the client redeems the code, as its role requires.
    pub(super) async fn at_provider(
        &self,
        user: &str,
        role: &str,
        exchange: bool,
    ) -> (CompletedCase, Option<FailureCause>) {
        self.run(role, TOKENS, &self.code(user, role, exchange)).await
    }

    /// A client introspects a token of another one.
    pub(super) async fn introspects(
        &self,
        user: &str,
        with: &str,
        role: &str,
    ) -> (CompletedCase, Option<FailureCause>) {
        let mut asks = self.code(user, with, true);
        asks.push(self.ask("introspect", role, json!({ "client": role, "token": "${tokens.access_token}" })));
        self.run(role, "Preflight: a client introspects a token", &asks).await
    }

    /// The profile of a user shows whose it is.
    pub(super) async fn profile(&self, user: &str, role: &str) -> (CompletedCase, Option<FailureCause>) {
        let mut asks = self.code(user, role, true);
        let place = self.place_of(user);
        let shows = self.target.users.get(user).map(|user| user.shows.clone()).unwrap_or_default();
        let has = Some((format!("users.{user}.shows"), shows));
        asks.push(TryStep {
            kind: "call-api",
            args: json!({ "token": "${tokens.access_token}" }),
            save: None,
            place,
            has,
        });
        self.run("profile", "Preflight: the profile shows the user of the access token", &asks).await
    }

    /// A user signs in at the consumer.
    pub(super) async fn at_consumer(&self, user: &str) -> (CompletedCase, Option<FailureCause>) {
        let asks = [TryStep {
            kind: "sign-in",
            args: json!({ "as": user }),
            save: None,
            place: self.place_of(user),
            has: None,
        }];
        self.run("consumer", "Preflight: a user signs in at the consumer", &asks).await
    }

    /// Whether a user who has given consent is asked again, in a new browser; `None` if that cannot be seen.
    pub(super) async fn asks_again(&self, user: &str, role: &str) -> Option<bool> {
        let random = Random::for_case(self.options.seed, "preflight consent");
        let mut world = start_world(self.target, random).await.ok()?;
        for ask in self.code(user, role, false) {
            let step = read(ask.kind, &ask.args);
            let seen = step.run(&mut world).await.ok()?;
            step.default_expectation(&seen, &world.evidence()).ok()?;
            keep(&ask, &seen, &mut world);
            if ask.kind == "authorize" {
                return Some(seen.pages.contains(&PageKind::Consent));
            }
        }
        None
    }

    /// How a client gets its tokens.
    fn code(&self, user: &str, role: &str, exchange: bool) -> Vec<TryStep> {
        let way = control_of(role);
        let mut authorize = json!({ "as": user, "client": role });
        let mut redeem = json!({ "client": role, "code": "${grant.code}" });
        let mut asks = Vec::new();
        match way {
            RoleControl::PushedCode => {
                asks.push(self.ask("push", role, json!({ "client": role })).saved_as("pushed"));
                authorize["pushed"] = json!("pushed");
            }
            RoleControl::SignedCode => authorize["object"] = json!({}),
            RoleControl::BoundCode => redeem["dpop"] = json!({}),
            RoleControl::Code | RoleControl::CodeAlone | RoleControl::Introspection => {}
        }
        asks.push(self.ask("authorize", role, authorize).saved_as("grant"));
        if exchange && way != RoleControl::CodeAlone {
            asks.push(self.ask("exchange", role, redeem).saved_as("tokens"));
        }
        asks
    }

    fn ask(&self, kind: &'static str, role: &str, args: Value) -> TryStep {
        let place = self.place(self.target.clients.get(role).map(|client| client.span));
        TryStep { kind, args, save: None, place, has: None }
    }

    fn place_of(&self, user: &str) -> Place {
        self.place(self.target.users.get(user).map(|user| user.span))
    }

    /// The location of a client or a user in the target file.
    fn place(&self, span: Option<Span>) -> Place {
        Place::in_target(&self.target.source, span.unwrap_or_default())
    }

    async fn run(&self, name: &str, title: &str, asks: &[TryStep]) -> (CompletedCase, Option<FailureCause>) {
        let mut report =
            CaseReport { verdict: Verdict::Inconclusive, ..CaseReport::new(format!("preflight/{name}"), title) };
        let asked: Vec<String> = asks.iter().map(|ask| ask.args.to_string()).collect();
        let random = Random::for_case(self.options.seed, &format!("{} {}", report.name, asked.join(" ")));
        let mut world = match start_world(self.target, random).await {
            Ok(world) => world,
            Err(StartFailure { reason, .. }) => {
                report.reason = Some(reason);
                return (report.into(), Some(FailureCause::Silence));
            }
        };
        let started = Instant::now();
        let failed = first_failure(asks, &mut world).await;
        report.took = started.elapsed();
        let record = CaseRecord::of(&mut world);
        report.exchanges = record.exchanges();
        let blame = failed.map(|FailedTry { blame, step, place, mismatch }| {
            let mismatch = record.redacted(&mismatch);
            report.reason = Some(mismatch.seen.clone());
            report.unreachable = blame == FailureCause::Silence;
            let after_exchange = report.exchanges.len();
            report.findings = vec![Finding { step, place, requirement: None, mismatch, after_exchange }];
            blame
        });
        (CompletedCase { report, met: met(&world) }, blame)
    }
}

/// What did not work.
struct FailedTry {
    blame: FailureCause,
    step: String,
    place: Place,
    mismatch: Mismatch,
}

async fn first_failure(asks: &[TryStep], world: &mut World) -> Option<FailedTry> {
    for ask in asks {
        let failed =
            |blame, mismatch| FailedTry { blame, step: ask.kind.to_owned(), place: ask.place.clone(), mismatch };
        let step = read(ask.kind, &ask.args);
        match step.run(world).await {
            Err(obstacle) => {
                let answered = world.log.iter().any(|exchange| exchange.outcome.is_ok());
                let blame = match &obstacle {
                    StepError::LoginRejected { .. } => FailureCause::User,
                    _ if obstacle.is_unreachable() && !answered => FailureCause::Silence,
                    _ => blame_of(ask, None),
                };
                let mut mismatch = Mismatch::unjudged(format!("to run the step `{}`", ask.kind), obstacle.to_string());
                mismatch.hint = obstacle.hint();
                return Some(failed(blame, mismatch));
            }
            Ok(seen) => {
                if let Err(mismatch) = works(ask, step.as_ref(), &seen, world) {
                    let blame = blame_of(ask, seen.end.status());
                    // The response of a busy or failing server does not show what is wrong with the client, or with anything
                    // else.
                    let busy = unrecognized_page(&seen, &world.evidence()).filter(|_| blame == FailureCause::Server);
                    let hint = busy.and_then(|busy| busy.hint).or(mismatch.hint);
                    return Some(failed(blame, Mismatch { unjudged: true, hint, ..mismatch }));
                }
                if let Some(mismatch) = unshown(ask, &seen) {
                    return Some(failed(FailureCause::Shows, mismatch));
                }
                keep(ask, &seen, world);
            }
        }
    }
    None
}

/// The party behind a failed step.
fn blame_of(ask: &TryStep, status: Option<u16>) -> FailureCause {
    match (ask.kind, status) {
        ("call-api", _) => FailureCause::Profile,
        (_, Some(status)) if is_about_the_server(status) => FailureCause::Server,
        _ => FailureCause::Client,
    }
}

/// Whether a step works as it should.
fn works(ask: &TryStep, step: &dyn Step, seen: &Observation, world: &World) -> Result<(), Mismatch> {
    // For a client outside the audience of a token, `active: false` is the right response (RFC 7662 §2.2).
    if ask.kind == "introspect" && seen.result["status"] == 200 && seen.result["active"].is_boolean() {
        return Ok(());
    }
    step.default_expectation(seen, &world.evidence())
}

/// The mismatch if a response lacks the text that it must contain.
fn unshown(ask: &TryStep, seen: &Observation) -> Option<Mismatch> {
    let (key, text) = ask.has.as_ref()?;
    let body = match &seen.end {
        StepEnd::Response(response) => response.body.as_str(),
        _ => "",
    };
    if body.contains(text) {
        return None;
    }
    let expected = format!("a profile with \"{text}\", which is `{key}` in the target file");
    let hint = format!("set `{key}` to a text that only the profile of this user contains");
    Some(Mismatch::unjudged(expected, seen.end.describe()).hint(hint))
}

fn keep(ask: &TryStep, seen: &Observation, world: &mut World) {
    if let Some(name) = ask.save {
        world.scope.save(name, &seen.result, None);
    }
}

/// A step with these arguments, which have to be right.
pub(super) fn read(kind: &str, args: &Value) -> Box<dyn Step> {
    let source = Source::built_in("preflight".to_owned(), args.to_string());
    let node = yaml::parse(&source).expect("JSON is YAML");
    let kind = step::kind(kind).expect("it is a kind of step");
    (kind.read)(&node).expect("these are arguments of it")
}
