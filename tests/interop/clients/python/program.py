"""The rim of a client program: which runs are wanted comes in, what came of each goes out.

Standard input is one JSON object: the `client`, the `user`, and a list of `runs`, each with a `flow` and the `issuer` to
run it against. Standard output gets one JSON line for each run, with one member:

  result    what the flow brought the application
  refused   the library raised this
  broken    the test itself did not get through: a page without the form that was looked for
"""

import json
import os
import sys
import traceback
from dataclasses import dataclass

from browser import Lost

# Loopback providers speak http; both libraries refuse that unless told.
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
    except Exception as error:  # whatever a library raises is its answer
        if "VERBOSE" in os.environ:
            traceback.print_exc()
        return {"refused": words_of(error)}


def words_of(error):
    """A KeyError says no more than the key."""
    text = str(error)
    return text if " " in text else f"{type(error).__name__}: {text}"
