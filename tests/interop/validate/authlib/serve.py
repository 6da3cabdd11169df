#!/usr/bin/env python3
"""An Authlib provider as its documentation's example sets it up: authorization code with PKCE, OpenID Connect, refresh
tokens, revocation, metadata, userinfo; a login page and a consent page. Everything is in memory.

Usage: serve.py PORT CALLBACK

GET /state lists what a run may have left: the clients and the consents. Not for production.
"""

import os
import sys
import time
from dataclasses import dataclass, field
from types import SimpleNamespace

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin, grants, list_to_scope, scope_to_list
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import UserInfo, UserInfoEndpoint
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, jsonify, redirect, render_template_string, request, session, url_for
from joserfc.jwk import RSAKey

PORT, CALLBACK = int(sys.argv[1]), sys.argv[2]
ISSUER = f"http://localhost:{PORT}"
PASSWORDS = {"alice": "wonderland-1", "bob": "builder-22"}
SCOPES = ["openid", "profile", "email"]
KEY = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "1"})
METHODS = ["client_secret_basic", "client_secret_post"]

CODES, TOKENS, CONSENTS = {}, [], set()


@dataclass
class Client(ClientMixin):
    client_id: str
    client_secret: str
    redirect_uris: list
    client_metadata: dict = field(default_factory=dict)

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return self.redirect_uris[0]

    def get_allowed_scope(self, scope):
        return list_to_scope([each for each in scope_to_list(scope or "") if each in SCOPES])

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret):
        return client_secret == self.client_secret

    def check_endpoint_auth_method(self, method, endpoint):
        return method in METHODS

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type in ("authorization_code", "refresh_token")


@dataclass
class Code(AuthorizationCodeMixin):
    code: str
    client_id: str
    redirect_uri: str
    scope: str
    user: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    auth_time: int = field(default_factory=lambda: int(time.time()))

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return self.auth_time

    def get_acr(self):
        return None

    def get_amr(self):
        return None

    def is_expired(self):
        return self.auth_time + 300 < time.time()


@dataclass
class Token(TokenMixin):
    client_id: str
    user: str
    access_token: str
    expires_in: int
    scope: str = ""
    refresh_token: str | None = None
    revoked: bool = False
    issued_at: float = field(default_factory=time.time)

    def check_client(self, client):
        return self.client_id == client.client_id

    def get_scope(self):
        return self.scope

    def get_expires_in(self):
        return self.expires_in

    def is_expired(self):
        return self.issued_at + self.expires_in < time.time()

    def is_revoked(self):
        return self.revoked

    def get_user(self):
        return SimpleNamespace(id=self.user)

    def get_client(self):
        return CLIENTS[self.client_id]


CLIENTS = {"test-consumer": Client("test-consumer", "test-consumer-secret", [CALLBACK])}


def save_token(token, oauth_request):
    kept = {name: token[name] for name in ("access_token", "expires_in", "scope", "refresh_token") if name in token}
    TOKENS.append(Token(oauth_request.client.client_id, oauth_request.user.id, **kept))


def claims(user, scope):
    return UserInfo(sub=user.id, name=user.id.title(), email=f"{user.id}@example.com").filter(scope)


class AuthorizationCodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def save_authorization_code(self, code, request):
        data = request.payload.data
        CODES[code] = Code(
            code,
            request.client.client_id,
            request.payload.redirect_uri,
            request.payload.scope,
            request.user.id,
            data.get("nonce"),
            data.get("code_challenge"),
            data.get("code_challenge_method"),
        )

    def query_authorization_code(self, code, client):
        found = CODES.get(code)
        return found if found and found.client_id == client.client_id and not found.is_expired() else None

    def delete_authorization_code(self, authorization_code):
        del CODES[authorization_code.code]

    def authenticate_user(self, authorization_code):
        return SimpleNamespace(id=authorization_code.user)


class RefreshTokenGrant(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token):
        return next((each for each in TOKENS if each.refresh_token == refresh_token and not each.revoked), None)

    def authenticate_user(self, refresh_token):
        return refresh_token.get_user()

    def revoke_old_credential(self, refresh_token):
        refresh_token.revoked = True


class OpenID(OpenIDCode):
    def exists_nonce(self, nonce, request):
        return any(each.nonce == nonce for each in list(CODES.values()))

    def get_client_claims(self, client):
        return {"iss": ISSUER}

    def get_client_algorithm(self, client):
        return "RS256"

    def get_encode_header(self, client):
        return {"alg": "RS256", "kid": "1"}

    def resolve_client_private_key(self, client):
        return KEY

    def generate_user_info(self, user, scope):
        return claims(user, scope)


class Revocation(RevocationEndpoint):
    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token_string, token_type_hint):
        return next((each for each in TOKENS if token_string in (each.access_token, each.refresh_token)), None)

    def revoke_token(self, token, request):
        token.revoked = True


class Validator(BearerTokenValidator):
    def authenticate_token(self, token_string):
        return next((each for each in TOKENS if each.access_token == token_string), None)


class Profile(UserInfoEndpoint):
    def get_issuer(self):
        return ISSUER

    def generate_user_info(self, user, scope):
        return claims(user, scope)

    def resolve_private_key(self):
        return KEY


class Issuer(IssuerParameter):
    def get_issuer(self):
        return ISSUER


app = Flask(__name__)
app.secret_key = "for tests only"
app.config |= {"OAUTH2_REFRESH_TOKEN_GENERATOR": True, "OAUTH2_SCOPES_SUPPORTED": SCOPES}
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
server = AuthorizationServer(app, CLIENTS.get, save_token)
server.register_grant(AuthorizationCodeGrant, [CodeChallenge(required=True), OpenID()])
server.register_grant(RefreshTokenGrant)
server.register_endpoint(Revocation)
server.register_extension(Issuer())
protector = ResourceProtector()
protector.register_token_validator(Validator())
server.register_endpoint(Profile(resource_protector=protector))

LOGIN = """<!doctype html><html lang="en"><title>Log in</title><h1>Log in</h1><p>{{ problem }}</p>
<form method="post"><label>User name <input name="username" required></label>
<label>Password <input name="password" type="password" required></label><button>Log in</button></form></html>"""
CONSENT = """<!doctype html><html lang="en"><title>Authorize</title>
<p>The application <strong>{{ client }}</strong> is requesting: <strong>{{ scope }}</strong></p>
<form method="post"><label><input type="checkbox" name="confirm"> Consent?</label><br><button>Submit</button></form></html>"""


@app.get("/")
def home():
    return "<!doctype html><title>Provider</title><h1>Provider</h1>"


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template_string(LOGIN)
    name = request.form.get("username")
    if name not in PASSWORDS or PASSWORDS[name] != request.form.get("password"):
        return render_template_string(LOGIN, problem="Wrong user name or password.")
    session["user"] = name
    return redirect(session.pop("next", "/"))


@app.route("/oauth/authorize", methods=["GET", "POST"])
def authorize():
    user = SimpleNamespace(id=session["user"]) if "user" in session else None
    try:
        grant = server.get_consent_grant(end_user=user)
    except OAuth2Error as error:
        return server.handle_error_response(request, error)
    if user is None:
        session["next"] = request.full_path
        return redirect(url_for("login"))
    if request.method == "GET":
        return render_template_string(CONSENT, client=grant.client.client_id, scope=grant.request.payload.scope)
    granted = user if request.form.get("confirm") else None
    if granted:
        CONSENTS.add(f"{user.id} {grant.client.client_id}")
    return server.create_authorization_response(grant_user=granted, grant=grant)


@app.post("/oauth/token")
def token():
    return server.create_token_response()


@app.post("/oauth/revoke")
def revoke():
    return server.create_endpoint_response(Revocation.ENDPOINT_NAME)


@app.route("/oauth/userinfo", methods=["GET", "POST"])
def userinfo():
    return server.create_endpoint_response(Profile.ENDPOINT_NAME)


@app.get("/jwks.json")
def jwks():
    return jsonify({"keys": [KEY.as_dict(private=False)]})


@app.get("/.well-known/openid-configuration")
def metadata():
    return jsonify(
        {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/oauth/authorize",
            "token_endpoint": f"{ISSUER}/oauth/token",
            "revocation_endpoint": f"{ISSUER}/oauth/revoke",
            "userinfo_endpoint": f"{ISSUER}/oauth/userinfo",
            "jwks_uri": f"{ISSUER}/jwks.json",
            "scopes_supported": SCOPES,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": METHODS,
            "revocation_endpoint_auth_methods_supported": METHODS,
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
    )


@app.get("/state")
def state():
    return jsonify({"clients": sorted(CLIENTS), "grants": sorted(CONSENTS)})


if __name__ == "__main__":
    app.run("127.0.0.1", PORT, threaded=True)
