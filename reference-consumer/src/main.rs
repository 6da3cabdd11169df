//! The program. See `--help`.
fn main() {}
