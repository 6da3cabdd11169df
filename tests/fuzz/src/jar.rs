//! A browser's cookies: lines are `Set-Cookie` headers, or the URL that the ones below come from.

use oauth_harness::browser::{Jar, RequestContext, is_trustworthy, relation};
use time::OffsetDateTime;

use super::input::{text, url};

/// As many as a browser keeps for one domain.
const PER_DOMAIN: usize = 180;

/// Reads it.
pub fn read(data: &[u8]) {
    let (text, mut from, mut seen) = (text(data), url(""), vec![url("")]);
    let mut jar = Jar::with_clock(|| OffsetDateTime::UNIX_EPOCH + time::Duration::days(20_000));
    for line in text.lines().take(500) {
        if line.contains("://") && !line.contains(';') {
            from = url(line);
            seen.push(from.clone());
        } else {
            jar.receive(line, &from);
        }
    }
    let kept = jar.all();
    for cookie in &kept {
        assert!(kept.iter().filter(|other| other.domain == cookie.domain).count() <= PER_DOMAIN);
        let named = if cookie.name.is_empty() { &cookie.value } else { &cookie.name };
        let prefix: String = named.chars().take(9).collect::<String>().to_ascii_lowercase();
        if prefix.starts_with("__host-") {
            assert!(cookie.secure && cookie.host_only && cookie.path == "/", "{cookie:?}");
        }
        if prefix.starts_with("__secure-") {
            assert!(cookie.secure, "{cookie:?}");
        }
        let mut other = Jar::with_clock(|| OffsetDateTime::UNIX_EPOCH + time::Duration::days(20_000));
        other.copy(&jar, cookie);
        assert_eq!(other.all().len(), 1, "{cookie:?}");
    }
    for to in seen.iter().take(20) {
        relation(&from, to);
        let sent = jar.cookies_for(to, RequestContext { same_site: false, safe_method: false });
        assert!(sent.len() <= jar.cookies_for(to, RequestContext::SAME_SITE).len(), "another site gets no more");
        for (name, value) in sent {
            let mut same = kept.iter().filter(|cookie| cookie.name == name && cookie.value == value);
            assert!(same.any(|cookie| !cookie.secure || is_trustworthy(to)), "{name} goes to {to}");
        }
    }
    for cookie in &kept {
        jar.remove(cookie);
    }
    assert_eq!(jar.all(), []);
}
