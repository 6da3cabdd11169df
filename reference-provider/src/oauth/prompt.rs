//! The `prompt` parameter: which pages the client wants the user to be shown (OpenID Connect Core §3.1.2.1).

/// The values of `prompt`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a set of four values")]
pub(crate) struct Prompt {
    /// No pages.
    pub(crate) none: bool,
    /// The login form, even if the user is logged in.
    pub(crate) login: bool,
    /// The consent page, even if the user has consented before.
    pub(crate) consent: bool,
    /// Account selection: here, the login form.
    pub(crate) select_account: bool,
}

impl Prompt {
    /// Reads the parameter. An unknown value, or `none` with another value, is an error.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::read(text).filter(|prompt| !(prompt.none && prompt.shows_something()))
    }

    /// Reads the parameter, and ignores `none` if there are other values.
    pub(crate) fn parse_without_contradiction(text: &str) -> Option<Self> {
        Self::read(text).map(|prompt| Self { none: prompt.none && !prompt.shows_something(), ..prompt })
    }

    fn read(text: &str) -> Option<Self> {
        let mut prompt = Self::default();
        for word in text.split(' ') {
            match word {
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                "consent" => prompt.consent = true,
                "select_account" => prompt.select_account = true,
                _ => return None,
            }
        }
        Some(prompt)
    }

    fn shows_something(self) -> bool {
        self.login || self.consent || self.select_account
    }

    /// Whether the user has to log in again.
    pub(crate) fn wants_login(self) -> bool {
        self.login || self.select_account
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_not_combined() {
        assert_eq!(Prompt::parse("none"), Some(Prompt { none: true, ..Prompt::default() }));
        assert_eq!(Prompt::parse("none login"), None);
        assert_eq!(Prompt::parse_without_contradiction("none login"), Prompt::parse("login"));
        assert_eq!(Prompt::parse_without_contradiction("none"), Prompt::parse("none"));
        assert_eq!(Prompt::parse("login consent").map(Prompt::wants_login), Some(true));
        assert_eq!(Prompt::parse("create"), None);
        assert_eq!(Prompt::parse(""), None);
    }
}
