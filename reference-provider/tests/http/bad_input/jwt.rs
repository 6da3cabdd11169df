//! Tokens with something wrong in them, but with a valid signature, so that the code after its verification is reached.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use proptest::sample::Index;
use ring::signature::Ed25519KeyPair;
use serde_json::{Value, json};

use super::nasty::{members, nasty, odd_object};

/// The private key of the example in RFC 8037 A.1, which `key-app` and `signing-app` are registered with.
const SEED: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const PUBLIC: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

/// The public key, as a proof contains it.
pub(super) fn public_key() -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": PUBLIC })
}

/// The damage to a token after it was signed.
#[derive(Clone, Debug)]
enum Damage {
    None,
    /// A character is replaced by another one.
    Flip(Index, char),
    Cut(Index),
    Unsigned,
    Splice(Index, Vec<u8>),
    Again,
}

/// A token with this header and these claims, more or less.
pub(super) fn corrupted(header: &Value, claims: &Value) -> impl Strategy<Value = String> + use<> {
    let index = any::<Index>;
    let damage = prop_oneof![
        4 => Just(Damage::None),
        1 => (index(), prop::char::range('!', '~')).prop_map(|(at, to)| Damage::Flip(at, to)),
        1 => index().prop_map(Damage::Cut),
        1 => Just(Damage::Unsigned),
        1 => (index(), nasty()).prop_map(|(at, what)| Damage::Splice(at, what)),
        1 => Just(Damage::Again),
    ];
    (odd_object(members(header)), odd_object(members(claims)), damage)
        .prop_map(|(header, claims, damage)| damaged(signed(&header, &claims), damage))
}

fn signed(header: &str, claims: &str) -> String {
    let key = Ed25519KeyPair::from_seed_unchecked(&URL_SAFE_NO_PAD.decode(SEED).unwrap()).unwrap();
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn damaged(mut token: String, damage: Damage) -> String {
    match damage {
        Damage::None => {}
        Damage::Flip(at, to) => {
            let at = at.index(token.len());
            token.replace_range(at..=at, to.encode_utf8(&mut [0; 4]));
        }
        Damage::Cut(at) => token.truncate(at.index(token.len())),
        Damage::Unsigned => token.truncate(token.rfind('.').unwrap() + 1),
        Damage::Splice(at, what) => token.insert_str(at.index(token.len()), &String::from_utf8_lossy(&what)),
        Damage::Again => token = format!("{token}.{token}"),
    }
    token
}
