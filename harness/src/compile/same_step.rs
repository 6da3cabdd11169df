//! Whether two steps of a case do the same for the same client and the same user.

use super::unfold::{ForeseenValues, UnfoldedStep};
use crate::model::node::Node;
use crate::step::{DEFAULT_ACTOR, DEFAULT_CLIENT};
use crate::syntax::template;

/// Steps that show that another one works: they include it, or produce what it ends.
const INCLUDED: [(&str, &str); 7] = [
    ("callback", "sign-in"),
    ("consent", "authorize"),
    ("log-in", "authorize"),
    ("log-out", "log-in"),
    ("log-out", "sign-in"),
    ("visit", "sign-in"),
    ("visit", "callback"),
];

/// The endpoints that steps contact on the way; `consumer` is all of the consumer's.
const TALKS_TO: [(&str, &str); 9] = [
    ("authorize", "provider.authorization"),
    ("client-credentials", "provider.token"),
    ("device-authorize", "provider.device_authorization"),
    ("device-poll", "provider.token"),
    ("exchange", "provider.token"),
    ("introspect", "provider.introspection"),
    ("refresh", "provider.token"),
    ("revoke", "provider.revocation"),
    ("sign-in", "consumer"),
];

/// Steps with a literal request: it does not show which of its parts are the usual ones.
pub(super) const SPELLED_OUT: [&str; 3] = ["get", "post", "request"];

/// The steps of one case; a step is identified by its index.
pub(super) struct CaseSteps<'a> {
    pub(super) steps: &'a [UnfoldedStep<'a>],
    pub(super) foreseen: &'a ForeseenValues,
}

impl CaseSteps<'_> {
    /// The same step, or one that includes it.
    pub(super) fn shows(&self, control: usize, attack: usize) -> bool {
        let (control, attack) = (&self.steps[control], &self.steps[attack]);
        let Some(endpoint) = endpoint(attack) else {
            return kind(control) == kind(attack) || INCLUDED.contains(&(kind(attack), kind(control)));
        };
        let talked_to = TALKS_TO.iter().find(|(step, _)| *step == kind(control)).map(|(_, to)| (*to).to_owned());
        let of_party = |to: &String| endpoint.strip_prefix(to.as_str()).is_some_and(|rest| rest.starts_with('.'));
        self::endpoint(control).or(talked_to).is_some_and(|to| to == endpoint || of_party(&to))
    }

    /// The same client and the same user, as far as the two steps name any.
    pub(super) fn same_people(&self, control: usize, attack: usize) -> bool {
        let agree = |one: Option<String>, other: Option<String>| one.is_none() || other.is_none() || one == other;
        agree(self.client(control), self.client(attack)) && agree(self.user(control), self.user(attack))
    }

    fn client(&self, index: usize) -> Option<String> {
        let step = &self.steps[index];
        let of_no_client = SPELLED_OUT.contains(&kind(step)) || kind(step) == "call-api";
        (!of_no_client).then(|| self.text(step, "client").unwrap_or_else(|| DEFAULT_CLIENT.to_owned()))
    }

    /// The user whose account a step is about: the user driving the browser, or that of the page that the step continues.
    fn user(&self, index: usize) -> Option<String> {
        let step = &self.steps[index];
        if let Some(user) = self.text(step, "user") {
            return Some(user);
        }
        if let Some(opened) = self.page_of(index) {
            return self.user(opened);
        }
        let actor = self.text(step, "as").or_else(|| self.text(step, "cookies-of"));
        let actor = actor.or_else(|| (kind(step) != "request").then(|| DEFAULT_ACTOR.to_owned()))?;
        let of_actor = |step: &&UnfoldedStep<'_>| self.text(step, "as").as_ref() == Some(&actor);
        let logged_in_as = self.steps[..index].iter().rev().filter(of_actor).find_map(|step| self.text(step, "user"));
        Some(logged_in_as.unwrap_or(actor))
    }

    /// The step that saved the page which a step continues.
    pub(super) fn page_of(&self, index: usize) -> Option<usize> {
        let page = self.steps[index].argument("of")?;
        let saves =
            |earlier: &usize| self.steps[*earlier].argument("save").is_some_and(|name| name.has_same_value(page));
        (0..index).rev().find(saves)
    }

    /// The value of an argument; a value that is only known at run time is compared as written.
    fn text(&self, step: &UnfoldedStep<'_>, name: &str) -> Option<String> {
        let node = step.argument(name)?;
        self.foreseen.text(step, node).or_else(|| node.text().map(str::to_owned))
    }
}

/// The name of a step.
pub(super) fn kind<'a>(step: &'a UnfoldedStep<'_>) -> &'a str {
    &step.step.kind.value
}

/// The destination of a request, as far as a scenario shows it: the variable in its URL, or the URL as written.
fn endpoint(step: &UnfoldedStep<'_>) -> Option<String> {
    if !SPELLED_OUT.contains(&kind(step)) && kind(step) != "call-api" {
        return None;
    }
    let url = step.argument("url").and_then(Node::text).unwrap_or("${provider.profile}");
    let mentions = template::mentions(url).unwrap_or_default();
    let of_party = |path: &str| path.starts_with("provider.") || path.starts_with("consumer.");
    let of_scenario = |path: &str| path.contains('.') && !path.starts_with("row.");
    let first = |is: &dyn Fn(&str) -> bool| mentions.iter().find(|mention| is(&mention.path));
    let address = first(&of_party).or_else(|| first(&of_scenario));
    Some(address.map_or_else(|| url.to_owned(), |mention| mention.path.clone()))
}
