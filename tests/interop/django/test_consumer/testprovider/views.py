"""The two routes of the flow: the redirect to the provider, and the callback."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter, OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.db import transaction


class TestProviderOAuth2Adapter(OAuth2Adapter):
    provider_id = "testprovider"
    authorize_url = f"{settings.PROVIDER_URL}/o/authorize/"
    access_token_url = f"{settings.PROVIDER_URL}/o/token/"
    profile_url = f"{settings.PROVIDER_URL}/api/profile/"

    def complete_login(self, request, app, token, **kwargs):
        headers = {"Authorization": f"Bearer {token.token}"}
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers=headers)
        if not response.ok:
            raise OAuth2Error(f"{self.profile_url} answered {response.status_code}")
        return self.get_provider().sociallogin_from_response(request, response.json())


oauth2_login = OAuth2LoginView.adapter_view(TestProviderOAuth2Adapter)

# allauth looks up the account and creates it later; two concurrent first sign-ins of one user would collide.
oauth2_callback = transaction.atomic(OAuth2CallbackView.adapter_view(TestProviderOAuth2Adapter))
