"""Find the jury of a run: its assessors, by the lists of the calls and of the sheets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from hubflow.model.files import ASSESSORS
from hubflow.model.input_problems import Problem
from hubflow.model.judgements import Judgement
from hubflow.model.methodology import Methodology
from hubflow.reading.dossiers.load import Inputs
from hubflow.reading.panel.assessor_groups import group_problems
from hubflow.reading.panel.assessor_names import (
    AssessorNames,
    NamesOf,
    declared,
    near_names,
    one_name_each,
    shown_abstentions,
    with_conflicts,
)
from hubflow.reading.panel.judgement_checks import ambiguous, place_of
from hubflow.reading.values.normal_text import name_key
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.model.assessors import Assessor
    from hubflow.reading.dossiers.calls import FoundCall


def near_name_problems(
    judgements: Sequence[Judgement], names_of: NamesOf
) -> Iterator[Problem]:
    """Yield a problem for each assessor who may be another one."""
    for said, name, place in near_names(judgements, names_of):
        file, line = place_of(said)
        yield Problem(
            file, line, "assessor", say("reading-problems.is_the_same_person_as",
                                        assessor=said.assessor, name=name, place=place),
            say("reading-problems.write_one_name_in_one_way", assessors=ASSESSORS[0]))


@attrs.define(eq=False, repr=False)
class Jury:
    """The assessors of each venture's call; ``lists`` are further names, which hold for all.

    With ``as_written`` each spelling is an assessor, as in older versions. ``groups`` are the ids
    of the panel's groups.
    """

    by_venture: Mapping[str, Sequence[Assessor]]
    calls: Sequence[FoundCall]
    as_written: bool = False
    groups: Sequence[str] = ()
    lists: list[AssessorNames] = attrs.field(factory=list)
    _names: dict[tuple[str, int], AssessorNames] = attrs.field(factory=dict)

    @classmethod
    def of(
        cls, inputs: Inputs, methodology: Methodology, *, as_written: bool = False
    ) -> Jury:
        """Return the jury of the calls of a hub."""
        hub = methodology.hub.id
        return cls({entry.dossier.id: entry.call.assessors for entry in inputs.entries
                    if entry.call is not None and entry.call.hub in (None, hub)},
                   [found for found in inputs.calls if found.call.hub in (None, hub)],
                   as_written, methodology.panel.group_ids)

    def names_of(self, venture: str) -> AssessorNames:
        """Return the names of the assessors of a venture's call."""
        key = venture, len(self.lists)
        if key not in self._names:
            own = AssessorNames.of(self.by_venture.get(venture, ()))
            self._names[key] = own.joined(self.lists) if self.lists else own
        return self._names[key]

    def settled(self, judgements: Sequence[Judgement]) -> list[Judgement]:
        """Return judgements under one name for each person, who abstains as a whole or not."""
        if self.as_written:
            return list(judgements)
        known = [said for id, assessors in self.by_venture.items() for each in assessors
                 for said in declared(each, "") if said.venture == id]
        return shown_abstentions(with_conflicts(
            one_name_each([*judgements, *known], self.names_of)))

    def problems(
        self, judgements: Sequence[Judgement], ventures: Collection[str]
    ) -> Iterator[Problem]:
        """Yield what is wrong with the lists, and with assessors who may be one person.

        ``ventures`` are those that the lists may name.
        """
        for found in self.calls:
            for each in found.assessors:
                # the conflicts of a list beside sheets are checked with the sheets
                yield from each.unknown_ventures(ventures, conflicts=not found.sheets)
                yield from each.unknown_groups(self.groups)
        if not self.as_written:
            yield from near_name_problems(judgements, self.names_of)
            yield from group_problems(judgements, self.names_of, self.groups)
            yield from self._said_twice(judgements)

    def _said_twice(self, judgements: Sequence[Judgement]) -> Iterator[Problem]:
        """Yield judgements of one person under two names, or in a sheet and in a dossier."""
        named = one_name_each(judgements, self.names_of)
        raw = {id(one): said for one, said in zip(named, judgements, strict=True)}
        for earlier, later in ambiguous(named):
            was, now = raw[id(earlier)], raw[id(later)]
            same_name = name_key(was.assessor) == name_key(now.assessor)
            if was.from_dossier == now.from_dossier and (same_name or not now.from_dossier):
                continue  # told where they were read
            file, line = place_of(later)
            yield Problem(file, line, "assessor",
                          say("reading-problems.has_judged_of_already", assessor=later.assessor,
                              criterion=later.criterion, venture=later.venture,
                              where=earlier.where),
                          say("reading-problems.leave_one_out_or_date_them"))
