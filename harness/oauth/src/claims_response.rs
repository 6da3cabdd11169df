//! Responses that may be signed: the claims of a JWT are the members of the JSON object (OpenID Connect Core §5.3.2, RFC 9701
//! §5).

use serde_json::Value;

use crate::jwt::{Jwt, Strictness};
use crate::model::exchange::Response;

/// The members of a response: those of its JSON, or the claims of the JWT that it declares to be. Signatures are not verified
/// here.
pub fn members(response: &Response) -> Option<Value> {
    response.json().or_else(|| {
        let media_type = response.media_type();
        let is_jwt = media_type == "application/jwt" || media_type.ends_with("+jwt");
        let token = is_jwt.then(|| Jwt::read(&response.body, Strictness::Strict).ok()).flatten()?;
        Some(Value::Object(token.claims))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn response(media_type: &str, body: &str) -> Response {
        let headers = vec![("content-type".to_owned(), media_type.to_owned())];
        Response { status: 200, headers, body: body.to_owned() }
    }

    #[test]
    fn claims_are_read_where_the_response_says_that_it_is_a_jwt() {
        let claims = json!({ "sub": "alice" });
        let token = Jwt::unsigned(serde_json::Map::new(), claims.as_object().cloned().unwrap_or_default()).compact();
        assert_eq!(members(&response("application/jwt", &token)), Some(claims.clone()));
        assert_eq!(members(&response("application/token-introspection+jwt", &token)), Some(claims));
        assert_eq!(members(&response("text/plain", &token)), None);
        assert_eq!(members(&response("application/json", "{}")), Some(json!({})));
    }
}
