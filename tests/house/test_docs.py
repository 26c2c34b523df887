"""The documents run: every command that they show is carried out, and its output compared.

Each document has an empty folder to itself, with a copy of ``examples`` as in a checkout, and the
installed hubflow. What its blocks mean stands in :mod:`tests.house.documents`.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.house.documents import alike, blocks, changed, follow, steps

REPO = Path(__file__).parents[2]
DOCUMENTS = [REPO / "README.md", *sorted(REPO.glob("docs/**/*.md")),
             *sorted(REPO.glob("examples/**/README.md"))]
FOLLOWED_FROM_WHEELS = "docs/tutorial.md"
"""This document is followed in an environment of its own (:mod:`tests.house.test_packaging`)."""

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def named(document: Path) -> str:
    """A document's path in the repository."""
    return document.relative_to(REPO).as_posix()


@pytest.mark.parametrize("document", [
    document for document in DOCUMENTS if named(document) != FOLLOWED_FROM_WHEELS], ids=named)
def test_what_a_document_shows_is_what_happens(document: Path, tmp_path: Path) -> None:
    if (REPO / "examples").is_dir():
        shutil.copytree(REPO / "examples", tmp_path / "examples")
    follow(document, tmp_path)


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text("utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (document.parent / target).exists(), target


def test_the_harness_compares() -> None:
    assert alike(["a", "...", "d"], ["a", "b", "c", "d"])
    assert alike(["...", "a"], ["a"])
    assert not alike(["a", "b"], ["a", "c"])
    assert not alike(["a"], ["a", "b"])


def test_the_harness_changes_files() -> None:
    assert changed("a\nb\nc\n", " a\n-b\n+d\n") == "a\nd\nc\n"
    with pytest.raises(AssertionError, match="2 times"):
        changed("a\na\n", "-a\n+b\n")


def test_the_harness_reads_blocks() -> None:
    text = "# T\n\n```console exit=1\n$ one \\\n> two\nout\n$ three\n```\n"
    (block,) = blocks(text)
    assert [(s.command, s.shown, s.exit, s.line) for s in steps(block)] == [
        ("one \\\ntwo", ("out",), 1, 4), ("three", (), 1, 7),
    ]
