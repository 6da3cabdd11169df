//! The oracle's outcome for each requirement: a fault only affects the requirements that it violates.

use std::collections::BTreeMap;

/// The outcome of one examined requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It was put to the test, and is satisfied.
    Held,
    /// The harness cannot judge it, and why.
    Unclear(String),
    /// It is violated: a part of a sentence that says how.
    Broken(String),
}

/// The outcomes of all examined requirements (ids). A requirement that is not in it was not examined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged(BTreeMap<&'static str, Said>);

impl Judged {
    /// The outcome of one of them; `None` if it was not examined.
    pub fn of(&self, requirement: &str) -> Option<&Said> {
        self.0.get(requirement)
    }

    /// Every examined requirement, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Said)> + Clone {
        self.0.iter().map(|(id, said)| (*id, said))
    }

    /// The violated ones, each with its explanation.
    pub fn broken(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.iter().filter_map(|(id, said)| match said {
            Said::Broken(how) => Some((id, how.as_str())),
            Said::Held | Said::Unclear(_) => None,
        })
    }

    /// It was examined, without a fault so far.
    pub(crate) fn held(&mut self, requirement: &'static str) {
        self.0.entry(requirement).or_insert(Said::Held);
    }

    /// It is violated. Several violations of one requirement are joined in one sentence.
    pub(crate) fn broke(&mut self, requirement: &'static str, how: impl Into<String>) {
        let how = how.into();
        match self.0.entry(requirement).or_insert(Said::Held) {
            Said::Broken(before) => *before = format!("{before}; {how}"),
            said => *said = Said::Broken(how),
        }
    }

    /// It cannot be judged, unless it is known to be violated.
    pub(crate) fn unclear(&mut self, requirement: &'static str, why: impl Into<String>) {
        let said = self.0.entry(requirement).or_insert(Said::Held);
        if *said == Said::Held {
            *said = Said::Unclear(why.into());
        }
    }

    /// It is satisfied if `how` is `None`.
    pub(crate) fn judge(&mut self, requirement: &'static str, how: Option<String>) {
        match how {
            Some(how) => self.broke(requirement, how),
            None => self.held(requirement),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violations_stay_and_unexamined_requirements_are_absent() {
        let mut judged = Judged::default();
        judged.broke("a", "one");
        judged.held("a");
        judged.unclear("a", "two");
        judged.broke("a", "three");
        judged.held("b");
        judged.unclear("b", "four");
        judged.held("c");
        assert_eq!(judged.of("a"), Some(&Said::Broken("one; three".into())));
        assert_eq!(judged.of("b"), Some(&Said::Unclear("four".into())));
        assert_eq!((judged.of("c"), judged.of("d")), (Some(&Said::Held), None));
        assert_eq!(judged.broken().collect::<Vec<_>>(), [("a", "one; three")]);
    }
}
