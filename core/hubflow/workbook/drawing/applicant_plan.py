"""Plan a workbook for an applicant: the venture, the questions of some stages, and their lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import attrs

from hubflow.engine.method.compiled import Compiled
from hubflow.reading.dossiers.roles import APPLICANT, HANDED_OUT, part_of
from hubflow.reading.records.structuring import copy_data
from hubflow.reading.toml.key_paths import key_parts, lies_within
from hubflow.workbook.drawing.cells import in_toml, key_of
from hubflow.workbook.drawing.planning import DossierPlanning
from hubflow.workbook.drawing.question_lines import Path
from hubflow.workbook.drawing.workbook_plan import (
    Block,
    Book,
    Entries,
    Link,
    Lists,
    Page,
    PlanLine,
    Questions,
)

_IDENTITY = ("id", "name", "summary", "place", "language", "currency", "date")
"""The parts that an applicant states. Call and challenge are the office's to name."""

Choice = Callable[[Path, str], bool]


def of_stages(stages: Collection[str]) -> Choice:
    """Return the choice of what is first asked for in some stages."""
    return lambda _, stage: stage in stages


def of_keys(keys: Collection[str]) -> Choice:
    """Return the choice of some keys of a dossier, whole lists for a key of their entries."""
    def chosen(path: Path, _: str) -> bool:
        own = ".".join(path)
        return any(lies_within(key, own) or lies_within(own, key) for key in keys)

    return chosen


def applicant_plan(compiled: Compiled, data: Mapping[str, Any], choice: Choice) -> Book:
    """Return the plan of a workbook of at most three sheets that asks for facts and answers alone.

    ``data`` is a dossier's; what the workbook does not ask for is left out of it, and stays as
    it is when the answers are recorded. A hidden sheet says so, and from which version it was made.
    """
    asked: list[str] = [*_IDENTITY]

    def wanted(path: Path, stage: str) -> bool:
        if part_of(path) is not None or not choice(path, stage):
            return False
        asked.append(".".join(path))
        return True

    planning = DossierPlanning(compiled, copy_data(dict(data)), wanted, for_jury=False)
    words = planning.words
    lists: list[Entries] = []
    blocks: list[Block] = []
    for number, stage in enumerate(planning.used_stages, 1):
        found = planning.stage_blocks(number, stage, words["lists"], lists)
        if found:
            name = planning.stages[stage]
            blocks += [Block(f"{name}: {block.heading}" if block.heading else name, block.details,
                             tuple(map(_linked(words["lists"]), block.lines))) for block in found]
    # who has no id yet gets that of the file's name
    venture = planning.identity(_IDENTITY if "id" in data else _IDENTITY[1:])
    pages: list[Page] = [attrs.evolve(venture, about="\n".join(_guide(planning)))]
    if blocks:
        pages.append(Questions(words["questions"], words["questions"],
                               words["questions_about"], tuple(blocks)))
    if lists:
        pages.append(Lists(words["lists"], words["lists"], words["lists_about"], tuple(lists)))
    # what no cell can hold is not asked for, so that it is not taken for an empty answer
    keys = [key for key in dict.fromkeys(asked) if planning.remaining.at(key_parts(key)) is None]
    mark = {**data.get(HANDED_OUT, {}), "to": APPLICANT, "asks": keys}
    return Book((), tuple(pages), tuple((key_of((HANDED_OUT, key)), in_toml(value))
                                        for key, value in mark.items()), dict(words))


def _linked(title: str) -> Callable[[PlanLine | Link], PlanLine | Link]:
    return lambda line: attrs.evolve(line, to=title) if isinstance(line, Link) else line


def _guide(planning: DossierPlanning) -> Iterator[str]:
    """Yield how the workbook is filled in: what of the guide holds for an applicant."""
    words = planning.words
    yield words["venture_about"]
    for line in planning.guide()[3:]:
        if line not in (words["guide_2"].format(venture=words["venture"]), words["guide_5"],
                        words["guide_9"]):
            yield f"• {line}"
