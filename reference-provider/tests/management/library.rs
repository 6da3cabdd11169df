//! The same from a test in Rust.

use std::time::Duration;

use reference_provider::{Config, Override, PolicyPatch, Route};
use serde_json::json;

use crate::site::*;

#[tokio::test]
async fn a_fault_once_and_the_journal_to_see_it() {
    let site = Site::with(Config { journal: Some(10), ..Config::embedded() }).await;
    let management = site.provider.management();
    let once =
        Override::faults(["code-replay-keeps-tokens", "code-replay-accepted"]).at_endpoint(Route::Token).times(2);
    management.put_override("twice", once).unwrap();
    let code = site.code().await;
    assert!(site.redeem(&code).await.status.is_success());
    assert!(site.redeem(&code).await.status.is_success());
    site.redeem(&code).await.assert_error(400, "invalid_grant");
    let seen = management.journal();
    let met: Vec<bool> = seen
        .iter()
        .filter(|entry| entry.endpoint == Some(Route::Token))
        .map(|entry| !entry.faults.is_empty())
        .collect();
    assert_eq!(met, [true, true, false]);
    assert!(!management.remove_override("twice"));
}

#[tokio::test]
async fn rules_clock_and_reset() {
    let site = Site::with(Config { issuers: vec!["other".to_owned()], ..Config::embedded() }).await;
    let management = site.provider.management();
    let other = management.issuer("other").unwrap();
    let patch = PolicyPatch::new(json!({ "code": { "lifetime": 5 } })).unwrap();
    assert_eq!(other.patch_policy(&patch).code.lifetime.0, 5);
    assert_ne!(management.root().policy(), other.policy());
    assert!(management.clock().advance(Duration::from_secs(5)));
    management.reset();
    assert_eq!(management.root().policy(), other.policy());
    assert!(management.journal().is_empty());
    assert_eq!(management.issuer("othr").unwrap_err().to_string(), "unknown issuer `othr`; did you mean other?");
}
