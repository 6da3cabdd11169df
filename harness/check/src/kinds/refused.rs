//! `refused`: the request got nothing. The form of the refusal is ignored: an error by redirect or in JSON, an error page with
//! status 200, and a login that starts over are all refusals. What that form must be is a requirement of its own.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::model::exchange::Response as HttpResponse;
use crate::model::page::{Page, PageKind};
use crate::model::status::is_about_the_server;
use crate::model::verdict::Mismatch;
use crate::oauth::authorize::Response;
use crate::step::{Evidence, Observation, StepEnd, requires_nonce};
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "refused",
    summary: "The request was refused, in any form: no `code`, no `token`, no pushed request (`push`), no \
              `resource`.",
    read: read::<Refused>,
    schema: schema::<Refused>,
};

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Refused {
    /// An authorization: neither a code nor a token is returned to the client.
    Code,
    /// A token: the response contains neither an access token nor a refresh token nor an ID token.
    Token,
    /// A request URI for a pushed request.
    Push,
    /// A protected resource: no success.
    Resource,
}

/// The possible outcomes.
#[derive(Debug, PartialEq, Eq)]
enum RequestResult {
    /// The request got nothing.
    Nothing,
    /// The request got what it asked for.
    It(&'static str),
    /// It cannot be determined.
    Unclear(&'static str),
}

impl Check for Refused {
    fn judge(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        match self.got(&seen.end) {
            RequestResult::Nothing => Ok(()),
            RequestResult::It(what) => Err(Mismatch::new(
                format!("a refusal, in any form: {}", self.nothing()),
                format!("{what}: {}", seen.end.describe()),
            )),
            RequestResult::Unclear(why) => Err(Mismatch::unjudged(why, seen.end.describe())),
        }
    }
}

impl Refused {
    fn nothing(self) -> &'static str {
        match self {
            Refused::Code => "no code and no token",
            Refused::Token => "no token",
            Refused::Push => "no `request_uri`",
            Refused::Resource => "no success",
        }
    }

    /// The members that grant something.
    fn worth(self) -> &'static [(&'static str, &'static str)] {
        const TOKENS: [(&str, &str); 3] =
            [("access_token", "an access token"), ("refresh_token", "a refresh token"), ("id_token", "an ID token")];
        match self {
            Refused::Code => &[("code", "a code"), ("access_token", "an access token"), ("id_token", "an ID token")],
            Refused::Token => &TOKENS,
            Refused::Push => &[("request_uri", "a request URI")],
            Refused::Resource => &[],
        }
    }

    fn got(self, end: &StepEnd) -> RequestResult {
        match end {
            StepEnd::Client(to) | StepEnd::Elsewhere(to) => {
                let delivered = Response::delivered(to);
                let is_sent = |name: &str| delivered.get(name).is_some_and(|value| !value.is_empty());
                self.first(|name| is_sent(name) || carries(to.url.as_str(), name))
                    .map_or(RequestResult::Nothing, RequestResult::It)
            }
            StepEnd::Page(page) => self.on_page(page),
            StepEnd::Response(response) => self.in_response(response),
            StepEnd::Several(responses) => {
                let each = responses.iter().map(|response| self.in_response(response));
                each.fold(RequestResult::Nothing, |worst, got| {
                    if matches!(worst, RequestResult::It(_)) || got == RequestResult::Nothing { worst } else { got }
                })
            }
            StepEnd::Nothing => RequestResult::Unclear("a request that may be refused"),
        }
    }

    fn on_page(self, page: &Page) -> RequestResult {
        if is_about_the_server(page.status) {
            return RequestResult::Unclear(
                "a response to the request itself, not to the load or a failure of the server",
            );
        }
        if self == Refused::Resource
            && page.status < 300
            && !asks_for_credentials(page.kind)
            && page.kind != PageKind::Error
        {
            return RequestResult::It("the resource was served");
        }
        if page.status >= 400 || page.kind == PageKind::Error || asks_for_credentials(page.kind) {
            return RequestResult::Nothing;
        }
        match page.kind {
            // No user was asked, and none approved: at least no code was issued.
            PageKind::Consent | PageKind::Unknown => RequestResult::Unclear("a page that is recognized as a refusal"),
            _ => RequestResult::Nothing,
        }
    }

    fn in_response(self, response: &HttpResponse) -> RequestResult {
        if is_about_the_server(response.status) {
            return RequestResult::Unclear(
                "a response to the request itself, not to the load or a failure of the server",
            );
        }
        // Sent again with the nonce, the request might well be granted.
        if requires_nonce(response) {
            return RequestResult::Unclear(
                "a response to the request itself, not to the nonce of its proof (RFC 9449 §8)",
            );
        }
        if self == Refused::Resource {
            return if response.status < 300 {
                RequestResult::It("the resource was served")
            } else {
                RequestResult::Nothing
            };
        }
        let json = response.json();
        let member = |name: &str| match json.as_ref().and_then(|body| body.get(name)) {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.is_empty(),
            Some(_) => true,
        };
        match self.first(member) {
            Some(what) => RequestResult::It(what),
            None if response.status >= 300 || json.is_some() => RequestResult::Nothing,
            None => RequestResult::Unclear("a response that can be parsed"),
        }
    }

    fn first(self, is_there: impl Fn(&str) -> bool) -> Option<&'static str> {
        self.worth().iter().find(|(name, _)| is_there(name)).map(|(_, what)| *what)
    }
}

/// True if a URL contains a parameter, wherever it is: a recipient of the URL also reads what follows a second question mark,
/// or a question mark after a `#`.
fn carries(url: &str, name: &str) -> bool {
    let mut pairs = url.split(['?', '#', '&']).filter_map(|pair| pair.split_once('='));
    pairs.any(|(key, value)| key == name && !value.is_empty())
}

/// A login is requested: access is not granted without it.
fn asks_for_credentials(kind: PageKind) -> bool {
    matches!(
        kind,
        PageKind::Login | PageKind::Identifier | PageKind::Password | PageKind::SelectAccount | PageKind::OneTimeCode
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::destination::Destination;

    fn response(status: u16, body: &str) -> StepEnd {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        StepEnd::Response(HttpResponse { status, headers, body: body.into() })
    }

    fn client(url: &str) -> StepEnd {
        StepEnd::Client(Destination::from(url::Url::parse(url).expect("a URL")))
    }

    #[test]
    fn every_form_of_a_refusal_is_one() {
        for end in [
            response(400, r#"{"error":"invalid_grant"}"#),
            response(401, r#"{"error":"invalid_client"}"#),
            response(403, "<h1>Forbidden</h1>"),
            response(200, r#"{"error":"invalid_grant"}"#),
            response(302, ""),
        ] {
            assert_eq!(Refused::Token.got(&end), RequestResult::Nothing, "{end:?}");
        }
        assert_eq!(
            Refused::Code.got(&client("https://c.example/cb?error=access_denied&state=s")),
            RequestResult::Nothing
        );
        assert_eq!(Refused::Resource.got(&response(404, "")), RequestResult::Nothing);
        assert_eq!(Refused::Push.got(&response(400, "{}")), RequestResult::Nothing);
    }

    #[test]
    fn whatever_is_worth_something_was_got() {
        let token = response(400, r#"{"error":"invalid_grant","access_token":"t"}"#);
        assert!(matches!(Refused::Token.got(&token), RequestResult::It(_)), "whatever the status");
        assert!(matches!(Refused::Token.got(&response(200, r#"{"id_token":"e"}"#)), RequestResult::It(_)));
        assert!(matches!(Refused::Code.got(&client("https://c.example/cb?code=1")), RequestResult::It(_)));
        assert!(matches!(Refused::Code.got(&client("https://c.example/cb#access_token=1")), RequestResult::It(_)));
        assert!(matches!(Refused::Code.got(&client("https://c.example/cb#evil?code=1&state=s")), RequestResult::It(_)));
        assert!(matches!(Refused::Code.got(&client("https://c.example/cb?a=b?code=1")), RequestResult::It(_)));
        assert!(matches!(Refused::Push.got(&response(201, r#"{"request_uri":"urn:x"}"#)), RequestResult::It(_)));
        assert!(matches!(Refused::Resource.got(&response(200, "{}")), RequestResult::It(_)));
    }

    #[test]
    fn responses_that_are_not_about_the_request_are_unclear() {
        for status in [429, 500, 503] {
            for asked in [Refused::Token, Refused::Resource, Refused::Push] {
                assert!(matches!(asked.got(&response(status, "{}")), RequestResult::Unclear(_)), "{status}");
            }
        }
        assert!(matches!(Refused::Token.got(&response(200, "hello")), RequestResult::Unclear(_)));
        let headers = ["content-type: application/json", "dpop-nonce: n"].map(|header| header.split_once(": "));
        let headers = headers.into_iter().flatten().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let body = r#"{"error":"use_dpop_nonce"}"#.into();
        let wanted = StepEnd::Response(HttpResponse { status: 400, headers, body });
        assert!(matches!(Refused::Token.got(&wanted), RequestResult::Unclear(_)));
    }
}
