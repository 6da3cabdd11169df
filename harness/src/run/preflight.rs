//! Before the cases at somebody else's target: does each client and each user of theirs work at all? What does not is
//! reported once, in the provider's own words, and no case is run on it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use serde_json::json;

use super::case::{Ended, NotUp, Options, bring_up, met};
use super::write_down::{redacted, write_down};
use crate::compile::plan::Case;
use crate::compile::uses::Uses;
use crate::model::page::PageKind;
use crate::model::place::Place;
use crate::model::source::Source;
use crate::model::span::Span;
use crate::model::target::Target;
use crate::model::verdict::{CaseReport, Finding, Mismatch, Verdict};
use crate::oauth::random::Random;
use crate::step::{self, Obstacle, Step, World};
use crate::syntax::yaml;

/// What does not work, and the reports about it.
#[derive(Debug, Default)]
pub(super) struct Preflight {
    /// One for each cause.
    pub(super) reports: Vec<CaseReport>,
    /// Whom the way led to: see [`Ended::met`].
    pub(super) met: Vec<(String, bool)>,
    /// By role: the report that says why.
    clients: BTreeMap<String, String>,
    users: BTreeMap<String, String>,
    at_consumer: BTreeMap<String, String>,
    /// Nothing answers.
    everything: Option<String>,
    /// Who was not asked for consent when a client came a second time.
    not_asked_again: Option<String>,
}

impl Preflight {
    /// Tries every client and every user that these cases work with. One sign-in and one exchange is enough for each.
    pub(super) async fn of(cases: &[Case], target: &Target, options: &Options) -> Preflight {
        let all: Vec<Uses> = told_of(cases, target).map(Uses::of).collect();
        let mut preflight = Preflight::default();
        let authorize = in_order(all.iter().flat_map(|uses| &uses.authorize), step::DEFAULT_CLIENT, &target.clients);
        let exchange: BTreeSet<&String> = all.iter().flat_map(|uses| &uses.exchange).collect();
        let users = in_order(all.iter().flat_map(|uses| &uses.users), step::DEFAULT_ACTOR, &target.users);
        let sign_in = in_order(all.iter().flat_map(|uses| &uses.sign_in), step::DEFAULT_ACTOR, &target.users);
        let consent = told_of(cases, target).any(wants_consent);
        let tries = Tries { target, options };
        if target.provider.is_some()
            && let Some((user, role)) = preflight.at_provider(&tries, &authorize, &exchange, &users).await
            && consent
            && tries.asks_again(user, role).await == Some(false)
        {
            preflight.not_asked_again = Some(user.to_owned());
        }
        if target.consumer.is_some() && target.provider.is_some() {
            preflight.at_consumer(&tries, &sign_in).await;
        }
        preflight
    }

    /// Why a case is not run; `None` where all that it works with works.
    pub(super) fn lacking(&self, case: &Case) -> Option<String> {
        if let Some(report) = &self.everything {
            return Some(format!("nothing answers (see `{report}`)"));
        }
        if let Some(user) = self.not_asked_again.as_ref().filter(|_| wants_consent(case)) {
            return Some(format!(
                "the provider did not ask `{user}` for consent again: it remembers what was agreed to, or asks for none"
            ));
        }
        let of_case = Uses::of(case);
        let client = of_case.clients.iter().find_map(|role| Some(("client", role, self.clients.get(role)?)));
        let user = || of_case.users.iter().find_map(|name| Some(("user", name, self.users.get(name)?)));
        let consumer = || of_case.sign_in.iter().find_map(|name| Some(("user", name, self.at_consumer.get(name)?)));
        let (what, name, report) = client.or_else(user).or_else(consumer)?;
        Some(format!("the {what} `{name}` does not work at this target (see `{report}`)"))
    }

    /// Returns a user and a client that work together.
    async fn at_provider<'a>(
        &mut self,
        tries: &Tries<'_>,
        clients: &[&'a String],
        exchange: &BTreeSet<&String>,
        users: &[&'a String],
    ) -> Option<(&'a str, &'a str)> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut works: Option<(&'a str, &'a str)> = None;
        for role in clients {
            // A user who is not let in once is not tried again: that could lock the account.
            while let Some(user) = users.iter().find(|user| !self.users.contains_key(**user)) {
                seen.insert(user);
                let done = tries.at_provider(user, role, exchange.contains(role)).await;
                match self.note(done, &format!("the client `{role}`")) {
                    None => works = works.or(Some((user, role))),
                    Some((Blame::User, report)) => {
                        self.users.insert((*user).clone(), report);
                        continue;
                    }
                    Some((Blame::Everything, report)) if works.is_none() => {
                        self.everything = Some(report);
                        return None;
                    }
                    Some((Blame::Client | Blame::Everything, report)) => {
                        drop(self.clients.insert((*role).clone(), report));
                    }
                }
                break;
            }
        }
        let (_, role) = works?;
        for user in users.iter().filter(|user| !seen.contains(user.as_str())) {
            let done = tries.at_provider(user, role, false).await;
            match self.note(done, &format!("the user `{user}`")) {
                None => {}
                Some((_, report)) => drop(self.users.insert((*user).clone(), report)),
            }
        }
        works
    }

    async fn at_consumer(&mut self, tries: &Tries<'_>, users: &[&String]) {
        for user in users {
            if self.everything.is_some() || self.users.contains_key(*user) {
                continue;
            }
            let done = tries.at_consumer(user).await;
            match self.note(done, &format!("the user `{user}`")) {
                None => {}
                Some((Blame::User, report)) => drop(self.users.insert((*user).clone(), report)),
                // The provider has answered: it is the consumer that does not.
                Some((Blame::Client | Blame::Everything, report)) => {
                    drop(self.at_consumer.insert((*user).clone(), report));
                }
            }
        }
    }

    /// Notes what came of a try: whose fault it is that it did not work, and under what name it is reported. One cause is
    /// one report.
    fn note(&mut self, (done, blame): (Ended, Option<Blame>), whose: &str) -> Option<(Blame, String)> {
        self.met.extend(done.met);
        let blame = blame?;
        let new = done.report;
        let same = self.reports.iter_mut().find(|report| report.reason == new.reason && report.title == new.title);
        let name = if let Some(report) = same {
            report.notes.push(format!("the same for {whose}"));
            report.name.clone()
        } else {
            self.reports.push(new.clone());
            new.name
        };
        Some((blame, name))
    }
}

/// What a failure is laid to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blame {
    User,
    Client,
    /// No response came.
    Everything,
}

/// One step of a try.
struct Ask {
    kind: &'static str,
    args: serde_json::Value,
    place: Place,
}

struct Tries<'a> {
    target: &'a Target,
    options: &'a Options,
}

impl Tries<'_> {
    /// A user grants a client access, and the client redeems the code.
    async fn at_provider(&self, user: &str, role: &str, exchange: bool) -> (Ended, Option<Blame>) {
        let place = self.place(self.target.clients.get(role).map(|client| client.span));
        let args = json!({ "as": user, "client": role, "save": "grant" });
        let mut asks = vec![Ask { kind: "authorize", args, place: place.clone() }];
        if exchange {
            let args = json!({ "client": role, "code": "${grant.code}" });
            asks.push(Ask { kind: "exchange", args, place });
        }
        self.run(role, "Before anything is judged: a user signs in, and the client gets its tokens", &asks).await
    }

    /// A user signs in at the consumer.
    async fn at_consumer(&self, user: &str) -> (Ended, Option<Blame>) {
        let place = self.place(self.target.users.get(user).map(|user| user.span));
        let asks = [Ask { kind: "sign-in", args: json!({ "as": user }), place }];
        self.run("consumer", "Before anything is judged: a user signs in at the consumer", &asks).await
    }

    /// Where a client or a user stands in the target file.
    fn place(&self, span: Option<Span>) -> Place {
        Place::in_target(&self.target.source, span.unwrap_or_default())
    }

    /// Whether a user who has agreed is asked again, by a browser that was never there; `None` where that cannot be seen.
    async fn asks_again(&self, user: &str, role: &str) -> Option<bool> {
        let random = Random::for_case(self.options.seed, "preflight consent");
        let mut world = bring_up(self.target, random).await.ok()?;
        let args = json!({ "as": user, "client": role });
        let step = read(&Ask { kind: "authorize", args, place: self.place(None) });
        let seen = step.run(&mut world).await.ok()?;
        step.usual(&seen, &world.evidence()).ok()?;
        Some(seen.pages.contains(&PageKind::Consent))
    }

    async fn run(&self, name: &str, title: &str, asks: &[Ask]) -> (Ended, Option<Blame>) {
        let mut report = CaseReport { verdict: Verdict::Error, ..CaseReport::new(format!("preflight/{name}"), title) };
        let random = Random::for_case(self.options.seed, &format!("{} {}", report.name, asks[0].args));
        let mut world = match bring_up(self.target, random).await {
            Ok(world) => world,
            Err(NotUp { reason, .. }) => {
                report.reason = Some(reason);
                return (report.into(), Some(Blame::Everything));
            }
        };
        let started = Instant::now();
        let failed = tell(asks, &mut world).await;
        report.took = started.elapsed();
        let (symbols, _) = write_down(&mut report, &mut world);
        let blame = failed.map(|Failed { blame, step, place, mismatch }| {
            let mismatch = redacted(mismatch, &symbols);
            report.reason = Some(mismatch.seen.clone());
            report.unreachable = blame == Blame::Everything;
            let after_exchange = world.log.len();
            report.findings = vec![Finding { step, place, requirement: None, mismatch, after_exchange }];
            blame
        });
        (Ended { report, met: met(&world) }, blame)
    }
}

/// What did not work.
struct Failed {
    blame: Blame,
    step: String,
    place: Place,
    mismatch: Mismatch,
}

async fn tell(asks: &[Ask], world: &mut World) -> Option<Failed> {
    for ask in asks {
        let failed = |blame, mismatch| Failed { blame, step: ask.kind.to_owned(), place: ask.place.clone(), mismatch };
        let step = read(ask);
        match step.run(world).await {
            Err(obstacle) => {
                let answered = world.log.iter().any(|exchange| exchange.outcome.is_ok());
                let blame = match &obstacle {
                    Obstacle::LetIn { .. } => Blame::User,
                    _ if obstacle.is_silence() && !answered => Blame::Everything,
                    _ => Blame::Client,
                };
                let mut mismatch = Mismatch::unjudged(format!("to do the step `{}`", ask.kind), obstacle.to_string());
                mismatch.hint = obstacle.hint();
                return Some(failed(blame, mismatch));
            }
            Ok(seen) => {
                if let Err(mismatch) = step.usual(&seen, &world.evidence()) {
                    return Some(failed(Blame::Client, Mismatch { unjudged: true, ..mismatch }));
                }
                if let Some(name) = step.save() {
                    world.scope.save(&name.value, &seen.result, None);
                }
            }
        }
    }
    None
}

fn read(ask: &Ask) -> Box<dyn Step> {
    let source = Source::built_in("preflight".to_owned(), ask.args.to_string());
    let node = yaml::parse(&source).expect("JSON is YAML");
    let kind = step::kind(ask.kind).expect("it is a kind of step");
    (kind.read)(&node).expect("these are arguments of it")
}

/// The cases that the target offers what they need.
fn told_of<'a>(cases: &'a [Case], target: &Target) -> impl Iterator<Item = &'a Case> {
    cases.iter().filter(|case| case.lacking(target).is_none())
}

/// A case that comes to nothing where nobody is asked for consent.
fn wants_consent(case: &Case) -> bool {
    let needs = &case.story.scenario.needs;
    needs.iter().any(|need| matches!(need.value.as_str(), "consent-page" | "first-consent"))
}

/// Those that a target has, the usual one first.
fn in_order<'a, T>(
    names: impl Iterator<Item = &'a String>,
    first: &str,
    known: &BTreeMap<String, T>,
) -> Vec<&'a String> {
    let names: BTreeSet<&String> = names.filter(|name| known.contains_key(*name)).collect();
    let mut names: Vec<&String> = names.into_iter().collect();
    names.sort_by_key(|name| name.as_str() != first);
    names
}
