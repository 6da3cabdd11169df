//! `pages-not-cached`: login and consent pages are not cached (OWASP ASVS 5.0 §14.3.2).

use super::{Kind, Looked, Traffic};
use crate::http::Directives;
use crate::model::scenario::UnderTest;

const NO_STORE: &str = "asvs5-14.3.2-no-store-login-pages";

pub(super) const KIND: Kind = Kind {
    id: "pages-not-cached",
    sentence: "Login and consent pages are not cached (Cache-Control: no-store)",
    requirements: &[NO_STORE],
    about: UnderTest::Provider,
    red_when: &["provider/pages-cacheable"],
    look,
};

fn look(traffic: &Traffic<'_>) -> Looked {
    let mut looked = Looked::default();
    for (seen, page) in traffic.interaction_pages() {
        looked.at(NO_STORE);
        if !Directives::of(seen.response, "cache-control").has("no-store") {
            let values: Vec<&str> = seen.response.header_all("cache-control").collect();
            let values = values.join(", ");
            let shown = if values.is_empty() { "no Cache-Control".to_owned() } else { format!("`{values}`") };
            let expected = "Cache-Control: no-store";
            looked.saw(seen.index, NO_STORE, expected, format!("{shown} on the {} page", page.kind.name()));
        }
    }
    looked
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;
    use crate::model::page::PageKind;

    #[test]
    fn no_store_is_one_of_many() {
        let looked = |value: &str| {
            let case = Case::new().opens("https://op.test/login").gets(200, &[("cache-control", value)], "");
            case.on(PageKind::Login).seen(&KIND).len()
        };
        assert_eq!(looked("private, no-cache, No-Store, must-revalidate"), 0);
        assert_eq!(looked("private=\"no-store\""), 1);
    }
}
