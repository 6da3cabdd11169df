//! The cookie jar: `cookie_store` stores the cookies and matches hosts and paths; the other rules of current browsers (RFC
//! 6265bis) are implemented here, and every rejection has a reason.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use cookie_store::{CookieDomain, CookieExpiration, CookieStore};
use time::OffsetDateTime;
use url::{Host, Url};

use super::site::{is_public_suffix, is_trustworthy};
use crate::http::{SameSite, SetCookie};

/// The context of a request, as far as cookies care (RFC 6265bis section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestContext {
    /// The initiator and every URL of the chain are same-site; also if the user typed the URL.
    pub same_site: bool,
    /// `GET` or `HEAD`, `OPTIONS`, `TRACE`.
    pub safe_method: bool,
}

impl RequestContext {
    /// A URL that the user typed, or a same-site request.
    pub const SAME_SITE: RequestContext = RequestContext { same_site: true, safe_method: true };
}

/// How one `Set-Cookie` header was handled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetCookieResult {
    /// The URL that it came from.
    pub from: Url,
    /// The name of the cookie, as far as it could be parsed.
    pub name: String,
    /// What was done.
    pub outcome: SetCookieOutcome,
}

/// How a jar handles a `Set-Cookie` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetCookieOutcome {
    /// It is stored.
    Stored,
    /// It is stored instead of one that another origin on the same host had set: cookies are shared across ports.
    Clashed {
        /// The origin that had set the cookie.
        with: String,
    },
    /// It had expired: the cookie of that name, if any, is deleted.
    Deleted,
    /// It is rejected.
    Refused {
        /// Why.
        why: &'static str,
    },
}

/// A stored cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCookie {
    /// Its name; may be empty.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The host it belongs to.
    pub domain: String,
    /// Whether it is sent to that host only, not to its subdomains.
    pub host_only: bool,
    /// The path it is sent to.
    pub path: String,
    /// Only sent over trustworthy connections.
    pub secure: bool,
    /// Not accessible to scripts.
    pub http_only: bool,
    /// As the server set it; a browser treats an absent one as `Lax`.
    pub same_site: Option<SameSite>,
    /// When it expires; `None` for a session cookie.
    pub expires: Option<OffsetDateTime>,
    /// The URL whose response set it last.
    pub set_by: Url,
}

/// A browser's cookies.
#[derive(Clone)]
pub struct Jar {
    store: CookieStore,
    records: HashMap<Key, CookieMetadata>,
    births: u64,
    now: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
}

/// Domain, path, name: the unique key of a cookie.
type Key = (String, String, String);

/// Data that the store has no field for. All cookies in the store are session cookies: it would read the system's clock
/// otherwise.
#[derive(Clone)]
struct CookieMetadata {
    /// When it was created, as a sequence number: kept if the cookie is overwritten (section 5.7, step 23.4).
    order: u64,
    /// The URL whose response set it last.
    set_by: Url,
    /// When it expires; `None` for a session cookie.
    expires: Option<OffsetDateTime>,
}

/// Browsers keep at least 50 (section 6.1), Chromium 180 per domain.
const PER_DOMAIN: usize = 180;

impl Default for Jar {
    fn default() -> Self {
        Jar::new()
    }
}

impl Jar {
    /// An empty jar with the system's clock.
    pub fn new() -> Jar {
        Jar::with_clock(OffsetDateTime::now_utc)
    }

    /// An empty jar with another clock.
    pub fn with_clock(now: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> Jar {
        Jar { store: CookieStore::default(), records: HashMap::new(), births: 0, now: Arc::new(now) }
    }

    /// Processes one `Set-Cookie` header of a response (RFC 6265bis section 5.7).
    pub fn receive(&mut self, header: &str, from: &Url) -> SetCookieResult {
        let parsed = SetCookie::parse(header, (self.now)());
        let name = parsed.as_ref().map(|cookie| cookie.name.clone()).unwrap_or_default();
        let outcome =
            parsed.and_then(|cookie| self.keep(cookie, from)).unwrap_or_else(|why| SetCookieOutcome::Refused { why });
        SetCookieResult { from: from.clone(), name, outcome }
    }

    /// The cookies that are sent with a request, in the order of the `Cookie` header: longer paths first, then older ones first
    /// (section 5.8.3).
    pub fn cookies_for(&self, url: &Url, context: RequestContext) -> Vec<(String, String)> {
        let asked = secure_form(url);
        let mut found: Vec<_> =
            self.live().filter(|(cookie, _)| cookie.matches(&asked) && goes_along(cookie, context)).collect();
        found.sort_by_key(|(cookie, record)| (Reverse(cookie.path.len()), record.order));
        found.iter().map(|(cookie, _)| (cookie.name().to_owned(), cookie.value().to_owned())).collect()
    }

    /// The value of the cookie of that name that a same-site request would send.
    pub fn get(&self, name: &str, url: &Url) -> Option<String> {
        self.cookies_for(url, RequestContext::SAME_SITE).into_iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }

    /// Sets a cookie directly, as an attacker with write access to the jar can: no rule applies. It overwrites the cookie of
    /// that name from the same origin, whatever its path; otherwise it becomes a session cookie for the whole host.
    pub fn set(&mut self, name: &str, value: &str, url: &Url) {
        self.set_at(None, name, value, url);
    }

    /// The same, at that path and no other if there is one.
    pub fn set_at(&mut self, path: Option<&str>, name: &str, value: &str, url: &Url) {
        let same = |record: &CookieMetadata| record.set_by.origin() == url.origin();
        let there = self.live().filter(|(cookie, record)| cookie.name() == name && same(record));
        let there: Vec<_> = there.map(|(cookie, record)| (cookie.clone(), record.expires)).collect();
        if path.is_none() && !there.is_empty() {
            for (cookie, expires) in there {
                let mut raw: cookie::Cookie<'_> = (*cookie).clone();
                raw.set_path(String::from(&cookie.path));
                raw.set_value(value);
                if let Ok(cookie) = cookie_store::Cookie::try_from_raw_cookie(&raw, url) {
                    self.put(cookie.into_owned(), expires, url);
                }
            }
            return;
        }
        let mut raw = cookie::Cookie::new(name.to_owned(), value.to_owned());
        raw.set_path(path.unwrap_or("/").to_owned());
        if let Ok(cookie) = cookie_store::Cookie::try_from_raw_cookie(&raw, url) {
            self.put(cookie.into_owned(), None, url);
        }
    }

    /// Deletes a cookie.
    pub fn remove(&mut self, cookie: &StoredCookie) {
        self.forget(&(cookie.domain.clone(), cookie.path.clone(), cookie.name.clone()));
    }

    /// Copies a cookie with all its attributes from another jar.
    pub fn copy(&mut self, from: &Jar, cookie: &StoredCookie) {
        let wanted = (cookie.domain.clone(), cookie.path.clone(), cookie.name.clone());
        let found = from.live().find(|(known, _)| key(known) == wanted);
        if let Some((found, record)) = found {
            self.put(found.clone(), record.expires, &record.set_by);
        }
    }

    /// Everything that is stored and has not expired, oldest first.
    pub fn all(&self) -> Vec<StoredCookie> {
        let mut cookies: Vec<_> = self.live().collect();
        cookies.sort_by_key(|(_, record)| record.order);
        cookies.into_iter().map(|(cookie, record)| kept(cookie, record)).collect()
    }

    /// Deletes everything.
    pub fn clear(&mut self) {
        self.store.clear();
        self.records.clear();
    }

    fn live(&self) -> impl Iterator<Item = (&cookie_store::Cookie<'static>, &CookieMetadata)> {
        let now = (self.now)();
        self.store
            .iter_any()
            .filter_map(|cookie| Some((cookie, self.records.get(&key(cookie))?)))
            .filter(move |(_, record)| record.expires.is_none_or(|at| at > now))
    }

    fn keep(&mut self, cookie: SetCookie, from: &Url) -> Result<SetCookieOutcome, &'static str> {
        let trusted = is_trustworthy(from);
        if cookie.secure && !trusted {
            return Err("it is Secure but was received over plain http");
        }
        if cookie.same_site == Some(SameSite::None) && !cookie.secure {
            return Err("it has SameSite=None without Secure");
        }
        let domain = domain(&cookie, from)?;
        prefixes(&cookie, domain.is_some(), trusted)?;
        let mut raw = cookie::Cookie::new(cookie.name, cookie.value);
        if let Some(domain) = domain {
            raw.set_domain(domain);
        }
        if let Some(path) = cookie.path {
            raw.set_path(path);
        }
        raw.set_secure(cookie.secure);
        raw.set_http_only(cookie.http_only);
        raw.set_same_site(cookie.same_site.map(|same_site| match same_site {
            SameSite::Strict => cookie::SameSite::Strict,
            SameSite::Lax => cookie::SameSite::Lax,
            SameSite::None => cookie::SameSite::None,
        }));
        self.insert(&raw, cookie.expires, from)
    }

    fn insert(
        &mut self,
        raw: &cookie::Cookie<'static>,
        expires: Option<OffsetDateTime>,
        url: &Url,
    ) -> Result<SetCookieOutcome, &'static str> {
        let parsed = cookie_store::Cookie::try_from_raw_cookie(raw, url);
        let mut cookie = parsed.map_err(|_| "its host cannot store cookies")?.into_owned();
        cookie.expires = CookieExpiration::SessionEnd;
        if raw.secure() != Some(true) && !is_trustworthy(url) && self.shadows_secure(&cookie) {
            return Err("it would overwrite a Secure cookie from plain http");
        }
        if expires.is_some_and(|at| at <= (self.now)()) {
            self.forget(&key(&cookie));
            return Ok(SetCookieOutcome::Deleted);
        }
        self.put(cookie, expires, url).ok_or("its host cannot store cookies")
    }

    fn put(
        &mut self,
        cookie: cookie_store::Cookie<'static>,
        expires: Option<OffsetDateTime>,
        url: &Url,
    ) -> Option<SetCookieOutcome> {
        let key = key(&cookie);
        self.store.insert(cookie, &secure_form(url)).ok()?;
        self.births += 1;
        let record = self.records.entry(key.clone()).or_insert(CookieMetadata {
            order: self.births,
            set_by: url.clone(),
            expires,
        });
        record.expires = expires;
        let before = std::mem::replace(&mut record.set_by, url.clone()).origin();
        let is_same = before == url.origin();
        let outcome = if is_same {
            SetCookieOutcome::Stored
        } else {
            SetCookieOutcome::Clashed { with: before.ascii_serialization() }
        };
        self.evict(&key.0);
        Some(outcome)
    }

    /// Above the limit, the oldest cookies of the domain are deleted.
    fn evict(&mut self, domain: &str) {
        let mut keys: Vec<(u64, Key)> = self
            .records
            .iter()
            .filter(|(key, _)| key.0 == domain)
            .map(|(key, record)| (record.order, key.clone()))
            .collect();
        if keys.len() > PER_DOMAIN {
            keys.sort_unstable();
            let surplus = keys.len() - PER_DOMAIN;
            for (_, key) in &keys[..surplus] {
                self.forget(key);
            }
        }
    }

    fn forget(&mut self, key: &Key) {
        self.store.remove(&key.0, &key.1, &key.2);
        self.records.remove(key);
    }

    /// Section 5.7 step 16, "leave secure cookies alone": a cookie of the same name whose domain is the other's or below it,
    /// and whose path contains the new one's.
    fn shadows_secure(&self, new: &cookie_store::Cookie<'_>) -> bool {
        let (domain, path) = (String::from(&new.domain), String::from(&new.path));
        self.live().any(|(old, _)| {
            let old_domain = String::from(&old.domain);
            old.secure() == Some(true)
                && old.name() == new.name()
                && (is_within(&old_domain, &domain) || is_within(&domain, &old_domain))
                && is_below(&path, &old.path)
        })
    }
}

/// A domain equals another or is below it.
fn is_within(domain: &str, above: &str) -> bool {
    domain.strip_suffix(above).is_some_and(|head| head.is_empty() || head.ends_with('.'))
}

/// A path matches a cookie's path (section 5.1.4).
fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|tail| tail.is_empty() || above.ends_with('/') || tail.starts_with('/'))
}

impl fmt::Debug for Jar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all()).finish()
    }
}

/// The `Domain` to store the cookie under, or `None` for the host alone (section 5.7, steps 8 to 10).
fn domain(cookie: &SetCookie, from: &Url) -> Result<Option<String>, &'static str> {
    let Some(domain) = &cookie.domain else { return Ok(None) };
    let host = from.host_str().unwrap_or_default();
    if !domain.is_ascii() {
        return Err("its Domain is not ASCII");
    }
    if domain == host && (!matches!(from.host(), Some(Host::Domain(_))) || is_public_suffix(domain)) {
        return Ok(None);
    }
    if !is_within(host, domain) || !matches!(from.host(), Some(Host::Domain(_))) {
        return Err("its Domain is not that of the server or above it");
    }
    if is_public_suffix(domain) {
        return Err("its Domain is a public suffix");
    }
    Ok(Some(domain.clone()))
}

/// The attributes that `__Secure-` and `__Host-` require (section 4.1.3), case-insensitively.
fn prefixes(cookie: &SetCookie, has_domain: bool, trusted: bool) -> Result<(), &'static str> {
    let starts = |prefix: &str| {
        let named = if cookie.name.is_empty() { &cookie.value } else { &cookie.name };
        named.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    if cookie.name.is_empty() && (starts("__Secure-") || starts("__Host-")) {
        return Err("it has no name, and a value that imitates a prefix");
    }
    if starts("__Secure-") && !(cookie.secure && trusted) {
        return Err("its name starts with __Secure- but it is not Secure");
    }
    if starts("__Host-") && (!(cookie.secure && trusted) || has_domain || cookie.path.as_deref() != Some("/")) {
        return Err("its name starts with __Host- but it is not Secure, with Path=/ and without Domain");
    }
    Ok(())
}

/// The store considers `localhost` and loopback addresses secure, but not the names below `localhost`.
fn secure_form(url: &Url) -> Url {
    let mut url = url.clone();
    if is_trustworthy(&url) && url.scheme() == "http" {
        // Cannot fail: both are special schemes. If it did, the stricter URL is used.
        let _ = url.set_scheme("https");
    }
    url
}

fn key(cookie: &cookie_store::Cookie<'_>) -> Key {
    (String::from(&cookie.domain), String::from(&cookie.path), cookie.name().to_owned())
}

/// Section 5.8.3 with 5.2: a cookie without `SameSite` is `Lax`, and is sent cross-site in safe navigations only.
fn goes_along(cookie: &cookie_store::Cookie<'_>, context: RequestContext) -> bool {
    context.same_site
        || match cookie.same_site() {
            Some(cookie::SameSite::None) => true,
            Some(cookie::SameSite::Lax) | None => context.safe_method,
            Some(cookie::SameSite::Strict) => false,
        }
}

fn kept(cookie: &cookie_store::Cookie<'static>, record: &CookieMetadata) -> StoredCookie {
    StoredCookie {
        name: cookie.name().to_owned(),
        value: cookie.value().to_owned(),
        domain: String::from(&cookie.domain),
        host_only: matches!(cookie.domain, CookieDomain::HostOnly(_)),
        path: String::from(&cookie.path),
        secure: cookie.secure() == Some(true),
        http_only: cookie.http_only() == Some(true),
        same_site: cookie.same_site().map(|same_site| match same_site {
            cookie::SameSite::Strict => SameSite::Strict,
            cookie::SameSite::Lax => SameSite::Lax,
            cookie::SameSite::None => SameSite::None,
        }),
        expires: record.expires,
        set_by: record.set_by.clone(),
    }
}
