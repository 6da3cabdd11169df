//! The oracle's outcome for each requirement: a fault only affects the requirements that it violates.

use std::collections::BTreeMap;

/// The outcome of one examined requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was put to the test, and is satisfied.
    Satisfied,
    /// The harness cannot judge it, and why.
    Inconclusive(String),
    /// It is violated: a part of a sentence that says how.
    Violated(String),
}

/// The outcomes of all examined requirements (ids). A requirement that is not in it was not examined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes(BTreeMap<&'static str, Outcome>);

impl Outcomes {
    /// The outcome of one of them; `None` if it was not examined.
    pub fn of(&self, requirement: &str) -> Option<&Outcome> {
        self.0.get(requirement)
    }

    /// Every examined requirement, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Outcome)> + Clone {
        self.0.iter().map(|(id, said)| (*id, said))
    }

    /// The violated ones, each with its explanation.
    pub fn violations(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.iter().filter_map(|(id, said)| match said {
            Outcome::Violated(how) => Some((id, how.as_str())),
            Outcome::Satisfied | Outcome::Inconclusive(_) => None,
        })
    }

    /// It was examined, without a fault so far.
    pub(crate) fn satisfied(&mut self, requirement: &'static str) {
        self.0.entry(requirement).or_insert(Outcome::Satisfied);
    }

    /// It is violated. Several violations of one requirement are joined in one sentence.
    pub(crate) fn violated(&mut self, requirement: &'static str, how: impl Into<String>) {
        let how = how.into();
        match self.0.entry(requirement).or_insert(Outcome::Satisfied) {
            Outcome::Violated(before) => *before = format!("{before}; {how}"),
            said => *said = Outcome::Violated(how),
        }
    }

    /// It cannot be judged, unless it is known to be violated.
    pub(crate) fn inconclusive(&mut self, requirement: &'static str, why: impl Into<String>) {
        let said = self.0.entry(requirement).or_insert(Outcome::Satisfied);
        if *said == Outcome::Satisfied {
            *said = Outcome::Inconclusive(why.into());
        }
    }

    /// It is satisfied if `how` is `None`.
    pub(crate) fn judge(&mut self, requirement: &'static str, how: Option<String>) {
        match how {
            Some(how) => self.violated(requirement, how),
            None => self.satisfied(requirement),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violations_stay_and_unexamined_requirements_are_absent() {
        let mut judged = Outcomes::default();
        judged.violated("a", "one");
        judged.satisfied("a");
        judged.inconclusive("a", "two");
        judged.violated("a", "three");
        judged.satisfied("b");
        judged.inconclusive("b", "four");
        judged.satisfied("c");
        assert_eq!(judged.of("a"), Some(&Outcome::Violated("one; three".into())));
        assert_eq!(judged.of("b"), Some(&Outcome::Inconclusive("four".into())));
        assert_eq!((judged.of("c"), judged.of("d")), (Some(&Outcome::Satisfied), None));
        assert_eq!(judged.violations().collect::<Vec<_>>(), [("a", "one; three")]);
    }
}
