//! Errors of the management API as JSON: what was wrong, and what was expected.

use http::StatusCode;
use serde_json::{Value, json};

use super::control::UnknownIssuer;
use crate::base::mistake::Mistake;
use crate::config::{InvalidConfig, InvalidOverride};
use crate::faults::UnknownFault;
use crate::http::respond::{self, Response};

/// A rejected request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    status: StatusCode,
    mistake: Mistake,
}

impl Problem {
    pub(super) fn new(status: StatusCode, message: &str) -> Self {
        Self { status, mistake: Mistake::explain("", message) }
    }

    /// An unknown name.
    pub(super) fn unknown(what: &str, name: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, &format!("unknown {what} `{name}`"))
    }

    /// A body that exceeds the limit.
    pub(super) fn too_long(limit: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, &format!("the body is longer than {limit} bytes"))
    }

    #[must_use]
    pub(super) fn expecting<S: Into<String>>(mut self, expected: impl IntoIterator<Item = S>) -> Self {
        self.mistake.expected = expected.into_iter().map(Into::into).collect();
        self
    }

    #[must_use]
    pub(super) fn meaning<S: Into<String>>(mut self, similar: impl IntoIterator<Item = S>) -> Self {
        self.mistake.similar = similar.into_iter().map(Into::into).collect();
        self
    }

    pub(super) fn respond(&self) -> Response {
        let Mistake { at, message, expected, similar } = &self.mistake;
        let mut body = json!({ "error": message });
        for (name, value, is_there) in [
            ("at", Value::from(at.as_str()), !at.is_empty()),
            ("expected", Value::from(expected.clone()), !expected.is_empty()),
            ("did-you-mean", Value::from(similar.clone()), !similar.is_empty()),
        ] {
            if is_there {
                body[name] = value;
            }
        }
        respond::json(self.status, &body)
    }
}

impl From<Mistake> for Problem {
    fn from(mistake: Mistake) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, mistake }
    }
}

impl From<InvalidConfig> for Problem {
    fn from(error: InvalidConfig) -> Self {
        let status = match error {
            InvalidConfig::Twice { .. } | InvalidConfig::SubjectCollision(_) => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, &error.to_string())
    }
}

impl From<InvalidOverride> for Problem {
    fn from(error: InvalidOverride) -> Self {
        let similar: Vec<String> = match &error {
            InvalidOverride::Fault(UnknownFault { similar, .. }) => similar.iter().map(ToString::to_string).collect(),
            InvalidOverride::Issuer { similar, .. } => similar.clone(),
            _ => Vec::new(),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()).meaning(similar)
    }
}

impl From<UnknownIssuer> for Problem {
    fn from(UnknownIssuer { name, known, similar }: UnknownIssuer) -> Self {
        Self::unknown("issuer", &name).expecting(known).meaning(similar)
    }
}
