//! `registered-error-codes`: every error has a code of the OAuth registry, in the permitted characters (RFC 6749 §4.1.2.1, §5.2,
//! §8.5).

use url::Url;

use super::traffic::{AnsweredExchange, Party};
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::owner::same_place;
use crate::model::scenario::UnderTest;
use crate::oauth::authorize::Response;
use crate::oauth::error::{REGISTERED, oauth_error};

const IN_REGISTRY: &str = "rfc6749-4.1.2.1-error-registered";
const IN_CHARSET: &str = "rfc6749-4.1.2.1-error-charset";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "registered-error-codes",
    sentence: "Error responses use registered codes and permitted characters only",
    requirements: &[IN_REGISTRY, IN_CHARSET],
    about: UnderTest::Provider,
    red_when: &["provider/denial-error-unregistered", "provider/error-outside-ascii", "provider/token-error-xss"],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for (seen, to) in traffic.authorization_responses() {
        let response = Response::from_url(&to);
        judge(seen.index, response.get("error"), response.get("error_description"), &mut examined);
    }
    for AnsweredExchange { index, request, response, .. } in traffic.answered_by(Party::Provider) {
        // What an API returns in a body of its own is not an OAuth error, nor is an HTTP error.
        let Some(code) = oauth_error(request, response).filter(|_| is_endpoint(traffic, &request.url)) else {
            continue;
        };
        let description = response.json().and_then(|json| Some(json.get("error_description")?.as_str()?.to_owned()));
        if is_registration(traffic, &request.url) {
            judge_characters(index, &code, description.as_deref(), &mut examined);
        } else {
            judge(index, Some(&code), description.as_deref(), &mut examined);
        }
    }
    examined
}

/// The endpoints that report errors as the token endpoint does (RFC 7009 §2.2.1, RFC 7591 §3.2.2, RFC 7662 §2.3, RFC 8628
/// §3.2, RFC 9126 §2.3).
fn is_endpoint(traffic: &Traffic<'_>, url: &Url) -> bool {
    traffic.deployment.provider.as_ref().is_some_and(|provider| {
        let others = [
            &provider.device_authorization,
            &provider.introspection,
            &provider.pushed_authorization_request,
            &provider.registration,
            &provider.revocation,
        ];
        std::iter::once(&provider.token).chain(others.into_iter().flatten()).any(|place| same_place(place, url))
    })
}

/// Client registration errors may use codes of the provider's own (OpenID Connect Registration §3.3).
fn is_registration(traffic: &Traffic<'_>, url: &Url) -> bool {
    let provider = traffic.deployment.provider.as_ref();
    provider.and_then(|provider| provider.registration.as_ref()).is_some_and(|place| same_place(place, url))
}

fn judge(index: usize, code: Option<&str>, description: Option<&str>, examined: &mut Examined) {
    let Some(code) = code else { return };
    examined.count(IN_REGISTRY);
    if !REGISTERED.contains(&code) {
        examined.violation(index, IN_REGISTRY, "an error code of the OAuth registry", format!("the error `{code}`"));
    }
    judge_characters(index, code, description, examined);
}

fn judge_characters(index: usize, code: &str, description: Option<&str>, examined: &mut Examined) {
    examined.count(IN_CHARSET);
    for (name, value) in [("error", code), ("error_description", description.unwrap_or_default())] {
        if let Some(character) = value.chars().find(|character| !is_permitted(*character)) {
            let expected = format!("`{name}` in printable ASCII without \" and \\");
            examined.violation(index, IN_CHARSET, expected, format!("{character:?} in the `{name}` of `{code}`"));
        }
    }
}

/// `%x20-21 / %x23-5B / %x5D-7E`.
fn is_permitted(character: char) -> bool {
    matches!(character, ' '..='!' | '#'..='[' | ']'..='~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_the_grammar_permits() {
        assert!("The user denied it (code 1).".chars().all(is_permitted));
        for character in ['"', '\\', '\n', '\u{7f}', 'é', '\u{201c}'] {
            assert!(!is_permitted(character), "{character:?}");
        }
    }

    #[test]
    fn extensions_are_known_and_inventions_are_not() {
        let mut examined = Examined::default();
        judge(0, None, None, &mut examined);
        judge(1, Some("login_required"), Some("Log in."), &mut examined);
        assert_eq!((examined.relevant[IN_REGISTRY], examined.sightings.len()), (1, 0));
        judge(2, Some("no_way"), Some("\"No\""), &mut examined);
        let broken: Vec<&str> = examined.sightings.iter().map(|sighting| sighting.requirement).collect();
        assert_eq!(broken, [IN_REGISTRY, IN_CHARSET]);
    }

    #[test]
    fn registration_errors_may_have_codes_of_the_provider() {
        let (json, answer) = ([("content-type", "application/json")], r#"{"error":"too_many_clients"}"#);
        let asked = |at: &str, body: &str| super::super::example::Case::new().calls("POST", at).gets(400, &json, body);
        assert_eq!(asked("https://op.test/register", answer).seen(&KIND), vec![]);
        assert!(matches!(asked("https://op.test/token", answer).seen(&KIND)[..], [(IN_REGISTRY, _)]));
        let unwritable = r#"{"error":"too \"many\""}"#;
        assert!(matches!(asked("https://op.test/register", unwritable).seen(&KIND)[..], [(IN_CHARSET, _)]));
    }

    #[test]
    fn http_errors_are_not_examined() {
        let json = [("content-type", "application/json")];
        let asked = |method: &str, at: &str, status, body: &str| {
            super::super::example::Case::new().calls(method, at).gets(status, &json, body)
        };
        for (method, status, body) in [
            ("GET", 405, r#"{"error":"Method Not Allowed"}"#),
            ("POST", 403, r#"{"error":"Invalid origin"}"#),
            ("POST", 429, r#"{"error":"Too many"}"#),
        ] {
            let case = asked(method, "https://op.test/token", status, body);
            assert_eq!((case.seen(&KIND), case.examined_requirements(&KIND)), (vec![], vec![]), "{status}");
        }
        let case = asked("POST", "https://op.test/token", 400, r#"{"error":"no_way"}"#);
        assert!(matches!(case.seen(&KIND)[..], [(IN_REGISTRY, _)]));
    }
}
