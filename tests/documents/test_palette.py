"""The colours of pages and documents: one place for them, and all text in them can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hubflow
from hubflow.documents.design.palette import GROUNDS, Scheme, colours, own_colours, root_style
from hubflow.plugins.document import DocumentLook
from hubflow.reading.method.look_checks import contrast

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
TEXTS = [(ink, ground) for ink in ("ink", "faint", "accent") for ground in GROUNDS] + [
    (name, ground) for name in ("warm", "good", "bad") for ground in ("paper", f"{name}-shade")]
DRAWN = ("one", "two", "three", "four", "five", "six", "edge")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_and_drawings_stand_out_from_their_ground(scheme: Scheme) -> None:
    own = own_colours()[scheme]
    assert {pair: contrast(own[pair[0]], own[pair[1]]) for pair in TEXTS
            if contrast(own[pair[0]], own[pair[1]]) < 4.5} == {}, "WCAG 2.2, 1.4.3"
    assert {name for name in DRAWN if contrast(own[name], own["paper"]) < 3} == set(), "1.4.11"
    assert own.keys() == own_colours()["light"].keys()


@given(number=st.integers(0, 0xFFFFFF))
def test_a_hubs_accent_can_be_read_on_every_ground(number: int) -> None:
    accent = f"#{number:06x}"
    for scheme in SCHEMES:
        found = colours(DocumentLook(accent=accent), scheme)
        assert min(contrast(found["accent"], found[ground]) for ground in GROUNDS) >= 4.5
        if min(contrast(accent, found[ground]) for ground in GROUNDS) >= 4.5:
            assert found["accent"] == accent, "what can be read stays as the hub chose it"


def test_a_typeface_cannot_end_its_rule() -> None:
    style = root_style(DocumentLook(typeface='A"; } body { display: none'))
    assert '"A  body  display none", system-ui' in style


def test_colours_are_written_in_one_place() -> None:
    core = Path(hubflow.__file__).parent
    homes = {path.relative_to(core).as_posix() for ending in ("css", "typ", "j2", "py", "js")
             for path in core.rglob(f"*.{ending}")
             if set(re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text("utf-8"))) - {"#rrggbb"}}
    assert homes == {
        "documents/design/palette.py",  # an example
        "kit/new_hub/templates/methodology.toml.j2", "model/methodology.py",  # examples, too
        "reading/method/look_checks.py"}
