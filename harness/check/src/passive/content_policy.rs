//! Content security policies, as checks read them (CSP Level 3 §2.2). Shared by those on pages.

use crate::model::exchange::Response;

/// What each policy of a response says under a directive; of a policy that does not have it, nothing is told.
pub(super) fn sources<'a>(response: &'a Response, directive: &str) -> Vec<&'a str> {
    policies(response).filter_map(|policy| directive_of(policy, directive)).collect()
}

/// The same, with `default-src` in the place of a directive that a policy does not have.
pub(super) fn sources_or_default<'a>(response: &'a Response, directive: &str) -> Vec<&'a str> {
    let of = |policy: &'a str| directive_of(policy, directive).or_else(|| directive_of(policy, "default-src"));
    policies(response).filter_map(of).collect()
}

fn policies(response: &Response) -> impl Iterator<Item = &str> {
    response.header_all("content-security-policy").flat_map(|header| header.split(','))
}

/// The first directive of a name counts.
fn directive_of<'a>(policy: &'a str, name: &str) -> Option<&'a str> {
    policy.split(';').map(str::trim).find_map(|directive| {
        let (found, sources) = directive.split_once(char::is_whitespace).unwrap_or((directive, ""));
        found.eq_ignore_ascii_case(name).then(|| sources.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_of_several_policies() {
        let header = |value: &str| ("content-security-policy".to_owned(), value.to_owned());
        let headers =
            vec![header("default-src 'none'; BASE-URI 'none'; base-uri *, img-src *"), header("object-src x")];
        let response = Response { status: 200, headers, body: String::new() };
        assert_eq!(sources(&response, "base-uri"), ["'none'"]);
        assert_eq!(sources_or_default(&response, "object-src"), ["'none'", "x"]);
        assert!(sources(&response, "frame-ancestors").is_empty());
    }
}
