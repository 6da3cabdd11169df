//! `code-removed-from-url`: after a login the address bar no longer contains the code, where the next page, the history and
//! every script could read it (RFC 6749 §3.1.2.5).

use super::traffic::{AnsweredExchange, Party};
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::owner::is_redirection_endpoint;
use crate::model::page::PageKind;
use crate::model::scenario::UnderTest;

const REDIRECTS_AWAY: &str = "rfc6749-3.1.2.5-callback-redirects-away";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "code-removed-from-url",
    sentence: "The consumer removes the authorization code from the address bar",
    requirements: &[REDIRECTS_AWAY],
    about: UnderTest::Consumer,
    red_when: &["consumer/callback-not-redirected"],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    let Some(consumer) = &traffic.deployment.consumer else { return examined };
    for seen in traffic.answered_by(Party::Consumer).filter(|seen| seen.response.status < 400) {
        let query = seen.request.url.query_pairs().into_owned();
        let Some((_, code)) = query.into_iter().find(|(name, _)| name == "code") else { continue };
        if !is_redirection_endpoint(&seen.request.url, &consumer.callback) {
            continue;
        }
        let Some(stays) = stays_at(traffic, seen) else { continue };
        examined.count(REDIRECTS_AWAY);
        if stays.party == Some(Party::Consumer) && address_of(traffic, seen, stays).contains(&code) {
            let place = if stays.index == seen.index { "the callback URL" } else { "a URL with the code" };
            let what = traffic.pages.get(&stays.index).map_or_else(
                || "the response that the browser ends on".to_owned(),
                |page| format!("the page \"{}\"", if page.heading.is_empty() { &page.title } else { &page.heading }),
            );
            let shown = format!("{what} (status {}), shown at {place}", stays.response.status);
            examined.violation(stays.index, REDIRECTS_AWAY, "a redirect to a URL without the code", shown);
        }
    }
    examined
}

/// Where the browser stays after a callback. `None` if the callback was not followed to its end, or if the login failed: a
/// rejected code is not a credential.
fn stays_at<'a>(traffic: &Traffic<'a>, seen: AnsweredExchange<'a>) -> Option<AnsweredExchange<'a>> {
    let last = traffic.chain(seen.index).last()?;
    let page = traffic.pages.get(&last.index);
    let moves_on = !traffic.redirects_of(last).is_empty() || page.is_some_and(|page| page.moves_to.is_some());
    let failed = last.response.status >= 400 || page.is_some_and(|page| page.kind == PageKind::Error);
    (!moves_on && !failed).then_some(last)
}

/// The values in the URL at which the browser stays, including those of the fragment that it was sent there with.
fn address_of(traffic: &Traffic<'_>, from: AnsweredExchange<'_>, stays: AnsweredExchange<'_>) -> Vec<String> {
    let mut values: Vec<String> = stays.request.url.query_pairs().map(|(_, value)| value.into_owned()).collect();
    let before = traffic.chain(from.index).filter(|hop| hop.index < stays.index).last();
    for fragment in
        before.into_iter().flat_map(|hop| traffic.redirects_of(hop)).filter_map(|to| to.fragment().map(str::to_owned))
    {
        values.extend(form_urlencoded::parse(fragment.as_bytes()).map(|(_, value)| value.into_owned()));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;

    const CALLBACK: &str = "https://rp.test/cb?code=C0DE&state=s";

    fn away(location: &str, at: &str, kind: PageKind) -> usize {
        let case =
            Case::new().opens(CALLBACK).gets(302, &[("location", location)], "").follows(at).gets(200, &[], "Hello");
        case.on(kind).seen(&KIND).len()
    }

    #[test]
    fn the_code_is_gone_where_the_browser_stays() {
        assert_eq!(away("/", "https://rp.test/", PageKind::Unknown), 0);
        assert_eq!(away("/?code=C0DE", "https://rp.test/?code=C0DE", PageKind::Unknown), 1);
        assert_eq!(away("/#/in?code=C0DE", "https://rp.test/", PageKind::Unknown), 1);
        assert_eq!(away("/?code=C0DE", "https://rp.test/?code=C0DE", PageKind::Error), 0, "it was not taken");
        let case = Case::new().opens(CALLBACK).gets(200, &[], "{\"user\":\"alice\"}");
        assert_eq!(case.seen(&KIND).len(), 1, "JSON is shown at an address, too");
        let case = Case::new().opens(CALLBACK).gets(302, &[("location", "/?code=C0DE")], "");
        assert_eq!(case.examined_requirements(&KIND), [""; 0], "its last page was not seen");
    }
}
