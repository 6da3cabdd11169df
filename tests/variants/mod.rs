//! The references can differ and still conform. No check may accuse them for it, and none may go blind.

mod back_channel;
pub(super) mod base;
mod expressible;
mod faults_in_styles;
mod hidden;
mod house_styles;
mod known;
mod matrix;
pub(super) mod page;
mod pairs;
mod proof;
mod shown;
mod shown_scenarios;
mod silenced;
mod styles;
mod styles_page;
mod tour;
mod witnesses;

use libtest_mimic::Trial;

/// The matrix: each variant over every case that it touches.
pub(super) fn matrix(filter: Option<&str>) -> Vec<Trial> {
    matrix::trials(filter)
}

/// Whether each check comes with a fault and with variants.
pub(super) fn proof() -> Vec<Trial> {
    proof::trials()
}

/// Variants in pairs: minutes, as the next two, so they are asked for by name, as CI does, or by `VARIANTS=all`.
pub(super) fn pairs(filter: Option<&str>) -> Vec<Trial> {
    if is_asked("variant_pairs", filter) { pairs::trials() } else { Vec::new() }
}

/// The whole set under each house style; where that is not asked for, only whether the list is right.
pub(super) fn house_styles(filter: Option<&str>) -> Vec<Trial> {
    let mut trials = vec![house_styles::of_the_list()];
    if is_asked("house_styles", filter) {
        trials.extend(house_styles::trials());
    }
    trials
}

/// The faults under each house style.
pub(super) fn faults_in_styles(filter: Option<&str>) -> Vec<Trial> {
    if is_asked("faults_in_styles", filter) { faults_in_styles::trials() } else { Vec::new() }
}

fn is_asked(group: &str, filter: Option<&str>) -> bool {
    let is_named = filter.is_some_and(|filter| filter.starts_with(group));
    is_named || std::env::var_os("VARIANTS").is_some_and(|value| value == "all")
}
