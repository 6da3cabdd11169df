//! HTTP requests and responses, and the path of each endpoint.

pub(crate) mod body;
pub(crate) mod params;
pub(crate) mod request;
pub(crate) mod respond;
pub(crate) mod routes;
