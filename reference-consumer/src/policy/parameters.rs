//! How requests write their parameters.

use serde::{Deserialize, Serialize};

choice! {
    /// The order of parameters.
    Order {
        /// As in the examples of the RFC.
        Usual,
        /// The other way round.
        Reversed,
    }
}

choice! {
    /// Whether a parameter is part of the token request.
    Parameter {
        /// Always.
        Sent,
        /// Never.
        Omitted,
    }
}
