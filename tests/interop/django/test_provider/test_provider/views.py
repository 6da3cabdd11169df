from django.http import JsonResponse
from django.shortcuts import render
from oauth2_provider.decorators import protected_resource


def home(request):
    return render(request, "test_provider/home.html")


@protected_resource(scopes=["read"])
def profile(request):
    """The resource owner's data, for any client with the access token."""
    user = request.resource_owner
    return JsonResponse(
        {
            "user_id": user.id,
            "email": user.email,
            "date_joined": user.date_joined,
            "secret_message": user.secret_message,
        }
    )
