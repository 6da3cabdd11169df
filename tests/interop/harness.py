"""The harness binary, programs that print the URL where they serve, and free ports."""

import os
import re
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]


def harness_program():
    """`OAUTH_HARNESS`, or a binary that is built here."""
    if program := os.environ.get("OAUTH_HARNESS"):
        return Path(program).resolve()
    subprocess.run(["cargo", "build", "--release", "--quiet", "--package", "oauth-harness"], cwd=ROOT, check=True)
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "oauth-harness"


@contextmanager
def started(*command):
    """Runs the process until the block ends."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def where(process):
    """Waits until the process serves, and returns its URL without a trailing slash."""
    for line in process.stdout:
        if address := re.search(r"http://[\w.:]+", line):
            return address.group()
    sys.exit(f"✗ {process.args[0]} did not start")


def free_urls(count):
    """URLs on `localhost`, never 127.0.0.1: redirect URIs are compared as text, and cookies belong to a host name."""
    with ExitStack() as open_sockets:
        sockets = [open_sockets.enter_context(socket.create_server(("localhost", 0))) for _ in range(count)]
        return [f"http://localhost:{each.getsockname()[1]}" for each in sockets]


def address(url):
    """The address to listen on for a URL of `free_urls`."""
    return f"127.0.0.1:{urlsplit(url).port}"
