//! The browser: opens URLs, submits forms, follows redirects as browsers do, and keeps its current page.

use std::ops::Range;
use std::sync::Arc;

use url::Url;

use super::charset;
use super::encode::{Encoded, encode};
use super::form::{self, Submission};
use super::form_action::FormAction;
use super::headers::Navigation;
use super::hint::apply_hints;
use super::hop::{Hop, get, redirected, referrer_policy_of, stopped, without_fragment};
use super::jar::{Jar, RequestContext, SetCookieOutcome, SetCookieResult};
use super::page_from_html::{is_html, page_from_html};
use super::redirect::{self, RequestChain, StopUrls};
use super::site::{SiteRelation, relation};
use super::transport::Transport;
use crate::model::destination::Destination;
use crate::model::exchange::{Cause, Exchange, Failure, Request, Response};
use crate::model::page::{Page, PageKind};
use crate::model::sign_in::PageHints;
use crate::model::stopped_form::StoppedForm;

/// A user's browser, with its own cookies and its own current page.
#[derive(Debug)]
pub struct Browser {
    name: String,
    transport: Transport,
    jar: Jar,
    page: Option<Arc<Page>>,
    /// The `form-action` of that page.
    form_action: FormAction,
    /// Every page that it displayed, by the index of its exchange.
    shown: Vec<(usize, Arc<Page>)>,
    receipts: Vec<SetCookieResult>,
    stopped_forms: Vec<StoppedForm>,
    hints: Arc<PageHints>,
}

/// More cookie troubles, or stopped forms, than this are not kept.
const MOST_TROUBLES: usize = 100;

/// Where a navigation ended.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The final response.
    pub end: NavigationEnd,
    /// The exchanges of the navigation, as indices into the log.
    pub exchanges: Range<usize>,
}

/// The end of a navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one per navigation, and mostly a page")]
pub enum NavigationEnd {
    /// A page, including an error page.
    Page(Page),
    /// A stop was reached: its whole URL, which was not fetched, and what a form would have posted there.
    Stopped(Destination),
    /// A response that is not HTML: JSON, an image, an empty body.
    Other(Response),
}

/// Why a navigation did not end. The exchanges so far are in the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BrowseError {
    /// A request got no response.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// The redirects do not end.
    #[error("too many redirects: {}", outline(hops))]
    TooManyRedirects {
        /// The requests: the loop if it is one, else all of them.
        hops: Vec<String>,
    },
    /// A redirect without a valid destination.
    #[error("{from} redirects to an invalid URL: {why}")]
    BadLocation {
        /// The URL that redirects.
        from: Url,
        /// What is wrong with it.
        why: String,
    },
    /// A form that cannot be sent over HTTP.
    #[error("the form cannot be submitted: {why}")]
    Unsubmittable {
        /// What is wrong with it.
        why: String,
    },
    /// The content security policy of the page blocks its form. The browser stays on the page.
    #[error("{0}")]
    FormStopped(Box<StoppedForm>),
}

impl From<StoppedForm> for BrowseError {
    fn from(stopped: StoppedForm) -> BrowseError {
        BrowseError::FormStopped(Box::new(stopped))
    }
}

/// A short chain in full, a long one by both its ends.
fn outline(hops: &[String]) -> String {
    match hops {
        [first, second, between @ .., last] if between.len() > 3 => {
            format!("{first} -> {second} -> … ({} more) -> {last}", between.len())
        }
        all => all.join(" -> "),
    }
}

impl Browser {
    /// A new browser without history. The name distinguishes it from other browsers in the log.
    pub fn new(name: &str, transport: Transport) -> Browser {
        Browser {
            name: name.to_owned(),
            transport,
            jar: Jar::new(),
            page: None,
            form_action: FormAction::default(),
            shown: Vec::new(),
            receipts: Vec::new(),
            stopped_forms: Vec::new(),
            hints: Arc::default(),
        }
    }

    /// The same browser, with hints about some pages.
    #[must_use]
    pub fn with_hints(self, hints: Arc<PageHints>) -> Browser {
        Browser { hints, ..self }
    }

    /// The name of its user.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its cookies.
    pub fn jar(&self) -> &Jar {
        &self.jar
    }

    /// Its cookies, mutable.
    pub fn jar_mut(&mut self) -> &mut Jar {
        &mut self.jar
    }

    /// The current page: the last that it displayed, or `None` if the last response was not HTML.
    pub fn page(&self) -> Option<&Page> {
        self.page.as_deref()
    }

    /// Every page that it displayed so far, as parsed by it, by the index of its exchange in the log. It forgets all of them.
    pub fn take_shown(&mut self) -> Vec<(usize, Arc<Page>)> {
        std::mem::take(&mut self.shown)
    }

    /// Cookies that it received and rejected, and those that overwrote another origin's.
    pub fn cookie_troubles(&self) -> &[SetCookieResult] {
        &self.receipts
    }

    /// The forms, and redirects after them, that content security policies kept it from sending.
    pub fn stopped_forms(&self) -> &[StoppedForm] {
        &self.stopped_forms
    }

    /// Opens a URL from the address bar, and follows redirects.
    pub async fn open(&mut self, url: &Url, stops: &StopUrls, log: &mut Vec<Exchange>) -> Result<Visit, BrowseError> {
        self.navigate(get(url, Navigation::typed()), stops, log).await
    }

    /// Follows a link of the current page: like [`Browser::open`], but with a `Referer`.
    pub async fn click(&mut self, url: &Url, stops: &StopUrls, log: &mut Vec<Exchange>) -> Result<Visit, BrowseError> {
        let navigation = match &self.page {
            Some(page) => Navigation::from_page(&page.url, &page.referrer_policy, true),
            None => Navigation::typed(),
        };
        self.leave(get(url, navigation), stops, log).await
    }

    /// Submits a form of the page `submission.page`, and follows redirects.
    pub async fn submit(
        &mut self,
        submission: &Submission,
        stops: &StopUrls,
        log: &mut Vec<Exchange>,
    ) -> Result<Visit, BrowseError> {
        let hop = self.submitted(submission, true)?;
        self.leave(hop, stops, log).await
    }

    /// Follows a link or submits a form, unless its target is a stop: then nothing is sent.
    async fn leave(&mut self, hop: Hop, stops: &StopUrls, log: &mut Vec<Exchange>) -> Result<Visit, BrowseError> {
        if let Some(stopped) = self.note_stopped_form(&hop, log) {
            return Err(stopped.into());
        }
        if stops.contains(&hop.url) {
            return Ok(Visit { end: NavigationEnd::Stopped(stopped(hop)), exchanges: log.len()..log.len() });
        }
        self.navigate(hop, stops, log).await
    }

    /// Sends one request with this browser's cookies and follows nothing; the current page does not change.
    ///
    /// `headers` are sent as given, after `user-agent`. An `origin` or `referer` among them identifies the site that the
    /// request comes from; without one, the user typed the URL.
    pub async fn send_one(
        &mut self,
        method: &str,
        url: &Url,
        headers: &[(String, String)],
        body: &str,
        log: &mut Vec<Exchange>,
    ) -> Result<Response, BrowseError> {
        let mut request = Request::new(method, without_fragment(url));
        let given = |name: &str| headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        if !given("user-agent") {
            request.headers.push(("user-agent".to_owned(), self.transport.user_agent().to_owned()));
        }
        request.headers.extend(headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())));
        let from = ["origin", "referer"].into_iter().find_map(|name| Url::parse(request.header(name)?).ok());
        let context = RequestContext {
            same_site: from.is_none_or(|from| relation(&from, url) < SiteRelation::CrossSite),
            safe_method: matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE"),
        };
        if !given("cookie") {
            self.add_cookies(&mut request, context);
        }
        body.clone_into(&mut request.body);
        Ok(self.exchange(request, Cause::Open, log).await?)
    }

    async fn navigate(&mut self, first: Hop, stops: &StopUrls, log: &mut Vec<Exchange>) -> Result<Visit, BrowseError> {
        let start = log.len();
        let mut trail = RequestChain::default();
        let mut hop = first;
        let end = loop {
            let request = self.request(&hop);
            trail.note(&request).map_err(|hops| BrowseError::TooManyRedirects { hops })?;
            if trail.len() > self.transport.limits().redirects + 1 {
                return Err(BrowseError::TooManyRedirects { hops: trail.hops() });
            }
            let response = self.exchange(request, hop.cause, log).await?;
            let bad_location = |why| BrowseError::BadLocation { from: hop.url.clone(), why };
            let next = match redirected(&response, &hop).map_err(bad_location)? {
                Some(next) => next,
                None => match self.arrive(&response, &hop, log.len() - 1)? {
                    AfterResponse::End(end) => break end,
                    AfterResponse::Request(next) => next,
                },
            };
            let stopped_form = self.note_stopped_form(&next, log);
            // The redirect to a stop has been seen, and not every browser applies the policy to redirects.
            if stops.contains(&next.url) && stopped_form.as_ref().is_none_or(|form| form.redirected) {
                break NavigationEnd::Stopped(stopped(next));
            }
            if let Some(stopped) = stopped_form {
                return Err(stopped.into());
            }
            if !matches!(next.url.scheme(), "http" | "https") {
                return Err(BrowseError::BadLocation {
                    from: hop.url,
                    why: format!("a browser cannot open {}", next.url),
                });
            }
            hop = next;
        };
        Ok(Visit { end, exchanges: start..log.len() })
    }

    /// Records that the policy of the form's page blocks the next hop.
    fn note_stopped_form(&mut self, hop: &Hop, log: &[Exchange]) -> Option<StoppedForm> {
        let mut stopped = hop.stopped_by_form_action()?;
        let page = self.shown.iter().rev().find(|(_, shown)| shown.url == stopped.page);
        let last = log.len().saturating_sub(1);
        stopped.exchange = page.filter(|_| !stopped.redirected).map_or(last, |(exchange, _)| *exchange);
        if self.stopped_forms.len() < MOST_TROUBLES {
            self.stopped_forms.push(stopped.clone());
        }
        Some(stopped)
    }

    /// Displays the response of an exchange (by its index), and checks whether it redirects automatically.
    fn arrive(&mut self, response: &Response, hop: &Hop, exchange: usize) -> Result<AfterResponse, BrowseError> {
        let media_type = response.media_type();
        if !is_html(&media_type, &response.body) {
            // After 204 and 205 a browser stays on its page (HTML standard, "process a navigate response").
            self.page = self.page.take().filter(|_| matches!(response.status, 204 | 205));
            return Ok(AfterResponse::End(NavigationEnd::Other(response.clone())));
        }
        let mut page = page_from_html(&hop.url, response.status, &media_type, &response.body);
        let charset = charset::of_page(response);
        for form in &mut page.forms {
            form.charset.get_or_insert_with(|| charset.clone());
        }
        apply_hints(&mut page, &response.body, &self.hints);
        if page.referrer_policy.is_empty() {
            page.referrer_policy = referrer_policy_of(response).unwrap_or_default();
        }
        self.form_action = FormAction::of(response, &page);
        let page = Arc::new(page);
        self.shown.push((exchange, Arc::clone(&page)));
        self.page = Some(Arc::clone(&page));
        let automatic = |url: &Url| get(url, Navigation::from_page(&page.url, &page.referrer_policy, false));
        let relay = match (page.kind, page.main_form) {
            (PageKind::FormRelay, Some(index)) => {
                let submission = form::submission(&page, &page.forms[index], None, &[], &[]);
                Some(self.submitted(&submission, false)?)
            }
            (PageKind::ScriptRelay, _) => page.moves_to.as_ref().map(automatic),
            _ => redirect::refresh(response, &page.url).as_ref().map(automatic),
        };
        Ok(match relay {
            Some(next) => AfterResponse::Request(Hop { cause: Cause::Redirect, ..next }),
            None => AfterResponse::End(NavigationEnd::Page(Page::clone(&page))),
        })
    }

    /// The hop of a submission.
    fn submitted(&self, submission: &Submission, by_user: bool) -> Result<Hop, BrowseError> {
        let unsubmittable = |why: String| Err(BrowseError::Unsubmittable { why });
        if !matches!(submission.method.as_str(), "GET" | "POST") {
            return unsubmittable(format!("its method is {}", submission.method));
        }
        if submission.url.cannot_be_a_base() {
            return unsubmittable(format!("its action is {}", submission.url));
        }
        let here = self.page.as_ref().filter(|page| page.url == submission.page);
        let policy = here.map_or("", |page| page.referrer_policy.as_str());
        let Encoded { url, body } = encode(submission);
        let navigation = Navigation::from_page(&submission.page, policy, by_user);
        let form_action = here.map(|_| self.form_action.clone());
        Ok(Hop { method: submission.method.clone(), url, body, cause: Cause::Submit, navigation, form_action })
    }

    fn request(&self, hop: &Hop) -> Request {
        let mut request = Request::new(&hop.method, without_fragment(&hop.url));
        request.headers = hop.navigation.headers(self.transport.user_agent(), &hop.method, &hop.url);
        if let Some((kind, body)) = &hop.body {
            request.headers.push(("content-type".to_owned(), kind.clone()));
            request.body.clone_from(body);
        }
        self.add_cookies(&mut request, hop.navigation.context(&hop.method, &hop.url));
        request
    }

    fn add_cookies(&self, request: &mut Request, context: RequestContext) {
        let cookies = self.jar.cookies_for(&request.url, context);
        let pair =
            |(name, value): &(String, String)| if name.is_empty() { value.clone() } else { format!("{name}={value}") };
        if !cookies.is_empty() {
            let header = cookies.iter().map(pair).collect::<Vec<_>>().join("; ");
            request.headers.push(("cookie".to_owned(), header));
        }
    }

    /// Sends, logs, and stores the cookies.
    async fn exchange(&mut self, request: Request, cause: Cause, log: &mut Vec<Exchange>) -> Result<Response, Failure> {
        let (outcome, took) = self.transport.send_timed(&request).await;
        if let Ok(response) = &outcome {
            for header in response.header_all("set-cookie") {
                let receipt = self.jar.receive(header, &request.url);
                let troubles =
                    matches!(receipt.outcome, SetCookieOutcome::Refused { .. } | SetCookieOutcome::Clashed { .. });
                if troubles && self.receipts.len() < MOST_TROUBLES {
                    self.receipts.push(receipt);
                }
            }
        }
        log.push(Exchange { actor: self.name.clone(), cause, request, outcome: outcome.clone(), took });
        outcome
    }
}

/// How a response that is not a redirect is handled.
#[expect(clippy::large_enum_variant, reason = "one per response, and mostly a page")]
enum AfterResponse {
    End(NavigationEnd),
    Request(Hop),
}
