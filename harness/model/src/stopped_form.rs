//! A form, or a redirect after it, that the content security policy of its page blocks.

use std::fmt;

use url::Url;

/// Where a browser stopped because of `form-action` (CSP Level 3 §6.4.1). Chromium and Safari check every redirect that
/// follows the submission of a form, not only its action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoppedForm {
    /// The page with the form.
    pub page: Url,
    /// The permitted targets: the value of its `form-action`.
    pub allowed: String,
    /// The blocked target.
    pub to: Url,
    /// The form was sent, and a redirect leads there.
    pub redirected: bool,
    /// The exchange with the page, or with the redirect: an index into the log.
    pub exchange: usize,
}

impl StoppedForm {
    /// The blocked target, without the data for it.
    pub fn destination(&self) -> String {
        if self.to.origin().is_tuple() {
            format!("{}{}", self.to.origin().ascii_serialization(), self.to.path())
        } else {
            format!("{}:", self.to.scheme())
        }
    }

    /// The reason, with a name for the page.
    pub fn describe(&self, page: &str) -> String {
        let StoppedForm { allowed, redirected, .. } = self;
        let directive = format!("form-action {allowed}");
        let what = if *redirected { "the redirect after its form" } else { "its form" };
        format!("the `{}` of {page} blocks {what} to {}", directive.trim_end(), self.destination())
    }
}

impl fmt::Display for StoppedForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut page = self.page.clone();
        page.set_query(None);
        page.set_fragment(None);
        f.write_str(&self.describe(&format!("the page {page}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_the_page_the_policy_and_the_place_but_no_code() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let stopped = |to: &str, allowed: &str, redirected| StoppedForm {
            page: url("https://op.test/consent?client_id=web"),
            allowed: allowed.to_owned(),
            to: url(to),
            redirected,
            exchange: 0,
        };
        assert_eq!(
            stopped("https://rp.test/cb?code=1", "'self'", true).to_string(),
            "the `form-action 'self'` of the page https://op.test/consent blocks the redirect after its form to \
             https://rp.test/cb"
        );
        assert_eq!(
            stopped("com.example.app:/cb?code=1", "", false).to_string(),
            "the `form-action` of the page https://op.test/consent blocks its form to com.example.app:"
        );
    }
}
