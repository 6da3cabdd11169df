//! Overload of the provider.

use serde::{Deserialize, Serialize};

rules! {
    /// Overload of the provider, at the token endpoint and the other back-channel endpoints and the JWK Set. RFC 6585
    /// §4, RFC 9110 §15.6.4.
    LoadRules in load {
        knobs {
            /// One of this many requests is throttled with 429; 0 for none.
            put_off: u32 = 0, "RFC 6585 §4";
                variant "throttled-429" = 3, permitted by "RFC 6585 §4":
                    "Every third request is throttled with 429 and `Retry-After`.",
                    quiet because "Some of many concurrent requests are throttled, so their results are unknown.";
            /// One of this many requests finds the database unavailable and gets 503; 0 for none.
            unavailable: u32 = 0, "RFC 9110 §15.6.4";
                variant "unavailable-503" = 3, permitted by "RFC 9110 §15.6.4":
                    "Every third request finds the database unavailable and gets 503 with `Retry-After`.",
                    quiet because "Some of many concurrent requests are throttled, so their results are unknown.";
            /// The first response takes 300 ms.
            starts_slowly: bool = false, "RFC 9110 §3.3";
                variant "first-answer-slow" = true, unregulated by "RFC 9110 §3.3":
                    "The first response takes 300 ms.";
        }
    }
}
