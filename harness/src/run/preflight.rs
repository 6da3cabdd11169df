//! Before the cases at a shared target: does each of its clients and users work at all? A failure is reported once, in the
//! provider's own words, and no case that needs it is run.

use std::collections::{BTreeMap, BTreeSet};

use super::case::CompletedCase;
use super::options::Options;
use super::panics::{self, CaughtPanic};
use super::tries::{FailureCause, Tries};
use crate::compile::plan::Case;
use crate::compile::prerequisites::Prerequisites;
use crate::compile::roles::{RoleControl, control_of};
use crate::model::redacted::Redacted;
use crate::model::target::Target;
use crate::model::verdict::CaseReport;
use crate::step;

/// What does not work, and the reports about it.
#[derive(Debug, Default)]
pub(super) struct Preflight {
    /// One for each cause.
    pub(super) reports: Vec<CaseReport>,
    /// The hosts that were called: see [`CompletedCase::met`].
    pub(super) met: Vec<(String, bool)>,
    /// By role: the report with the reason.
    clients: BTreeMap<String, String>,
    users: BTreeMap<String, String>,
    at_consumer: BTreeMap<String, String>,
    /// The users that their profile does not show.
    unshown: BTreeMap<String, String>,
    /// The profile is not served at all.
    profile: Option<String>,
    /// Why no case is run at all: no host responds, or the default client or the default user does not work. Nearly every case
    /// needs them, so the target file must be fixed first.
    stop: Option<String>,
    /// The users who were not asked for consent when a client came a second time.
    not_asked_again: Option<String>,
}

/// A user and a client that work together.
type UserAndClient<'a> = (&'a str, &'a str);

impl Preflight {
    /// Tries every client and every user of these cases. One sign-in and one code exchange are sufficient for each.
    ///
    /// An internal error skips the remaining tries: it is reported, and the cases run with the results so far.
    pub(super) async fn of(cases: &[Case], target: &Target, options: &Options) -> Preflight {
        let mut preflight = Preflight::default();
        let tried = panics::caught(Box::pin(preflight.try_all(cases, target, options))).await;
        preflight.unless_broken(tried)
    }

    fn unless_broken(mut self, tried: Result<(), CaughtPanic>) -> Preflight {
        if let Err(panicked) = tried {
            let report = CaseReport::new("preflight/all", "Before anything is judged: clients and users are tried");
            self.reports.push(panicked.reported("preflight", report));
        }
        self
    }

    async fn try_all(&mut self, cases: &[Case], target: &Target, options: &Options) {
        let all: Vec<Prerequisites> = offered(cases, target).map(|case| Prerequisites::of(case, target)).collect();
        let clients = in_order(all.iter().flat_map(|uses| &uses.clients), step::DEFAULT_CLIENT, &target.clients);
        let exchange: BTreeSet<&String> = all.iter().flat_map(|uses| &uses.exchange).collect();
        let users = in_order(all.iter().flat_map(|uses| &uses.users), step::DEFAULT_ACTOR, &target.users);
        let sign_in = in_order(all.iter().flat_map(|uses| &uses.sign_in), step::DEFAULT_ACTOR, &target.users);
        let shown: BTreeSet<&String> = all.iter().flat_map(|uses| &uses.shown).collect();
        let consent = offered(cases, target).any(wants_consent);
        let tries = Tries { target, options };
        let works = match target.provider {
            Some(_) => self.at_provider(&tries, &clients, &exchange, &users).await,
            None => None,
        };
        if target.consumer.is_some() && target.provider.is_some() && self.stop.is_none() {
            self.at_consumer(&tries, &sign_in).await;
        }
        if let Some((user, role)) = works {
            self.profiles(&tries, &users, &shown, role).await;
            if consent && tries.asks_again(user, role).await == Some(false) {
                self.not_asked_again = Some(user.to_owned());
            }
        }
    }

    /// Why a case is not run; `None` if everything that it needs works.
    pub(super) fn lacking(&self, case: &Case, target: &Target) -> Option<String> {
        if let Some(reason) = &self.stop {
            return Some(reason.clone());
        }
        if let Some(user) = self.not_asked_again.as_ref().filter(|_| wants_consent(case)) {
            return Some(format!(
                "the provider did not ask `{user}` for consent again: it remembers the consent, or does not ask for \
                 any"
            ));
        }
        let of_case = Prerequisites::of(case, target);
        if let Some(report) = self.profile.as_ref().filter(|_| of_case.profile) {
            return Some(format!("the profile is not served (see `{report}`)"));
        }
        let client = of_case.clients.iter().find_map(|role| Some(("client", role, self.clients.get(role)?)));
        let user = || of_case.users.iter().find_map(|name| Some(("user", name, self.users.get(name)?)));
        let consumer = || of_case.sign_in.iter().find_map(|name| Some(("user", name, self.at_consumer.get(name)?)));
        let shown = || of_case.shown.iter().find_map(|name| Some(("`shows` of", name, self.unshown.get(name)?)));
        let (what, name, report) = client.or_else(user).or_else(consumer).or_else(shown)?;
        Some(does_not_work(what, name, report))
    }

    /// Returns a user and a client that work together.
    async fn at_provider<'a>(
        &mut self,
        tries: &Tries<'_>,
        clients: &[&'a String],
        exchange: &BTreeSet<&String>,
        users: &[&'a String],
    ) -> Option<UserAndClient<'a>> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut works: Option<UserAndClient<'a>> = None;
        let asks = |role: &&&'a String| control_of(role) == RoleControl::Introspection;
        for role in clients.iter().filter(|role| !asks(role)) {
            // A user whose login failed once is not tried again: that could lock the account.
            while let Some(user) = users.iter().find(|user| !self.users.contains_key(**user)) {
                seen.insert(user);
                let done = tries.at_provider(user, role, exchange.contains(role)).await;
                let Some((blame, report)) = self.note(done, &format!("the client `{role}`")) else {
                    // A client that needs a DPoP proof or a pushed request is not suited to try users with.
                    if works.is_none_or(|(_, other)| control_of(other) != RoleControl::Code) {
                        works = Some((user, role));
                    }
                    break;
                };
                match blame {
                    FailureCause::Silence if works.is_none() => {
                        self.stop = Some(format!("no host responds (see `{report}`)"));
                        return None;
                    }
                    // All others would fail in the same way.
                    FailureCause::Server if works.is_none() => {
                        self.stop = Some(format!("the provider fails, or is too busy to respond (see `{report}`)"));
                        return None;
                    }
                    FailureCause::User if *user == step::DEFAULT_ACTOR => {
                        self.stop = Some(does_not_work("user", user, &report));
                        return None;
                    }
                    FailureCause::User => {
                        self.users.insert((*user).clone(), report);
                        continue;
                    }
                    _ if *role == step::DEFAULT_CLIENT => {
                        self.stop = Some(does_not_work("client", role, &report));
                        return None;
                    }
                    _ => drop(self.clients.insert((*role).clone(), report)),
                }
                break;
            }
        }
        let (works_for, with) = works?;
        for role in clients.iter().filter(asks) {
            let done = tries.introspects(works_for, with, role).await;
            if let Some((_, report)) = self.note(done, &format!("the client `{role}`")) {
                self.clients.insert((*role).clone(), report);
            }
        }
        for user in users.iter().filter(|user| !seen.contains(user.as_str())) {
            let done = tries.at_provider(user, with, false).await;
            if let Some((_, report)) = self.note(done, &format!("the user `{user}`")) {
                self.users.insert((*user).clone(), report);
            }
        }
        works
    }

    /// Whether the profile shows the users that a case distinguishes by `shows`. A user that the consumer does not show is not
    /// requested again: the cause may be the same.
    async fn profiles(&mut self, tries: &Tries<'_>, users: &[&String], shown: &BTreeSet<&String>, role: &str) {
        for user in users.iter().filter(|user| shown.contains(**user)) {
            if self.users.contains_key(*user) || self.profile.is_some() {
                continue;
            }
            if let Some(report) = self.at_consumer.get(*user) {
                self.unshown.insert((*user).clone(), report.clone());
                continue;
            }
            let done = tries.profile(user, role).await;
            match self.note(done, &format!("the user `{user}`")) {
                None => {}
                Some((FailureCause::Shows, report)) => drop(self.unshown.insert((*user).clone(), report)),
                Some((_, report)) => self.profile = Some(report),
            }
        }
    }

    async fn at_consumer(&mut self, tries: &Tries<'_>, users: &[&String]) {
        for user in users {
            if self.users.contains_key(*user) {
                continue;
            }
            let done = tries.at_consumer(user).await;
            match self.note(done, &format!("the user `{user}`")) {
                None => {}
                Some((FailureCause::User, report)) => drop(self.users.insert((*user).clone(), report)),
                // The provider has responded: the consumer has not.
                Some((_, report)) => drop(self.at_consumer.insert((*user).clone(), report)),
            }
        }
    }

    /// Records the result of a try: which party failed, and under which name it is reported. One cause is one report.
    fn note(
        &mut self,
        (done, blame): (CompletedCase, Option<FailureCause>),
        whose: &str,
    ) -> Option<(FailureCause, String)> {
        self.met.extend(done.met);
        let blame = blame?;
        let new = done.report;
        let same = self.reports.iter_mut().find(|report| report.reason == new.reason && report.title == new.title);
        let name = if let Some(report) = same {
            report.notes.push(Redacted::ours(format!("the same for {whose}")));
            report.name.clone()
        } else {
            self.reports.push(new.clone());
            new.name
        };
        Some((blame, name))
    }
}

fn does_not_work(what: &str, name: &str, report: &str) -> String {
    format!("the {what} `{name}` does not work at this target (see `{report}`)")
}

/// The cases whose needs the target meets.
fn offered<'a>(cases: &'a [Case], target: &Target) -> impl Iterator<Item = &'a Case> {
    cases.iter().filter(|case| case.lacking(target).is_none())
}

/// A case that proves nothing if the user is not asked for consent.
fn wants_consent(case: &Case) -> bool {
    let needs = &case.plan.scenario.needs;
    needs.iter().any(|need| matches!(need.value.as_str(), "consent-page" | "first-consent"))
}

/// Those that a target has, the default one first.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;

    #[tokio::test]
    async fn an_internal_error_is_reported_with_what_was_found_before_it() {
        let mut preflight = Preflight::default();
        preflight.users.insert("bob".to_owned(), "preflight/web".to_owned());
        let tried = panics::caught(async { panic!("this is meant to happen") }).await;
        let preflight = preflight.unless_broken(tried);
        assert_eq!(preflight.reports[0].verdict, Verdict::HarnessError);
        assert!(preflight.reports[0].reason.as_ref().is_some_and(|reason| reason.contains("please report it")));
        assert!(preflight.users.contains_key("bob") && preflight.stop.is_none());
    }
}
