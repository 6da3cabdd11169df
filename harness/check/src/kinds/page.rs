//! `page`: the kind of page on which the browser ended.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::page::PageKind;
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation, StepEnd};
use crate::{Check, CheckKind, OneOrMany, one_of, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "page",
    summary: "The kind of page on which the browser ended: one, or a list of acceptable ones. `login` is any page that \
              asks for a user name, a password or both.",
    read: read::<EndedOn>,
    schema: schema::<EndedOn>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(with = "OneOrMany<PageKind>")]
pub(super) struct EndedOn(#[serde(deserialize_with = "one_or_many")] Vec<PageKind>);

impl Check for EndedOn {
    fn judge(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        if let StepEnd::Page(page) = &seen.end {
            // A walk knows more about the page on which it ended: that an app logs in there with requests of its script.
            let kind = seen.pages.last().copied().unwrap_or(page.kind);
            if self.0.iter().any(|&wanted| kind.is(wanted) || page.kind.is(wanted)) {
                return Ok(());
            }
        }
        let names: Vec<String> = self.0.iter().map(|kind| kind.name().to_owned()).collect();
        let mut mismatch = Mismatch::new(format!("to end on a {} page", one_of(&names)), seen.end.describe());
        if let StepEnd::Page(page) = &seen.end
            && let Some(evidence) = page.evidence.first()
        {
            mismatch = mismatch.hint(format!("it was classified as a {} page because of {evidence}", page.kind.name()));
        }
        Err(mismatch)
    }
}

fn one_or_many<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<PageKind>, D::Error> {
    struct KindsVisitor;

    impl<'de> serde::de::Visitor<'de> for KindsVisitor {
        type Value = Vec<PageKind>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a kind of page, or a list of them")
        }

        fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Vec<PageKind>, E> {
            Ok(vec![PageKind::deserialize(serde::de::value::StrDeserializer::new(name))?])
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<PageKind>, A::Error> {
            let mut kinds = Vec::new();
            while let Some(kind) = seq.next_element()? {
                kinds.push(kind);
            }
            Ok(kinds)
        }
    }

    deserializer.deserialize_any(KindsVisitor)
}
