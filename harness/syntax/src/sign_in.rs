//! `page-hints`, `sign-in-requests` and `complete-sign-up` of a target file.

use std::collections::BTreeMap;

use scraper::Selector;
use serde::Deserialize;
use serde_json_path::JsonPath;

use super::decode::DecodeError;
use super::template;
use crate::model::node::{Node, Value};
use crate::model::sign_in::{PageHints, Pick, SignInBody, SignInRequest};
use crate::model::span::{Span, Spanned};

/// One of `sign-in-requests`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "SignInRequest")]
pub(super) struct SignInRequestEntry {
    /// The default is `GET`, or `POST` if there is a body.
    #[serde(default)]
    method: Option<Spanned<String>>,
    /// An absolute URL, or one relative to the login page.
    url: Spanned<String>,
    /// Headers in addition to those that a browser sends.
    #[serde(default)]
    headers: BTreeMap<String, Spanned<String>>,
    /// Cookies that the page's script sets before the request.
    #[serde(default)]
    cookies: BTreeMap<String, String>,
    /// The body, as JSON.
    #[serde(default)]
    json: Option<Spanned<serde_json::Value>>,
    /// The body, as the fields of a form.
    #[serde(default)]
    form: Option<BTreeMap<String, String>>,
    /// Values for later requests, as `${picked.NAME}`: `$.member`, `header:NAME` or `cookie:NAME`.
    #[serde(default)]
    pick: BTreeMap<String, Spanned<String>>,
    /// Whether the browser navigates there, as from the address bar; the flow continues with its response.
    #[serde(default)]
    navigate: bool,
}

impl SignInRequestEntry {
    pub(super) fn check(self) -> Result<SignInRequest, DecodeError> {
        let body = match (self.json, self.form) {
            (Some(json), Some(_)) => {
                return Err(DecodeError::at(json.span, "a request has `json` or `form`, not both"));
            }
            (Some(json), None) => SignInBody::Json(json.value),
            (None, Some(form)) => SignInBody::Form(form),
            (None, None) => SignInBody::Nothing,
        };
        let usual = if body == SignInBody::Nothing { "GET" } else { "POST" };
        let method = self.method.map_or_else(|| Ok(usual.to_owned()), method)?;
        let plain = method == "GET" && body == SignInBody::Nothing && self.headers.is_empty() && self.pick.is_empty();
        if self.navigate && !plain {
            return Err(DecodeError::at(self.url.span, "a navigation is a GET: it has no body, headers or `pick`"));
        }
        Ok(SignInRequest {
            method,
            url: self.url,
            headers: self.headers.into_iter().map(header).collect::<Result<_, _>>()?,
            cookies: self.cookies,
            body,
            pick: self.pick.into_iter().map(|(name, what)| Ok((name, pick(&what)?))).collect::<Result<_, _>>()?,
            navigates: self.navigate,
        })
    }
}

fn method(text: Spanned<String>) -> Result<String, DecodeError> {
    match http::Method::from_bytes(text.value.as_bytes()) {
        Ok(_) => Ok(text.value),
        Err(_) => Err(DecodeError::at(text.span, format!("HTTP has no method `{}`", text.value))),
    }
}

fn header((name, value): (String, Spanned<String>)) -> Result<(String, String), DecodeError> {
    match http::HeaderName::from_bytes(name.as_bytes()) {
        Ok(_) => Ok((name, value.value)),
        Err(_) => Err(DecodeError::at(value.span, format!("HTTP has no header `{name}`"))),
    }
}

/// `$.a.b`, `header:NAME` or `cookie:NAME`.
fn pick(what: &Spanned<String>) -> Result<Pick, DecodeError> {
    let text = what.value.as_str();
    if let Some(name) = text.strip_prefix("header:") {
        return Ok(Pick::Header(name.trim().to_ascii_lowercase()));
    }
    if let Some(name) = text.strip_prefix("cookie:") {
        return Ok(Pick::Cookie(name.trim().to_owned()));
    }
    match JsonPath::parse(text) {
        Ok(_) => Ok(Pick::Json(text.to_owned())),
        Err(error) => Err(DecodeError::at(what.span, format!("`{text}` is not a JSONPath: {error}"))
            .help("write `$.member`, `header:NAME` or `cookie:NAME`")),
    }
}

/// Every selector is valid, and every hint names something.
pub(super) fn check_hints(hints: Spanned<PageHints>) -> Result<PageHints, DecodeError> {
    let Spanned { value: hints, span } = hints;
    let login = hints.login.iter().flat_map(|hint| [&hint.form, &hint.user, &hint.password, &hint.submit]);
    let consent = hints.consent.iter().flat_map(|hint| [Some(&hint.allow), hint.deny.as_ref()]);
    let code = hints.code.iter().flat_map(|hint| [hint.form.as_ref(), Some(&hint.code), hint.submit.as_ref()]);
    let onward = hints.onward.iter().map(|hint| &hint.button);
    for selector in login.filter_map(Option::as_ref).chain(consent.chain(code).flatten()).chain(onward) {
        Selector::parse(&selector.value).map_err(|error| {
            DecodeError::at(selector.span, format!("`{}` is not a CSS selector: {error}", selector.value))
                .help("write it as for `document.querySelector`, for example `#login input[name=user]`")
        })?;
    }
    let says_nothing = |hint: &crate::model::sign_in::LoginHint| {
        [&hint.form, &hint.user, &hint.password].into_iter().all(Option::is_none)
    };
    if hints.login.as_ref().is_some_and(says_nothing) {
        return Err(DecodeError::at(span, "the hint for the login page names no `form`, no `user` and no `password`"));
    }
    Ok(hints)
}

/// The variables under `sign-in-requests` and `complete-sign-up`: the environment is evaluated when the file is parsed, the
/// rest when a user signs in.
pub(super) fn check_variables(file: &Node, mistakes: &mut Vec<DecodeError>) {
    if let Some(sign_up) = file.entry("complete-sign-up") {
        check_mentions(sign_up, &["env", "user"], &[], mistakes);
    }
    let mut picked: Vec<String> = Vec::new();
    let Some(Value::Seq(requests)) = file.entry("sign-in-requests").map(|node| &node.value) else { return };
    for request in requests {
        check_mentions(request, &["env", "user", "page", "picked"], &picked, mistakes);
        if let Some(Value::Map(entries)) = request.entry("pick").map(|node| &node.value) {
            picked.extend(entries.iter().map(|(name, _)| name.value.clone()));
        }
    }
}

fn check_mentions(node: &Node, roots: &[&str], picked: &[String], mistakes: &mut Vec<DecodeError>) {
    for (text, span) in node.texts() {
        match template::mentions(text) {
            Err(error) => mistakes.push(DecodeError::at(span, error.message)),
            Ok(found) => {
                mistakes.extend(found.into_iter().filter_map(|mention| unknown(&mention.path, span, roots, picked)));
            }
        }
    }
}

fn unknown(name: &str, span: Span, roots: &[&str], picked: &[String]) -> Option<DecodeError> {
    let (root, member) = name.split_once('.').unwrap_or((name, ""));
    let member = member.split('.').next().unwrap_or_default();
    let of_user = ["name", "password", "shows", "code"];
    let known: Vec<String> = match root {
        _ if !roots.contains(&root) => roots.iter().map(|root| format!("`${{{root}.…}}`")).collect(),
        "user" if !of_user.contains(&member) => of_user.iter().map(|name| format!("`${{user.{name}}}`")).collect(),
        "page" if !["url", "query"].contains(&member) => vec!["`${page.url}`".into(), "`${page.query.…}`".into()],
        "picked" if !picked.iter().any(|name| name == member) => {
            let message = format!("no request before this one picks `{member}`");
            return Some(DecodeError::at(span, message).help("name it under the `pick` of an earlier request"));
        }
        _ => return None,
    };
    Some(
        DecodeError::at(span, format!("`${{{name}}}` has no value here"))
            .help(format!("there is {}", known.join(", "))),
    )
}

#[cfg(test)]
mod tests {
    use crate::model::source::Source;
    use crate::model::target::Target;
    use crate::target::read;

    use super::*;

    fn parse(rest: &str) -> Result<Target, Vec<String>> {
        let head = "title: T\nprovider: {url: 'http://op.test', pages: {authorization: /a, token: /t}}\n";
        let environment = BTreeMap::from([("TENANT".to_owned(), "a${user.name}".to_owned())]);
        read(&Source::new("t.yaml", format!("{head}{rest}")), &environment).map_err(|mistakes| {
            mistakes.into_iter().map(|d| format!("{} {}", d.source.place(d.span), d.message)).collect()
        })
    }

    #[test]
    fn the_environment_is_filled_in_and_the_rest_is_left() {
        let target = parse(
            "sign-in-requests:\n- {url: '/${env.TENANT}/csrf', pick: {t: $.t}}\n\
             - {url: /login, json: {u: '${user.name}', n: 1}, headers: {X-T: '${picked.t}'}}\n",
        )
        .expect("valid");
        let [first, second] = target.sign_in.requests.as_slice() else { panic!("two") };
        assert_eq!((first.method.as_str(), first.url.value.as_str()), ("GET", "/a$${user.name}/csrf"));
        assert_eq!(first.pick["t"], Pick::Json("$.t".to_owned()));
        assert_eq!((second.method.as_str(), second.headers["X-T"].as_str()), ("POST", "${picked.t}"));
        assert_eq!(second.body, SignInBody::Json(serde_json::json!({"u": "${user.name}", "n": 1})));
    }

    #[test]
    fn mistakes_are_found_when_the_file_is_read() {
        for (rest, place, message) in [
            ("page-hints: {login: {form: '##'}}", "3:28", "not a CSS selector"),
            ("page-hints: {login: {}}", "3:13", "names no `form`"),
            ("page-hints: {code: {code: a, submit: '##'}}", "3:38", "not a CSS selector"),
            ("page-hints: {continue: [{button: '##'}]}", "3:34", "not a CSS selector"),
            ("page-hints: {consent: {deny: a}}", "3:23", "`allow` is missing"),
            ("sign-in-requests: [{url: '/${picked.t}'}]", "3:26", "no request before this one picks `t`"),
            ("sign-in-requests: [{url: '/${user.pin}'}]", "3:26", "has no value here"),
            ("sign-in-requests: [{url: '/${grant.x}'}]", "3:26", "has no value here"),
            ("sign-in-requests: [{url: /, pick: {t: x}}]", "3:39", "not a JSONPath"),
            ("sign-in-requests: [{url: /, json: 1, form: {a: b}}]", "3:35", "not both"),
            ("sign-in-requests: [{url: /, method: A B}]", "3:37", "no method"),
            ("sign-in-requests: [{url: /, navigate: true, json: 1}]", "3:26", "is a GET"),
            ("complete-sign-up: {a: '${page.url}'}", "3:23", "has no value here"),
            ("users: {a: {name: a, password: b, shows: c, totp-secret: '0'}}", "3:58", "not base32"),
        ] {
            let mistakes = parse(rest).expect_err(rest);
            let rendered = &mistakes[0];
            assert!(
                rendered.starts_with(&format!("t.yaml:{place} ")) && rendered.contains(message),
                "{rest}: {mistakes:?}"
            );
        }
    }
}
