"""Check to which group of the panel each assessor belongs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubflow.model.files import ASSESSORS
from hubflow.model.input_problems import Problem
from hubflow.model.judgements import Judgement
from hubflow.reading.panel.assessor_names import NamesOf
from hubflow.reading.panel.judgement_checks import place_of
from hubflow.reading.records.nearest import did_you_mean
from hubflow.text.spoken import say


def group_problems(
    judgements: Sequence[Judgement], names_of: NamesOf, groups: Sequence[str]
) -> Iterator[Problem]:
    """Yield a problem for each assessor who is in no group of the panel, or in two.

    ``groups`` are the ids of the panel's groups; without any nothing is checked. Who abstains
    needs none. An unknown group in a list of assessors is a problem of the list.
    """
    told: set[tuple[str, str, str]] = set()
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for said in judgements if groups else ():
        if said.conflict:
            continue
        names = names_of(said.venture)
        listed = names.group(said.assessor)
        group = said.group or listed
        earlier, place = first.setdefault(
            (said.venture, names.key(said.assessor)), (group, said.where))
        file, line = place_of(said)
        what, to_do = _flaw(said.assessor, group, listed, groups)
        if not what and earlier != group:
            what = say("reading-problems.is_in_two_groups", assessor=said.assessor, group=group,
                       earlier=earlier, place=place)
            to_do = say("reading-problems.an_assessor_is_in_one_group")
        sheet = file.partition(": ")[0]
        if what and (sheet, said.assessor, what) not in told:
            told.add((sheet, said.assessor, what))
            yield Problem(file, line, "group", what, to_do)


def _flaw(assessor: str, group: str, listed: str, groups: Sequence[str]) -> tuple[str, str]:
    """Return what is wrong with the group of one judgement, and what to do; nothing if right."""
    if not group:
        return (say("reading-problems.is_in_no_group", assessor=assessor),
                say("reading-problems.name_one_of_the_groups", groups=", ".join(groups),
                    file=ASSESSORS[0]))
    if listed and group != listed:
        return (say("reading-problems.is_in_another_group_by_the_list", assessor=assessor,
                    group=group, listed=listed),
                say("reading-problems.leave_the_cell_blank"))
    if group not in groups and group != listed:
        return (say("reading-problems.the_panel_has_no_group", group=group),
                did_you_mean(group, groups))
    return "", ""
