"""Every page shows a number in one way, in the reader's language, as the rules compared it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

import attrs
import pytest
import tomli_w
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.documents.test_shown_numbers import METHOD, ventures
from tests.property_examples import examples

from hubflow.cli.run_page import show_run
from hubflow.compare.kept_run import KeptRun, run_hub
from hubflow.documents.result_words import ResultWords
from hubflow.documents.scorecard import scorecard_markdown
from hubflow.documents.traces.trace_node import Node
from hubflow.documents.traces.trace_tree import why
from hubflow.engine.pipeline.case_source import CaseSet, DecisionRecord
from hubflow.jury.letter import letter_document, letter_of
from hubflow.model.results import VentureResult
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.report.number_trace import Trace
from hubflow.report.venture_parts import parts_of
from hubflow.report.venture_view import venture_views
from tests.conftest import AS_OF, HEADER

NEEDS = st.one_of(st.floats(0, 10), st.sampled_from([5.0, 4.992, 4.96, 4.949999999, 5.05, 10 / 3]))
LEAST, MINIMUM = 49.95, 4.95


def kept_run(folder: Path, needs: list[tuple[float, float]]) -> KeptRun:
    """A call judged so, shown in Portuguese."""
    method = METHOD.format(least=LEAST, places=1, minimum=MINIMUM, weight=5.5)
    for name in ("hub", "call"):
        (folder / name).mkdir(parents=True)
    (folder / "hub/methodology.toml").write_text(HEADER + method, "utf-8")
    for data in ventures(needs):
        (folder / f"call/{data['id']}.toml").write_text(
            tomli_w.dumps({"name": data["id"], **data}), "utf-8")
    hub = load_hub(str(folder / "hub"))
    return run_hub("testhub", CaseSet.of(hub, load_inputs([folder / "call"]), AS_OF),
                   language="pt")


def pages(run: KeptRun, venture: VentureResult) -> Mapping[str, str]:
    """The text of each page on a venture, and of what the terminal shows."""
    showing, own = ResultWords("pt"), run.prepared.methodology
    dossier = next(case.entry.dossier for case in run.prepared.cases if case.id == venture.id)
    decision = DecisionRecord(venture=venture.id, decision="stop", phase="identify",
                              by="O júri", date=AS_OF, released=AS_OF)
    letter = letter_document(run.prepared.hub, letter_of(decision, dossier, venture, own, "pt"),
                             run.result.hub)
    trace = Trace(showing)
    view = venture_views(run, showing, trace, only=frozenset({venture.id}))[venture.id]
    report = " ".join(str(part.body) for part in parts_of(view, 4, charts=False))
    terminal = io.StringIO()
    show_run(attrs.evolve(run.result, ventures=(venture,)), terminal, colour=False, width=200)
    tree = why(venture, dossier, own, "pt", among=run.result.ventures)
    texts = {"scorecard": scorecard_markdown(venture, run.result), "letter": letter.markdown,
            "report": re.sub(r"<[^>]*>", " ", report), "terminal": terminal.getvalue(),
            "why": "\n".join(line for node in tree for line in lines(node))}
    return {page: text.replace("\xa0", " ") for page, text in texts.items()}


def lines(node: Node) -> list[str]:
    said = f": {node.said}" if node.said else ""
    return [node.text + said, *(line for child in node.children for line in lines(child))]


@settings(max_examples=examples(4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(needs=st.lists(st.tuples(NEEDS, NEEDS.map(lambda need: 1 + need * 0.4)),
                      min_size=2, max_size=3))
@example(needs=[(5, 2.9968), (5, 2.99999996), (4.949999999, 3)])
def test_all_pages_show_what_the_rules_compared(
    tmp_path_factory: pytest.TempPathFactory, needs: list[tuple[float, float]]
) -> None:
    run = kept_run(tmp_path_factory.mktemp("pages"), needs)
    showing = ResultWords("pt")
    for venture in run.result.ventures:
        phase = venture.phases[0]
        assert phase.score is not None
        texts = pages(run, venture)
        for page, text in texts.items():
            written = re.findall(r"(?<![\d.,])\d+(?:,\d+)?(?![\d.,]*\d)", text)
            assert showing.interval(phase.score) in written, page
            assert not re.search(r"\d\.\d", without_versions(text)), page
        for page in ("scorecard", "letter", "report", "why"):
            for criterion in phase.criteria:
                assert showing.value(criterion) in texts[page], page
        for page in ("scorecard", "why", "report"):
            for criterion in phase.criteria:
                assert showing.weight(criterion).replace("\xa0", " ") in texts[page], page
        assert all("49,95" in texts[page] for page in ("scorecard", "why", "report"))


def without_versions(text: str) -> str:
    return re.sub(r"\d+\.\d+\.\d+", "", text)


def test_a_rank_is_explained_by_numbers_that_differ(tmp_path: Path) -> None:
    run = kept_run(tmp_path, [(7.001, 3), (7, 3)])
    found = next(one for one in run.result.ventures if one.id == "v1")
    said = pages(run, found)["why"]
    assert "Need: 7,001 contra 7" in said


