//! Every rule this provider obeys, as data: one file for each subject, one field for each rule, with the section it comes
//! from. The default is the strict reading of the OAuth and OpenID Connect specifications and of RFC 9700.
//!
//! Read along the fields of [`Policy`], this is what an authorization server has to get right: who may be a client and what
//! it finds, what it may ask for, what the user sees, the code and its proof, how a client shows who it is, which tokens it
//! gets and what they say, what they open, and how all of it ends. A rule is kept or not, or it is a measure of seconds or
//! attempts, or a choice, of which the first variant is the strict one.
//!
//! Endpoints ask the policy and know nothing else: turning a rule off here is the whole difference between this provider and
//! a broken one, which is what [`faults`](crate::faults) does. In YAML the names are kebab-case:
//! `policy: { code: { lifetime: 30 } }`.

use serde::{Deserialize, Serialize};

/// Declares one group of rules: each field with its documentation, its type and its strict default.
macro_rules! rules {
    ($(#[$about:meta])* $group:ident { $($(#[$rule:meta])* $field:ident: $type:ty = $strict:expr,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
        pub struct $group { $($(#[$rule])* pub $field: $type,)* }

        impl Default for $group {
            fn default() -> Self {
                Self { $($field: $strict,)* }
            }
        }
    };
}

/// Declares a rule that can be broken in more than one way; the first variant is the strict one.
macro_rules! choice {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$doc])* $variant,)* }
    };
}

mod access_token;
mod assertion;
mod authentication;
mod authorization;
mod client;
mod code;
mod device;
mod dpop;
mod grant;
mod id_token;
mod logout;
mod metadata;
mod page;
mod patch;
mod pushed;
mod redirect_uri;
mod registration;
mod reply;
mod request_object;
mod resource;
mod resource_indicator;
mod seconds;
mod strength;
mod token;
mod userinfo;

pub use access_token::{AccessTokenIssuer, AccessTokenRules, AccessTokenType};
pub use assertion::{AssertionAudience, AssertionRules};
pub use authentication::{AuthenticationRules, FormPostValues, Hint, PromptNone, UnservedResponseMode};
pub use authorization::{Asked, ConsentRules, Denial, ErrorWay, IssMember, LegacyRules, RequestRules, StateEcho};
pub use client::{Challenge, ClientRules, SecretStorage};
pub use code::{CodeRules, PkceRules};
pub use device::{DeviceDenial, DeviceRules, VerificationMember};
pub use dpop::{DpopRules, NonceDemand};
pub use grant::GrantRules;
pub use id_token::{
    AudClaim, AuthTimeClaim, HashClaim, IdTokenRules, KidMember, NonceClaim, RefreshedIdToken, Signature, SubClaim,
    TimeClaim,
};
pub use logout::{Frames, GrantsAtLogout, LogoutRules, LogoutToken};
pub use metadata::{Announced, AuthMethodsAnnounced, IssuerAnnounced, KeySetRules, MetadataRules};
pub use page::{FormAction, LoginRules, NextPage, PageRules, RedirectStatus, ReferrerPolicy, SessionRules};
pub use patch::PolicyPatch;
pub use pushed::{MayBringRedirectUri, PushedRules, PushedStatus};
pub use redirect_uri::{Answer, LoopbackUri, RedirectUriRules, RepeatedUri, UriComparison, UriQuery};
pub use registration::{ManagedWith, RegistrationBy, RegistrationRules};
pub use reply::{Reply, ReplyRules};
pub use request_object::{CountingParameters, RequestObjectRules};
pub use resource::{InvalidTokenStatus, ProfileOf, ResourceRules};
pub use resource_indicator::ResourceIndicatorRules;
pub use seconds::Seconds;
pub use strength::Strength;
pub use token::{
    AccessTokenMember, ActiveMember, ClientSubject, CrossOrigin, ErrorText, ExpiresIn, IntrospectionRules,
    RefreshRules, RevocationRules, TokenFormat, TokenRules, TokenTypeMember,
};
pub use userinfo::{SubjectRules, SubjectStands, UserinfoRules, UserinfoSub};

rules! {
    /// All rules, in the order in which an authorization comes upon them.
    Policy {
        /// How clients register themselves: RFC 7591, RFC 7592.
        registration: RegistrationRules = RegistrationRules::default(),
        /// What the provider says of itself.
        metadata: MetadataRules = MetadataRules::default(),
        /// The keys that it publishes.
        key_set: KeySetRules = KeySetRules::default(),
        /// Where authorization responses may be sent.
        redirect_uri: RedirectUriRules = RedirectUriRules::default(),
        /// What an authorization request must look like.
        request: RequestRules = RequestRules::default(),
        /// What OpenID Connect adds to such a request.
        authentication: AuthenticationRules = AuthenticationRules::default(),
        /// Authorization requests in a signed object: RFC 9101.
        request_object: RequestObjectRules = RequestObjectRules::default(),
        /// Authorization requests that are pushed: RFC 9126.
        pushed: PushedRules = PushedRules::default(),
        /// What OAuth once had and no longer should have.
        legacy: LegacyRules = LegacyRules::default(),
        /// The login form.
        login: LoginRules = LoginRules::default(),
        /// The user's session in the browser.
        session: SessionRules = SessionRules::default(),
        /// What the user is asked, and what follows from the answer.
        consent: ConsentRules = ConsentRules::default(),
        /// What all pages have in common.
        page: PageRules = PageRules::default(),
        /// Proof that who redeems a code is who asked for it: RFC 7636.
        pkce: PkceRules = PkceRules::default(),
        /// The life of an authorization code.
        code: CodeRules = CodeRules::default(),
        /// How clients prove who they are at the endpoints that are no pages.
        client: ClientRules = ClientRules::default(),
        /// Clients that prove it with a JWT: RFC 7523, OpenID Connect Core §9.
        assertion: AssertionRules = AssertionRules::default(),
        /// Who may trade what for tokens.
        grant: GrantRules = GrantRules::default(),
        /// The device authorization grant: RFC 8628.
        device: DeviceRules = DeviceRules::default(),
        /// The token endpoint, and the answers that carry tokens.
        token: TokenRules = TokenRules::default(),
        /// Refresh tokens and their rotation.
        refresh: RefreshRules = RefreshRules::default(),
        /// Tokens that are bound to a key: RFC 9449.
        dpop: DpopRules = DpopRules::default(),
        /// Tokens that are for one resource: RFC 8707.
        resource_indicator: ResourceIndicatorRules = ResourceIndicatorRules::default(),
        /// Access tokens that can be read, where they are: RFC 9068.
        access_token: AccessTokenRules = AccessTokenRules::default(),
        /// What an ID token says, and how it is signed.
        id_token: IdTokenRules = IdTokenRules::default(),
        /// Whom `sub` names.
        subject: SubjectRules = SubjectRules::default(),
        /// What the userinfo endpoint tells.
        userinfo: UserinfoRules = UserinfoRules::default(),
        /// What the protected resource checks.
        resource: ResourceRules = ResourceRules::default(),
        /// What the revocation endpoint does: RFC 7009.
        revocation: RevocationRules = RevocationRules::default(),
        /// What the introspection endpoint says of a token: RFC 7662.
        introspection: IntrospectionRules = IntrospectionRules::default(),
        /// How a logout ends, and who is told.
        logout: LogoutRules = LogoutRules::default(),
        /// What becomes of answers on their way out.
        reply: ReplyRules = ReplyRules::default(),
    }
}
