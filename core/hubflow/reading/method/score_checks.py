"""Check how a phase's criteria and groups make up its score, and what breaks ties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hubflow.model.plain_record import PlainRecord
from hubflow.reading.method.criterion_checks import CriterionScale, one_way, scale_of, step_flaws
from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import number, table, tables
from hubflow.text.spoken import say

Part = tuple[KeyPath, dict[str, Any]]
"""A criterion or a group as it is written, with its key path."""

_ADD_UP = 9
"""Points add up to a total if they do so to so many decimals."""


def group_flaws(at: KeyPath, phase: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield the flaws of a phase's groups and points."""
    yield from _PhaseParts.of(at, phase).flaws(phase)


def worth(raw: dict[str, Any]) -> float | None:
    """Return how many points a criterion or group says that it is worth."""
    return number(raw.get("points"))


class _PhaseParts(PlainRecord):
    at: KeyPath
    groups: Mapping[str, Part]
    parts: Sequence[Part]

    @classmethod
    def of(cls, at: KeyPath, phase: dict[str, Any]) -> _PhaseParts:
        groups = list(tables(phase, "groups", at=at))
        criteria = list(tables(phase, "criteria", at=at))
        return cls(at, {each["id"]: (path, each) for path, each in groups
                        if isinstance(each.get("id"), str)}, [*groups, *criteria])

    def flaws(self, phase: dict[str, Any]) -> Iterator[RecordFlaw]:
        for path, part in self.parts:
            yield from self._place(path, part)
        for path, group in self.groups.values():
            yield from _one_weight(path, group)
            yield from self._group(path, group)
        yield from self._whole(phase)
        top = [part for part in self.parts if part[1].get("group") is None]
        band = number(table(phase, "score").get("band"))
        if band is not None and not 0 <= band <= 1:
            yield RecordFlaw((*self.at, "score", "band"),
                             say("method-checks.from_0_to_1", value=band))
        total = number(table(phase, "score").get("points"))
        here = (*self.at, "score", "points")
        if total is not None and not total > 0:
            yield RecordFlaw(here, say("method-checks.more_than_0", value=total))
        elif total is not None and all(_has_labels(part) for _, part in top):
            yield RecordFlaw(here, say("method-checks.no_numbers_no_score"),
                             say("method-checks.or_give_a_scale"))
        else:
            yield from self._points(top, total, here, published=True)

    def _whole(self, phase: dict[str, Any]) -> Iterator[RecordFlaw]:
        """Yield adjustments to a score that there is not, and limits that no score has."""
        rules, at = table(phase, "score"), (*self.at, "score")
        adjustments = list(tables(phase, "adjustments", at=self.at))
        if adjustments and all(_has_labels(part) for _, part in self.criteria):
            yield RecordFlaw(adjustments[0][0], say("method-checks.adjusts_no_score"),
                             say("method-checks.give_number_scale"))
        floor, cap = number(rules.get("floor")), number(rules.get("cap"))
        if floor is not None and floor < 0:
            yield RecordFlaw((*at, "floor"), say("method-checks.at_least_0", value=floor))
        if cap is not None and not cap > (floor or 0):
            yield RecordFlaw((*at, "cap"), say("method-checks.more_than_floor", value=cap))

    @property
    def criteria(self) -> Sequence[Part]:
        """The criteria."""
        return [part for part in self.parts if part[1].get("id") not in self.groups]

    def _place(self, at: KeyPath, part: dict[str, Any]) -> Iterator[RecordFlaw]:
        """Yield a group that there is not, that is within itself, or that labels are part of."""
        name = part.get("group")
        if not isinstance(name, str):
            return
        here = (*at, "group")
        if name not in self.groups:
            yield RecordFlaw(here, say("method-checks.no_group_here", name=name),
                             did_you_mean(name, self.groups))
        elif self._is_within_itself(part):
            yield RecordFlaw(here, say("method-checks.group_within_itself"),
                             say("method-checks.name_another_group"))
        elif _has_labels(part):
            yield RecordFlaw(here, say("method-checks.labels_no_subtotal"),
                             say("method-checks.group_or_scale"))

    def _is_within_itself(self, part: dict[str, Any]) -> bool:
        seen: list[dict[str, Any]] = []
        while part not in seen:
            seen.append(part)
            around = self.groups.get(str(part.get("group")))
            if around is None:
                return False
            part = around[1]
        return True

    def _group(self, at: KeyPath, group: dict[str, Any]) -> Iterator[RecordFlaw]:
        within = [part for part in self.parts if part[1].get("group") == group["id"]]
        if not within:
            yield RecordFlaw(at, say("method-checks.has_no_criteria"),
                             say("method-checks.write_the_group", id=group["id"]))
        total = worth(group)
        yield from self._points(within, total, (*at, "points"))
        if total is None and any(worth(part) is not None for _, part in within):
            total = sum(_weight(part) for _, part in within)
        least, most = number(group.get("minimum")), total or 100
        if least is not None and not 0 <= least <= most:
            yield RecordFlaw((*at, "minimum"), say("method-checks.no_subtotal", value=least),
                             say("method-checks.goes_from_0", most=most))

    def _points(
        self, parts: Sequence[Part], total: float | None, at: KeyPath, *, published: bool = False
    ) -> Iterator[RecordFlaw]:
        """Yield points beside none, and points that do not add up to their total.

        Weights, too, add up to a ``published`` total.
        """
        weighed = [(path, part) for path, part in parts if not _has_labels(part)]
        counted = any(worth(part) is not None for _, part in weighed)
        unsaid = [path for path, part in weighed
                  if worth(part) is None and part.get("weight") is None]
        unlike = [path for path, part in weighed if counted and worth(part) is None
                  and part.get("weight") is not None and not isinstance(part.get("points"), list)]
        for path in unsaid if counted else ():
            yield RecordFlaw(path, say("method-checks.not_how_many_points"),
                             say("method-checks.points_or_weight"))
        for path in unlike:
            yield RecordFlaw((*path, "weight"), say("method-checks.beside_others"),
                             say("method-checks.say_points"))
        if total is None or not (counted or published) or (counted and (unsaid or unlike)):
            return
        found = sum(_weight(part) for _, part in weighed)
        if round(found - total, _ADD_UP):
            yield RecordFlaw(at, say("method-checks.adds_up_to", total=total, found=found),
                             say("method-checks.correct_by_published"))


def _one_weight(at: KeyPath, group: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield a group's weight that is none, or that stands beside its points."""
    for key in ("weight", "points"):
        found = number(group.get(key))
        if found is not None and not found > 0:
            yield RecordFlaw((*at, key), say("method-checks.more_than_0", value=found))
    if worth(group) is not None and group.get("weight") is not None:
        yield RecordFlaw((*at, "weight"), say("method-checks.beside_points"),
                         say("reading-problems.leave_one_of_them_out"))


def _weight(part: dict[str, Any]) -> float:
    found = worth(part)
    found = number(part.get("weight")) if found is None else found
    return 1.0 if found is None else found


def _has_labels(part: dict[str, Any]) -> bool:
    scale = scale_of(part.get("scale"))
    return scale is not None and scale.bounds is None


def adjustment_flaws(at: KeyPath, raw: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield the flaws of an adjustment: computed or judged, with limits that leave it something."""
    yield from one_way(at, raw, "add", "how_much_is_added")
    if raw.get("justified") is True and raw.get("judged") is not True:
        yield RecordFlaw((*at, "justified"), say("method-checks.only_judgement_justified"))
    floor, cap = (number(raw.get(key, 0.0)) for key in ("floor", "cap"))
    if floor is not None and cap is not None and not floor < cap:
        yield RecordFlaw((*at, "floor" if "floor" in raw else "cap"),
                         say("method-checks.adds_least_most", floor=floor, cap=cap),
                         say("method-checks.bonus_or_penalty"))
    elif floor is not None and cap is not None:
        yield from step_flaws(at, raw, CriterionScale((floor, cap)))


def tie_flaws(ties: Sequence[Part], rank_by: Any) -> Iterator[RecordFlaw]:
    """Yield ties that say none or several ways to compare, or that `rank_by` does not name."""
    for at, tie in ties:
        ways = [key for key in ("least", "most", "fact", "uncovered") if tie.get(key) is not None]
        if len(ways) != 1:
            named = say("reading-problems.and_word").join(f"`{way}`" for way in ways)
            yield RecordFlaw(at, say("method-checks.says_several", ways=named) if ways else
                             say("method-checks.not_what_is_first"),
                             say("method-checks.one_of_the_ways"))
        if (tie.get("fact") is None) != (not tie.get("listed")):
            yield RecordFlaw((*at, "listed" if tie.get("listed") else "fact"),
                             say("method-checks.fact_and_listed"), say("method-checks.which_fact"))
        if isinstance(tie.get("id"), str) and (
            not isinstance(rank_by, list) or tie["id"] not in rank_by
        ):
            yield RecordFlaw((*at, "id"), say("method-checks.not_in_rank_by", id=tie["id"]),
                             say("method-checks.write_rank_by", id=tie["id"]))
