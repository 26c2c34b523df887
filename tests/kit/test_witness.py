"""Made-up ventures: legal, and the same on whatever day they are made."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from hubflow.engine.method.compile import compile_methodology
from hubflow.engine.pipeline.column_names import parameter_column
from hubflow.kit.checking.plugin_check import check_hub
from hubflow.kit.laws.witness import Witnesses
from hubflow.reading.method.methodology_file import load_methodology

pytestmark = pytest.mark.usefixtures("forked_checks")

PARAMETER = '''
[parameters.fee]
VALUES
says = "The fee."
source = "rules"

[[stages.identify.requirements]]
id = "free"
holds = "parameters.fee <= 0"
says = "It costs nothing."
source = "rules"

[[stages.identify.requirements]]
id = "visited"
'''


def spoilt(zoo: ModuleType, folder: Path, values: str) -> Path:
    package: Path = zoo.write(folder, "dated")
    path = package / "methodology.toml"
    text = path.read_text("utf-8").replace(
        '\n[[stages.identify.requirements]]\nid = "visited"\n',
        PARAMETER.replace("VALUES", values))
    path.write_text(text, "utf-8")
    return package


@pytest.mark.parametrize(("values", "tried"), [
    ("2020-01-01 = 5\n2021-01-01 = 0", 0.0),
    ("2099-01-01 = 0\n2020-01-01 = 5", 0.0),
    ("2098-01-01 = 5\n2099-01-01 = 7", 7.0),
])
def test_a_parameter_has_the_last_of_its_values(
    zoo: ModuleType, tmp_path: Path, values: str, tried: float
) -> None:
    loaded = load_methodology(spoilt(zoo, tmp_path, values))
    witnesses = Witnesses(compile_methodology(loaded), "seed")
    assert witnesses.choices(parameter_column("fee")) == [tried]


def test_a_parameter_that_is_0_now_is_0(zoo: ModuleType, tmp_path: Path) -> None:
    """Were it its first value, nobody could meet what is asked."""
    report = check_hub(str(spoilt(zoo, tmp_path, "2020-01-01 = 5\n2021-01-01 = 0")))
    assert "nobody can advance" not in " ".join(finding.what for finding in report.findings)
    assert "HF309" not in {finding.check for finding in report.findings}


COMPARED = '''
[[stages.identify.requirements]]
id = "near"
holds = "local.parish = 'San Roque'"
says = "It is in a parish of ours."
source = "rules"
[[stages.identify.criteria]]
id = "share"
title = "Between the smallest and the greatest group of the call"
concept = "need-scale"
measure = """(identify.group_size - min(identify.group_size) OVER ())
  / (max(identify.group_size) OVER () - min(identify.group_size) OVER ())"""
scale = [0, 1]
minimum = 0.5
source = "rules"
[stages.identify.gate]
advance = [{ score = 90 }]
source = "rules"

[[stages.understand.criteria]]
'''
"""Nobody has a share in a call of one, and no made-up text is the name of a parish."""


def test_a_method_that_compares_within_calls_and_names_texts_lets_ventures_pass(
    zoo: ModuleType, tmp_path: Path
) -> None:
    package: Path = zoo.write(tmp_path, "compares")
    path = package / "methodology.toml"
    text = path.read_text("utf-8").replace("\n[[stages.understand.criteria]]\n", COMPARED, 1)
    path.write_text(text.replace(
        "\n[[stages.identify.requirements]]\n",
        '\n[[facts]]\nid = "parish"\ntype = "text"\ndescription = "Which parish?"\n'
        "\n[[stages.identify.requirements]]\n", 1), "utf-8")
    report = check_hub(str(package))
    assert [f.what for f in report.findings if f.check in {"HF308", "HF309"}] == []
    assert "HF106" not in {f.check for f in report.findings}
