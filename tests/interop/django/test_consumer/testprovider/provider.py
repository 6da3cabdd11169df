"""The user data from the provider, and the part of it that the consumer stores."""

from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider

from testprovider.views import TestProviderOAuth2Adapter


class TestProvider(OAuth2Provider):
    id = "testprovider"
    name = "Test Provider"
    account_class = ProviderAccount
    oauth2_adapter_class = TestProviderOAuth2Adapter

    def extract_uid(self, data):
        return str(data["user_id"])

    def extract_common_fields(self, data):
        return {"email": data["email"]}


provider_classes = [TestProvider]
