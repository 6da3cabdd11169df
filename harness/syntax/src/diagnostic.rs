//! One mistake in a file, and its one rendering: message, `file:line:column`, the line with a caret, help.

use std::fmt;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::excerpt::{silent_about, without_secrets};
use crate::model::source::Source;
use crate::model::span::Span;

/// A mistake in a scenario or target file.
#[derive(Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file.
    pub source: Source,
    /// Where the mistake is.
    pub span: Span,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// A label next to the caret; may be empty.
    pub label: String,
    /// What to try.
    pub help: Option<String>,
}

/// The text for a reader, also used for the `expect` of a test.
impl fmt::Debug for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl Diagnostic {
    /// A mistake without label or help.
    pub fn new(source: &Source, span: Span, message: impl Into<String>) -> Self {
        Diagnostic { source: source.clone(), span, message: message.into(), label: String::new(), help: None }
    }

    /// Adds what to try.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The text for a reader; `color` adds ANSI styles.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let path = self.source.path().display().to_string();
        let text = without_secrets(self.source.text());
        let said = |sentence| silent_about(self.source.text(), sentence);
        let (message, label) = (said(&self.message), said(&self.label));
        let title = Level::ERROR.primary_title(&*message);
        let mut group = if text.is_empty() {
            title.element(Origin::path(&path))
        } else {
            let span = visible(&text, self.span);
            let annotation = AnnotationKind::Primary.span(span).label(&*label);
            title.element(Snippet::source(&*text).path(&path).annotation(annotation))
        };
        let help = self.help.as_deref().map(said);
        if let Some(help) = &help {
            group = group.element(Level::HELP.message(&**help));
        }
        renderer.decor_style(DecorStyle::Unicode).render(&[group])
    }

    /// The line of the file with a caret, without message and location.
    pub fn excerpt(&self) -> String {
        let text = &*without_secrets(self.source.text());
        let span = visible(text, self.span);
        let (line, column) = self.source.position(span.start);
        let written = text.lines().nth(line - 1).unwrap_or_default();
        let carets = "^".repeat(text[span].chars().count().max(1));
        let gutter = " ".repeat(line.to_string().len());
        format!("{line} │ {written}\n{gutter} │ {}{carets}", " ".repeat(column - 1))
    }
}

/// The span limited to the text and to its first line, so that a caret never covers half a file.
fn visible(text: &str, span: Span) -> std::ops::Range<usize> {
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary(span.start.min(text.len()));
    let end = boundary(span.end.clamp(start, text.len()));
    let line = text[start..end].find('\n').map_or(end, |at| start + at);
    start..line
}

/// The name among `known` that `typed` was probably meant to be.
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = typed.to_lowercase().replace('_', "-");
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&folded, &name.to_lowercase().replace('_', "-")), name))
        .filter(|(distance, name)| *distance <= 1 + name.len().max(typed.len()) / 4)
        .min()
        .map(|(_, name)| name)
}

/// The help line for an unknown name: *did you mean*, and the known names; a long list only without a similar name.
pub fn known_names<'a>(typed: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let all: Vec<String> = known.clone().into_iter().map(|name| format!("`{name}`")).collect();
    if all.is_empty() {
        return "none are defined".to_owned();
    }
    match did_you_mean(typed, known) {
        Some(name) if all.len() > 12 => format!("did you mean `{name}`?"),
        Some(name) => format!("did you mean `{name}`? Known here: {}", all.join(", ")),
        None => format!("known here: {}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_and_a_distant_one_is_not() {
        let known = ["authorize", "exchange", "log-in"];
        assert_eq!(did_you_mean("exhange", known), Some("exchange"));
        assert_eq!(did_you_mean("log_in", known), Some("log-in"));
        assert_eq!(did_you_mean("quux", known), None);
    }

    #[test]
    fn a_span_beyond_the_text_or_inside_a_character_still_renders() {
        let source = Source::new("x.yaml", "id: é\n");
        for span in [Span { start: 5, end: 900 }, Span { start: 99, end: 2 }, Span { start: 0, end: 5 }] {
            assert!(Diagnostic::new(&source, span, "wrong").render(false).contains("x.yaml:"));
        }
    }
}
