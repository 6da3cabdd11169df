//! The `response_type` of an authorization request (RFC 6749 §3.1.1, OAuth 2.0 Multiple Response Types §3 and §5).

use crate::policy::LegacyRules;

/// The set of what the authorization endpoint issues; the order of the values has no meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ResponseType {
    pub(crate) code: bool,
    pub(crate) token: bool,
    pub(crate) id_token: bool,
}

impl ResponseType {
    pub(crate) const CODE: Self = Self { code: true, token: false, id_token: false };

    /// Reads a response type; an unknown or repeated value makes it unknown.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut found = Self::default();
        for word in text.split(' ') {
            let member = match word {
                "code" => &mut found.code,
                "token" => &mut found.token,
                "id_token" => &mut found.id_token,
                _ => return None,
            };
            if std::mem::replace(member, true) {
                return None;
            }
        }
        Some(found)
    }

    /// Whether anything besides a code is issued through the browser: then the response is in the fragment.
    pub(crate) fn is_front_channel(self) -> bool {
        self.token || self.id_token
    }

    /// Whether the rules enable it (RFC 9700 §2.1.2).
    pub(crate) fn is_served(self, rules: &LegacyRules) -> bool {
        match (self.code, self.is_front_channel()) {
            (true, false) => true,
            (true, true) => rules.hybrid,
            (false, true) => rules.implicit,
            (false, false) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_any_order_and_each_once() {
        assert_eq!(ResponseType::parse("code"), Some(ResponseType::CODE));
        assert_eq!(ResponseType::parse("id_token code"), ResponseType::parse("code id_token"));
        for unknown in ["", "code code", "code ", "Code", "none", "code\ttoken"] {
            assert_eq!(ResponseType::parse(unknown), None, "{unknown:?}");
        }
    }
}
