"""Where the repository is, and the program under test."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def harness_program():
    """`OAUTH_HARNESS`, or one that is built here."""
    if program := os.environ.get("OAUTH_HARNESS"):
        return Path(program).resolve()
    subprocess.run(["cargo", "build", "--release", "--quiet", "--package", "oauth-harness"], cwd=ROOT, check=True)
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "oauth-harness"
