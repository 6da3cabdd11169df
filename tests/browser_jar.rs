//! The cookie jar: a table of cases from RFC 6265bis, and properties for arbitrary `Set-Cookie` headers.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use oauth_harness::browser::{Jar, RequestContext, SameSite, SetCookieOutcome};
use proptest::prelude::*;
use time::OffsetDateTime;
use url::Url;

const NOW: i64 = 1_700_000_000; // Tue, 14 Nov 2023 22:13:20 GMT
const CROSS_GET: RequestContext = RequestContext { same_site: false, safe_method: true };
const CROSS_POST: RequestContext = RequestContext { same_site: false, safe_method: false };
const WITHIN: RequestContext = RequestContext::SAME_SITE;

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

fn jar() -> Jar {
    Jar::with_clock(|| OffsetDateTime::from_unix_timestamp(NOW).expect("a moment"))
}

fn header(jar: &Jar, to: &str, context: RequestContext) -> String {
    let cookies = jar.cookies_for(&url(to), context);
    cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

/// The URL of the response, its `Set-Cookie` headers, the URL of the request, and the expected `Cookie` header.
type Case = (&'static str, &'static [&'static str], &'static str, &'static str);

const SAME_SITE_CASES: &[Case] = &[
    // Names and values: section 5.6.
    ("http://a.test/", &["k=v"], "http://a.test/", "k=v"),
    ("http://a.test/", &["k=v; unknown; attributes=here"], "http://a.test/", "k=v"),
    ("http://a.test/", &["  k  =  v  ; Path=/"], "http://a.test/", "k=v"),
    ("http://a.test/", &["k=\"v w\""], "http://a.test/", "k=\"v w\""),
    ("http://a.test/", &["k=v=w"], "http://a.test/", "k=v=w"),
    ("http://a.test/", &["k="], "http://a.test/", "k="),
    ("http://a.test/", &["k"], "http://a.test/", "=k"),
    ("http://a.test/", &["=v"], "http://a.test/", "=v"),
    ("http://a.test/", &[""], "http://a.test/", ""),
    ("http://a.test/", &["="], "http://a.test/", ""),
    ("http://a.test/", &["k=a\u{1}b"], "http://a.test/", ""),
    ("http://a.test/", &["k={\"a\":[1,2]}"], "http://a.test/", "k={\"a\":[1,2]}"),
    ("http://a.test/", &["ключ=значение"], "http://a.test/", "ключ=значение"),
    ("http://a.test/", &["k=1", "k=2"], "http://a.test/", "k=2"),
    ("http://a.test/", &["k=1", "K=2"], "http://a.test/", "k=1; K=2"),
    ("http://a.test/", &["k=v; HttpOnly=1; Secure=0"], "http://a.test/", ""),
    // Hosts: section 5.1.3. Ports do not count.
    ("http://a.test/", &["k=v"], "http://b.a.test/", ""),
    ("http://a.test:8000/", &["k=v"], "http://a.test:8001/", "k=v"),
    ("http://localhost/", &["k=v"], "http://127.0.0.1/", ""),
    ("http://b.a.test/", &["k=v; Domain=a.test"], "http://c.a.test/", "k=v"),
    ("http://b.a.test/", &["k=v; Domain=.a.test"], "http://a.test/", "k=v"),
    ("http://b.a.test/", &["k=v; domain=A.TEST"], "http://x.y.a.test/", "k=v"),
    ("http://b.a.test/", &["k=v; Domain="], "http://b.a.test/", "k=v"),
    ("http://b.a.test/", &["k=v; Domain="], "http://x.b.a.test/", ""),
    ("http://a.test/", &["k=v; Domain=b.a.test"], "http://b.a.test/", ""),
    ("http://a.test/", &["k=v; Domain=c.test"], "http://a.test/", ""),
    ("http://ba.test/", &["k=v; Domain=a.test"], "http://a.test/", ""),
    ("http://a.test/", &["k=v; Domain=b.test; Domain=a.test"], "http://a.test/", "k=v"),
    ("http://a.test/", &["k=v; Domain=a.test; Domain=b.test"], "http://a.test/", ""),
    ("http://127.0.0.1/", &["k=v; Domain=127.0.0.1"], "http://127.0.0.1/", "k=v"),
    ("http://127.0.0.1/", &["k=v; Domain=.127.0.0.1"], "http://127.0.0.1:8000/", "k=v"),
    ("http://127.0.0.1/", &["k=v; Domain=0.0.1"], "http://127.0.0.1/", ""),
    // Public suffixes: section 5.7, steps 8 and 9.
    ("https://a.co.uk/", &["k=v; Domain=co.uk"], "https://a.co.uk/", ""),
    ("https://a.github.io/", &["k=v; Domain=github.io"], "https://b.github.io/", ""),
    ("https://github.io/", &["k=v; Domain=github.io"], "https://github.io/", "k=v"),
    ("https://github.io/", &["k=v; Domain=github.io"], "https://a.github.io/", ""),
    ("http://localhost/", &["k=v; Domain=localhost"], "http://localhost/", "k=v"),
    ("http://op.localhost/", &["k=v; Domain=localhost"], "http://rp.localhost/", ""),
    // Paths: section 5.1.4.
    ("http://a.test/x/y", &["k=v"], "http://a.test/x/z", "k=v"),
    ("http://a.test/x/y", &["k=v"], "http://a.test/", ""),
    ("http://a.test/x", &["k=v"], "http://a.test/", "k=v"),
    ("http://a.test/", &["k=v; Path=/foo"], "http://a.test/foo", "k=v"),
    ("http://a.test/", &["k=v; Path=/foo"], "http://a.test/foo/bar", "k=v"),
    ("http://a.test/", &["k=v; Path=/foo"], "http://a.test/foobar", ""),
    ("http://a.test/", &["k=v; Path=/foo/"], "http://a.test/foo", ""),
    ("http://a.test/x/y", &["k=v; Path=z"], "http://a.test/x/", "k=v"),
    ("http://a.test/x/y", &["k=v; Path=/z; Path"], "http://a.test/x/", "k=v"),
    // Order: section 5.8.3, longer paths first, then older ones.
    ("http://a.test/", &["a=1", "b=2; Path=/x", "c=3", "d=4; Path=/x/y"], "http://a.test/x/y", "d=4; b=2; a=1; c=3"),
    ("http://a.test/", &["a=1", "b=2", "a=3"], "http://a.test/", "a=3; b=2"),
    // Expiry: sections 5.6.1, 5.6.2 and 5.1.1.
    ("http://a.test/", &["k=v; Max-Age=1"], "http://a.test/", "k=v"),
    ("http://a.test/", &["k=v; Max-Age=0"], "http://a.test/", ""),
    ("http://a.test/", &["k=v", "k=; Max-Age=0"], "http://a.test/", ""),
    ("http://a.test/", &["k=v", "k=; Max-Age=-1"], "http://a.test/", ""),
    ("http://a.test/", &["k=v", "k=w; Max-Age=x"], "http://a.test/", "k=w"),
    ("http://a.test/", &["k=v", "k=w; Max-Age=+0"], "http://a.test/", "k=w"),
    ("http://a.test/", &["k=v; Max-Age=999999999999999999999"], "http://a.test/", "k=v"),
    ("http://a.test/", &["k=v; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=9"], "http://a.test/", "k=v"),
    ("http://a.test/", &["k=v; Max-Age=9; Max-Age=0"], "http://a.test/", ""),
    ("http://a.test/", &["k=v; Expires=Thu, 1 Jan 1970 0:0:0 GMT"], "http://a.test/", ""),
    ("http://a.test/", &["k=v; Expires=Wed, 15-Nov-23 00:00:00 +0000"], "http://a.test/", "k=v"),
    ("http://a.test/", &["k=v; Expires=tomorrow"], "http://a.test/", "k=v"),
    ("http://a.test/", &["k=v", "k=; Path=/x; Max-Age=0"], "http://a.test/", "k=v"),
    // Secure: section 5.7, and loopback is trustworthy.
    ("https://a.test/", &["k=v; Secure"], "https://a.test/", "k=v"),
    ("https://a.test/", &["k=v; Secure"], "http://a.test/", ""),
    ("https://a.test/", &["k=v"], "http://a.test/", "k=v"),
    ("http://a.test/", &["k=v; Secure"], "https://a.test/", ""),
    ("http://localhost:8000/", &["k=v; Secure"], "http://localhost:8000/", "k=v"),
    ("http://op.localhost/", &["k=v; Secure"], "http://op.localhost/", "k=v"),
    ("http://127.0.0.1/", &["k=v; Secure"], "http://127.0.0.1/", "k=v"),
    ("http://[::1]/", &["k=v; Secure"], "http://[::1]/", "k=v"),
    // Prefixes: section 4.1.3.
    ("https://a.test/", &["__Secure-k=v; Secure"], "https://a.test/", "__Secure-k=v"),
    ("https://a.test/", &["__Secure-k=v"], "https://a.test/", ""),
    ("https://a.test/", &["__secure-k=v"], "https://a.test/", ""),
    ("https://a.test/", &["__Host-k=v; Secure; Path=/"], "https://a.test/", "__Host-k=v"),
    ("https://a.test/", &["__Host-k=v; Secure"], "https://a.test/", ""),
    ("https://a.test/", &["__Host-k=v; Path=/"], "https://a.test/", ""),
    ("https://a.test/", &["__Host-k=v; Secure; Path=/; Domain=a.test"], "https://a.test/", ""),
    ("http://localhost/", &["__Host-k=v; Secure; Path=/"], "http://localhost/", "__Host-k=v"),
    ("https://a.test/", &["=__Host-k=v; Secure; Path=/"], "https://a.test/", ""),
    ("https://a.test/", &["__Host-k; Secure; Path=/"], "https://a.test/", ""),
    // SameSite without Secure.
    ("http://a.test/", &["k=v; SameSite=None"], "http://a.test/", ""),
    ("http://a.test/", &["k=v; SameSite=Nonsense"], "http://a.test/", "k=v"),
];

#[test]
fn same_site_requests() {
    for (from, headers, to, expected) in SAME_SITE_CASES {
        let mut jar = jar();
        for header in *headers {
            jar.receive(header, &url(from));
        }
        assert_eq!(header(&jar, to, WITHIN), *expected, "{headers:?} from {from} to {to}");
    }
}

#[test]
fn cross_site_requests() {
    for (attribute, by_get, by_post) in [
        ("", true, false),
        ("; SameSite=Lax", true, false),
        ("; SameSite", true, false),
        ("; SameSite=Strict", false, false),
        ("; SameSite=none; Secure", true, true),
        ("; SameSite=Strict; SameSite=Lax", true, false),
    ] {
        let mut jar = jar();
        jar.receive(&format!("k=v{attribute}"), &url("https://a.test/"));
        let sent = |context| !header(&jar, "https://a.test/", context).is_empty();
        assert_eq!((sent(WITHIN), sent(CROSS_GET), sent(CROSS_POST)), (true, by_get, by_post), "{attribute}");
    }
}

#[test]
fn plain_http_does_not_overwrite_secure_cookies() {
    let mut jar = jar();
    jar.receive("k=safe; Secure; Path=/", &url("https://a.test/"));
    let receipt = jar.receive("k=evil; Path=/", &url("http://a.test/"));
    assert!(matches!(receipt.outcome, SetCookieOutcome::Refused { why } if why.contains("Secure")), "{receipt:?}");
    assert_eq!(jar.get("k", &url("https://a.test/")).as_deref(), Some("safe"));
    assert_eq!(jar.receive("other=1", &url("http://a.test/")).outcome, SetCookieOutcome::Stored);
}

#[test]
fn a_cookie_clash_of_two_parties_on_one_host_is_reported() {
    let mut jar = jar();
    assert_eq!(jar.receive("sessionid=op; Path=/", &url("http://localhost:8000/")).outcome, SetCookieOutcome::Stored);
    assert_eq!(jar.receive("sessionid=op2; Path=/", &url("http://localhost:8000/x")).outcome, SetCookieOutcome::Stored);
    let with = "http://localhost:8000".to_owned();
    assert_eq!(
        jar.receive("sessionid=rp; Path=/", &url("http://localhost:8001/")).outcome,
        SetCookieOutcome::Clashed { with }
    );
    assert_eq!(jar.receive("sessionid=rp; Path=/", &url("http://127.0.0.1:8001/")).outcome, SetCookieOutcome::Stored);
}

#[test]
fn sizes_are_limited() {
    let site = url("http://a.test/");
    let mut jar = jar();
    let fits = format!("k={}", "v".repeat(4095));
    assert_eq!(jar.receive(&fits, &site).outcome, SetCookieOutcome::Stored);
    assert!(matches!(jar.receive(&format!("{fits}w"), &site).outcome, SetCookieOutcome::Refused { .. }));
    // An attribute that is too long is ignored.
    jar.receive(&format!("p=1; Path=/{}", "x".repeat(1024)), &site);
    assert_eq!(jar.get("p", &site).as_deref(), Some("1"));
    for n in 0..1000 {
        jar.receive(&format!("n{n}=1"), &site);
    }
    let kept = jar.all();
    assert_eq!(kept.len(), 180);
    assert_eq!(kept.last().map(|cookie| cookie.name.as_str()), Some("n999"), "the oldest are evicted first");
}

#[test]
fn expiry_follows_the_clock_of_the_jar() {
    let now = Arc::new(AtomicI64::new(0));
    let clock = Arc::clone(&now);
    let mut jar =
        Jar::with_clock(move || OffsetDateTime::from_unix_timestamp(clock.load(Ordering::Relaxed)).expect("a moment"));
    jar.receive("short=1; Max-Age=60", &url("http://a.test/"));
    jar.receive("long=1; Max-Age=99999999999", &url("http://a.test/"));
    jar.receive("session=1", &url("http://a.test/"));
    for (at, expected) in [(59, "short=1; long=1; session=1"), (60, "long=1; session=1"), (400 * 86_400, "session=1")] {
        now.store(at, Ordering::Relaxed);
        assert_eq!(header(&jar, "http://a.test/", WITHIN), expected, "after {at} seconds");
    }
}

#[test]
fn cookies_can_be_set_removed_and_copied() {
    let site = url("http://a.test/deep/path");
    let (mut alice, mut mallory) = (jar(), jar());
    alice.receive("s=secret; HttpOnly; SameSite=Strict; Path=/deep", &site);
    let stored = alice.all().remove(0);
    assert_eq!(stored.set_by, site);
    mallory.copy(&alice, &stored);
    assert_eq!(mallory.all(), alice.all(), "the copy has the path of the original");
    assert_eq!(mallory.all()[0].same_site, Some(SameSite::Strict));
    // A cookie that is set replaces one of that name that the browser would send; otherwise it is for the whole host.
    mallory.set("s", "planted", &url("http://a.test/"));
    assert_eq!(header(&mallory, "http://a.test/deep", WITHIN), "s=planted");
    mallory.set("new", "planted", &site);
    assert_eq!(header(&mallory, "http://a.test/", WITHIN), "new=planted");
    mallory.set_at(Some("/other"), "new", "narrow", &site);
    assert_eq!(header(&mallory, "http://a.test/other/x", WITHIN), "new=narrow; new=planted");
    mallory.remove(&stored);
    assert_eq!(header(&mallory, "http://a.test/deep", WITHIN), "new=planted", "only that cookie");
    assert_eq!(alice.get("s", &site).as_deref(), Some("secret"));
    alice.clear();
    assert!(alice.all().is_empty());
}

fn attribute() -> impl Strategy<Value = String> {
    prop_oneof![
        "(Path|path)=(/|/a|/a/b|x)?",
        "Domain=\\.?(a\\.test|b\\.a\\.test|test|127\\.0\\.0\\.1|co\\.uk)?",
        "Max-Age=-?[0-9]{0,12}",
        "Expires=[ -~]{0,30}",
        "SameSite=(Strict|Lax|None|x)?",
        Just("Secure".to_owned()),
        Just("HttpOnly".to_owned()),
        "\\PC{0,12}",
    ]
}

fn set_cookie() -> impl Strategy<Value = String> {
    let name = prop_oneof!["[a-c]{0,2}", Just("__Host-a".to_owned()), Just("__Secure-a".to_owned()), "\\PC{0,6}"];
    (name, "[ -~]{0,8}", prop::collection::vec(attribute(), 0..4))
        .prop_map(|(name, value, attributes)| [&format!("{name}={value}"), &*attributes.join("; ")].join("; "))
}

fn place() -> impl Strategy<Value = Url> {
    let host = prop_oneof![
        Just("a.test"),
        Just("b.a.test"),
        Just("127.0.0.1"),
        Just("localhost:8000"),
        Just("localhost:8001"),
        Just("a.co.uk"),
        Just("[::1]")
    ];
    ("https?", host, "/(a(/b)?)?").prop_map(|(scheme, host, path)| url(&format!("{scheme}://{host}{path}")))
}

proptest! {
    /// For arbitrary headers, nothing panics, and the cookies that are sent obey the rules that protect users.
    #[test]
    fn no_cookie_is_sent_outside_its_scope(sets in prop::collection::vec((set_cookie(), place()), 0..12), to in place()) {
        let mut jar = jar();
        for (header, from) in &sets {
            jar.receive(header, from);
        }
        let loopback = to.host_str().is_some_and(|host| host == "localhost" || host == "127.0.0.1" || host == "[::1]");
        let within = jar.cookies_for(&to, WITHIN);
        let (by_get, by_post) = (jar.cookies_for(&to, CROSS_GET), jar.cookies_for(&to, CROSS_POST));
        prop_assert!(by_get.iter().all(|cookie| within.contains(cookie)));
        prop_assert!(by_post.iter().all(|cookie| by_get.contains(cookie)));
        for kept in jar.all() {
            let host = to.host_str().unwrap_or_default();
            let reaches = kept.domain == host || !kept.host_only && host.ends_with(&format!(".{}", kept.domain));
            let sent = within.contains(&(kept.name.clone(), kept.value.clone()));
            let twins = jar.all().iter().filter(|other| (&other.name, &other.value) == (&kept.name, &kept.value)).count();
            if twins == 1 {
                prop_assert!(!sent || reaches, "{kept:?} sent to {to}");
                prop_assert!(!sent || !kept.secure || to.scheme() == "https" || loopback, "{kept:?} sent to {to}");
                prop_assert!(!sent || to.path().starts_with(&kept.path), "{kept:?} sent to {to}");
            }
            prop_assert!(!kept.name.starts_with("__Host-") || kept.secure && kept.host_only && kept.path == "/", "{kept:?}");
            prop_assert!(!kept.name.starts_with("__Secure-") || kept.secure, "{kept:?}");
            prop_assert!(kept.same_site != Some(SameSite::None) || kept.secure, "{kept:?}");
            prop_assert!(!["test", "co.uk"].contains(&kept.domain.as_str()), "{kept:?}");
        }
    }

    /// The same headers give the same jar: the iteration order of a hash map is not observable.
    #[test]
    fn a_jar_is_deterministic(sets in prop::collection::vec((set_cookie(), place()), 0..12), to in place()) {
        let fill = || {
            let mut jar = jar();
            let receipts: Vec<_> = sets.iter().map(|(header, from)| jar.receive(header, from)).collect();
            (receipts, jar.cookies_for(&to, WITHIN), jar.all())
        };
        prop_assert_eq!(fill(), fill());
    }
}
