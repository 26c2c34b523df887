"""Find the criteria and groups of a phase that are weighed against each other."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from hubflow.engine.method.score_tree import parts_within, score_points
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.methodology import Phase, text_in
from hubflow.reading.method.methodology_file import LoadedMethodology
from hubflow.reading.records.nearest import did_you_mean
from hubflow.text.spoken import say


@attrs.frozen(kw_only=True, eq=False)
class WeighedParts:
    """The parts of a phase, or of one of its groups, whose weights are asked for.

    ``position`` is the phase's number in the methodology; ``titles`` are by id.
    """

    phase: Phase
    position: int
    group: str | None
    titles: Mapping[str, str]


def weighed_parts(
    loaded: LoadedMethodology, phase: str | None, group: str | None, language: str
) -> WeighedParts:
    """Return the criteria and groups that stand beside each other in a phase, or in its group.

    Without ``phase`` the only one that has such parts. Raises :class:`BadInput` where there is
    none, where several could be meant, and where the parts are worth published points.
    """
    found = [WeighedParts(phase=each, position=number, group=group, titles={
        part.id: text_in(part.title, language, part.id) for part in parts_within(each, group)})
        for number, each in enumerate(loaded.methodology.phases)
        if phase is None or each.id == phase]
    weighed = [each for each in found if len(each.titles) > 1]
    if len(weighed) == 1:
        _refuse_points(loaded, weighed[0])
        return weighed[0]
    raise BadInput([Problem(loaded.file.name, 0, "stages", *_which(loaded, phase, group, weighed))])


def _which(
    loaded: LoadedMethodology, phase: str | None, group: str | None,
    weighed: list[WeighedParts],
) -> tuple[str, str]:
    """Return what is wrong with the choice of a phase, and what to do."""
    ids = [each.id for each in loaded.methodology.phases]
    if phase is not None and phase not in ids:
        return (say("weigh.refused_no_phase", phase=phase),
                did_you_mean(phase, ids) or say("weigh.refused_known", known=", ".join(ids)))
    if weighed:
        names = ", ".join(each.phase.id for each in weighed)
        return say("weigh.refused_several_phases"), say("weigh.refused_name_a_phase", phases=names)
    lacking = (say("weigh.refused_no_two_in_group", group=group) if group
               else say("weigh.refused_no_two"))
    return lacking, say("weigh.refused_two_or_more")


def _refuse_points(loaded: LoadedMethodology, parts: WeighedParts) -> None:
    if score_points(parts.phase) is not None:
        raise BadInput([loaded.problem(
            ("phases", parts.position), say("weigh.refused_points"),
            say("weigh.refused_weights_alone"))])
