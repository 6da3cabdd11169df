//! The pages: plain HTML without scripts, from the templates of this crate.

use axum::http::StatusCode;
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde_json::json;
use url::Url;

use crate::flow::failure::Failure;
use crate::flow::profile::Profile;
use crate::policy::{Language, PageRules, WelcomeBy};
use crate::route;
use crate::templates::render;

/// `/`, signed out.
pub(crate) fn home(rules: &PageRules) -> String {
    let (start_link, other_provider) = (rules.start_link, rules.other_provider);
    render(rules, "home.html", context! { start_link, other_provider, form => false, token => "" })
}

/// `/`, signed out, with the form that starts a login.
pub(crate) fn home_with_form(rules: &PageRules, token: Option<&str>) -> String {
    let (start_link, other_provider) = (false, rules.other_provider);
    render(
        rules,
        "home.html",
        context! { start_link, other_provider, form => true, token => token.unwrap_or_default() },
    )
}

/// `/` as JSON.
pub(crate) fn home_as_json(user: Option<&Profile>) -> String {
    let user = user.map(|profile| json!({ "id": profile.user_id, "email": profile.email }));
    json!({ "user": user, "sign-in": route::LOGIN, "sign-out": route::LOGOUT }).to_string()
}

/// `/`, signed in. With a CSRF token, or for a site without such tokens, it can have forms.
pub(crate) fn welcome(rules: &PageRules, profile: &Profile, token: Option<&str>) -> String {
    let email = profile.email.as_ref().unwrap_or(&profile.user_id);
    let (name, entries) = match rules.welcome_by {
        WelcomeBy::Email => (email, profile.entries.as_slice()),
        WelcomeBy::UserId => (&profile.user_id, profile.entries.as_slice()),
        WelcomeBy::EmailAlone => (email, &[][..]),
    };
    let (forms, entries) = (rules.forms_for_users, Value::from(Serde(entries.to_vec())));
    render(rules, "welcome.html", context! { name, entries, forms, token => token.unwrap_or_default() })
}

/// The page before the redirect to the provider.
pub(crate) fn confirm_login(rules: &PageRules, token: Option<&str>) -> String {
    render(rules, "confirm_login.html", context! { token => token.unwrap_or_default() })
}

/// The page before signing out.
pub(crate) fn confirm_logout(rules: &PageRules, token: Option<&str>) -> String {
    render(rules, "confirm_logout.html", context! { token => token.unwrap_or_default() })
}

/// The page after signing out.
pub(crate) fn signed_out(rules: &PageRules) -> String {
    render(rules, "signed_out.html", context! {})
}

/// A page whose link leads to the provider.
pub(crate) fn leave_by_link(rules: &PageRules, url: &Url) -> String {
    leave(rules, context! { link => url.as_str(), refresh => "", action => "", fields => () })
}

/// A page that redirects to the provider with a meta refresh.
pub(crate) fn leave_by_refresh(rules: &PageRules, url: &Url) -> String {
    leave(rules, context! { link => url.as_str(), refresh => url.as_str(), action => "", fields => () })
}

/// A page whose form leads to the provider.
pub(crate) fn leave_by_form(rules: &PageRules, endpoint: &Url, parameters: &[(String, String)]) -> String {
    let fields = Value::from(Serde(parameters.to_vec()));
    leave(rules, context! { link => "", refresh => "", action => endpoint.as_str(), fields })
}

fn leave(rules: &PageRules, context: Value) -> String {
    render(rules, "leave.html", context)
}

/// The page after the user denied consent.
pub(crate) fn canceled(rules: &PageRules) -> String {
    render(rules, "canceled.html", context! {})
}

/// The page about a failed login, without the reason.
pub(crate) fn login_error(rules: &PageRules) -> String {
    let (title, explanation) = match rules.language {
        Language::English => ("Sign-in failed", "The sign-in with the test provider failed."),
        Language::German => ("Anmeldung fehlgeschlagen", GERMAN_FAILURE),
    };
    render(rules, "failure.html", context! { title, explanation, markup => "" })
}

const GERMAN_FAILURE: &str = "Die Anmeldung beim Testanbieter ist fehlgeschlagen.";

/// The page about a failed login, with the reason.
pub(crate) fn failure(rules: &PageRules, failure: &Failure) -> String {
    let (title, explanation) = match (rules.language, failure.status()) {
        (Language::German, _) => ("Anmeldung fehlgeschlagen", GERMAN_FAILURE.to_owned()),
        (Language::English, 403) => ("Request refused", failure.to_string()),
        (Language::English, 502 | 504) => ("The sign-in provider returned an error", failure.to_string()),
        (Language::English, _) => ("Sign-in failed", failure.to_string()),
    };
    let markup = match failure {
        Failure::Refused { quoted_markup: Some(markup), .. } => markup.as_str(),
        _ => "",
    };
    let markup = Value::from_safe_string(markup.to_owned());
    render(rules, "failure.html", context! { title, explanation, markup })
}

/// A page with implementation details.
pub(crate) fn stack_trace(rules: &PageRules, failure: &Failure) -> String {
    let explanation = format!("Traceback (most recent call last): {failure:?}");
    render(rules, "failure.html", context! { title => "Server error", explanation, markup => "" })
}

/// The page about a request that cannot be handled.
pub(crate) fn unusable_request(rules: &PageRules, status: StatusCode) -> String {
    let (title, explanation) = match (rules.language, status) {
        (Language::German, StatusCode::NOT_FOUND) => {
            ("Seite nicht gefunden", "Unter dieser Adresse gibt es keine Seite.")
        }
        (Language::German, _) => ("Anfrage abgelehnt", "Diese Seite versteht die Anfrage nicht."),
        (_, StatusCode::NOT_FOUND) => ("Page not found", "No page exists at this address."),
        (_, StatusCode::METHOD_NOT_ALLOWED) => ("Request refused", "This page does not support this request method."),
        (_, StatusCode::PAYLOAD_TOO_LARGE) => ("Request refused", "The form is too long."),
        _ => ("Request refused", "This page accepts only HTML forms."),
    };
    render(rules, "failure.html", context! { title, explanation, markup => "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_provider_says_is_text_and_never_markup() {
        let hostile = "<script>alert(1)</script>\"'&";
        let profile = Profile {
            user_id: "1".to_owned(),
            email: Some(hostile.to_owned()),
            entries: vec![(hostile.to_owned(), hostile.to_owned())],
        };
        let html = welcome(&PageRules::default(), &profile, None);
        assert!(!html.contains("<script"));
        assert_eq!(html.matches("&lt;script&gt;alert(1)").count(), 3);
    }

    #[test]
    fn every_page_renders() {
        let url = Url::parse("http://provider.test/?a=1&b=2").expect("a URL");
        for language in [Language::English, Language::German] {
            let rules = PageRules { language, forms_for_users: true, other_provider: true, ..PageRules::default() };
            let profile = Profile { user_id: "1".to_owned(), email: None, entries: Vec::new() };
            let mut pages = vec![home(&rules), home_with_form(&rules, None), confirm_login(&rules, Some("t"))];
            pages.extend([confirm_logout(&rules, Some("t")), canceled(&rules), login_error(&rules)]);
            pages.extend([signed_out(&rules), welcome(&rules, &profile, Some("t")), leave_by_link(&rules, &url)]);
            pages.extend([leave_by_refresh(&rules, &url), leave_by_form(&rules, &url, &[])]);
            for status in [404, 405, 413, 415] {
                pages.push(unusable_request(&rules, StatusCode::from_u16(status).expect("a status")));
            }
            for html in pages {
                assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"), "{html}");
            }
        }
    }
}
