//! The positive control: before a scenario judges an attack, it shows that the same request, unaltered, works. Without it, a
//! broken sign-in would be reported as a violation of whatever is judged, and a provider where nothing works would pass.
//!
//! A scenario ends at the first step that fails, so nothing is judged after a failed control.

use std::collections::BTreeMap;

use super::alteration::{Alteration, alterations, made_up, sends};
use super::expectation::{ExpectedResult, demand};
use super::same_step::{CaseSteps, SPELLED_OUT, kind};
use super::unfold::{ForeseenValues, Unfolded, UnfoldedStep, unfold};
use crate::model::node::Node;
use crate::model::scenario::{Fragment, Row, Scenario, StepSource};
use crate::syntax::decode::DecodeError;
use crate::syntax::template;

/// Steps that only continue from a page.
const CONTINUING: [&str; 3] = ["click", "follow", "submit"];

/// Steps that attack nothing: they read the result of another step, or a document that has only a URL.
const LOOKING_ON: [&str; 6] = ["discover", "home", "journal", "keys", "page", "received"];

/// The mistakes of a scenario that judges an attack without a control, or declares that it has none although it needs no
/// declaration.
pub(super) fn mistake(scenario: &Scenario, fragments: &BTreeMap<String, Fragment>) -> Option<DecodeError> {
    let unfolded = unfold(scenario, fragments);
    let rows: Vec<Option<&Row>> =
        if scenario.rows.is_empty() { vec![None] } else { scenario.rows.iter().map(Some).collect() };
    let mut without = rows.into_iter().filter_map(|row| Some((row, uncontrolled(&unfolded, &unfolded.foresee(row))?)));
    match (without.next(), &scenario.no_control) {
        (Some((row, step)), None) => Some(missing(scenario, row, step)),
        (None, Some(reason)) => {
            let message = "`control: none` is unnecessary: every attack of this scenario has its control";
            Some(DecodeError::at(reason.span, message).help("remove it"))
        }
        _ => None,
    }
}

fn missing(scenario: &Scenario, row: Option<&Row>, step: &UnfoldedStep<'_>) -> DecodeError {
    let kind = &step.step.kind;
    let whose = row.map_or_else(String::new, |row| format!(" (the case `{}`)", row.case.value));
    let message = format!("no `{}` before this one shows that it works at all{whose}", kind.value);
    // A step of a fragment is in another file: the mistake is the scenario's.
    let span = if step.file.path() == scenario.source.path() { kind.span } else { scenario.id.span };
    let help = "put the same step, of the same client and user and unaltered, before it, or explain why that is \
                impossible: `control: { none: \"…\" }`";
    DecodeError::at(span, message).help(help)
}

/// The first attack that has no control before it.
fn uncontrolled<'a>(unfolded: &'a Unfolded<'_>, foreseen: &ForeseenValues) -> Option<&'a UnfoldedStep<'a>> {
    let plan = CaseSteps { steps: &unfolded.steps, foreseen };
    let attacks = (0..plan.steps.len()).filter(|&index| plan.is_attack(index));
    let mut without = attacks.filter(|&attack| !plan.is_controlled(attack));
    without.next().map(|index| &unfolded.steps[index])
}

impl CaseSteps<'_> {
    /// A judged step that is more than a usual one that has to work.
    fn is_attack(&self, index: usize) -> bool {
        let step = &self.steps[index];
        let usual = (SPELLED_OUT.contains(&kind(step)) || alterations(&step.step).iter().all(Alteration::is_harmless))
            && expecting(step).expect.as_ref().map(demand) == Some(ExpectedResult::Success);
        step.is_judged() && !usual && !LOOKING_ON.contains(&kind(step))
    }

    /// A step that continues a page is controlled by the control of the step that reached the page.
    fn is_controlled(&self, attack: usize) -> bool {
        let opened = self.page_of(attack).filter(|_| CONTINUING.contains(&kind(&self.steps[attack])));
        (0..attack).any(|control| self.controls(control, attack)) || opened.is_some_and(|step| self.is_controlled(step))
    }

    fn controls(&self, control: usize, attack: usize) -> bool {
        self.shows(control, attack)
            && self.same_people(control, attack)
            && self.is_unaltered(control, attack)
            && self.has_worked(control, attack)
    }

    /// The control has no unusual property that the attack does not have as well: then only the rest is the attack.
    ///
    /// A literal request does not show which of its parts are usual: it must not contain values that no party issued, unless
    /// the attack contains the same ones.
    fn is_unaltered(&self, control: usize, attack: usize) -> bool {
        let (control, attack) = (&self.steps[control].step, &self.steps[attack].step);
        let theirs = alterations(attack);
        if SPELLED_OUT.contains(&control.kind.value.as_str()) {
            let same = |made_up: &str| attack.args.texts().iter().any(|(text, _)| *text == made_up);
            return made_up(control).into_iter().all(same);
        }
        let is_spelled_out = SPELLED_OUT.contains(&attack.kind.value.as_str());
        let spells = |name: &str| is_spelled_out && sends(attack, name);
        let is_the_attack = |name: &str| theirs.iter().filter(|other| !other.is_harmless()).all(|it| it.name == name);
        alterations(control).iter().all(|our| {
            let same_name = theirs.iter().find(|their| their.name == our.name);
            our.is_harmless()
                || spells(our.name)
                || (is_spelled_out && our.is_way())
                || same_name.is_some_and(|their| our.allows(their) || (our.is_way() && is_the_attack(our.name)))
        })
    }

    /// The control cannot pass by being refused; if its own expectation permits that, a later step checks the result.
    fn has_worked(&self, control: usize, attack: usize) -> bool {
        let step = &self.steps[control];
        match expecting(step).expect.as_ref().map(demand) {
            None | Some(ExpectedResult::Success | ExpectedResult::Form) => true,
            Some(ExpectedResult::Refusal) => false,
            Some(ExpectedResult::Either) => {
                let saved = step.argument("save").and_then(Node::text);
                let is_looked_at = |step: &UnfoldedStep<'_>| saved.is_some_and(|name| asks_for(step, name));
                let precondition = |step: &UnfoldedStep<'_>| expecting(step).expect.is_some() && !step.is_judged();
                let between = &self.steps[control + 1..attack];
                between.iter().any(|step| is_looked_at(step) || precondition(step)) || is_looked_at(&self.steps[attack])
            }
        }
    }
}

/// The step with the expectation: for a request of a race, the race.
fn expecting<'a>(step: &'a UnfoldedStep<'_>) -> &'a StepSource {
    step.race.unwrap_or(&step.step)
}

/// True if a step asks whether a saved value is present: `offered`, and the condition of its expectation.
fn asks_for(step: &UnfoldedStep<'_>, name: &str) -> bool {
    let condition = if kind(step) == "offered" { Some(&step.step.args) } else { expecting(step).given.as_ref() };
    let texts = condition.map(Node::texts).unwrap_or_default();
    let mut mentions = texts.iter().flat_map(|(text, _)| template::mentions(text).unwrap_or_default());
    mentions.any(|mention| mention.path.split('.').next() == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source::Source;
    use crate::syntax::scenario::read;

    /// The step that has no control, as `line:column`; `None` if it has one.
    fn uncontrolled(steps: &str) -> Option<String> {
        let head = "id: sample\ntitle: T\nunder-test: pair\nverifies: [x]\n";
        let source = Source::new("scenarios/pair/sample.yaml", format!("{head}{steps}"));
        let (scenario, mistakes) = read(&source);
        assert!(mistakes.is_empty(), "{}", mistakes[0].message);
        let mistake = mistake(&scenario.expect("a scenario"), &BTreeMap::new())?;
        let place = source.place(mistake.span.expect("a place"));
        place.split_once(".yaml:").map(|(_, place)| place.to_owned())
    }

    const GRANT: &str = "steps:\n- authorize: { save: grant }\n";

    #[test]
    fn the_same_step_unaltered_shows_that_it_works() {
        let attack = "- exchange: { code: a, without: [redirect_uri] }\n  expect: { status: 4xx }\n";
        assert_eq!(uncontrolled(&format!("{GRANT}{attack}")).as_deref(), Some("7:3"));
        assert_eq!(uncontrolled(&format!("{GRANT}- exchange: {{ code: a }}\n{attack}")), None);
        let other_client = format!("{GRANT}- exchange: {{ code: a, client: other }}\n{attack}");
        assert_eq!(uncontrolled(&other_client).as_deref(), Some("8:3"));
        let altered = format!("{GRANT}- exchange: {{ code: a, with: {{ code_verifier: x }} }}\n{attack}");
        assert_eq!(uncontrolled(&altered).as_deref(), Some("8:3"));
        let another_value = format!("{GRANT}- exchange: {{ code: a, with: {{ redirect_uri: x }} }}\n{attack}");
        assert_eq!(uncontrolled(&another_value), None, "it shows that the parameter may have a good value");
        let with_scope = format!("{GRANT}- exchange: {{ code: a, with: {{ scope: x }} }}\n{attack}");
        assert_eq!(uncontrolled(&with_scope), None, "it may be asked for more or less");
        let judged_before =
            format!("{GRANT}- exchange: {{ code: a }}\n  verifies: []\n  expect: {{ status: 200 }}\n{attack}");
        assert_eq!(uncontrolled(&judged_before), None);
    }

    #[test]
    fn every_attack_has_its_own() {
        let first = "- exchange: { code: a }\n- exchange: { code: a }\n  expect: { refused: token }\n";
        let second = "- refresh: { token: a }\n  expect: { refused: token }\n";
        assert_eq!(uncontrolled(&format!("steps:\n{first}{second}")).as_deref(), Some("9:3"));
        assert_eq!(uncontrolled(&format!("steps:\n{first}- refresh: {{ token: a }}\n{second}")), None);
    }

    #[test]
    fn a_usual_step_that_has_to_work_is_not_an_attack() {
        let sign_in = |expect: &str| uncontrolled(&format!("steps:\n- sign-in: {{ as: alice }}\n  expect: {expect}\n"));
        assert_eq!(sign_in("{ signed-in: alice }"), None);
        assert!(sign_in("{ signed-in: none }").is_some());
        let exchange = |step: &str, expect: &str| {
            uncontrolled(&format!("steps:\n- exchange: {{ code: a{step} }}\n  expect: {expect}\n"))
        };
        assert_eq!(exchange("", "{ json: { has: [access_token] } }"), None);
        assert!(exchange(", auth: post", "{ json: { has: [access_token] } }").is_some(), "it is unusual");
        assert!(exchange("", "{ json: { has: [token_type] } }").is_some(), "a refusal has none, either");
    }

    #[test]
    fn a_control_has_worked() {
        let attack = "- exchange: { code: a }\n  expect: { refused: token }\n";
        let control = |expect: &str, then: &str| {
            uncontrolled(&format!(
                "steps:\n- exchange: {{ code: a, save: usual }}\n  verifies: []\n  expect: {expect}\n{then}{attack}"
            ))
        };
        assert_eq!(control("{ status: 200 }", ""), None);
        assert!(control("{ refused: token }", "").is_some());
        assert!(control("{ status: [2xx, 4xx] }", "").is_some());
        let looked_at = "- offered: { that: \"${usual.access_token is defined}\", else: no }\n";
        assert_eq!(control("{ status: [2xx, 4xx] }", looked_at), None);
        let elsewhere = looked_at.replace("usual", "other");
        assert!(control("{ status: [2xx, 4xx] }", &elsewhere).is_some());
    }

    #[test]
    fn clients_authenticate_in_the_same_way_unless_that_is_the_attack() {
        let of = |control: &str, attack: &str| {
            let attack = format!("- exchange: {{ code: a, {attack} }}\n  expect: {{ refused: token }}\n");
            uncontrolled(&format!("steps:\n- exchange: {{ code: a, {control} }}\n{attack}"))
        };
        assert_eq!(of("auth: basic", "auth: post"), None);
        assert!(of("auth: basic", "auth: post, without: [code_verifier]").is_some());
        assert_eq!(of("auth: post", "auth: post, without: [code_verifier]"), None);
        assert!(of("auth: basic", "without: [code_verifier]").is_some());
    }

    #[test]
    fn the_user_of_a_browser_is_the_last_who_logged_in() {
        let of = |user: &str| {
            let control = format!(
                "- sign-in: {{ as: control, user: {user} }}\n- get: {{ as: control, url: \"${{consumer.home}}\" }}\n"
            );
            let attack = "- get: { as: alice, url: \"${consumer.home}\" }\n  expect: { status: 4xx }\n";
            uncontrolled(&format!("steps:\n{control}{attack}"))
        };
        assert_eq!(of("alice"), None);
        assert!(of("bob").is_some());
    }

    #[test]
    fn a_form_belongs_to_the_user_it_was_shown_to() {
        let of = |page: &str| {
            let pages = "- authorize: { as: mallory, stop-before: consent, save: hers }\n\
                         - authorize: { as: alice, stop-before: consent, save: own }\n";
            let control = "- consent: { of: hers, as: mallory }\n";
            uncontrolled(&format!(
                "steps:\n{pages}{control}- consent: {{ of: {page}, as: alice }}\n  expect: {{ refused: code }}\n"
            ))
        };
        assert_eq!(of("hers"), None);
        assert_eq!(of("own").as_deref(), Some("9:3"), "alice's own never went further");
    }

    #[test]
    fn a_control_goes_as_far_as_its_attack() {
        let of = |control: &str| {
            let attack = "- authorize: { stop-before: consent }\n  expect: { refused: code }\n";
            uncontrolled(&format!("steps:\n- authorize: {{ {control} }}\n{attack}"))
        };
        assert_eq!(of("save: a"), None);
        assert_eq!(of("stop-before: consent"), None);
        assert!(of("stop-before: login").is_some());
    }

    #[test]
    fn a_way_that_was_gone_to_its_end_shows_each_of_its_steps() {
        let attack = "- callback: { url: a, without: [state] }\n  expect: { signed-in: none }\n";
        assert_eq!(uncontrolled(&format!("steps:\n- sign-in:\n{attack}")), None);
        let stopped = format!("steps:\n- sign-in: {{ stop-before: callback }}\n{attack}");
        assert_eq!(uncontrolled(&stopped).as_deref(), Some("7:3"));
        let of_bob = format!("steps:\n- sign-in: {{ as: bob }}\n{attack}");
        assert_eq!(uncontrolled(&of_bob).as_deref(), Some("7:3"));
    }

    #[test]
    fn every_row_and_every_request_of_a_race_has_its_own() {
        let rows = "for each:\n- { case: web, client: web }\n- { case: other, client: other }\n";
        let steps = "steps:\n- refresh: { token: a }\n- refresh: { token: b, client: \"${row.client}\" }\n  \
                     expect: { status: 4xx }\n";
        assert_eq!(uncontrolled(&format!("{rows}{steps}")).as_deref(), Some("10:3"));
        let race = "- in parallel: { times: 2, refresh: { token: b } }\n  expect: { outcomes: { 4xx: the rest } }\n";
        assert_eq!(uncontrolled(&format!("steps:\n- refresh: {{ token: a }}\n{race}")), None);
        assert!(uncontrolled(&format!("steps:\n{race}")).is_some());
    }

    #[test]
    fn requests_go_to_the_same_endpoint() {
        let attack = "- request: { url: \"${with_query(provider.end_session, hint=tokens.id)}\" }\n  \
                      expect: { status: 4xx }\n";
        let control = "steps:\n- request: { url: \"${provider.end_session}\" }\n";
        assert_eq!(uncontrolled(&format!("{control}{attack}")), None);
        let elsewhere = "steps:\n- request: { url: \"${provider.token}\" }\n";
        assert_eq!(uncontrolled(&format!("{elsewhere}{attack}")).as_deref(), Some("7:3"));
        let at_token_endpoint = "- request: { url: \"${provider.token}\" }\n  expect: { refused: token }\n";
        assert_eq!(uncontrolled(&format!("steps:\n- exchange: {{ code: a }}\n{at_token_endpoint}")), None);
        let continued = "- get: { url: \"${provider.end_session}\", save: question }\n- submit: { of: question }\n  \
                         expect: { redirect: none }\n";
        assert_eq!(uncontrolled(&format!("{control}{continued}")), None);
        assert!(uncontrolled(&format!("{elsewhere}{continued}")).is_some());
    }

    #[test]
    fn a_literal_request_sends_issued_values() {
        let attack = "- request: { url: \"${provider.profile}\", headers: { authorization: \"Bearer ${a.token}\" } }\n  \
                      expect: { refused: resource }\n";
        let of = |control: &str| {
            uncontrolled(&format!("steps:\n- request: {{ url: \"${{provider.profile}}\"{control} }}\n{attack}"))
        };
        assert_eq!(of(", headers: { authorization: \"Bearer ${b.token}\" }"), None);
        assert_eq!(of(", headers: { authorization: Bearer nobodys-token }").as_deref(), Some("7:3"));
        assert_eq!(of(", headers: { Authorization: \"Bearer ${tampered(b.token)}\" }").as_deref(), Some("7:3"));
        let same = attack.replace("${a.token}", "${tampered(b.token)}");
        let control = same.lines().next().expect("a step");
        assert_eq!(uncontrolled(&format!("steps:\n{control}\n{same}")), None, "then the rest is the attack");
    }

    #[test]
    fn an_altered_step_controls_no_request_that_is_spelled_out() {
        let attack = |form: &str| {
            format!(
                "- request: {{ url: \"${{provider.token}}\", method: POST, form: {{ code: \"${{b.code}}\"{form} }} }}\n  \
                     expect: {{ refused: token }}\n"
            )
        };
        let of = |control: &str, form: &str| {
            uncontrolled(&format!("{GRANT}- exchange: {{ code: a{control} }}\n{}", attack(form)))
        };
        assert_eq!(of("", ""), None);
        assert_eq!(of(", auth: post", ""), None, "a request that is spelled out says how its client authenticates");
        assert_eq!(of(", without: [code_verifier]", "").as_deref(), Some("8:3"));
        assert_eq!(of(", with: { code_verifier: x }", ", code_verifier: x"), None);
        let in_url = "- get: { url: \"${with_query(provider.authorization, response_type='none')}\" }\n  expect: { refused: code }\n";
        let authorize =
            |with: &str| uncontrolled(&format!("steps:\n- authorize: {{ with: {{ {with}: x }} }}\n{in_url}"));
        assert_eq!(authorize("response_type"), None);
        assert_eq!(authorize("redirect_uri").as_deref(), Some("7:3"));
    }

    #[test]
    fn a_scenario_may_say_why_it_can_have_none_and_only_then() {
        let steps = "steps:\n- refresh: { token: a }\n  expect: { refused: token }\n";
        assert_eq!(uncontrolled(steps).as_deref(), Some("6:3"));
        let none = "control: { none: no client has one }\n";
        assert_eq!(uncontrolled(&format!("{none}{steps}")), None);
        let controlled = steps.replace("steps:\n", "steps:\n- refresh: { token: a }\n");
        assert_eq!(uncontrolled(&format!("{none}{controlled}")).as_deref(), Some("5:18"));
        let document = "steps:\n- keys:\n  expect: { json: { lacks: [d] } }\n";
        assert_eq!(uncontrolled(document), None, "it has nothing but an address");
    }
}
