//! JSON Web Tokens in the compact form of a JWS (RFC 7515 §3.1, RFC 7519 §3): parsed, and serialized again with any header,
//! claims and signature.

use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};
use base64::engine::{DecodePaddingMode, Engine};
use serde_json::{Map, Value};

/// The members of a header or of a claims set.
pub type Members = Map<String, Value>;

/// A parsed token. Its signature is not verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Jwt {
    /// The JOSE header (RFC 7515 §4).
    pub header: Members,
    /// The claims (RFC 7519 §4).
    pub claims: Members,
    /// The signature; empty for `alg: none`.
    pub signature: Vec<u8>,
    /// What the signature covers: header and payload as they were sent.
    pub signing_input: String,
}

/// How strictly a token is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// As RFC 7515 §2 and §3.1 require: three parts, base64url without padding, no duplicate member.
    Strict,
    /// As careless peers accept it: surrounding space, a missing signature, padding and the `+` and `/` of plain base64.
    Lenient,
}

impl Jwt {
    /// Parses a token. The error is a sentence about the token.
    pub fn read(token: &str, reading: Strictness) -> Result<Jwt, String> {
        let token = if reading == Strictness::Lenient { token.trim() } else { token };
        let parts: Vec<&str> = token.split('.').collect();
        let (header, payload, signature) = match (parts.as_slice(), reading) {
            ([header, payload, signature], _) => (*header, *payload, *signature),
            ([header, payload], Strictness::Lenient) => (*header, *payload, ""),
            (parts, _) => return Err(format!("it has {} dot-separated parts, not 3", parts.len())),
        };
        Ok(Jwt {
            header: object(&decode(header, reading, "header")?, reading, "header")?,
            claims: object(&decode(payload, reading, "payload")?, reading, "payload")?,
            signature: decode(signature, reading, "signature")?,
            signing_input: format!("{header}.{payload}"),
        })
    }

    /// An unsigned token.
    pub fn unsigned(header: Members, claims: Members) -> Jwt {
        let part = |members: &Members| URL_SAFE_NO_PAD.encode(Value::Object(members.clone()).to_string());
        let signing_input = format!("{}.{}", part(&header), part(&claims));
        Jwt { header, claims, signature: Vec::new(), signing_input }
    }

    /// The compact form.
    pub fn compact(&self) -> String {
        format!("{}.{}", self.signing_input, URL_SAFE_NO_PAD.encode(&self.signature))
    }

    /// A member of the header that is a string.
    pub fn header_text(&self, name: &str) -> Option<&str> {
        self.header.get(name)?.as_str()
    }
}

/// Replaces members, and drops those whose new value is null.
pub fn edit(members: &mut Members, edits: &Members) {
    for (name, value) in edits {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
}

fn decode(part: &str, reading: Strictness, name: &str) -> Result<Vec<u8>, String> {
    let decoded = match reading {
        Strictness::Strict => URL_SAFE_NO_PAD.decode(part),
        Strictness::Lenient => LENIENT.decode(part.replace('+', "-").replace('/', "_")),
    };
    decoded.map_err(|error| format!("its {name} is not base64url without padding: {error}"))
}

fn object(bytes: &[u8], reading: Strictness, name: &str) -> Result<Members, String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| format!("its {name} is not JSON: {error}"))?;
    let Value::Object(members) = value else { return Err(format!("its {name} is not a JSON object")) };
    if reading == Strictness::Strict {
        // RFC 7515 §4, RFC 7519 §4: names are unique. The duplicate check comes before the value.
        let MemberNames(names) = serde_json::from_slice(bytes).map_err(|error| format!("its {name}: {error}"))?;
        if names.len() != members.len() {
            return Err(format!("its {name} has a duplicate member"));
        }
    }
    Ok(members)
}

/// The names of a JSON object, with duplicates.
struct MemberNames(Vec<String>);

impl<'de> serde::Deserialize<'de> for MemberNames {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MemberNamesVisitor;

        impl<'de> serde::de::Visitor<'de> for MemberNamesVisitor {
            type Value = MemberNames;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<MemberNames, A::Error> {
                let mut names = Vec::new();
                while let Some((name, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                    names.push(name);
                }
                Ok(MemberNames(names))
            }
        }

        deserializer.deserialize_map(MemberNamesVisitor)
    }
}

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// RFC 7519 §3.1.
    const EXAMPLE: &str = concat!(
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
        ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
        ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );

    fn part(text: &str) -> String {
        URL_SAFE_NO_PAD.encode(text)
    }

    #[test]
    fn the_example_of_rfc_7519_is_taken_apart_and_put_together() {
        let jwt = Jwt::read(EXAMPLE, Strictness::Strict).expect("a JWT");
        assert_eq!(jwt.header_text("alg"), Some("HS256"));
        assert_eq!(jwt.claims["exp"], 1_300_819_380);
        assert_eq!(jwt.signature.len(), 32);
        assert_eq!(jwt.compact(), EXAMPLE);
    }

    #[test]
    fn malformed_tokens_are_only_parsed_leniently() {
        let two_parts = EXAMPLE.rsplit_once('.').expect("a signature").0.to_owned();
        for careless in [two_parts, format!(" {EXAMPLE}\n"), format!("{EXAMPLE}=")] {
            assert!(Jwt::read(&careless, Strictness::Strict).is_err(), "{careless}");
            assert!(Jwt::read(&careless, Strictness::Lenient).is_ok(), "{careless}");
        }
        let twice = format!("{}.{}.", part(r#"{"alg":"none","alg":"HS256"}"#), part("{}"));
        assert_eq!(Jwt::read(&twice, Strictness::Strict), Err("its header has a duplicate member".to_owned()));
        assert!(Jwt::read(&twice, Strictness::Lenient).is_ok());
    }

    #[test]
    fn an_invalid_jwt_is_reported_with_its_first_fault() {
        for (token, fault) in [
            (String::new(), "1 dot-separated parts"),
            ("a.b.c.d.e".to_owned(), "5 dot-separated parts"),
            (format!("{}.{}.", part("[]"), part("{}")), "its header is not a JSON object"),
            (format!("{}.{}.", part("{}"), part("hello")), "its payload is not JSON"),
            (format!("{}.{}.%", part("{}"), part("{}")), "its signature is not base64url"),
        ] {
            let error = Jwt::read(&token, Strictness::Strict).expect_err("no JWT");
            assert!(error.contains(fault), "{error}");
        }
    }

    #[test]
    fn edits_replace_add_and_drop() {
        let Value::Object(mut members) = json!({"a": 1, "b": 2}) else { panic!("an object") };
        let Value::Object(edits) = json!({"a": 3, "b": null, "c": 4}) else { panic!("an object") };
        edit(&mut members, &edits);
        assert_eq!(Value::Object(members), json!({"a": 3, "c": 4}));
    }

    proptest! {
        #[test]
        fn no_text_panics(token in "[A-Za-z0-9_=+/. -]{0,80}", wild in ".{0,40}") {
            for text in [&token, &wild] {
                let _ = Jwt::read(text, Strictness::Strict);
                let _ = Jwt::read(text, Strictness::Lenient);
            }
        }

        #[test]
        fn serialized_tokens_can_be_parsed(name in "[a-z]{1,8}", value in ".{0,20}", signature: Vec<u8>) {
            let members = Map::from_iter([(name, Value::from(value))]);
            let mut jwt = Jwt::unsigned(members.clone(), members);
            jwt.signature = signature;
            prop_assert_eq!(Jwt::read(&jwt.compact(), Strictness::Strict), Ok(jwt));
        }
    }
}
