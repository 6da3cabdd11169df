//! The choices of the rules about the token endpoint.

use serde::{Deserialize, Serialize};

choice! {
    /// The format of access tokens.
    TokenFormat {
        /// A string that only this provider understands.
        Opaque,
        /// A JWT that resource servers can read (RFC 9068).
        Jwt,
    }
}

choice! {
    /// The `access_token` of a token response.
    AccessTokenMember {
        /// One member.
        Once,
        /// Two members of that name; the first is another token.
        Twice,
        /// Absent.
        Missing,
    }
}

choice! {
    /// The `token_type` of a token response.
    TokenTypeMember {
        /// `Bearer`, or `DPoP` for a DPoP-bound token.
        Right,
        /// An unknown type.
        Unknown,
        /// Absent.
        Missing,
    }
}

choice! {
    /// The `expires_in` of a token response.
    ExpiresIn {
        /// A number of seconds.
        Seconds,
        /// The same number, as a string.
        Text,
        /// The same number, negative.
        Negative,
        /// Absent.
        Missing,
    }
}

choice! {
    /// The text of `error_description`.
    ErrorText {
        /// A sentence.
        Plain,
        /// A script, for pages that do not escape it.
        Script,
    }
}

choice! {
    /// Which origins can read responses (CORS).
    CrossOrigin {
        /// All, without cookies: only the credentials in the request grant access.
        AnyOrigin,
        /// The origin of the request, with cookies.
        Reflected,
        /// None.
        None,
    }
}

choice! {
    /// The case of `token_type`, which clients compare without regard to case.
    TypeLetters {
        /// As registered: `Bearer`, `DPoP`.
        Registered,
        /// In upper case.
        Upper,
        /// In lower case.
        Lower,
    }
}

choice! {
    /// What an error contains in addition to the code.
    ErrorMembers {
        /// `error_description`.
        Description,
        /// Nothing.
        None,
        /// `error_description` and `error_uri`.
        All,
    }
}

choice! {
    /// The error code if a parameter that belongs to the code is missing.
    MissingParameter {
        /// `invalid_grant`: the client has not proven that the code is its own.
        InvalidGrant,
        /// `invalid_request`: a parameter is missing.
        InvalidRequest,
    }
}

choice! {
    /// The clock skew of the provider.
    ClockError {
        /// None.
        None,
        /// 30 seconds ahead.
        Ahead,
        /// 30 seconds behind.
        Behind,
    }
}
