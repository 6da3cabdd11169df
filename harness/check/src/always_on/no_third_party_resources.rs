//! `no-third-party-resources`: login and consent pages load no third-party resources: another site would learn who signs in where,
//! or could read what is typed (RFC 9700 §4.2.4).

use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::scenario::UnderTest;

const NOTHING_FOREIGN: &str = "rfc9700-4.2.4-no-third-party-authorization-page";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "no-third-party-resources",
    sentence: "Login and consent pages load no third-party resources",
    requirements: &[NOTHING_FOREIGN],
    about: UnderTest::Provider,
    red_when: &["provider/pages-load-third-party-script"],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for (seen, page) in traffic.interaction_pages() {
        examined.count(NOTHING_FOREIGN);
        if let Some(foreign) = page.loads.iter().find(|url| traffic.party_at(url).is_none()) {
            let origin = foreign.origin().ascii_serialization();
            let shown = format!("the {} page loads a resource from {origin}", page.kind.name());
            examined.violation(seen.index, NOTHING_FOREIGN, "a page that loads no third-party resources", shown);
        }
    }
    examined
}
