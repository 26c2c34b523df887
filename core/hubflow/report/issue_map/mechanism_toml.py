"""Write a mechanism that was filled in on a sheet as `[[solution.mechanism]]` of a dossier."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.toml.source import TomlFile, parse_toml
from hubflow.reading.toml.toml_output import toml_text
from hubflow.reading.values.normal_text import id_of
from hubflow.report.issue_map.issue import IssueMap, Item
from hubflow.text.spoken import say

_WORDS = 5
"""How many words of a text its id is made of."""


def mechanism_dossier(map: IssueMap, path: Path, sheet: str) -> str:
    """Return a dossier that states the sheet's mechanism and nothing else, named after ``path``.

    ``sheet`` names the sheet in messages. Raises :class:`BadInput` if it states none.
    """
    data = {"id": id_of(path.stem), "name": map.title, **_solution(map, sheet)}
    return _checked(toml_text(data), path, sheet)


def with_mechanism(dossier: TomlFile, map: IssueMap, sheet: str) -> str:
    """Return a dossier's text with the sheet's mechanism added at its end.

    What stands in the dossier stays as it is, comments too. Raises :class:`BadInput` if the
    dossier states a mechanism already, or the sheet none.
    """
    key = ("solution", "mechanism")
    solution = dossier.data.get("solution")
    if isinstance(solution, dict) and solution.get("mechanism"):
        raise BadInput([dossier.problem(
            key, say("map.refused_mechanism_there"), say("map.refused_take_it_out"))])
    text = f"{dossier.text.rstrip()}\n\n{toml_text(_solution(map, sheet))}"
    return _checked(text, dossier.path, sheet)


def _solution(map: IssueMap, sheet: str) -> dict[str, Any]:
    steps = map.of("step")
    problems = list(_unplaced(map, sheet))
    if not steps:
        step = say("map.row_step")
        problems.append(Problem(sheet, 0, step, say("map.refused_no_step"),
                                say("map.refused_write_a_step", kind=step)))
    if problems:
        raise BadInput(problems)
    links = _links(map)
    parts = [{"name": text} for text in dict.fromkeys(
        text for back in links.back.values() for text in back)]
    return {"solution": _without_empty({
        "components": parts, "mechanism": list(_steps(map, links))})}


def _unplaced(map: IssueMap, sheet: str) -> Iterator[Problem]:
    """Yield a problem for each need that belongs to no step."""
    texts = {step.text for step in map.of("step")}
    for need in map.of("need"):
        if not texts.intersection(need.about):
            yield Problem(sheet, 0, say("map.column_belongs to"),
                          say("map.refused_need_without_step", need=need.text),
                          say("map.refused_repeat_the_step"))


@attrs.frozen
class _Links:
    """The texts that each step leads to: later ones, and those that it leads ``back`` to.

    What strengthens an earlier step leads to that as a part of the solution, so that the chain has
    no circle.
    """

    on: Mapping[str, Sequence[str]]
    back: Mapping[str, Sequence[str]]


def _links(map: IssueMap) -> _Links:
    """Return the links of the steps, as they say themselves or as what changes says of them."""
    on: dict[str, list[str]] = {item.text: [] for item in map.of("step", "change")}
    back: dict[str, list[str]] = {}
    for step in map.of("step"):
        named = [text for text in step.about if text in on]
        named += [change.text for change in map.of("change") if step.text in change.about]
        for text in dict.fromkeys(named):
            kind = back.setdefault(step.text, []) if _leads(on, text, step.text) else (
                on[step.text])
            kind.append(text)
    return _Links(on, back)


def _leads(links: Mapping[str, Sequence[str]], start: str, end: str) -> bool:
    """Return whether links lead from one text to another."""
    seen, waiting = {start}, [start]
    while waiting:
        following = [text for text in links[waiting.pop()] if text not in seen]
        seen.update(following)
        waiting += following
    return end in seen


def _steps(map: IssueMap, links: _Links) -> Iterator[dict[str, Any]]:
    """Yield the steps with their needs; what changes in the end is a last step of its own.

    Nothing has been measured yet, so no outcome is written.
    """
    chain = [*map.of("step"), *map.of("change")]
    parts = {text for back in links.back.values() for text in back}
    ids = dict(zip((item.text for item in chain),
                   _each_id([item.text for item in chain], not_ids=parts), strict=True))
    needs = {step.text: [need for need in map.of("need") if step.text in need.about]
             for step in map.of("step")}
    need_ids = iter(_each_id([need.text for own in needs.values() for need in own]))
    for step in chain:
        yield _without_empty({
            "id": ids[step.text], "what": step.text,
            "component": step.text if step.text in parts else "",
            "leads_to": [*(ids[text] for text in links.on[step.text]),
                         *links.back.get(step.text, ())],
            "needs": [_need(need, next(need_ids)) for need in needs.get(step.text, ())]})


def _need(need: Item, id: str) -> dict[str, Any]:
    return _without_empty({"id": id, "what": need.text,
                           "here": False if need.mark == "missing" else None})


def _without_empty(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value not in (None, [], "")}


def _each_id(texts: Sequence[str], not_ids: Collection[str] = ()) -> Iterator[str]:
    """Yield an id for each text, made of its first words; a second one of a kind is numbered.

    None is one of ``not_ids``: the name of a part, which a step may lead to as well.
    """
    seen = set(not_ids)
    for text in texts:
        first = "-".join(id_of(text).split("-")[:_WORDS])
        first = first if first[0].isalpha() else f"s-{first}"
        id, number = first, 1
        while id in seen:
            number += 1
            id = f"{first}-{number}"
        seen.add(id)
        yield id


def _checked(text: str, path: Path, sheet: str) -> str:
    """Return a dossier's text that loads; else raise what is wrong, with the sheet's name."""
    found = read_inputs([], [parse_toml(text, str(path))])
    problems = [Problem(sheet, 0, problem.key, problem.what, problem.to_do)
                if problem.key.startswith("solution.mechanism") else problem
                for problem in found.problems]
    if problems:
        raise BadInput(problems)
    return text
