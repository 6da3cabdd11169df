//! Values that have broken servers before.

use proptest::collection::vec;
use proptest::prelude::*;

/// Instead of a value, or anywhere inside one.
const NASTY: &[&str] = &[
    "",
    " ",
    "\0",
    "\r\nX-Injected: 1\r\nSet-Cookie: injected=1\r\n\r\n",
    "\n",
    "'\"><zz onload=\"x\">",
    "</script><zz>",
    "{{ 7919 * 7919 }}",
    "javascript:alert(1)",
    "data:text/html,<zz>",
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "https://localhost:8001@evil.example/",
    "../../../../etc/passwd",
    "%",
    "%zz",
    "%00",
    "%ff",
    "&state=other&",
    "#",
    "?",
    ";",
    "\u{feff}\u{202e}\u{1f600}",
    "\u{2028}",
    "-1",
    "0",
    "99999999999999999999",
    "18446744073709551615",
    "9223372036854775807",
    "1e400",
    "NaN",
    "null",
    "[]",
    "{}",
    "{\"a\":{\"a\":1,\"a\":2}}",
    "..",
    "e30.e30.",
    "eyJhbGciOiJub25lIn0.e30.",
    "urn:ietf:params:oauth:request_uri:x",
    "none login",
];

/// A malicious value: from the list, any bytes, or many repetitions of one byte.
pub(super) fn nasty() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        12 => prop::sample::select(NASTY).prop_map(|text| text.as_bytes().to_vec()),
        2 => vec(any::<u8>(), 0..20),
        1 => (any::<u8>(), 1000..5000_usize).prop_map(|(byte, length)| vec![byte; length]),
    ]
}

/// JSON that is not what was asked for, as text; some of it is not JSON.
pub(super) fn odd_json() -> impl Strategy<Value = String> {
    const ODD: &[&str] = &[
        "null",
        "true",
        "-1",
        "0",
        "0.5",
        "1e308",
        "1e400",
        "-1e308",
        "18446744073709551615",
        "9223372036854775808",
        "\"\"",
        "\"\\u0000\\r\\nX-Injected: 1\"",
        "\"\\ud800\"",
        "\"<zz>\"",
        "\"javascript:alert(1)\"",
        "\"none\"",
        "[]",
        "[[]]",
        "[null, 7, \"\", {}]",
        "{}",
        "{\"keys\": [{}, null, {\"kty\": \"RSA\", \"n\": \"\", \"e\": \"\"}]}",
        "{\"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"\", \"y\": \"AA\"}",
        "{\"essential\": true, \"values\": [null]}",
        "{\"a\": 1, \"a\": 2}",
        "nul",
        "\"",
        "]",
        "1,",
    ];
    prop_oneof![
        12 => prop::sample::select(ODD).prop_map(str::to_owned),
        2 => "[ -~]{0,20}".prop_map(|text| serde_json::Value::from(text).to_string()),
        1 => (1..2000_usize).prop_map(|depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth))),
        1 => (1..500_usize).prop_map(|many| format!("[{}1]", "1,".repeat(many))),
        1 => (1..500_usize).prop_map(|many| format!("[{}\"x\"]", "\"https://client.example/\",".repeat(many))),
    ]
}

/// The JSON object with these members, of which some are missing, repeated or unexpected; it usually remains an object.
pub(super) fn odd_object(members: Vec<(String, String)>) -> impl Strategy<Value = String> {
    let change = (any::<prop::sample::Index>(), 0..4_u8, odd_json());
    vec(change, 0..3).prop_map(move |changes| {
        let mut members = members.clone();
        for (at, kind, value) in changes {
            if members.is_empty() {
                break;
            }
            let at = at.index(members.len());
            match kind {
                0 => drop(members.remove(at)),
                1 => members.push((members[at].0.clone(), value)),
                _ => members[at].1 = value,
            }
        }
        let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    })
}

/// The members of an object, each as text.
pub(super) fn members(object: &serde_json::Value) -> Vec<(String, String)> {
    let object = object.as_object().unwrap();
    object.iter().map(|(name, value)| (name.clone(), value.to_string())).collect()
}
