"""Choose the figures on a place that tell of a dossier's group."""

from __future__ import annotations

from hubflow.documents.mechanism_chain import StepChain
from hubflow.model.dossier import Dossier
from hubflow.text.vocabulary import IndicatorKind

_GROWN_UP = 18


def tells_of(kind: IndicatorKind, dossier: Dossier) -> bool:
    """Return whether a figure may tell of the dossier's group.

    One that a need of the mechanism or the dossier itself names does. One on people of other ages,
    or who are reached in other ways, does not; where the dossier leaves these open, it may.
    """
    identify = dossier.identify
    named = {need.indicator for _, need in StepChain.of(dossier).needs()}
    if kind.id in named | {figure.id for figure in identify.indicators}:
        return True
    if identify.includes_children is False and kind.age_to < _GROWN_UP:
        return False
    oldest, youngest = identify.age_to, identify.age_from
    if isinstance(youngest, int | float) and youngest > kind.age_to:
        return False
    if isinstance(oldest, int | float) and oldest < kind.age_from:
        return False
    reached = set(map(str, identify.reached_through))
    return not (kind.channels and reached) or bool(reached & {*kind.channels, "other"})
