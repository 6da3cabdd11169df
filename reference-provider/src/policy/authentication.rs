//! The authentication request: what a client may ask about the login and the user (OpenID Connect Core §3.1.2).

use serde::{Deserialize, Serialize};

rules! {
    /// What OpenID Connect adds to the authorization request.
    AuthenticationRules {
        /// A request may come as a form, too. OpenID Connect Core §3.1.2.1.
        post_served: bool = true,
        /// `redirect_uri` has to be there, even where the client has registered only one. OpenID Connect Core §3.1.2.1.
        redirect_uri_required: bool = true,
        /// An ID token needs the scope `openid`, so that the user is asked about it. OpenID Connect Core §3.1.2.1.
        openid_scope_required: bool = true,
        /// A parameter whose value has no meaning spoils the request. OpenID Connect Core §3.1.2.1.
        malformed_refused: bool = true,
        /// Where no ID token comes from the authorization endpoint, `nonce` may be left out. OpenID Connect Core §3.1.2.1.
        nonce_optional_with_code: bool = true,
        /// Who is told of a `response_mode` that is not served. OpenID Connect Core §3.1.2.6.
        unserved_response_mode: UnservedResponseMode = UnservedResponseMode::Page,
        /// The values of a `form_post` answer stand in its HTML as HTML wants it. Form Post Response Mode §2.
        form_post: FormPostValues = FormPostValues::Escaped,
        /// `prompt=none` shows nothing, and tells the client what should have been shown. OpenID Connect Core §3.1.2.1.
        prompt_none: PromptNone = PromptNone::Obeyed,
        /// `none` does not stand beside another value of `prompt`. OpenID Connect Core §3.1.2.1.
        prompt_none_alone: bool = true,
        /// `id_token_hint`, and a `sub` that is asked for by value, decide who may be logged in. OpenID Connect Core
        /// §3.1.2.1 and §5.5.1.
        hint: Hint = Hint::Verified,
        /// An `acr` that is essential is reached, or nobody is logged in. OpenID Connect Core §5.5.1.1.
        essential_acr_reached: bool = true,
    }
}

choice! {
    /// Who is told of a `response_mode` that is not served.
    UnservedResponseMode {
        /// The user, on a page: there is no way to tell the client.
        Page,
        /// The client, in a query.
        Reported,
        /// Nobody: the answer goes the way it would have gone anyway.
        Overlooked,
    }
}

choice! {
    /// How values stand in the page of a `form_post` answer.
    FormPostValues {
        /// HTML-escaped.
        Escaped,
        /// Percent-encoded, as in a query.
        PercentEncoded,
        /// As they are, for a quotation mark to end them.
        Bare,
    }
}

choice! {
    /// What becomes of `prompt=none`.
    PromptNone {
        /// No page is shown.
        Obeyed,
        /// Pages are shown as if it were not there.
        Overlooked,
        /// It is an error, even where nothing would have to be shown.
        Refused,
    }
}

choice! {
    /// What becomes of an `id_token_hint`.
    Hint {
        /// It names the user if the issuer has signed it.
        Verified,
        /// It names the user, whoever has made it.
        Believed,
        /// It names nobody.
        Overlooked,
    }
}
