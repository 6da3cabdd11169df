//! An independent oracle: the rules of OAuth about requests and responses, as pure functions.
//!
//! It shares no code with the references, so that one bug cannot cancel itself.

use oauth_harness_http as http;
use oauth_harness_model as model;

mod alphabet;
pub mod authorize;
pub mod claims_response;
pub mod client_auth;
pub mod entropy;
pub mod error;
pub mod forgery;
pub mod hash;
pub mod id_token;
pub mod jwk;
pub mod jwt;
pub mod metadata;
pub mod outcomes;
pub mod pkce;
pub mod proof;
pub mod random;
pub mod scope;
pub mod shape;
pub mod signature;
mod spki;
pub mod token;
