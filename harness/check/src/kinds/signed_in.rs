//! `signed-in`: who is signed in at the consumer, by the evidence of its home page.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation, signed_in};
use crate::syntax::diagnostic::known_names;
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "signed-in",
    summary: "Who is signed in at the consumer: a user of the target file, or `none`.",
    read: read::<SignedIn>,
    schema: schema::<SignedIn>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct SignedIn(String);

impl Check for SignedIn {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let who = (self.0 != "none").then_some(self.0.as_str());
        let users = &evidence.deployment.users;
        match who.filter(|name| !users.contains_key(*name)) {
            Some(name) => {
                Err(Mismatch::unjudged(format!("a user `{name}` in the target file"), "the file has none of that name")
                    .hint(known_names(name, users.keys().map(String::as_str))))
            }
            None => signed_in(seen, evidence, who),
        }
    }
}
