//! The location that a finding points to.

use std::fmt;
use std::path::PathBuf;

use super::source::Source;
use super::span::Span;

/// The location of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A part of a scenario or fragment.
    Scenario {
        /// The file, with its text.
        source: Source,
        /// The position.
        span: Span,
    },
    /// A part of the target file. Its text is left out: it contains secrets.
    Target {
        /// The file.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
    },
    /// A stored transcript, as a whole.
    Transcript {
        /// The file.
        file: PathBuf,
    },
    /// An exchange of a case.
    Exchange {
        /// The name of the case.
        case: String,
        /// From 1.
        number: usize,
    },
}

impl Place {
    /// A part of a scenario or fragment.
    pub fn in_scenario(source: &Source, span: Span) -> Place {
        Place::Scenario { source: source.clone(), span }
    }

    /// A part of the target file.
    pub fn in_target(source: &Source, span: Span) -> Place {
        let (line, column) = source.position(span.start);
        Place::Target { file: source.path().to_owned(), line, column }
    }
}

/// `file:line:column`, as far as it exists.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Scenario { source, span } => f.write_str(&source.place(*span)),
            Place::Target { file, line, column } => write!(f, "{}:{line}:{column}", file.display()),
            Place::Transcript { file } => write!(f, "{}", file.display()),
            Place::Exchange { case, number } => write!(f, "exchange {number} of {case}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_target_file_keeps_nothing_of_its_text() {
        let source = Source::new("t.yaml", "title: T\nclients: { web: { secret: s3cret } }\n");
        let place = Place::in_target(&source, Span { start: 9, end: 16 });
        assert_eq!(place.to_string(), "t.yaml:2:1");
        assert!(!format!("{place:?}").contains("s3cret"), "{place:?}");
    }
}
