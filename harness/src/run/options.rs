//! The options of a run.

use std::path::PathBuf;

/// How cases are run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The seed of states and of `${random()}`. Values that a peer may accept only once are new in every run: nonces, code
    /// verifiers, and the `jti` of DPoP proofs and client assertions.
    pub seed: u64,
    /// The folder of stored transcripts to compare with; `None`: compare with nothing.
    pub snapshots: Option<PathBuf>,
    /// Store transcripts instead of comparing them.
    pub record: bool,
    /// The always-on checks (ids) that a run reports at its end; `None`: all of them.
    pub always: Option<Vec<&'static str>>,
    /// Whether the reports of passing cases contain their exchanges.
    pub exchanges: KeptExchanges,
}

/// The cases whose exchanges are kept, redacted. Writing them takes a good part of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeptExchanges {
    /// Those of all cases.
    #[default]
    All,
    /// Those of the cases that are not as required.
    OfFindings,
}
