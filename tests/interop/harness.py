"""The program under test, and programs that say in their first line where they serve."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def harness_program():
    """`OAUTH_HARNESS`, or one that is built here."""
    if program := os.environ.get("OAUTH_HARNESS"):
        return Path(program).resolve()
    subprocess.run(["cargo", "build", "--release", "--quiet", "--package", "oauth-harness"], cwd=ROOT, check=True)
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "oauth-harness"


@contextmanager
def started(*command):
    """The process, until the block ends."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def where(process):
    """The URL that it serves at, without a slash at the end; waits until it does."""
    if address := re.search(r"http://[\w.:]+", process.stdout.readline()):
        return address.group()
    sys.exit(f"✗ {process.args[0]} did not start")
