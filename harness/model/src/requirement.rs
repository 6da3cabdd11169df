//! A normative statement of a specification, as in the catalog `requirements.yaml`.

use serde::Deserialize;

use super::target::Profile;

/// One entry of the catalog. All sentences are paraphrases.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The stable key: `<source prefix>-<section>-<slug>`.
    pub id: String,
    /// Document and section.
    pub source: String,
    /// Further sections that state the same.
    #[serde(default)]
    pub also: Vec<String>,
    /// Its level.
    pub level: Level,
    /// The basis of the level: `keyword`, `prose`, `derived` or `control`.
    pub normative: String,
    /// The party with the obligation: `authorization-server`, `client` or `resource-server`.
    pub subject: String,
    /// The endpoint.
    pub endpoint: String,
    /// The obligation.
    pub requirement: String,
    /// Stimulus and expected observation.
    pub check: String,
    /// The prerequisites of a run, else the check is skipped.
    #[serde(default)]
    pub needs: Vec<String>,
    /// `security`, `interop` or `hygiene`.
    pub severity: String,
    /// The section was read when the entry was written.
    pub verified: bool,
    /// Which text was read.
    pub basis: String,
    /// The OAuch tests that check the same.
    #[serde(default)]
    pub oauch: Vec<String>,
    /// Entries whose documents differ on the same point.
    #[serde(default)]
    pub conflicts_with: Vec<String>,
    /// The profiles under which it applies; empty: all of them.
    #[serde(default)]
    pub profiles: Vec<Profile>,
    /// It may be examined, and the observation is reported; it cannot be violated. A MAY is only judged in this way.
    #[serde(default)]
    pub informational: bool,
    /// Caveats and hints.
    #[serde(default)]
    pub note: Option<String>,
}

impl Requirement {
    /// True if it applies to a deployment that follows this family of documents.
    pub fn counts_under(&self, profile: Profile) -> bool {
        self.profiles.is_empty() || self.profiles.contains(&profile)
    }

    /// True if a deployment can violate it: a MAY is not an obligation.
    pub fn is_obligation(&self) -> bool {
        self.level != Level::May && !self.informational
    }
}

/// The RFC 2119 words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Level {
    /// MAY
    #[serde(rename = "MAY")]
    May,
    /// RECOMMENDED
    #[serde(rename = "RECOMMENDED")]
    Recommended,
    /// SHOULD
    #[serde(rename = "SHOULD")]
    Should,
    /// SHOULD NOT
    #[serde(rename = "SHOULD NOT")]
    ShouldNot,
    /// MUST
    #[serde(rename = "MUST")]
    Must,
    /// MUST NOT
    #[serde(rename = "MUST NOT")]
    MustNot,
}

impl Level {
    /// True if a violation is a failure and not only a warning.
    pub fn binding(self) -> bool {
        matches!(self, Level::Must | Level::MustNot)
    }

    /// The word as RFC 2119 writes it.
    pub fn word(self) -> &'static str {
        match self {
            Level::May => "MAY",
            Level::Recommended => "RECOMMENDED",
            Level::Should => "SHOULD",
            Level::ShouldNot => "SHOULD NOT",
            Level::Must => "MUST",
            Level::MustNot => "MUST NOT",
        }
    }
}
