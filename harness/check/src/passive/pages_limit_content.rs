//! `pages-limit-content`: a content security policy limits what login and consent pages run, and says that no other site may
//! frame them (OWASP ASVS 5.0 §3.4.3, RFC 9700 §4.16).

use super::content_policy::{sources, sources_or_default};
use super::{Evidence, Kind, Looked};
use crate::model::scenario::UnderTest;

const LIMITED: &str = "asvs5-3.4.3-csp-on-login";
const NO_FRAMES: &str = "rfc9700-4.16-csp-frame-ancestors";

pub(super) const KIND: Kind = Kind {
    id: "pages-limit-content",
    sentence: "A content security policy limits what login and consent pages run, and who may frame them",
    requirements: &[LIMITED, NO_FRAMES],
    about: UnderTest::Provider,
    red_when: &["provider/pages-content-unlimited", "provider/pages-framing-by-header-alone"],
    look,
};

fn look(evidence: &Evidence<'_>) -> Looked {
    let mut looked = Looked::default();
    for (seen, page) in evidence.interaction_pages() {
        looked.at();
        let on_page = format!("on the {} page", page.kind.name());
        let is_none = |sources: &str| sources.eq_ignore_ascii_case("'none'");
        let plugins = sources_or_default(seen.response, "object-src");
        let bases = sources(seen.response, "base-uri");
        let missing: Vec<&str> = [("object-src", plugins), ("base-uri", bases)]
            .into_iter()
            .filter_map(|(name, sources)| (!sources.into_iter().any(is_none)).then_some(name))
            .collect();
        if !missing.is_empty() {
            let shown = format!("no `{} 'none'` {on_page}", missing.join(" 'none'` and no `"));
            looked.saw(seen.index, LIMITED, "a Content-Security-Policy with object-src and base-uri 'none'", shown);
        }
        if sources(seen.response, "frame-ancestors").is_empty() {
            let expected = "frame-ancestors in the Content-Security-Policy";
            looked.saw(seen.index, NO_FRAMES, expected, format!("none {on_page}"));
        }
    }
    looked
}
