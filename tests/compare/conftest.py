"""Hubs from methodology text and dossiers from plain data, compared."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from hubflow.compare.comparison_run import Comparison, compare
from hubflow.compare.kept_run import KeptRun, run_hub
from hubflow.compare.robustness.drawn_weights import WeightDraw
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import LoadedHub, load_hub

HEADER = """
api = 1
[hub]
id = "{id}"
edition = "{edition}"
name = "Hub {id}"
place = {{ name = "Testtown", country = "GB" }}
language = "en"
currency = "GBP"
[[sources]]
id = "rules"
title = "The rules"
status = "published"
[[sources]]
id = "guess"
title = "A choice made here"
status = "assumption"
"""


def criterion(
    id: str, concept: str, weight: float = 1, scale: str = "[0, 10]", more: str = "",
    stage: str = "identify",
) -> str:
    """A judged criterion as text."""
    weighs = "" if '"' in scale else f"weight = {weight}\n"
    return (f'[[stages.{stage}.criteria]]\nid = "{id}"\ntitle = "{id.title()}"\n'
            f'concept = "{concept}"\njudged = true\nscale = {scale}\n{weighs}{more}\n'
            'source = "rules"\n')


def gate(rules: str, stage: str = "identify") -> str:
    """A gate as text."""
    return f'[stages.{stage}.gate]\n{rules}\nsource = "rules"\n'


def judgements(**scores: Any) -> list[dict[str, Any]]:
    """One assessor's scores in the phase identify."""
    return [{"phase": "identify", "criterion": id, "score": score}
            for id, score in scores.items() if score is not None]


class Workshop:
    """Builds hubs and dossiers in a folder, and compares them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = itertools.count()

    def hub(self, id: str, rules: str, edition: str = "1") -> LoadedHub:
        """A hub from its rules."""
        folder = self.folder / f"hub{next(self.count)}"
        folder.mkdir(parents=True)
        (folder / "methodology.toml").write_text(HEADER.format(id=id, edition=edition) + rules)
        return load_hub(str(folder))

    def dossiers(self, dossiers: Sequence[Mapping[str, Any]], call: str | None = None) -> Path:
        """A folder of dossiers, a call where it is named."""
        folder = self.folder / f"dossiers{next(self.count)}"
        folder.mkdir(parents=True)
        for dossier in dossiers:
            text = tomli_w.dumps({"name": dossier["id"].upper(), **dossier})
            (folder / f"{dossier['id']}.toml").write_text(text)
        if call:
            (folder / "call.toml").write_text(f'id = "{call}"\n')
        return folder

    def take(self, hub: LoadedHub, folder: Path) -> KeptRun:
        """One hub's run, kept whole."""
        return run_hub(hub.id, CaseSet.of(hub, load_inputs([folder])))

    def compare(self, hubs: Sequence[LoadedHub], folder: Path, **options: Any) -> Comparison:
        """Hubs compared over a folder of dossiers."""
        drawing = options.pop("drawing", WeightDraw(draws=200, seed=1))
        as_of = options.pop("as_of", None)
        return compare(hubs, lambda hub: CaseSet.of(hub, load_inputs([folder]), as_of), drawing,
                       **options)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """Where hubs and dossiers are built."""
    return Workshop(tmp_path)


Build = Callable[..., Any]
