//! Answers that are HTTP, with a body that is made to hurt its reader.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::front::Wire;

const DEEP: usize = 100_000;

/// NUL, escape sequences of a terminal (title, color, hyperlink), C1, and marks that turn text around.
const POISON: &str = "\u{0}\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J\u{202e}desrever\u{2066}\u{feff}\u{7f}";

pub(crate) fn html_nested_deep(wire: &mut Wire) {
    wire.html("<div>".repeat(DEEP).as_bytes());
}

pub(crate) fn a_million_forms(wire: &mut Wire) {
    wire.html("<form>".repeat(1_000_000).as_bytes());
}

/// As many as fit into the largest body that is read.
pub(crate) fn as_many_forms_as_fit(wire: &mut Wire) {
    wire.html("<form></form>".repeat((2 << 20) / 13).as_bytes());
}

pub(crate) fn as_many_fields_as_fit(wire: &mut Wire) {
    let fields = "<input name=a type=password>".repeat((2 << 20) / 28 - 1);
    wire.html(format!("<form>{fields}").as_bytes());
}

pub(crate) fn html_poisoned(wire: &mut Wire) {
    let mut page = format!("<title>{POISON}</title><h1>{POISON}</h1><form action='/{POISON}'><input name='{POISON}'>")
        .into_bytes();
    page.extend_from_slice(b"\xff\xfe\xed\xa0\x80<button>\xc0\x80</button></form>");
    wire.html(&page);
}

pub(crate) fn headers_poisoned(wire: &mut Wire) {
    let poison =
        b"x-a: \x1b[31m\xff\xed\xa0\x80\x9b2J\r\nlocation: /\x1b]0;t\xe2\x80\xae\r\nset-cookie: a\x1b[1m=\xff\x80";
    let head = [
        &b"HTTP/1.1 400 \x1b[31mBad\r\ncontent-type: text/html\x1b[2J\r\n"[..],
        poison,
        b"\r\ncontent-length: 0\r\n\r\n",
    ];
    let _ = wire.write(&head.concat());
}

pub(crate) fn arrays_nested_deep(wire: &mut Wire) {
    wire.json(format!("{{\"access_token\":{}{}}}", "[".repeat(DEEP), "]".repeat(DEEP)).as_bytes());
}

pub(crate) fn objects_nested_deep(wire: &mut Wire) {
    wire.json(format!("{}1{}", "{\"keys\":".repeat(DEEP), "}".repeat(DEEP)).as_bytes());
}

pub(crate) fn json_poisoned(wire: &mut Wire) {
    let escaped = "\\u0000\\u001b[31m\\u009b2J\\u202e\\u2066";
    let body = format!(
        "{{\"error\":\"invalid_{escaped}\",\"error_description\":\"{escaped}\",\"{escaped}\":1,\"token_type\":\"{escaped}\",\
         \"active\":\"{escaped}\",\"issuer\":\"{escaped}\",\"access_token\":\"{escaped}\"}}"
    );
    wire.answer("400 Bad Request\r\ncontent-type: application/json\r\ncache-control: no-store", body.as_bytes());
}

pub(crate) fn lone_surrogates(wire: &mut Wire) {
    wire.json(br#"{"access_token":"\ud800","token_type":"\udc00\ud800","keys":"\ud83d"}"#);
}

pub(crate) fn invalid_utf_8(wire: &mut Wire) {
    wire.json(b"{\"access_token\":\"\xff\xfe\xc0\x80\xed\xa0\x80\",\"token_type\":\"Bearer\"}");
}

/// The honest token response, in which only the lifetime is not as it should be.
fn token(wire: &mut Wire, lifetime: &str) {
    let mut answer = wire.honest_json();
    answer["expires_in"] = json!("LIFETIME");
    wire.json(answer.to_string().replace("\"LIFETIME\"", lifetime).as_bytes());
}

pub(crate) fn a_lifetime_beyond_numbers(wire: &mut Wire) {
    token(wire, "1e999");
}

pub(crate) fn a_negative_lifetime(wire: &mut Wire) {
    token(wire, "-9223372036854775808");
}

pub(crate) fn a_huge_lifetime(wire: &mut Wire) {
    token(wire, "18446744073709551615");
}

pub(crate) fn a_lifetime_of_many_digits(wire: &mut Wire) {
    token(wire, &"9".repeat(1 << 20));
}

/// To ask again in as many seconds as there are numbers for, for a code that never expires.
pub(crate) fn a_device_that_waits_without_end(wire: &mut Wire) {
    let mut answer = wire.honest_json();
    (answer["interval"], answer["expires_in"]) = (json!(u64::MAX), json!(u64::MAX));
    wire.json(answer.to_string().as_bytes());
}

pub(crate) fn a_device_with_lifetimes_below_zero(wire: &mut Wire) {
    let mut answer = wire.honest_json();
    (answer["interval"], answer["expires_in"]) = (json!(i64::MIN), json!(-1e308));
    wire.json(answer.to_string().as_bytes());
}

/// The honest token response with another ID token: a header, claims, and the honest signature.
fn id_token(wire: &mut Wire, change: impl Fn(&mut Value, &mut Value)) {
    let mut answer = wire.honest_json();
    let token = answer["id_token"].as_str().unwrap_or_default().to_owned();
    let parts: Vec<&str> = token.split('.').collect();
    if let [header, claims, signature] = parts[..] {
        let read = |part: &str| -> Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap_or_default()).unwrap_or_default()
        };
        let (mut header, mut claims) = (read(header), read(claims));
        change(&mut header, &mut claims);
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        answer["id_token"] = json!(format!("{}.{}.{signature}", part(&header), part(&claims)));
    }
    wire.json(answer.to_string().as_bytes());
}

pub(crate) fn an_id_token_with_ten_thousand_members(wire: &mut Wire) {
    id_token(wire, |header, claims| {
        for n in 0..10_000 {
            header[format!("h{n}")] = json!(n);
            claims[format!("c{n}")] = json!({ "n": [n] });
        }
    });
}

/// RFC 7797.
pub(crate) fn an_id_token_that_is_not_encoded(wire: &mut Wire) {
    id_token(wire, |header, _| (header["b64"], header["crit"]) = (json!(false), json!(["b64"])));
}

/// RFC 7516 section 4.1.3: what a JWE may be, and a JWS may not.
pub(crate) fn an_id_token_that_says_it_is_compressed(wire: &mut Wire) {
    id_token(wire, |header, _| header["zip"] = json!("DEF"));
}

pub(crate) fn an_id_token_with_numbers_beyond_time(wire: &mut Wire) {
    id_token(wire, |_, claims| {
        (claims["exp"], claims["iat"], claims["auth_time"]) = (json!(1e308), json!(-1e308), json!(u64::MAX));
    });
}

/// The honest key set, each key changed.
fn keys(wire: &mut Wire, change: impl Fn(&mut Vec<Value>)) {
    let mut answer = wire.honest_json();
    if let Some(keys) = answer["keys"].as_array_mut() {
        change(keys);
    }
    wire.json(answer.to_string().as_bytes());
}

/// The right one is the last, and all have its name.
pub(crate) fn ten_thousand_keys(wire: &mut Wire) {
    let answer = wire.honest_json();
    let kid = &answer["keys"][0]["kid"];
    let coordinate = URL_SAFE_NO_PAD.encode([1; 32]);
    let other = json!({ "kty": "EC", "crv": "P-256", "kid": kid, "x": coordinate, "y": coordinate });
    // As text: the memory that the peer takes is measured as well.
    let mut set = String::with_capacity(2 << 20);
    set.push_str("{\"keys\":[");
    let other = format!("{other},");
    (0..10_000).for_each(|_| set.push_str(&other));
    set.push_str(&answer["keys"].to_string()[1..]);
    set.push('}');
    wire.json(set.as_bytes());
}

fn rsa(wire: &mut Wire, bytes: usize, exponent: &str) {
    let modulus = URL_SAFE_NO_PAD.encode(vec![0xff; bytes]);
    keys(wire, |keys| {
        for key in keys {
            *key = json!({ "kty": "RSA", "kid": key["kid"], "n": modulus, "e": exponent });
        }
    });
}

pub(crate) fn rsa_of_16_kbit(wire: &mut Wire) {
    rsa(wire, 2048, "AQAB");
}

pub(crate) fn rsa_with_exponent_1(wire: &mut Wire) {
    rsa(wire, 256, "AQ");
}

pub(crate) fn rsa_with_an_exponent_as_long_as_the_modulus(wire: &mut Wire) {
    rsa(wire, 512, &URL_SAFE_NO_PAD.encode([0xff; 512]));
}

/// The honest metadata, with every endpoint somewhere else.
fn metadata(wire: &mut Wire, elsewhere: &str) {
    let mut answer = wire.honest_json();
    for (name, value) in answer.as_object_mut().into_iter().flatten() {
        if name.ends_with("_endpoint") || name.ends_with("_uri") {
            *value = json!(elsewhere);
        }
    }
    wire.json(answer.to_string().as_bytes());
}

pub(crate) fn metadata_of_a_file(wire: &mut Wire) {
    metadata(wire, "file:///etc/passwd");
}

pub(crate) fn metadata_of_data(wire: &mut Wire) {
    metadata(wire, "data:application/json,{\"keys\":[]}");
}

/// A service on this machine that no party should ask.
pub(crate) fn metadata_of_a_service_on_this_machine(wire: &mut Wire) {
    metadata(wire, &super::bystander());
}
