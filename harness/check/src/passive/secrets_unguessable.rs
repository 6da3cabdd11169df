//! `secrets-unguessable`: codes, tokens and the identifiers of sessions hold 128 bits at least, and none leads to the next
//! (RFC 6749 §10.10, OWASP ASVS 5.0 §7.2.3).

use std::collections::BTreeMap;

use super::evidence::Party;
use super::sessions_renewed::logs_in;
use super::{Evidence, Kind, Looked};
use crate::cookies::{may_be_session, set_by};
use crate::model::scenario::UnderTest;
use crate::oauth::authorize::Response;
use crate::oauth::entropy;

const CODE: &str = "rfc6749-10.10-code-entropy-128";
const TOKEN: &str = "rfc6749-10.10-token-entropy-128";
const SESSION: &str = "asvs5-7.2.3-session-id-entropy";

pub(super) const KIND: Kind = Kind {
    id: "secrets-unguessable",
    sentence: "Codes, tokens and session identifiers cannot be guessed, nor one from another",
    requirements: &[CODE, TOKEN, SESSION],
    about: UnderTest::Provider,
    red_when: &[
        "provider/code-guessable",
        "provider/code-counted",
        "provider/token-guessable",
        "provider/token-counted",
        "provider/session-counted",
    ],
    look,
};

/// What nobody may guess.
const LEAST: f64 = 128.0;
/// What two values begin or end with alike by chance is shorter: one time in sixteen million.
const BY_CHANCE: f64 = 24.0;

/// The values of one name.
struct Given {
    requirement: &'static str,
    /// Each once, and the exchange in which it was first seen.
    values: Vec<(String, usize)>,
}

fn look(evidence: &Evidence<'_>) -> Looked {
    let mut looked = Looked::default();
    let mut given: BTreeMap<String, Given> = BTreeMap::new();
    let mut note = |name: String, requirement, value: &str, index| {
        looked.at();
        let Given { values, .. } = given.entry(name).or_insert_with(|| Given { requirement, values: Vec::new() });
        if values.iter().all(|(known, _)| known != value) {
            values.push((value.to_owned(), index));
        }
    };
    for (seen, to) in evidence.authorization_responses() {
        if let Some(code) = Response::from_url(&to).get("code") {
            note("`code`".to_owned(), CODE, code, seen.index);
        }
    }
    for seen in evidence.token_calls() {
        let Some(body) = seen.response.json() else { continue };
        for name in ["access_token", "refresh_token"] {
            if let Some(token) = body.get(name).and_then(|token| token.as_str()) {
                note(format!("`{name}`"), TOKEN, token, seen.index);
            }
        }
    }
    for seen in evidence.answered_by(Party::Provider).filter(|seen| logs_in(evidence, *seen)) {
        for cookie in set_by(seen.response).filter(may_be_session) {
            note(format!("the cookie `{}`", cookie.name()), SESSION, cookie.value_trimmed(), seen.index);
        }
    }
    for (name, Given { requirement, values }) in given {
        let Some((_, index)) = values.last() else { continue };
        let texts: Vec<&str> = values.iter().map(|(value, _)| value.as_str()).collect();
        let bits = least_bits(&texts);
        if bits < LEAST {
            let number = texts.len();
            let shown = format!("{name}: {bits:.0} bits at most are different in the {number} that were seen");
            looked.saw(*index, requirement, "values with 128 bits that nobody can guess", shown);
        }
    }
    looked
}

/// The least that any of the values can hold, beside what they all have in common.
fn least_bits(values: &[&str]) -> f64 {
    let prefix = values.iter().fold(values[0], |common, value| &common[..alike(common.bytes(), value.bytes())]);
    let suffix = values
        .iter()
        .fold(values[0], |common, value| &common[common.len() - alike(common.bytes().rev(), value.bytes().rev())..]);
    let is_shared = |text: &str| values.len() > 1 && entropy::bits(text) >= BY_CHANCE;
    let own = |value: &str| {
        let from = if is_shared(prefix) { prefix.len() } else { 0 };
        let to = if is_shared(suffix) { value.len() - suffix.len() } else { value.len() };
        value.get(from..to.max(from)).map_or(0.0, entropy::bits)
    };
    values.iter().map(|value| own(value)).fold(f64::MAX, f64::min)
}

/// How many bytes both begin with.
fn alike(one: impl Iterator<Item = u8>, other: impl Iterator<Item = u8>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other && one.is_ascii()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_values_share_is_no_secret() {
        let enough = |values: &[&str]| least_bits(values) >= LEAST;
        for (values, fits) in [
            (&["dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"][..], true),
            (&["tok_dBjftJeZ4CVP-mB92K27uhbU", "tok_E9Melhoa2OwvFrEMTJguCHao"][..], true),
            (&["0a5c4e09b3f826000000000000000001"][..], true),
            (&["0a5c4e09b3f826000000000000000001", "0a5c4e09b3f826000000000000000002"][..], false),
            (&["1-0a5c4e09b3f8260000000000000000", "2-0a5c4e09b3f8260000000000000000"][..], false),
            (&["deadbeefdeadbeef"][..], false),
            (&["ünïcödeünïcöde", "ünïcödeünïcöde!"][..], false),
        ] {
            assert_eq!(enough(values), fits, "{values:?}: {}", least_bits(values));
        }
    }
}
