//! The roles of clients and users in scenarios, and how each client or user must be registered.

use std::fmt::Write as _;

use super::super::print::{self, BOLD, DIM};
use crate::compile::roles::{CLIENTS, Role, USERS};

/// The names under which all roles of a kind are explained: the keys of a target file.
pub(super) const TABLES: [&str; 2] = ["clients", "users"];

/// All roles of a kind; `None` if none has that name.
pub(super) fn explain(name: &str) -> Option<String> {
    let (roles, who) = match name {
        "clients" => (CLIENTS, "the clients that the harness plays"),
        "users" => (USERS, "the users who have an account at the provider"),
        _ => return None,
    };
    let mut text = format!("{BOLD}{name}{BOLD:#}  {DIM}a key of a target file{DIM:#}\n\n");
    let sentence = format!(
        "By their roles in scenarios: {who}. A scenario is skipped if the target lacks a role that it needs. \
         Verdicts depend on these registrations."
    );
    let _ = writeln!(text, "{}", print::wrapped(&sentence, 2));
    for role in roles {
        let _ = writeln!(text, "\n  {BOLD}{}{BOLD:#}\n{}", role.name, print::wrapped(role.rule, 4));
    }
    Some(text)
}

/// How the client or user of a role must be registered.
pub(super) fn rule(name: &str) -> Option<&'static str> {
    let rule = |roles: &[Role]| roles.iter().find(|role| role.name == name).map(|role| role.rule);
    rule(CLIENTS).or_else(|| rule(USERS))
}
