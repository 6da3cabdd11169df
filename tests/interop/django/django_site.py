"""The steps of `replay` at the Django provider: login, consent, token request."""

import base64
import hashlib
import json
from dataclasses import dataclass
from urllib.parse import urlencode

from browser import Browser

PASSWORDS = {"alice": "wonderland-1", "mallory": "malice-333"}
VERIFIER = "a-verifier-that-only-this-program-has-to-know-0123456789"
CALLBACK = "http://localhost:8001/accounts/testprovider/login/callback/"


@dataclass(frozen=True)
class Client:
    id: str
    secret: str | None
    redirect_uri: str


WEB = Client("test-consumer", "test-consumer-secret", CALLBACK)
SPA = Client("public-app", None, "http://localhost:8003/callback")


class PreconditionFailed(Exception):
    """A precondition failed: the point is inconclusive."""


def s256(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def basic(client, secret=None):
    pair = f"{client.id}:{secret or client.secret}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


class Site:
    """The provider, used by one browser and by the client."""

    def __init__(self, url):
        self.browser = Browser(url)

    def log_in(self, user="alice"):
        page = self.browser.get("/accounts/login/")
        fields = {"username": user, "password": PASSWORDS[user]}
        return self.expect(302, self.browser.submit("/accounts/login/", page, **fields))

    def authorize(self, client=WEB, extra="", headers=None, **changed):
        """The authorization request; a parameter that is `None` is left out. `extra` is appended to the query."""
        query = {
            "response_type": "code",
            "client_id": client.id,
            "redirect_uri": client.redirect_uri,
            "scope": "read",
            "state": "a-state-0123456789",
            "code_challenge": s256(VERIFIER),
            "code_challenge_method": "S256",
        } | changed
        query = {name: value for name, value in query.items() if value is not None}
        return self.browser.get(f"/o/authorize/?{urlencode(query)}{extra}", headers=headers)

    def approve(self, page):
        return self.browser.submit("/o/authorize/", self.expect(200, page), allow="Authorize")

    def code(self, client=WEB, **changed):
        response = self.approve(self.authorize(client, **changed))
        return response.parameter("code") or self.fail(response)

    def redeem(self, code, client=WEB, headers=None, extra=(), **changed):
        """The token request. The pairs of `extra` are appended; a parameter that is `None` is left out."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.redirect_uri,
            "code_verifier": VERIFIER,
        } | self.credentials(client, headers) | changed
        return self.token(form, headers, extra)

    def refresh(self, token, client=WEB, **changed):
        form = {"grant_type": "refresh_token", "refresh_token": token} | self.credentials(client, None)
        return self.token(form | changed)

    def token(self, form, headers=None, extra=()):
        pairs = [(name, value) for name, value in form.items() if value is not None]
        return self.client().post("/o/token/", [*pairs, *extra], headers)

    def tokens(self, client=WEB, **changed):
        return self.json(self.redeem(self.code(client, **changed), client))

    def profile(self, token=None, query=""):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.client().get(f"/api/profile/{query}", headers=headers)

    def client(self):
        """The client without cookies; its requests are in the same log."""
        client = Browser(self.browser.site)
        client.log = self.browser.log
        return client

    @staticmethod
    def credentials(client, headers):
        if headers or not client.secret:
            return {} if headers else {"client_id": client.id}
        return {"client_id": client.id, "client_secret": client.secret}

    def json(self, response):
        return json.loads(self.expect(200, response).body)

    def expect(self, status, response):
        return response if response.status == status else self.fail(response)

    def fail(self, response):
        raise PreconditionFailed(f"{self.browser.log[-1]}: {response.body[:200]}")
