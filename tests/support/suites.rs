//! The suites for the tests that run scenario files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use oauth_harness::model::target::PartyLocation;
use oauth_harness::{Scenarios, Suite};

/// The root folder of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in the project's folder")
}

/// All scenarios with each in-process target, sorted by name: the plain pair is first. They are loaded once.
pub(crate) fn embedded_suites() -> Vec<Arc<Suite>> {
    static SUITES: LazyLock<Vec<Arc<Suite>>> = LazyLock::new(|| {
        let folder = root().join("scenarios/targets");
        let files = std::fs::read_dir(&folder).expect("there are targets");
        let mut files: Vec<PathBuf> = files.map(|entry| entry.expect("readable").path()).collect();
        files.sort_by_key(|file| file.file_stem().map(std::ffi::OsStr::to_owned));
        files.iter().map(|file| load(file)).filter(is_embedded).map(Arc::new).collect()
    });
    SUITES.clone()
}

fn load(target: &Path) -> Suite {
    Suite::load(&Scenarios::at([root().join("scenarios")]), target, &BTreeMap::new()).unwrap_or_else(|mistakes| {
        let mistakes: Vec<String> = mistakes.iter().map(|mistake| mistake.render(false)).collect();
        panic!("{}", mistakes.join("\n\n"))
    })
}

fn is_embedded(suite: &Suite) -> bool {
    let provider = suite.target.provider.as_ref().map(|party| &party.place);
    let consumer = suite.target.consumer.as_ref().map(|party| &party.place);
    provider.into_iter().chain(consumer).all(|place| matches!(place, PartyLocation::Reference(_)))
}
