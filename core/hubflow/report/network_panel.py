"""The panel on how alike hubs' methods are: two of them level by level, more as a network."""

from __future__ import annotations

import functools

from markupsafe import Markup

from hubflow.compare.alike.method_map import map_drawing
from hubflow.compare.answers.method_answer import called, methods_answer, unplaced
from hubflow.compare.methods import MethodsComparison
from hubflow.compare.methods_page import lines_of
from hubflow.report.report_page import PagePanel, part
from hubflow.text.catalogue import words
from hubflow.text.frameworks import FAMILY, level_name
from hubflow.text.numbers import percent


def network_panel(comparison: MethodsComparison) -> PagePanel:
    """Return the panel on how alike the methods are."""
    language, network = comparison.language, comparison.network
    texts = words(language, of="compare")
    note = ""
    if network is not None:
        shown = texts["map_says"].format(share=percent(network.map_share, language))
        off = texts["strangers"].format(hubs=called(comparison.names, network.strangers))
        note = " ".join(filter(None, [shown if network.map else "",
                                      off if network.strangers else "",
                                      unplaced(network, language, comparison.names)]))
    return PagePanel(id="alike", title=texts["alike"], body=part(
        "network.html.j2", language, t=texts, n=network, answer=methods_answer(comparison),
        svg=Markup(map_drawing(network.map, comparison.names)) if network and network.map else "",
        map_note=note, map_says=texts["map"], level=level_name(network.by, language)
        if network else "", family=level_name(FAMILY, language), shade=_shade,
        percent=lambda share: percent(share, language), levels=lines_of(comparison),
        names=comparison.names, all_called=functools.partial(called, comparison.names)))


def _shade(share: float | None, same: bool) -> str:
    """Return the class of a cell of the matrix: the more in common, the darker."""
    if share is None:
        return "unplaced"
    return "same" if same else f"alike-{min(4, int(share * 5))}"
