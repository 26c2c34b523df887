"""A pack without names: nothing that the dossier names is left, and what is no name stays."""

from __future__ import annotations

import datetime as dt
import json
import types
import typing
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest

from hubflow.jury.dossier_parts import DossierParts, Grid, Points, ShownFact
from hubflow.model.business import Award, CoFunder, Incubate, Leader, Party
from hubflow.model.dossier import Dossier
from hubflow.model.identity import Place
from hubflow.privacy.blinding import blinded, maybe_names
from hubflow.reading.records.converter import kind_of
from hubflow.text.catalogue import words

from .conftest import PACK, Filled, Hubflow, dossier

WORDS = words("en", "jury")
LEADER, PARTY, VENTURE = "Marisa Quintela", "Associação Casa Azulina (ACAZ)", "Rota Lumina"
TEXT = f"{VENTURE}, by {LEADER} of {PARTY}, is a thing."


def made(annotation: Any) -> Any:
    """A value of a field of the model: every text names everybody."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    kind = kind_of(annotation)
    if kind is not None:
        return {"number": 7.0, "yes_no": True, "date": dt.date(2025, 1, 1)}.get(
            kind.type, kind.labels[0] if kind.labels else TEXT)
    if attrs.has(annotation):
        return record(annotation)
    if origin is tuple:
        return (made(inner[0]),)
    if origin in (typing.Union, types.UnionType):
        return made(next(each for each in inner if each is not type(None)))
    if annotation is str:
        return TEXT
    return {"key": TEXT} if origin is not None and issubclass(origin, Mapping) else None


def record(cls: Any) -> Any:
    """A record with every field filled in."""
    fields = attrs.fields(attrs.resolve_types(cls, include_extras=True))
    return cls(**{field.name: made(field.type) for field in fields})


def of_venture(**more: Any) -> Dossier:
    """A dossier that names its leader and its organisation."""
    return Dossier(id="rota-lumina", name=VENTURE, incubate=Incubate(
        leader=Leader(name=LEADER), parties=(
            Party(role="implementing organisation", name=PARTY),)), **more)


def test_every_text_that_the_document_shows_has_its_names_taken_out() -> None:
    named = of_venture()
    whole = attrs.evolve(record(Dossier), id=named.id, name=named.name)
    incubate = attrs.evolve(whole.incubate, leader=attrs.evolve(
        whole.incubate.leader, name=LEADER), parties=named.incubate.parties)
    whole = attrs.evolve(whole, incubate=incubate)
    hide = blinded(named, "K7", WORDS)
    shown = [text for part in DossierParts(whole, "en", {**words("en"), **WORDS}, hide).parts()
             for block in part.blocks for text in _texts(block)]
    assert sum("[leader]" in text for text in shown) > 30
    for name in ("Quintela", "Marisa", "Azulina", "ACAZ", "Lumina"):
        assert not [text for text in shown if name in text], name


def _texts(block: ShownFact | Points | Grid) -> list[str]:
    if isinstance(block, ShownFact):
        return [block.text]
    if isinstance(block, Points):
        return list(block.items)
    return [cell for row in block.rows for cell in row]


@pytest.mark.parametrize(("text", "blind"), [
    ("Marisa Quintela founded it.", "[leader] founded it."),
    ("QUINTELA and marisa quintela", "[leader] and [leader]"),
    ("Marisa said so.", "[leader] said so."),
    ("Rota Lumina's room; #RotaLumina, rota-lumina", "[venture K7] room; [venture K7], "
     "[venture K7]"),
    ("Associacao Casa Azulina", "[organisation 1]"),
    ("the ACAZ, acaz", "the [organisation 1], acaz"),
    ("See www.rotalumina.pt/x or @rotalumina.", "See [link] or [link]"),
    ("Write to ola@rotalumina.pt.", "Write to [contact]."),
    ("Call 912 345 678.", "Call [contact]."),
    ("Our trainer Beatriz Ferreira helps.", "Our trainer [person] helps."),
    ("A route of light for young people in Porto.", "A route of light for young people in Porto."),
])
def test_a_name_is_found_however_it_is_written(text: str, blind: str) -> None:
    assert blinded(of_venture(), "K7", WORDS)(text) == blind


def test_a_short_acronym_is_no_word_and_a_dash_no_name() -> None:
    told = Dossier(id="rota", name="Rota Lumina", incubate=Incubate(parties=(
        Party(role="public body", name="IT"), Party(role="public body", name="—"),
        Party(role="public body", name="A"))))
    assert blinded(told, "K7", WORDS)("It works: IT helps — A lot.") == (
        "It works: [organisation 1] helps — A lot.")


def test_a_description_in_a_names_place_stays_and_a_name_goes() -> None:
    from hubflow.model.social_problem import Identify, Response

    told = of_venture(identify=Identify(responses=(
        Response(who="Residential homes"), Response(who="Fundação Mar Alto"))))
    hide = blinded(told, "K7", WORDS)
    assert hide("Residential homes pay, Fundação Mar Alto gives.") == (
        "Residential homes pay, [organisation 2] gives.")


def test_identifiers_of_organisations_and_awards_go() -> None:
    numbers = ("GB-COH-09506232", "GB-CHC-1090095", "GB-SC-SC042386", "360G-xyztrust-12")
    venture = Dossier(id="x", name="X", incubate=Incubate(
        parties=(Party(role="social investor", name="A", identifier=numbers[0]),),
        cofunders=(CoFunder(name="B", identifier=numbers[1]),),
        awards=(Award(funder="C", funder_identifier=numbers[2], id=numbers[3], amount=1.0),)))
    hide = blinded(venture, "K-1", WORDS)
    assert not [number for number in numbers if number in hide(f"Paid by {number} in May.")]


def test_a_venture_named_after_its_place_is_found_without_it() -> None:
    told = Dossier(id="porto-rota-lumina", name="Porto Rota Lumina", place=Place(name="Porto"))
    assert blinded(told, "K7", WORDS)("Rota Lumina began in Porto.") == (
        "[venture K7] began in Porto.")


def test_words_that_may_be_names_are_listed_for_people_to_look_through() -> None:
    told = of_venture()
    texts = [blinded(told, "K7", WORDS)(
        "In March it began with Zorbex, in April. We met Os Vizinhos do Bairro.")]
    assert list(maybe_names(texts, told)) == ["Zorbex", "Os Vizinhos do Bairro"]


def test_nothing_that_is_sent_names_anybody(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    dossier(call, "rota-lumina", VENTURE, what=TEXT, more=(
        f'[incubate.leader]\nname = "{LEADER}"\n[[incubate.parties]]\n'
        f'role = "implementing organisation"\nname = "{PARTY}"\n'))
    done = hubflow(*PACK[:-2], "--format", "md", "--format", "docx", "--format", "html",
                   "--format", "pdf", "--blind", "--hide", "thing", "--json")
    code = json.loads(done.out)["codes"]["rota-lumina"]
    names = {path.name for path in (tmp_path / "pack/one").iterdir()}
    assert {f"{code}.{format}" for format in ("md", "docx", "html", "pdf")} < names
    assert "[name]" in (tmp_path / f"pack/one/{code}.html").read_text("utf-8")
    for path in (tmp_path / "pack/one").iterdir():
        for name in ("Quintela", "Azulina", "Lumina", "lumina"):
            assert name not in path.name
            assert name.encode() not in _unpacked(path), path.name
    assert VENTURE in (tmp_path / "pack/_key.csv").read_text("utf-8")


def _unpacked(path: Path) -> bytes:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    return path.read_bytes()


def test_codes_in_filled_sheets_are_read_back(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    codes = json.loads(hubflow(*PACK, "--blind", "--json").out)["codes"]
    sheet = Filled(tmp_path / "pack/one/jury-one.xlsx")
    sheet.fill({(codes["oak"], "depth"): 4, (codes["elm"], "conflict"): "yes"}).save()
    done = hubflow("run", "-p", "./small", "call", "--panel", "pack")
    assert "nothing that they judged of elm is counted" in done.err
    (call / "oak.toml").unlink()
    done = hubflow("run", "-p", "./small", "call", "--panel", "pack", code=2)
    assert done.err.count(f'no dossier has the id "{codes["oak"]}"') == 1


@pytest.mark.usefixtures("call")
def test_hide_goes_with_blind(hubflow: Hubflow) -> None:
    assert "--hide goes with --blind" in hubflow(*PACK, "--hide", "x", code=2).err
