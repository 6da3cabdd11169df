"""The points of docs/interop-django.md about the Django provider: the steps to reproduce each, and the observation."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django_site import CALLBACK, SPA, WEB, PreconditionFailed, Site, basic, s256

POINTS = []
# The way in which requests lose a race varies.
RACES, AT_ONCE = 40, 20


def point(requirement):
    """A requirement, and a function that returns the observed violation, or a false value if there is none."""

    def note(function):
        POINTS.append((requirement, function))
        return function

    return note


# ── the authorization endpoint ─────────────────────────────────────────────────────────────────────────────────


@point("rfc6749-3.1.2.3-string-comparison")
def host_in_another_case(site):
    site.log_in()
    site.code()
    near = CALLBACK.replace("localhost", "LOCALHOST")
    response = site.approve(site.authorize(redirect_uri=near))
    return response.parameter("code") and f"a code at {response.location.partition('?')[0]}"


@point("rfc6749-3.1-duplicate-param-rejected")
def challenge_repeated(site):
    site.log_in()
    site.code()
    other = s256("another-verifier-that-is-long-enough-for-one-0123456789")
    return site.approve(site.authorize(extra=f"&code_challenge={other}")).parameter("code") and "a code"


@point("rfc6749-3.1-empty-param-omitted")
def scope_without_a_value(site):
    site.log_in()
    if not site.approve(site.authorize(scope=None)).parameter("code"):
        raise PreconditionFailed("a scope is needed")
    return site.authorize(scope="").parameter("error")


@point("rfc9700-2.6-no-cors-authorization")
def scripts_may_read(site):
    site.log_in()
    site.code()
    origin = site.authorize(headers={"Origin": "https://evil.example"}).headers.get("Access-Control-Allow-Origin")
    return origin and f"Access-Control-Allow-Origin: {origin}"


def header_of_pages(site, name):
    login = site.browser.get("/accounts/login/").headers.get(name)
    site.log_in()
    return {"login page": login, "consent page": site.expect(200, site.authorize()).headers.get(name)}


@point("asvs5-14.3.2-no-store-login-pages")
def pages_may_be_cached(site):
    without = [page for page, value in header_of_pages(site, "Cache-Control").items() if "no-store" not in (value or "")]
    return without and f"no Cache-Control: no-store with the {' and the '.join(without)}"


@point("asvs5-3.4.3-csp-on-login")
def pages_limit_nothing(site):
    without = [page for page, value in header_of_pages(site, "Content-Security-Policy").items() if not value]
    return without and f"no Content-Security-Policy with the {' and the '.join(without)}"


@point("rfc9700-4.16-csp-frame-ancestors")
def pages_without_frame_ancestors(site):
    found = header_of_pages(site, "Content-Security-Policy")
    without = [page for page, value in found.items() if "frame-ancestors" not in (value or "")]
    return without and f"no frame-ancestors with the {' and the '.join(without)}"


# ── the token endpoint ─────────────────────────────────────────────────────────────────────────────────────────


@point("rfc6749-4.1.3-redirect-uri-required")
def redirect_uri_left_out(site):
    site.log_in()
    site.tokens()
    return tokens(site.redeem(site.code(), redirect_uri=None))


@point("rfc6749-3.2-duplicate-param-rejected")
def grant_type_repeated(site):
    site.log_in()
    site.tokens()
    return tokens(site.redeem(site.code(), extra=[("grant_type", "authorization_code")]))


@point("rfc6749-5.2-multiple-credentials")
def wrong_secret_beside_the_right_one(site):
    site.log_in()
    site.json(site.redeem(site.code(), headers=basic(WEB)))
    return tokens(site.redeem(site.code(), headers=basic(WEB), client_secret="not-the-secret"))


@point("rfc6749-2.3-one-method")
def two_methods(site):
    site.log_in()
    site.json(site.redeem(site.code(), headers=basic(WEB)))
    return tokens(site.redeem(site.code(), headers=basic(WEB), client_secret=WEB.secret))


@point("rfc6749-5.2-invalid-client-401-challenge")
def another_scheme_in_the_challenge(site):
    site.log_in()
    site.json(site.redeem(site.code(), headers=basic(WEB)))
    response = site.redeem(site.code(), headers=basic(WEB, "not-the-secret"))
    challenge = response.headers.get("WWW-Authenticate") or "none"
    return not challenge.startswith("Basic") and f"{response.status}, WWW-Authenticate: {challenge}"


def losers_of_races(site):
    """The responses to concurrent token requests with one code, except for that of the winner, race after race."""
    site.log_in()
    site.tokens()
    for _ in range(RACES):
        code, gate = site.code(), Barrier(AT_ONCE)

        def redeem(_):
            gate.wait()
            return site.redeem(code)

        with ThreadPoolExecutor(AT_ONCE) as racing:
            yield from [response for response in racing.map(redeem, range(AT_ONCE)) if response.status != 200]


@point("rfc6749-5.2-error-json")
def error_as_html(site):
    for response in losers_of_races(site):
        kind = response.headers.get("Content-Type", "")
        if response.status == 400 and "json" not in kind:
            return f"400, Content-Type: {kind}: {response.body}"
    return None


@point("asvs5-16.5.3-requests-handled")
def server_error(site):
    return next((f"{response.status} for a loser" for response in losers_of_races(site) if response.status >= 500), None)


@point("rfc7636-4.1-short-verifier-refused")
def verifiers_of_any_length(site):
    site.log_in()
    site.tokens()
    odd = {"3 characters": "abc", "42": "v" * 42, "129": "v" * 129, "blanks": "a verifier with blanks in it, which are not allowed"}
    taken = [
        name
        for name, verifier in odd.items()
        if tokens(site.redeem(site.code(code_challenge=s256(verifier)), code_verifier=verifier))
    ]
    return taken and f"200 with an access token: {', '.join(taken)}"


@point("rfc6749-4.1.2-code-replay-revokes-access")
def access_token_survives(site):
    site.log_in()
    code = site.code()
    first = site.json(site.redeem(code))
    site.expect(200, site.profile(first["access_token"]))
    site.expect(400, site.redeem(code))
    return opened(site.profile(first["access_token"]))


@point("rfc6749-4.1.2-code-replay-revokes-refresh")
def refresh_token_survives(site):
    site.log_in()
    code = site.code()
    second = site.json(site.refresh(site.json(site.redeem(code))["refresh_token"]))
    site.expect(400, site.redeem(code))
    return tokens(site.refresh(second["refresh_token"]))


@point("rfc9700-4.14.2-rotation-replay-revokes-family")
def family_survives(site):
    site.log_in()
    first = site.tokens(SPA)
    second = site.json(site.refresh(first["refresh_token"], SPA))
    third = site.json(site.refresh(second["refresh_token"], SPA))
    site.expect(400, site.refresh(first["refresh_token"], SPA))
    return tokens(site.refresh(third["refresh_token"], SPA))


@point("rfc6749-6-refresh-scope-default")
def scope_stays_narrow(site):
    site.log_in()
    first = site.tokens(scope="read write")
    second = site.json(site.refresh(first["refresh_token"], scope="read"))
    scope = site.json(site.refresh(second["refresh_token"]))["scope"]
    return scope != first["scope"] and f"scope {scope!r}, of {first['scope']!r}"


@point("rfc6750-5.3-short-lived")
def long_lived(site):
    site.log_in()
    seconds = site.tokens()["expires_in"]
    return seconds > 3600 and f"expires_in {seconds}"


@point("rfc6749-2.3.1-password-bruteforce")
def secrets_can_be_guessed(site):
    site.log_in()
    code = site.code()
    for _ in range(20):
        site.redeem("made-up", client_secret="not-the-secret")
    return tokens(site.redeem(code))


# ── the protected resource ─────────────────────────────────────────────────────────────────────────────────────


@point("rfc6750-3-challenge-present")
def no_challenge(site):
    site.log_in()
    site.expect(200, site.profile(site.tokens()["access_token"]))
    return unchallenged(site.profile())


@point("rfc6750-3.1-invalid-token-401")
def bad_token_forbidden(site):
    site.log_in()
    token = site.tokens()["access_token"]
    site.expect(200, site.profile(token))
    response = site.profile(token + "x")
    return response.status != 401 and unchallenged(response)


@point("rfc6750-3.1-insufficient-scope-403")
def scope_not_named(site):
    site.log_in()
    site.expect(200, site.profile(site.tokens()["access_token"]))
    return unchallenged(site.profile(site.tokens(scope="write")["access_token"]))


@point("rfc6750-3.1-multiple-methods")
def token_twice(site):
    site.log_in()
    token = site.tokens()["access_token"]
    site.expect(200, site.profile(query=f"?access_token={token}"))
    return opened(site.profile(token, f"?access_token={token}"))


@point("rfc6750-2.3-query-response-private")
def token_in_query_cacheable(site):
    site.log_in()
    response = site.expect(200, site.profile(query=f"?access_token={site.tokens()['access_token']}"))
    return uncontrolled(response, "private", "no-store")


@point("asvs5-14.3.2-no-store-personal-data")
def profile_cacheable(site):
    site.log_in()
    return uncontrolled(site.expect(200, site.profile(site.tokens()["access_token"])), "no-store")


# ── login and registration ─────────────────────────────────────────────────────────────────────────────────────


@point("asvs5-7.2.4-session-fixation")
def session_kept(site):
    site.log_in()
    before = site.browser.cookies["sessionid"]
    site.log_in()
    return site.browser.cookies["sessionid"] == before and "the same sessionid before and after the second login"


@point("asvs5-6.3.1-login-anti-automation")
def passwords_can_be_guessed(site):
    site.log_in("mallory")
    other = Site(site.browser.site)
    other.browser.log = site.browser.log
    for _ in range(20):
        page = other.browser.get("/accounts/login/")
        other.browser.submit("/accounts/login/", page, username="mallory", password="wrong")
    return other.log_in("mallory").status == 302 and "logged in after twenty wrong passwords"


@point("rfc9700-2.6-no-http-redirect")
def http_registered(site):
    site.log_in()
    register(site, "https://client.example/callback")
    return f"registered at {register(site, 'http://client.example/callback')}"


def register(site, redirect_uri):
    page = site.browser.get("/o/applications/register/")
    kind = {"client_type": "confidential", "authorization_grant_type": "authorization-code", "algorithm": ""}
    values = {"client_id": os.urandom(8).hex(), "client_secret": "a-secret", "name": "An application"}
    fields = kind | values | {"redirect_uris": redirect_uri}
    return site.expect(302, site.browser.submit("/o/applications/register/", page, **fields)).location


# ── descriptions of violations ────────────────────────────────────────────────────────────────────────────────────


def tokens(response):
    return response.status == 200 and "access_token" in response.body and "200 with an access token"


def opened(response):
    return response.status == 200 and "@example.com" in response.body and "200 with the profile"


def unchallenged(response):
    return "WWW-Authenticate" not in response.headers and f"{response.status} without WWW-Authenticate"


def uncontrolled(response, *enough):
    control = response.headers.get("Cache-Control") or ""
    return not any(word in control for word in enough) and f"200, Cache-Control: {control or 'none'}"
