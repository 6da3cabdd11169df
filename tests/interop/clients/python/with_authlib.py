"""Authlib: sign-in as a Flask site, the rest with its `OAuth2Session`."""

from urllib.parse import urlsplit

import program
import requests
from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from browser import approve_device, authorize
from flask import Flask

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


def code(issuer, client, user):
    return profile(signed_in(issuer, client, user, "read"), issuer)


def refresh(issuer, client, user):
    session = signed_in(issuer, client, user, "read")
    session.refresh_token(metadata(issuer)["token_endpoint"])
    return profile(session, issuer)


def client_credentials(issuer, client, _):
    session = OAuth2Session(client.id, client.secret, scope="read")
    token = session.fetch_token(metadata(issuer)["token_endpoint"], grant_type="client_credentials")
    return {"token_type": token["token_type"]}


def device(issuer, client, user):
    provider = metadata(issuer)
    session = OAuth2Session(client.id, client.secret)
    basic = session.client_auth("client_secret_basic")
    device_authorization = session.post(provider["device_authorization_endpoint"], data={"scope": "read"}, auth=basic).json()
    approve_device(device_authorization["verification_uri_complete"], user)
    session.fetch_token(provider["token_endpoint"], grant_type=DEVICE_CODE, device_code=device_authorization["device_code"])
    return profile(session, issuer)


def introspection(issuer, client, user):
    session = signed_in(issuer, client, user, "read")
    claims = session.introspect_token(
        metadata(issuer)["introspection_endpoint"], token=session.token["access_token"]
    ).json()
    return {"active": claims["active"], "client_id": claims["client_id"]}


def revocation(issuer, client, user):
    session = signed_in(issuer, client, user, "read")
    revoked = session.revoke_token(metadata(issuer)["revocation_endpoint"], token=session.token["access_token"])
    return {"revoked": revoked.status_code, **profile(session, issuer)}


def id_token(issuer, client, user):
    return {"id_token": Site(issuer, client, "openid email").sign_in(user).token["userinfo"]["sub"]}


def userinfo(issuer, client, user):
    return {"userinfo": Site(issuer, client, "openid email").sign_in(user).account().get("sub")}


def signed_in(issuer, client, user, scope):
    return OAuth2Session(client.id, client.secret, token=Site(issuer, client, scope).sign_in(user).token)


class Site:
    """A Flask site as in Authlib's documentation, and the browser of its only visitor."""

    def __init__(self, issuer, client, scope):
        self.client = client
        app = Flask(__name__)
        app.secret_key = "of this test"
        app.testing = True  # an exception of Authlib propagates to the caller
        self.provider = OAuth(app).register(
            "provider",
            client_id=client.id,
            client_secret=client.secret,
            server_metadata_url=f"{issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": scope, "code_challenge_method": "S256"},
        )
        app.add_url_rule("/login", view_func=self.show_login)
        app.add_url_rule(urlsplit(client.redirect_uri).path, view_func=self.show_callback)
        app.add_url_rule("/account", view_func=self.show_account)
        self.visitor = app.test_client()

    def show_login(self):
        return self.provider.authorize_redirect(self.client.redirect_uri)

    def show_callback(self):
        self.token = self.provider.authorize_access_token()
        return "signed in"

    def show_account(self):
        return self.provider.userinfo(token=self.token)

    def sign_in(self, user):
        there = self.visitor.get("/login").location
        back = urlsplit(authorize(there, user, self.client.redirect_uri))
        self.visitor.get(f"{back.path}?{back.query}")
        return self

    def account(self):
        return self.visitor.get("/account").json


def metadata(issuer):
    return requests.get(f"{issuer}/.well-known/openid-configuration").json()


def profile(session, issuer):
    reply = session.get(f"{issuer.removesuffix('/o')}/api/profile/")
    return {"profile": reply.json()["email"] if reply.ok else reply.status_code}


program.serve(
    {
        "code": code,
        "refresh": refresh,
        "client-credentials": client_credentials,
        "device": device,
        "introspection": introspection,
        "revocation": revocation,
        "id-token": id_token,
        "userinfo": userinfo,
    }
)
