//! What the user is asked, and what follows from the answer.

use serde::{Deserialize, Serialize};

rules! {
    /// What the user is asked, and what follows from the answer.
    ConsentRules in consent {
        against ConsentBypass {
            /// The user is asked each time, on a page that names client and scopes.
            asked: Asked = Asked::EachTime, "RFC 6749 §10.2, RFC 6819 §5.2.4.2";
                fault "consent-skipped" = Asked::Never,
                    breaks "rfc6749-10.12-explicit-consent" and "oidc-core-3.1.2.4-consent-before-release":
                    "The user is never asked.";
                fault "consent-remembered-for-public-client" = Asked::OnceForAnyClient,
                    breaks "rfc6749-10.2-no-silent-repeat-public":
                    "Who has agreed to an app once is not asked again, whoever poses as the app.";
                fault "consent-remembered-for-more" = Asked::OnceForAnyScope,
                    breaks "rfc6749-10.12-consent-covers-request":
                    "Who has agreed to something is not asked when the client wants more.";
                fault "consent-remembered-for-everybody" = Asked::OnceForAnyUser,
                    breaks "rfc6749-10.12-consent-covers-request":
                    "When one user has agreed to a client, no other user is asked.";
                variant "consent-remembered" = Asked::Once, permitted by "RFC 6749 §10.2":
                    "A user who agreed once is not asked again for the same client and scopes.";
                variant "consent-by-operator" = Asked::ForUnreviewedClients, permitted by "OpenID Connect Core §3.1.2.4":
                    "The operator has agreed for all users to the confidential clients that it registered; they are asked about others.",
                    without "consent-page" "redirect-uri-in-consent-form" because
                    "The operator has agreed, so no page asks the user.";
            /// A client that a user registered, or that registered itself, is shown as one that nobody has reviewed,
            /// and with the place that it leads to.
            self_registered_marked: bool = true, "OWASP ASVS 5.0 §10.4.7";
                fault "self-registered-unmarked" = false, breaks "asvs5-10.4.7-untrusted-client-warning":
                    "The consent page shows an application that anybody could have registered like any other, and \
                     not where it leads.";
            /// The page names the client, and what it wants.
            explained: bool = true, "RFC 6819 §5.2.4.2";
                fault "consent-unexplained" = false, breaks "rfc6819-5.2.4.2-transparent-consent":
                    "The consent page names neither the client nor what it wants.";
            /// Only the session that was shown the question can answer it.
            anti_forgery: bool = true, "RFC 6749 §10.12";
                fault "consent-csrf-unchecked" = false, breaks "rfc6749-10.12-server-consent-csrf":
                    "A consent form from another browser counts, for whoever sends it.";
            /// A denial is reported to the client as `access_denied`.
            denial: Denial = Denial::Reported, "RFC 6749 §4.1.2.1";
                fault "denial-unregistered" = Denial::ReportedInOwnWords, breaks "rfc6749-4.1.2.1-error-registered":
                    "A denial is reported with an error code of the provider's own.";
                fault "denial-grants" = Denial::Granted, breaks "rfc6749-4.1.2.1-denial-reported":
                    "Cancel issues a code all the same.";
                fault "denial-silent" = Denial::Silent, breaks "rfc6749-4.1.2.1-denial-reported":
                    "Cancel ends on a page, and the client never hears of it.";
            /// Access while the user is away is asked for each time, even where consent is remembered.
            offline_access_asked: bool = true, "OpenID Connect Core §11";
        }
        knobs {
            /// The page warns of a redirection URI without TLS.
            insecure_redirect_warned: bool = false, "RFC 6749 §3.1.2.1";
                variant "insecure-redirect-warned" = true, permitted by "RFC 6749 §3.1.2.1":
                    "The consent page warns that the answer goes to an address without TLS.";
            /// What the buttons say.
            words: ConsentWords = ConsentWords::OfLanguage, "RFC 6749 §10.2";
                variant "consent-continue-or-cancel" = ConsentWords::ContinueOrCancel, unregulated by "RFC 6749 §10.2":
                    "The buttons of the consent page say `Continue` and `Cancel`.";
                variant "consent-yes-or-no" = ConsentWords::YesOrNo, unregulated by "RFC 6749 §10.2":
                    "The buttons of the consent page say `Yes` and `No`.";
            /// How the consent page takes the answer.
            form: ConsentForm = ConsentForm::Buttons, "RFC 6749 §10.2";
                variant "consent-allow-first" = ConsentForm::AllowFirst, unregulated by "RFC 6749 §10.2":
                    "The button that allows comes first, and both buttons have the same name.";
                variant "consent-with-one-button" = ConsentForm::OneButton, unregulated by "RFC 6749 §10.2":
                    "The consent page has one button, and whoever does not agree leaves.",
                    quiet because "There is no way to refuse, so nothing is judged that follows a refusal.";
                variant "consent-by-radio-buttons" = ConsentForm::RadioButtons, unregulated by "RFC 6749 §10.2":
                    "The answer is one of two radio buttons, of which the refusing one is selected, and a button sends it.";
                variant "consent-with-scope-boxes" = ConsentForm::ScopeBoxes, permitted by "RFC 6749 §3.3":
                    "Each scope has a box, and only the scopes are granted whose boxes are ticked.";
                variant "consent-in-two-forms" = ConsentForm::TwoForms, unregulated by "RFC 6749 §10.2":
                    "One form allows and another one refuses.";
                variant "consent-refused-by-link" = ConsentForm::RefusedByLink, unregulated by "RFC 6749 §10.2":
                    "A link refuses: it leads straight to the client, with the error.",
                    quiet because "A refusal sends no form, so nothing is judged that edits it.";
        }
        several {
            fault "offline-access-remembered" against ConsentBypass, breaks "oidc-core-11-offline-access-consent":
                "Consent is remembered, for access while the user is away, too."
                => |p| { p.consent.asked = Asked::Once; p.consent.offline_access_asked = false; };
        }
    }
}

choice! {
    /// How often the user is asked.
    Asked {
        /// At every authorization.
        EachTime,
        /// Once for a confidential client and a set of scopes; a public client could be anybody, so it is asked for each
        /// time (RFC 6749 §10.2). `offline_access` is asked for each time, too (OpenID Connect Core §11).
        Once,
        /// Once, whatever the client and the scopes.
        OnceForAnyClient,
        /// Once for a client: what it asks for later is granted with what it asked for first.
        OnceForAnyScope,
        /// Once for a client, by whoever comes first.
        OnceForAnyUser,
        /// Never.
        Never,
        /// Each time about public clients, and about those that a user registered or that registered themselves; the operator has
        /// agreed to the others. A client that asks for it with `prompt=consent` has its users asked.
        ForUnreviewedClients,
    }
}

choice! {
    /// What the buttons of the consent page say.
    ConsentWords {
        /// What they say in the language of the page.
        OfLanguage,
        /// Continue, and Cancel.
        ContinueOrCancel,
        /// Yes, and No.
        YesOrNo,
    }
}

choice! {
    /// How the consent page takes the answer.
    ConsentForm {
        /// One button refuses and one allows.
        Buttons,
        /// One button allows and one refuses.
        AllowFirst,
        /// One button allows.
        OneButton,
        /// Two radio buttons.
        RadioButtons,
        /// One button refuses and one allows what is ticked.
        ScopeBoxes,
        /// Two forms with a button each.
        TwoForms,
        /// A button allows and a link refuses.
        RefusedByLink,
    }
}

choice! {
    /// What happens when the user says no.
    Denial {
        /// The client receives `access_denied`.
        Reported,
        /// The client receives an error code that nobody registered.
        ReportedInOwnWords,
        /// The client receives a code all the same.
        Granted,
        /// The user sees a page and the client learns nothing.
        Silent,
    }
}
