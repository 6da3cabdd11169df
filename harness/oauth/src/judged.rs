//! What the oracle says of requirements, one by one: a fault says nothing of a requirement that it does not break.

use std::collections::BTreeMap;

/// What is said of one requirement that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It was put to the test, and holds.
    Held,
    /// The harness cannot say, and why.
    Unclear(String),
    /// It is broken: a part of a sentence that says how.
    Broken(String),
}

/// What is said of every requirement (id) that was looked at. Of those that are not in it nothing was there to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged(BTreeMap<&'static str, Said>);

impl Judged {
    /// What is said of one of them; `None` where nothing was there to look at.
    pub fn of(&self, requirement: &str) -> Option<&Said> {
        self.0.get(requirement)
    }

    /// Every requirement that was looked at, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Said)> + Clone {
        self.0.iter().map(|(id, said)| (*id, said))
    }

    /// Those that are broken, each with how.
    pub fn broken(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.iter().filter_map(|(id, said)| match said {
            Said::Broken(how) => Some((id, how.as_str())),
            Said::Held | Said::Unclear(_) => None,
        })
    }

    /// It was looked at, and nothing is wrong as yet.
    pub(crate) fn held(&mut self, requirement: &'static str) {
        self.0.entry(requirement).or_insert(Said::Held);
    }

    /// It is broken. A requirement that is broken in several ways says so in one sentence.
    pub(crate) fn broke(&mut self, requirement: &'static str, how: impl Into<String>) {
        let how = how.into();
        match self.0.entry(requirement).or_insert(Said::Held) {
            Said::Broken(before) => *before = format!("{before}; {how}"),
            said => *said = Said::Broken(how),
        }
    }

    /// It cannot be judged, unless it is known to be broken.
    pub(crate) fn unclear(&mut self, requirement: &'static str, why: impl Into<String>) {
        let said = self.0.entry(requirement).or_insert(Said::Held);
        if *said == Said::Held {
            *said = Said::Unclear(why.into());
        }
    }

    /// It holds where `how` is none.
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
    fn what_is_broken_stays_broken_and_what_was_not_looked_at_is_not_there() {
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
