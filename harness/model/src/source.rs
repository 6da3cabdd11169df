//! A file with its text, for messages that refer to it.

use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::span::Span;

/// The maximum size of a file in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// The text of a file and its name in messages. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Source {
    inner: Arc<Inner>,
}

/// The path alone: positions in a file should not be shown with all of its text.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({})", self.path().display())
    }
}

#[derive(PartialEq, Eq)]
struct Inner {
    path: PathBuf,
    text: String,
    not_utf8: Option<usize>,
    built_in: bool,
}

impl Source {
    /// A source from text in memory.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Source::of(path.into(), text.into(), None, false)
    }

    /// A built-in file: its path does not exist on disk.
    pub fn built_in(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Source::of(path.into(), text.into(), None, true)
    }

    fn of(path: PathBuf, text: String, not_utf8: Option<usize>, built_in: bool) -> Self {
        Source { inner: Arc::new(Inner { path, text, not_utf8, built_in }) }
    }

    /// Reads a file. Bytes outside UTF-8 are replaced; [`Source::not_utf8`] has the first. A file larger than any scenario is
    /// rejected.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let mut bytes = Vec::new();
        File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let not_utf8 = std::str::from_utf8(&bytes).err().map(|error| error.valid_up_to());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Source::of(path.to_owned(), text, not_utf8, false))
    }

    /// The position of the first bytes that are not UTF-8.
    pub fn not_utf8(&self) -> Option<Span> {
        let start = self.inner.not_utf8?;
        Some(Span { start, end: start + char::REPLACEMENT_CHARACTER.len_utf8() })
    }

    /// True for a built-in file.
    pub fn is_built_in(&self) -> bool {
        self.inner.built_in
    }

    /// The path, as the user gave it.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// Line and column (both from 1, the column in characters) of a byte offset.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let text = self.text();
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// `path:line:column` of the start of a span.
    pub fn place(&self, span: Span) -> String {
        let (line, column) = self.position(span.start);
        format!("{}:{line}:{column}", self.path().display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters() {
        let source = Source::new("a.yaml", "a: é\nb: x\n");
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(6), (2, 1));
        assert_eq!(source.position(4), (1, 4));
        assert_eq!(source.position(999), (3, 1));
    }

    #[test]
    fn a_file_larger_than_a_scenario_is_rejected_before_it_is_read() {
        let path = std::env::temp_dir().join(format!("oauth-harness-source-{}", std::process::id()));
        File::create(&path).and_then(|file| file.set_len(LARGEST + 1)).expect("a sparse file");
        let read = Source::read(&path);
        std::fs::remove_file(&path).expect("it is ours");
        assert_eq!(read.expect_err("too large").kind(), ErrorKind::FileTooLarge);
    }
}
