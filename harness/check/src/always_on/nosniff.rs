//! `nosniff`: browsers do not sniff the media type of a response (OWASP ASVS 5.0 §3.4.4).

use super::traffic::Party;
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::scenario::UnderTest;

const NOSNIFF: &str = "asvs5-3.4.4-nosniff";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "nosniff",
    sentence: "The provider sends X-Content-Type-Options: nosniff with HTML and JSON",
    requirements: &[NOSNIFF],
    about: UnderTest::Provider,
    red_when: &["provider/pages-without-nosniff"],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for seen in traffic.answered_by(Party::Provider) {
        let media_type = seen.response.media_type();
        let judged = matches!(media_type.as_str(), "text/html" | "application/json");
        if !judged || seen.response.is_redirect() || seen.response.body.is_empty() {
            continue;
        }
        examined.count(NOSNIFF);
        // The first of a list counts (Fetch standard, "determine nosniff").
        let value = seen.response.header("x-content-type-options").unwrap_or_default();
        let value = value.split(',').next().unwrap_or_default();
        if !value.trim().eq_ignore_ascii_case("nosniff") {
            let shown = if value.is_empty() { "no such header".to_owned() } else { format!("`{value}`") };
            let expected = "X-Content-Type-Options: nosniff";
            examined.violation(seen.index, NOSNIFF, expected, format!("{shown} with {media_type}"));
        }
    }
    examined
}
