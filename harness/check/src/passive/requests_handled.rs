//! `requests-handled`: no request makes the provider fail (OWASP ASVS 5.0 §16.5.3). What a failure says of the rule that was being
//! tested, no scenario judges: here it is said.

use super::traffic::Party;
use super::{Kind, Looked, Traffic};
use crate::model::scenario::UnderTest;

const HANDLED: &str = "asvs5-16.5.3-requests-handled";

pub(super) const KIND: Kind = Kind {
    id: "requests-handled",
    sentence: "No request makes the provider fail",
    requirements: &[HANDLED],
    about: UnderTest::Provider,
    red_when: &[
        "provider/token-server-error",
        "provider/profile-server-error",
        "provider/metadata-server-error",
        "provider/key-set-server-error",
        "provider/userinfo-server-error",
    ],
    look,
};

fn look(traffic: &Traffic<'_>) -> Looked {
    let mut looked = Looked::default();
    for seen in traffic.seen().filter(|seen| seen.party == Some(Party::Provider)) {
        looked.at(HANDLED);
        let status = seen.response.status;
        if is_a_failure(status) {
            looked.saw(
                seen.index,
                HANDLED,
                "an answer to the request",
                format!("status {status}: the server itself failed"),
            );
        }
    }
    looked
}

/// A method that nobody serves (501), a gateway (502, 504) and an overload (503) are no failures of the program.
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
            (case.seen(&KIND).len(), case.looked_at(&KIND).len())
        };
        assert_eq!(at("https://op.test/token", 500), (1, 1));
        for status in [200, 302, 400, 404, 429, 501, 502, 503, 504] {
            assert_eq!(at("https://op.test/token", status), (0, 1), "{status}");
        }
        assert_eq!(at("https://rp.test/cb", 500), (0, 0), "the consumer is not the provider");
    }
}
