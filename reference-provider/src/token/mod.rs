//! Grants and tokens: one file for each grant type, access tokens, ID tokens, and the protected resource.

pub(crate) mod access_token;
pub(crate) mod grant;
pub(crate) mod id_token;
pub(crate) mod protected_resource;
