//! Which targets a page permits for its forms: the `form-action` of its content security policies (CSP Level 3 §6.4.1).

use url::Url;

use crate::http::content_policy::{allows, directive, policies};
use crate::model::exchange::Response;
use crate::model::page::Page;

/// The `form-action` of every policy of a page that has one. All of them must allow the target of a form; `default-src` does
/// not apply to forms.
#[derive(Clone, Debug, Default)]
pub(super) struct FormAction(Vec<String>);

impl FormAction {
    /// Of a page and its response.
    pub(super) fn of(response: &Response, page: &Page) -> FormAction {
        let policies = policies(response).chain(page.policies.iter().map(String::as_str));
        FormAction(policies.filter_map(|policy| directive(policy, "form-action")).map(str::to_owned).collect())
    }

    /// The first list of sources that does not allow a form on `page` to lead to `to`, directly or by a redirect.
    pub(super) fn forbidding(&self, page: &Url, to: &Url, redirected: bool) -> Option<&str> {
        self.0.iter().map(String::as_str).find(|sources| !allows(sources, page, to, redirected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page_from_html::page_from_html;

    #[test]
    fn every_policy_with_form_action_must_allow_the_target() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let (here, there) = (url("https://op.test/consent"), url("https://rp.test/cb"));
        let forbidding = |headers: &[&str], head: &str| {
            let headers = headers.iter().map(|value| ("content-security-policy".to_owned(), (*value).to_owned()));
            let response = Response { status: 200, headers: headers.collect(), body: head.to_owned() };
            let page = page_from_html(&here, 200, "text/html", head);
            FormAction::of(&response, &page).forbidding(&here, &there, true).map(str::to_owned)
        };
        let meta = |policy: &str| format!("<meta http-equiv=Content-Security-Policy content=\"{policy}\"><p>x");
        assert_eq!(forbidding(&[], ""), None);
        assert_eq!(forbidding(&["default-src 'none'"], ""), None, "it is not a fallback");
        assert_eq!(forbidding(&["form-action 'self'"], "").as_deref(), Some("'self'"));
        assert_eq!(forbidding(&["form-action https:, form-action 'self'"], "").as_deref(), Some("'self'"));
        assert_eq!(forbidding(&["form-action https:", "form-action 'none'"], "").as_deref(), Some("'none'"));
        assert_eq!(forbidding(&["form-action https:"], &meta("form-action 'self'")).as_deref(), Some("'self'"));
        assert_eq!(forbidding(&[], &format!("<p>{}", meta("form-action 'self'"))), None, "outside of the head");
    }
}
