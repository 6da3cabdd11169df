"""requests-oauthlib 2, on oauthlib: OAuth 2.0 only. ID tokens are left to the application."""

import program
import requests
from browser import approve_device, authorize
from oauthlib.oauth2 import BackendApplicationClient, DeviceClient, WebApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session


def code(issuer, client, user):
    session, provider = signed_in(issuer, client, user, ["read"])
    return profile(session, provider)


def refresh(issuer, client, user):
    session, provider = signed_in(issuer, client, user, ["read"])
    session.refresh_token(provider["token_endpoint"], auth=HTTPBasicAuth(client.id, client.secret))
    return profile(session, provider)


def client_credentials(issuer, client, _):
    provider = metadata(issuer)
    session = OAuth2Session(client=BackendApplicationClient(client.id), scope=["read"])
    token = session.fetch_token(provider["token_endpoint"], client_secret=client.secret)
    return {"token_type": token["token_type"]}


def device(issuer, client, user):
    provider = metadata(issuer)
    session = OAuth2Session(client=DeviceClient(client.id), scope=["read"])
    basic = HTTPBasicAuth(client.id, client.secret)
    device_authorization = requests.post(provider["device_authorization_endpoint"], data={"scope": "read"}, auth=basic).json()
    approve_device(device_authorization["verification_uri_complete"], user)
    session.fetch_token(provider["token_endpoint"], device_code=device_authorization["device_code"], auth=basic)
    return profile(session, provider)


def revocation(issuer, client, user):
    session, provider = signed_in(issuer, client, user, ["read"])
    request = WebApplicationClient(client.id).prepare_token_revocation_request
    url, headers, body = request(provider["revocation_endpoint"], session.token["access_token"])
    revoked = requests.post(url, headers=headers, data=body, auth=HTTPBasicAuth(client.id, client.secret))
    return {"revoked": revoked.status_code, **profile(session, provider)}


def userinfo(issuer, client, user):
    session, provider = signed_in(issuer, client, user, ["openid", "email"])
    return {"userinfo": session.get(provider["userinfo_endpoint"]).json().get("sub")}


def signed_in(issuer, client, user, scope):
    provider = metadata(issuer)
    session = OAuth2Session(client.id, redirect_uri=client.redirect_uri, scope=scope, pkce="S256")
    url, _ = session.authorization_url(provider["authorization_endpoint"])
    callback = authorize(url, user, client.redirect_uri)
    session.fetch_token(
        provider["token_endpoint"], authorization_response=callback, client_secret=client.secret
    )
    return session, provider


def metadata(issuer):
    return requests.get(f"{issuer}/.well-known/openid-configuration").json()


def profile(session, provider):
    reply = session.get(f"{provider['issuer'].removesuffix('/o')}/api/profile/")
    return {"profile": reply.json()["email"] if reply.ok else reply.status_code}


program.serve(
    {
        "code": code,
        "refresh": refresh,
        "client-credentials": client_credentials,
        "device": device,
        "revocation": revocation,
        "userinfo": userinfo,
    }
)
