"""A person at a Chromium: goes from page to page, and finds fault with what the browser complains about."""

import re
import time
from pathlib import Path

ARRIVED_WITHIN = 10  # seconds, on a busy machine

AXE = Path(__file__).resolve().parent / "node_modules/axe-core/axe.min.js"

# With what violates a rule of axe, as one line each.
RUN_AXE = """
const done = arguments[arguments.length - 1]
const told = ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join(', ')})`
axe.run(document, { preload: false, resultTypes: ['violations'] })
  .then(({ violations }) => done(violations.map(told)), error => done([String(error)]))
"""

SCHEMES = ("light", "dark")
WIDTHS = (1400, 400)

LOG_IN = "input[name=password]"
AGREE = "input[name=allow]"
REFUSE = "input[type=submit]:not([name=allow])"
PRESS_ON = "form button[type=submit]"


class Blocked(Exception):
    """A content security policy has stopped the browser."""


class Lost(Exception):
    """The browser is not where it should be."""


class User:
    """alice, who looks at every page with axe if she `looks`. With a folder for pictures, each is kept there."""

    def __init__(self, browser, name, looks=False, pictures=None):
        self.browser, self.name, self.looks, self.pictures = browser, name, looks, pictures
        self.pages = 0
        self.problems = []

    def open(self, url):
        self.browser.open(url)

    def on(self, selector):
        """Waits for a page that has this, and looks at it."""
        self.until(lambda: self.browser.count(selector), f"a page with `{selector}`")
        self.look()

    def press(self, selector):
        self.on(selector)
        self.browser.click(selector)

    def log_in(self, password="wonderland-1"):
        self.on(LOG_IN)
        self.browser.clear("input[name=username]")
        self.browser.type("input[name=username]", "alice")
        self.browser.type(LOG_IN, password)
        self.browser.click(PRESS_ON)

    def agree(self):
        self.press(AGREE)

    def refuse(self):
        self.press(REFUSE)

    def ends_at(self, url, text=""):
        """Waits until the browser is at an address that begins so, on a page that says this."""
        arrived = lambda: self.browser.url.startswith(url) and text in self.browser.text()
        self.until(arrived, f"{url} with “{text}”" if text else url)

    def until(self, there, what):
        deadline = time.monotonic() + ARRIVED_WITHIN
        while not there():
            self.hear()
            if time.monotonic() > deadline:
                raise Lost(f"expected {what}, and the browser is at {self.browser.url} ({self.browser.title})")
            time.sleep(0.05)
        self.hear()

    def hear(self):
        """A policy that is violated says so on the console, and nowhere else."""
        for message in self.browser.console():
            if "Content Security Policy" in message:
                raise Blocked(message)

    def look(self):
        """axe over the page in both schemes, and pictures of it where they are wanted."""
        if not self.looks:
            return
        self.pages += 1
        address = self.browser.url.partition("?")[0]
        self.browser.run(AXE.read_text())
        for scheme in SCHEMES:
            self.browser.prefer(scheme)
            for violation in self.browser.run_async(RUN_AXE):
                self.problems.append(f"axe, {scheme}, {address}: {violation}")
            if self.pictures:
                self.picture(scheme)
        self.browser.prefer("light")

    def picture(self, scheme):
        title = re.sub(r"\W+", "-", self.browser.title.lower()).strip("-")
        for width in WIDTHS:
            self.browser.be_wide(width)
            file = self.pictures / f"{self.name}-{self.pages}-{title}-{width}-{scheme}.png"
            file.write_bytes(self.browser.screenshot())
        self.browser.be_wide(WIDTHS[0])
