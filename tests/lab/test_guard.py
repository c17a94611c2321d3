"""What a request passes before it is read, without any server: hosts, origins, tokens, sizes, headers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from glasshouse.base.errors import InputError
from glasshouse.lab.guard import COOKIE, Guard
from glasshouse.lab.settings import Settings

TOKEN = "correct-horse-battery"


async def echo(scope: Any, receive: Any, send: Any) -> None:
    body = (await receive()).get("body", b"")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body or b"fine"})


def sent(settings: Settings, method: str = "GET", path: str = "/", **more: Any) -> httpx.Response:
    async def go() -> httpx.Response:
        way = httpx.ASGITransport(Guard(echo, settings))
        async with httpx.AsyncClient(transport=way, base_url="http://127.0.0.1:8765") as client:
            return await client.request(method, path, **more)

    return asyncio.run(go())


def test_only_loopback_may_do_without_a_token_and_the_error_offers_one() -> None:
    for host in ("127.0.0.1", "localhost", "::1"):
        assert Settings(host).token == ""
    with pytest.raises(InputError, match=r"--token [A-Za-z0-9_-]{20,}"):
        Settings("0.0.0.0")
    with pytest.raises(InputError, match="could be guessed"):
        Settings("0.0.0.0", token="short")
    assert "?token=" in Settings("0.0.0.0", token=TOKEN).address


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "[::2]:80"]
)
def test_another_name_is_not_answered(host: str) -> None:
    assert sent(Settings(), headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8765", "localhost:9", "localhost", "[::1]:8765", "LOCALHOST:8765"]
)
def test_this_machine_by_any_of_its_names_is(host: str) -> None:
    assert sent(Settings(), headers={"host": host}).status_code == 200


def test_a_machine_that_others_reach_knows_its_own_addresses() -> None:
    settings = Settings("0.0.0.0", token=TOKEN)
    assert {"localhost", "127.0.0.1"} <= settings.names()
    assert (
        sent(settings, headers={"host": "elsewhere:1", "authorization": f"Bearer {TOKEN}"}).status_code == 421
    )


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:1"},
     {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)  # fmt: skip
def test_another_page_may_not_ask_from_a_browser(headers: dict[str, str]) -> None:
    assert sent(Settings(), "POST", headers=headers).status_code == 403


def test_the_own_page_may() -> None:
    headers = {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}
    assert sent(Settings(), "POST", headers=headers, content=b"{}").content == b"{}"


def test_without_the_token_nothing_is_seen_and_with_it_everything() -> None:
    settings = Settings(token=TOKEN)
    for headers in (
        {},
        {"authorization": "Bearer wrong"},
        {"cookie": f"{COOKIE}=wrong"},
        {"cookie": "a=\x7f;;="},
    ):
        answer = sent(settings, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert TOKEN not in answer.text
    assert sent(settings, headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert sent(settings, headers={"cookie": f"{COOKIE}={TOKEN}"}).status_code == 200


def test_the_token_leaves_the_address_for_a_cookie_that_no_script_reads() -> None:
    answer = sent(Settings(token=TOKEN), path=f"/?token={TOKEN}&lang=fr")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=fr")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=Strict" in answer.headers["set-cookie"]
    assert sent(Settings(token=TOKEN), path="/?token=wrong").status_code == 401
    assert sent(Settings(token=TOKEN), path=f"/api/about?token={TOKEN}").status_code == 401


def test_too_much_is_refused_however_it_arrives() -> None:
    most = Settings().limits.body

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(9):
            yield b"x" * (most // 8)

    assert sent(Settings(), "POST", content=b"x" * most).status_code == 200
    assert sent(Settings(), "POST", content=b"x" * (most + 1)).status_code == 413
    assert sent(Settings(), "POST", content=pieces()).status_code == 413
    assert sent(Settings(), path="/?" + "x" * 9_000).status_code == 414


def test_every_answer_forbids_what_the_page_does_not_need() -> None:
    for answer in (sent(Settings()), sent(Settings(), headers={"host": "evil.example"})):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy.replace("http://127", "")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
