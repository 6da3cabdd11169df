//! What a case needs of a target: the `needs` of its scenario, and what is derived from its steps. A scenario in which bob logs
//! in need not declare that it needs a user bob.

use std::collections::BTreeMap;

use super::capabilities;
use super::need::Need;
use super::roles;
use super::unfold::{ForeseenValues, Unfolded, UnfoldedStep, unfold};
use crate::model::node::Node;
use crate::model::scenario::{Fragment, Row, Scenario};
use crate::model::span::{Span, Spanned};
use crate::step::{DEFAULT_ACTOR, DEFAULT_CLIENT};
use crate::syntax::template::{self, Mention};

/// What each case of a scenario needs: one list for each row, or one for a scenario without a table. Declared needs come first.
pub(super) fn of_scenario(scenario: &Scenario, fragments: &BTreeMap<String, Fragment>) -> Vec<Vec<Need>> {
    let unfolded = unfold(scenario, fragments);
    let mut common = Vec::new();
    for step in &unfolded.steps {
        referenced(step.nodes().flat_map(Node::texts), &unfolded, &mut common);
    }
    let case = |row: Option<&Row>| {
        let mut needs = Vec::new();
        said(&scenario.needs, &mut needs);
        said(row.map_or(&[], |row| &row.needs), &mut needs);
        if scenario.disturbs.is_some() {
            add(&mut needs, Need::Capability("may-lock-out"));
        }
        for need in &common {
            add(&mut needs, need.clone());
        }
        if let Some(row) = row {
            referenced(row.values.texts(), &unfolded, &mut needs);
        }
        let foreseen = unfolded.foresee(row);
        let mut seconds = 0_u64;
        for step in &unfolded.steps {
            shown(step, &unfolded, &foreseen, &mut needs);
            seconds = seconds.saturating_add(waited(step, &foreseen));
        }
        if seconds > 0 {
            needs.push(Need::Seconds(seconds));
        }
        needs
    };
    if scenario.rows.is_empty() { vec![case(None)] } else { scenario.rows.iter().map(|row| case(Some(row))).collect() }
}

fn add(needs: &mut Vec<Need>, need: Need) {
    if !needs.contains(&need) {
        needs.push(need);
    }
}

/// The declared `needs`, in the order of the table.
fn said(written: &[Spanned<String>], needs: &mut Vec<Need>) {
    let is_written = |capability: &&capabilities::Capability| written.iter().any(|need| need.value == capability.name);
    let capabilities = capabilities::CAPABILITIES.iter().filter(is_written);
    capabilities.for_each(|capability| add(needs, Need::Capability(capability.name)));
}

/// The optional parts of a target that `${…}` refer to.
fn referenced<'a>(texts: impl IntoIterator<Item = (&'a str, Span)>, unfolded: &Unfolded<'_>, needs: &mut Vec<Need>) {
    const PARTIES: [&str; 5] = ["clients", "consumer", "others", "provider", "users"];
    // Most texts refer to none of them and need not be parsed.
    let refers = |text: &str| text.contains("${") && PARTIES.iter().any(|party| text.contains(party));
    for (text, _) in texts.into_iter().filter(|(text, _)| refers(text)) {
        let mentions = template::mentions(text).unwrap_or_default();
        for Mention { path, .. } in mentions.into_iter().filter(|mention| !mention.optional) {
            let mut parts = path.split('.');
            let (Some(side), Some(name)) = (parts.next(), parts.next()) else { continue };
            let need = match side {
                "clients" => Need::Client(name.to_owned()),
                "users" => Need::User(name.to_owned()),
                // An inbox is one as well, from the step that opens it.
                "others" if !unfolded.saved.contains(name) => Need::Other(name.to_owned()),
                "provider" => Need::Page(name.to_owned()),
                "consumer" => Need::ConsumerPage(name.to_owned()),
                _ => continue,
            };
            // The URLs that every target has are not capabilities.
            if !matches!(need, Need::Page(_) | Need::ConsumerPage(_)) || need.capability().is_some() {
                add(needs, need);
            }
        }
    }
}

/// The steps that a client takes.
const OF_A_CLIENT: [&str; 9] = [
    "authorize",
    "client-credentials",
    "device-authorize",
    "device-poll",
    "exchange",
    "introspect",
    "push",
    "refresh",
    "revoke",
];

/// The steps in which a user may have to log in.
const OF_A_USER: [&str; 4] = ["authorize", "log-in", "sign-in", "visit"];

/// The needs that follow from the kind of a step, its client and its user.
fn shown(step: &UnfoldedStep<'_>, unfolded: &Unfolded<'_>, foreseen: &ForeseenValues, needs: &mut Vec<Need>) {
    let kind = step.step.kind.value.as_str();
    let named = |names: &[&str], default: &str| -> Option<String> {
        match names.iter().find_map(|name| step.argument(name)) {
            Some(node) => foreseen.text(step, node),
            None => Some(default.to_owned()),
        }
    };
    if OF_A_CLIENT.contains(&kind)
        && let Some(client) = named(&["client"], if kind == "introspect" { roles::ASKER } else { DEFAULT_CLIENT })
        // It may be one that the scenario registers.
        && !unfolded.saved.contains(client.as_str())
    {
        add(needs, Need::Client(client));
    }
    if OF_A_USER.contains(&kind)
        && let Some(user) = named(&["user", "as"], DEFAULT_ACTOR)
    {
        add(needs, Need::User(user));
    }
    let without_url = step.argument("url").is_none();
    let page = match kind {
        "call-api" if without_url => "profile",
        "device-authorize" => "device_authorization",
        "discover" if without_url => return add(needs, Need::Metadata),
        "introspect" => "introspection",
        "keys" if without_url => "jwks",
        "log-out" if named(&["of"], "consumer").as_deref() == Some("provider") => "log_out",
        "push" => "pushed_authorization_request",
        "register-client" => "register_client",
        "revoke" => "revocation",
        "log-out" => return add(needs, Need::ConsumerPage("log_out".to_owned())),
        "journal" => return add(needs, Need::Capability("journal")),
        "target" => {
            let faults = step.argument("faults").map(Node::items).unwrap_or_default();
            let faults = faults.iter().filter_map(|fault| foreseen.text(step, fault));
            if faults.into_iter().any(|fault| fault.starts_with("provider/")) {
                add(needs, Need::Capability("faulty-provider"));
            }
            return;
        }
        _ => return,
    };
    add(needs, Need::Page(page.to_owned()));
}

/// The least time that a step waits.
fn waited(step: &UnfoldedStep<'_>, foreseen: &ForeseenValues) -> u64 {
    if step.step.kind.value != "wait" {
        return 0;
    }
    // The value in a response is not known yet, but it is some time.
    let known = |name: &str, unknown: u64| -> u64 {
        step.argument(name)
            .map_or(0, |node| foreseen.text(step, node).and_then(|text| text.parse().ok()).unwrap_or(unknown))
    };
    known("seconds", 1).saturating_add(known("minutes", 0).saturating_mul(60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source::Source;
    use crate::syntax::scenario::read;

    fn needs(text: &str) -> Vec<Vec<String>> {
        let head = "id: sample\ntitle: T\nunder-test: provider\nverifies: [x]\n";
        let (scenario, mistakes) = read(&Source::new("scenarios/provider/sample.yaml", format!("{head}{text}")));
        assert!(mistakes.is_empty(), "{}", mistakes[0].message);
        let fragment = "id: granted\nparameters: { as: alice, client: web }\nsteps:\n- authorize: { as: \"${with.as}\", \
                        client: \"${with.client}\" }\n";
        let fragment = crate::syntax::fragment::read(&Source::new("scenarios/fragments/granted.yaml", fragment));
        let fragments = BTreeMap::from([("granted".to_owned(), fragment.expect("a fragment"))]);
        let needs = of_scenario(&scenario.expect("a scenario"), &fragments);
        needs.iter().map(|needs| needs.iter().map(Need::name).collect()).collect()
    }

    const JUDGED: &str = "\n  expect: { status: 4xx }\n";

    #[test]
    fn needs_are_derived_through_fragments_rows_and_races() {
        let used = format!("steps:\n- use: {{ fragment: granted, with: {{ as: bob, client: spa }} }}\n- keys:{JUDGED}");
        assert_eq!(needs(&used), [["public-client", "second-user", "jwks"]]);
        let rows = "for each:\n- { case: a, who: alice, client: web }\n- { case: b, who: mallory, client: special }\n";
        let rows = format!(
            "{rows}steps:\n- use: {{ fragment: granted, with: {{ as: \"${{row.who}}\", client: \"${{row.client}}\" }} }}{JUDGED}"
        );
        assert_eq!(needs(&rows), [["clients.web", "users.alice"], ["special-secret", "attacker"]]);
        let race = "steps:\n- in parallel: { times: 2, exchange: { code: a, client: other } }\n  expect: { outcomes: { 4xx: 2 } }\n";
        assert_eq!(needs(race), [["second-client"]]);
    }

    #[test]
    fn referenced_parts_are_needed_unless_they_are_optional() {
        let text = "steps:\n- home: { as: \"${users.bob.name}\" }\n- received: { of: box }\n- inbox: { save: box }\n\
                    - get: { url: \"${provider.userinfo | default('x')}${others.box}${others.shop}${consumer.log_out}\" }\n  \
                    expect: { body: { has: [\"${clients.legacy.id}${provider.token}\"] } }\n";
        assert_eq!(needs(text), [["second-user", "others.shop", "consumer-log-out", "legacy-client"]]);
    }

    #[test]
    fn a_client_that_the_scenario_registers_is_not_needed() {
        let text = format!(
            "steps:\n- register-client: {{ name: a, redirect-uri: b, save: app }}\n- revoke: {{ client: app, token: a }}{JUDGED}"
        );
        assert_eq!(needs(&text), [["register-client", "revocation"]]);
    }

    #[test]
    fn an_actor_without_a_login_is_not_a_user() {
        assert_eq!(needs(&format!("steps:\n- get: {{ as: a-stranger, url: x }}{JUDGED}")), [Vec::<String>::new()]);
        let other = format!("steps:\n- authorize: {{ as: a-stranger, user: alice }}{JUDGED}");
        assert_eq!(needs(&other), [["clients.web", "users.alice"]]);
    }
}
