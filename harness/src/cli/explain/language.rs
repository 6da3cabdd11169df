//! Parts of the language that are not a kind of step or check: `use`, `in parallel` and `for each`, and keys of target files
//! that are explained nowhere else.

use std::fmt::Write as _;
use std::sync::Arc;

use super::super::print::{self, BOLD, DIM};
use super::arguments::Argument;
use super::kind::{write_arguments, write_example};
use crate::compile::plan::ScenarioPlan;

/// A part of the language.
struct Construct {
    name: &'static str,
    what: &'static str,
    summary: &'static str,
    /// Name, permitted value, whether it is required, and what it is.
    arguments: &'static [(&'static str, &'static str, bool, &'static str)],
    /// Anything else to know.
    besides: &'static str,
    example: &'static str,
}

const CONSTRUCTS: [Construct; 8] = [
    Construct {
        name: "also-at",
        what: "a key of a target file",
        summary: "Further origins of the provider or the consumer: of its login or its consent page, of an API.",
        arguments: &[("also-at", "a list of origins", false, "Each with scheme, host and port: `https://id.example`.")],
        besides: "Browsers follow links there, responses from there are checked as the party's own, and its cookies \
                  are the party's. The origins of `url` and of `pages` need not be listed. A host that belongs to no \
                  party is never contacted: a sign-in that leads to one is inconclusive.",
        example: "provider:\n  \
                  url: https://api.staging.example\n  \
                  also-at: [\"https://login.staging.example\"]",
    },
    Construct {
        name: "control",
        what: "a key of a scenario",
        summary: "Says why an attack has no positive control before it.",
        arguments: &[("none", "text", true, "The reason.")],
        besides: "A positive control is the same step before the attack: same client, same user, same client \
                  authentication, and unaltered; it has to work. `check` rejects a judged step without one, unless the \
                  step is an ordinary request that is expected to succeed. So a broken sign-in is not reported as a \
                  violation of another requirement, and no attack counts as refused if nothing works. If every attack \
                  has its control, `control` is rejected.",
        example: "control: { none: \"a secret this short authenticates nothing; `hmac` shows that the method works\" }",
    },
    Construct {
        name: "for each",
        what: "a key of a scenario",
        summary: "A table: each row is a case of its own, run and judged separately.",
        arguments: &[
            ("case", "text", true, "The name of the row; the case is called `FOLDER/ID/CASE`."),
            (
                "verifies",
                "a list of text",
                false,
                "The requirements that the row verifies; the scenario's when absent.",
            ),
            (
                "needs",
                "a list of text",
                false,
                "What the target must offer for this row, in addition to what the scenario needs.",
            ),
        ],
        besides: "Every other key of a row is a value that the steps can use as `${row.KEY}`. It may refer to clients \
                  and users: `${clients.web.redirect_uri}`. A key that some row lacks needs `${row.KEY | \
                  default('…')}`.",
        example: "for each:\n  \
                  - { case: trailing-slash, uri: \"${clients.other.redirect_uri}/\" }\n  \
                  - { case: longer-path, uri: \"${clients.other.redirect_uri}/more\" }\n\
                  steps:\n  \
                  - authorize: { client: other, with: { redirect_uri: \"${row.uri}\" } }",
    },
    Construct {
        name: "given",
        what: "a key of a step",
        summary: "The condition of a step's `expect`: if it is not met, the expectation is not judged, and the \
                  scenario goes on.",
        arguments: &[
            ("that", "a value", true, "True if it can be judged; `it` is the step's result."),
            ("else", "text", true, "Why it cannot be judged otherwise."),
        ],
        besides: "If the target turns out not to support what the whole case tests, the step `offered` skips it.",
        example: "- exchange: { code: \"${grant.code}\", auth: basic, secret: wrong }\n  \
                    given: { that: \"${it.error == 'invalid_client'}\", else: something else was wrong first }\n  \
                    expect: { status: 401 }",
    },
    Construct {
        name: "in parallel",
        what: "a step that contains others",
        summary: "Sends requests at once (a race): they are prepared first and released together.",
        arguments: &[
            (
                "times",
                "a whole number",
                false,
                "How often each request is sent, `1` when absent; 200 requests at most.",
            ),
            ("STEP", "its arguments", false, "A step that is one request: exchange, refresh, revoke, introspect, …"),
            ("steps", "a list of such steps", false, "Several steps instead of one."),
            (
                "save",
                "text",
                false,
                "The name under which the results are saved: `${NAME.results[0]}`, `${NAME.statuses}`.",
            ),
        ],
        besides: "It needs an `expect`: `outcomes` (how many responses have which status) or `distinct` (how many different \
                  values).",
        example: "- in parallel: { times: 20, exchange: { code: \"${grant.code}\" } }\n  \
                  expect: { outcomes: { 200: at most 1, 4xx: the rest } }",
    },
    Construct {
        name: "others",
        what: "a key of a target file",
        summary: "Sites that take part and belong neither to the provider nor to the consumer: an attacker's site, a \
                  partner.",
        arguments: &[("NAME", "an absolute URL", false, "Scenarios refer to it as `${others.NAME}`.")],
        besides: "Browsers may be sent there; their responses are not judged. For the provider's own sites on other \
                  hosts use its `also-at`.",
        example: "others:\n  partner: https://partner.example",
    },
    Construct {
        name: "use",
        what: "a step that contains others",
        summary: "Runs the steps of a fragment: a file in a folder `fragments`, in the scenario's folder or next to \
                  it.",
        arguments: &[
            ("fragment", "text", true, "The name of the file, without `.yaml`."),
            (
                "with",
                "a mapping",
                false,
                "Its parameters: its steps can use them as `${with.…}`, and nothing else of the scenario.",
            ),
            ("save", "text", false, "The name under which its `result` is saved."),
        ],
        besides: "A step of a fragment that does not work as usual makes the case inconclusive, like any precondition.",
        example: "- use: { fragment: tokens, with: { client: spa }, save: first }",
    },
    Construct {
        name: "verifies",
        what: "a key of a scenario, a row or a step",
        summary: "The requirements that `expect` judges: those of the step, or else of the row, or else of the scenario.",
        arguments: &[("verifies", "a list of text", true, "Their ids; `[]` at a step makes it a precondition.")],
        besides: "A judged step verifies one requirement. It may name several only if its checks can distinguish them \
                  (`id-token`, `shape`): `check` rejects it otherwise, and a requirement that no step judges.",
        example: "- exchange: { code: \"${grant.code}\" }\n  \
                    verifies: [rfc6749-5.1-token-type-member]\n  \
                    expect: { json: { has: [token_type] } }",
    },
];

/// What a step that contains others does.
pub(super) fn summary(step: &str) -> Option<&'static str> {
    CONSTRUCTS.iter().find(|construct| construct.name == step).map(|construct| construct.summary)
}

/// The names that are explained here.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    CONSTRUCTS.iter().map(|construct| construct.name)
}

/// A part of the language in words; `None` if none has that name.
pub(super) fn explain(name: &str, plans: &[Arc<ScenarioPlan>]) -> Option<String> {
    let construct = CONSTRUCTS.iter().find(|construct| construct.name == name)?;
    let mut text = format!("{BOLD}{}{BOLD:#}  {DIM}{}{DIM:#}\n\n", construct.name, construct.what);
    let _ = writeln!(text, "{}", print::wrapped(construct.summary, 2));
    let arguments = construct.arguments.iter().map(|(name, takes, required, description)| Argument {
        name: (*name).to_owned(),
        takes: (*takes).to_owned(),
        required: *required,
        default: String::new(),
        description: (*description).to_owned(),
    });
    write_arguments(&mut text, &arguments.collect::<Vec<_>>());
    let _ = writeln!(text, "\n{}", print::wrapped(construct.besides, 2));
    let _ = writeln!(text, "\n{BOLD}example{BOLD:#}");
    for line in construct.example.lines() {
        let _ = writeln!(text, "  {DIM}{line}{DIM:#}");
    }
    write_example(&mut text, plans, |step| step.kind.value == name);
    Some(text)
}
