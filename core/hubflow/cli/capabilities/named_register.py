"""The register that ``--register`` names, with or without an address, and its hub's language."""

from __future__ import annotations

import os
from collections.abc import Sequence

HUB_DB = "sqlite:///hub.db"
"""The register of a folder."""

_ADDRESS_MARKS = ("/", ".", ":", "\\")


def with_addresses(args: Sequence[str]) -> list[str]:
    """Return the words with the default address in a ``--register`` without one."""
    found = list(args)
    ends = found.index("--") if "--" in found else len(found)
    for at in range(ends):
        alone = at + 1 >= ends or found[at + 1].startswith("-") or not is_address(found[at + 1])
        if found[at] == "--register" and alone:
            found[at] = f"--register={os.environ.get('HUBFLOW_REGISTER') or HUB_DB}"
    return found


def register_typed(typed: Sequence[str]) -> str:
    """Return the address of the register that a command line names; empty without one.

    >>> register_typed(["--register", "./hub.db"]), register_typed(["--", "--register"])
    ('./hub.db', '')
    """
    words = with_addresses(typed)
    ends = words.index("--") if "--" in words else len(words)
    for at, word in enumerate(words[:ends]):
        if word.startswith("--register="):
            return word.partition("=")[2]
        if word == "--register":
            return words[at + 1]
    return ""


def is_address(word: str) -> bool:
    """Return whether a word is an address or a path, of which ids have no sign."""
    return any(mark in word for mark in _ADDRESS_MARKS)


def register_language(url: str, hub: str | None = None) -> str:
    """Return the language of a register's hub; empty where nothing here keeps registers.

    Raises :class:`BadInput` where there is none.
    """
    from hubflow.cli.capabilities.capability_calls import ask_capabilities

    hub = hub or os.environ.get("HUBFLOW_HUB")
    return ask_capabilities("hubflow_register_language", url=url, hub=hub) or ""
