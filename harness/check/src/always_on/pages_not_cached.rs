//! `pages-not-cached`: login and consent pages are not cached (OWASP ASVS 5.0 §14.3.2).

use super::{AlwaysOnCheck, Examined, Traffic};
use crate::http::Directives;
use crate::model::scenario::UnderTest;

const NO_STORE: &str = "asvs5-14.3.2-no-store-login-pages";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "pages-not-cached",
    sentence: "Login and consent pages are not cached (Cache-Control: no-store)",
    requirements: &[NO_STORE],
    about: UnderTest::Provider,
    red_when: &["provider/pages-cacheable"],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for (seen, page) in traffic.interaction_pages() {
        examined.count(NO_STORE);
        if !Directives::of(seen.response, "cache-control").has("no-store") {
            let values: Vec<&str> = seen.response.header_all("cache-control").collect();
            let values = values.join(", ");
            let shown = if values.is_empty() { "no Cache-Control".to_owned() } else { format!("`{values}`") };
            let expected = "Cache-Control: no-store";
            examined.violation(seen.index, NO_STORE, expected, format!("{shown} on the {} page", page.kind.name()));
        }
    }
    examined
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;
    use crate::model::page::PageKind;

    #[test]
    fn no_store_is_one_of_many() {
        let examined = |value: &str| {
            let case = Case::new().opens("https://op.test/login").gets(200, &[("cache-control", value)], "");
            case.on(PageKind::Login).seen(&KIND).len()
        };
        assert_eq!(examined("private, no-cache, No-Store, must-revalidate"), 0);
        assert_eq!(examined("private=\"no-store\""), 1);
    }
}
