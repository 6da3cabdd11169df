//! No secret is printed or stored, however a provider alters its responses: token responses that are malformed, and errors
//! that repeat the request. The references are in `canary.rs`.

use std::collections::BTreeMap;
use std::path::Path;

use oauth_harness::model::source::Source;
use oauth_harness::run::{Options, run_case};
use wiremock::{Request, ResponseTemplate};

use crate::support::canaries::{ODD, leaks, sinks};
use crate::support::mocked_peer::{SECRET, serve};
use crate::support::mocked_provider;
use crate::support::program::{harness, text};
use crate::support::temporary_folder::TemporaryFolder;

#[tokio::test]
async fn malformed_token_responses_are_shown_without_their_tokens() {
    for (name, body) in MALFORMED {
        assert_silent(name, move |_| answer(body)).await;
    }
}

#[tokio::test]
async fn what_a_provider_repeats_is_shown_without_the_secrets_in_it() {
    for (name, echo) in ECHOES {
        assert_silent(name, move |request| {
            let body = echo(request);
            let media_type = if body.starts_with("<!doctype") { "text/html" } else { "application/json" };
            ResponseTemplate::new(400).set_body_raw(body, media_type)
        })
        .await;
    }
}

#[tokio::test]
async fn what_a_parser_made_of_a_secret_is_shown_without_it() {
    for (name, alter) in ALTERED {
        let page = move |request: &Request| {
            let said = alter(&sent(request));
            ResponseTemplate::new(400)
                .set_body_raw(format!("{{\"error\":\"x\",\"hint\":{said:?}}} {said}"), "text/plain")
        };
        assert_no_piece(name, &ALTERABLE_PIECES, page).await;
    }
}

#[tokio::test]
async fn tokens_that_look_like_none_are_not_shown() {
    for (name, body, pieces) in UNUSUAL {
        let answer = move |_: &Request| ResponseTemplate::new(200).set_body_raw(body, "application/json");
        assert_no_piece(name, &pieces, answer).await;
    }
}

#[tokio::test]
async fn other_secrets_of_a_target_file_are_not_shown() {
    let peer = serve(|_| ResponseTemplate::new(400).set_body_raw(format!("not {PASSPHRASE}!"), "text/plain")).await;
    let environment = BTreeMap::from([("CANARY".to_owned(), PASSPHRASE.to_owned())]);
    let (host, plain) = (peer.address().to_string(), mocked_provider::target(&peer, ""));
    for target in [
        plain.replace("//127", "//api:${env.CANARY}@127"),
        plain.replace("//127", &format!("//api:{PASSPHRASE}@127")),
        plain.replace("//127", &format!("//{PASSPHRASE}@127")),
        plain.replace(&host, "op.test") + &format!("connection: {{proxy: 'http://us:{PASSPHRASE}@{host}'}}\n"),
        plain.replace(&host, "op.test") + &format!("connection: {{proxy: 'http://{PASSPHRASE}@{host}'}}\n"),
        plain.clone() + &format!("others: {{rogue: 'http://us:{PASSPHRASE}@rogue.test'}}\n"),
        plain.clone() + "authorization-parameters: {key: '${env.CANARY}'}\n",
        plain.clone() + "sign-in-requests:\n- {url: /log-in, headers: {X-API-Key: \"${env['CANARY']}\"}}\n",
    ] {
        let source = Source::new(Path::new("target.yaml"), format!("title: T\n{target}"));
        let read = oauth_harness::syntax::target::read(&source, &environment);
        let read = read.unwrap_or_else(|mistakes| panic!("{target}: {mistakes:?}"));
        let suite =
            mocked_provider::suite(&plain, "- exchange: { client: web, code: abc }\n  expect: { status: 418 }\n");
        let found = run_case(&suite.cases()[0], &read, &Options::default()).await;
        assert!(found.transcript().contains("not <"), "the response is not shown: {}", found.transcript());
        for (sink, shown) in sinks(&found).into_iter().chain([("debug output of the target", format!("{read:?}"))]) {
            assert!(!shown.contains("harbor"), "{target}, {sink}: {shown}");
        }
    }
}

#[tokio::test]
async fn environment_variables_that_are_not_secret_are_shown() {
    let peer =
        serve(|_| ResponseTemplate::new(400).set_body_raw("not for web, alice, read:all or staging", "text/plain"));
    let peer = peer.await;
    let plain = mocked_provider::target(&peer, "");
    let target = plain.replace("id: web", "id: '${env.ID}'").replace("name: alice", "name: '${env.USER_NAME}'")
        + "scope: 'openid ${env.SCOPE}'\nothers: {rogue: 'http://${env.STAGE}.rogue.test'}\n";
    let values = [("ID", "web"), ("USER_NAME", "alice"), ("SCOPE", "read:all"), ("STAGE", "staging")];
    let environment: BTreeMap<String, String> =
        values.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
    let source = Source::new(Path::new("target.yaml"), format!("title: T\n{target}"));
    let read = oauth_harness::syntax::target::read(&source, &environment).expect("valid");
    let suite = mocked_provider::suite(&plain, "- exchange: { client: web, code: abc }\n  expect: { status: 418 }\n");
    let shown = run_case(&suite.cases()[0], &read, &Options::default()).await.transcript();
    assert!(shown.contains("not for web, alice, read:all or staging"), "{shown}");
}

#[test]
fn help_does_not_show_the_environment() {
    let names = ["PROVIDER", "CLIENT_ID", "CLIENT_SECRET", "SCOPE", "BASE_URL", "TOKEN_ENDPOINT"];
    let mut help = harness(&["consumer", "--help"]);
    help.envs(names.map(|name| (format!("OAUTH_CONSUMER_{name}"), format!("http://user:{PASSPHRASE}@op.test/"))));
    let shown = text(&help.output().expect("it starts").stdout);
    assert!(shown.contains("OAUTH_CONSUMER_PROVIDER") && !shown.contains(PASSPHRASE), "{shown}");
}

#[test]
fn a_page_is_explained_without_the_secrets_in_it() {
    let folder = TemporaryFolder::new("explained");
    folder.write(
        "page.html",
        "<title>Log in</title><form method=post action='/in?ticket=Zq7vK2xW9p#code=T4mB6hJ8nR'>\
         <input type=hidden name=csrf value=a7!Zq7vK2><input type=hidden name=note value=hJ8nR3>\
         <input type=hidden name=next value='/authorize?state=xW9pT4mB6&client_id=web'>\
         <input name=u><input type=password name=p value=T4mB6><button>Log in</button></form>\
         <a href='/reset?token=hJ8nR3Zq7'>Reset Zq7vK2xW9p</a><p>Your code is T4mB6hJ8nR",
    );
    for options in [&[][..], &["--json"]] {
        let output = harness(&["explain-page"]).arg(folder.file("page.html")).args(options).output();
        let output = output.expect("it starts");
        let printed = text(&output.stdout);
        assert!(output.status.success() && printed.contains("login"), "{printed}{}", text(&output.stderr));
        let seen: Vec<&str> =
            ALTERABLE_PIECES.into_iter().filter(|piece| printed.to_lowercase().contains(piece)).collect();
        assert!(seen.is_empty(), "{seen:?} in {printed}");
    }
}

#[test]
fn a_mistake_in_a_target_file_is_shown_without_the_secrets_of_its_line() {
    for line in [
        "clients: { web: { id: x, secret: hunter2-canary, redirect_uri: 'http://c.test/cb' } }",
        "users: { alice: { name: alice, password: 'hunter2-canary', shows: Alice, age: 4 } }",
        "users: { alice: { name: alice, password: hunter2-canary, totp-secret: not-base32!, shows: Alice } }",
        "provider: { url: 'http://user:hunter2-canary@op.test', pages: { } }",
        "connection: { proxy: 'ftp://user:hunter2-canary@proxy.test' }",
        "connection: { proxy: 'ftp://user:a/b#hunter2,hunter2@x?hunter2@proxy.test' }",
        "provider: { url: 'ftp:/user:hunter2-canary@op.test', pages: { } }",
        "provider: { url: 'http://hunter2-canary@op.test:port', pages: { } }",
    ] {
        let text = format!("title: T\n{line}\n");
        let source = Source::new(Path::new("target.yaml"), text);
        let mistakes = oauth_harness::syntax::target::read(&source, &BTreeMap::new()).expect_err("a mistake");
        for mistake in mistakes {
            for shown in [mistake.render(false), mistake.render(true), mistake.excerpt(), format!("{mistake:?}")] {
                assert!(!shown.contains("hunter2"), "{shown}");
            }
        }
    }
}

/// A secret that nothing but its origin shows to be one.
const PASSPHRASE: &str = "quiet-harbor-lantern";

const CODE: &str = "SplxlOBeZQQYbYS6WxSbIA";
const ACCESS: &str = "V97p07vhQ8z1YxkWw0Lr5v7Ab3Kd";
const REFRESH: &str = "Ras_qYMs-2d8fJc0XwPz4T1nUeHk";
const ID: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZS00MiJ9.c2lnbmF0dXJlLW9mLXRoaXM";

/// A secret of which every piece is known again, whatever becomes of the signs between them.
const ALTERABLE: &str = r"Zq7vK2&xW9p  T4mB6é+<hJ8nR3> ";
const ALTERABLE_PIECES: [&str; 4] = ["zq7vk2", "xw9p", "t4mb6", "hj8nr3"];

type Alteration = fn(&str) -> String;

/// What parsers and printers of HTML, URLs, JavaScript and mail make of a secret.
const ALTERED: [(&str, Alteration); 14] = [
    ("spaces-collapsed", |secret| secret.split_whitespace().collect::<Vec<_>>().join(" ")),
    ("spaces-dropped", |secret| secret.replace(' ', "")),
    ("tabs-for-spaces", |secret| secret.replace(' ', "\t")),
    ("small-letters", str::to_lowercase),
    ("capitals", str::to_uppercase),
    ("accents-apart", |secret| secret.replace('é', "e\u{301}")),
    ("accents-lost", |secret| secret.replace('é', "?")),
    ("misread-as-latin-1", |secret| secret.replace('é', "Ã©")),
    ("references", |secret| {
        secret.replace('&', "&amp;").replace('é', "&eacute;").replace('<', "&lt;").replace('+', "&plus;")
    }),
    ("references-without-semicolon", |secret| secret.replace('&', "&amp").replace('é', "&#233").replace('<', "&lt")),
    ("tags", |secret| {
        format!("<b>{}", secret.replace('<', "</b>&lt;").replace('&', "&amp;<wbr>").replace("&amp;<wbr>lt;", "&lt;"))
    }),
    ("javascript", |secret| secret.replace('&', r"\x26").replace('é', r"\u{e9}").replace('<', r"\x3c")),
    ("octal", |secret| secret.replace('&', r"\046").replace('é', r"\303\251")),
    ("quoted-printable", |secret| secret.replace('&', "=26").replace('é', "=C3=A9").replace('<', "=\n=3C")),
];

/// Token responses with tokens that have no length, no digits, or other signs than most; and the pieces of them.
const UNUSUAL: [(&str, &str, [&str; 2]); 8] = [
    ("short", r#"{"access_token":"k7!w2$p","refresh_token":"9xq2","token_type":"Bearer"}"#, ["k7!w2", "9xq2"]),
    ("signs", r#"{"access_token":"ab!cd*ef$gh|ij~kl","token_type":"Bearer"}"#, ["ab!cd*ef", "gh|ij~kl"]),
    ("signs-truncated", r#"{"access_token":"ab!cd,ef;gh&ij(kl","exp"#, ["ab!cd,ef", "gh&ij(kl"]),
    ("camel-case", "accessToken: quietmountainriver\n", ["quietmount", "ainriver"]),
    ("kebab-case", "access-token=quietmountainriver", ["quietmount", "ainriver"]),
    ("spaces", "Access Token: quietmountainriver", ["quietmount", "ainriver"]),
    ("short-in-prose", "OK k7w2p9x!", ["k7w2p9x", "w2p9"]),
    ("another-name", r#"{"session":"k7w2p9x","token_type":"Bearer"}"#, ["k7w2p9x", "w2p9"]),
];

/// Token responses of providers that get it wrong: `A`, `R` and `I` represent the tokens.
const MALFORMED: [(&str, &str); 18] = [
    ("form", "access_token={A}&refresh_token={R}&id_token={I}&token_type=bearer"),
    ("truncated", r#"{"access_token":"{A}","refresh_token":"{R}","id_token":"{I}","exp"#),
    ("truncated-in-a-token", r#"{"token_type":"Bearer","refresh_token":"{R}","access_token":"{A}"#),
    ("byte-order-mark", "\u{feff}{\"access_token\":\"{A}\",\"refresh_token\":\"{R}\"}"),
    ("array", r#"[{"access_token":"{A}","refresh_token":"{R}"}]"#),
    ("string", r#""{\"access_token\":\"{A}\",\"refresh_token\":\"{R}\"}""#),
    ("xml", "<r><access_token>{A}</access_token><refresh_token>{R}</refresh_token></r>"),
    ("prose", "OK {access_token=\"{A}\", refresh_token=\"{R}\"}"),
    ("description", r#"{"error":"invalid_grant","error_description":"token is {A} and {R}"}"#),
    ("list-of-tokens", r#"{"access_token":["{A}","{R}"],"token_type":"Bearer"}"#),
    ("nested", r#"{"data":{"tokens":{"access":{"value":"{A}"},"refresh":{"value":"{R}"}}}}"#),
    ("other-names", r#"{"accessToken":"{A}","refreshToken":"{R}","jwt":"{I}"}"#),
    ("unnamed", "{A} {R} {I}"),
    ("yaml", "access_token: {A}\nrefresh_token: {R}\n"),
    ("single-quotes", "{'access_token': '{A}', 'refresh_token': '{R}', 'id_token': '{I}'}"),
    ("page", "<!doctype html><title>Debug</title><pre>access_token = {A}\nrefresh: {R}</pre>"),
    ("escaped-page", "<!doctype html><p>{&quot;access_token&quot;:&quot;{A}&quot;,&quot;rt&quot;:&quot;{R}&quot;}</p>"),
    ("right", r#"{"access_token":"{A}","refresh_token":"{R}","token_type":"Bearer","expires_in":60}"#),
];

fn answer(body: &str) -> ResponseTemplate {
    let body = body.replace("{A}", ACCESS).replace("{R}", REFRESH).replace("{I}", ID);
    let media_type = if body.starts_with("<!doctype") { "text/html" } else { "application/json" };
    ResponseTemplate::new(200).set_body_raw(body, media_type)
}

type Echo = fn(&Request) -> String;

/// Providers that repeat the request in their error.
const ECHOES: [(&str, Echo); 5] = [
    ("raw", |request| format!("{:?}\n{}", request.headers, String::from_utf8_lossy(&request.body))),
    ("json", |request| {
        let fields: Vec<(String, String)> = form_urlencoded::parse(&request.body).into_owned().collect();
        serde_json::json!({ "error": "invalid_request", "error_description": fields }).to_string()
    }),
    ("json-in-ascii", |request| {
        let secret = sent(request).replace('\\', r"\\").replace('"', "\\\"").replace('é', "\\u00e9");
        format!(r#"{{"error":"invalid_client","error_description":"{secret} is not it"}}"#)
    }),
    ("html", |request| {
        let escaped = sent(request).replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        format!("<!doctype html><h1>Wrong secret {escaped}</h1><p>{escaped}</p>")
    }),
    ("lines", |request| {
        let secret = sent(request);
        let middle = secret.char_indices().nth(9).map_or(0, |(at, _)| at);
        format!("wrong secret:\n  {}\n  {}\n", &secret[..middle], &secret[middle..])
    }),
];

fn sent(request: &Request) -> String {
    let fields = form_urlencoded::parse(&request.body);
    let secret = fields.into_owned().find(|(name, _)| name == "client_secret").map(|(_, value)| value);
    secret.unwrap_or_default()
}

/// A plan that ends with a finding about the response, and one that cannot go on because of it.
const SCENARIOS: [&str; 2] = [
    "- exchange: { client: odd, code: \"${'SplxlOBeZ' ~ 'QQYbYS6WxSbIA'}\" }\n  expect: { status: 418 }\n",
    "- exchange: { client: odd, code: \"${'SplxlOBeZ' ~ 'QQYbYS6WxSbIA'}\", save: tokens }\n- call-api: { token: '${tokens.access_token}' }\n  expect: { status: 418 }\n",
];

/// No report of a plan has a piece of a secret in it, in letters of any case.
async fn assert_no_piece(
    name: &str,
    pieces: &[&str],
    answer: impl Fn(&Request) -> ResponseTemplate + Send + Sync + 'static,
) {
    let peer = serve(answer).await;
    let more = format!("  odd: {{id: odd, redirect-uri: 'http://odd.test/cb', auth: post, secret: '{ALTERABLE}'}}\n");
    for steps in SCENARIOS {
        let suite = mocked_provider::suite(&mocked_provider::target(&peer, &more), steps);
        let found = run_case(&suite.cases()[0], &suite.target, &Options::default()).await;
        for (sink, shown) in sinks(&found) {
            let shown = shown.to_lowercase();
            let seen: Vec<&&str> = pieces.iter().filter(|piece| shown.contains(**piece)).collect();
            assert!(seen.is_empty(), "{name}, {sink}: {seen:?} in {shown}");
        }
    }
}

async fn assert_silent(name: &str, answer: impl Fn(&Request) -> ResponseTemplate + Send + Sync + 'static) {
    let peer = serve(answer).await;
    let more = format!(
        "  odd: {{id: odd, redirect-uri: 'http://odd.test/cb', auth: AUTH, secret: '{}'}}\n",
        ODD.replace('\'', "''")
    );
    for auth in ["basic", "post"] {
        for steps in SCENARIOS {
            let suite = mocked_provider::suite(&mocked_provider::target(&peer, &more.replace("AUTH", auth)), steps);
            let found = run_case(&suite.cases()[0], &suite.target, &Options::default()).await;
            let canaries = [ACCESS, REFRESH, ID, ODD, CODE, SECRET].map(str::to_owned);
            let leaks = leaks(&found, &canaries, name);
            assert!(leaks.is_empty(), "{}", leaks.join("\n"));
        }
    }
}
