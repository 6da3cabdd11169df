"""A client on two origins: its callback is on one, its pages are on the other, like an API and a front end on separate ports.
It does not redeem codes: this test is only about where browsers end up."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Client:
    api: str  # origin of the redirect URIs
    front: str  # origin of the pages

    @property
    def callback(self):
        return f"{self.api}/callback"

    @property
    def after_logout(self):
        return f"{self.api}/after-logout"

    @property
    def login_host(self):
        """An authorization endpoint that redirects to another one."""
        return f"{self.api}/login-host"


@contextmanager
def client(authorization_endpoint):
    """Serves until the block ends."""
    with serving("127.0.0.1", Front) as front, serving("localhost", Api) as api:
        api.front, api.authorization_endpoint = origin("127.0.0.1", front), authorization_endpoint
        yield Client(api=origin("localhost", api), front=api.front)


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    @property
    def place(self):
        return urlsplit(self.path)

    def go(self, url):
        self.send_response(303)
        self.send_header("location", url)
        self.send_header("content-length", "0")
        self.end_headers()


class Api(Handler):
    def do_GET(self):
        if self.place.path == "/login-host":
            self.go(f"{self.server.authorization_endpoint}?{self.place.query}")
        else:
            self.arrived("get", parse_qs(self.place.query))

    def do_POST(self):
        content = self.rfile.read(int(self.headers["content-length"])).decode()
        self.arrived("post", parse_qs(content))

    def arrived(self, method, parameters):
        """Redirects the browser to the front end, with the method and the parameter names in the query."""
        names = "+".join(sorted(parameters))
        self.go(f"{self.server.front}{self.place.path}?by={method}&with={names}")


class Front(Handler):
    """Serves any page; `/leave?to=URL&name=value` has a form that posts to another site."""

    def do_GET(self):
        fields = {name: values[0] for name, values in parse_qs(self.place.query).items()}
        to = fields.pop("to", "")
        hidden = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in fields.items())
        form = f'<form method="post" action="{escape(to)}">{hidden}<button type="submit">Go</button></form>'
        body = "<!doctype html><html lang=en><title>A client</title><main><h1>A client</h1>"
        page = (body + (form if to else "")).encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


@contextmanager
def serving(host, handler):
    server = ThreadingHTTPServer((host, 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def origin(host, server):
    return f"http://{host}:{server.server_port}"
