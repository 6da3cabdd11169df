//! Which clients and users of the target file a case works with, as its scenario says.

use std::collections::BTreeSet;

use super::plan::Case;
use crate::model::node::{Node, Value};
use crate::model::scenario::StepSource;
use crate::step::{DEFAULT_ACTOR, DEFAULT_CLIENT};
use crate::syntax::template;

/// What a case needs to work as it should.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// The clients (roles) that it works with, or speaks of.
    pub clients: BTreeSet<String>,
    /// The users who log in.
    pub users: BTreeSet<String>,
    /// The clients that get a code in the ordinary way, before anything is judged.
    pub authorize: BTreeSet<String>,
    /// The clients that redeem one in the ordinary way, before anything is judged.
    pub exchange: BTreeSet<String>,
    /// The users who sign in at the consumer.
    pub sign_in: BTreeSet<String>,
}

impl Uses {
    /// What the steps of a case say.
    pub fn of(case: &Case) -> Uses {
        let mut uses = Uses::default();
        for step in &case.story.scenario.steps {
            uses.step(step, case);
        }
        let row = case.row.iter().map(|row| &row.values);
        for node in row.chain(case.story.scenario.steps.iter().map(|step| &step.args)) {
            uses.mentions(node);
        }
        uses
    }

    fn step(&mut self, step: &StepSource, case: &Case) {
        let kind = step.kind.value.as_str();
        let args = match kind {
            "use" => step.args.entry("with").unwrap_or(&step.args),
            _ => &step.args,
        };
        let named = |key: &str| args.entry(key).and_then(|node| text(node, case));
        let actor = named("as").unwrap_or_else(|| DEFAULT_ACTOR.to_owned());
        let user = named("user").unwrap_or(actor);
        let client = named("client").unwrap_or_else(|| DEFAULT_CLIENT.to_owned());
        // What stands in a step that is judged may be wrong on purpose.
        let ordinary = |keys: &[&str]| step.expect.is_none() && only(args, keys);
        match kind {
            "authorize" => {
                self.users.insert(user);
                if ordinary(&["as", "user", "client", "save"]) {
                    self.authorize.insert(client.clone());
                }
                self.clients.insert(client);
            }
            "use" => {
                self.users.insert(user);
                // A fragment judges nothing, and redeems what it gets.
                if only(args, &["as", "user", "client"]) && fragment(step) == Some("tokens") {
                    self.authorize.insert(client.clone());
                    self.exchange.insert(client.clone());
                }
                self.clients.insert(client);
            }
            "exchange" => {
                if ordinary(&["client", "code", "save"]) {
                    self.exchange.insert(client.clone());
                }
                self.clients.insert(client);
            }
            "log-in" => drop(self.users.insert(user)),
            "sign-in" => {
                self.sign_in.insert(user.clone());
                self.users.insert(user);
            }
            // Everything else that is done in a client's name.
            _ => self.clients.extend(args.entry("client").and_then(|node| text(node, case))),
        }
    }

    /// Clients that are spoken of: an attacker's redirect URI has to be one that is registered.
    fn mentions(&mut self, node: &Node) {
        for (written, _) in node.texts() {
            for mention in template::mentions(written).unwrap_or_default() {
                let mut parts = mention.path.split('.');
                if parts.next() == Some("clients") {
                    self.clients.extend(parts.next().map(str::to_owned));
                }
            }
        }
    }
}

fn fragment(step: &StepSource) -> Option<&str> {
    step.args.entry("fragment").and_then(Node::text)
}

/// A mapping has no other keys than these.
fn only(args: &Node, keys: &[&str]) -> bool {
    match &args.value {
        Value::Map(entries) => entries
            .iter()
            .all(|(key, _)| keys.contains(&key.value.as_str()) || matches!(key.value.as_str(), "fragment" | "with")),
        _ => true,
    }
}

/// A name, or that of the row; `None` where it is worked out in another way.
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

    fn uses(story: &str) -> Uses {
        let head = "id: s\ntitle: t\nunder-test: provider\nverifies: [rfc6749-4.1.2-code-single-use]\n";
        let source = Source::new("provider/s.yaml", format!("{head}{story}"));
        let (scenario, mistakes) = crate::syntax::scenario::read(&source);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        let stories = compile(scenario.into_iter().collect(), &BTreeMap::new()).expect("a story");
        Uses::of(&stories[0].cases()[0])
    }

    fn names(set: &BTreeSet<String>) -> Vec<&str> {
        set.iter().map(String::as_str).collect()
    }

    #[test]
    fn the_ordinary_steps_are_those_that_are_not_judged_and_not_changed() {
        let found = uses(
            "control: { none: it is no story }\nsteps:\n\
             \x20 - authorize: { as: bob, client: spa, save: a }\n\
             \x20 - authorize: { client: other, without: [state] }\n\
             \x20 - exchange: { client: spa, code: \"${a.code}\" }\n\
             \x20 - exchange: { client: other, code: x, with: { redirect_uri: \"${clients.web.redirect_uri}\" } }\n\
             \x20   expect: { status: 4xx }\n",
        );
        assert_eq!((names(&found.authorize), names(&found.exchange)), (vec!["spa"], vec!["spa"]));
        assert_eq!(names(&found.clients), ["other", "spa", "web"]);
        assert_eq!(names(&found.users), ["alice", "bob"]);
    }

    #[test]
    fn who_is_not_named_is_the_one_that_steps_stand_for() {
        let steps = "  - authorize: { save: a }\n  - exchange: { code: \"${a.code}\" }\n    expect: { status: 2xx }\n";
        let found = uses(&format!("steps:\n{steps}"));
        assert_eq!((names(&found.authorize), names(&found.exchange)), (vec!["web"], vec![]));
        assert_eq!((names(&found.users), names(&found.clients)), (vec!["alice"], vec!["web"]));
    }
}
