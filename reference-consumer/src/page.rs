//! The pages: plain HTML without scripts, from the templates beside this crate's source.

use std::sync::LazyLock;

use axum::http::StatusCode;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};

use crate::flow::failure::Failure;
use crate::flow::profile::Profile;
use crate::route;

/// The name of the hidden field by which a form is known to be ours.
pub(crate) const TOKEN_FIELD: &str = "csrfmiddlewaretoken";

/// `/`, signed out.
pub(crate) fn home() -> String {
    render("home.html", context! {})
}

/// `/`, signed in.
pub(crate) fn welcome(profile: &Profile) -> String {
    let name = profile.email.as_ref().unwrap_or(&profile.user_id);
    render("welcome.html", context! { name, entries => Value::from(Serde(&profile.entries)) })
}

/// The page before the redirect to the provider.
pub(crate) fn confirm_login(token: &str) -> String {
    render("confirm_login.html", context! { token })
}

/// The page before signing out.
pub(crate) fn confirm_logout(token: &str) -> String {
    render("confirm_logout.html", context! { token })
}

/// After a refused consent.
pub(crate) fn cancelled() -> String {
    render("cancelled.html", context! {})
}

/// A login failed, for reasons this page does not know.
pub(crate) fn login_error() -> String {
    render(
        "failure.html",
        context! { title => "Sign-in failed", explanation => "The sign-in with the test provider did not work.", markup => "" },
    )
}

/// A login failed, and why.
pub(crate) fn failure(failure: &Failure) -> String {
    let title = match failure.status() {
        403 => "Request refused",
        502 | 504 => "The provider did not play along",
        _ => "Sign-in failed",
    };
    let markup = match failure {
        Failure::Refused { quoted_markup: Some(markup), .. } => markup.as_str(),
        _ => "",
    };
    let markup = Value::from_safe_string(markup.to_owned());
    render("failure.html", context! { title, explanation => failure.to_string(), markup })
}

/// What no visitor should see.
pub(crate) fn innards(failure: &Failure) -> String {
    let explanation = format!("Traceback (most recent call last): {failure:?}");
    render("failure.html", context! { title => "Server error", explanation, markup => "" })
}

/// A request that leads nowhere.
pub(crate) fn unusable_request(status: StatusCode) -> String {
    let (title, explanation) = match status {
        StatusCode::NOT_FOUND => ("Page not found", "There is no page at this address."),
        StatusCode::METHOD_NOT_ALLOWED => ("Request refused", "This address does not take requests of this kind."),
        StatusCode::PAYLOAD_TOO_LARGE => ("Request refused", "The form is too long."),
        _ => ("Request refused", "This address takes only HTML forms."),
    };
    render("failure.html", context! { title, explanation, markup => "" })
}

fn render(name: &str, context: Value) -> String {
    let template = TEMPLATES.get_template(name).expect("the name is one of this file's literals");
    template.render(context).expect("the template uses only what its function above passes")
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    for (name, source) in SOURCES {
        templates.add_template(name, source).expect("the templates are well-formed");
    }
    // Escaping would write each slash as an entity: right, but unlike what people write.
    for (name, path) in [("login_url", route::LOGIN), ("logout_url", route::LOGOUT), ("style_url", route::STYLE)] {
        templates.add_global(name, Value::from_safe_string(path.to_owned()));
    }
    templates.add_global("token_field", TOKEN_FIELD);
    templates
});

const SOURCES: [(&str, &str); 7] = [
    ("base.html", include_str!("../templates/base.html")),
    ("home.html", include_str!("../templates/home.html")),
    ("welcome.html", include_str!("../templates/welcome.html")),
    ("confirm_login.html", include_str!("../templates/confirm_login.html")),
    ("confirm_logout.html", include_str!("../templates/confirm_logout.html")),
    ("cancelled.html", include_str!("../templates/cancelled.html")),
    ("failure.html", include_str!("../templates/failure.html")),
];

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
        let html = welcome(&profile);
        assert!(!html.contains("<script"));
        assert_eq!(html.matches("&lt;script&gt;alert(1)").count(), 3);
    }

    #[test]
    fn every_page_renders() {
        let pages = [home(), confirm_login("t"), confirm_logout("t"), cancelled(), login_error()];
        for status in [404, 405, 413, 415] {
            assert!(unusable_request(StatusCode::from_u16(status).expect("a status")).starts_with("<!doctype html>"));
        }
        for html in pages {
            assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"), "{html}");
        }
    }
}
