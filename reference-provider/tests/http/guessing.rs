//! Wrong passwords and secrets are counted for each source: no source locks another one out.

use reference_provider::Config;
use reqwest::{RequestBuilder, StatusCode, header};

use crate::site::*;

/// A token request with these credentials, from another address of this machine, or through a proxy.
fn asked(site: &Site, http: &reqwest::Client, secret: &str) -> RequestBuilder {
    let request = http.post(format!("{}/o/token/", site.provider.url()));
    form_body(
        request.header(header::AUTHORIZATION, basic((CONSUMER.0, secret))),
        &[("grant_type", "client_credentials")],
    )
}

fn from(last: u8) -> reqwest::Client {
    builder(None).local_address(std::net::IpAddr::from([127, 0, 0, last])).build().unwrap()
}

#[tokio::test]
async fn a_client_is_not_locked_out_by_others() {
    let site = Site::strict().await;
    let (client, stranger) = (from(1), from(2));
    for _ in 0..20 {
        site.send(asked(&site, &stranger, "wrong")).await.assert_error(401, "invalid_client");
    }
    assert_eq!(site.send(asked(&site, &stranger, CONSUMER.1)).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(site.send(asked(&site, &client, CONSUMER.1)).await.status, StatusCode::OK);
}

/// Many sources together have to wait, but not the client itself, which authenticated before.
#[tokio::test]
async fn guesses_from_many_sources_are_counted_together() {
    let mut config = Config::embedded();
    (config.policy.client.attempts, config.policy.client.attempts_in_total) = (3, 9);
    let site = Site::with(config).await;
    let (client, stranger) = (from(1), from(9));
    assert_eq!(site.send(asked(&site, &client, CONSUMER.1)).await.status, StatusCode::OK);
    for last in 2..5 {
        for _ in 0..3 {
            site.send(asked(&site, &from(last), "wrong")).await.assert_error(401, "invalid_client");
        }
    }
    let refused = site.send(asked(&site, &stranger, CONSUMER.1)).await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "301"));
    assert_eq!(site.send(asked(&site, &client, CONSUMER.1)).await.status, StatusCode::OK);
    site.advance(301);
    assert_eq!(site.send(asked(&site, &stranger, CONSUMER.1)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_source_is_the_one_it_names() {
    let trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    let site = Site::with(Config { trusted_proxies, ..Config::embedded() }).await;
    let through = async |secret: &str, source: &str| {
        let request = asked(&site, &from(1), secret).header("x-forwarded-for", format!("198.51.100.1, {source}"));
        site.send(request).await.status
    };
    for _ in 0..20 {
        assert_eq!(through("wrong", "203.0.113.1").await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(through(CONSUMER.1, "203.0.113.1").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(through(CONSUMER.1, "203.0.113.2").await, StatusCode::OK);
}

#[tokio::test]
async fn a_user_is_not_locked_out_by_others() {
    let site = Site::strict().await;
    let page = site.get("/accounts/login/").await;
    let cookie = page.header("set-cookie").split(';').next().unwrap().to_owned();
    let (own, stranger) = (from(1), from(2));
    let log_in = async |http: &reqwest::Client, password: &str| {
        let hidden = page.hidden_fields();
        let mut fields: Vec<(&str, &str)> =
            hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend([("username", "alice"), ("password", password)]);
        let request = http.post(format!("{}/accounts/login/", site.provider.url())).header(header::COOKIE, &cookie);
        site.send(form_body(request, &fields)).await.status
    };
    for _ in 0..20 {
        assert_eq!(log_in(&stranger, "wrong").await, StatusCode::OK);
    }
    assert_eq!(log_in(&stranger, "wonderland-1").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(log_in(&own, "wonderland-1").await, StatusCode::SEE_OTHER);
}
