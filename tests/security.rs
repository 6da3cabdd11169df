//! `docs/security.md`, written from the provider's table of rules: what an attacker gains, the rules that prevent it, where they
//! come from, how each of them is broken, and which scenarios see it.
//! `UPDATE_SECURITY=1 cargo test -p oauth-harness --test behaviour security` writes it.

use std::fmt::Write as _;

use oauth_harness::system;
use reference_provider::Policy;
use reference_provider::policy::{Attack, Fault, Group, Rule};

use crate::fault_table::{Witness, seeing, witnesses};
use crate::support;

/// How many scenarios stand beside a fault; `scenarios/FAULTS.md` has all.
const SHOWN: usize = 3;

#[test]
fn the_page_is_up_to_date() {
    let file = support::root().join("docs/security.md");
    let page = page();
    if std::env::var_os("UPDATE_SECURITY").is_some() {
        std::fs::write(&file, page).expect("the file can be written");
        return;
    }
    assert!(
        std::fs::read_to_string(&file).unwrap_or_default() == page,
        "docs/security.md is old: UPDATE_SECURITY=1 cargo test -p oauth-harness --test behaviour security"
    );
}

fn page() -> String {
    let witnesses = witnesses();
    let mut text = String::from(
        "# What an authorization server has to get right\n\n\
         The rules of the [reference provider](../reference-provider), by the attack that they prevent. Each has the section \
         that it comes from, the faults that break it (`--fault NAME`), the requirement that is broken then, and scenarios \
         that find it out. Written by `tests/security.rs` from [`policy/`](../reference-provider/src/policy); \
         [FAULTS.md](../scenarios/FAULTS.md) has every fault with all that see it.\n\n\
         | attack | the attacker's gain | rules | faults |\n| --- | --- | ---: | ---: |\n",
    );
    for attack in Attack::ALL {
        let (rules, faults) = (rules_against(attack).count(), faults_for(attack).count());
        let (name, anchor, gain) = (attack.name(), anchor(attack.name()), attack.gain());
        let _ = writeln!(text, "| [{name}](#{anchor}) | {gain} | {rules} | {faults} |");
    }
    text.push_str("\nSettings that no attack depends on are [knobs](#knobs); what is right in more than one way has [variants](#variants).\n");
    for attack in Attack::ALL {
        let _ = write!(
            text,
            "\n## {}\n\n{}\n\n| rule | section | fault | breaks | seen by |\n| --- | --- | --- | --- | --- |\n",
            attack.name(),
            attack.gain()
        );
        for rule in rules_against(attack) {
            let mut heading = format!("{} `{}` | {}", cell(&rule.says()), rule.key(), rule.section.unwrap_or_default());
            let several = several_about(rule);
            for fault in rule.faults {
                let _ = writeln!(text, "| {heading} | {}", fault_cells(fault, &witnesses));
                " | ".clone_into(&mut heading);
            }
            if rule.faults.is_empty() {
                let names: Vec<String> = several.iter().map(|fault| format!("`{}`", fault.name)).collect();
                let _ = writeln!(text, "| {heading} | with others: {} | | |", names.join(", "));
            }
        }
        for fault in several().filter(|fault| fault.attack == attack) {
            let keys: Vec<String> = edited_by(fault).map(|rule| format!("`{}`", rule.key())).collect();
            let _ = writeln!(text, "| {} at once | | {}", keys.join(", "), fault_cells(fault, &witnesses));
        }
    }
    text.push_str(&knobs());
    text.push_str(&variants());
    text
}

fn knobs() -> String {
    let strict = serde_json::to_value(Policy::default()).expect("a policy is plain data");
    let mut text =
        String::from("\n## Knobs\n\n| setting | what it sets | default | section |\n| --- | --- | --- | --- |\n");
    for rule in Policy::rules().filter(|rule| rule.attack.is_none()) {
        let default = strict.pointer(&pointer(rule)).expect("its key is that of a field");
        let section = rule.section.unwrap_or_default();
        let _ = writeln!(text, "| `{}` | {} | `{default}` | {section} |", rule.key(), cell(&rule.says()));
    }
    text
}

fn variants() -> String {
    let mut text = String::from(
        "\n## Variants\n\nOther ways to be right. A check must stay silent about them.\n\n\
         | variant | what the provider does | permitted by | set by |\n| --- | --- | --- | --- |\n",
    );
    let strict = serde_json::to_value(Policy::default()).expect("a policy is plain data");
    for variant in Policy::variants() {
        let mut policy = Policy::default();
        variant.apply(&mut policy);
        let policy = serde_json::to_value(policy).expect("a policy is plain data");
        let set = Policy::rules().filter_map(|rule| {
            let value = policy.pointer(&pointer(rule)).filter(|value| strict.pointer(&pointer(rule)) != Some(value))?;
            Some(format!("`{}={}`", rule.key(), value.to_string().replace('"', "")))
        });
        let (set, permitted_by) = (set.collect::<Vec<_>>().join(" "), variant.permitted_by);
        let _ = writeln!(text, "| {} | {} | {permitted_by} | {set} |", variant.name, cell(variant.sentence));
    }
    text
}

/// What it is called and does, what it breaks, and who sees it.
fn fault_cells(fault: &Fault, witnesses: &[Witness]) -> String {
    let full = system::faults().into_iter().find(|other| other.party == "provider" && other.name == fault.name);
    let full = full.expect("the harness knows every fault of the provider");
    let seen: Vec<String> = seeing(witnesses, &full).map(|witness| link(&witness.name)).collect();
    let more = if seen.len() > SHOWN { format!(" and {} more", seen.len() - SHOWN) } else { String::new() };
    let seen = seen[..seen.len().min(SHOWN)].join(", ");
    format!("`{}` {} | `{}` | {seen}{more} |", fault.name, cell(fault.sentence), fault.breaks)
}

/// A scenario, and where it is; an always-on check has no file that says more than its name.
fn link(name: &str) -> String {
    let file = format!("scenarios/{name}.yaml");
    let short = name.strip_prefix("provider/").unwrap_or(name);
    if support::root().join(&file).exists() { format!("[{short}](../{file})") } else { format!("`{name}`") }
}

fn rules_against(attack: Attack) -> impl Iterator<Item = &'static Rule> {
    Policy::rules().filter(move |rule| rule.attack == Some(attack))
}

fn faults_for(attack: Attack) -> impl Iterator<Item = &'static Fault> {
    Policy::faults().filter(move |fault| fault.attack == attack)
}

fn several() -> impl Iterator<Item = &'static Fault> {
    Policy::GROUPS.iter().flat_map(|group: &Group| group.several)
}

fn several_about(rule: &Rule) -> Vec<&'static Fault> {
    several().filter(|fault| edited_by(fault).any(|edited| edited.key() == rule.key())).collect()
}

/// The rules that a fault changes.
fn edited_by(fault: &Fault) -> impl Iterator<Item = &'static Rule> + use<> {
    let strict = serde_json::to_value(Policy::default()).expect("a policy is plain data");
    let mut broken = Policy::default();
    fault.apply(&mut broken);
    let broken = serde_json::to_value(broken).expect("a policy is plain data");
    Policy::rules().filter(move |rule| strict.pointer(&pointer(rule)) != broken.pointer(&pointer(rule)))
}

fn pointer(rule: &Rule) -> String {
    format!("/{}", rule.key().replace('.', "/"))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// What GitHub calls a heading in a link.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
