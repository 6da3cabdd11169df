//! How an authorization response is sent to the client.

use crate::policy::ErrorWay;

/// `response_mode` (OAuth 2.0 Multiple Response Types §2.1, OAuth 2.0 Form Post Response Mode §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseMode {
    /// In the query of the redirect URI.
    Query,
    /// In its fragment.
    Fragment,
    /// In a form that the browser submits there.
    FormPost,
}

impl ResponseMode {
    /// The response mode of an error, if the response would use this one.
    pub(crate) fn of_error(self, rule: ErrorWay) -> Self {
        match (rule, self) {
            (ErrorWay::Query, _)
            | (ErrorWay::QueryForFragment, Self::Fragment)
            | (ErrorWay::QueryForForm, Self::FormPost) => Self::Query,
            (ErrorWay::FragmentForQuery, Self::Query) => Self::Fragment,
            (_, mode) => mode,
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "query" => Some(Self::Query),
            "fragment" => Some(Self::Fragment),
            "form_post" => Some(Self::FormPost),
            _ => None,
        }
    }
}
