"""A first map of a form's answers, to be checked and completed by whoever knows the form."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hubflow.documents.dossier_template import text
from hubflow.documents.workbook.asking import about_keys
from hubflow.loading.cell_values import blank
from hubflow.loading.export_file import Export
from hubflow.loading.model_keys import held_at
from hubflow.loading.spoken import folded
from hubflow.loading.written import Reading, day_readings, manners_shown, number_readings
from hubflow.model.methodology import Methodology, text_in

_PERSONAL = re.compile(
    r"\b(e-?mails?|endereço|morada|telefone|telem[óo]vel|contactos?|nif|cc|iban|nascimento|"
    r"address|phone|mobile|contact|postcode|birth|ip|respons[áa]vel|username|nome completo|"
    r"full name|your name|o seu nome)\b", re.IGNORECASE)
_NEAR = 0.72
_MAPPED = re.compile(r"^(?!sources|conflicts|decisions|id$)")


def draft_map(export: Export, methodology: Methodology | None) -> str:
    """A map in TOML: columns whose key can be told by their heading, the others as comments."""
    return "\n".join(_lines(export, methodology)) + "\n"


def _lines(export: Export, methodology: Methodology | None) -> Iterator[str]:
    yield "# Which column goes to which key of a dossier. Check each, and complete those with #."
    yield "# `hubflow inputs` and `hubflow schema dossier` tell the keys, `hubflow schema intake`"
    yield "# what else may be said here."
    if methodology is not None:
        yield f"hub = {text(methodology.hub.id)}"
    yield 'id = "answer-{row}"'
    personal = [heading for heading in export.headings.values() if _PERSONAL.search(heading)]
    yield f"left_out = [{', '.join(text(heading) for heading in personal)}]"
    yield ""
    yield "[dossier]"
    if methodology is not None:
        hub = methodology.hub
        yield f"language = {text(hub.language)}"
        yield f"currency = {text(hub.currency)}"
        yield f"place = {{ name = {text(hub.place.name)} }}"
    taken: set[str] = set()
    known = dict(_known(methodology))
    for number, heading in export.headings.items():
        if heading in personal:
            continue
        key = _guess(heading, known)
        if key in taken:
            key = None
        if key is not None:
            taken.add(key)
        mark = "" if key else "# "
        yield ""
        yield f"{mark}[[columns]]"
        yield f"{mark}heading = {text(heading)}"
        yield f'{mark}key = {text(key or "")}'
        yield from _unclear(export, number)


def _known(methodology: Methodology | None) -> Iterator[tuple[str, str]]:
    """What may be asked for a key, folded, with the key."""
    for path, about in about_keys("pt").items():
        held = held_at(tuple(path.split(".")))
        if held is None or held.kind is None or not _MAPPED.match(path):
            continue
        for said in (about, held.about, path.rpartition(".")[2].replace("_", " "), path):
            yield folded(said).rstrip(".?"), path
    for fact in methodology.facts if methodology else ():
        hub = methodology.hub if methodology else None
        if hub is not None:
            key = f"hubs.{hub.id}.{fact.id}"
            for said in (text_in(fact.description, hub.language, fact.id),
                         fact.id.replace("_", " ")):
                yield folded(said).rstrip(".?"), key


def _guess(heading: str, known: Mapping[str, str]) -> str | None:
    near = difflib.get_close_matches(folded(heading).rstrip(".?:* "), list(known), n=1,
                                     cutoff=_NEAR)
    return known[near[0]] if near else None


def _unclear(export: Export, number: int) -> Iterator[str]:
    """What the column's cells leave open, as something to say."""
    texts = [value for _, cells in export.rows
             if isinstance(value := cells.get(number), str) and not blank(value)]
    offers: tuple[tuple[Callable[[str], tuple[Reading[Any], ...]], str], ...] = (
        (day_readings, '# dates = "day first"  # or "month first"'),
        (number_readings, '# decimal = "comma"  # or "point"'))
    for read, offer in offers:
        found = [read(each) for each in texts]
        open_cell = next((each for each, options in zip(texts, found, strict=True)
                          if len({option.value for option in options}) > 1), None)
        if open_cell is not None and all(found) and not manners_shown(found):
            yield f"{offer}: {open_cell} may mean two things"
