//! The commands for authors: what they print, what they write, and how they end.

use std::path::Path;
use std::process::{Command, Output};

use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::root;
use crate::support::temporary_folder::TemporaryFolder;

#[test]
fn check_counts_what_is_right() {
    let all = harness(&["check"]);
    assert_eq!(all.status.code(), Some(0), "{}", stderr(&all));
    let printed = stdout(&all);
    assert!(printed.contains(" scenarios, ") && printed.trim_end().ends_with(" targets, no mistakes"), "{printed}");
    let one = harness(&["check", "scenarios/provider/code-single-use.yaml"]);
    assert_eq!(stdout(&one), "1 scenario, 1 case, no mistakes\n");
    let mixed = ["check", "scenarios/pair", "scenarios/targets/reference.yaml", "-t", "scenarios/targets/django.yaml"];
    assert!(stdout(&harness(&mixed)).ends_with(", 2 targets, no mistakes\n"));
    // Targets alone are checked together with the scenarios in the program.
    let targets = stdout(&harness(&["check", "scenarios/targets"]));
    assert!(!targets.starts_with("0 ") && targets.ends_with(" targets, no mistakes\n"), "{targets}");
}

#[test]
fn check_reports_every_mistake_of_every_file() {
    let folder = TemporaryFolder::new("mistakes");
    let head = "title: T\nunder-test: provider\nverifies: [rfc6749-4.1.2-code-single-use]\n";
    folder.write(
        "provider/first.yaml",
        &format!("id: first\n{head}steps:\n  - exchnage: {{code: x}}\n  - home: {{az: x}}\n"),
    );
    folder.write("provider/second.yaml", &format!("id: second\n{head}tilte: T\nsteps: []\n"));
    folder.write("provider/third.yaml", "id: third\n\tid: x\n");
    folder.write("my-site.yaml", "title: T\nprovider:\n  url: nowhere\n  pages: {authorization: /a, token: /t}\n");
    folder.write("targets/other.yaml", "title: T\nprovidr: {}\n");
    let output = harness(&["check", &path_in(&folder, "")]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    let printed = stderr(&output);
    for part in [
        "did you mean `exchange`?",
        "unknown key `az`",
        "unknown key `tilte`",
        "without steps judges nothing",
        "YAML is indented with spaces",
        "`nowhere` is not an absolute URL",
        "unknown key `providr`",
    ] {
        assert!(printed.contains(part), "no {part} in:\n{printed}");
    }
    assert!(printed.ends_with("mistakes in 5 files\n"), "{printed}");
}

#[cfg(unix)]
#[test]
fn check_reads_fragments_that_no_scenario_uses() {
    let folder = TemporaryFolder::new("fragments");
    folder.write("sub/fragments/aa.yaml", "id: aa\ntitle: T\nsteps: [{use: {fragment: bb}}]\n");
    folder.write("sub/fragments/bb.yaml", "id: bb\ntitle: T\nsteps: [{use: {fragment: aa}}, exchnge]\n");
    for path in ["sub/fragments", "sub/fragments/bb.yaml"] {
        let printed = stderr(&harness(&["check", &path_in(&folder, path)]));
        assert!(printed.contains("did you mean `exchange`?") && !printed.contains("under-test"), "{path}: {printed}");
    }
    let printed = stderr(&harness(&["check", &path_in(&folder, "sub/fragments")]));
    assert!(printed.contains("2 mistakes in"), "the circle, and the step: {printed}");
    // The scenarios lie elsewhere.
    let plan = root().join("scenarios/provider/code-single-use.yaml");
    std::fs::create_dir_all(folder.file("plans/provider")).expect("a folder");
    std::fs::copy(plan, folder.file("plans/provider/code-single-use.yaml")).expect("copied");
    let printed = stderr(&harness(&["check", &path_in(&folder, "")]));
    assert!(printed.contains("2 mistakes in"), "{printed}");
}

#[test]
fn check_reports_files_that_cannot_be_read_or_would_be_skipped() {
    use std::os::unix::fs::symlink;
    let folder = TemporaryFolder::new("odd-files");
    let plan = "title: T\nunder-test: provider\nverifies: [rfc6749-4.1.2-code-single-use]\n\
                 control: {none: a test}\nsteps:\n  - exchange: {code: x}\n    expect: {oauth-error: invalid_grant}\n";
    folder.write("provider/good.yaml", &format!("id: good\n{plan}"));
    folder.write("provider/other.yml", &format!("id: other\n{plan}"));
    folder.write("provider/.hidden.yml", "x: y\n");
    symlink("nowhere.yaml", folder.file("provider/dangling.yaml")).expect("a link");
    symlink("nowhere.txt", folder.file("provider/dangling.txt")).expect("a link");
    symlink("self.yaml", folder.file("provider/self.yaml")).expect("a link");
    symlink("..", folder.file("provider/back")).expect("a link");
    symlink("..", folder.file("provider/again")).expect("a link");
    let pipe = Command::new("mkfifo").arg(folder.file("provider/pipe.yaml")).status().expect("it starts");
    assert!(pipe.success());
    let output = harness(&["check", &path_in(&folder, "")]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    let printed = stderr(&output);
    for (file, part) in [
        ("provider/dangling.yaml", "cannot read the scenario: No such file"),
        ("provider/self.yaml", "cannot read the scenario: Too many levels"),
        ("provider/back", "this link leads back to one of its parent folders"),
        ("provider/again", "this link leads back to one of its parent folders"),
        ("provider/other.yml", "a file with the extension `.yml` is ignored"),
        ("provider/pipe.yaml", "this is not a file"),
    ] {
        let of_file = printed.split("error: ").find(|mistake| mistake.contains(file));
        assert!(of_file.is_some_and(|mistake| mistake.starts_with(part)), "no {file}: {part} in:\n{printed}");
    }
    assert!(printed.contains("/other.yaml`") && printed.ends_with("6 mistakes in 6 files\n"), "{printed}");
    let named = harness(&["run", &path_in(&folder, "provider/pipe.yaml")]);
    assert!(stderr(&named).contains("this is not a file"), "{}", stderr(&named));
}

#[test]
fn what_new_writes_passes_check_once_its_todo_is_filled() {
    for folder_name in ["provider", "consumer", "pair"] {
        let folder = TemporaryFolder::new(&format!("new-{folder_name}"));
        let file = path_in(&folder, &format!("{folder_name}/my-scenario.yaml"));
        let written = harness(&["new", &file]);
        assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
        assert!(stdout(&written).contains("once its TODO names a requirement"), "{}", stdout(&written));
        let text = std::fs::read_to_string(&file).expect("written");
        assert!(
            text.starts_with("# yaml-language-server: $schema=../schema/scenario.json\nid: my-scenario\n"),
            "{text}"
        );
        assert!(text.contains(&format!("under-test: {folder_name}\n")), "{text}");
        let unfilled = harness(&["check", &file]);
        assert_eq!(unfilled.status.code(), Some(2));
        assert!(
            stderr(&unfilled).contains("`TODO`") && stderr(&unfilled).contains("1 mistake in 1 file"),
            "{}",
            stderr(&unfilled)
        );
        std::fs::write(&file, text.replace("TODO", "rfc6749-4.1.2-code-single-use")).expect("writable");
        let filled = harness(&["check", &file]);
        assert_eq!(stdout(&filled), "1 scenario, 1 case, no mistakes\n", "{}", stderr(&filled));
        let again = harness(&["new", &file]);
        assert_eq!(again.status.code(), Some(2));
        assert!(stderr(&again).contains("already exists"), "{}", stderr(&again));
        // The plan is not only readable: it can be run.
        let run = harness(&["run", &file, "--no-snapshots"]);
        assert_eq!(run.status.code(), Some(0), "{}", stdout(&run));
    }
    for wrong in ["provider/My ScenarioPlan.yaml", "elsewhere/scenario.yaml", "provider/scenario.yml"] {
        assert_eq!(harness(&["new", wrong]).status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn explain_knows_everything_that_has_a_name() {
    for (name, parts) in [
        (
            "rfc6749-4.1.2-code-single-use",
            &["RFC 6749 §4.1.2 · MUST", "provider/code-single-use", "provider/code-replay-accepted"][..],
        ),
        ("rfc9700-4.1.3-mutation-query", &["rows query-added, empty-query"]),
        ("code-single-use", &["the client `web` redeems", "refused: token", "RFC 6749 §4.1.2 MUST", "more than once"]),
        ("provider/redirect-uri-exact-match", &["trailing-slash", "mutation-path"]),
        ("login-csrf", &["mallory signs in at the consumer", "alice delivers an authorization response"]),
        ("exchange", &["code", "required", "default `web`", "exchange:"]),
        ("oauth-error", &["`invalid_grant`", ", or a list of", "oauth-error: invalid_token"]),
        ("redirect", &["`client`", "parameters"]),
        ("second-client", &["a capability", "provider/code-bound-to-client"]),
        ("clickjacking", &["always-on", "RFC 9700 §4.16 MUST", "provider/clickjacking"]),
        ("rfc9700-4.16-clickjacking", &["always/clickjacking"]),
        ("jwt_with", &["a function", "${jwt_with("]),
        ("use", &["Runs the steps of a fragment", "fragment  text, required", "example from "]),
        ("in parallel", &["(a race)", "outcomes", "200 requests at most", "example from provider/"]),
        ("for each", &["A table", "case  text, required", "${row.KEY}"]),
        ("provider/code-replay-accepted", &["a fault", "rfc6749-4.1.2-code-single-use"]),
        ("Session fixation", &["a term", "provider/session-fixation-at-provider", "asvs5-7.2.4-session-fixation"]),
    ] {
        let output = harness(&["explain", name]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        for part in parts {
            assert!(stdout(&output).contains(part), "{name}: no {part} in:\n{}", stdout(&output));
        }
    }
    let unknown = harness(&["explain", "code-singel-use"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("did you mean `code-single-use`?"), "{}", stderr(&unknown));
    let without = harness(&["explain", "exchange", "--scenarios", "no/such/folder"]);
    assert_eq!(without.status.code(), Some(0), "a step needs no scenario to be explained");
}

#[test]
fn list_counts_the_requirements_of_each_document() {
    let output = harness(&["list", "--requirements"]);
    let printed = stdout(&output);
    assert!(printed.contains("✓ MUST        rfc6749-4.1.2-code-single-use") && printed.contains("· "), "{printed}");
    assert!(printed.contains(" requirements are verified by "), "{printed}");
    let json: serde_json::Value = serde_json::from_str(&stdout(&harness(&["list", "-r", "--json"]))).expect("JSON");
    let entries = json.as_array().expect("a list");
    let entry = entries.iter().find(|entry| entry["id"] == "rfc6749-4.1.2-code-single-use").expect("it is there");
    assert!(entry["verified_by"].as_array().is_some_and(|cases| cases.contains(&"provider/code-single-use".into())));
    assert!(entries.iter().any(|entry| entry["verified_by"] == serde_json::json!([])));
    let json: serde_json::Value =
        serde_json::from_str(&stdout(&harness(&["list", "--json", "--only", "exact-match"]))).expect("JSON");
    assert_eq!(json[0]["name"], "provider/redirect-uri-exact-match");
    assert!(json[0]["cases"].as_array().is_some_and(|cases| cases.len() > 10));
}

#[test]
fn explain_page_says_what_would_be_sent() {
    let folder = TemporaryFolder::new("page");
    folder.write(
        "login.html",
        "<title>Sign \u{1b}[31min</title><form method=post action=/in><input type=hidden name=csrf value=q8XvTn4RzLm0PcYs7>\
         <label>User name <input name=u></label><label>Password <input type=password name=p></label><button>Log in</button></form>",
    );
    let output = harness(&["explain-page", &path_in(&folder, "login.html"), "--base", "https://op.example/x/"]);
    let printed = stdout(&output);
    for part in [
        "login  Asks for a user name and a password.",
        "because",
        "a CSRF token",
        "POST https://op.example/in",
        "u=‹name›",
    ] {
        assert!(printed.contains(part), "no {part} in:\n{printed}");
    }
    assert!(!printed.contains('\u{1b}'), "the page steers the terminal");
    let json: serde_json::Value =
        serde_json::from_str(&stdout(&harness(&["explain-page", &path_in(&folder, "login.html"), "--json"])))
            .expect("JSON");
    assert_eq!(json["page"]["kind"], "login");
    assert_eq!(json["would"]["log in"]["url"], "http://localhost/in");
    let missing = harness(&["explain-page", "no-such-file.html"]);
    assert_eq!(missing.status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn explain_page_opens_a_url_as_a_browser_does() {
    let server = MockServer::start().await;
    let moved = ResponseTemplate::new(302).insert_header("location", "/consent");
    let consent = "<form method=post action=/c><p>Shop wants access to your account.</p><input type=hidden name=client_id value=a>\
                   <button name=a value=1>Allow</button><button name=a value=0>Deny</button></form>";
    Mock::given(path("/start")).respond_with(moved).mount(&server).await;
    Mock::given(path("/consent"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(consent, "text/html"))
        .mount(&server)
        .await;
    Mock::given(path("/json"))
        .respond_with(ResponseTemplate::new(200).set_body_raw("{}", "application/json"))
        .mount(&server)
        .await;
    let (start, json) = (format!("{}/start", server.uri()), format!("{}/json", server.uri()));
    let (page, other, unreachable_page) = tokio::task::spawn_blocking(move || {
        let unreachable_page = harness(&["explain-page", "http://127.0.0.1:0/"]);
        (harness(&["explain-page", &start]), harness(&["explain-page", &json]), unreachable_page)
    })
    .await
    .expect("it ends");
    let printed = stdout(&page);
    for part in ["/start → 302", "consent  Asks whether a client may have access.", "allow", "a=1", "deny", "a=0"] {
        assert!(printed.contains(part), "no {part} in:\n{printed}{}", stderr(&page));
    }
    assert_eq!(other.status.code(), Some(2));
    assert!(stderr(&other).contains("200 with application/json"), "{}", stderr(&other));
    assert_eq!(unreachable_page.status.code(), Some(3));
}

/// A scenario about the token type, which may be written in any case (RFC 6749 §5.1), with its `red-when` and its check.
fn about_the_token_type(id: &str, red_when: &str, check: &str) -> String {
    format!(
        "id: {id}\ntitle: T\nunder-test: provider\nverifies: [rfc6749-5.1-token-type-member]\n{red_when}\
         control: {{ none: the response is what is judged }}\nsteps:\n  - authorize: {{ save: grant }}\n  \
         - exchange: {{ code: \"${{grant.code}}\" }}\n    expect: {check}\n"
    )
}

#[test]
fn check_proves_that_a_scenario_can_fail_and_stays_silent() {
    let folder = TemporaryFolder::new("proof");
    let in_any_case = "{ same: [\"${it.token_type | default('none') | lower}\", bearer] }";
    let in_one_case = "{ json: { with: { \"$.token_type\": Bearer } } }";
    let red_when = "red-when: [provider/token-type-missing]\n";
    folder.write("provider/a-right.yaml", &about_the_token_type("a-right", red_when, in_any_case));
    let proven = harness(&["check", "--proof", &path_in(&folder, "")]);
    let (printed, code) = (stdout(&proven), proven.status.code());
    assert_eq!(code, Some(0), "{printed}{}", stderr(&proven));
    assert!(printed.contains("✓ provider/a-right  proven: red under 1 fault, silent with "), "{printed}");
    assert!(printed.ends_with("\n1 scenario proven, 0 not\n"), "{printed}");

    let unseen = "red-when: [provider/code-replay-accepted]\n";
    folder.write("provider/b-unseen.yaml", &about_the_token_type("b-unseen", unseen, in_any_case));
    folder.write("provider/c-unnamed.yaml", &about_the_token_type("c-unnamed", "", in_any_case));
    folder.write("provider/d-strict.yaml", &about_the_token_type("d-strict", red_when, in_one_case));
    folder.write(
        "provider/e-red.yaml",
        &about_the_token_type("e-red", red_when, "{ json: { with: { \"$.token_type\": mac } } }"),
    );
    let unproven = harness(&["check", "--proof", &path_in(&folder, "")]);
    let printed = stdout(&unproven);
    assert_eq!(unproven.status.code(), Some(2), "{printed}");
    for part in [
        "✗ provider/b-unseen  not proven: red under 0 faults",
        "    `provider/code-replay-accepted` does not turn it red\n",
        "    provider/c-unnamed has no `red-when`. These faults turn it red:\n      red-when: [",
        "provider/token-type-missing",
        "✗ provider/d-strict  not proven: red under 1 fault",
        "    it reports the variant `provider/token-type-in-lower-case`, which conforms: ",
        "    it does not pass without faults:\n",
        "\n1 scenario proven, 4 not\n",
    ] {
        assert!(printed.contains(part), "no {part} in:\n{printed}");
    }
}

#[test]
fn every_command_shows_examples_that_fit_a_terminal() {
    for command in ["check", "explain", "explain-page", "list", "new", "schema", "run", ""] {
        let arguments: Vec<&str> = [command, "--help"].into_iter().filter(|argument| !argument.is_empty()).collect();
        let help = stdout(&harness(&arguments));
        let examples = help.split("Examples:").nth(1).unwrap_or_else(|| panic!("{command} has no examples:\n{help}"));
        for line in examples.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}

fn harness(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oauth-harness"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .output()
        .expect("it starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    anstream::adapter::strip_str(&String::from_utf8_lossy(&output.stderr)).to_string()
}

fn path_in(folder: &TemporaryFolder, name: &str) -> String {
    folder.file(name).display().to_string()
}
