//! YAML files to plain data, with the position of every mistake.

use oauth_harness_model as model;

pub mod catalog;
mod connection;
pub mod decode;
pub mod diagnostic;
pub mod environment;
mod excerpt;
pub mod fragment;
pub mod load;
pub mod renamed;
pub mod scenario;
mod sign_in;
pub mod target;
mod target_value;
pub mod template;
mod users;
pub mod yaml;
mod yaml_error;
