//! `forms-not-repeated`: no form with credentials is answered with 307 or 308, which have the browser send them again
//! (RFC 9700 §4.12).

use super::traffic::Party;
use super::{Kind, Looked, Traffic};
use crate::model::exchange::Cause;
use crate::model::scenario::UnderTest;

const NO_307: &str = "rfc9700-4.12-no-307";

pub(super) const KIND: Kind = Kind {
    id: "forms-not-repeated",
    sentence: "No redirect makes the browser send a form with credentials again",
    requirements: &[NO_307],
    about: UnderTest::Provider,
    red_when: &["provider/redirect-repeats-form"],
    look,
};

fn look(traffic: &Traffic<'_>) -> Looked {
    let mut looked = Looked::default();
    let forms = traffic.answered_by(Party::Provider).filter(|seen| {
        seen.exchange.cause != Cause::Call && seen.request.method == "POST" && !seen.request.body.is_empty()
    });
    for seen in forms.filter(|seen| seen.response.is_redirect()) {
        looked.at(NO_307);
        let status = seen.response.status;
        if matches!(status, 307 | 308) {
            let expected = "303 (or 302) after a form";
            looked.saw(
                seen.index,
                NO_307,
                expected,
                format!("{status}: the browser sends the form on, whatever is in it"),
            );
        }
    }
    looked
}
