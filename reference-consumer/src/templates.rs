//! The templates of the pages, in each language.

use std::sync::LazyLock;

use minijinja::{Environment, UndefinedBehavior, Value};

use crate::policy::{Language, PageRules};
use crate::route;

/// The name of the hidden field with the CSRF token.
pub(crate) const TOKEN_FIELD: &str = "csrfmiddlewaretoken";

/// A page in the language of the site.
pub(crate) fn render(rules: &PageRules, name: &str, context: Value) -> String {
    let template = match rules.language {
        Language::English => TEMPLATES.get_template(name),
        Language::German => TEMPLATES.get_template(&format!("de/{name}")),
    };
    let template = template.expect("each page of `page.rs` has a template in each language");
    template.render(context).expect("the template uses only what its function in `page.rs` passes")
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    for (name, source) in SOURCES {
        templates.add_template(name, source).expect("the templates are well-formed");
    }
    // Escaping would write each slash as an entity: correct, but unusual.
    for (name, path) in [("login_url", route::LOGIN), ("logout_url", route::LOGOUT), ("style_url", route::STYLE)] {
        templates.add_global(name, Value::from_safe_string(path.to_owned()));
    }
    templates.add_global("token_field", TOKEN_FIELD);
    templates
});

macro_rules! sources {
    ($($name:literal),+) => {
        [$(($name, include_str!(concat!("../templates/", $name)))),+]
    };
}

const SOURCES: [(&str, &str); 18] = sources![
    "base.html",
    "home.html",
    "welcome.html",
    "confirm_login.html",
    "confirm_logout.html",
    "signed_out.html",
    "leave.html",
    "canceled.html",
    "failure.html",
    "de/base.html",
    "de/home.html",
    "de/welcome.html",
    "de/confirm_login.html",
    "de/confirm_logout.html",
    "de/signed_out.html",
    "de/leave.html",
    "de/canceled.html",
    "de/failure.html"
];
