//! How an ID token is signed (OpenID Connect Core §2, §10.1 and §15.1).

use serde_json::{Map, Value, json};

use crate::jose::Algorithm;
use crate::policy::{IdTokenAlgorithm, IdTokenRules, KidMember, Signature};
use crate::state::client::Client;
use crate::state::keys::signing::{Key, Kid, Signing};

/// How the client's ID tokens are signed; what cannot be served falls back to what everybody must (§15.1).
pub(super) fn algorithm(rules: &IdTokenRules, client: &Client) -> Algorithm {
    let registered = registered_algorithm(rules, client);
    match registered {
        _ if rules.algorithm_as_registered => registered,
        Algorithm::Es256 => Algorithm::Rs256,
        _ => Algorithm::Es256,
    }
}

/// What the client registered; RS256 if that cannot be served. For a client whose operator said nothing, the two have agreed
/// upon an algorithm elsewhere.
pub(crate) fn registered_algorithm(rules: &IdTokenRules, client: &Client) -> Algorithm {
    let registered = Algorithm::named(&client.registration.id_token_signed_response_alg)
        .filter(|algorithm| algorithm.is_asymmetric())
        .unwrap_or(Algorithm::Rs256);
    match registered {
        Algorithm::Rs256 if client.is_reviewed() => match rules.operator_algorithm {
            IdTokenAlgorithm::Rs512 => Algorithm::Rs512,
            IdTokenAlgorithm::Ps256 => Algorithm::Ps256,
            IdTokenAlgorithm::Es256 => Algorithm::Es256,
            IdTokenAlgorithm::Es384 => Algorithm::Es384,
            IdTokenAlgorithm::EdDsa => Algorithm::EdDsa,
            IdTokenAlgorithm::Hs256 if client.id_token_secret(rules).is_some() => Algorithm::Hs256,
            IdTokenAlgorithm::Rs256 | IdTokenAlgorithm::Hs256 => Algorithm::Rs256,
        },
        registered => registered,
    }
}

/// The signature of a token whose client expects `algorithm`.
pub(super) fn signing<'c>(rules: &IdTokenRules, client: &'c Client, algorithm: Algorithm) -> Signing<'c> {
    let mut header = if rules.header_extended { without_meaning() } else { Map::new() };
    if !rules.nothing_critical {
        header.insert("crit".to_owned(), json!(["https://issuer.example/terms"]));
        header.insert("https://issuer.example/terms".to_owned(), json!(true));
    }
    Signing {
        algorithm: match rules.signature {
            Signature::OfPublishedKey | Signature::OfUnpublishedKey | Signature::Spoilt => algorithm,
            Signature::HmacWithPublicKey => Algorithm::Hs256,
            Signature::None => Algorithm::None,
        },
        secret: client.id_token_secret(rules).filter(|_| algorithm == Algorithm::Hs256),
        key: if rules.signature == Signature::OfUnpublishedKey { Key::Unpublished } else { Key::Current },
        kid: match rules.kid {
            KidMember::Right => Kid::Right,
            KidMember::Missing => Kid::Missing,
            KidMember::Unknown => Kid::Unknown,
        },
        typ: rules.extended.then_some("JWT"),
        shows_thumbprints: rules.header_extended,
        embeds_key: !rules.key_kept_out_of_header,
        header,
        spoilt: rules.signature == Signature::Spoilt,
    }
}

/// What no client has a use for (RFC 7515 §4.1.9, §4.1.10 and §4.3): the type in small letters, the type of the claims, and
/// members of our own, one of which looks as if it were critical.
fn without_meaning() -> Map<String, Value> {
    let members =
        json!({ "typ": "jwt", "cty": "json", "zone": { "id": 7 }, "https://issuer.example/terms": [1, null] });
    members.as_object().cloned().unwrap_or_default()
}
