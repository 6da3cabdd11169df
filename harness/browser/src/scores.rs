//! The scale on which the evidence about a page is weighed.

use std::cmp::Reverse;

use crate::model::page::PageKind;

/// The minimum weight of a kind.
const ENOUGH: i32 = 4;
/// Its minimum lead over the next.
const MARGIN: i32 = 2;

/// Collects the evidence for each kind.
#[derive(Default)]
pub(super) struct Scores(Vec<Evidence>);

struct Evidence {
    kind: PageKind,
    form: Option<usize>,
    weight: i32,
    why: String,
}

/// The weight of a kind by one form, or by the page as a whole.
#[derive(Clone, Copy)]
struct Score {
    kind: PageKind,
    form: Option<usize>,
    weight: i32,
}

impl Scores {
    /// Adds a claim; a negative weight is evidence against.
    pub(super) fn add(&mut self, kind: PageKind, form: Option<usize>, weight: i32, why: String) {
        self.0.push(Evidence { kind, form, weight, why });
    }

    /// Evidence about hidden forms counts less.
    pub(super) fn hide(&mut self, forms: &[usize]) {
        for sum in self.sums() {
            if sum.form.is_some_and(|form| forms.contains(&form)) && sum.kind != PageKind::FormRelay {
                self.add(sum.kind, sum.form, -3, "the form is hidden".to_owned());
            }
        }
    }

    /// Secondary forms: next to its purpose, a page may offer a sign-up form or a newsletter next to a login form, or a button
    /// to continue with another party next to any form that asks for something.
    pub(super) fn settle(&mut self) {
        let side_dishes =
            [PageKind::SignUp, PageKind::Identifier, PageKind::Consent, PageKind::SelectAccount, PageKind::Continue];
        let asking = [PageKind::Identifier, PageKind::Password, PageKind::OneTimeCode, PageKind::Consent];
        let sums = self.sums();
        let login = sums.iter().find(|sum| sum.kind == PageKind::Login && sum.weight >= 6);
        let asks = sums.iter().find(|sum| asking.contains(&sum.kind) && sum.weight >= ENOUGH);
        for sum in sums.iter().filter(|sum| sum.weight > 0) {
            if login.is_some_and(|login| sum.form != login.form && side_dishes.contains(&sum.kind)) {
                self.add(sum.kind, sum.form, -4, "a login form is next to it".to_owned());
            } else if asks.is_some_and(|asks| sum.form != asks.form && sum.kind == PageKind::Continue) {
                self.add(sum.kind, sum.form, -4, "a form next to it asks for something".to_owned());
            }
        }
    }

    /// The evidence for each kind by each form, in the order of the claims.
    fn sums(&self) -> Vec<Score> {
        let mut sums: Vec<Score> = Vec::new();
        for claim in &self.0 {
            match sums.iter_mut().find(|sum| (sum.kind, sum.form) == (claim.kind, claim.form)) {
                Some(sum) => sum.weight += claim.weight,
                None => sums.push(Score { kind: claim.kind, form: claim.form, weight: claim.weight }),
            }
        }
        sums
    }

    /// The kind that outweighs the others, its form, and why; `alike` says whether two forms are duplicates.
    pub(super) fn winner(&self, alike: impl Fn(usize, usize) -> bool) -> (PageKind, Option<usize>, Vec<String>) {
        let mut sums = self.sums();
        sums.sort_by_key(|sum| Reverse(sum.weight));
        let Some(Score { kind, form, weight }) = sums.first().copied() else {
            return (PageKind::Unknown, None, vec!["nothing on it is recognized".to_owned()]);
        };
        if weight < ENOUGH {
            return (
                PageKind::Unknown,
                None,
                self.doubts(&format!("too little evidence for {}", kind.name()), kind, form),
            );
        }
        let rival = sums.iter().find(|sum| sum.kind != kind);
        if let Some(rival) = rival.filter(|rival| weight - rival.weight < MARGIN) {
            let doubt = format!("it could be {} ({weight}) or {} ({})", kind.name(), rival.kind.name(), rival.weight);
            return (PageKind::Unknown, None, self.doubts(&doubt, kind, form));
        }
        let types_in = matches!(kind, PageKind::Login | PageKind::Identifier | PageKind::Password);
        let twin = |sum: &&Score| (sum.kind, sum.weight) == (kind, weight) && sum.form != form;
        if let (true, Some(form), Some(other)) = (types_in, form, sums.iter().find(twin).and_then(|twin| twin.form))
            && !alike(form, other)
        {
            let doubt = format!("two forms look equally like a {} page", kind.name());
            return (PageKind::Unknown, None, self.doubts(&doubt, kind, Some(form)));
        }
        (kind, form, self.evidence(kind, form))
    }

    fn doubts(&self, doubt: &str, kind: PageKind, form: Option<usize>) -> Vec<String> {
        std::iter::once(doubt.to_owned()).chain(self.evidence(kind, form)).collect()
    }

    fn evidence(&self, kind: PageKind, form: Option<usize>) -> Vec<String> {
        let mut claims: Vec<&Evidence> =
            self.0.iter().filter(|claim| claim.kind == kind && claim.form == form).collect();
        claims.sort_by_key(|claim| Reverse(claim.weight.abs()));
        claims
            .iter()
            .map(|claim| if claim.weight < 0 { format!("but {}", claim.why) } else { claim.why.clone() })
            .collect()
    }
}
