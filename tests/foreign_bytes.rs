//! Whatever reads foreign bytes keeps its promises: for what the fuzzer has found before (`tests/fuzz/corpus`), and for what
//! comes of putting pieces of that together.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{TestError, TestRunner};

use crate::support::root;

#[path = "fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "it is a crate of its own for the fuzzer")]
mod fuzz;

/// What readers look for, and what they stumble over.
const PIECES: [&[u8]; 24] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\"",
    b"'",
    b"\\",
    b"%",
    b"%25",
    b"&",
    b"&#x0;",
    b"<",
    b"{",
    b"[",
    b"${",
    b"}",
    b";",
    b",",
    b"=",
    b"://",
    b"\xff",
    b"\xe2\x80\xae",
    b"\\ud800",
    b"1e999",
    b"-9223372036854775808",
];

fn corpus(reader: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = root().join("tests/fuzz/corpus").join(reader);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).expect("it can be read"))).collect()
}

#[test]
fn what_the_fuzzer_has_found_before() {
    let corpora = fuzz::READERS.iter().map(|(name, read)| (name, read, corpus(name)));
    for (name, read, inputs) in corpora {
        for (path, input) in inputs {
            let outcome = std::panic::catch_unwind(|| read(&input));
            assert!(outcome.is_ok(), "{name} fails for {}", path.display());
        }
    }
}

/// The beginning of one input, a piece some times, and the end of another.
fn spliced(inputs: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let (pieces, ends) = (select(&PIECES[..]), (any::<Index>(), any::<Index>()));
    (select(inputs.clone()), select(inputs), pieces, 0..4_usize, ends).prop_map(
        |(one, other, piece, times, (to, from))| {
            let (to, from) = (to.index(one.len() + 1), from.index(other.len() + 1));
            [&one[..to], &piece.repeat(times), &other[from..]].concat()
        },
    )
}

#[test]
fn pieces_of_it_put_together() {
    let mut broken = Vec::new();
    for (name, read) in fuzz::READERS {
        let mut inputs: Vec<Vec<u8>> = corpus(name).into_iter().map(|(_, input)| input).collect();
        inputs.push(b"x".to_vec());
        let mut runner =
            TestRunner::new(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() });
        let outcome = runner.run(&spliced(inputs), |input| {
            let read = std::panic::catch_unwind(|| read(&input));
            read.map_err(|_| TestCaseError::fail(format!("{:?}", String::from_utf8_lossy(&input))))
        });
        if let Err(TestError::Fail(why, _)) = outcome {
            broken.push(format!("{name} fails for {why}"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
