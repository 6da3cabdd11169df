//! The scale on which observations about a page are weighed.

use std::cmp::Reverse;

use crate::model::page::PageKind;

/// The least that a kind must weigh.
const ENOUGH: i32 = 4;
/// How far it must be ahead of the next.
const MARGIN: i32 = 2;

/// Collects what speaks for each kind.
#[derive(Default)]
pub(super) struct Scale(Vec<Claim>);

struct Claim {
    kind: PageKind,
    form: Option<usize>,
    weight: i32,
    why: String,
}

impl Scale {
    /// Puts a claim on the scale; a negative weight speaks against.
    pub(super) fn say(&mut self, kind: PageKind, form: Option<usize>, weight: i32, why: String) {
        self.0.push(Claim { kind, form, weight, why });
    }

    fn weight(&self, kind: PageKind, form: Option<usize>) -> i32 {
        self.0.iter().filter(|claim| claim.kind == kind && claim.form == form).map(|claim| claim.weight).sum()
    }

    /// What is said about forms that nobody sees counts less.
    pub(super) fn hide(&mut self, forms: &[usize]) {
        let mut kinds: Vec<(PageKind, Option<usize>)> = Vec::new();
        for claim in &self.0 {
            let about = (claim.kind, claim.form);
            if claim.form.is_some_and(|form| forms.contains(&form)) && !kinds.contains(&about) {
                kinds.push(about);
            }
        }
        for (kind, form) in kinds {
            if kind != PageKind::FormRelay {
                self.say(kind, form, -3, "the form is hidden".to_owned());
            }
        }
    }

    /// Beside a login form, what else a page offers is a side dish: a sign-up form, a newsletter, a button to sign in elsewhere.
    pub(super) fn settle(&mut self) {
        let login = self.0.iter().map(|claim| claim.form).find(|form| self.weight(PageKind::Login, *form) >= 6);
        let Some(login) = login else { return };
        let aside =
            [PageKind::SignUp, PageKind::Continue, PageKind::Identifier, PageKind::Consent, PageKind::SelectAccount];
        let rivals: Vec<(PageKind, Option<usize>)> = self
            .0
            .iter()
            .filter(|claim| aside.contains(&claim.kind) && claim.form != login)
            .map(|claim| (claim.kind, claim.form))
            .collect();
        for (kind, form) in rivals {
            if self.weight(kind, form) > 0 {
                self.say(kind, form, -4, "a login form stands beside it".to_owned());
            }
        }
    }

    /// The kind that outweighs the others, its form, and why.
    pub(super) fn winner(&self) -> (PageKind, Option<usize>, Vec<String>) {
        let mut sums: Vec<(i32, PageKind, Option<usize>)> = Vec::new();
        for claim in &self.0 {
            if !sums.iter().any(|(_, kind, form)| (*kind, *form) == (claim.kind, claim.form)) {
                sums.push((self.weight(claim.kind, claim.form), claim.kind, claim.form));
            }
        }
        sums.sort_by_key(|(weight, ..)| Reverse(*weight));
        let Some((best, kind, form)) = sums.first().copied() else {
            return (PageKind::Unknown, None, vec!["nothing on it is known".to_owned()]);
        };
        let next = sums.iter().find(|(_, other, _)| *other != kind).copied();
        if best < ENOUGH {
            return (
                PageKind::Unknown,
                None,
                self.doubts(&format!("too little speaks for {}", kind.name()), kind, form),
            );
        }
        if let Some((weight, rival, _)) = next.filter(|(weight, ..)| best - weight < MARGIN) {
            let doubt = format!("it could be {} ({best}) or {} ({weight})", kind.name(), rival.name());
            return (PageKind::Unknown, None, self.doubts(&doubt, kind, form));
        }
        (kind, form, self.evidence(kind, form))
    }

    fn doubts(&self, doubt: &str, kind: PageKind, form: Option<usize>) -> Vec<String> {
        std::iter::once(doubt.to_owned()).chain(self.evidence(kind, form)).collect()
    }

    fn evidence(&self, kind: PageKind, form: Option<usize>) -> Vec<String> {
        let mut claims: Vec<&Claim> = self.0.iter().filter(|claim| claim.kind == kind && claim.form == form).collect();
        claims.sort_by_key(|claim| Reverse(claim.weight.abs()));
        claims
            .iter()
            .map(|claim| if claim.weight < 0 { format!("but {}", claim.why) } else { claim.why.clone() })
            .collect()
    }
}
