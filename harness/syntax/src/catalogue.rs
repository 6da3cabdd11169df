//! The requirements catalogue: `requirements.yaml`, built into the program.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::decode::{DecodeError, decode};
use super::diagnostic::{Diagnostic, did_you_mean};
use super::yaml;
use crate::model::node::Value;
use crate::model::requirement::Requirement;
use crate::model::source::Source;
use crate::model::span::Span;

const BUILT_IN_TEXT: &str = include_str!("../requirements.yaml");

/// All requirements by id.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    by_id: BTreeMap<String, Requirement>,
}

impl Catalogue {
    /// The catalogue that this program was built with. It is read once.
    pub fn built_in() -> &'static Catalogue {
        static BUILT_IN: LazyLock<Catalogue> = LazyLock::new(|| {
            // A test has read it with places; without them it takes a third of the time.
            let entries: Vec<Requirement> = serde_saphyr::from_str(BUILT_IN_TEXT).expect("a test reads it");
            let by_id = entries.into_iter().map(|requirement| (requirement.id.clone(), requirement)).collect();
            Catalogue { by_id }
        });
        &BUILT_IN
    }

    /// Reads a catalogue.
    pub fn read(source: &Source) -> Result<Catalogue, Diagnostic> {
        let node = yaml::parse(source)?;
        let Value::Seq(entries) = &node.value else {
            return Err(Diagnostic::new(source, node.span, "a catalogue is a list of requirements"));
        };
        let mut by_id = BTreeMap::new();
        for entry in entries {
            let requirement: Requirement = decode(entry).map_err(|error| error.in_source(source))?;
            let id = requirement.id.clone();
            if by_id.insert(id.clone(), requirement).is_some() {
                return Err(Diagnostic::new(source, entry.span, format!("the requirement `{id}` is listed twice")));
            }
        }
        Ok(Catalogue { by_id })
    }

    /// A requirement by its id.
    pub fn get(&self, id: &str) -> Option<&Requirement> {
        self.by_id.get(id)
    }

    /// Is there a requirement of that id? If not: the mistake, with the id that was probably meant.
    pub fn known(&self, id: &str, span: Span) -> Result<(), DecodeError> {
        if self.by_id.contains_key(id) {
            return Ok(());
        }
        let error = DecodeError::at(span, format!("no requirement has the id `{id}`"));
        Err(match did_you_mean(id, self.by_id.keys().map(String::as_str)) {
            Some(nearest) => error.help(format!("did you mean `{nearest}`?")),
            None => error.help("`oauth-harness list --requirements` lists them"),
        })
    }

    /// All requirements, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Requirement> {
        self.by_id.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalogue_is_well_formed() {
        let source = Source::new("requirements.yaml", BUILT_IN_TEXT);
        let catalogue = Catalogue::read(&source).unwrap_or_else(|mistake| panic!("{}", mistake.render(false)));
        assert_eq!(catalogue.by_id, Catalogue::built_in().by_id);
        assert!(catalogue.iter().count() >= 378);
        for requirement in catalogue.iter() {
            for other in &requirement.conflicts_with {
                assert!(catalogue.get(other).is_some(), "{} speaks of {other}, which is unknown", requirement.id);
            }
        }
    }
}
