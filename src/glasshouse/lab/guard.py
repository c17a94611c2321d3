"""What every request passes before it is read: host, origin, token, size; and the headers of every answer."""

from __future__ import annotations

import json
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlencode

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from glasshouse.lab.settings import Settings

COOKIE = "glasshouse_token"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
"""Nothing from elsewhere, no inline script, no inline style, no eval, no frame around the page."""

REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox"
)
"""The report is one file with its styles inside; it has no script, and gets no origin."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "cache-control": "no-store",
}
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Refused(Exception):
    """A request that goes no further: a status and a sentence."""

    def __init__(self, status: int, says: str, next_step: str = "") -> None:
        super().__init__(says)
        self.status, self.says, self.next_step = status, says, next_step


class Guard:
    """Stands in front of the application; refuses in a sentence what it must not see."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.names = settings.names()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers it with the reason why not."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        try:
            self.check_host(headers)
            self.check_origin(scope["method"], headers)
            entering = self.check_token(scope, headers)
            body = await self.body(headers, receive)
        except Refused as refusal:
            await answer(send, refusal)
            return
        if entering:
            await self.enter(scope, send)
            return
        await self.app(scope, replayed(body, receive), with_headers(send))

    def check_host(self, headers: dict[str, str]) -> None:
        """Refuses a name that is not this server's."""
        name, _, port = headers.get("host", "").lower().rpartition(":")
        if not port.isdigit() or (name.endswith("]") is False and ":" in name):
            name, port = headers.get("host", "").lower(), ""
        if name not in self.names:
            raise Refused(
                421,
                "This server does not answer to that name.",
                f"Open {self.settings.address.partition('?')[0]}",
            )

    def check_origin(self, method: str, headers: dict[str, str]) -> None:
        """Refuses what another page makes a browser send."""
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{headers.get('host', '')}":
            raise Refused(403, "Only this server's own page may ask that from a browser.")
        if method in CHANGING and headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Refused(403, "Only this server's own page may ask that from a browser.")

    def check_token(self, scope: Scope, headers: dict[str, str]) -> bool:
        """Refuses a request without the token; returns whether it brings it in its address for the first time."""
        if len(scope["path"]) + len(scope["query_string"]) > self.settings.limits.address:
            raise Refused(414, f"An address has at most {self.settings.limits.address:,} bytes here.")
        if not self.settings.token:
            return False
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self.settings.knows(given.strip()):
            return False
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(headers.get("cookie", ""))
        except Exception:  # a cookie that cannot be read is none
            jar.clear()
        if COOKIE in jar and self.settings.knows(jar[COOKIE].value):
            return False
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["method"] == "GET" and scope["path"] == "/" and asked and self.settings.knows(asked):
            return True
        raise Refused(
            401,
            "This server asks for a token.",
            "Open the address that `glasshouse serve` printed, or send the header `Authorization: Bearer TOKEN`.",
        )

    async def body(self, headers: dict[str, str], receive: Receive) -> bytes:
        """Returns the body of a request, at most as long as allowed."""
        most = self.settings.limits.body
        if headers.get("content-length", "0").isdigit() and int(headers.get("content-length", "0")) > most:
            raise Refused(413, f"A request has at most {most:,} bytes here.")
        whole = b""
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return whole
            whole += message.get("body", b"")
            if len(whole) > most:
                raise Refused(413, f"A request has at most {most:,} bytes here.")
            if not message.get("more_body"):
                return whole

    async def enter(self, scope: Scope, send: Send) -> None:
        """Keeps the token in a cookie that no script can read, and takes it out of the address."""
        rest = parse_qs(scope["query_string"].decode("latin-1"))
        rest.pop("token")
        place = "/" + (f"?{urlencode(rest, doseq=True)}" if rest else "")
        cookie = f"{COOKIE}={quote(self.settings.token, safe='')}; HttpOnly; SameSite=Strict; Path=/"
        headers = [(b"location", place.encode()), (b"set-cookie", cookie.encode()), (b"content-length", b"0")]
        await with_headers(send)({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def replayed(body: bytes, receive: Receive) -> Receive:
    """Returns a way to read a body that was read already."""
    waiting = [True]

    async def again() -> MutableMapping[str, Any]:
        if waiting:
            waiting.clear()
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return again


def with_headers(send: Send) -> Send:
    """Returns a way to answer in which every answer carries the security headers."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            have = {key.lower() for key, _ in message.get("headers", [])}
            more = HEADERS | {"content-security-policy": POLICY}
            message["headers"] = [
                *message.get("headers", []),
                *((k.encode(), v.encode()) for k, v in more.items() if k.encode() not in have),
            ]
        await send(message)

    return sent


async def answer(send: Send, refusal: Refused) -> None:
    """Answers with a sentence, as every problem here is answered."""
    body = json.dumps({"says": refusal.says, "next_step": refusal.next_step}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if refusal.status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await with_headers(send)({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
