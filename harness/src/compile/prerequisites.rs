//! Which clients and users of the target file a case uses, as its scenario shows.

use std::collections::BTreeSet;

use super::need::Need;
use super::plan::Case;
use super::roles;
use crate::model::node::Node;
use crate::model::scenario::{StepSource, UnderTest};
use crate::model::target::Target;
use crate::step::{DEFAULT_ACTOR, DEFAULT_CLIENT};
use crate::syntax::template;

/// The prerequisites of a case. A role that another client may play is replaced by the client that plays it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prerequisites {
    /// The clients (roles) that it uses, or refers to: an attacker's redirect URI has to be a registered one.
    pub clients: BTreeSet<String>,
    /// The users who log in.
    pub users: BTreeSet<String>,
    /// The clients that redeem a code.
    pub exchange: BTreeSet<String>,
    /// The users who sign in at the consumer.
    pub sign_in: BTreeSet<String>,
    /// The users by whose `shows` a scenario about the provider distinguishes profiles.
    pub shown: BTreeSet<String>,
    /// It calls the profile.
    pub profile: bool,
}

impl Prerequisites {
    /// What the steps of a case show, at this target.
    pub fn of(case: &Case, target: &Target) -> Prerequisites {
        let mut uses = Prerequisites::default();
        for need in case.needs() {
            match need {
                Need::Client(role) => drop(uses.clients.insert(role.clone())),
                Need::User(name) => drop(uses.users.insert(name.clone())),
                Need::Page(page) => uses.profile |= page == "profile",
                _ => {}
            }
        }
        for step in &case.plan.scenario.steps {
            uses.step(step, case);
        }
        let row = case.row.iter().map(|row| &row.values);
        let steps = case.plan.scenario.steps.iter().flat_map(|step| std::iter::once(&step.args).chain(&step.expect));
        for node in row.chain(steps) {
            uses.mentions(node);
        }
        if case.plan.scenario.under_test != UnderTest::Provider || !uses.profile {
            uses.shown.clear();
        }
        for roles in [&mut uses.clients, &mut uses.exchange] {
            *roles = roles.iter().map(|role| roles::played_by(role, target).to_owned()).collect();
        }
        uses
    }

    fn step(&mut self, step: &StepSource, case: &Case) {
        let args = match step.kind.value.as_str() {
            "use" => step.args.entry("with").unwrap_or(&step.args),
            _ => &step.args,
        };
        let named = |key: &str| args.entry(key).and_then(|node| text(node, case));
        match step.kind.value.as_str() {
            "exchange" => drop(self.exchange.insert(named("client").unwrap_or_else(|| DEFAULT_CLIENT.to_owned()))),
            // A fragment redeems the code that it gets.
            "use" if fragment(step) == Some("tokens") => {
                self.exchange.insert(named("client").unwrap_or_else(|| DEFAULT_CLIENT.to_owned()));
            }
            "sign-in" => {
                let actor = named("as").unwrap_or_else(|| DEFAULT_ACTOR.to_owned());
                self.sign_in.insert(named("user").unwrap_or(actor));
            }
            _ => {}
        }
    }

    /// Clients in references, and users by their `shows`.
    fn mentions(&mut self, node: &Node) {
        for (written, _) in node.texts() {
            for mention in template::mentions(written).unwrap_or_default() {
                let parts: Vec<&str> = mention.path.split('.').collect();
                match parts[..] {
                    ["clients", role, ..] => drop(self.clients.insert(role.to_owned())),
                    ["users", name, "shows"] => drop(self.shown.insert(name.to_owned())),
                    _ => {}
                }
            }
        }
    }
}

fn fragment(step: &StepSource) -> Option<&str> {
    step.args.entry("fragment").and_then(Node::text)
}

/// A literal name, or that of the row; `None` if it is computed in another way.
fn text(node: &Node, case: &Case) -> Option<String> {
    let written = node.text()?;
    let Some(member) = written.strip_prefix("${row.").and_then(|rest| rest.strip_suffix('}')) else {
        return (!written.contains("${")).then(|| written.to_owned());
    };
    let value = case.row.as_ref()?.values.entry(member.trim())?.text()?;
    (!value.contains("${")).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::compile::plan::compile;
    use crate::model::source::Source;

    fn uses(steps: &str, clients: &str) -> Prerequisites {
        let head = "id: s\ntitle: t\nunder-test: provider\nverifies: [rfc6749-4.1.2-code-single-use]\n";
        let compiled = |control: &str| {
            let source = Source::new("provider/s.yaml", format!("{head}{control}steps:\n{steps}"));
            let (scenario, mistakes) = crate::syntax::scenario::read(&source);
            assert!(mistakes.is_empty(), "{mistakes:?}");
            compile(scenario.into_iter().collect(), &BTreeMap::new())
        };
        let plans = compiled("").or_else(|_| compiled("control: {none: a test}\n")).expect("a scenario");
        let target = format!(
            "title: t\nprovider: {{url: http://op.test, pages: {{authorization: /a, token: /t, profile: /p}}}}\n\
             clients: {{web: {{id: w, redirect-uri: 'http://rp.test/cb'}}{clients}}}\nusers: {{}}\n"
        );
        let target = crate::syntax::target::read(&Source::new("t.yaml", target), &BTreeMap::new()).expect("a target");
        Prerequisites::of(&plans[0].cases()[0], &target)
    }

    fn names(set: &BTreeSet<String>) -> Vec<&str> {
        set.iter().map(String::as_str).collect()
    }

    #[test]
    fn clients_and_users_are_those_of_every_step_named_or_not() {
        let found = uses(
            "  - authorize: { as: bob, client: spa, save: a }\n\
             \x20 - client-credentials: {}\n\
             \x20 - exchange: { client: spa, code: \"${a.code}\" }\n\
             \x20 - exchange: { client: dpop, code: x, with: { redirect_uri: \"${clients.other.redirect_uri}\" } }\n\
             \x20   expect: { status: 4xx }\n",
            "",
        );
        assert_eq!(names(&found.exchange), ["dpop", "spa"]);
        assert_eq!(names(&found.clients), ["dpop", "other", "spa", "web"]);
        assert_eq!(names(&found.users), ["bob"]);
    }

    #[test]
    fn a_role_is_replaced_by_the_client_that_plays_it() {
        let steps = "  - authorize: { client: own, save: a }\n  - introspect: { token: \"${a.code}\" }\n    expect: { status: 2xx }\n";
        assert_eq!(names(&uses(steps, "").clients), ["web"]);
        let more =
            ", other: {id: o, redirect-uri: 'http://o.test/cb'}, asker: {id: a, redirect-uri: 'http://a.test/cb'}";
        assert_eq!(names(&uses(steps, more).clients), ["asker", "other"]);
    }

    #[test]
    fn the_shows_of_a_user_matters_if_the_profile_is_called() {
        let call = "  - call-api: { token: x }\n    expect: { body: { has: [\"${users.bob.shows}\"] } }\n";
        let found = uses(call, "");
        assert_eq!((names(&found.shown), found.profile), (vec!["bob"], true));
        let visit = "  - visit: { url: http://op.test/ }\n    expect: { body: { lacks: [\"${users.bob.shows}\"] } }\n";
        assert_eq!(names(&uses(visit, "").shown), Vec::<&str>::new());
    }
}
