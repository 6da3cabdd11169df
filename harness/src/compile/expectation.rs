//! What an expectation requires, as far as its checks show: that something works, that it is refused, or only its form.

use crate::model::node::{Node, Value};

/// What an expectation asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExpectedResult {
    /// Only success is as expected: a token, a signed-in user, a page of the flow.
    Success,
    /// Only a failure is as expected.
    Refusal,
    /// Both are.
    Either,
    /// It is about the form of the response, and may fail for many reasons.
    Form,
}

/// What the checks under an `expect` require together.
pub(super) fn demand(expect: &Node) -> ExpectedResult {
    let Value::Map(checks) = &expect.value else { return ExpectedResult::Form };
    let of_checks: Vec<ExpectedResult> = checks.iter().map(|(name, takes)| of_check(&name.value, takes)).collect();
    let first = [ExpectedResult::Refusal, ExpectedResult::Success, ExpectedResult::Either]
        .into_iter()
        .find(|one| of_checks.contains(one));
    first.unwrap_or(ExpectedResult::Form)
}

fn of_check(name: &str, takes: &Node) -> ExpectedResult {
    let says = |texts: &[&str]| takes.text().is_some_and(|text| texts.contains(&text));
    let has = |node: Option<&Node>, names: &[&str]| {
        let items = node.and_then(|node| node.entry("has")).map(Node::items).unwrap_or_default();
        items.iter().any(|item| item.text().is_some_and(|text| names.contains(&text)))
    };
    let one_of = |demands: Vec<ExpectedResult>| match demands.as_slice() {
        [first, rest @ ..] if rest.iter().all(|other| other == first) => *first,
        all if all.iter().any(|one| matches!(one, ExpectedResult::Refusal | ExpectedResult::Either)) => {
            ExpectedResult::Either
        }
        _ => ExpectedResult::Form,
    };
    let success_if = |works: bool| if works { ExpectedResult::Success } else { ExpectedResult::Form };
    match name {
        "any of" => one_of(takes.items().iter().map(demand).collect()),
        // The response to a poll that works: the user has not decided yet.
        "oauth-error" if says(&["authorization_pending"]) => ExpectedResult::Success,
        "oauth-error" | "refused" => ExpectedResult::Refusal,
        "signed-in" | "redirect" if says(&["none"]) => ExpectedResult::Refusal,
        "redirect" => success_if(has(takes.entry("parameters"), &["access_token", "code", "id_token"])),
        "json" => success_if(has(Some(takes), &["access_token"])),
        "page" if says(&["error"]) => ExpectedResult::Refusal,
        "page" | "signed-in" => ExpectedResult::Success,
        "pages" => success_if(takes.entry("has").is_some()),
        "status" => {
            let single = std::slice::from_ref(takes);
            one_of(if takes.items().is_empty() { single } else { takes.items() }.iter().map(of_status).collect())
        }
        _ => ExpectedResult::Form,
    }
}

fn of_status(status: &Node) -> ExpectedResult {
    let class = match &status.value {
        Value::Int(code) => code.to_string().chars().next(),
        _ => status.text().and_then(|text| text.chars().next()),
    };
    if matches!(class, Some('2' | '3')) { ExpectedResult::Success } else { ExpectedResult::Refusal }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source::Source;

    fn of(expect: &str) -> ExpectedResult {
        let text = format!("id: a\ntitle: T\nunder-test: pair\nverifies: [x]\nsteps:\n- home:\n  expect: {expect}\n");
        let (scenario, _) = crate::syntax::scenario::read(&Source::new("scenarios/pair/a.yaml", text));
        demand(scenario.expect("a scenario").steps[0].expect.as_ref().expect("an expectation"))
    }

    #[test]
    fn the_checks_show_the_demand_of_an_expectation() {
        assert_eq!(of("{ status: 200 }"), ExpectedResult::Success);
        assert_eq!(of("{ status: [2xx, 302] }"), ExpectedResult::Success);
        assert_eq!(of("{ status: 4xx }"), ExpectedResult::Refusal);
        assert_eq!(of("{ status: [2xx, 4xx] }"), ExpectedResult::Either);
        assert_eq!(of("{ signed-in: alice }"), ExpectedResult::Success);
        assert_eq!(of("{ signed-in: none }"), ExpectedResult::Refusal);
        assert_eq!(of("{ redirect: none, refused: code }"), ExpectedResult::Refusal);
        assert_eq!(of("{ redirect: { to: client, parameters: { has: [code] } } }"), ExpectedResult::Success);
        assert_eq!(of("{ redirect: { to: client, parameters: { has: [error] } } }"), ExpectedResult::Form);
        assert_eq!(of("{ json: { has: [access_token] } }"), ExpectedResult::Success);
        assert_eq!(of("{ json: { has: [sub] } }"), ExpectedResult::Form);
        assert_eq!(of("{ oauth-error: invalid_grant }"), ExpectedResult::Refusal);
        assert_eq!(of("{ oauth-error: authorization_pending }"), ExpectedResult::Success);
        assert_eq!(of("{ same: [a, b] }"), ExpectedResult::Form);
    }

    #[test]
    fn of_several_ways_out_each_counts() {
        assert_eq!(of("{ any of: [{ page: consent }, { status: 200 }] }"), ExpectedResult::Success);
        assert_eq!(of("{ any of: [{ status: 4xx }, { page: error }] }"), ExpectedResult::Refusal);
        assert_eq!(of("{ any of: [{ status: 4xx }, { page: consent }] }"), ExpectedResult::Either);
        assert_eq!(of("{ any of: [{ same: [a, b] }, { page: consent }] }"), ExpectedResult::Form);
    }
}
