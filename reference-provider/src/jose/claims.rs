//! Validation of the registered claims (RFC 7519 §4.1). Each function validates one claim if it is present; the caller
//! decides which claims are [`require`]d.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

/// The claims of a token.
pub(crate) type Claims = Map<String, Value>;

/// An invalid claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ClaimError {
    #[error("the token has no {0}")]
    Missing(&'static str),
    #[error("the {0} of the token is not a number of seconds")]
    NotANumericDate(&'static str),
    #[error("the {0} of the token is not a string")]
    NotAString(&'static str),
    #[error("the aud of the token is neither a string nor an array of strings")]
    NotAnAudience,
    #[error("the token is for another audience")]
    OtherAudience,
    #[error("the token has expired")]
    Expired,
    #[error("the token is not valid yet")]
    NotYetValid,
    #[error("the token was issued in the future")]
    IssuedInTheFuture,
    #[error("the token was issued too long ago")]
    TooOld,
}

/// All of `names` are present, whatever their values.
pub(crate) fn require(claims: &Claims, names: &[&'static str]) -> Result<(), ClaimError> {
    match names.iter().find(|name| !claims.contains_key(**name)) {
        Some(name) => Err(ClaimError::Missing(name)),
        None => Ok(()),
    }
}

/// Seconds since 1970, possibly with a fraction (RFC 7519 §2, `NumericDate`). A number in quotation marks is a string.
pub(crate) fn numeric_date(claims: &Claims, name: &'static str) -> Result<Option<f64>, ClaimError> {
    claims.get(name).map(|value| value.as_f64().ok_or(ClaimError::NotANumericDate(name))).transpose()
}

/// `exp`: the time on or after which the token is not accepted (RFC 7519 §4.1.4).
pub(crate) fn check_exp(claims: &Claims, now: SystemTime, leeway: Duration) -> Result<(), ClaimError> {
    match numeric_date(claims, "exp")? {
        Some(exp) if seconds(now) - leeway.as_secs_f64() >= exp => Err(ClaimError::Expired),
        _ => Ok(()),
    }
}

/// `nbf`: the time before which the token is not accepted (RFC 7519 §4.1.5).
pub(crate) fn check_nbf(claims: &Claims, now: SystemTime, leeway: Duration) -> Result<(), ClaimError> {
    match numeric_date(claims, "nbf")? {
        Some(nbf) if seconds(now) + leeway.as_secs_f64() < nbf => Err(ClaimError::NotYetValid),
        _ => Ok(()),
    }
}

/// `iat`: the time when the token was issued (RFC 7519 §4.1.6); neither in the future nor more than `max_age` ago.
pub(crate) fn check_iat(
    claims: &Claims,
    now: SystemTime,
    leeway: Duration,
    max_age: Option<Duration>,
) -> Result<(), ClaimError> {
    let Some(iat) = numeric_date(claims, "iat")? else { return Ok(()) };
    let age = seconds(now) - iat;
    if age < -leeway.as_secs_f64() {
        return Err(ClaimError::IssuedInTheFuture);
    }
    match max_age {
        Some(max_age) if age > (max_age + leeway).as_secs_f64() => Err(ClaimError::TooOld),
        _ => Ok(()),
    }
}

/// `aud`, a string or an array of strings (RFC 7519 §4.1.3), as a list; empty if it is absent.
pub(crate) fn audience(claims: &Claims) -> Result<Vec<&str>, ClaimError> {
    match claims.get("aud") {
        None => Ok(Vec::new()),
        Some(Value::String(one)) => Ok(vec![one]),
        Some(Value::Array(many)) => {
            many.iter().map(|one| one.as_str().ok_or(ClaimError::NotAnAudience)).collect::<Result<_, _>>()
        }
        Some(_) => Err(ClaimError::NotAnAudience),
    }
}

/// `aud` is present and contains one of `accepted`, compared as strings.
pub(crate) fn check_audience(claims: &Claims, accepted: &[&str]) -> Result<(), ClaimError> {
    if audience(claims)?.iter().any(|one| accepted.contains(one)) { Ok(()) } else { Err(ClaimError::OtherAudience) }
}

/// `aud` is present and contains `accepted` only, as a string or as an array of one.
pub(crate) fn check_sole_audience(claims: &Claims, accepted: &str) -> Result<(), ClaimError> {
    if audience(claims)? == [accepted] { Ok(()) } else { Err(ClaimError::OtherAudience) }
}

/// A claim that is a string, such as `iss`, `sub` or `jti`.
pub(crate) fn string<'c>(claims: &'c Claims, name: &'static str) -> Result<Option<&'c str>, ClaimError> {
    claims.get(name).map(|value| value.as_str().ok_or(ClaimError::NotAString(name))).transpose()
}

/// Seconds since 1970. A clock before 1970 is wrong enough to count as 1970.
fn seconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const NONE: Duration = Duration::ZERO;
    const MINUTE: Duration = Duration::from_secs(60);

    fn claims(value: Value) -> Claims {
        match value {
            Value::Object(claims) => claims,
            _ => panic!("claims are an object"),
        }
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn a_token_expires_at_the_moment_it_names() {
        let check = |exp: Value, now, leeway| check_exp(&claims(json!({"exp": exp})), at(now), leeway);
        assert_eq!(check(json!(1000), 999, NONE), Ok(()));
        assert_eq!(check(json!(1000), 1000, NONE), Err(ClaimError::Expired));
        assert_eq!(check(json!(1000.5), 1000, NONE), Ok(()));
        assert_eq!(check(json!(1000), 1059, MINUTE), Ok(()));
        assert_eq!(check(json!(1000), 1060, MINUTE), Err(ClaimError::Expired));
        assert_eq!(check(json!(-1), 0, NONE), Err(ClaimError::Expired));
        assert_eq!(check(json!(1e300), 1000, NONE), Ok(()));
    }

    #[test]
    fn a_token_is_valid_from_the_moment_it_names() {
        let check = |now, leeway| check_nbf(&claims(json!({"nbf": 1000})), at(now), leeway);
        assert_eq!(check(1000, NONE), Ok(()));
        assert_eq!(check(999, NONE), Err(ClaimError::NotYetValid));
        assert_eq!(check(940, MINUTE), Ok(()));
        assert_eq!(check(939, MINUTE), Err(ClaimError::NotYetValid));
    }

    #[test]
    fn a_token_is_made_in_the_past_but_not_long_ago() {
        let check = |now, max_age| check_iat(&claims(json!({"iat": 1000})), at(now), NONE, max_age);
        assert_eq!(check(999, None), Err(ClaimError::IssuedInTheFuture));
        assert_eq!(check(1000, None), Ok(()));
        assert_eq!(check(999_999, None), Ok(()));
        assert_eq!(check(1060, Some(MINUTE)), Ok(()));
        assert_eq!(check(1061, Some(MINUTE)), Err(ClaimError::TooOld));
    }

    #[test]
    fn a_date_is_a_number() {
        for bad in [json!("1000"), json!(null), json!(true), json!([1000]), json!({})] {
            let claims = claims(json!({"exp": bad, "nbf": bad, "iat": bad}));
            assert_eq!(check_exp(&claims, at(0), NONE), Err(ClaimError::NotANumericDate("exp")));
            assert_eq!(check_nbf(&claims, at(0), NONE), Err(ClaimError::NotANumericDate("nbf")));
            assert_eq!(check_iat(&claims, at(0), NONE, None), Err(ClaimError::NotANumericDate("iat")));
        }
    }

    #[test]
    fn what_is_absent_is_required_or_passes() {
        let none = Claims::new();
        assert_eq!(check_exp(&none, at(1), NONE), Ok(()));
        assert_eq!(check_nbf(&none, at(1), NONE), Ok(()));
        assert_eq!(check_iat(&none, at(1), NONE, Some(NONE)), Ok(()));
        assert_eq!(check_audience(&none, &["a"]), Err(ClaimError::OtherAudience));
        assert_eq!(require(&claims(json!({"exp": 1})), &["exp", "jti"]), Err(ClaimError::Missing("jti")));
        assert_eq!(require(&claims(json!({"exp": 1, "jti": null})), &["exp", "jti"]), Ok(()));
        assert_eq!(string(&claims(json!({"jti": null})), "jti"), Err(ClaimError::NotAString("jti")));
    }

    #[test]
    fn an_audience_is_a_string_or_an_array_of_strings() {
        let check = |aud: Value| check_audience(&claims(json!({"aud": aud})), &["https://op.example", "b"]);
        assert_eq!(check(json!("b")), Ok(()));
        assert_eq!(check(json!(["a", "b"])), Ok(()));
        assert_eq!(check(json!("https://op.example/")), Err(ClaimError::OtherAudience));
        assert_eq!(check(json!("B")), Err(ClaimError::OtherAudience));
        assert_eq!(check(json!([])), Err(ClaimError::OtherAudience));
        for bad in [json!(["b", 1]), json!({"b": 1}), json!(null), json!(1)] {
            assert_eq!(check(bad), Err(ClaimError::NotAnAudience));
        }
    }

    proptest! {
        #[test]
        fn any_number_is_judged(number in any::<f64>(), now in any::<u32>()) {
            let claims = claims(json!({"exp": number, "nbf": number, "iat": number}));
            let now = at(now.into());
            let expired = check_exp(&claims, now, NONE).is_err();
            let future = check_nbf(&claims, now, NONE).is_err();
            prop_assert!(!(number.is_finite() && expired && future));
            prop_assert_eq!(check_iat(&claims, now, NONE, None).is_err(), future);
        }
    }
}
