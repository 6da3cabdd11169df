//! Corrupted form-encoded parameters.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::nasty::nasty;
use crate::site::Reply;

/// Names of parameters; those that are missing in a request are added to it.
const NAMES: &[&str] = &[
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
    "claims",
    "prompt",
    "max_age",
    "display",
    "acr_values",
    "login_hint",
    "id_token_hint",
    "resource",
    "dpop_jkt",
    "grant_type",
    "code",
    "code_verifier",
    "refresh_token",
    "device_code",
    "user_code",
    "token",
    "token_type_hint",
    "access_token",
    "username",
    "password",
    "next",
    "allow",
    "post_logout_redirect_uri",
    "logout_hint",
    "confirmed",
    "again",
];

/// Content types other than that of a form.
const TYPES: &[&str] = &[
    "application/json",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded;;;",
    "application/jwt",
    "/",
    "",
];

/// Parameters as they are sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    pairs: Vec<(Vec<u8>, Vec<u8>)>,
    /// Whether they are encoded correctly; otherwise unencoded, with a stray percent sign.
    properly: bool,
    pub(super) content_type: &'static str,
}

#[derive(Clone, Debug)]
enum Change {
    Drop(Index),
    Repeat(Index),
    Swap(Index, Index),
    Replace(Index, Vec<u8>),
    Splice(Index, Index, Vec<u8>),
    Add(&'static str, Vec<u8>),
}

/// The parameters, with up to three of them corrupted.
pub(super) fn corrupted(parameters: Vec<(String, String)>) -> impl Strategy<Value = Form> {
    let index = any::<Index>;
    let change = prop_oneof![
        index().prop_map(Change::Drop),
        index().prop_map(Change::Repeat),
        (index(), index()).prop_map(|(one, other)| Change::Swap(one, other)),
        (index(), nasty()).prop_map(|(at, value)| Change::Replace(at, value)),
        (index(), index(), nasty()).prop_map(|(at, place, value)| Change::Splice(at, place, value)),
        (prop::sample::select(NAMES), nasty()).prop_map(|(name, value)| Change::Add(name, value)),
        (prop::sample::select(NAMES), nasty()).prop_map(|(name, value)| Change::Add(name, value)),
    ];
    let content_type = prop_oneof![
        12 => Just("application/x-www-form-urlencoded"),
        1 => prop::sample::select(TYPES),
    ];
    (vec(change, 0..4), prop::bool::weighted(0.9), content_type).prop_map(move |(changes, properly, content_type)| {
        let bytes = |text: &String| text.as_bytes().to_vec();
        let mut pairs: Vec<_> = parameters.iter().map(|(name, value)| (bytes(name), bytes(value))).collect();
        for change in changes {
            apply(change, &mut pairs);
        }
        Form { pairs, properly, content_type }
    })
}

fn apply(change: Change, pairs: &mut Vec<(Vec<u8>, Vec<u8>)>) {
    if let Change::Add(name, value) = change {
        pairs.push((name.as_bytes().to_vec(), value));
        return;
    }
    let count = pairs.len();
    if count == 0 {
        return;
    }
    match change {
        Change::Drop(at) => drop(pairs.remove(at.index(count))),
        Change::Repeat(at) => pairs.push(pairs[at.index(count)].clone()),
        Change::Swap(one, other) => {
            let value = pairs[one.index(count)].1.clone();
            pairs[other.index(count)].1 = value;
        }
        Change::Replace(at, value) => pairs[at.index(count)].1 = value,
        Change::Splice(at, place, value) => {
            let into = &mut pairs[at.index(count)].1;
            let place = place.index(into.len() + 1);
            into.splice(place..place, value);
        }
        Change::Add(..) => {}
    }
}

impl Form {
    /// The same with the hidden fields of the page that has the form.
    pub(super) fn on(&self, page: &Reply) -> Self {
        let mut form = self.clone();
        let hidden = page.hidden_fields().into_iter();
        form.pairs.extend(hidden.map(|(name, value)| (name.into_bytes(), value.into_bytes())));
        form
    }

    pub(super) fn body(&self) -> Vec<u8> {
        let part = |bytes: &[u8]| {
            if self.properly {
                form_urlencoded::byte_serialize(bytes).collect::<String>().into_bytes()
            } else {
                [bytes, b"%"].concat()
            }
        };
        let pairs: Vec<_> = self.pairs.iter().map(|(name, value)| [part(name), part(value)].join(&b'=')).collect();
        pairs.join(&b'&')
    }

    /// Whether the parameter has this value in the query or the body.
    pub(super) fn says(&self, name: &str, value: &str) -> bool {
        self.pairs.iter().any(|(key, said)| key == name.as_bytes() && said == value.as_bytes())
    }

    /// Whether the content type is that of a form.
    pub(super) fn is_form(&self) -> bool {
        self.content_type.starts_with("application/x-www-form-urlencoded")
    }

    /// Whether one of `names` is repeated (RFC 6749 §3.2).
    pub(super) fn repeats(&self, names: &[&str]) -> bool {
        let count =
            |name: &str| self.pairs.iter().filter(|(key, value)| key == name.as_bytes() && !value.is_empty()).count();
        self.properly && names.iter().any(|name| count(name) > 1)
    }

    /// As much of it as a URL can contain.
    pub(super) fn query(&self) -> String {
        let body = self.body();
        let graphic = body.iter().filter(|byte| byte.is_ascii_graphic()).map(|byte| char::from(*byte));
        graphic.collect::<String>().replace('#', "%23")
    }
}

/// Parameters of other tests, owned.
pub(super) fn owned(parameters: &[(&str, &str)]) -> Vec<(String, String)> {
    parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
