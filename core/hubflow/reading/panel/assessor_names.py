"""Recognise an assessor by every name: one person abstains from a venture as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from hubflow.model.judgements import Judgement
from hubflow.reading.panel.near_names import near_pairs
from hubflow.reading.values.normal_text import name_key, without_hidden
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.model.assessors import Assessor


@attrs.frozen(eq=False, repr=False)
class AssessorNames:
    """The ids of a jury's list by every name in it; without a list it knows nobody.

    ``groups`` are the panel's groups of those who are in one, by the key of a person.
    """

    ids: Mapping[str, str] = attrs.field(factory=dict)
    groups: Mapping[str, str] = attrs.field(factory=dict)

    @classmethod
    def of(cls, assessors: Iterable[Assessor]) -> AssessorNames:
        """Return the names of a list."""
        people = tuple(assessors)
        return cls({name_key(name): each.id for each in people for name in each.all_names},
                   {name_key(each.id): each.group for each in people if each.group})

    def joined(self, others: Iterable[AssessorNames]) -> AssessorNames:
        """Return the names of several lists."""
        every = [self, *others]
        return AssessorNames(*({key: value for each in every
                                for key, value in getattr(each, name).items()}
                               for name in ("ids", "groups")))

    def key(self, name: str) -> str:
        """Return what is the same for every name of one person."""
        return name_key(self.ids.get(name_key(name), name))

    def group(self, name: str) -> str:
        """Return the group of the panel to which a person belongs by the list; empty for none."""
        return self.groups.get(self.key(name), "")


NOBODY = AssessorNames()
NamesOf = Callable[[str], AssessorNames]
"""The list of assessors of a venture's call."""


def declared(assessor: Assessor, where: str) -> Iterator[Judgement]:
    """Yield the conflicts of interest that a list declares of an assessor."""
    for venture in assessor.conflicts:
        yield Judgement(venture=venture, phase="", criterion="", assessor=assessor.id,
                        conflict=True, where=where)


def one_name_each(judgements: Sequence[Judgement], names_of: NamesOf) -> list[Judgement]:
    """Return judgements under one name for each person: the id in the list, else one spelling.

    Which spelling it is depends on those that there are, not on their order. A judgement without a
    group has that of its assessor in the list.
    """
    people = dict.fromkeys((each.venture, each.assessor) for each in reversed(judgements))
    key_of = {(venture, name): names_of(venture).key(name) for venture, name in reversed(people)}
    keys = [key_of[each.venture, each.assessor] for each in judgements]
    listed = {key: id for (venture, _), key in key_of.items()
              if (id := names_of(venture).ids.get(key)) is not None}
    written: dict[str, str] = {}
    for key, name in dict.fromkeys((key, name) for (_, name), key in key_of.items()):
        clean = _clean(name)
        written[key] = min(written.get(key, clean), clean, key=_looks)
    names = {**written, **listed}
    found = [said if said.assessor == names[key] else attrs.evolve(said, assessor=names[key])
             for key, said in zip(keys, judgements, strict=True)]
    return [said if said.group or not (group := names_of(said.venture).group(said.assessor))
            else attrs.evolve(said, group=group) for said in found]


def with_conflicts(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Return judgements of which none counts where its assessor declared a conflict anywhere.

    A conflict of interest is one with the venture: it holds in every phase, file and row.
    """
    barred = {(said.venture, said.assessor) for said in judgements if said.conflict}
    if not barred:
        return list(judgements)
    return [attrs.evolve(said, conflict=True)
            if not said.conflict and (said.venture, said.assessor) in barred else said
            for said in judgements]


def shown_abstentions(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Return judgements in which a conflict declared alone stands beside each criterion.

    That is every criterion on which the venture is judged, or its assessor judges others; so an
    abstention is shown in the same way, whatever kind of file declares it.
    """
    alone = [said for said in judgements if said.declares_alone]
    if not alone:
        return list(judgements)
    of_venture: dict[str, dict[tuple[str, str], None]] = {}
    of_assessor: dict[str, dict[tuple[str, str], None]] = {}
    rows = [said for said in judgements if not said.declares_alone]
    for said in rows:
        of_venture.setdefault(said.venture, {})[said.phase, said.criterion] = None
        of_assessor.setdefault(said.assessor, {})[said.phase, said.criterion] = None
    seen = {(said.venture, said.assessor, said.phase, said.criterion) for said in rows}
    for said in alone:
        for phase, criterion in {**of_venture.get(said.venture, {}),
                                 **of_assessor.get(said.assessor, {})}:
            if (said.venture, said.assessor, phase, criterion) not in seen:
                seen.add((said.venture, said.assessor, phase, criterion))
                rows.append(attrs.evolve(said, phase=phase, criterion=criterion))
    return rows


def near_names(
    judgements: Sequence[Judgement], names_of: NamesOf
) -> Iterator[tuple[Judgement, str, str]]:
    """Yield a judgement of an assessor who may be another one: its name, and where that stands.

    Two whom a list tells apart are two. Otherwise names are compared that judge one venture, and
    names with those of the venture's list.
    """
    first: dict[str, dict[str, Judgement]] = {}
    for said in judgements:
        key = names_of(said.venture).key(said.assessor)
        first.setdefault(said.venture, {}).setdefault(key, said)
    unlisted = {key for venture, by in first.items() for key in by
                if key not in names_of(venture).ids}
    if not unlisted:
        return
    in_lists = {key for venture in first for key in names_of(venture).ids}
    pairs = near_pairs(sorted(unlisted | in_lists | {key for by in first.values() for key in by}))
    told: set[tuple[str, str]] = set()
    for venture in sorted(first) if pairs else ():
        by, ids = first[venture], names_of(venture).ids
        for one, other in pairs:
            for name, near in ((one, other), (other, one)):
                if name not in by or name in ids or (name, near) in told:
                    continue
                if near in ids:
                    told |= {(name, near), (near, name)}
                    yield by[name], near, say("reading-problems.in_the_list", name=ids[near])
                elif near in by:
                    told |= {(name, near), (near, name)}
                    late, soon = sorted((by[name], by[near]), key=lambda each: each.where)[::-1]
                    yield late, soon.assessor, soon.where


def _clean(name: str) -> str:
    """Return a name without white space at its ends, and signs that nobody sees."""
    return " ".join(without_hidden(name).split())


def _looks(name: str) -> tuple[bool, str]:
    """Return by what the best spelling comes first: capitals and small letters before others."""
    return name == name.upper() or name == name.lower(), name
