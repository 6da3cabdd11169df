//! Peers that do what they can to hang, fill or mislead their peers: a table, and a site for each of its rows.
//!
//! `tests/hostile_peers.rs` says what must come of each; `harness/benches/hostile_peers.rs` measures what each costs.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use oauth_harness::compile::plan::Case;
use oauth_harness::model::target::Target;
use oauth_harness::model::verdict::CaseReport;
use oauth_harness::run::{Options, run_case};
use reference_consumer::Consumer;
use reference_provider::Provider;

use super::peer::Peer;
use super::{embedded_suites, pair, root};

mod content;
mod front;
mod tls;
mod wire;

use front::Misbehavior;
use tls::{Break, Frame};

/// A peer, and what it does.
pub(crate) struct Row {
    /// What it does, in words.
    pub(crate) name: &'static str,
    /// The case that meets it.
    pub(crate) case: &'static str,
    does: RowEffect,
    /// What the report says of it.
    pub(crate) expected: &'static str,
    /// How long it may take.
    patience: Duration,
}

enum RowEffect {
    /// A reference that answers badly at one path.
    Corrupts(Side, &'static str, Misbehavior),
    /// A provider that breaks TLS, or HTTP/2 over it.
    Breaks(Break),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Provider,
    Consumer,
}

/// For peers that are stopped by something else than time.
const PATIENT: Duration = Duration::from_secs(60);
/// For peers that only time stops: what comes before them takes none.
const HASTY: Duration = Duration::from_millis(300);

/// A party, the path at which it is corrupted, and a case that meets it there.
type Place = (Side, &'static str, &'static str);

const AUTHORIZATION: Place = (Side::Provider, "/o/authorize/", "provider/code-flow");
const LOGIN: Place = (Side::Provider, "/accounts/login/", "provider/code-flow");
const TOKEN: Place = (Side::Provider, "/o/token/", "provider/code-flow");
const CLIENT_TOKEN: Place = (Side::Provider, "/o/token/", "provider/client-credentials");
const ID_TOKEN: Place = (Side::Provider, "/o/token/", "provider/id-token");
const KEYS: Place = (Side::Provider, "/o/.well-known/jwks.json", "provider/id-token");
const DISCOVERY: Place = (Side::Provider, "/o/.well-known/openid-configuration", "provider/id-token");
const METADATA: Place = (Side::Provider, "/o/.well-known/openid-configuration", "provider/metadata-endpoints");
const PROFILE: Place = (Side::Provider, "/api/profile/", "provider/profile-served");
const INTROSPECTION: Place = (Side::Provider, "/o/introspect/", "provider/introspection");
const DEVICE: Place = (Side::Provider, "/o/device-authorization/", "provider/device-flow");
const HOME: Place = (Side::Consumer, "/", "pair/sign-in");
const SIGN_IN: Place = (Side::Consumer, "/accounts/testprovider/login/", "pair/sign-in");
const CALLBACK: Place = (Side::Consumer, "/accounts/testprovider/login/callback/", "pair/sign-in");

const fn row(name: &'static str, (side, path, case): Place, deed: Misbehavior, expected: &'static str) -> Row {
    Row { name, case, does: RowEffect::Corrupts(side, path, deed), expected, patience: PATIENT }
}

const fn late(name: &'static str, (side, path, case): Place, deed: Misbehavior, expected: &'static str) -> Row {
    Row { name, case, does: RowEffect::Corrupts(side, path, deed), expected, patience: HASTY }
}

const fn broken(name: &'static str, breaks: Break, expected: &'static str) -> Row {
    Row { name, case: "provider/code-flow", does: RowEffect::Breaks(breaks), expected, patience: PATIENT }
}

/// One that only time stops, and that has to get going first.
const fn flooding(name: &'static str, frame: Frame, expected: &'static str) -> Row {
    Row { patience: Duration::from_secs(2), ..broken(name, Break::Frames(frame), expected) }
}

/// Every peer.
pub(crate) const ROWS: &[Row] = &[
    // Never, or too slowly.
    late("a provider that never answers", AUTHORIZATION, wire::never_answers, "no complete response within 0.3 s"),
    late("a token endpoint that never answers", CLIENT_TOKEN, wire::never_answers, "no complete response within 0.3 s"),
    late("a consumer that never answers", HOME, wire::never_answers, "no complete response within 0.3 s"),
    late(
        "a provider that sends one byte a second",
        AUTHORIZATION,
        wire::one_byte_a_second,
        "no complete response within 0.3 s",
    ),
    late(
        "a token endpoint that sends one byte a second",
        CLIENT_TOKEN,
        wire::one_byte_a_second,
        "no complete response within 0.3 s",
    ),
    late("a consumer that sends one byte a second", HOME, wire::one_byte_a_second, "no complete response within 0.3 s"),
    row("a provider that says to come back in thirty years", AUTHORIZATION, wire::come_back_much_later, "status 503"),
    row("a consumer that says to come back in thirty years", HOME, wire::come_back_much_later, "status 503"),
    row(
        "a device that is to wait indefinitely",
        DEVICE,
        content::a_device_that_waits_without_end,
        "this takes a wait of 18446744073709551615 s",
    ),
    row(
        "a device with lifetimes below zero",
        DEVICE,
        content::a_device_with_lifetimes_below_zero,
        "`-9223372036854775808` is not a whole number of seconds to wait",
    ),
    // Too much.
    row("a provider with headers without end", AUTHORIZATION, wire::headers_without_end, "message head is too large"),
    row(
        "a token endpoint with headers without end",
        CLIENT_TOKEN,
        wire::headers_without_end,
        "message head is too large",
    ),
    row("a consumer with headers without end", HOME, wire::headers_without_end, "message head is too large"),
    row("a provider with 10 GB in chunks", AUTHORIZATION, wire::ten_gigabytes_in_chunks, "the body is larger than"),
    row(
        "a token endpoint with 10 GB in chunks",
        CLIENT_TOKEN,
        wire::ten_gigabytes_in_chunks,
        "the body is larger than",
    ),
    row("a consumer with 10 GB in chunks", CALLBACK, wire::ten_gigabytes_in_chunks, "the body is larger than"),
    row("a provider with a gzip bomb", AUTHORIZATION, wire::gzip_bomb, "the body is larger than"),
    row("a token endpoint with a gzip bomb", CLIENT_TOKEN, wire::gzip_bomb, "the body is larger than"),
    row("a consumer with a gzip bomb", SIGN_IN, wire::gzip_bomb, "the body is larger than"),
    row("a provider with a brotli bomb", AUTHORIZATION, wire::brotli_bomb, "the content coding `br` was not requested"),
    row("a consumer with a brotli bomb", HOME, wire::brotli_bomb, "the content coding `br` was not requested"),
    row(
        "a provider with 100,000 cookies",
        AUTHORIZATION,
        wire::a_hundred_thousand_cookies,
        "message head is too large",
    ),
    row("a consumer with 100,000 cookies", HOME, wire::a_hundred_thousand_cookies, "message head is too large"),
    row("a provider with cookies at every hop", AUTHORIZATION, wire::cookies_at_every_hop, "too many redirects"),
    row("a consumer with cookies at every hop", SIGN_IN, wire::cookies_at_every_hop, "too many redirects"),
    row(
        "a provider with a header line of 1 MB",
        AUTHORIZATION,
        wire::a_header_line_of_a_megabyte,
        "message head is too large",
    ),
    row(
        "a consumer with a header line of 1 MB",
        CALLBACK,
        wire::a_header_line_of_a_megabyte,
        "message head is too large",
    ),
    // Ways that do not end, or lead where no request should go.
    row("a provider that redirects indefinitely", AUTHORIZATION, wire::redirects_without_end, "too many redirects"),
    row(
        "a provider that redirects indefinitely by script",
        AUTHORIZATION,
        wire::scripts_without_end,
        "too many redirects",
    ),
    row(
        "a provider that redirects indefinitely by meta",
        AUTHORIZATION,
        wire::meta_refreshes_without_end,
        "too many redirects",
    ),
    row("a provider that redirects indefinitely by form", AUTHORIZATION, wire::forms_without_end, "too many redirects"),
    row("a consumer that redirects indefinitely", SIGN_IN, wire::redirects_without_end, "too many redirects"),
    row("a consumer that redirects indefinitely by script", CALLBACK, wire::scripts_without_end, "too many redirects"),
    row("a consumer that redirects indefinitely by meta", HOME, wire::meta_refreshes_without_end, "too many redirects"),
    row(
        "a provider that leads to a file",
        AUTHORIZATION,
        wire::to_a_file,
        "a redirect to another location: file:///etc/passwd",
    ),
    row("a provider that leads to data", LOGIN, wire::to_data, "a redirect to another location: data:text/html"),
    row(
        "a consumer that leads to a file",
        SIGN_IN,
        wire::to_a_file,
        "a redirect to another location: file:///etc/passwd",
    ),
    row("a consumer that leads to data", CALLBACK, wire::to_data, "a redirect to another location: data:text/html"),
    row("a login page that changes each time", LOGIN, wire::a_page_that_changes, "rejects the login of `alice`"),
    row("a sign-in page that changes each time", SIGN_IN, wire::a_page_that_changes, "rejects the login of `alice`"),
    // No HTTP, no TLS.
    row("a provider that breaks off", AUTHORIZATION, wire::breaks_off, "end of file before message length reached"),
    row("a consumer that breaks off", CALLBACK, wire::breaks_off, "end of file before message length reached"),
    broken("TLS that breaks in the handshake", Break::Handshake, "tls handshake eof"),
    broken("TLS that breaks in the body", Break::Body, "without sending TLS close_notify"),
    broken("HTTP/2 with resets without end", Break::Frames(Frame::RESET), "stream error received"),
    flooding("HTTP/2 with pings without end", Frame::PING, "no complete response within"),
    flooding("HTTP/2 with settings without end", Frame::SETTINGS, "no complete response within"),
    broken("HTTP/2 with header fields without end", Break::Frames(Frame::CONTINUATION), "detected excessive load"),
    broken("HTTP/2 with an empty body without end", Break::Frames(Frame::EMPTY_DATA), "detected excessive load"),
    // Pages.
    row("a login page nested 100,000 deep", LOGIN, content::html_nested_deep, "an unknown page (status 200)"),
    row("a page of a consumer nested 100,000 deep", SIGN_IN, content::html_nested_deep, "the home page shows no user"),
    row("a million forms of a provider", LOGIN, content::a_million_forms, "the body is larger than"),
    row("as many forms of a provider as fit", LOGIN, content::as_many_forms_as_fit, "a blank page (status 200)"),
    row("as many forms of a consumer as fit", HOME, content::as_many_forms_as_fit, "a blank page (status 200)"),
    row("as many fields of a provider as fit", LOGIN, content::as_many_fields_as_fit, "the page is not recognized"),
    row("a poisoned login page", LOGIN, content::html_poisoned, "an unknown page"),
    row("a poisoned page of a consumer", CALLBACK, content::html_poisoned, "an unknown page"),
    row("poisoned headers of a provider", AUTHORIZATION, content::headers_poisoned, "invalid HTTP status-code parsed"),
    row("poisoned headers of a consumer", SIGN_IN, content::headers_poisoned, "invalid HTTP status-code parsed"),
    // JSON.
    row(
        "a token response with arrays 100,000 deep",
        TOKEN,
        content::arrays_nested_deep,
        "the body is not a JSON object",
    ),
    row(
        "a key set with objects 100,000 deep",
        KEYS,
        content::objects_nested_deep,
        "it is not a JSON object with `keys`",
    ),
    row(
        "metadata with objects 100,000 deep",
        METADATA,
        content::objects_nested_deep,
        "failed provider/metadata-endpoints",
    ),
    row("a profile with arrays 100,000 deep", PROFILE, content::arrays_nested_deep, "the body does not contain it"),
    row(
        "an introspection with arrays 100,000 deep",
        INTROSPECTION,
        content::arrays_nested_deep,
        "skipped provider/introspection",
    ),
    row("a poisoned token response", TOKEN, content::json_poisoned, "the status is 400, not 200"),
    row("poisoned metadata", METADATA, content::json_poisoned, "inconclusive provider/metadata-endpoints"),
    row("a poisoned profile", PROFILE, content::json_poisoned, "status 400 (application/json)"),
    row("a poisoned introspection", INTROSPECTION, content::json_poisoned, "skipped provider/introspection"),
    row("a token response with lone surrogates", TOKEN, content::lone_surrogates, "the body is not a JSON object"),
    row("a key set with lone surrogates", KEYS, content::lone_surrogates, "it is not a JSON object with `keys`"),
    row("a token response that is not UTF-8", TOKEN, content::invalid_utf_8, "status 400"),
    row("a lifetime of 1e999", TOKEN, content::a_lifetime_beyond_numbers, "the body is not a JSON object"),
    row("a negative lifetime", TOKEN, content::a_negative_lifetime, "passed provider/code-flow"),
    row("a huge lifetime", TOKEN, content::a_huge_lifetime, "passed provider/code-flow"),
    row("a lifetime of a million digits", TOKEN, content::a_lifetime_of_many_digits, "the body is not a JSON object"),
    // Tokens and keys.
    row(
        "an ID token with 10,000 members",
        ID_TOKEN,
        content::an_id_token_with_ten_thousand_members,
        "the signature does not match the key",
    ),
    row(
        "an ID token with b64: false",
        ID_TOKEN,
        content::an_id_token_that_is_not_encoded,
        "the signature does not match the key",
    ),
    row(
        "an ID token that says it is compressed",
        ID_TOKEN,
        content::an_id_token_that_says_it_is_compressed,
        "the signature does not match the key",
    ),
    row(
        "an ID token with numbers beyond time",
        ID_TOKEN,
        content::an_id_token_with_numbers_beyond_time,
        "the signature does not match the key",
    ),
    row("a key set with 10,000 keys", KEYS, content::ten_thousand_keys, "provider/id-token"),
    row("RSA keys of 16 kbit", KEYS, content::rsa_of_16_kbit, "cannot verify with an RSA key of 16384 bits"),
    row("RSA keys with the exponent 1", KEYS, content::rsa_with_exponent_1, "the signature does not match the key"),
    row(
        "RSA keys with a huge exponent",
        KEYS,
        content::rsa_with_an_exponent_as_long_as_the_modulus,
        "the signature does not match the key",
    ),
    // Metadata that lead elsewhere.
    row("discovery that leads to a file", DISCOVERY, content::metadata_of_a_file, "URL scheme is not allowed"),
    row("discovery that leads to data", DISCOVERY, content::metadata_of_data, "URL scheme is not allowed"),
    row(
        "discovery that leads to this machine",
        DISCOVERY,
        content::metadata_of_a_service_on_this_machine,
        "belongs to no party of the target",
    ),
    row(
        "metadata that lead to a file",
        METADATA,
        content::metadata_of_a_file,
        "the same value for `it.token_endpoint`",
    ),
    row("metadata that lead to data", METADATA, content::metadata_of_data, "the same value for `it.token_endpoint`"),
    row(
        "metadata that lead to this machine",
        METADATA,
        content::metadata_of_a_service_on_this_machine,
        "the same value for `it.token_endpoint`",
    ),
];

/// A service on this machine that is none of the parties.
static BYSTANDER: LazyLock<Peer> = LazyLock::new(|| Peer::start(|_, _| ()));

fn bystander() -> String {
    BYSTANDER.url.to_string()
}

/// How often a party asked the service that is none of the parties.
pub(crate) fn bystander_asked() -> usize {
    BYSTANDER.connections()
}

/// The parties of a row, which stop with it, and the target that they are.
pub(crate) struct Site {
    pub(crate) target: Target,
    _parties: Option<(Provider, Consumer)>,
}

impl Site {
    pub(crate) async fn of(row: &Row) -> Site {
        let mut site = match row.does {
            RowEffect::Breaks(breaks) => {
                let (text, port) = (
                    target_text(["url: 'https://localhost:PORT'", "url: 'http://localhost:1'"]),
                    tls::start(breaks).await,
                );
                let mut target = pair::read(&text.replace("PORT", &port.to_string()));
                target.connection.insecure = true;
                Site { target, _parties: None }
            }
            RowEffect::Corrupts(side, path, deed) => corrupted(side, path, deed).await,
        };
        site.target.connection.limits.timeout = row.patience;
        site.target.limits.longest_wait = Duration::from_secs(2);
        site
    }
}

/// The target file of the embedded pair, with other parties.
fn target_text([provider, consumer]: [&str; 2]) -> String {
    let text = std::fs::read_to_string(root().join("scenarios/targets/reference.yaml")).expect("a target");
    let (mut party, mut lines) = ("", Vec::new());
    for line in text.lines() {
        match line {
            "provider:" => party = provider,
            "consumer:" => party = consumer,
            _ => {}
        }
        let is_place = line.trim_start().starts_with("reference:");
        lines.push(if is_place { format!("  {party}") } else { line.to_owned() });
    }
    lines.join("\n")
}

async fn corrupted(side: Side, path: &'static str, deed: Misbehavior) -> Site {
    let listen = || TcpListener::bind("127.0.0.1:0").expect("a port");
    let (provider_front, consumer_front) = (listen(), listen());
    let url = |listener: &TcpListener| format!("http://localhost:{}", address(listener).port());
    let (provider_url, consumer_url) = (url(&provider_front), url(&consumer_front));
    let mut config = reference_provider::Config::embedded();
    let client = config.clients.iter_mut().find(|client| client.client_id == "test-consumer").expect("a client");
    client.redirect_uris = vec![format!("{consumer_url}{}", CALLBACK.1)];
    let (provider_listener, consumer_listener) = (listen(), listen());
    let (provider_at, consumer_at) = (address(&provider_listener), address(&consumer_listener));
    let environment = reference_provider::Environment::system();
    let provider = Provider::start(config, environment, provider_listener).await.expect("it starts");
    let (base, secret) = (provider_url.parse().expect("a URL"), Some("test-consumer-secret".to_owned()));
    let mut config = reference_consumer::Config::for_provider(&base, "test-consumer", secret);
    config.base_url = Some(consumer_url.parse().expect("a URL"));
    let environment = reference_consumer::Environment::system();
    let consumer = Consumer::start(config, environment, consumer_listener).await.expect("it starts");
    let corrupts = |of: Side| (of == side).then_some((path, deed));
    front::start(provider_front, provider_at, corrupts(Side::Provider));
    front::start(consumer_front, consumer_at, corrupts(Side::Consumer));
    let target = pair::read(&target_text([&format!("url: {provider_url}"), &format!("url: {consumer_url}")]));
    Site { target, _parties: Some((provider, consumer)) }
}

fn address(listener: &TcpListener) -> SocketAddr {
    listener.local_addr().expect("it is bound")
}

/// The first case of a scenario.
pub(crate) fn case(name: &str) -> Case {
    let suite = Arc::clone(&embedded_suites()[0]);
    let cases = suite.cases().into_iter();
    let of_scenario =
        |case: &Case| case.name == name || case.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
    cases.into_iter().find(of_scenario).unwrap_or_else(|| panic!("there is no {name}"))
}

/// Runs the case of a row against its peer; the report, and how long it took.
pub(crate) async fn meet(row: &Row) -> (CaseReport, Duration) {
    let site = Site::of(row).await;
    let case = case(row.case);
    let started = Instant::now();
    let report = run_case(&case, &site.target, &Options::default()).await;
    (report, started.elapsed())
}
