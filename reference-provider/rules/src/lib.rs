//! The declaration of a reference's rules: a table of rules, the sections that they come from, the faults that violate
//! them and the variants that conform, too. [`rules!`] declares the rules of one subject, [`choice!`] a rule with more
//! than two values, and [`groups!`] the policy that contains them all.

mod attack;
mod list;
mod macros;
mod names;
pub mod similar;
mod table;

pub use attack::Attack;
pub use list::{fault_list, variant_list};
pub use names::{UnknownFault, UnknownVariant};
pub use table::{Fault, Group, Level, Quiet, Rule, Variant};
