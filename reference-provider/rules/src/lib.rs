//! How the rules of a reference are declared: a table of what holds, where that is written, the faults that break it and the
//! variants that are right, too. [`rules!`] declares the rules about one subject, [`choice!`] a rule with more than two
//! values, and [`groups!`] the policy that all of them make.

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
