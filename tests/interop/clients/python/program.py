"""Input and output of a client program: the runs to perform, and the outcome of each.

Standard input is one JSON object: the `client`, the `user`, and a list of `runs`, each with a `flow` and the `issuer` to
run it against. Standard output gets one JSON line for each run, with one member:

  result    the result of the flow for the application
  refused   the exception that the library raised
  broken    a failure of the test itself: a page without the expected form
"""

import json
import os
import sys
import traceback
from dataclasses import dataclass

from browser import Lost

# Loopback providers use http; both libraries reject that by default.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"


@dataclass(frozen=True)
class Client:
    id: str
    secret: str
    redirect_uri: str


@dataclass(frozen=True)
class User:
    name: str
    password: str


def serve(flows):
    """`flows`: name -> function of (issuer, client, user)."""
    job = json.load(sys.stdin)
    client, user = Client(**job["client"]), User(**job["user"])
    for run in job["runs"]:
        print(json.dumps(outcome(flows[run["flow"]], run["issuer"], client, user)), flush=True)


def outcome(flow, issuer, client, user):
    try:
        return {"result": flow(issuer, client, user)}
    except Lost as lost:
        return {"broken": str(lost)}
    except Exception as error:  # any exception of the library is its outcome
        if "VERBOSE" in os.environ:
            traceback.print_exc()
        return {"refused": words_of(error)}


def words_of(error):
    """The message of a KeyError is only the key."""
    text = str(error)
    return text if " " in text else f"{type(error).__name__}: {text}"
