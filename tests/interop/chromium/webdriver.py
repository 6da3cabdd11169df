"""A headless Chromium, driven over WebDriver (W3C) with the standard library only."""

import base64
import json
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from contextlib import contextmanager

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
]

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element's id, defined by WebDriver

# The environment may name a proxy, but every request here is local.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class WebDriverError(Exception):
    pass


@contextmanager
def chromedriver():
    """Runs ChromeDriver on a free port until the block ends; yields its URL."""
    command = ["chromedriver", "--port=0", "--log-level=SEVERE"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            for line in process.stdout:
                if port := re.search(r"started successfully on port (\d+)", line):
                    break
            else:
                raise WebDriverError("chromedriver did not start")
            yield f"http://127.0.0.1:{port[1]}"
        finally:
            process.terminate()


@contextmanager
def chromium(driver):
    """Runs a browser until the block ends."""
    profile = tempfile.mkdtemp(prefix="oauth-interop-chromium-")
    options = {"args": [*FLAGS, f"--user-data-dir={profile}"]}
    if program := shutil.which("chromium"):
        options["binary"] = program
    capabilities = {
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": {"browser": "ALL"},
        "timeouts": {"pageLoad": 30_000, "script": 30_000},
    }
    try:
        created = call("POST", f"{driver}/session", {"capabilities": {"alwaysMatch": capabilities}})
        session = f"{driver}/session/{created['sessionId']}"
        try:
            yield Browser(session)
        finally:
            call("DELETE", session)
    finally:
        shutil.rmtree(profile, ignore_errors=True)


class Browser:
    def __init__(self, session):
        self.session = session

    def command(self, method, path, body=None):
        return call(method, self.session + path, body)

    def forget(self):
        """Resets the browser: no cookies, no page, no console messages."""
        self.open("about:blank")
        self.devtools("Network.clearBrowserCookies")
        self.console()

    def open(self, url):
        self.command("POST", "/url", {"url": url})

    @property
    def url(self):
        return self.command("GET", "/url")

    @property
    def title(self):
        return self.command("GET", "/title")

    def text(self):
        return self.run("return document.body.innerText")

    def count(self, selector):
        """The number of elements that match a CSS selector."""
        return len(self.command("POST", "/elements", {"using": "css selector", "value": selector}))

    def find(self, selector):
        """The first element that matches a CSS selector."""
        return self.command("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def type(self, selector, text):
        self.command("POST", f"/element/{self.find(selector)}/value", {"text": text})

    def clear(self, selector):
        self.command("POST", f"/element/{self.find(selector)}/clear", {})

    def click(self, selector):
        self.command("POST", f"/element/{self.find(selector)}/click", {})

    def run(self, script, *arguments):
        return self.command("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_async(self, script, *arguments):
        """Runs a script that calls its last argument when it is done."""
        return self.command("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def console(self):
        """The console messages since the last call: policy violations, failed loads."""
        return [entry["message"] for entry in self.command("POST", "/se/log", {"type": "browser"})]

    def devtools(self, command, **parameters):
        return self.command("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def prefer(self, scheme):
        """`light` or `dark`."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.devtools("Emulation.setEmulatedMedia", features=[feature])

    def be_wide(self, width):
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.devtools("Emulation.setDeviceMetricsOverride", **metrics)

    def screenshot(self):
        """The whole page, as PNG."""
        shot = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        return base64.b64decode(shot["data"])


def call(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"}, method=method)
    try:
        with DIRECT.open(request, timeout=60) as response:
            return json.load(response)["value"]
    except urllib.error.HTTPError as error:
        value = json.load(error).get("value", {})
        raise WebDriverError(f"{value.get('error')}: {value.get('message', '').splitlines()[:1]}") from None
