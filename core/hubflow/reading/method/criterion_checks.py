"""Check one criterion or requirement of a methodology."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from hubflow.model.methodology import Criterion
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.records.legal import shown
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import number
from hubflow.text.numbers import number as in_words
from hubflow.text.spoken import say, spoken_language


class CriterionScale(PlainRecord):
    """A valid scale: its two numbers, with a step between scores if there is one, or its labels."""

    bounds: tuple[float, float] | None
    labels: tuple[str, ...] = ()
    step: float | None = None

    def why_off(self, value: Any) -> tuple[str, str]:
        """Return why ``value`` is not on this scale, and what to do; two empty texts if it is."""
        if self.bounds is None:
            if isinstance(value, str) and value in self.labels:
                return "", ""
            return (say("reading-problems.not_on_scale", value=shown(value)),
                    did_you_mean(value, self.labels))
        low, high = self.bounds
        as_number, language = number(value), spoken_language()
        inside = as_number is not None and low <= as_number <= high
        if as_number is not None and inside and (
                self.step is None or is_step(as_number, low, self.step)):
            return "", ""
        ends = {"low": in_words(low, language), "high": in_words(high, language)}
        # a sheet's 9 is read as 9.0, which nobody wrote
        said = int(value) if isinstance(value, float) and value.is_integer() else value
        if as_number is None or not inside or self.step is None:
            return (say("reading-problems.not_on_scale", value=_said(said)),
                    say("reading-problems.scale_goes", **ends))
        below = low + self.step * int((as_number - low) / self.step)
        return (say("reading-problems.between_steps", value=_said(said)),
                say("reading-problems.scale_goes_in_steps", **ends, **{
                    key: in_words(each, language) for key, each in (
                        ("step", self.step), ("below", below), ("above", below + self.step))}))


def _said(value: Any) -> str:
    """Return what was given, a number as the language writes it."""
    as_number = number(value)
    plain = as_number is None or not abs(as_number) < 10**15
    return shown(value) if plain or as_number is None else in_words(as_number, spoken_language())


STEP_TOLERANCE = 1e-6
"""The share of a step by which a score may miss it: 0.3 / 0.1 is not quite 3."""


def is_step(score: float, low: float, step: float) -> bool:
    """Return whether a score is a whole number of steps above the low end of its scale.

    >>> is_step(3.5, 0, 0.5), is_step(0.3, 0, 0.1), is_step(3.7, 0, 0.5)
    (True, True, False)
    """
    steps = (score - low) / step
    return abs(steps - round(steps)) < STEP_TOLERANCE


def judged_scale(criterion: Criterion) -> CriterionScale | None:
    """Return the scale of a criterion with its step."""
    scale = scale_of(criterion.scale)
    return None if scale is None else scale.replace(step=criterion.step)


def scale_of(raw: Any) -> CriterionScale | None:
    """Return the scale; None unless it is two rising numbers, or two labels or more."""
    if not isinstance(raw, list | tuple) or len(raw) < 2:
        return None
    if all(isinstance(label, str) and label.strip() for label in raw):
        return CriterionScale(None, tuple(raw)) if len(set(raw)) == len(raw) else None
    numbers = [number(value) for value in raw]
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        return None
    low, high = numbers[0], numbers[1]
    return CriterionScale((low, high)) if float("-inf") < low < high < float("inf") else None


def requirement_flaws(at: KeyPath, raw: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield the flaws of a requirement: an expression or the panel decides it, never both."""
    if str(raw.get("id", "")).startswith("guarantee."):
        yield RecordFlaw((*at, "id"), say("method-checks.names_of_guarantees"),
                         say("method-checks.choose_another_id"))
    yield from one_way(at, raw, "holds", "whether_it_holds")


def criterion_flaws(at: KeyPath, raw: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield the flaws of a criterion: measured or judged, with numbers that fit its scale."""
    yield from one_way(at, raw, "measure", "how_it_is_scored")
    if raw.get("justified") is True and raw.get("judged") is not True:
        yield RecordFlaw((*at, "justified"), say("method-checks.only_judgement_justified"))
    if raw.get("rises_and_falls") is True and not isinstance(raw.get("points"), list):
        yield RecordFlaw((*at, "rises_and_falls"), say("method-checks.about_points"),
                         say("method-checks.give_pairs"))
    yield from _lower_is_better(at, raw)
    scale = scale_of(raw.get("scale"))
    if scale is None:
        if isinstance(raw.get("scale"), list):
            yield RecordFlaw((*at, "scale"), say("method-checks.rising_or_labels"),
                             say("method-checks.such_as_scales"))
        return
    yield from step_flaws(at, raw, scale)
    yield from _weight(at, raw, scale)
    yield from _points(at, raw, scale)
    yield from _conversions(at, raw, scale)
    if "minimum" in raw:
        what, to_do = scale.why_off(raw["minimum"])
        if what:
            yield RecordFlaw((*at, "minimum"), what, to_do)
    rubric = raw.get("rubric")
    for level in rubric if isinstance(rubric, dict) else ():
        what, to_do = scale.why_off(_level(level, scale))
        if what:
            yield RecordFlaw((*at, "rubric", level), what, to_do)


def step_flaws(at: KeyPath, raw: dict[str, Any], scale: CriterionScale) -> Iterator[RecordFlaw]:
    """Yield a step between scores that nobody gives, or that does not lead to the scale's end."""
    step, here = number(raw.get("step")), (*at, "step")
    if step is None:
        return
    if raw.get("judged") is not True:
        yield RecordFlaw(here, say("method-checks.about_a_judgement"),
                         say("method-checks.computed_is_rounded"))
    elif scale.bounds is None:
        yield RecordFlaw(here, say("method-checks.about_numbers"),
                         say("method-checks.leave_it_out"))
    elif not 0 < step < float("inf"):
        yield RecordFlaw(here, say("method-checks.more_than_0", value=step))
    elif not is_step(scale.bounds[1], scale.bounds[0], step):
        low, high = scale.bounds
        yield RecordFlaw(here,
                         say("method-checks.steps_do_not_lead", step=step, low=low, high=high),
                         say("method-checks.step_that_divides"))


def _lower_is_better(at: KeyPath, raw: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield a direction that nothing has, or that something else says."""
    if raw.get("lower_is_better") is not True:
        return
    here = (*at, "lower_is_better")
    if "measure" not in raw:
        yield RecordFlaw(here, say("method-checks.about_a_measure"),
                         say("method-checks.worst_to_best"))
    elif isinstance(raw.get("points"), list):
        yield RecordFlaw(here, say("method-checks.beside_pairs"),
                         say("reading-problems.leave_one_of_them_out"))


def one_way(
    at: KeyPath, raw: dict[str, Any], computed: str, of: str
) -> Iterator[RecordFlaw]:
    """Yield a rule that is neither computed nor judged, or both; ``of`` ends the keys of words."""
    judged = raw.get("judged")
    if judged is True and computed in raw:
        yield RecordFlaw((*at, computed), say(f"method-checks.both_ways_{of}"),
                         say("reading-problems.leave_one_of_them_out"))
    elif judged in (None, False) and computed not in raw:
        yield RecordFlaw(at, say(f"method-checks.no_way_{of}"),
                         say("method-checks.say_key_or_judged", key=computed))


def _weight(at: KeyPath, raw: dict[str, Any], scale: CriterionScale) -> Iterator[RecordFlaw]:
    for key in ("weight", "points"):
        weight = number(raw.get(key))
        if weight is None:
            continue
        if scale.bounds is None:
            yield RecordFlaw((*at, key), say("method-checks.labels_are_counted"),
                             say("method-checks.leave_key_out", key=key))
        elif not weight > 0:
            yield RecordFlaw((*at, key), say("method-checks.more_than_0", value=weight))
    if "weight" in raw and number(raw.get("points")) is not None:
        yield RecordFlaw((*at, "weight"), say("method-checks.beside_points"),
                         say("reading-problems.leave_one_of_them_out"))


def _points(at: KeyPath, raw: dict[str, Any], scale: CriterionScale) -> Iterator[RecordFlaw]:
    points = raw.get("points")
    if not isinstance(points, list):
        return
    here = (*at, "points")
    if scale.bounds is None or "measure" not in raw:
        yield RecordFlaw(here, say("method-checks.measure_on_numbers"))
        return
    pairs = [(number(p[0]), number(p[1])) for p in points if isinstance(p, list) and len(p) == 2]
    known = [(x, y) for x, y in pairs if x is not None and y is not None]
    if len(known) < len(points):
        return  # structuring tells what is wrong with them
    if len(known) < 2:
        yield RecordFlaw(here, say("method-checks.two_pairs"))
    if any(not left < right for (left, _), (right, _) in pairwise(known)):
        yield RecordFlaw(here, say("method-checks.least_measure_first"))
    for position, (_, y) in enumerate(known):
        what, to_do = scale.why_off(y)
        if what:
            yield RecordFlaw((*here, position), what, to_do)


def _conversions(at: KeyPath, raw: dict[str, Any], scale: CriterionScale) -> Iterator[RecordFlaw]:
    """Yield what is wrong with the ways from other scales to this one."""
    others = raw.get("conversions")
    if not isinstance(others, list):
        return
    if raw.get("judged") is not True:
        yield RecordFlaw((*at, "conversions"), say("method-checks.only_judgement_converted"))
        return
    for position, said in enumerate(others):
        here = (*at, "conversions", position)
        if not isinstance(said, dict) or not isinstance(said.get("points"), list):
            continue  # structuring tells what is wrong with it
        other = scale_of(said.get("scale"))
        pairs = [pair for pair in said["points"] if isinstance(pair, list) and len(pair) == 2]
        if other is None:
            yield RecordFlaw((*here, "scale"), say("method-checks.rising_or_labels"))
            continue
        if other.bounds is not None and scale.bounds is None:
            yield RecordFlaw(here, say("method-checks.makes_labels_of_numbers"),
                             say("method-checks.ask_judgements_again"))
            continue
        for number_of, (there, score) in enumerate(pairs):
            for its, value in ((other, there), (scale, score)):
                what, to_do = its.why_off(value)
                if what:
                    yield RecordFlaw((*here, "points", number_of), what, to_do)
        given = [there for there, _ in pairs]
        if other.bounds is not None:
            values = [value for there in given if (value := number(there)) is not None]
            if any(not left < right for left, right in pairwise(values)):
                yield RecordFlaw((*here, "points"), say("method-checks.least_score_first"))
            elif (*values[:1], *values[-1:]) != other.bounds:
                yield RecordFlaw((*here, "points"),
                                 say("method-checks.ends_of_scale", low=other.bounds[0],
                                     high=other.bounds[1]))
        elif sorted(map(str, given)) != sorted(other.labels):
            yield RecordFlaw((*here, "points"), say("method-checks.pair_each_label"))


def _level(text: str, scale: CriterionScale) -> Any:
    """Return a rubric's key as a value of the scale; TOML's keys are always text."""
    if scale.bounds is None:
        return text
    try:
        return float(text)
    except ValueError:
        return text
