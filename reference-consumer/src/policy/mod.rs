//! All rules of this consumer as data: one file for each subject, one field for each rule, grouped by the attack that
//! the rule prevents, with the section that it comes from. The default is what the RFCs require of a client. Each rule
//! is followed by the [`Fault`]s that violate it and the [`Variant`]s that conform, too.
//!
//! The handlers read the policy and nothing else. [`faults`](crate::faults) and [`variants`](crate::variants) find rows
//! by name. In YAML the names are kebab-case: `policy: { request: { pkce: plain } }`.

pub use reference_rules::{Attack, Level, Quiet};
use serde::{Deserialize, Serialize};

mod account;
mod callback;
mod page;
mod parameters;
mod request;
mod session;
mod start;
mod table;
mod token;
mod token_request;

pub use account::{AccountKey, AccountRules, FailedLogin};
pub use callback::{
    Admission, AfterLogin, CallbackQuery, CallbackRules, CallbackSteps, DeniedResponse, ErrorResponse, IssMember,
    Loopback, RefusedCallback, StateOnError, StateScope, StateUse, UnknownNames,
};
pub use page::{
    ErrorCodeShown, ErrorDescription, ErrorUri, HomePage, Language, Location, PageRules, ProviderFailure,
    RedirectStatus, ReferrerPolicy, WelcomeBy,
};
pub use parameters::{Order, Parameter};
pub use request::{
    AuthorizationRequestMethod, EndpointQuery, Nonce, Pkce, RequestRules, ResponseMode, ScopeWritten, StateForm,
    StateValue, VerifierForm,
};
pub use session::{
    CookieAttributes, CookieLifetime, CookieNames, LoginKept, LogoutForm, PendingAtOnce, SessionAtLogout,
    SessionIdAtLogin, SessionIdForm, SessionRules,
};
pub use start::{CsrfTokenCheck, FormProof, LoginByGet, NextUrls, StartForm, StartPage, StartParameters, StartRules};
pub use table::{Fault, Group, Rule, Variant};
pub use token::{AccessTokenTransport, BearerScheme, TokenRules, TokenStorage, TokenType};
pub use token_request::{
    AcceptHeader, BasicCredentials, ClientCredentials, CodeUse, ResponseLimit, TokenRedirects, TokenRequestRules,
};

groups! {
    /// All rules, in the order of a login.
    Policy {
        /// The start of a login.
        start: StartRules,
        /// The authorization request.
        request: RequestRules,
        /// The authorization response.
        callback: CallbackRules,
        /// The token request.
        token_request: TokenRequestRules,
        /// The token response, and the use of the token.
        token: TokenRules,
        /// Accounts and their users.
        account: AccountRules,
        /// The user's session in the browser.
        session: SessionRules,
        /// The pages.
        page: PageRules,
    }
}
