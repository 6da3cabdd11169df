//! The choices of the rules about the token endpoint.

use serde::{Deserialize, Serialize};

choice! {
    /// What an access token looks like.
    TokenFormat {
        /// A string that only this provider understands.
        Opaque,
        /// A JWT that resource servers can read (RFC 9068).
        Jwt,
    }
}

choice! {
    /// How an answer holds its token.
    AccessTokenMember {
        /// As the one member of that name.
        Once,
        /// As the second of two members of that name; the first is another token.
        Twice,
        /// Not at all.
        Missing,
    }
}

choice! {
    /// What an answer says of the kind of its token.
    TokenTypeMember {
        /// `Bearer`, or `DPoP` where it is bound to a key.
        Right,
        /// A kind that nobody knows.
        Unknown,
        /// Nothing.
        Missing,
    }
}

choice! {
    /// How an answer says how long its token lives.
    ExpiresIn {
        /// A number of seconds.
        Seconds,
        /// The same number, as text.
        Text,
        /// The same number, below zero.
        Negative,
        /// Not at all.
        Missing,
    }
}

choice! {
    /// What an error says to people.
    ErrorText {
        /// A sentence.
        Plain,
        /// A script, for a page that shows it as it is.
        Script,
    }
}

choice! {
    /// Whose scripts may read what clients are answered.
    CrossOrigin {
        /// Anybody's, as it is the credentials in the request that count, and no cookies.
        Anybody,
        /// Anybody's who asks, by name and with cookies.
        Reflected,
        /// Nobody's.
        Nobody,
    }
}

choice! {
    /// In which letters the token type is written; clients compare it without case.
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
    /// What an error says beside its code.
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
    /// What it is called when a parameter is missing that belongs to the code.
    MissingParameter {
        /// `invalid_grant`: the code is not proven.
        InvalidGrant,
        /// `invalid_request`: a parameter is missing.
        InvalidRequest,
    }
}

choice! {
    /// How the clock of the provider differs from the others.
    ClockError {
        /// Not at all.
        None,
        /// It is half a minute ahead.
        Ahead,
        /// It is half a minute behind.
        Behind,
    }
}
