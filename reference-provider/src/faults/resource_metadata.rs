//! The protected resource says the wrong things of itself.

use super::Fault;

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "resource-metadata-nameless" breaks "rfc9728-2-resource-member":
        "The metadata of the protected resource do not say which resource they are of."
        => |p| p.resource.metadata_complete = false;
    "resource-metadata-elsewhere" breaks "rfc9728-3-well-known-location":
        "The metadata of the protected resource are not where they are looked for."
        => |p| p.resource.metadata_served = false;
    "resource-metadata-unnamed" breaks "rfc9728-5.1-challenge-resource-metadata":
        "A challenge does not say where the metadata are." => |p| p.resource.metadata_named = false;
};
