"""A browser for one site, with the Python standard library: cookies, forms, and a log line for each request. It shares no code
with the harness, because `replay` is an independent check."""

import http.client
import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

SHORT = 24  # longer values (codes, tokens, CSRF tokens) are masked in the log


class Browser:
    def __init__(self, site):
        self.site = site
        self.cookies = {}
        self.log = []

    def get(self, path, query=None, headers=None):
        return self.send("GET", f"{path}?{urlencode(query)}" if query else path, headers=headers)

    def post(self, path, form, headers=None):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", path, urlencode(form), kind | (headers or {}))

    def send(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(urlsplit(self.site).netloc, timeout=30)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            sent = (headers or {}) | ({"Cookie": cookies} if cookies else {})
            connection.request(method, path, body, sent)
            received = connection.getresponse()
            response = Response(received.status, received.headers, received.read().decode(errors="replace"))
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name.strip()] = value.strip('" ')
        self.log.append(written(method, path, body, sent, response))
        return response

    def submit(self, path, page, **changed):
        """Submits the first form of a page with its hidden fields; a field that is `None` is left out."""
        fields = dict(page.fields) | changed
        return self.post(path, {name: value for name, value in fields.items() if value is not None})


class Response:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.location = headers.get("Location", "")

    @property
    def fields(self):
        """Name and value of each hidden field."""
        reader = HiddenFields()
        reader.feed(self.body)
        return reader.found

    def parameter(self, name):
        """A parameter of the redirect's URL."""
        return dict(parse_qsl(urlsplit(self.location).query)).get(name)


class HiddenFields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        field = dict(attributes)
        if tag == "input" and field.get("type") == "hidden" and field.get("name"):
            self.found.append((field["name"], field.get("value") or ""))


def written(method, path, body, headers, response):
    """The log line, without secrets."""
    where, _, query = path.partition("?")
    line = f"{method} {where}{'?' + redacted(query) if query else ''}"
    if "Authorization" in headers:
        line += f" [Authorization: {headers['Authorization'].split()[0]} …]"
    if "Origin" in headers:
        line += f" [Origin: {headers['Origin']}]"
    if body:
        line += f" [{redacted(body)}]"
    line += f" → {response.status}"
    if response.location:
        target, _, query = response.location.partition("?")
        line += f" to {target}{'?' + redacted(query) if query else ''}"
    return line


def redacted(form):
    hidden = re.compile(r"secret|password|token$|^code$|^csrf|verifier")
    pairs = parse_qsl(form, keep_blank_values=True)
    return "&".join(
        f"{name}={'…' if value and (hidden.search(name) or len(value) > SHORT) else value}" for name, value in pairs
    )
