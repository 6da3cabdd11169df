//! The built-in scenarios, fragments and targets of `oauth-harness`: the YAML files of this folder, as text in the
//! program. The language is described in `README.md`, next to them.

/// A file that is part of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below `scenarios`, with `/` between folders: `provider/code-single-use.yaml`.
    pub path: &'static str,
    /// Its content.
    pub text: &'static str,
}

/// Every file, by path.
pub const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_scenarios_fragments_and_targets() {
        for folder in ["consumer/", "fragments/", "pair/", "provider/", "targets/"] {
            assert!(FILES.iter().any(|file| file.path.starts_with(folder)), "nothing in {folder}");
        }
        assert!(FILES.iter().all(|file| !file.text.is_empty()));
    }
}
