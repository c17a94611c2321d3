"""Where the lab listens, what it allows, and where runs are kept."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import socket
from dataclasses import dataclass, field
from pathlib import Path

from glasshouse.base.errors import InputError

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
TOKEN_LENGTH = 16


@dataclass(frozen=True)
class Limits:
    """What one server answers; each limit is named in the answer that refuses.

    Attributes:
        people, fewest, days: Of one world.
        waiting: Questions that may wait or run at once.
        kept: Finished answers that stay in memory.
        body: Bytes of a request's body. address: Bytes of a request's path and query.
        seconds: After so long a question is given up.
        changes: Parameters that one question may change.
    """

    people: int = 2_000_000
    fewest: int = 1_000
    days: int = 3_660
    waiting: int = 32
    kept: int = 64
    body: int = 64 * 1024
    address: int = 8 * 1024
    seconds: float = 600.0
    changes: int = 60


@dataclass(frozen=True)
class Settings:
    """One server.

    Attributes:
        host, port: Where it listens.
        token: What a request must carry; empty for none, which only loopback may have.
        store: The run store: the only folder that can be reached.
        limits: What it answers.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    token: str = ""
    store: Path = Path("runs")
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Refuse a server that others could reach without a token.

        Raises:
            InputError: with a token to take.
        """
        if not loopback(self.host) and not self.token:
            raise InputError(
                f"The lab asks for a token when others can reach it, and {self.host} is not this machine alone",
                value=self.host,
                place="--host",
                allowed="127.0.0.1 without a token, any other host with one",
                next_step=f"Try --token {secrets.token_urlsafe(24)}",
            )
        if self.token and len(self.token) < TOKEN_LENGTH:
            raise InputError(
                f"The token has {len(self.token)} characters and could be guessed",
                place="--token",
                allowed=f"{TOKEN_LENGTH} characters or more",
                next_step=f"Try --token {secrets.token_urlsafe(24)}",
            )

    def knows(self, token: str) -> bool:
        """Returns whether a token is the right one; takes the same time for any wrong one."""
        return not self.token or hmac.compare_digest(token.encode(), self.token.encode())

    def names(self) -> frozenset[str]:
        """Returns the names under which this server may be addressed: a page elsewhere that points its own name
        here (DNS rebinding) uses another."""
        found = set(LOOPBACK_NAMES)
        if not loopback(self.host):
            found |= {_bracketed(self.host), socket.gethostname().lower(), *_addresses()}
        return frozenset(found)

    @property
    def address(self) -> str:
        """The address to open."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{_bracketed(host)}:{self.port}/" + (f"?token={self.token}" if self.token else "")


def loopback(host: str) -> bool:
    """Returns whether a host is this machine alone.

    >>> loopback("127.0.0.1"), loopback("localhost"), loopback("::1"), loopback("0.0.0.0"), loopback("lab")
    (True, True, True, False, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host.lower()


def _addresses() -> set[str]:
    """Returns the addresses of this machine's network cards."""
    import psutil

    kinds = (socket.AF_INET, socket.AF_INET6)
    cards = psutil.net_if_addrs().values()
    return {
        _bracketed(one.address.partition("%")[0]) for card in cards for one in card if one.family in kinds
    }
