//! What the provider issues, and what that opens: one module per grant type, access tokens, ID tokens, the resource.

pub(crate) mod access_token;
pub(crate) mod grant;
pub(crate) mod id_token;
pub(crate) mod protected_resource;
