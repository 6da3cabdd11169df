//! What a check cannot judge: the scenario asks for a comparison with something that is not there, or for somebody who is
//! not. That is nobody's breach of an RFC, and nothing has been proven either: the case is *not judged*.

use crate::model::verdict::Mismatch;

/// How what is lacking is introduced in a report. A mismatch is text all the way to the verdict, so that this is also what
/// tells one that is no finding from one that is; what a peer says never stands at the start of an expectation.
const LACKING: &str = "to be able to judge: ";

/// The harness would need `needed`, and has `seen`. `needed` is shown without redaction: it speaks of the scenario alone.
pub(super) fn unjudged(needed: impl std::fmt::Display, seen: impl Into<String>) -> Mismatch {
    Mismatch::new(format!("{LACKING}{needed}"), seen)
}

/// True for a mismatch that says why a check could not be judged.
pub(super) fn is_unjudged(mismatch: &Mismatch) -> bool {
    needed_to_judge(mismatch).is_some()
}

/// What would be needed, for a mismatch that says why a check could not be judged.
pub fn needed_to_judge(mismatch: &Mismatch) -> Option<&str> {
    mismatch.expected.strip_prefix(LACKING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_not_be_judged_is_unjudged() {
        assert!(is_unjudged(&unjudged("a value for `${grant.error}`", "none")));
        assert_eq!(needed_to_judge(&unjudged("a user", "none")), Some("a user"));
        assert!(!is_unjudged(&Mismatch::new("a value for `${it.error}`", "none")));
    }
}
