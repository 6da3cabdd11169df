//! All rules of this provider as data: one file for each subject, one field for each rule, grouped by the attack that
//! the rule prevents, with the section that it comes from. The default is the strict reading of the OAuth and OpenID
//! Connect specifications and of RFC 9700. Each rule is followed by the [`Fault`]s that violate it and the [`Variant`]s
//! that conform, too. `docs/security.md` is generated from it.
//!
//! The fields of [`Policy`], in order, are what an authorization server has to get right: registration and metadata,
//! authorization requests, the pages that the user sees, the code and PKCE, client authentication, issuance and content
//! of tokens, access with them, revocation and logout. A rule is a boolean, a number of seconds or attempts, or a
//! choice whose first variant is the strict one.
//!
//! The endpoints read the policy and nothing else: one changed rule is the whole difference between this provider and a
//! broken one. [`faults`](crate::faults) finds faults by name. In YAML the names are kebab-case: `policy: { code: {
//! lifetime: 30 } }`.

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
pub use authentication::{AuthenticationRules, FormPostValues, HintTreatment, PromptNone, UnservedResponseMode};
pub use challenge::{ChallengeForm, ChallengeRules};
pub use client::{ClientChallenge, ClientRules, SecretStorage, UnauthenticatedStatus};
pub use code::CodeRules;
pub use consent::{ConsentForm, ConsentFrequency, ConsentRules, ConsentWords, Denial};
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
pub use pushed::{PushedRules, PushedStatus, RequestUriForm, UnregisteredRedirectUri};
pub use redirect_uri::{LoopbackUri, RedirectUriErrorPlace, RedirectUriRules, RepeatedUri, UriComparison, UriQuery};
pub use refresh::{RefreshIssued, RefreshRules};
pub use registration::{ClientIdForm, ManagedWith, ManagementToken, RegistrationBy, RegistrationRules};
pub use reply::{ReplyRules, ResponseDelivery};
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
pub use subject::{SubjectForm, SubjectIdentifies, SubjectRules};
pub use table::{Fault, Group, Rule, Variant};
pub use token::TokenRules;
pub use token_choice::{
    AccessTokenMember, ClockError, CrossOrigin, ErrorMembers, ErrorText, ExpiresIn, MissingParameter, TokenFormat,
    TokenTypeMember, TypeLetters,
};
pub use userinfo::{UserinfoClaims, UserinfoRules, UserinfoSub};
pub use wire::{Coding, JsonLabel, JsonText, LocationForm, Message, NoStore, WireRules};

groups! {
    /// All rules, in the order of an authorization flow.
    Policy {
        /// Dynamic client registration: RFC 7591, RFC 7592.
        registration: RegistrationRules,
        /// The provider metadata.
        metadata: MetadataRules,
        /// The published keys (JWK Set).
        key_set: KeySetRules,
        /// Where authorization responses are sent.
        redirect_uri: RedirectUriRules,
        /// Validation of authorization requests.
        request: RequestRules,
        /// What OpenID Connect adds to them.
        authentication: AuthenticationRules,
        /// Request objects: RFC 9101.
        request_object: RequestObjectRules,
        /// Pushed authorization requests: RFC 9126.
        pushed: PushedRules,
        /// Deprecated grants and response types.
        legacy: LegacyRules,
        /// The login form.
        login: LoginRules,
        /// The user's session in the browser.
        session: SessionRules,
        /// Consent of the user.
        consent: ConsentRules,
        /// Rules for all pages.
        page: PageRules,
        /// Proof Key for Code Exchange: RFC 7636.
        pkce: PkceRules,
        /// Lifetime and binding of authorization codes.
        code: CodeRules,
        /// Client authentication at the back-channel endpoints.
        client: ClientRules,
        /// Client authentication with a JWT: RFC 7523, OpenID Connect Core §9.
        assertion: AssertionRules,
        /// Which clients can use which grant types.
        grant: GrantRules,
        /// The device authorization grant: RFC 8628.
        device: DeviceRules,
        /// The token endpoint and token responses.
        token: TokenRules,
        /// Refresh tokens and their rotation.
        refresh: RefreshRules,
        /// Sender-constrained tokens with DPoP: RFC 9449.
        dpop: DpopRules,
        /// Audience restriction with resource indicators: RFC 8707.
        resource_indicator: ResourceIndicatorRules,
        /// JWT access tokens: RFC 9068.
        access_token: AccessTokenRules,
        /// Claims and signature of ID tokens.
        id_token: IdTokenRules,
        /// Subject identifiers.
        subject: SubjectRules,
        /// The userinfo endpoint.
        userinfo: UserinfoRules,
        /// The protected resource.
        resource: ResourceRules,
        /// Token revocation: RFC 7009.
        revocation: RevocationRules,
        /// Token introspection: RFC 7662.
        introspection: IntrospectionRules,
        /// Logout, and which clients are notified.
        logout: LogoutRules,
        /// Broken and delayed responses.
        reply: ReplyRules,
        /// Endpoint URLs and the issuer identifier.
        address: AddressRules,
        /// The syntax of responses.
        wire: WireRules,
        /// The syntax of challenges.
        challenge: ChallengeRules,
        /// The form of cookies.
        cookie: CookieRules,
        /// Overload of the provider.
        load: LoadRules,
    }
}
