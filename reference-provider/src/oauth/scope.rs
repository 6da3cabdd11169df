//! Scopes: what a token is good for (RFC 6749 §3.3).

use std::collections::BTreeSet;
use std::fmt;

/// A set of scope tokens; their order means nothing (RFC 6749 §3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope(BTreeSet<String>);

/// A character outside the grammar of RFC 6749 §3.3, or no token at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed scope")]
pub(crate) struct MalformedScope;

impl Scope {
    pub(crate) fn parse(text: &str) -> Result<Self, MalformedScope> {
        let tokens: BTreeSet<String> = text.split(' ').map(str::to_owned).collect();
        if tokens.iter().all(|token| is_scope_token(token)) { Ok(Self(tokens)) } else { Err(MalformedScope) }
    }

    pub(crate) fn contains(&self, token: &str) -> bool {
        self.0.contains(token)
    }

    pub(crate) fn is_within(&self, wider: &Self) -> bool {
        self.0.is_subset(&wider.0)
    }

    /// Both together.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0).cloned().collect())
    }

    /// Without one of its tokens.
    pub(crate) fn without(mut self, token: &str) -> Self {
        self.0.remove(token);
        self
    }

    pub(crate) fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<S: Into<String>> FromIterator<S> for Scope {
    fn from_iter<I: IntoIterator<Item = S>>(tokens: I) -> Self {
        Self(tokens.into_iter().map(Into::into).collect())
    }
}

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
