//! `pages-uncached`: login and consent pages are kept out of every cache (OWASP ASVS 5.0 §14.3.2).

use super::{Evidence, Kind, Looked};
use crate::model::scenario::UnderTest;

const NO_STORE: &str = "asvs5-14.3.2-no-store-login-pages";

pub(super) const KIND: Kind = Kind {
    id: "pages-uncached",
    sentence: "Login and consent pages are kept out of every cache",
    requirements: &[NO_STORE],
    about: UnderTest::Provider,
    red_when: &["provider/pages-cacheable"],
    look,
};

fn look(evidence: &Evidence<'_>) -> Looked {
    let mut looked = Looked::default();
    for (seen, page) in evidence.interaction_pages() {
        looked.at();
        let values: Vec<&str> = seen.response.header_all("cache-control").collect();
        let values = values.join(", ");
        if !has_directive(&values, "no-store") {
            let shown = if values.is_empty() { "no Cache-Control".to_owned() } else { format!("`{values}`") };
            let expected = "Cache-Control: no-store";
            looked.saw(seen.index, NO_STORE, expected, format!("{shown} on the {} page", page.kind.name()));
        }
    }
    looked
}

/// True where a directive stands in a `Cache-Control` value (RFC 9111 §5.2).
pub(super) fn has_directive(value: &str, directive: &str) -> bool {
    value.split(',').any(|part| part.trim().eq_ignore_ascii_case(directive))
}
