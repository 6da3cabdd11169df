//! `device-poll`: one access token request of a device (RFC 8628 §3.4). A story polls as often as it likes.

use super::call::Call;
use super::exchange::tokens_given;
use super::observation::Observation;
use super::text::Text;
use super::{Kind, Obstacle, World, read, schema, token_request};
use crate::model::exchange::Request;
use crate::model::span::At;
use crate::model::verdict::Mismatch;

pub(super) const KIND: Kind = Kind {
    name: "device-poll",
    summary: "Asks once for the tokens of a device that waits for its user.",
    members: &[],
    read: read::<DevicePoll>,
    schema: schema::<DevicePoll>,
};

token_request::arguments! {
    struct DevicePoll {
        /// The device code.
        code: Text,
    }
}

impl Call for DevicePoll {
    fn prepare(&self, world: &World) -> Result<Request, Obstacle> {
        let form = vec![
            ("grant_type".to_owned(), "urn:ietf:params:oauth:grant-type:device_code".to_owned()),
            ("device_code".to_owned(), world.text(&self.code)?),
        ];
        let endpoint = world.provider()?.token;
        token_request::prepare(world, &endpoint, form, self.tampering())
    }

    fn usual(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        tokens_given(seen, world, self.tampering().true_client())
    }

    fn save(&self) -> Option<&At<String>> {
        self.save.as_ref()
    }
}
