//! The journal: the latest requests and their results, for tests of consumers.
//!
//! It contains credentials as they were sent. That is its purpose, and another reason not to use this provider in
//! production.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use http::StatusCode;
use serde::{Serialize, Serializer};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::overrides::AppliedOverrides;
use crate::http::params::Params;
use crate::http::request::Request;
use crate::http::routes::Route;

const FORM: &str = "application/x-www-form-urlencoded";
/// The maximum size of all entries together, in bytes: the oldest are removed.
const CAPACITY: usize = 8 * 1024 * 1024;

/// A request and its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct JournalEntry {
    /// Its number among all requests since the start, from 1.
    pub number: u64,
    /// The time of the response, by the provider's clock; in JSON in RFC 3339 format.
    #[serde(serialize_with = "rfc3339")]
    pub time: SystemTime,
    /// The issuer: the first segment of its paths, or empty for the root issuer.
    pub issuer: String,
    /// The endpoint, if the path leads to one.
    pub endpoint: Option<Route>,
    /// The client that the request claimed to be from, authenticated or not.
    pub client_id: Option<String>,
    /// `GET`, `POST` and so on.
    pub method: String,
    /// The path as sent, without the query.
    pub path: String,
    /// The parameters of the query, in order.
    pub query: Vec<(String, String)>,
    /// The header fields, in order.
    pub headers: Vec<(String, String)>,
    /// The fields of a form, in order.
    pub form: Vec<(String, String)>,
    /// The body, if it is not a form.
    pub body: Option<String>,
    /// The status of the response.
    pub status: u16,
    /// The names of the overrides that applied to the request.
    pub overrides: Vec<String>,
    /// Their faults.
    pub faults: Vec<String>,
}

/// The latest requests.
#[derive(Debug)]
pub(crate) struct Journal {
    /// The maximum number of entries.
    length: usize,
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    entries: VecDeque<(usize, JournalEntry)>,
    seen: u64,
    bytes: usize,
}

impl Journal {
    /// The latest `length` requests; 0 for none.
    pub(crate) fn of(length: usize) -> Self {
        Self { length, pages: Mutex::default() }
    }

    /// Whether it keeps any entries.
    pub(crate) fn is_kept(&self) -> bool {
        self.length > 0
    }

    /// Adds an entry and assigns its number.
    pub(crate) fn record(&self, mut entry: JournalEntry) {
        let weight = entry.weight();
        let mut pages = self.lock();
        pages.seen += 1;
        entry.number = pages.seen;
        pages.bytes += weight;
        pages.entries.push_back((weight, entry));
        while pages.entries.len() > self.length || pages.bytes > CAPACITY {
            let Some((weight, _)) = pages.entries.pop_front() else { break };
            pages.bytes -= weight;
        }
    }

    /// All entries, the oldest first.
    pub(crate) fn entries(&self) -> Vec<JournalEntry> {
        self.lock().entries.iter().map(|(_, entry)| entry.clone()).collect()
    }

    /// The number of entries.
    pub(crate) fn len(&self) -> usize {
        self.lock().entries.len()
    }

    /// Removes all entries; numbers continue.
    pub(crate) fn clear(&self) {
        let mut pages = self.lock();
        *pages = Pages { seen: pages.seen, ..Pages::default() };
    }

    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl JournalEntry {
    /// The entry for a request, without a number yet.
    pub(crate) fn of(
        issuer: &str,
        client_id: Option<String>,
        request: &Request,
        status: StatusCode,
        applied: AppliedOverrides,
    ) -> Self {
        let query = request.query_params().map(Params::into_pairs).unwrap_or_default();
        let form = request.has_content_type(FORM).then(|| request.form().ok()).flatten();
        let body = (form.is_none() && !request.body.is_empty()).then(|| text(&request.body));
        let headers = request.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())));
        Self {
            number: 0,
            time: SystemTime::UNIX_EPOCH,
            issuer: issuer.to_owned(),
            endpoint: request.route,
            client_id,
            method: request.method.as_str().to_owned(),
            path: request.path.clone(),
            query,
            headers: headers.collect(),
            form: form.map(Params::into_pairs).unwrap_or_default(),
            body,
            status: status.as_u16(),
            overrides: applied.overrides,
            faults: applied.faults,
        }
    }

    /// The approximate size in bytes.
    fn weight(&self) -> usize {
        let pairs = [&self.query, &self.headers, &self.form].into_iter().flatten();
        let texts = pairs.map(|(name, value)| name.len() + value.len() + 2 * size_of::<String>()).sum::<usize>();
        size_of::<Self>() + self.path.len() + self.body.as_ref().map_or(0, String::len) + texts
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A time in RFC 3339 format, which has four-digit years: the clock can be moved further.
fn rfc3339<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let time = i128::try_from(since.as_nanos()).ok().and_then(|at| OffsetDateTime::from_unix_timestamp_nanos(at).ok());
    let time = time.unwrap_or(PrimitiveDateTime::MAX.assume_utc());
    serializer.serialize_str(&time.format(&Rfc3339).map_err(serde::ser::Error::custom)?)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, Method, header};

    use super::*;

    fn entry(content_type: &'static str, body: &str) -> JournalEntry {
        let request = Request {
            method: Method::POST,
            route: Some(Route::Token),
            below: "/o/token/".to_owned(),
            source: std::net::Ipv4Addr::LOCALHOST.into(),
            path: "/o/token/".to_owned(),
            query: "a=1&a=2&b".to_owned(),
            headers: HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))]),
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        JournalEntry::of("", Some("me".to_owned()), &request, StatusCode::OK, AppliedOverrides::default())
    }

    #[test]
    fn repeated_parameters_stay_visible() {
        let entry = entry(FORM, "scope=read&scope=write");
        assert_eq!(entry.query.len(), 3);
        assert_eq!(entry.form, [("scope", "read"), ("scope", "write")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(entry.body, None);
        assert_eq!(entry_json(&entry)["time"], "1970-01-01T00:00:00Z");
    }

    #[test]
    fn a_moment_beyond_all_calendars_can_be_written() {
        let at = |seconds| SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        for (seconds, written) in [(253_402_300_800, "9999-12-31T23:59:59"), (9_000_000_000_000, "9999-12-31T23:59:59")]
        {
            let entry = JournalEntry { time: at(seconds), ..entry(FORM, "") };
            assert!(entry_json(&entry)["time"].as_str().is_some_and(|time| time.starts_with(written)));
        }
    }

    #[test]
    fn a_body_that_is_not_a_form_is_kept_unchanged() {
        assert_eq!(entry("application/json", "{}").body.as_deref(), Some("{}"));
        assert_eq!(entry(FORM, "a=%ff").body.as_deref(), Some("a=%ff"));
    }

    #[test]
    fn the_latest_are_kept_and_numbers_go_on() {
        let journal = Journal::of(2);
        (0..3).for_each(|_| journal.record(entry(FORM, "")));
        assert_eq!(journal.entries().iter().map(|entry| entry.number).collect::<Vec<_>>(), [2, 3]);
        journal.clear();
        journal.record(entry(FORM, ""));
        assert_eq!(journal.entries()[0].number, 4);
    }

    #[test]
    fn its_weight_is_bounded_whatever_is_sent() {
        let journal = Journal::of(1_000_000);
        let heavy = entry("text/plain", &"x".repeat(64 * 1024));
        (0..1000).for_each(|_| journal.record(heavy.clone()));
        let pages = journal.lock();
        assert!(pages.bytes <= CAPACITY && pages.bytes > CAPACITY / 2, "{}", pages.bytes);
        assert!(pages.entries.len() < 128);
    }

    fn entry_json(entry: &JournalEntry) -> serde_json::Value {
        serde_json::to_value(entry).expect("it is plain data")
    }
}
