"""Users and applications: the same as in reference-provider/src/embedded.yaml."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.dateparse import parse_datetime
from oauth2_provider.models import Application

from test_provider.models import User

USERS = [
    # user_id, username, password, date_joined, secret_message
    (1, "alice", "wonderland-1", "2020-02-29T09:30:00Z", "Curiouser and curiouser!"),
    (2, "bob", "builder-22", "2021-06-15T18:05:42Z", "Can we fix it? Yes, we can!"),
    (3, "mallory", "malice-333", "2022-11-05T23:59:59Z", "Nobody suspects the man in the middle."),
]

CONFIDENTIAL, PUBLIC = Application.CLIENT_CONFIDENTIAL, Application.CLIENT_PUBLIC

APPLICATIONS = [
    # client_id, name, client_type, client_secret, redirect_uri
    (
        "test-consumer",
        "Test Consumer",
        CONFIDENTIAL,
        "test-consumer-secret",
        f"{settings.CONSUMER_URL}/accounts/testprovider/login/callback/",
    ),
    ("second-consumer", "Second Consumer", CONFIDENTIAL, "second-consumer-secret", "http://localhost:8002/callback"),
    ("public-app", "Public App", PUBLIC, "", "http://localhost:8003/callback"),
]


class Command(BaseCommand):
    help = "Creates the test users and applications, or resets them to their initial state."

    @transaction.atomic
    def handle(self, *args, **options):
        for user_id, username, password, date_joined, secret_message in USERS:
            user = User(
                id=user_id,
                username=username,
                email=f"{username}@example.com",
                date_joined=parse_datetime(date_joined),
                secret_message=secret_message,
            )
            user.set_password(password)
            user.save()

        for client_id, name, client_type, client_secret, redirect_uri in APPLICATIONS:
            Application.objects.update_or_create(
                client_id=client_id,
                defaults={
                    "name": name,
                    "client_type": client_type,
                    "client_secret": client_secret,  # hashed by save()
                    "authorization_grant_type": Application.GRANT_AUTHORIZATION_CODE,
                    "redirect_uris": redirect_uri,
                },
            )
