//! `referrer-policy`: login and consent pages, and the consumer's pages after a callback, do not leak their URL with
//! its query to other sites (RFC 9700 §4.2.4, OWASP ASVS 5.0 §3.4.5).

use std::collections::BTreeSet;

use super::traffic::{AnsweredExchange, Party};
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::owner::is_redirection_endpoint;
use crate::model::page::Page;
use crate::model::scenario::UnderTest;

const PROVIDER: &str = "rfc9700-4.2.4-referrer-policy-server";
const CONSUMER: &str = "asvs5-3.4.5-referrer-policy";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "referrer-policy",
    sentence: "Referrer leakage: a Referrer-Policy hides login, consent and callback URLs",
    requirements: &[PROVIDER, CONSUMER],
    about: UnderTest::Pair,
    red_when: &["provider/referrer-unrestricted", "consumer/referrer-unrestricted"],
    examine,
};

/// Those under which other origins receive at most an origin (Referrer Policy §3).
const RESTRICTED: [&str; 6] = [
    "no-referrer",
    "origin",
    "origin-when-cross-origin",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
];

/// All policies that are defined.
const ALL: [&str; 8] = [
    "no-referrer",
    "no-referrer-when-downgrade",
    "origin",
    "origin-when-cross-origin",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
    "unsafe-url",
];

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for (seen, page) in traffic.interaction_pages() {
        judge(seen, page, PROVIDER, &mut examined);
    }
    let Some(consumer) = &traffic.deployment.consumer else { return examined };
    let mut called_back = BTreeSet::new();
    for seen in traffic.answered_by(Party::Consumer) {
        if is_redirection_endpoint(&seen.request.url, &consumer.callback) {
            called_back.insert(&seen.exchange.actor);
        }
        if let Some(page) = traffic.pages.get(&seen.index).filter(|_| called_back.contains(&seen.exchange.actor)) {
            judge(seen, page, CONSUMER, &mut examined);
        }
    }
    examined
}

fn judge(seen: AnsweredExchange<'_>, page: &Page, requirement: &'static str, examined: &mut Examined) {
    examined.count(requirement);
    let policy = in_force(seen, page);
    if !RESTRICTED.contains(&policy.as_str()) {
        let shown = if policy.is_empty() { "none".to_owned() } else { format!("`{policy}`") };
        let expected = "a Referrer-Policy such as `same-origin` or `no-referrer`";
        examined.violation(seen.index, requirement, expected, format!("{shown} on the {} page", page.kind.name()));
    }
}

/// The policy of the page's `<meta>`, or the last of the header's policies that a browser knows.
fn in_force(seen: AnsweredExchange<'_>, page: &Page) -> String {
    if !page.referrer_policy.is_empty() {
        return page.referrer_policy.clone();
    }
    let headers = seen.response.header_all("referrer-policy").flat_map(|header| header.split(','));
    let known =
        headers.map(|policy| policy.trim().to_ascii_lowercase()).filter(|policy| ALL.contains(&policy.as_str()));
    known.last().unwrap_or_default()
}
