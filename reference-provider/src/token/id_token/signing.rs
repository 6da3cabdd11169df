//! The signature of an ID token (OpenID Connect Core §2, §10.1 and §15.1).

use serde_json::{Map, Value, json};

use crate::jose::Algorithm;
use crate::policy::{IdTokenAlgorithm, IdTokenRules, KidMember, Signature};
use crate::state::client::Client;
use crate::state::keys::signing::{Key, Kid, Signing};

/// The algorithm of the client's ID tokens; RS256, which every provider must support, instead of an unsupported one
/// (§15.1).
pub(super) fn algorithm(rules: &IdTokenRules, client: &Client) -> Algorithm {
    let registered = registered_algorithm(rules, client);
    match registered {
        _ if rules.algorithm_as_registered => registered,
        Algorithm::Es256 => Algorithm::Rs256,
        _ => Algorithm::Es256,
    }
}

/// The registered algorithm of the client; RS256 if that is unsupported. Preconfigured clients without one have agreed
/// upon an algorithm out of band.
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
            Signature::OfPublishedKey | Signature::OfUnpublishedKey | Signature::Corrupted => algorithm,
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
        corrupted: rules.signature == Signature::Corrupted,
    }
}

/// Members that clients have no use for (RFC 7515 §4.1.9, §4.1.10 and §4.3): the type in lower case, the content type,
/// and private members, one of which resembles a critical one.
fn without_meaning() -> Map<String, Value> {
    let members =
        json!({ "typ": "jwt", "cty": "json", "zone": { "id": 7 }, "https://issuer.example/terms": [1, null] });
    members.as_object().cloned().unwrap_or_default()
}
