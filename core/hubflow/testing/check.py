"""Check a hub's plugin without being harmed by it.

>>> from hubflow.testing.check import check_hub
>>> report = check_hub("porto")
>>> report.holds
True
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from typing import Any, TextIO

from hubflow.testing.catalogue import AGAINST, HUB_LEVELS
from hubflow.testing.expected import weighed
from hubflow.testing.findings import Finding, Report
from hubflow.testing.target import NotThere, target_of

SECONDS = 60.0
"""How long one call of a plugin's code may take."""

_PATIENCE = 10
"""The kit's own work between two signs of life may take so many times as long."""


def check_hub(
    spec: str,
    *,
    against: str | None = None,
    seconds: float = SECONDS,
    tell: Callable[[str], None] = lambda _: None,
) -> Report:
    """Check the hub that ``spec`` names: an installed one, a module, or a folder.

    ``against`` names an older edition, in the same way or as a file. ``seconds`` is the longest
    that one call of the plugin's code may take. ``tell`` hears which check is done. The plugin's
    code runs in a process of its own.

    Raises :class:`BadInput` where ``spec`` or ``against`` names nothing that is there.
    """
    for named in (spec, *([against] if against is not None else [])):
        _there(named)
    levels = (*HUB_LEVELS, AGAINST) if against is not None else HUB_LEVELS
    watch = _Watch(Report(plugin=spec, levels=levels), seconds, tell)
    watch.run({"spec": spec, "against": against, "sys_path": sys.path})
    return weighed(watch.report, watch.expected)


def _there(spec: str) -> None:
    """Only what is not there at all is a mistake of the caller; the rest is for the report."""
    from hubflow.model.problems import BadInput

    try:
        target_of(spec)
    except NotThere:
        raise
    except BadInput:
        pass


class _Watch:
    """The report as it grows out of what the checking process tells."""

    def __init__(self, report: Report, seconds: float, tell: Callable[[str], None]) -> None:
        self.report = report
        self.expected: list[dict[str, Any]] | None = None
        self._seconds = seconds
        self._tell = tell
        self._plugin = ""
        self._calling = self._last = ""
        self._done = False

    def run(self, request: dict[str, Any]) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
            # A group of its own, so that what the plugin starts ends with it.
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "hubflow.testing.child", json.dumps(request)],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True,
                encoding="utf-8", errors="replace", start_new_session=True,
            )
            assert process.stdout is not None
            lines: queue.Queue[str | None] = queue.Queue()
            threading.Thread(target=_read, args=(process.stdout, lines), daemon=True).start()
            try:
                in_time = self._listen(lines)
            finally:
                _end(process)
            if not self._done:
                errors.seek(0)
                self._broken_off(in_time, process.returncode, errors.read())

    def _listen(self, lines: queue.Queue[str | None]) -> bool:
        """Take in what is told till the end; False where it took too long."""
        while not self._done:
            limit = self._seconds if self._calling else self._seconds * _PATIENCE
            try:
                line = lines.get(timeout=limit)
            except queue.Empty:
                return False
            if line is None:
                break
            try:
                event = json.loads(line)
            except ValueError:
                continue  # not ours: the plugin found the way to our output
            if isinstance(event, dict):
                self._take(event)
        return True

    def _take(self, event: dict[str, Any]) -> None:
        report = self.report
        if "calling" in event:
            self._calling, self._plugin = event["calling"], event.get("plugin", self._plugin)
            self._last = self._calling or self._last
        elif "finding" in event:
            report.findings.append(Finding(**event["finding"]))
        elif "note" in event:
            report.notes.append(Finding(**event["note"]))
        elif "ran" in event:
            report.ran.add(event["ran"])
            self._tell(event["ran"])
        elif "not_run" in event:
            report.not_run[event["not_run"]] = event["why"]
        elif "hub" in event:
            report.hub, report.edition = event["hub"], event["edition"]
            report.plugin = event["plugin"]
            self.expected = event["expected"]
        elif "done" in event:
            self._done = True

    def _broken_off(self, in_time: bool, code: int, errors: str) -> None:
        """The process did not get to its end: who kept it from that, and what was not run."""
        if in_time and not self._plugin:
            raise RuntimeError(f"the checks themselves failed (exit code {code})\n{errors}")
        if in_time and not self._calling:
            # a fault of the checks, or of code that changed what they use: who can tell?
            last = (errors.strip().splitlines() or [f"exit code {code}"])[-1]
            why = f"the checks themselves broke off, after {self._last}: {last}"
        elif self._calling:
            what = (f"ended the process (exit code {code})" if in_time else
                    f"did not come back within {self._seconds:g} seconds")
            doing = "importing it" if self._calling == "import" else self._calling
            self.report.findings.append(Finding(
                "HF205", f"plugin {self._plugin}", 0, doing, what,
                "`hubflow explain HF205` says where to look.", self._calling, self._calling))
            why = f"{doing} {what}"
        else:
            why = f"it took longer than {self._seconds * _PATIENCE:g} seconds"
        self.report.ran.add("HF205")
        for check in self.report.required:
            if check not in self.report.ran:
                self.report.not_run.setdefault(check, why)


def _read(stream: TextIO, lines: queue.Queue[str | None]) -> None:
    try:
        for line in stream:
            lines.put(line)
    except ValueError:
        pass  # closed while being read
    lines.put(None)


def _end(process: subprocess.Popen[str]) -> None:
    """End a process and whatever it started."""
    if os.name == "posix":
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.2)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
