//! A scripted provider: the code `alice` gives a token for alice, `bob` one for bob, and any other code is rejected.

use url::Url;
use wiremock::matchers::{any, body_string_contains, header, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

pub(crate) const ALICE: &str = "alice@example.com";
pub(crate) const BOB: &str = "bob@example.com";

/// The provider and its received requests.
pub(crate) struct Provider(MockServer);

impl Provider {
    pub(crate) async fn start() -> Self {
        let server = MockServer::start().await;
        for (name, user_id, email) in [("alice", 1, ALICE), ("bob", 2, BOB)] {
            let token = serde_json::json!({
                "access_token": format!("token-of-{name}"), "expires_in": 36000, "token_type": "Bearer",
                "scope": "read write", "refresh_token": "r",
            });
            Mock::given(method("POST"))
                .and(path("/o/token/"))
                .and(body_string_contains(format!("code={name}&")))
                .respond_with(ResponseTemplate::new(200).set_body_json(token))
                .with_priority(4)
                .mount(&server)
                .await;
            let profile = serde_json::json!({
                "user_id": user_id, "email": email, "date_joined": "2020-01-01T00:00:00Z", "secret_message": "42",
            });
            Mock::given(method("GET"))
                .and(path("/api/profile/"))
                .and(header("authorization", format!("Bearer token-of-{name}").as_str()))
                .respond_with(ResponseTemplate::new(200).set_body_json(profile))
                .with_priority(4)
                .mount(&server)
                .await;
        }
        let refused = serde_json::json!({ "error": "invalid_grant" });
        Mock::given(path("/o/token/"))
            .respond_with(ResponseTemplate::new(400).set_body_json(refused))
            .mount(&server)
            .await;
        Mock::given(path("/api/profile/")).respond_with(ResponseTemplate::new(401)).mount(&server).await;
        Self(server)
    }

    pub(crate) fn base(&self) -> Url {
        Url::parse(&self.0.uri()).expect("a URL")
    }

    /// From now on, this is the response for every request to this path.
    pub(crate) async fn answers(&self, at: &str, answer: ResponseTemplate) {
        Mock::given(any()).and(path(at)).respond_with(answer).with_priority(1).mount(&self.0).await;
    }

    /// From now on, the response of the token endpoint is 200 with this JSON.
    pub(crate) async fn token_response(&self, json: serde_json::Value) {
        self.answers("/o/token/", ResponseTemplate::new(200).set_body_json(json)).await;
    }

    /// From now on, the profile is this JSON.
    pub(crate) async fn profile(&self, json: serde_json::Value) {
        self.answers("/api/profile/", ResponseTemplate::new(200).set_body_json(json)).await;
    }

    /// All requests to one path, in order.
    pub(crate) async fn requests(&self, at: &str) -> Vec<Request> {
        let all = self.0.received_requests().await.expect("wiremock records");
        all.into_iter().filter(|request| request.url.path() == at).collect()
    }

    pub(crate) async fn token_requests(&self) -> Vec<Request> {
        self.requests("/o/token/").await
    }

    pub(crate) async fn profile_requests(&self) -> Vec<Request> {
        self.requests("/api/profile/").await
    }

    /// One parameter of a token request.
    pub(crate) fn body_parameter(request: &Request, name: &str) -> Option<String> {
        form_urlencoded::parse(&request.body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}
