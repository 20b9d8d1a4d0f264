"""A learning platform with pages: a course with the mentor in a frame, and the login behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.api.lti.platform import CLAIM, CLIENT, ROLE, Platform
from tests.servers.running import running

FORM = """<form method="post" action="{action}">{fields}</form>
<script>document.forms[0].submit()</script>"""
FRAME = """<h1>Course</h1><iframe src="{source}" width="1200" height="700"></iframe>"""


@dataclass
class School(Platform):
    """A platform with pages: of a course, with the mentor in a frame; and of the login."""

    tool: str = ""
    issuer_sent: str = ""
    sent: list[str] = field(default_factory=list)  # the last launch

    def page(self, path: str) -> str:
        """`/course?hint=`, `/auth?...` or `/again`, which sends the last launch once more."""
        place = urlsplit(path)
        given = {name: values[0] for name, values in parse_qs(place.query).items()}
        if place.path == "/course":
            login = {
                "iss": self.issuer_sent or self.issuer, "client_id": CLIENT, "login_hint": "5",
                "lti_message_hint": given["hint"], "target_link_uri": self.tool,
            }  # fmt: skip
            return FRAME.format(
                source=f"{self.tool}/lti/login?{urlencode(login)}".replace("&", "&amp;")
            )
        if place.path == "/again":
            return FRAME.format(source="/form")
        if place.path == "/auth":
            self.sent = [given["state"], self._signed(given)]
            assert given["redirect_uri"] == f"{self.tool}/lti/launch"
        fields = zip(("state", "id_token"), self.sent, strict=True)
        inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields)
        return FORM.format(action=f"{self.tool}/lti/launch", fields=inputs)

    def _signed(self, given: dict[str, str]) -> str:
        role, _, key = given["lti_message_hint"].partition(" ")
        return self.launch(given["nonce"], key or "one", **{f"{CLAIM}roles": [f"{ROLE}{role}"]})


class Pages(SimpleHTTPRequestHandler):
    """The pages of a school, and its keys."""

    def __init__(self, *args: object, school: School) -> None:
        self.school = school
        super().__init__(*args, directory=str(school.folder))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if self.path == "/keys.json":
            super().do_GET()
            return
        page = self.school.page(self.path).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[School]:
    """A school at `localhost`, which is another site than 127.0.0.1."""
    school = School(folder)
    with running(ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, school=school))) as server:
        school.issuer = f"http://localhost:{server.server_port}"
        for name in ("one", "replaced"):
            school.add_key(name)
        school.publish("one")
        yield school
