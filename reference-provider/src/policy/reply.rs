//! What becomes of answers on their way out.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// What becomes of the answers that clients read, once an endpoint has given them. RFC 6749 §5.1, RFC 9110 §8.6.
    ReplyRules {
        /// Those of the token endpoint.
        token: Reply = Reply::AsItIs,
        /// Those of the protected resource.
        profile: Reply = Reply::AsItIs,
        /// Those of the userinfo endpoint.
        userinfo: Reply = Reply::AsItIs,
        /// The metadata, wherever it is asked for.
        metadata: Reply = Reply::AsItIs,
        /// The published keys.
        key_set: Reply = Reply::AsItIs,
        /// How long an answer that is late keeps its reader waiting.
        delay: Seconds = Seconds(30),
    }
}

choice! {
    /// How an answer reaches who asked.
    Reply {
        /// At once, and as the endpoint gave it.
        AsItIs,
        /// As a page about an error inside, with status 500.
        ServerError,
        /// As a page that says that all is well, with status 200.
        Html,
        /// Said to be plain text.
        PlainText,
        /// Its first half, as if that were all.
        Truncated,
        /// Its first half; then the connection breaks.
        BrokenOff,
        /// Not at all: the connection ends.
        Dropped,
        /// After the delay.
        Late,
        /// Bit by bit, for as long as the delay.
        Dripping,
        /// Behind 16 MiB of blanks, which mean nothing in JSON.
        Huge,
        /// At another address, to which the request shall be sent again as it is.
        Redirected,
    }
}
