//! Encodings undone: every decoded byte knows where it came from. And long texts, cut.

use oauth_harness::model::decoded::{Decoded, folded};
use oauth_harness::model::needles::Needles;
use oauth_harness::model::quoted;

use super::input::{first_line, text};

/// Reads it.
pub fn read(data: &[u8]) {
    let text = text(data);
    for layer in Decoded::layers(&text) {
        let mut all = vec![layer.clone(), layer.folded()];
        all.extend(layer.wrapped());
        for inside in &all {
            let length = inside.bytes().len();
            let mut last = 0;
            for at in 0..length {
                let from = inside.source(at..at + 1);
                assert!(from.start <= from.end && from.end <= text.len(), "{from:?}");
                assert!(from.start >= last, "they are in order");
                last = from.start;
            }
            inside.around(&(text.len() / 3..text.len() / 2));
        }
    }
    let (needle, haystack) = first_line(&text);
    let forms: Vec<Vec<u8>> = folded(needle).into_iter().filter(|form| !form.is_empty()).collect();
    let needles = Needles::new(forms);
    for layer in Decoded::layers(haystack) {
        let folded = layer.folded();
        let mut end = 0;
        for found in needles.leftmost_longest(folded.bytes()) {
            assert!(found.start >= end && found.end <= folded.bytes().len(), "one after the other");
            end = found.end;
        }
    }
    let cut = quoted::cut(&format!("it says \"{}\".", quoted::at_most(50, &text)));
    assert!(cut.chars().count() <= 50 + 12, "{cut}");
    quoted::cut(&text);
}
