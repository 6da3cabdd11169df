//! `authorization-endpoint-without-cors`: scripts of other sites cannot read responses of the authorization endpoint (RFC 9700 §2.6).

use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::owner::same_place;
use crate::model::scenario::UnderTest;

const NO_CORS: &str = "rfc9700-2.6-no-cors-authorization";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "authorization-endpoint-without-cors",
    sentence: "The authorization endpoint does not support CORS",
    requirements: &[NO_CORS],
    about: UnderTest::Provider,
    red_when: &["provider/authorization-cors"],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    let Some(provider) = &traffic.deployment.provider else { return examined };
    for seen in traffic.seen().filter(|seen| same_place(&seen.request.url, &provider.authorization)) {
        examined.count(NO_CORS);
        if let Some(origin) = seen.response.header("access-control-allow-origin") {
            let expected = "no CORS headers at the authorization endpoint";
            examined.violation(seen.index, NO_CORS, expected, format!("Access-Control-Allow-Origin: {origin}"));
        }
    }
    examined
}
