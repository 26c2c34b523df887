"""A plugin that writes into what the checks tell: nothing it writes there counts."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from hubflow.kit.checking.events import CheckEvent, HookCall, event_of
from hubflow.kit.checking.plugin_check import check_hub

WRITES = "import os\nos.write(3, LINE + b'\\n')\n"

CHATTY = """
import os
import time
while True:
    os.write(3, b'{"ran": "HF301"}' + bytes([10]))
    time.sleep(0.05)
"""


@pytest.mark.parametrize("line", [
    '{"finding": {}}', '{"ran": "HF999"}', '{"ran": 3}', '{"hub": 1}', "[1]", "not JSON",
    '{"note": {"check": "HF101"}}', '{"calling": null}', '{"done": "yes"}',
    '{"ran": "HF301", "x": 1}',
    '{"hub": "a", "edition": "1", "plugin": "p", "expected": [{}]}', "{}", "",
    '{"finding": {"check": "HF101", "file": "f", "line": "1", "key": "", "what": ""}}',
])
def test_what_is_no_event_is_none(line: str) -> None:
    assert event_of(line) is None


def test_what_is_an_event_is_one() -> None:
    assert event_of('{"ran": "HF301"}') == CheckEvent("HF301")
    assert event_of('{"calling": "import", "plugin": "p"}') == HookCall("import", "p")


def test_bad_lines_are_a_finding_and_harm_nobody(zoo: ModuleType, tmp_path: Path) -> None:
    package = zoo.write(tmp_path, "forger")
    lines = ('{"finding": {}}', '{"ran": "HF999"}', "[]")
    (package / "__init__.py").write_text(
        "".join(WRITES.replace("LINE", repr(line.encode())) for line in lines), "utf-8")
    report = check_hub(str(package))
    assert [finding.check for finding in report.findings] == ["HF206"]
    assert "forger" in report.findings[0].file
    assert report.ran == set(report.required)


def test_a_hang_that_tells_much_ends_all_the_same(zoo: ModuleType, tmp_path: Path) -> None:
    package = zoo.write(tmp_path, "chatty")
    (package / "__init__.py").write_text(CHATTY, "utf-8")
    report = check_hub(str(package), seconds=1)
    (finding,) = [each for each in report.findings if each.check == "HF205"]
    assert "did not come back" in finding.what
