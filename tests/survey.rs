//! The survey finds every capability of the reference provider, and sees that it is absent where a rule takes it away.

use std::collections::BTreeMap;
use std::net::TcpListener;

use oauth_harness::survey::{Given, GivenClient, GivenUser, Provenance, Registrations, Survey, survey, transport};
use reference_provider::{Config, Environment, Policy, Provider, variants};
use url::Url;

/// The reference provider on a port of its own, with a policy.
async fn provider(change: impl FnOnce(&mut Policy)) -> Provider {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let config = Config { journal: Some(100), ..Config::embedded() };
    let provider = Provider::start(config, Environment::system(), listener).await.expect("it starts");
    let mut policy = provider.policy();
    change(&mut policy);
    provider.set_policy(policy);
    provider
}

fn with(variant: &str) -> impl FnOnce(&mut Policy) {
    move |policy| variants::apply(variant, policy).expect("a variant")
}

fn given(provider: &Provider) -> Given {
    let client = GivenClient {
        id: "test-consumer".to_owned(),
        secret: Some("test-consumer-secret".to_owned()),
        redirect_uri: url("http://localhost:8001/accounts/testprovider/login/callback/"),
    };
    let alice = GivenUser { name: "alice".to_owned(), password: "wonderland-1".to_owned() };
    Given {
        url: url(&format!("{}/o", provider.url())),
        client: Some(client),
        initial_access_token: None,
        users: vec![alice],
        scope: None,
        profile: None,
        resource: None,
        safe: false,
        insecure: false,
        ca: None,
        authorities: Vec::new(),
    }
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

async fn surveyed(provider: &Provider) -> Survey {
    survey(&given(provider), None, 7).await.expect("a provider")
}

/// The value and the provenance of each subject; those of the last fact about it.
fn known(survey: &Survey) -> BTreeMap<&'static str, (String, Provenance)> {
    survey.facts.iter().map(|fact| (fact.subject.trim(), (fact.value.to_string(), fact.provenance))).collect()
}

#[tokio::test]
async fn everything_is_found_out_about_the_reference() {
    let survey = surveyed(&provider(|_| ()).await).await;
    let known = known(&survey);
    for (subject, value) in [
        ("sign-in", "login page, consent page"),
        ("client authentication", "client_secret_basic"),
        ("consent", "asked for every time"),
        ("PKCE", "required"),
        ("PKCE method plain", "refused"),
        ("ID tokens", "issued"),
        ("refresh tokens", "issued"),
        ("access tokens", "opaque"),
        ("iss in responses", "sent"),
        ("client credentials", "issued"),
    ] {
        assert_eq!(known[subject], (value.to_owned(), Provenance::Observed), "{subject}");
    }
    let offers: Vec<&str> = survey.target.offers.iter().map(|offer| offer.value.as_str()).collect();
    assert_eq!(
        offers,
        [
            "client-credentials",
            "consent-page",
            "dpop",
            "iss",
            "openid",
            "pkce-required",
            "refresh",
            "request-objects",
            "s256-only"
        ]
    );
    assert_eq!(survey.target.users["alice"].shows, "alice");
}

#[tokio::test]
async fn what_a_provider_does_not_have_is_seen_to_be_absent() {
    for (variant, subject, value, offer) in [
        ("pkce-optional", "PKCE", "not required", "pkce-required"),
        ("iss-unsupported", "iss in responses", "not sent", "iss"),
        ("refresh-tokens-unsupported", "refresh tokens", "not issued", "refresh"),
        ("openid-connect-unsupported", "ID tokens", "not issued", "openid"),
        ("consent-remembered", "consent", "asked for once, then remembered", "consent-page"),
        ("consent-by-operator", "consent", "not asked for: given before, or never asked for", "consent-page"),
    ] {
        let survey = surveyed(&provider(with(variant)).await).await;
        assert_eq!(known(&survey)[subject].0, value, "{variant}");
        assert!(survey.target.offers.iter().all(|offered| offered.value != offer), "{variant}: {offer}");
    }
}

#[tokio::test]
async fn a_capability_of_a_variant_is_found() {
    for (variant, subject, value) in [
        ("refresh-tokens-for-offline-access", "refresh tokens", "issued with offline_access"),
        ("metadata-of-openid-only", "sign-in", "login page, consent page"),
        ("metadata-of-oauth-only", "sign-in", "login page, consent page"),
        ("metadata-minimal", "sign-in", "login page, consent page"),
        ("metadata-unsupported", "sign-in", "login page, consent page"),
        ("consent-with-one-button", "sign-in", "login page, consent page"),
    ] {
        let survey = surveyed(&provider(with(variant)).await).await;
        assert_eq!(known(&survey)[subject].0, value, "{variant}: {:?}", survey.facts);
    }
}

#[tokio::test]
async fn clients_are_registered_for_the_survey_and_removed() {
    let provider = provider(|_| ()).await;
    let clients = || provider.management().root().clients().len();
    let before = clients();
    let (registrations, clientless) = (Registrations::default(), Given { client: None, ..given(&provider) });
    let survey = survey(&clientless, Some(&registrations), 7).await.expect("a provider");
    let roles: Vec<&str> = survey.target.clients.keys().map(String::as_str).collect();
    assert_eq!(roles, ["dpop", "hmac", "jwt", "other", "pushing", "spa", "web"]);
    assert_eq!(known(&survey)["sign-in"].0, "login page, consent page");
    assert_eq!(clients(), before + roles.len());
    let left = registrations.remove(&transport(&clientless).expect("a transport")).await;
    assert_eq!((left.len(), clients()), (0, before));
}

#[tokio::test]
async fn clients_are_registered_with_the_initial_access_token() {
    let provider = provider(with("registration-with-initial-token")).await;
    for (token, is_right) in [("let-me-register", true), ("expired-canary", false)] {
        let initial_access_token = Some(token.parse().expect("a token"));
        let (registrations, given) =
            (Registrations::default(), Given { client: None, initial_access_token, ..given(&provider) });
        let survey = survey(&given, Some(&registrations), 7).await.expect("a provider");
        assert_eq!(survey.target.clients.contains_key("web"), is_right, "{:?}", survey.facts);
        assert_eq!(known(&survey).contains_key("not registered"), !is_right, "{:?}", survey.facts);
        let shown = format!("{}{:?}", survey.draft.yaml(), survey.facts);
        assert!(shown.contains("${env.OAUTH_HARNESS_INITIAL_ACCESS_TOKEN}") && !shown.contains(token), "{shown}");
        let known = survey.target.provider.and_then(|party| party.initial_access_token).expect("a token");
        assert_eq!(known.exposed(), token);
        registrations.remove(&transport(&given).expect("a transport")).await;
    }
}

#[tokio::test]
async fn no_client_is_registered_where_it_is_not_wanted() {
    let provider = provider(|_| ()).await;
    let before = provider.management().root().clients().len();
    let clientless = Given { client: None, ..given(&provider) };
    let survey = survey(&clientless, None, 7).await.expect("a provider");
    assert_eq!(known(&survey)["sign-in"].1, Provenance::Unknown);
    assert_eq!(provider.management().root().clients().len(), before);
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let provider = provider(|_| ()).await;
    let mut given = given(&provider);
    given.users[0].password = "not-the-password".to_owned();
    let survey = survey(&given, None, 7).await.expect("a provider");
    assert!(known(&survey)["sign-in"].0.contains("rejects the login of `alice`"), "{:?}", survey.facts);
    let logins = provider
        .management()
        .journal()
        .into_iter()
        .filter(|entry| entry.method == "POST" && entry.status == 200)
        .count();
    assert_eq!(logins, 1, "nothing else is sent that could lock the account");
}

/// The client that is given has no key to sign a request with.
const MORE_THAN_A_SURVEY_HAS: [&str; 1] = ["signed-requests-required"];

/// Every way in which a provider may conform leaves the survey able to sign in, or to say why not.
#[tokio::test(flavor = "multi_thread")]
async fn every_variant_can_be_surveyed() {
    let mut failed = Vec::new();
    for variant in variants::all() {
        let provider = provider(with(variant.name)).await;
        match survey(&given(&provider), None, 7).await {
            Ok(survey) => {
                let sign_in = &known(&survey)["sign-in"].0;
                if !sign_in.contains("page") || sign_in.contains("seen") {
                    failed.push(format!("{}: {sign_in}", variant.name));
                }
            }
            Err(error) => failed.push(format!("{}: {error}", variant.name)),
        }
    }
    let named: Vec<&str> = failed.iter().map(|why| why.split(':').next().unwrap_or(why)).collect();
    assert_eq!(named, MORE_THAN_A_SURVEY_HAS, "{}", failed.join("\n"));
}
