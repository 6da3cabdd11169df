//! `sessions-renewed`: who logs in gets a session under a new identifier, so that nobody can plant one (OWASP ASVS 5.0
//! §7.2.4).

use super::evidence::{Party, Seen, form_of, same_place};
use super::{Evidence, Kind, Looked};
use crate::cookies::{brought_by, is_session_value, set_by};
use crate::model::page::{Page, PageKind};
use crate::model::scenario::UnderTest;

const PROVIDER: &str = "asvs5-7.2.4-session-fixation";
const CONSUMER: &str = "asvs5-7.2.4-client-session-fixation";

pub(super) const KIND: Kind = Kind {
    id: "sessions-renewed",
    sentence: "Who logs in gets a session under a new identifier",
    requirements: &[PROVIDER, CONSUMER],
    about: UnderTest::Pair,
    red_when: &["provider/session-fixed", "consumer/session-fixed"],
    look,
};

fn look(evidence: &Evidence<'_>) -> Looked {
    let mut looked = Looked::default();
    // Where both parties are on one host, a browser brings each the cookies of the other.
    let set_ever: Vec<(Option<Party>, String)> = evidence
        .seen()
        .flat_map(|seen| set_by(seen.response).map(move |cookie| (seen.party, cookie.name().to_owned())))
        .collect();
    for seen in evidence.seen() {
        let requirement = match seen.party {
            Some(Party::Provider) if logs_in(evidence, seen) => PROVIDER,
            Some(Party::Consumer) if calls_back(evidence, seen) => CONSUMER,
            _ => continue,
        };
        let brought = brought_by(seen.request.header("cookie"));
        let own = |name: &str| set_ever.contains(&(seen.party, name.to_owned()));
        let brought: Vec<_> =
            brought.into_iter().filter(|(name, value)| own(name) && is_session_value(name, value)).collect();
        if brought.is_empty() {
            continue;
        }
        looked.at();
        let answers = evidence.chain(seen.index).filter(|answer| answer.party == seen.party);
        // A new value for an old cookie, a cookie that was not there, and an old one taken away: all end what was planted.
        let renewed = answers.flat_map(|answer| set_by(answer.response)).any(|cookie| {
            let old = brought.iter().find(|(name, _)| *name == cookie.name());
            match old {
                Some((_, value)) => *value != cookie.value(),
                None => is_session_value(cookie.name(), cookie.value()),
            }
        });
        if !renewed {
            let names: Vec<String> = brought.iter().map(|(name, _)| format!("`{name}`")).collect();
            let shown =
                format!("the login kept the value of the cookie {} that the browser had brought", names.join(", "));
            looked.saw(seen.index, requirement, "a new session identifier at login", shown);
        }
    }
    looked
}

/// A user's own password was sent, and the browser ends on a page that asks for nothing more.
pub(super) fn logs_in(evidence: &Evidence<'_>, seen: Seen<'_>) -> bool {
    let form = form_of(seen.request);
    let is_password = |name: &str| name.to_ascii_lowercase().contains("pass");
    let holds = |text: &str| form.iter().any(|(name, value)| value == text && is_password(name));
    let typed = evidence.deployment.users.values().any(|user| holds(&user.password));
    let ends_on = || evidence.chain(seen.index).last().and_then(|last| evidence.pages.get(&last.index));
    // A form again, or another one: then the login is not over.
    let goes_on = |page: &Page| {
        matches!(
            page.kind,
            PageKind::Login | PageKind::Identifier | PageKind::Password | PageKind::OneTimeCode | PageKind::Error
        )
    };
    let refused = || ends_on().is_some_and(goes_on);
    seen.request.method == "POST" && typed && seen.response.status < 400 && !refused()
}

/// A code came back, and the browser ends on a page that greets a user.
fn calls_back(evidence: &Evidence<'_>, seen: Seen<'_>) -> bool {
    let callback = evidence.deployment.consumer.as_ref().map(|consumer| &consumer.callback);
    let with_code = seen.request.url.query_pairs().any(|(name, _)| name == "code");
    with_code
        && callback.is_some_and(|callback| same_place(&seen.request.url, callback))
        && evidence.ends_signed_in(seen.index)
}
