//! Suggestions for misspelled names.

/// At most three of `names` that are similar to `name`, the most similar first.
pub fn similar<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut found: Vec<(f64, &str)> =
        names.map(|known| (strsim::jaro_winkler(name, known), known)).filter(|(likeness, _)| *likeness > 0.8).collect();
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    found.into_iter().take(3).map(|(_, known)| known).collect()
}

/// The suggestion to append to an error message; empty if there is none.
pub fn did_you_mean<S: AsRef<str>>(similar: &[S]) -> String {
    let similar: Vec<&str> = similar.iter().map(AsRef::as_ref).collect();
    if similar.is_empty() { String::new() } else { format!("; did you mean {}?", similar.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_comes_first() {
        let names = ["lifetime", "redirect-uri-bound", "life", "one-method"];
        assert_eq!(similar("lifetme", names.into_iter()), ["lifetime", "life"]);
        assert_eq!(did_you_mean(&similar("x", names.into_iter())), "");
        assert_eq!(did_you_mean(&["a", "b"]), "; did you mean a, b?");
    }
}
