//! How busy the provider is.

use serde::{Deserialize, Serialize};

rules! {
    /// How busy the provider is, at the endpoints that clients ask directly after tokens and keys. RFC 6585 §4, RFC 9110 §15.6.4.
    LoadRules in load {
        knobs {
            /// Every so many requests, one is put off with 429; never for 0.
            put_off: u32 = 0, "RFC 6585 §4";
                variant "busy-429" = 3, permitted by "RFC 6585 §4":
                    "Every third request is put off with 429 and `Retry-After`.",
                    quiet because "Where many requests come at one moment, some are put off, and what they would have got is not known.";
            /// Every so many requests, the database is not there, and the answer is 503; never for 0.
            unavailable: u32 = 0, "RFC 9110 §15.6.4";
                variant "busy-503" = 3, permitted by "RFC 9110 §15.6.4":
                    "Every third request finds no database, and is answered with 503 and `Retry-After`.",
                    quiet because "Where many requests come at one moment, some are put off, and what they would have got is not known.";
            /// Whether the first answer takes 300 ms.
            starts_slowly: bool = false, "RFC 9110 §3.3";
                variant "first-answer-slow" = true, unregulated by "RFC 9110 §3.3":
                    "The first answer takes 300 ms.";
        }
    }
}
