//! The CSRF tokens of forms: recognized on one page by name or by value, and reliably by a comparison of two browsers' pages.

use super::fields::plain_name;
use crate::model::page::{Control, Form, Page};

/// Hidden fields that look like a CSRF token: by their name, or by a value that looks random and is not an echo of the page's
/// URL.
///
/// A value can look like a word by chance. If two browsers are available, [`csrf_fields_by_comparison`] is reliable.
pub fn csrf_token_fields(form: &Form) -> Vec<usize> {
    let is_guard = |control: &Control| {
        let name = plain_name(control);
        control.kind == "hidden"
            && !ECHOES.contains(&name.as_str())
            && (GUARDS.iter().any(|word| name.contains(word))
                || (looks_random(&control.value) && !echoes_url(form, control)))
    };
    form.controls.iter().enumerate().filter(|(_, control)| is_guard(control)).map(|(index, _)| index).collect()
}

/// The names of the hidden fields of the page's main form whose value was not sent to another browser, which opened the same
/// URL. Values of the page's URL, or of the form's, carry the request along and are not among them. `None` if the other browser
/// got another form.
///
/// A field with the same value for every browser is not a CSRF token, whatever its name: an attacker can send it.
pub fn csrf_fields_by_comparison(page: &Page, other: &Page) -> Option<Vec<String>> {
    let form = page.forms.get(page.main_form?)?;
    let others = other.forms.get(other.main_form?)?;
    if form.method != others.method || form.action.path() != others.action.path() || !same_names(form, others) {
        return None;
    }
    let in_urls = |page: &Page, form: &Form, value: &str| {
        let mut pairs = page.url.query_pairs().chain(form.action.query_pairs());
        pairs.any(|(_, carried)| carried.contains(value))
    };
    let pairs = form.controls.iter().zip(&others.controls).filter(|(one, _)| one.kind == "hidden" && !one.disabled);
    let differ = pairs.filter(|(one, another)| {
        one.value != another.value && !(in_urls(page, form, &one.value) && in_urls(other, others, &another.value))
    });
    Some(differ.map(|(one, _)| one.name.clone()).collect())
}

fn same_names(one: &Form, other: &Form) -> bool {
    let names = |form: &Form| form.controls.iter().map(|control| control.name.clone()).collect::<Vec<_>>();
    names(one) == names(other)
}

/// Parts of the names that frameworks use for such fields.
const GUARDS: &[&str] = &[
    "csrf",
    "xsrf",
    "authenticity",
    "antiforgery",
    "requestverification",
    "forgery",
    "formkey",
    "formtoken",
    "wpnonce",
    "crumb",
    "logintoken",
    "token",
];

/// Fields that carry the request along, however random they look.
const ECHOES: &[&str] = &[
    "state",
    "nonce",
    "next",
    "clientid",
    "redirecturi",
    "scope",
    "responsetype",
    "codechallenge",
    "codechallengemethod",
    "returnurl",
    "returnto",
    "requesturi",
    "request",
    "loginhint",
    "idtokenhint",
    "claims",
    "resource",
    "samlrequest",
    "relaystate",
    "usercode",
    "code",
    "accesstoken",
    "idtoken",
];

/// Twelve characters or more without spaces that are not words: scrambled letters, letters among digits, or too many digits for
/// a time.
fn looks_random(value: &str) -> bool {
    let count = |test: fn(&char) -> bool| value.chars().filter(test).count();
    let (digits, letters) = (count(char::is_ascii_digit), count(char::is_ascii_alphabetic));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.+/=~|:".contains(c);
    value.len() >= 12
        && value.chars().all(plain)
        && !value.starts_with('/')
        && !value.contains("://")
        && digits + letters > value.len() * 3 / 4
        && (is_scrambled(value)
            || value.len() >= 16 && digits > 1 && letters > 1
            || digits > LONGEST_TIME && letters == 0)
}

/// The digits of a time in nanoseconds.
const LONGEST_TIME: usize = 19;

/// Whether lowercase letters, capitals and digits alternate as in no text: split into words (`Word`, `word`, `WORD`, `123`),
/// the pieces are shorter than five characters on average, and there are both lowercase and capital letters.
pub fn is_scrambled(value: &str) -> bool {
    #[derive(Clone, Copy, PartialEq)]
    enum Class {
        Small,
        Capital,
        Digit,
    }
    let class = |c: char| match c {
        'a'..='z' => Some(Class::Small),
        'A'..='Z' => Some(Class::Capital),
        '0'..='9' => Some(Class::Digit),
        _ => None,
    };
    let classes: Vec<Option<Class>> = value.chars().map(class).collect();
    let count = |wanted| classes.iter().filter(|class| **class == Some(wanted)).count();
    let breaks = |pair: &&[Option<Class>]| match (pair[0], pair[1]) {
        (Some(Class::Capital), Some(Class::Small)) => false,
        (Some(before), Some(after)) => before != after,
        _ => false,
    };
    let inside = classes.windows(2).filter(breaks).count();
    let separators = classes.windows(2).filter(|pair| pair[0].is_none() && pair[1].is_some()).count();
    let length = classes.iter().flatten().count();
    inside > 2 && count(Class::Small) > 1 && count(Class::Capital) > 1 && length < 5 * (1 + inside + separators)
}

/// The value is in the query of the form's target URL, which is usually the page's own.
fn echoes_url(form: &Form, control: &Control) -> bool {
    form.action.query_pairs().any(|(_, value)| value.contains(&control.value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;
    use crate::page_from_html::page_from_html;

    fn page(query: &str, fields: &str) -> Page {
        let url = Url::parse(&format!("http://op.test/login{query}")).expect("a URL");
        let body = format!(
            "<form method=post>{fields}<input name=user><input type=password name=p><button>Sign in</button></form>"
        );
        page_from_html(&url, 200, "text/html", &body)
    }

    fn hidden(name: &str, value: &str) -> String {
        format!("<input type=hidden name=\"{name}\" value=\"{value}\">")
    }

    #[test]
    fn guards_but_not_echoes() {
        let page = page(
            "?state=Zm9vYmFyMTIzNDU2Nzg5",
            "<input type=hidden name=csrfmiddlewaretoken value=x><input type=hidden name=next value=/a>\
             <input type=hidden name=state value=Zm9vYmFyMTIzNDU2Nzg5><input type=hidden name=session_data value=Zm9vYmFyMTIzNDU2Nzg5>\
             <input type=hidden name=lt value=LT-5-x8HkQ93mmPqa7b2><input type=hidden name=client_id value=0aB1cD2eF3gH4iJ5kL6>",
        );
        let form = &page.forms[0];
        let guards: Vec<&str> =
            csrf_token_fields(form).into_iter().map(|index| form.controls[index].name.as_str()).collect();
        assert_eq!(guards, ["csrfmiddlewaretoken", "lt"]);
    }

    #[test]
    fn a_value_that_everybody_is_given_guards_nothing() {
        let fields = |csrf: &str| hidden("csrf_token", csrf) + &hidden("app", "LoginApp2");
        let compare =
            |one: &str, other: &str| csrf_fields_by_comparison(&page("", &fields(one)), &page("", &fields(other)));
        assert_eq!(compare("a1", "b2"), Some(vec!["csrf_token".to_owned()]));
        assert_eq!(compare("a1", "a1"), Some(Vec::new()));
    }

    #[test]
    fn values_of_the_url_are_not_csrf_tokens_and_another_form_proves_nothing() {
        let flow = |flow: &str| page(&format!("?flow={flow}"), &hidden("flow", flow));
        assert_eq!(csrf_fields_by_comparison(&flow("1001"), &flow("1002")), Some(Vec::new()));
        assert_eq!(csrf_fields_by_comparison(&page("", &hidden("xs", "1")), &page("", "")), None);
    }

    #[test]
    fn words_are_not_csrf_tokens() {
        for value in [
            "LoginWithPassword",
            "authorization_code",
            "com.example.LoginAction",
            "client-name-of-app",
            "1764500000123456789",
            "/account/Zm9vYmFyMTIzNDU2Nzg5",
            "https://op.test/Ab1Cd2Ef3Gh4",
            "openid profile email",
        ] {
            let page = page("", &hidden("x", value));
            assert_eq!(csrf_token_fields(&page.forms[0]), Vec::<usize>::new(), "{value}");
        }
    }

    #[test]
    fn random_values_without_digits_are_seen() {
        for value in [
            "qZvTnbWcXdLpRkYsHmGfJq",
            "aBcQWxeRTyuIOpAs-dFGhj",
            "MTIzNDU6Nzg5:1764500000:QWJj",
            "417253908172650934817265",
        ] {
            let page = page("", &hidden("x", value));
            assert_eq!(csrf_token_fields(&page.forms[0]), [0], "{value}");
        }
    }

    proptest! {
        #[test]
        fn two_browsers_always_show_the_guard(
            (one, other) in prop_oneof![
                ("[A-Za-z0-9_-]{12}", "[A-Za-z0-9_-]{12}"),
                ("[A-Za-z0-9_-]{16}", "[A-Za-z0-9_-]{16}"),
                ("[A-Za-z0-9_-]{22}", "[A-Za-z0-9_-]{22}"),
                ("[A-Za-z0-9_-]{32}", "[A-Za-z0-9_-]{32}"),
                ("[A-Za-z0-9_-]{43}", "[A-Za-z0-9_-]{43}"),
                ("[0-9a-f]{32}", "[0-9a-f]{32}"),
                ("[0-9]{20,24}", "[0-9]{20,24}"),
                ("[A-Za-z0-9_-]{16}:17645[0-9]{5}:[A-Za-z0-9_-]{16}", "[A-Za-z0-9_-]{16}:17645[0-9]{5}:[A-Za-z0-9_-]{16}"),
            ],
        ) {
            let seen = csrf_fields_by_comparison(&page("", &hidden("xs", &one)), &page("", &hidden("xs", &other)));
            prop_assert_eq!(seen, Some(vec!["xs".to_owned()]));
        }
    }
}
