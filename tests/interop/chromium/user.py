"""A user with Chromium: goes from page to page, and collects the problems that the browser reports."""

import re
import time
from pathlib import Path

ARRIVED_WITHIN = 10  # seconds, for a busy machine

AXE = Path(__file__).resolve().parent / "node_modules/axe-core/axe.min.js"

# Passes one line for each violated rule of axe.
RUN_AXE = """
const done = arguments[arguments.length - 1]
const line = ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join(', ')})`
axe.run(document, { preload: false, resultTypes: ['violations'] })
  .then(({ violations }) => done(violations.map(line)), error => done([String(error)]))
"""

SCHEMES = ("light", "dark")
WIDTHS = (1400, 400)

LOG_IN = "input[name=password]"
APPROVE = "input[name=allow]"
DENY = "input[type=submit]:not([name=allow])"
CONTINUE = "form button[type=submit]"


class Blocked(Exception):
    """A content security policy blocked the browser."""


class Lost(Exception):
    """The browser is not where it should be."""


class User:
    """alice. With `checks_pages`, every page is checked with axe; with a folder for screenshots, each page is stored there."""

    def __init__(self, browser, name, checks_pages=False, screenshots=None):
        self.browser, self.name, self.checks_pages, self.screenshots = browser, name, checks_pages, screenshots
        self.pages = 0
        self.problems = []

    def open(self, url):
        self.browser.open(url)

    def on(self, selector):
        """Waits for a page with this element, and checks it."""
        self.until(lambda: self.browser.count(selector), f"a page with `{selector}`")
        self.check_page()

    def press(self, selector):
        self.on(selector)
        self.browser.click(selector)

    def log_in(self, password="wonderland-1"):
        self.on(LOG_IN)
        self.browser.clear("input[name=username]")
        self.browser.type("input[name=username]", "alice")
        self.browser.type(LOG_IN, password)
        self.browser.click(CONTINUE)

    def approve(self):
        self.press(APPROVE)

    def deny(self):
        self.press(DENY)

    def ends_at(self, url, text=""):
        """Waits until the URL of the browser starts with `url`, and the page contains the text."""
        arrived = lambda: self.browser.url.startswith(url) and text in self.browser.text()
        self.until(arrived, f"{url} with “{text}”" if text else url)

    def until(self, there, what):
        deadline = time.monotonic() + ARRIVED_WITHIN
        while not there():
            self.check_console()
            if time.monotonic() > deadline:
                raise Lost(f"expected {what}, and the browser is at {self.browser.url} ({self.browser.title})")
            time.sleep(0.05)
        self.check_console()

    def check_console(self):
        """A violation of a policy is reported on the console only."""
        for message in self.browser.console():
            if "Content Security Policy" in message:
                raise Blocked(message)

    def check_page(self):
        """Runs axe on the page in both color schemes, and takes screenshots if requested."""
        if not self.checks_pages:
            return
        self.pages += 1
        address = self.browser.url.partition("?")[0]
        self.browser.run(AXE.read_text())
        for scheme in SCHEMES:
            self.browser.prefer(scheme)
            for violation in self.browser.run_async(RUN_AXE):
                self.problems.append(f"axe, {scheme}, {address}: {violation}")
            if self.screenshots:
                self.take_screenshots(scheme)
        self.browser.prefer("light")

    def take_screenshots(self, scheme):
        title = re.sub(r"\W+", "-", self.browser.title.lower()).strip("-")
        for width in WIDTHS:
            self.browser.be_wide(width)
            file = self.screenshots / f"{self.name}-{self.pages}-{title}-{width}-{scheme}.png"
            file.write_bytes(self.browser.screenshot())
        self.browser.be_wide(WIDTHS[0])
