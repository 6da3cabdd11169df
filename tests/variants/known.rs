//! What is known of each variant: the case that shows it and the cases that it silences. `scenarios/VARIANTS.md` has it; the
//! matrix proves it, and with `UPDATE_VARIANTS=1` notes here what is otherwise.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use oauth_harness::system::Variant;

use super::page;

/// What is known of one variant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KnownVariant {
    /// What differs with it; `None`: nothing was found.
    pub(super) shown: Option<ShownIn>,
    /// Why each case that it silences has no verdict, by the name of the case.
    pub(super) silenced: BTreeMap<String, String>,
}

/// Where a variant shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ShownIn {
    /// In the exchanges of the case of this name.
    By(String),
    /// In that an answer comes late in the case of this name.
    InPaceOf(String),
    /// In what the consumer sends to the provider itself.
    OnBackChannel,
    /// In what the plan of this id in `tests/variants/shown` writes down.
    InScenario(String),
    /// In the address of a party.
    InAddress,
}

/// As the page has it.
static KNOWN: LazyLock<BTreeMap<String, KnownVariant>> = LazyLock::new(|| page::read(&page::PAGE));

/// As the page will have it.
static NOTED: LazyLock<Mutex<BTreeMap<String, KnownVariant>>> = LazyLock::new(|| Mutex::new(KNOWN.clone()));

/// What the page says of a variant; nothing, where it is a new one.
pub(super) fn known(variant: &Variant) -> &'static KnownVariant {
    static NOTHING: KnownVariant = KnownVariant { shown: None, silenced: BTreeMap::new() };
    KNOWN.get(&variant.full_name()).unwrap_or(&NOTHING)
}

/// Whether the page says that the variant silences the case.
pub(super) fn is_silenced(variant: &Variant, case: &str) -> bool {
    known(variant).silenced.contains_key(case)
}

/// Notes where a variant shows.
pub(super) fn note_shown(variant: &Variant, shown: Option<ShownIn>) {
    noted().entry(variant.full_name()).or_default().shown = shown;
}

/// Notes why a variant silences a case; without a reason, that it does not.
pub(super) fn note_silenced(variant: &Variant, case: &str, reason: Option<String>) {
    let mut noted = noted();
    let silenced = &mut noted.entry(variant.full_name()).or_default().silenced;
    match reason {
        Some(reason) => drop(silenced.insert(case.to_owned(), reason)),
        None => drop(silenced.remove(case)),
    }
}

/// All that is known and was noted.
pub(super) fn noted() -> MutexGuard<'static, BTreeMap<String, KnownVariant>> {
    NOTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether what is otherwise is to be noted.
pub(super) fn is_updating() -> bool {
    std::env::var_os("UPDATE_VARIANTS").is_some()
}
