//! `form-action`, enforced as in Chromium: for the form itself, and for every redirect after it.

#![expect(clippy::unwrap_used, reason = "a test")]

use oauth_harness::browser::{BrowseError, Browser, Limits, NavigationEnd, StopUrls, Transport, submission};
use oauth_harness::model::stopped_form::StoppedForm;
use url::Url;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// One server under three names: `op` has the form, `rp` is the client, and `app` is the site to which the client redirects.
struct Peers(MockServer);

/// The result of submitting the form: the landing, the paths that were requested after it, and the blocked forms.
struct FormSubmission {
    end: Result<NavigationEnd, BrowseError>,
    requested: Vec<String>,
    stopped: Vec<StoppedForm>,
}

impl Peers {
    async fn start() -> Peers {
        let peers = Peers(MockServer::start().await);
        let home = peers.at("app/home");
        peers.mount("GET", "/cb", ResponseTemplate::new(302).insert_header("location", home.as_str())).await;
        peers.mount("POST", "/cb", html("<h1>Done</h1>")).await;
        peers.mount("GET", "/home", html("<h1>Done</h1>")).await;
        peers
    }

    async fn mount(&self, verb: &str, place: &str, response: ResponseTemplate) {
        Mock::given(method(verb)).and(path(place)).respond_with(response).mount(&self.0).await;
    }

    /// `rp/cb` is `/cb` at the client.
    fn at(&self, place: &str) -> Url {
        let (name, path) = place.split_once('/').unwrap();
        Url::parse(&format!("http://{name}.localhost:{}/{path}", self.0.address().port())).unwrap()
    }

    /// Submits the form of a page with this policy to `action`.
    async fn send_form(&self, policy: &str, action: &str, stops: &StopUrls) -> FormSubmission {
        let policy = policy.replace("PORT", &self.0.address().port().to_string());
        let page = html(&format!("<form method=post action='{}'><button>Allow</button></form>", self.at(action)));
        self.mount("GET", "/consent", page.insert_header("content-security-policy", policy.as_str())).await;
        let (mut browser, mut log) = (Browser::new("alice", Transport::new(Limits::default())), Vec::new());
        browser.open(&self.at("op/consent"), &StopUrls::none(), &mut log).await.unwrap();
        let page = browser.page().unwrap();
        let form = submission(page, &page.forms[0], None, &[], &[]);
        let end = browser.submit(&form, stops, &mut log).await.map(|visit| visit.end);
        let requested = log.iter().skip(1).map(|exchange| exchange.request.url.path().to_owned()).collect();
        FormSubmission { end, requested, stopped: browser.stopped_forms().to_vec() }
    }

    /// Submits a form whose response redirects the browser to the client.
    async fn approve(policy: &str, stops: impl Fn(&Peers) -> StopUrls) -> FormSubmission {
        let peers = Peers::start().await;
        let callback = peers.at("rp/cb?code=1");
        let response = ResponseTemplate::new(303).insert_header("location", callback.as_str());
        peers.mount("POST", "/allow", response).await;
        peers.send_form(policy, "op/allow", &stops(&peers)).await
    }
}

fn html(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body, "text/html")
}

fn stopped(sent: &FormSubmission) -> &StoppedForm {
    let Err(BrowseError::FormStopped(stopped)) = &sent.end else { panic!("{:?}", sent.end) };
    assert_eq!(sent.stopped, [StoppedForm::clone(stopped)]);
    stopped
}

#[tokio::test]
async fn every_redirect_after_a_form_is_checked() {
    for (policy, asked) in [
        ("form-action 'self'", ["/allow"].as_slice()),
        ("form-action http:, form-action 'self'", &["/allow"]),
        ("form-action 'self' http://rp.localhost:PORT", &["/allow", "/cb"]),
    ] {
        let sent = Peers::approve(policy, |_| StopUrls::none()).await;
        assert_eq!(sent.requested, asked, "{policy}");
        let stopped = stopped(&sent);
        assert_eq!((stopped.page.path(), stopped.redirected, stopped.exchange), ("/consent", true, asked.len()));
    }
    for policy in ["form-action 'self' http://*.localhost:PORT", "form-action http:", "default-src 'none'"] {
        let sent = Peers::approve(policy, |_| StopUrls::none()).await;
        assert_eq!(
            (sent.requested.as_slice(), sent.stopped.len()),
            (["/allow", "/cb", "/home"].map(String::from).as_slice(), 0)
        );
    }
}

/// A redirect to a stop is returned even if the policy blocks it, because some browsers follow it.
#[tokio::test]
async fn a_blocked_redirect_to_a_stop_is_recorded_and_returned() {
    let sent = Peers::approve("form-action 'self'", |peers| StopUrls::at(&[peers.at("rp/cb")])).await;
    let Ok(NavigationEnd::Stopped(to)) = &sent.end else { panic!("{:?}", sent.end) };
    assert_eq!(to.query(), Some("code=1"));
    assert_eq!(sent.stopped[0].to.path(), "/cb");
}

#[tokio::test]
async fn a_form_that_its_page_forbids_is_not_submitted() {
    for stops in [StopUrls::none(), StopUrls::outside([])] {
        let peers = Peers::start().await;
        let sent = peers.send_form("form-action 'self'", "rp/cb", &stops).await;
        assert_eq!(sent.requested, [""; 0]);
        let stopped = stopped(&sent);
        assert_eq!((stopped.redirected, stopped.exchange), (false, 0));
    }
}

/// The policy of the next page applies to its own form.
#[tokio::test]
async fn the_policy_of_a_form_ends_with_the_next_page() {
    for (policy, asked) in [("", ["/allow", "/cb"].as_slice()), ("; form-action 'self'", &["/allow"])] {
        let peers = Peers::start().await;
        let relay = format!(
            "<title>x</title><form method=post action='{}'><input type=hidden name=code value=1></form>\
             <script>document.forms[0].submit()</script>",
            peers.at("rp/cb")
        );
        let policy = format!("script-src 'unsafe-inline'{policy}");
        peers.mount("POST", "/allow", html(&relay).insert_header("content-security-policy", policy.as_str())).await;
        let sent = peers.send_form("form-action 'self'", "op/allow", &StopUrls::none()).await;
        assert_eq!(sent.requested, asked, "{policy}");
        if asked.len() == 1 {
            assert_eq!(stopped(&sent).page.path(), "/allow", "the page that submits it");
        } else {
            assert_eq!(sent.stopped, []);
        }
    }
}
