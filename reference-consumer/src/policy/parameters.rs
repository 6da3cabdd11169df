//! The parameters of requests.

use serde::{Deserialize, Serialize};

choice! {
    /// The order of parameters.
    Order {
        /// As in the examples of the RFC.
        Usual,
        /// Reversed.
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
