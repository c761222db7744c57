"""Somebody with a browser: keeps cookies, fills in forms as they come, sends files."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

NAME, PASSWORD = "shilihua", "only-for-tests-1"

INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    location: str = ""


@dataclass
class Visitor:
    """One browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """A page."""
        return self._send("GET", path)

    def post(self, path: str, given: Mapping[str, str], *, page: str = "", file: bytes | None = None) -> Answer:
        """A form as it stands on its page, with what is filled in."""
        fields = {**read_hidden(self.get(page or path).text), **given}
        if file is None:
            return self._send("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")
        border = uuid.uuid4().hex
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = 'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf'
        parts += [f"--{border}\r\n{head}\r\n\r\n".encode(), file, f"\r\n--{border}--\r\n".encode()]
        return self._send("POST", path, b"".join(parts), f"multipart/form-data; boundary={border}")

    def sign_in(self, name: str = NAME, password: str = PASSWORD) -> Answer:
        """With the password."""
        return self.post("/sign-in", {"username": name, "password": password})

    def _send(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": "localhost", "Accept-Language": "zh-CN"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            headers["Content-Type"] = kind
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            self._keep(answer)
            return Answer(answer.status, answer.read().decode(), answer.headers.get("Location", ""))
        finally:
            connection.close()

    def _keep(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value


def read_hidden(text: str) -> dict[str, str]:
    """The hidden fields of a page's forms; of several of one name, the last."""
    found = {}
    for one in INPUT.findall(text):
        attributes = dict(ATTRIBUTE.findall(one))
        if attributes.get("type") == "hidden" and "name" in attributes:
            found[attributes["name"]] = attributes.get("value", "")
    return found
