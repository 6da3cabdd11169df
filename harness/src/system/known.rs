//! The faults and variants that the references have, where they are part of the program.

#[cfg(not(feature = "reference"))]
use super::error::StartError;
use super::fault::Fault;
#[cfg(feature = "reference")]
use super::startup_problems;
use super::variant::Variant;

/// Every fault of the references; none where the program was built without them.
pub fn faults() -> Vec<Fault> {
    #[cfg(feature = "reference")]
    return startup_problems::faults();
    #[cfg(not(feature = "reference"))]
    Vec::new()
}

/// Every variant of the references; none where the program was built without them.
pub fn variants() -> Vec<Variant> {
    #[cfg(feature = "reference")]
    return startup_problems::variants();
    #[cfg(not(feature = "reference"))]
    Vec::new()
}

/// Whether the reference `provider` or `consumer` has such a variant.
#[cfg(feature = "reference")]
pub fn check_variant(party: &str, name: &str) -> Result<(), String> {
    startup_problems::check_variant(party, name)
}

/// Whether there is such a variant. There is none without the references.
#[cfg(not(feature = "reference"))]
pub fn check_variant(_party: &str, _name: &str) -> Result<(), String> {
    Err(StartError::NoReferences.to_string())
}

/// Is there such a fault of the reference `provider` or `consumer`? If not: a sentence that says so.
#[cfg(feature = "reference")]
pub fn check_fault(party: &str, name: &str) -> Result<(), String> {
    startup_problems::check_fault(party, name)
}

/// Is there such a fault? There is none without the references.
#[cfg(not(feature = "reference"))]
pub fn check_fault(_party: &str, _name: &str) -> Result<(), String> {
    Err(StartError::NoReferences.to_string())
}
