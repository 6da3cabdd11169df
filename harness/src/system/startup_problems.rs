//! What keeps the references of a target from starting, found before anything is started; and their faults.

use super::fault::Fault;
use super::in_process::options;
use super::variant::{Quiet, Variant};
use crate::model::span::{Span, Spanned};
use crate::model::target::Target;

/// What keeps the references of a target from starting.
pub(super) fn of_target(target: &Target) -> Vec<Spanned<String>> {
    let mut found = Vec::new();
    let provider = target.provider.as_ref().and_then(|party| options(&party.place));
    let consumer = target.consumer.as_ref().and_then(|party| options(&party.place));
    for (party, options) in [("provider", provider), ("consumer", consumer)] {
        for fault in options.iter().flat_map(|options| &options.faults) {
            found.extend(check_fault(party, fault).err().map(|value| Spanned { value, span: fault.span }));
        }
        for variant in options.iter().flat_map(|options| &options.variants) {
            found.extend(check_variant(party, variant).err().map(|value| Spanned { value, span: variant.span }));
        }
    }
    let patch = provider.and_then(|options| options.policy.as_ref());
    if let Some(Err(error)) = patch.map(|patch| reference_provider::Policy::default().patched(patch)) {
        found.push(Spanned { value: format!("policy: {error}"), span: Span::default() });
    }
    let own: Vec<_> = target.clients.iter().filter(|(_, entry)| entry.redirect_uri.is_none()).collect();
    if provider.is_some() && target.consumer.is_some() {
        let known = reference_provider::Config::embedded().clients;
        for (role, entry) in own.iter().filter(|(_, entry)| known.iter().all(|client| client.client_id != entry.id)) {
            let names: Vec<String> = known.iter().map(|client| format!("`{}`", client.client_id)).collect();
            let value = format!(
                "the reference provider has no client `{}` for the role `{role}`; it has {}",
                entry.id,
                names.join(", ")
            );
            found.push(Spanned { value, span: entry.span });
        }
    }
    if consumer.is_some() && own.is_empty() {
        let value = "the reference consumer needs a client: one under `clients` without a `redirect-uri`".to_owned();
        found.push(Spanned { value, span: Span::default() });
    }
    if consumer.is_some_and(|options| options.tls) {
        found
            .push(Spanned { value: "the reference consumer does not support https".to_owned(), span: Span::default() });
    }
    if consumer.is_some() && target.provider.is_none() {
        found.push(Spanned { value: "the reference consumer needs a `provider`".to_owned(), span: Span::default() });
    }
    found
}

/// Is there such a fault? If not: a sentence that says so.
pub(super) fn check_fault(party: &str, name: &str) -> Result<(), String> {
    if party == "consumer" {
        let mut policy = reference_consumer::Policy::default();
        return reference_consumer::faults::apply(name, &mut policy).map_err(|error| error.to_string());
    }
    let mut policy = reference_provider::Policy::default();
    reference_provider::faults::apply(name, &mut policy).map_err(|error| error.to_string())
}

/// Whether there is such a variant. If not: a sentence that says so.
pub(super) fn check_variant(party: &str, name: &str) -> Result<(), String> {
    if party == "consumer" {
        let mut policy = reference_consumer::Policy::default();
        return reference_consumer::variants::apply(name, &mut policy).map_err(|error| error.to_string());
    }
    let mut policy = reference_provider::Policy::default();
    reference_provider::variants::apply(name, &mut policy).map_err(|error| error.to_string())
}

/// Every fault of both references.
pub(super) fn faults() -> Vec<Fault> {
    let of_provider = reference_provider::faults::all().map(|fault| described_fault("provider", fault));
    let of_consumer = reference_consumer::faults::all().map(|fault| described_fault("consumer", fault));
    of_provider.chain(of_consumer).collect()
}

fn described_fault<P>(party: &'static str, fault: &reference_rules::Fault<P>) -> Fault {
    Fault { party, name: fault.name, breaks: fault.breaks, also: fault.also, sentence: fault.sentence }
}

/// Every variant of both references.
pub(super) fn variants() -> Vec<Variant> {
    let of_provider = reference_provider::Policy::GROUPS
        .iter()
        .flat_map(|group| group.variants().map(|variant| described_variant("provider", group.name, variant)));
    let of_consumer = reference_consumer::Policy::GROUPS
        .iter()
        .flat_map(|group| group.variants().map(|variant| described_variant("consumer", group.name, variant)));
    of_provider.chain(of_consumer).collect()
}

fn described_variant<P>(party: &'static str, subject: &'static str, variant: &reference_rules::Variant<P>) -> Variant {
    Variant {
        party,
        name: variant.name,
        sentence: variant.sentence,
        level: variant.level.word(),
        permitted_by: variant.permitted_by,
        subject,
        quiet: match variant.quiet {
            reference_rules::Quiet::None => Quiet::None,
            reference_rules::Quiet::Some(why) => Quiet::Some(why),
            reference_rules::Quiet::Without(lost, why) => Quiet::Without(lost, why),
        },
    }
}
