"""A person's computer as the proxy sees it: an address of its own, and TLS."""

import http.client
import json
import pathlib
import socket
import ssl
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "server"))
from api_client import AT_MOST_S, Answer, WebSocket


class Computer:
    """Trusts the one certificate, and holds it to the name. What it was given as a
    cookie it sends from then on, as a browser does."""

    def __init__(self, address, name, certificate):
        self.address, self.name, self.cookie = address, name, None
        self.tls = ssl.create_default_context(cafile=certificate)

    def connection(self):
        return http.client.HTTPSConnection(self.name, timeout=AT_MOST_S, context=self.tls,
                                           source_address=(self.address, 0))

    def ask(self, method, target, body=None, headers=(), connection=None):
        sent = dict(headers)
        if self.cookie:
            sent.setdefault("Cookie", self.cookie)
        if body is not None:
            sent["Content-Type"] = "application/json"
        kept = connection or self.connection()
        kept.request(method, target, None if body is None else json.dumps(body), sent)
        answer = kept.getresponse()
        answer = Answer(answer.status, answer.headers, answer.read())
        if not connection:
            kept.close()
        return answer

    def sign_in(self, token):
        answer = self.ask("POST", "/api/v1/sign-in", {"token": token})
        if answer.status == 200:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        return answer

    def web_socket(self, target, headers=()):
        plain = socket.create_connection((self.name, 443), AT_MOST_S, (self.address, 0))
        stream = self.tls.wrap_socket(plain, server_hostname=self.name)
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        return WebSocket(stream, self.name, target,
                         {"Origin": f"https://{self.name}", **cookie, **dict(headers)})
