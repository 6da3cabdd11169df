//! The endpoints, one file each; [`router`] says which one answers a route.

pub(crate) mod applications;
pub(crate) mod authorize;
mod consent;
pub(crate) mod device;
pub(crate) mod device_authorization;
pub(crate) mod end_session;
pub(crate) mod home;
pub(crate) mod introspect;
pub(crate) mod jwks;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod metadata;
pub(crate) mod metadata_document;
mod pending_request;
pub(crate) mod profile;
pub(crate) mod pushed_authorization;
pub(crate) mod register;
pub(crate) mod registered_client;
pub(crate) mod resource_metadata;
pub(crate) mod revoke;
pub(crate) mod router;
pub(crate) mod style;
pub(crate) mod token;
mod unserved;
pub(crate) mod userinfo;
