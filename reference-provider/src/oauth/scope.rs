//! Scopes: what a token grants access to (RFC 6749 §3.3).

use std::collections::BTreeMap;
use std::fmt;

/// The scope to modify the user's data.
pub(crate) const WRITE: &str = "write";

/// A set of scope tokens in order. The order has no meaning (RFC 6749 §3.3), but it is the one in which they are shown
/// to the user.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope(BTreeMap<String, usize>);

/// A character outside the grammar of RFC 6749 §3.3, or no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed scope")]
pub(crate) struct MalformedScope;

impl Scope {
    pub(crate) fn parse(text: &str) -> Result<Self, MalformedScope> {
        if text.split(' ').all(is_scope_token) { Ok(text.split(' ').collect()) } else { Err(MalformedScope) }
    }

    pub(crate) fn contains(&self, token: &str) -> bool {
        self.0.contains_key(token)
    }

    pub(crate) fn is_within(&self, wider: &Self) -> bool {
        self.0.keys().all(|token| wider.contains(token))
    }

    /// The union of both, the tokens of `other` last.
    pub(crate) fn and(&self, other: &Self) -> Self {
        self.in_order().into_iter().chain(other.in_order()).collect()
    }

    /// The tokens that are also in `allowed`.
    pub(crate) fn among(mut self, allowed: &Self) -> Self {
        self.0.retain(|token, _| allowed.contains(token));
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Without this token.
    pub(crate) fn without(mut self, token: &str) -> Self {
        self.0.remove(token);
        self
    }

    /// The tokens in alphabetical order, so that equal sets have the same representation.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The tokens in the order of the request.
    pub(crate) fn in_order(&self) -> Vec<&str> {
        let mut tokens: Vec<(&str, usize)> = self.0.iter().map(|(token, place)| (token.as_str(), *place)).collect();
        tokens.sort_by_key(|(_, place)| *place);
        tokens.into_iter().map(|(token, _)| token).collect()
    }
}

impl<S: Into<String>> FromIterator<S> for Scope {
    fn from_iter<I: IntoIterator<Item = S>>(tokens: I) -> Self {
        let mut places = BTreeMap::new();
        for (place, token) in tokens.into_iter().enumerate() {
            places.entry(token.into()).or_insert(place);
        }
        Self(places)
    }
}

impl PartialEq for Scope {
    fn eq(&self, other: &Self) -> bool {
        self.0.keys().eq(other.0.keys())
    }
}

impl Eq for Scope {}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tokens().collect::<Vec<_>>().join(" "))
    }
}

/// `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`
pub(crate) fn is_scope_token(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn order_and_repetition_mean_nothing() {
        assert_eq!(Scope::parse("write read read"), Scope::parse("read write"));
        assert_eq!(Scope::parse("write read").map(|scope| scope.to_string()), Ok("read write".to_owned()));
    }

    #[test]
    fn the_order_is_kept_for_people_to_read() {
        let asked = Scope::parse("write read write openid").expect("well-formed");
        assert_eq!(asked.in_order(), ["write", "read", "openid"]);
        let more = Scope::parse("email read address").expect("well-formed");
        assert_eq!(asked.and(&more).in_order(), ["write", "read", "openid", "email", "address"]);
    }

    #[test]
    fn the_grammar_is_kept() {
        for bad in ["", " ", "read  write", " read", "re\"ad", "re\\ad", "r\u{e9}ad", "read\twrite", "read\0"] {
            assert_eq!(Scope::parse(bad), Err(MalformedScope), "{bad:?}");
        }
    }

    #[test]
    fn narrowing_is_a_subset() {
        let both: Scope = ["read", "write"].into_iter().collect();
        let read: Scope = ["read"].into_iter().collect();
        assert!(read.is_within(&both));
        assert!(!both.is_within(&read));
    }

    proptest! {
        #[test]
        fn what_parses_prints_and_parses_again(text: String) {
            if let Ok(scope) = Scope::parse(&text) {
                prop_assert_eq!(Scope::parse(&scope.to_string()), Ok(scope));
            }
        }
    }
}
