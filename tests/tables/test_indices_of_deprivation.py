"""The English Indices of Deprivation as a method, against the same index worked out by NumPy."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from hubflow.plugins.manager import load_hub
from hubflow.tables.run_tables import open_run

REPO = Path(__file__).parents[2]
HUB = REPO / "examples" / "hubs" / "indices-of-deprivation"
WEIGHTS = {"income": 0.225, "employment": 0.225, "education": 0.135, "health": 0.135,
           "crime": 0.093, "housing": 0.093, "environment": 0.093}


def transformed(scores: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A domain's scores as the technical report transforms their ranks."""
    values = scores.to_numpy()
    ranks = np.searchsorted(np.sort(values), values, side="left") + 1
    exact: np.ndarray[tuple[int], np.dtype[np.float64]] = -23 * np.log(
        1 - ranks / len(values) * (1 - np.exp(-100 / 23)))
    return exact


@pytest.fixture(scope="module")
def areas() -> pl.DataFrame:
    return pl.read_csv(HUB / "areas.csv")


@pytest.fixture(scope="module", params=[None, 170], ids=["whole", "in parts"])
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
            ) -> pl.DataFrame:
    out = tmp_path_factory.mktemp("iod") / "results.parquet"
    run = open_run(load_hub(str(HUB)), [HUB / "areas.csv"], as_of=dt.date(2019, 9, 26),
                   call="areas", size=request.param)
    run.written(out)
    return pl.read_parquet(out).filter(pl.col("phase") == "identify")


def test_the_combined_scores_and_ranks_are_those_of_numpy(
    areas: pl.DataFrame, results: pl.DataFrame
) -> None:
    domains = {id: transformed(areas[f"local.{id}"]) for id in WEIGHTS}
    # the published weights add up to 0.999; a score is their mean
    expected = sum(weight * domains[id] for id, weight in WEIGHTS.items()) / sum(WEIGHTS.values())
    found = results["score_lower"].to_numpy()
    assert np.abs(found - expected).max() < 1e-8
    order = np.argsort(-np.asarray(expected), kind="stable")
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    assert results["rank_best"].to_list() == ranks.tolist()
    assert results.filter(pl.col("recommendation") == "advance").height == 100


def test_a_tenth_of_the_areas_scores_more_than_50_in_each_domain(areas: pl.DataFrame) -> None:
    """What the reports say that the constant 23 is chosen for, and that scores run to 100."""
    for id in WEIGHTS:
        scores = transformed(areas[f"local.{id}"])
        assert abs((scores > 50).mean() - 0.1) < 0.005
        assert scores.max() == pytest.approx(100)


def test_the_areas_are_those_that_the_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_areas", REPO / "scripts/make_areas.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (HUB / "areas.csv").read_text("utf-8") == script.areas()
