//! Answers that never end, are too large, or are not HTTP.

use std::io::Write as _;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compress, Compression, FlushCompress};

use super::front::Wire;

pub(crate) fn never_answers(wire: &mut Wire) {
    wire.keep_open();
}

pub(crate) fn one_byte_a_second(wire: &mut Wire) {
    let mut more = wire.write(b"HTTP/1.1 200 OK\r\nx-slow: ");
    while more {
        more = wire.is_wanted_after_a_second() && wire.write(b"x");
    }
}

/// Sends a beginning, and then the same bytes as long as they are taken, up to 10 GB.
fn flood(wire: &mut Wire, beginning: &[u8], again: &[u8]) {
    let block = again.repeat(65_536_usize.div_ceil(again.len()));
    let mut left = if wire.write(beginning) { (10 << 30) / block.len() } else { 0 };
    while left > 0 && wire.write(&block) {
        left -= 1;
    }
}

pub(crate) fn headers_without_end(wire: &mut Wire) {
    flood(wire, b"HTTP/1.1 200 OK\r\n", b"x-flood: 1\r\n");
}

pub(crate) fn ten_gigabytes_in_chunks(wire: &mut Wire) {
    let beginning = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n";
    flood(wire, beginning, format!("4000\r\n{}\r\n", "<p>\n".repeat(0x1000)).as_bytes());
}

/// One block of compressed zeros, which can be repeated: 1 GB in 1 MB.
static DEFLATED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let (zeros, mut block) = (vec![0; 1 << 20], Vec::with_capacity(8192));
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(&zeros, &mut block, FlushCompress::Full).expect("zeros can be compressed");
    assert!(block.len() < 2048, "{} bytes", block.len());
    block.repeat(1024)
});

pub(crate) fn gzip_bomb(wire: &mut Wire) {
    let mut body = b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec();
    body.write_all(&DEFLATED).expect("a vector takes everything");
    wire.answer("200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip", &body);
}

/// 64 MB of zeros, in 106 bytes.
const BROTLI: &str = "y///P/gnAOKxQCD3/o///3/wTwDEYRGA7v0f////4J8AiMMCAN37P/7//8E/ARCHBQC693/8//+DfwIgDgsAdO//+P//B/8EQBwW\
                      AOje//H//w/+CYA4LADQvf/L//8//BMAcVgAoHv/Bw==";

pub(crate) fn brotli_bomb(wire: &mut Wire) {
    let body = STANDARD.decode(BROTLI).expect("it is base64");
    wire.answer("200 OK\r\ncontent-type: text/html\r\ncontent-encoding: br", &body);
}

pub(crate) fn redirects_without_end(wire: &mut Wire) {
    let next = wire.next();
    wire.answer(&format!("302 Found\r\nlocation: {next}"), b"");
}

pub(crate) fn scripts_without_end(wire: &mut Wire) {
    let next = wire.next();
    wire.html(format!("<script>location.href = '{next}'</script>").as_bytes());
}

pub(crate) fn meta_refreshes_without_end(wire: &mut Wire) {
    let next = wire.next();
    wire.html(format!("<meta http-equiv=refresh content='0;url={next}'>").as_bytes());
}

/// Each page is a form that submits itself to the next.
pub(crate) fn forms_without_end(wire: &mut Wire) {
    let next = wire.next();
    let page = format!(
        "<body onload='document.forms[0].submit()'><form method=post action='{next}'><input type=hidden name=a></form>"
    );
    wire.html(page.as_bytes());
}

pub(crate) fn a_hundred_thousand_cookies(wire: &mut Wire) {
    let cookies = (0..100_000).fold(String::new(), |all, n| all + &format!("set-cookie: c{n}=1\r\n"));
    let _ = wire.write(format!("HTTP/1.1 200 OK\r\n{cookies}content-length: 0\r\n\r\n").as_bytes());
}

/// As many in each answer as are taken, on a way that does not end.
pub(crate) fn cookies_at_every_hop(wire: &mut Wire) {
    let (number, next) = (wire.number(), wire.next());
    let cookies =
        (0..400).fold(String::new(), |all, n| all + &format!("set-cookie: c{number}x{n}={}\r\n", "v".repeat(900)));
    wire.answer(&format!("302 Found\r\n{cookies}location: {next}"), b"");
}

pub(crate) fn a_header_line_of_a_megabyte(wire: &mut Wire) {
    wire.answer(&format!("200 OK\r\nx-long: {}", "a".repeat(1 << 20)), b"");
}

pub(crate) fn breaks_off(wire: &mut Wire) {
    let _ = wire.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 9000\r\n\r\n<form><input");
}

/// To come back in thirty years.
pub(crate) fn come_back_much_later(wire: &mut Wire) {
    wire.answer("503 Service Unavailable\r\nretry-after: 999999999", b"");
}

pub(crate) fn to_a_file(wire: &mut Wire) {
    wire.answer("302 Found\r\nlocation: file:///etc/passwd", b"");
}

pub(crate) fn to_data(wire: &mut Wire) {
    wire.answer("302 Found\r\nlocation: data:text/html,<form><input type=password></form>", b"");
}

/// A form that asks for a password, under a new name and at a new place each time it is opened.
pub(crate) fn a_page_that_changes(wire: &mut Wire) {
    let (number, next) = (wire.number(), wire.next());
    let page = format!(
        "<h1>Sign in</h1><form method=post action='{next}'><input name=user{number}><input type=password name=p{number}>\
         <button>Sign in</button></form>"
    );
    wire.html(page.as_bytes());
}
