//! The token response (RFC 6749 §5.1).

use serde_json::Value;

use crate::model::exchange::Response;

/// What is wrong with a successful token response; empty when nothing is.
pub fn faults(response: &Response) -> Vec<String> {
    let mut faults = Vec::new();
    if response.status != 200 {
        faults.push(format!("the status is {}, not 200", response.status));
    }
    let Some(Value::Object(body)) = response.json() else {
        faults.push("the body is not a JSON object".to_owned());
        return faults;
    };
    if response.media_type() != "application/json" {
        faults.push(format!("the media type is `{}`, not `application/json`", response.media_type()));
    }
    for member in ["access_token", "token_type"] {
        match body.get(member) {
            Some(Value::String(text)) if !text.is_empty() => {}
            Some(_) => faults.push(format!("`{member}` is not text")),
            None => faults.push(format!("`{member}` is missing")),
        }
    }
    if body.get("expires_in").is_some_and(|seconds| !seconds.is_u64()) {
        faults.push("`expires_in` is not a whole number of seconds".to_owned());
    }
    if body.get("error").is_some() {
        faults.push("there is an `error` in it".to_owned());
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named() {
        let response = |body: &str| Response {
            status: 200,
            headers: vec![("content-type".into(), "application/json; charset=utf-8".into())],
            body: body.into(),
        };
        assert!(faults(&response(r#"{"access_token":"a","token_type":"Bearer","expires_in":3600}"#)).is_empty());
        assert_eq!(faults(&response(r#"{"access_token":1,"expires_in":"3600"}"#)).len(), 3);
        assert_eq!(faults(&response("<html>")), ["the body is not a JSON object"]);
    }
}
