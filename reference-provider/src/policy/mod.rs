//! Every rule this provider obeys, as data: one file for each subject, one field for each rule, by the attack that it is
//! against, with the section that it comes from. The default is the strict reading of the OAuth and OpenID Connect
//! specifications and of RFC 9700. Below a rule stand the [`Fault`]s that break it and the [`Variant`]s that are right,
//! too. `docs/security.md` is written from it.
//!
//! Read along the fields of [`Policy`], this is what an authorization server has to get right: who may be a client and what
//! it finds, what it may ask for, what the user sees, the code and its proof, how a client shows who it is, which tokens it
//! gets and what they say, what they open, and how all of it ends. A rule is kept or not, or it is a measure of seconds or
//! attempts, or a choice, of which the first variant is the strict one.
//!
//! Endpoints ask the policy and know nothing else: turning a rule off here is the whole difference between this provider and
//! a broken one. [`faults`](crate::faults) finds faults by name. In YAML the names are kebab-case:
//! `policy: { code: { lifetime: 30 } }`.

pub use reference_rules::{Attack, Level, Quiet};
use serde::{Deserialize, Serialize};

mod access_token;
mod address;
mod assertion;
mod attempts;
mod authentication;
mod challenge;
mod client;
mod code;
mod consent;
mod cookie;
mod device;
mod dpop;
mod grant;
mod id_token;
mod id_token_choice;
mod introspection;
mod key_set;
mod legacy;
mod load;
mod login;
mod logout;
mod metadata;
mod page;
mod patch;
mod pkce;
mod pushed;
mod redirect_uri;
mod refresh;
mod registration;
mod reply;
mod request;
mod request_object;
mod resource;
mod resource_indicator;
mod revocation;
mod seconds;
mod secret_form;
mod session;
mod strength;
mod subject;
mod table;
mod token;
mod token_choice;
mod userinfo;
mod wire;

pub use access_token::{AccessTokenIssuer, AccessTokenRules, AccessTokenType};
pub use address::{AddressRules, IssuerForm};
pub use assertion::{AssertionAudience, AssertionRules};
pub(crate) use attempts::Limit;
pub use authentication::{AuthenticationRules, FormPostValues, Hint, PromptNone, UnservedResponseMode};
pub use challenge::{ChallengeForm, ChallengeRules};
pub use client::{Challenge, ClientRules, SecretStorage, UnauthenticatedStatus};
pub use code::CodeRules;
pub use consent::{Asked, ConsentForm, ConsentRules, ConsentWords, Denial};
pub use cookie::{CookieAttributes, CookieEnd, CookiePaths, CookieRules, CookieValues};
pub use device::{CompleteUri, DeviceDenial, DevicePlace, DeviceRules, FirstPoll, UserCodeForm, VerificationMember};
pub use dpop::{DpopRules, MissingProof, NonceDemand, OtherKey};
pub use grant::GrantRules;
pub use id_token::IdTokenRules;
pub use id_token_choice::{
    AudClaim, AuthTimeClaim, HashClaim, IdTokenAlgorithm, KidMember, NonceClaim, RefreshedIdToken, Signature, SubClaim,
    TimeClaim,
};
pub use introspection::{
    ActiveFor, ActiveMember, ClientSubject, IntrospectionMembers, IntrospectionOpenTo, IntrospectionRules,
};
pub use key_set::{KeyMembers, KeyRotation, KeySetRules, RsaKeys};
pub use legacy::LegacyRules;
pub use load::LoadRules;
pub use login::{KnownUser, LoginForm, LoginPageStatus, LoginPlace, LoginRefusal, LoginRules, NextKept, NextPage};
pub use logout::{Frames, GrantsAtLogout, LeadsBack, LogoutRules, LogoutToken};
pub use metadata::{Announced, AuthMethodsAnnounced, Documents, IssuerAnnounced, LeftOut, MetadataRules, MoreMetadata};
pub use page::{
    Charset, FormAction, FormProof, Furniture, Language, PageRules, RedirectStatus, ReferrerPolicy, ResponseWay,
};
pub use patch::PolicyPatch;
pub use pkce::PkceRules;
pub use pushed::{MayBringRedirectUri, PushedRules, PushedStatus, RequestUriForm};
pub use redirect_uri::{Answer, LoopbackUri, RedirectUriRules, RepeatedUri, UriComparison, UriQuery};
pub use refresh::{RefreshIssued, RefreshRules};
pub use registration::{ClientIdForm, ManagedWith, ManagementToken, RegistrationBy, RegistrationRules};
pub use reply::{Reply, ReplyRules};
pub use request::{ErrorDetails, ErrorWay, IssMember, RefusalPage, RequestRules, StateEcho};
pub use request_object::{CountingParameters, RequestObjectRules};
pub use resource::{
    ErrorIn, InvalidTokenStatus, ProfileForm, ProfileOf, ResourceChallenge, ResourceMetadata, ResourceRules,
};
pub use resource_indicator::{AudienceName, ResourceIndicatorRules};
pub use revocation::RevocationRules;
pub use seconds::Seconds;
pub use secret_form::SecretForm;
pub use session::SessionRules;
pub use strength::Strength;
pub use subject::{SubjectForm, SubjectRules, SubjectStands};
pub use table::{Fault, Group, Rule, Variant};
pub use token::TokenRules;
pub use token_choice::{
    AccessTokenMember, ClockError, CrossOrigin, ErrorMembers, ErrorText, ExpiresIn, MissingParameter, TokenFormat,
    TokenTypeMember, TypeLetters,
};
pub use userinfo::{UserinfoClaims, UserinfoRules, UserinfoSub};
pub use wire::{Coding, JsonLabel, JsonText, LocationForm, Message, NoStore, WireRules};

groups! {
    /// All rules, in the order in which an authorization comes upon them.
    Policy {
        /// How clients register themselves: RFC 7591, RFC 7592.
        registration: RegistrationRules,
        /// What the provider says of itself.
        metadata: MetadataRules,
        /// The keys that it publishes.
        key_set: KeySetRules,
        /// Where authorization responses may be sent.
        redirect_uri: RedirectUriRules,
        /// What an authorization request must look like.
        request: RequestRules,
        /// What OpenID Connect adds to such a request.
        authentication: AuthenticationRules,
        /// Authorization requests in a signed object: RFC 9101.
        request_object: RequestObjectRules,
        /// Authorization requests that are pushed: RFC 9126.
        pushed: PushedRules,
        /// What OAuth once had and no longer should have.
        legacy: LegacyRules,
        /// The login form.
        login: LoginRules,
        /// The user's session in the browser.
        session: SessionRules,
        /// What the user is asked, and what follows from the answer.
        consent: ConsentRules,
        /// What all pages have in common.
        page: PageRules,
        /// Proof that who redeems a code is who asked for it: RFC 7636.
        pkce: PkceRules,
        /// The life of an authorization code.
        code: CodeRules,
        /// How clients prove who they are at the endpoints that are no pages.
        client: ClientRules,
        /// Clients that prove it with a JWT: RFC 7523, OpenID Connect Core §9.
        assertion: AssertionRules,
        /// Who may trade what for tokens.
        grant: GrantRules,
        /// The device authorization grant: RFC 8628.
        device: DeviceRules,
        /// The token endpoint, and the answers that carry tokens.
        token: TokenRules,
        /// Refresh tokens and their rotation.
        refresh: RefreshRules,
        /// Tokens that are bound to a key: RFC 9449.
        dpop: DpopRules,
        /// Tokens that are for one resource: RFC 8707.
        resource_indicator: ResourceIndicatorRules,
        /// Access tokens that can be read, where they are: RFC 9068.
        access_token: AccessTokenRules,
        /// What an ID token says, and how it is signed.
        id_token: IdTokenRules,
        /// Whom `sub` names.
        subject: SubjectRules,
        /// What the userinfo endpoint tells.
        userinfo: UserinfoRules,
        /// What the protected resource checks.
        resource: ResourceRules,
        /// What the revocation endpoint does: RFC 7009.
        revocation: RevocationRules,
        /// What the introspection endpoint says of a token: RFC 7662.
        introspection: IntrospectionRules,
        /// How a logout ends, and which clients are notified.
        logout: LogoutRules,
        /// What becomes of answers on their way out.
        reply: ReplyRules,
        /// Where the endpoints are, and what the issuer is called.
        address: AddressRules,
        /// How answers are written.
        wire: WireRules,
        /// How challenges are written.
        challenge: ChallengeRules,
        /// How cookies are written.
        cookie: CookieRules,
        /// How busy the provider is.
        load: LoadRules,
    }
}
