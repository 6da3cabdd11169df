//! Pages in encodings other than UTF-8: the values of their fields are submitted in the encoding of the page (HTML standard,
//! "selecting a form submission encoding").

#![expect(clippy::unwrap_used, reason = "a test")]

use oauth_harness::model::verdict::Verdict;
use oauth_harness::report::explain;
use wiremock::{Request, ResponseTemplate};

use crate::support::mocked_peer::{parameter, run_steps, serve, target, to};

/// A provider whose login form has the state in a hidden field, and a non-ASCII value in another one. It issues a code only if
/// that value is submitted byte for byte.
async fn field_is_submitted(
    content_type: &'static str,
    before: &'static [u8],
    field: &'static [u8],
    sent: &'static str,
) {
    let server = serve(move |request: &Request| {
        if request.method == "POST" {
            let body = String::from_utf8(request.body.clone()).unwrap();
            let state = body.split('&').find_map(|pair| pair.strip_prefix("state=")).unwrap_or_default();
            if body.split('&').any(|pair| pair == sent) {
                return to(&format!("http://client.test/cb?code=c-1234567890&state={state}"));
            }
            return ResponseTemplate::new(400).set_body_string(format!("it came back as {body}"));
        }
        let form = "<h1>Sign in</h1><form method=post action=/login><input name=username><input type=password name=p>";
        let state = format!("<input type=hidden name=state value='{}'>", parameter(request, "state"));
        let parts =
            [b"<!doctype html>", before, form.as_bytes(), state.as_bytes(), b"<input type=hidden name=firm value='"];
        let page = [parts.concat(), field.to_vec(), b"'><button>Sign in</button></form>".to_vec()].concat();
        ResponseTemplate::new(200).set_body_raw(page, content_type)
    })
    .await;
    let steps = "- authorize: {}\n  expect: {redirect: {to: client, parameters: {has: [code]}}}\n";
    let name = format!("charset-{}", server.address().port());
    let report = run_steps(&name, "provider", steps, &target(&server, "")).await;
    assert_eq!(report.verdict, Verdict::Passed, "{content_type}: {}\n{}", explain(&report), report.transcript());
}

#[tokio::test]
async fn a_field_is_submitted_in_the_encoding_of_its_page() {
    field_is_submitted("text/html; charset=windows-1252", b"", b"caf\xe9 \x80", "firm=caf%E9+%80").await;
    field_is_submitted("text/html; charset=Shift_JIS", b"", b"\x93\xfa\x96{", "firm=%93%FA%96%7B").await;
    field_is_submitted("text/html", b"<meta charset=iso-8859-1>", b"caf\xe9", "firm=caf%E9").await;
    field_is_submitted("text/html; charset=utf-8", b"", "caf\u{e9}".as_bytes(), "firm=caf%C3%A9").await;
    field_is_submitted("text/html", b"", "caf\u{e9}".as_bytes(), "firm=caf%C3%A9").await;
}
