//! Answers hurt who reads them.

use super::Fault;
use crate::policy::{AccessTokenMember, ErrorText, ExpiresIn, Reply, TokenTypeMember};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "token-server-error" breaks "rfc6749-4.1-code-flow-completes" and "asvs5-16.5.3-requests-handled":
        "The answer of the token endpoint ends in a server error." => |p| p.reply.token = Reply::ServerError;
    "token-html" breaks "rfc6749-5.1-access-token-member" and "rfc6749-4.1-code-flow-completes":
        "The answer of the token endpoint is a page that says that all is well." => |p| p.reply.token = Reply::Html;
    "token-truncated" breaks "rfc6749-5.1-access-token-member" and "rfc6749-4.1-code-flow-completes":
        "The answer of the token endpoint ends in the middle, as if that were all." => |p| p.reply.token = Reply::Truncated;
    "token-broken-off" breaks "rfc6749-4.1-code-flow-completes":
        "The answer of the token endpoint ends in the middle, and the connection with it." => |p| p.reply.token = Reply::BrokenOff;
    "token-dropped" breaks "rfc6749-4.1-code-flow-completes":
        "The answer of the token endpoint never comes: the connection ends." => |p| p.reply.token = Reply::Dropped;
    "token-late" breaks "rfc6749-4.1-code-flow-completes":
        "The answer of the token endpoint keeps its reader waiting." => |p| p.reply.token = Reply::Late;
    "token-dripping" breaks "rfc6749-4.1-code-flow-completes":
        "The answer of the token endpoint comes bit by bit, for half a minute." => |p| p.reply.token = Reply::Dripping;
    "token-huge" breaks "rfc6749-4.1-code-flow-completes":
        "The answer of the token endpoint has 16 MiB of blanks in front." => |p| p.reply.token = Reply::Huge;
    "token-redirected" breaks "rfc6749-5.1-access-token-member" and "rfc6749-4.1-code-flow-completes":
        "The answer of the token endpoint sends the same request to another host." => |p| p.reply.token = Reply::Redirected;
    "profile-server-error" breaks "asvs5-16.5.3-requests-handled" and "rfc6749-4.1-code-flow-completes":
        "The profile ends in a server error." => |p| p.reply.profile = Reply::ServerError;
    "profile-html" breaks "rfc6749-1.2-resource-served" and "rfc6749-4.1-code-flow-completes":
        "The profile is a page that says that all is well." => |p| p.reply.profile = Reply::Html;
    "profile-truncated" breaks "rfc6749-1.2-resource-served" and "rfc6749-4.1-code-flow-completes":
        "The profile ends in the middle, as if that were all." => |p| p.reply.profile = Reply::Truncated;
    "profile-broken-off" breaks "rfc6749-4.1-code-flow-completes":
        "The profile ends in the middle, and the connection with it." => |p| p.reply.profile = Reply::BrokenOff;
    "profile-dropped" breaks "rfc6749-4.1-code-flow-completes":
        "The profile never comes: the connection ends." => |p| p.reply.profile = Reply::Dropped;
    "profile-late" breaks "rfc6749-4.1-code-flow-completes":
        "The profile keeps its reader waiting." => |p| p.reply.profile = Reply::Late;
    "profile-dripping" breaks "rfc6749-4.1-code-flow-completes":
        "The profile comes bit by bit, for half a minute." => |p| p.reply.profile = Reply::Dripping;
    "profile-huge" breaks "rfc6749-4.1-code-flow-completes":
        "The profile has 16 MiB of blanks in front." => |p| p.reply.profile = Reply::Huge;
    "profile-redirected" breaks "rfc6749-1.2-resource-served" and "rfc6749-4.1-code-flow-completes":
        "The profile sends the same request to another host." => |p| p.reply.profile = Reply::Redirected;
    "profile-unlabelled" breaks "rfc6749-1.2-resource-served":
        "The profile says that it is plain text." => |p| p.reply.profile = Reply::PlainText;
    "metadata-server-error" breaks "asvs5-16.5.3-requests-handled":
        "The metadata is a server error." => |p| p.reply.metadata = Reply::ServerError;
    "metadata-html" breaks "rfc8414-2-required-members":
        "The metadata is a page that says that all is well." => |p| p.reply.metadata = Reply::Html;
    "metadata-truncated" breaks "rfc8414-2-required-members":
        "The metadata ends in the middle, as if that were all." => |p| p.reply.metadata = Reply::Truncated;
    "key-set-server-error" breaks "asvs5-16.5.3-requests-handled":
        "The published key set is a server error." => |p| p.reply.key_set = Reply::ServerError;
    "key-set-html" breaks "rfc7517-5-jwk-set":
        "The published key set is a page that says that all is well." => |p| p.reply.key_set = Reply::Html;
    "key-set-truncated" breaks "rfc7517-5-jwk-set":
        "The published key set ends in the middle, as if that were all." => |p| p.reply.key_set = Reply::Truncated;
    "userinfo-server-error" breaks "asvs5-16.5.3-requests-handled":
        "The answer of the userinfo endpoint is a server error." => |p| p.reply.userinfo = Reply::ServerError;
    "userinfo-html" breaks "oidc-core-5.3.2-sub-always":
        "The answer of the userinfo endpoint is a page that says that all is well." => |p| p.reply.userinfo = Reply::Html;
    "userinfo-truncated" breaks "oidc-core-5.3.2-sub-always":
        "The answer of the userinfo endpoint ends in the middle, as if that were all." => |p| p.reply.userinfo = Reply::Truncated;
    "access-token-missing" breaks "rfc6749-5.1-access-token-member":
        "A token response has no access token." => |p| p.token.access_token = AccessTokenMember::Missing;
    "access-token-twice" breaks "rfc6749-3.2-response-param-once":
        "A token response has two members access_token, with different tokens." => |p| p.token.access_token = AccessTokenMember::Twice;
    "token-type-missing" breaks "rfc6749-5.1-token-type-member":
        "A token response does not say what kind of token it brings." => |p| p.token.token_type = TokenTypeMember::Missing;
    "token-type-unknown" breaks "rfc6749-5.1-token-type-member":
        "A token is said to be of a kind that nobody knows." => |p| p.token.token_type = TokenTypeMember::Unknown;
    "expires-in-negative" breaks "rfc6749-5.1-expires-in-number":
        "expires_in is below zero." => |p| p.token.expires_in = ExpiresIn::Negative;
    "token-error-with-200" breaks "rfc6749-5.2-error-json":
        "Errors of the token endpoint come with status 200." => |p| p.token.errors_have_status = false;
    "token-error-with-script" breaks "rfc6749-4.1.2.1-error-charset":
        "The description of a token error is a script." => |p| p.token.error_text = ErrorText::Script;
};
