//! `check --proof`: each scenario over the references, which are right, wrong, and right in other ways.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::{iter, thread};

use super::exit::Exit;
use super::print::{self, BOLD, DIM, counted};
use crate::compile::plan::ScenarioPlan;
use crate::model::target::Target;
use crate::proof::{self, Proof};
use crate::suite::built_in::embedded;
use crate::system;

/// Proves scenarios, and prints what came of each as soon as those before it are done.
pub(super) fn prove(plans: &[Arc<ScenarioPlan>], own: Vec<Target>) -> Result<Exit, Exit> {
    let own = own.into_iter().filter(|target| !target.is_shared());
    let mut targets: Vec<Target> = own.chain(embedded().map(|(target, _)| target)).collect();
    targets.iter_mut().for_each(system::forget_lost_features);
    let mut unproven = 0;
    let mut printed = print::out("\n");
    in_order(
        plans,
        |plan| proof::prove(plan, &targets),
        |plan, proof| {
            unproven += usize::from(!proof.mistakes.is_empty());
            if printed.is_ok() {
                printed = print::out(&said(&plan.scenario.name(), proof));
            }
        },
    );
    printed?;
    let proven = plans.len() - unproven;
    print::out(&format!("\n{} proven, {unproven} not\n", counted(proven, "scenario")))?;
    if unproven == 0 { Ok(Exit::AsExpected) } else { Err(Exit::BadInput) }
}

/// What there is to say of one scenario.
fn said(name: &str, proof: &Proof) -> String {
    let faults = counted(proof.red_under, "fault");
    let mut variants = counted(proof.silent_with, "variant");
    if !proof.unjudged_with.is_empty() {
        variants = format!("{variants} ({} of them keep a case from a verdict)", proof.unjudged_with.len());
    }
    if proof.mistakes.is_empty() {
        return format!("✓ {BOLD}{name}{BOLD:#}  {DIM}proven: red under {faults}, silent with {variants}{DIM:#}\n");
    }
    let mut text =
        format!("✗ {BOLD}{name}{BOLD:#}  {DIM}not proven: red under {faults}, silent with {variants}{DIM:#}\n");
    for line in proof.mistakes.iter().flat_map(|mistake| mistake.trim_end().lines().chain(iter::once(""))) {
        text.push_str(if line.is_empty() { "" } else { "    " });
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// Works on several items at once, and shows the results in the order of the items.
fn in_order<I: Sync, R: Send>(items: &[I], work: impl Fn(&I) -> R + Sync, mut show: impl FnMut(&I, &R)) {
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let next = AtomicUsize::new(0);
    let (done, results) = mpsc::channel();
    let work = &work;
    thread::scope(|scope| {
        for done in iter::repeat_n(done, threads) {
            let next = &next;
            scope.spawn(move || {
                while let Some((number, item)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, items.get(n)?)))
                {
                    // The receiver is gone: the program ends.
                    let _ = done.send((number, work(item)));
                }
            });
        }
        let mut early: Vec<Option<R>> = items.iter().map(|_| None).collect();
        let mut shown = 0;
        for (number, result) in results {
            early[number] = Some(result);
            while let Some(result) = early.get_mut(shown).and_then(Option::take) {
                show(&items[shown], &result);
                shown += 1;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..40).collect();
        let mut shown = Vec::new();
        in_order(&items, |item| item * 2, |item, result| shown.push((*item, *result)));
        assert_eq!(shown, items.iter().map(|item| (*item, item * 2)).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_not_proven_is_said_below_the_scenario() {
        let proof = Proof { red_under: 1, silent_with: 12, ..Proof::default() };
        let plain = |proof: &Proof| anstream::adapter::strip_str(&said("provider/x", proof)).to_string();
        assert_eq!(plain(&proof), "✓ provider/x  proven: red under 1 fault, silent with 12 variants\n");
        let mistakes = vec!["`provider/y` does not turn it red".to_owned()];
        let text = plain(&Proof { mistakes, unjudged_with: vec!["provider/z".to_owned()], ..proof });
        assert_eq!(
            text,
            "✗ provider/x  not proven: red under 1 fault, silent with 12 variants (1 of them keep a case from a verdict)\n    \
             `provider/y` does not turn it red\n\n"
        );
    }
}
