//! JSON Web Tokens: parsed, edited, signed again, forged.

use minijinja::value::Kwargs;
use minijinja::{Error, Value};

use super::{Sources, refused};
use crate::oauth::forgery::{self, KeyBytes};
use crate::oauth::jwk::Jwk;
use crate::oauth::jwt::{Jwt, Members, Strictness};
use crate::oauth::signature::our_key_set;
use crate::syntax::template::value_of;

pub(super) fn header(_: &Sources) -> Value {
    Value::from_function(|token: String| Ok::<_, Error>(value_of(&read(&token)?.header)))
}

pub(super) fn claims(_: &Sources) -> Value {
    Value::from_function(|token: String| Ok::<_, Error>(value_of(&read(&token)?.claims)))
}

pub(super) fn with(_: &Sources) -> Value {
    Value::from_function(|token: String, options: Kwargs| {
        let (claims, header) = (members(&options, "claims")?, members(&options, "header")?);
        options.assert_all_used()?;
        forgery::edited(&token, &claims, &header).map_err(|error| no_jwt(&error))
    })
}

pub(super) fn sign(_: &Sources) -> Value {
    Value::from_function(|claims: Value, options: Kwargs| {
        let (claims, header) = (object(&claims, "the claims")?, members(&options, "header")?);
        let algorithm = options.get::<Option<String>>("alg")?;
        let secret = options.get::<Option<String>>("secret")?;
        options.assert_all_used()?;
        if let Some(secret) = secret {
            if algorithm.is_some_and(|algorithm| algorithm != "HS256") {
                return Err(refused("with a `secret` the `alg` is HS256"));
            }
            return Ok(forgery::signed_with_secret(&claims, &header, secret.as_bytes()));
        }
        let algorithm = algorithm.unwrap_or_else(|| "RS256".to_owned());
        forgery::signed(&claims, &header, &algorithm).map_err(refused)
    })
}

pub(super) fn unsigned(_: &Sources) -> Value {
    Value::from_function(|token: String, options: Kwargs| {
        let spelling = options.get::<Option<String>>("alg")?.unwrap_or_else(|| "none".to_owned());
        options.assert_all_used()?;
        forgery::unsigned(&token, &spelling).map_err(|error| no_jwt(&error))
    })
}

pub(super) fn hs256_with_public_key(_: &Sources) -> Value {
    Value::from_function(|token: String, key: Value, options: Kwargs| {
        let form = options.get::<Option<String>>("form")?.unwrap_or_else(|| "pem".to_owned());
        options.assert_all_used()?;
        let form = KeyBytes::named(&form).ok_or_else(|| refused(format!("`{form}` is not `pem`, `der` or `jwk`")))?;
        read(&token)?;
        forgery::hs256_with_public_key(&token, &Jwk(object(&key, "the key")?), form).map_err(refused)
    })
}

pub(super) fn tampered(_: &Sources) -> Value {
    Value::from_function(|token: String| forgery::tampered(&token))
}

pub(super) fn our_keys(_: &Sources) -> Value {
    Value::from_function(|| value_of(&our_key_set()))
}

pub(super) fn thumbprint(_: &Sources) -> Value {
    Value::from_function(|key: Value| {
        let key = Jwk(object(&key, "the key")?);
        key.thumbprint().ok_or_else(|| refused("the key lacks a member that its type needs, or the type is unknown"))
    })
}

fn read(token: &str) -> Result<Jwt, Error> {
    Jwt::read(token, Strictness::Lenient).map_err(|error| no_jwt(&error))
}

fn no_jwt(error: &str) -> Error {
    refused(format!("this is not a JWT: {error}"))
}

pub(super) fn members(options: &Kwargs, name: &str) -> Result<Members, Error> {
    let given = options.get::<Option<Value>>(name)?;
    given.map_or_else(|| Ok(Members::new()), |value| object(&value, &format!("`{name}`")))
}

fn object(value: &Value, what: &str) -> Result<Members, Error> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::Object(members)) => Ok(members),
        _ => Err(refused(format!("{what} is {value}, not an object"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::value;

    #[test]
    fn a_signed_token_can_be_parsed() {
        assert_eq!(
            value("jwt_claims(jwt_sign({'sub': 'a', 'n': [1, true]}))"),
            Ok(json!({"sub": "a", "n": [1, true]}))
        );
        let header = value("jwt_header(jwt_sign({}, alg='ES256', header={'kid': 'k', 'typ': none}))");
        assert_eq!(header, Ok(json!({"alg": "ES256", "kid": "k"})));
        assert_eq!(value("jwt_header(jwt_sign({})).kid == thumbprint(our_keys().keys[0])"), Ok(json!(true)));
        assert_eq!(value("jwt_header(jwt_sign({}, secret='s')).alg"), Ok(json!("HS256")));
        assert!(value("jwt_sign({}, secret='s', alg='RS256')").expect_err("refused").contains("HS256"));
        assert!(value("jwt_sign({}, alg='RS1')").expect_err("refused").contains("the algorithms are RS256"));
        assert!(value("jwt_sign('x')").expect_err("refused").contains("the claims is x, not an object"));
    }

    #[test]
    fn claims_and_header_are_edited() {
        let edited =
            "jwt_with(jwt_sign({'sub': 'a', 'n': 1}), claims={'sub': 'b', 'n': none}, header={'kid': 'other'})";
        assert_eq!(value(&format!("jwt_claims({edited})")), Ok(json!({"sub": "b"})));
        assert_eq!(value(&format!("jwt_header({edited}).kid")), Ok(json!("other")));
    }

    #[test]
    fn tokens_are_forged() {
        assert_eq!(value("jwt_header(jwt_unsigned(jwt_sign({}))).alg"), Ok(json!("none")));
        assert_eq!(value("jwt_header(jwt_unsigned(jwt_sign({}), alg='NONE')).alg"), Ok(json!("NONE")));
        let confused = "jwt_hs256_with_public_key(jwt_sign({}), our_keys().keys[0], form='der')";
        assert_eq!(value(&format!("jwt_header({confused}).alg")), Ok(json!("HS256")));
        assert!(value("jwt_hs256_with_public_key(jwt_sign({}), our_keys().keys[0], form='x')").is_err());
        assert_eq!(value("tampered(jwt_sign({})) == jwt_sign({})"), Ok(json!(false)));
    }
}
