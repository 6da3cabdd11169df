"""A user with a browser: follows redirects, logs in, approves, and stops where the client has to take over."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

MOST_PAGES = 10  # per sign-in; three are usual


class Lost(Exception):
    """The test cannot continue; this is not a result about the client."""


def authorize(url, user, redirect_uri):
    """Opens the authorization request at `url`, and returns the authorization response: the URL of the redirect."""
    reply = walk(url, user, until=redirect_uri)
    if isinstance(reply, str):
        return reply
    raise Lost(f"the sign-in ended at {reply.url} (status {reply.status_code})")


def approve_device(url, user):
    """Opens the verification page at `url`, which includes the user code, and approves."""
    reply = walk(url, user)
    if reply.status_code != 200:
        raise Lost(f"the approval ended at {reply.url} (status {reply.status_code})")


def walk(url, user, until=None):
    """Follows redirects and submits forms until there is nothing to do. Returns the last reply, or the URL that starts with
    `until`."""
    session = requests.Session()
    session.trust_env = False
    reply = session.get(url, allow_redirects=False)
    for _ in range(MOST_PAGES):
        if reply.is_redirect:
            location = urljoin(reply.url, reply.headers["Location"])
            if until and location.startswith(until):
                return location
            reply = session.get(location, allow_redirects=False)
        elif form := form_to_submit(reply, user):
            reply = session.post(form.action, data=form.fields, allow_redirects=False)
        else:
            return reply
    raise Lost(f"no end after {MOST_PAGES} pages, at {reply.url}")


def form_to_submit(reply, user):
    """The form that the user submits on this page, if there is one."""
    for form in forms_of(reply):
        if "password" in form.fields:
            form.fields |= {"username": user.name, "password": user.password}
            return form
        if "allow" in form.fields:
            return form
    return None


class Form:
    def __init__(self, action):
        self.action = action
        self.fields = {}


def forms_of(reply):
    """The forms with the method POST and their named fields; the button that denies has no name."""

    class Reader(HTMLParser):
        forms = []

        def handle_starttag(self, tag, attributes):
            attributes = dict(attributes)
            if tag == "form" and attributes.get("method") == "post":
                self.forms.append(Form(urljoin(reply.url, attributes.get("action", ""))))
            elif tag in ("input", "button") and "name" in attributes and self.forms:
                self.forms[-1].fields[attributes["name"]] = attributes.get("value", "")

    reader = Reader()
    reader.forms = []
    reader.feed(reply.text)
    return reader.forms
