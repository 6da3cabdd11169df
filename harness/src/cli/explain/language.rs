//! What belongs to the language itself and is no kind of step or check: `use`, `in parallel` and `for each`, and the keys of
//! target files that are told about in no other place.

use std::fmt::Write as _;
use std::sync::Arc;

use super::super::print::{self, BOLD, DIM};
use super::arguments::Argument;
use super::kind::{write_arguments, write_example};
use crate::compile::plan::Story;

/// A part of the language.
struct Construct {
    name: &'static str,
    what: &'static str,
    summary: &'static str,
    /// Name, what may be written, whether it is required, and what it is.
    arguments: &'static [(&'static str, &'static str, bool, &'static str)],
    /// What else there is to know.
    besides: &'static str,
    example: &'static str,
}

const CONSTRUCTS: [Construct; 8] = [
    Construct {
        name: "also-at",
        what: "a key of a target file",
        summary: "Further origins of the provider or the consumer: of its login or its consent page, of an API.",
        arguments: &[("also-at", "a list of origins", false, "Each with scheme, host and port: `https://id.example`.")],
        besides: "Browsers go there, what is seen there is looked over as the party's own, and its cookies are the party's. \
                  The origins of `url` and of `pages` need not be named. A host that is nobody's is never fetched: where a \
                  sign-in is sent to one, nothing is judged.",
        example: "provider:\n  \
                  url: https://api.staging.example\n  \
                  also-at: [\"https://login.staging.example\"]",
    },
    Construct {
        name: "control",
        what: "a key of a scenario",
        summary: "Says why no positive control stands before an attack.",
        arguments: &[("none", "text", true, "The reason.")],
        besides: "A positive control is the same step before the attack: same client, same user, same way to authenticate, and \
                  unaltered; it has to work. `check` refuses a judged step without one, unless the step does only what is \
                  usual and expects that it works. So a broken sign-in accuses no other requirement, and no attack counts as \
                  refused where nothing works. Where every attack has its control, `control` is refused.",
        example: "control: { none: \"a secret this short authenticates nothing; `hmac` shows that the method works\" }",
    },
    Construct {
        name: "for each",
        what: "a key of a scenario",
        summary: "A table: each row is a case of its own, told and judged by itself.",
        arguments: &[
            ("case", "text", true, "The name of the row; the case is called `FOLDER/ID/CASE`."),
            (
                "verifies",
                "a list of text",
                false,
                "The requirements that the row is about; the scenario's when absent.",
            ),
            (
                "needs",
                "a list of text",
                false,
                "What the target must offer for this row, beside what the scenario needs.",
            ),
        ],
        besides: "Every other key of a row is a value that the steps know as `${row.KEY}`. It may speak of clients and \
                  users: `${clients.web.redirect_uri}`. A key that some row lacks needs `${row.KEY | default('…')}`.",
        example: "for each:\n  \
                  - { case: trailing-slash, uri: \"${clients.other.redirect_uri}/\" }\n  \
                  - { case: longer-path, uri: \"${clients.other.redirect_uri}/more\" }\n\
                  steps:\n  \
                  - authorize: { client: other, with: { redirect_uri: \"${row.uri}\" } }",
    },
    Construct {
        name: "given",
        what: "a key of a step",
        summary: "What a step's `expect` rests on: where it is not so, the expectation is not judged, and the story goes on.",
        arguments: &[
            ("that", "a value", true, "True where it can be judged; `it` is the step's result."),
            ("else", "text", true, "Why it cannot be judged otherwise."),
        ],
        besides: "Where the target turns out not to offer what the whole case is about, the step `offered` skips it.",
        example: "- exchange: { code: \"${grant.code}\", auth: basic, secret: wrong }\n  \
                    given: { that: \"${it.error == 'invalid_client'}\", else: something else was wrong first }\n  \
                    expect: { status: 401 }",
    },
    Construct {
        name: "in parallel",
        what: "a step that holds others",
        summary: "A race: requests are prepared first and released together. It needs an `expect`.",
        arguments: &[
            (
                "times",
                "a whole number",
                false,
                "How often each request is sent, `1` when absent; 200 requests at most.",
            ),
            ("STEP", "its arguments", false, "One step that is one request: exchange, refresh, revoke, introspect, …"),
            ("steps", "a list of such steps", false, "Several, in the place of one."),
            (
                "save",
                "text",
                false,
                "The name under which the results are kept: `${NAME.results[0]}`, `${NAME.statuses}`.",
            ),
        ],
        besides: "It is judged by `outcomes` (how many of which status) and `distinct` (how many different values).",
        example: "- in parallel: { times: 20, exchange: { code: \"${grant.code}\" } }\n  \
                  expect: { outcomes: { 200: at most 1, 4xx: the rest } }",
    },
    Construct {
        name: "others",
        what: "a key of a target file",
        summary: "Sites that take part and are neither the provider's nor the consumer's: an attacker's own, a partner.",
        arguments: &[("NAME", "an absolute URL", false, "Stories speak of it as `${others.NAME}`.")],
        besides: "Browsers may be sent there; what is seen there counts for nobody. What is the provider's own, on another \
                  host, stands under its `also-at`.",
        example: "others:\n  partner: https://partner.example",
    },
    Construct {
        name: "use",
        what: "a step that holds others",
        summary: "Does the steps of a fragment: a file in a folder `fragments`, in the scenario's folder or beside it.",
        arguments: &[
            ("fragment", "text", true, "The name of the file, without `.yaml`."),
            (
                "with",
                "a mapping",
                false,
                "Its parameters: its steps know them as `${with.…}`, and nothing else of the story.",
            ),
            ("save", "text", false, "The name under which its `result` is kept."),
        ],
        besides: "A step of a fragment that does not work as usual makes the case not judged, as any precondition.",
        example: "- use: { fragment: tokens, with: { client: spa }, save: first }",
    },
    Construct {
        name: "verifies",
        what: "a key of a scenario, a row or a step",
        summary: "The requirements that `expect` is about: those of the step, or else of the row, or else of the scenario.",
        arguments: &[("verifies", "a list of text", true, "Their ids; `[]` at a step makes it a precondition.")],
        besides: "A judged step is about one requirement. It may name several only where its checks can tell them apart \
                  (`id-token`, `shape`): `check` refuses it otherwise, and a requirement that no step judges.",
        example: "- exchange: { code: \"${grant.code}\" }\n  \
                    verifies: [rfc6749-5.1-token-type-member]\n  \
                    expect: { json: { has: [token_type] } }",
    },
];

/// The names that are explained here.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    CONSTRUCTS.iter().map(|construct| construct.name)
}

/// A part of the language in words; `None` where none has that name.
pub(super) fn explain(name: &str, stories: &[Arc<Story>]) -> Option<String> {
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
    let _ = writeln!(text, "\n{BOLD}such as{BOLD:#}");
    for line in construct.example.lines() {
        let _ = writeln!(text, "  {DIM}{line}{DIM:#}");
    }
    write_example(&mut text, stories, |step| step.kind.value == name);
    Some(text)
}
