from django.urls import include, path

from test_provider import views

urlpatterns = [
    path("", views.home),
    path("accounts/", include("django.contrib.auth.urls")),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("api/profile/", views.profile),
]
