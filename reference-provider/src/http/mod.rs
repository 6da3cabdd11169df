//! HTTP as the provider needs it: a request taken apart, a response put together, and the path of each endpoint.

pub(crate) mod body;
pub(crate) mod params;
pub(crate) mod request;
pub(crate) mod respond;
pub(crate) mod routes;
