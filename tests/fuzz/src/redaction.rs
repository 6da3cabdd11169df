//! No secret survives in what is shown. The first line is a secret, the second says how it is encoded and by what peer's
//! text it is surrounded (`@` represents the secret).

use std::collections::BTreeMap;
use std::time::Duration;

use oauth_harness::model::deployment::{Client, Deployment, OtherSecrets};
use oauth_harness::model::encoding::{encodings, written};
use oauth_harness::model::exchange::{Cause, Exchange};
use oauth_harness::model::redacted::Redactor;
use oauth_harness::model::sign_in::SignIn;
use oauth_harness::model::target::{ClientAuth, RequestDefaults};
use oauth_harness::record::redact::redacted;
use oauth_harness::record::symbol::{CaseTexts, Symbols};

use super::input::{first_line, request, response, text};

/// Shorter ones, and words, are masked only where they are separate words.
const SHORTEST: usize = 12;

/// Reads it.
pub fn read(data: &[u8]) {
    let text = text(data);
    let (secret, text) = first_line(&text);
    let counted = secret.chars().filter(char::is_ascii_alphanumeric).count();
    let printed = "<secret:web> \u{2026} access_token client_secret password";
    if counted < SHORTEST || secret.len() > 200 || secret.chars().any(char::is_control) || printed.contains(secret) {
        return;
    }
    let deployment = deployment(secret);
    let forms = written(secret);
    let search = encodings(secret);
    for form in &forms {
        let sent = text.replace('@', form);
        let log = [Exchange {
            actor: "alice".to_owned(),
            cause: Cause::Open,
            request: request(&sent),
            outcome: Ok(response(&sent)),
            took: Duration::ZERO,
        }];
        let pages = BTreeMap::new();
        let seen = CaseTexts { deployment: &deployment, log: &log, pages: &pages, codes: &[], results: &[] };
        let symbols = Symbols::of(&seen);
        let mut shown = vec![symbols.redact(&sent), symbols.redact(form)];
        shown.push(format!("{:?}", redacted(&log, &pages, &symbols)));
        shown.push(serde_json::to_string(&redacted(&log, &pages, &symbols)).expect("it can be written"));
        for shown in shown {
            for form in search.iter().filter(|form| form.len() >= SHORTEST) {
                assert!(!shown.contains(form.as_str()), "{form:?} is in {shown:?}");
            }
        }
    }
}

fn deployment(secret: &str) -> Deployment {
    let client = Client {
        place: String::new(),
        id: "web".to_owned(),
        secret: Some(secret.to_owned()),
        redirect_uri: "https://rp.test/cb".to_owned(),
        post_logout_redirect_uris: Vec::new(),
        auth: ClientAuth::default(),
        assertion_audience: None,
    };
    Deployment {
        provider: None,
        consumer: None,
        clients: [("web".to_owned(), client)].into_iter().collect(),
        users: BTreeMap::new(),
        others: BTreeMap::new(),
        sign_in: SignIn::default(),
        scope: String::new(),
        request_defaults: RequestDefaults::default(),
        other_secrets: OtherSecrets::default(),
    }
}
