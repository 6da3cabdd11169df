//! The syntax of challenges.

use serde::{Deserialize, Serialize};

rules! {
    /// The syntax of challenges in `WWW-Authenticate`. RFC 9110 §11.
    ChallengeRules in challenge {
        knobs {
            /// The syntax of the header field.
            written: ChallengeForm = ChallengeForm::Usual, "RFC 9110 §11.6.1";
                variant "challenge-after-basic" = ChallengeForm::AfterBasic, permitted by "RFC 9110 §11.6.1":
                    "Challenges follow a Basic challenge in the same header field line.";
                variant "challenge-in-second-line" = ChallengeForm::SecondLine, permitted by "RFC 9110 §11.6.1":
                    "Challenges follow a Basic challenge, in a header field line of their own.";
                variant "challenge-without-quotes" = ChallengeForm::WithoutQuotes, permitted by "RFC 9110 §11.2":
                    "Challenge parameters are tokens without quotation marks wherever the syntax permits it.";
                variant "challenge-with-whitespace" = ChallengeForm::WhiteSpace, demanded by "RFC 9110 §5.6.3":
                    "Challenge parameters have whitespace around `=`.";
                variant "challenge-in-other-case" = ChallengeForm::OtherCase, demanded by "RFC 9110 §11.1 and §11.2":
                    "Challenges have the scheme in lower case and the parameter names in upper case.";
                variant "challenge-of-several-realms" = ChallengeForm::SeveralRealms, permitted by "RFC 9110 §11.5":
                    "Challenges follow a challenge of the same scheme for another realm.";
        }
    }
}

choice! {
    /// The syntax of a challenge.
    ChallengeForm {
        /// `SCHEME name="value", …`, as the endpoint writes it.
        Usual,
        /// After a Basic challenge.
        AfterBasic,
        /// In a second header field line, after a Basic challenge.
        SecondLine,
        /// `name=value` if the value is a token; a realm is always quoted.
        WithoutQuotes,
        /// `name = "value"`.
        WhiteSpace,
        /// `scheme NAME="value"`.
        OtherCase,
        /// After a challenge of the same scheme that has only a realm, another one.
        SeveralRealms,
    }
}
