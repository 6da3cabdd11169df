from django.urls import include, path

from test_consumer import views

urlpatterns = [
    path("", views.home),
    path("accounts/", include("allauth.urls")),
]
