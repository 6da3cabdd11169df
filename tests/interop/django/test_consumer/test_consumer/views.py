from allauth.socialaccount.models import SocialAccount
from django.shortcuts import render


def home(request):
    account = None
    if request.user.is_authenticated:
        account = SocialAccount.objects.filter(user=request.user).first()
    return render(request, "test_consumer/home.html", {"account": account})
