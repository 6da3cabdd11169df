//! The accounts of this site, each linked to a user of the provider.

use crate::flow::profile::Profile;
use crate::policy::AccountKey;

/// The index of an account in [`Accounts`]; accounts are never deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AccountId(usize);

/// All users who ever signed in.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    profiles: Vec<Profile>,
    last_signed_in: Option<AccountId>,
}

impl Accounts {
    /// The account of the user in `profile`, created at the first sign-in and updated at each later one.
    pub(crate) fn link(&mut self, profile: Profile, key: AccountKey) -> AccountId {
        let known = self.profiles.iter().position(|known| match key {
            AccountKey::UserId => known.user_id == profile.user_id,
            AccountKey::Email => known.email.is_some() && known.email == profile.email,
            AccountKey::FirstEver => true,
        });
        let id = match (known, key) {
            (Some(position), AccountKey::FirstEver) => position,
            (Some(position), AccountKey::UserId | AccountKey::Email) => {
                self.profiles[position] = profile;
                position
            }
            (None, _) => {
                self.profiles.push(profile);
                self.profiles.len() - 1
            }
        };
        self.last_signed_in = Some(AccountId(id));
        AccountId(id)
    }

    /// The latest profile of this user.
    pub(crate) fn profile(&self, id: AccountId) -> Option<&Profile> {
        self.profiles.get(id.0)
    }

    /// The user who signed in last, in any browser.
    pub(crate) fn last_signed_in(&self) -> Option<AccountId> {
        self.last_signed_in
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(user_id: &str, email: &str) -> Profile {
        Profile { user_id: user_id.to_owned(), email: Some(email.to_owned()), entries: Vec::new() }
    }

    #[test]
    fn a_user_is_recognized_by_the_identifier_and_may_change_the_address() {
        let mut accounts = Accounts::default();
        let alice = accounts.link(profile("1", "alice@example.com"), AccountKey::UserId);
        let bob = accounts.link(profile("2", "alice@example.com"), AccountKey::UserId);
        assert_ne!(alice, bob);
        assert_eq!(accounts.link(profile("1", "new@example.com"), AccountKey::UserId), alice);
        assert_eq!(accounts.profile(alice), Some(&profile("1", "new@example.com")));
        assert_eq!(accounts.last_signed_in(), Some(alice));
    }

    #[test]
    fn by_email_any_user_with_the_address_has_the_account() {
        let mut accounts = Accounts::default();
        let alice = accounts.link(profile("1", "alice@example.com"), AccountKey::Email);
        assert_eq!(accounts.link(profile("2", "alice@example.com"), AccountKey::Email), alice);
    }

    #[test]
    fn the_first_account_can_win_permanently() {
        let mut accounts = Accounts::default();
        let alice = accounts.link(profile("1", "alice@example.com"), AccountKey::FirstEver);
        assert_eq!(accounts.link(profile("2", "bob@example.com"), AccountKey::FirstEver), alice);
        assert_eq!(accounts.profile(alice), Some(&profile("1", "alice@example.com")));
    }
}
