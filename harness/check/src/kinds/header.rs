//! `header`: the headers of the last response.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::http::says;
use crate::members::{Members, resolve, variables};
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation};
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "header",
    summary: "The headers of the last response: `has`, `lacks`, `with`, `not`; names in lower case. A media type may have \
              further parameters, `cache-control` further directives, `www-authenticate` further challenges.",
    read: read::<Header>,
    schema: schema::<Header>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Header(Members);

impl Check for Header {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let last = evidence.exchanges[seen.exchanges.clone()].last().and_then(|exchange| exchange.response());
        let response = last.ok_or_else(|| Mismatch::new("a response", "none"))?;
        let variables = variables(seen, evidence);
        self.0.judge(seen, evidence, |name| {
            let header = name.to_ascii_lowercase();
            let said: Vec<&str> = response.header_all(&header).collect();
            // A header that contains the expected value among others matches.
            let wanted = self.0.wanted(name).and_then(|wanted| resolve(wanted, &variables).ok());
            let as_wanted = wanted.filter(|wanted| wanted.as_str().is_some_and(|text| says(response, &header, text)));
            as_wanted.or_else(|| (!said.is_empty()).then(|| Value::from(said.join(", "))))
        })
    }
}
