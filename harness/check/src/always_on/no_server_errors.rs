//! `no-server-errors`: no request causes a server error at the provider (OWASP ASVS 5.0 §16.5.3). No scenario judges what a
//! server error means for the rule under test: it is reported here.

use super::traffic::Party;
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::scenario::UnderTest;

const HANDLED: &str = "asvs5-16.5.3-requests-handled";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "no-server-errors",
    sentence: "No request causes an internal server error at the provider",
    requirements: &[HANDLED],
    about: UnderTest::Provider,
    red_when: &[
        "provider/token-server-error",
        "provider/profile-server-error",
        "provider/metadata-server-error",
        "provider/key-set-server-error",
        "provider/userinfo-server-error",
    ],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for seen in traffic.seen().filter(|seen| seen.party == Some(Party::Provider)) {
        examined.count(HANDLED);
        let status = seen.response.status;
        if is_a_failure(status) {
            examined.violation(
                seen.index,
                HANDLED,
                "a response to the request",
                format!("status {status}: an internal server error"),
            );
        }
    }
    examined
}

/// An unsupported method (501), a gateway error (502, 504) and overload (503) are not failures of the program.
fn is_a_failure(status: u16) -> bool {
    status >= 500 && !(501..=504).contains(&status)
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;

    #[test]
    fn a_failure_is_the_programs_own() {
        let at = |url: &str, status: u16| {
            let case = Case::new().calls("GET", url).gets(status, &[("content-type", "text/html")], "");
            (case.seen(&KIND).len(), case.examined_requirements(&KIND).len())
        };
        assert_eq!(at("https://op.test/token", 500), (1, 1));
        for status in [200, 302, 400, 404, 429, 501, 502, 503, 504] {
            assert_eq!(at("https://op.test/token", status), (0, 1), "{status}");
        }
        assert_eq!(at("https://rp.test/cb", 500), (0, 0), "the consumer is not the provider");
    }
}
