//! How challenges are written.

use serde::{Deserialize, Serialize};

rules! {
    /// How challenges are written in `WWW-Authenticate`. RFC 9110 §11.
    ChallengeRules in challenge {
        knobs {
            /// How the header is written.
            written: ChallengeForm = ChallengeForm::Usual, "RFC 9110 §11.6.1";
                variant "challenge-after-basic" = ChallengeForm::AfterBasic, permitted by "RFC 9110 §11.6.1":
                    "A challenge follows one of the Basic scheme in the same line.";
                variant "challenge-in-second-line" = ChallengeForm::SecondLine, permitted by "RFC 9110 §11.6.1":
                    "A challenge follows one of the Basic scheme, in a line of its own.";
                variant "challenge-without-quotes" = ChallengeForm::WithoutQuotes, permitted by "RFC 9110 §11.2":
                    "Parameters of a challenge are tokens without quotes wherever they can be.";
                variant "challenge-with-white-space" = ChallengeForm::WhiteSpace, demanded by "RFC 9110 §5.6.3":
                    "Parameters of a challenge have white space around `=`.";
                variant "challenge-in-other-case" = ChallengeForm::OtherCase, demanded by "RFC 9110 §11.1 and §11.2":
                    "The scheme of a challenge is in small letters, and the names of parameters are in capital letters.";
                variant "challenge-of-several-realms" = ChallengeForm::SeveralRealms, permitted by "RFC 9110 §11.5":
                    "A challenge follows one of the same scheme, for another realm.";
        }
    }
}

choice! {
    /// How a challenge is written.
    ChallengeForm {
        /// `SCHEME name="value", …`, as the endpoint has it.
        Usual,
        /// After one of the Basic scheme.
        AfterBasic,
        /// In a second header line, after one of the Basic scheme.
        SecondLine,
        /// `name=value`, where the value is a token; a realm is always quoted.
        WithoutQuotes,
        /// `name = "value"`.
        WhiteSpace,
        /// `scheme NAME="value"`.
        OtherCase,
        /// After one of the same scheme, which has another realm and no more.
        SeveralRealms,
    }
}
