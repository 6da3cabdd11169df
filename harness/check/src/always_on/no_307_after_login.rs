//! `no-307-after-login`: no form with credentials is answered with 307 or 308, which make the browser submit them again (RFC
//! 9700 §4.12).

use super::secrets::SecretKind;
use super::traffic::{AnsweredExchange, Party};
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::http::form_of;
use crate::model::exchange::Cause;
use crate::model::owner::Owner;
use crate::model::scenario::UnderTest;

const NO_307: &str = "rfc9700-4.12-no-307";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "no-307-after-login",
    sentence: "307 redirect: no 307 or 308 makes the browser resubmit a form with credentials",
    requirements: &[NO_307],
    about: UnderTest::Provider,
    red_when: &["provider/redirect-307-after-form"],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    let forms = traffic.answered_by(Party::Provider).filter(|seen| {
        seen.exchange.cause != Cause::Call && seen.request.method == "POST" && !seen.request.body.is_empty()
    });
    for seen in forms.filter(|seen| seen.response.is_redirect()) {
        examined.count(NO_307);
        let status = seen.response.status;
        if matches!(status, 307 | 308) && !is_carried_on(traffic, seen) {
            let expected = "303 (or 302) after a form";
            examined.violation(
                seen.index,
                NO_307,
                expected,
                format!("{status}: the browser resubmits the form, whatever it contains"),
            );
        }
    }
    examined
}

/// An authorization request that a client has the browser post (OpenID Connect Core §3.1.2.1) contains no credentials of the
/// user, and the provider may redirect it to another URL of its own.
fn is_carried_on(traffic: &Traffic<'_>, seen: AnsweredExchange<'_>) -> bool {
    let stays = traffic.redirects_of(seen).iter().all(|to| traffic.deployment.owner_of(to) == Owner::Provider);
    let has_password = traffic.secrets.found_in(&seen.request.body, &[SecretKind::Password]).is_some();
    is_authorization_request(&form_of(seen.request)) && stays && !has_password
}

/// An authorization request has a client and its parameters (RFC 6749 §4.1.1), or a client and a request object, by value or by
/// reference, without any other parameter (RFC 9101 §5, RFC 9126 §4).
fn is_authorization_request(form: &[(String, String)]) -> bool {
    let has = |wanted: &str| form.iter().any(|(name, _)| name == wanted);
    has("client_id") && ["response_type", "request", "request_uri"].into_iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;

    const REQUEST: &str = "response_type=code&client_id=app&state=s";

    fn is_seen(form: &str, to: &str) -> bool {
        let case = Case::new().submits("https://op.test/authorize", form).gets(307, &[("location", to)], "");
        !case.seen(&KIND).is_empty()
    }

    #[test]
    fn an_authorization_request_may_be_carried_on() {
        assert!(!is_seen(REQUEST, "https://op.test/login/authorize"));
        for object in ["request_uri=urn:ietf:params:oauth:request_uri:6esc", "request=eyJhbGciOiJub25lIn0.e30."] {
            let by_object = format!("client_id=app&{object}");
            assert!(!is_seen(&by_object, "https://op.test/login/authorize"), "{object}");
            assert!(is_seen(object, "https://op.test/login/authorize"), "{object} without a client");
        }
        assert!(is_seen(REQUEST, "https://client.test/cb"), "it leaves the provider");
        assert!(is_seen("allow=yes", "https://op.test/next"), "it is an answer of the user");
        assert!(is_seen(&format!("{REQUEST}&password=wonderland-1"), "https://op.test/next"), "it has a password");
    }
}
