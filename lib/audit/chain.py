"""The chain: each row's code is an HMAC-SHA-256, under a key outside the database, of the row and of the code before it."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from typing import Any

from lib.settings import Settings

FIRST = "0" * 64
KEY_BYTES = 32


def key(home: Settings) -> bytes:
    """The secret of the chain, made on first use; readable by its owner alone. Two processes that start together share one."""
    path = home.keys / "audit.key"
    if not path.exists():
        home.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = path.with_suffix(f".{secrets.token_hex(4)}")
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(half, path)  # fails where another process was first
        except FileExistsError:
            pass
        finally:
            half.unlink()
    return path.read_bytes()


def canonical(row: Mapping[str, Any]) -> bytes:
    """One way to write a row: keys sorted, no spaces, UTF-8; every value but the row's own code."""
    return json.dumps(
        {name: row[name] for name in row if name != "mac"}, sort_keys=True, separators=(",", ":"), default=str
    ).encode()


def code(secret: bytes, row: Mapping[str, Any]) -> str:
    """The row's code: 64 hexadecimal digits."""
    return hmac.new(secret, canonical(row), hashlib.sha256).hexdigest()
