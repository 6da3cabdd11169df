from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns

from testprovider.provider import TestProvider

urlpatterns = default_urlpatterns(TestProvider)
