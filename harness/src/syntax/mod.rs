//! YAML files to plain data, with the place of every mistake.

pub mod decode;
pub mod diagnostic;
pub mod yaml;
