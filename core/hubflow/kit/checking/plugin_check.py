"""Check a hub's plugin in a process of its own, so that its code can do no harm.

>>> from hubflow.kit.checking.plugin_check import check_hub
>>> report = check_hub("porto")
>>> report.holds
True
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from typing import Any, TextIO

from hubflow.kit.checking.events import (
    CheckEvent,
    EndEvent,
    Event,
    ExpectedFinding,
    FindingEvent,
    HookCall,
    HubEvent,
    NoteEvent,
    NotRunEvent,
    event_of,
)
from hubflow.kit.checking.expected_failures import with_expectations
from hubflow.kit.checking.findings import Finding, Report
from hubflow.model.input_problems import BadInput
from hubflow.plugins.check_catalogue import AGAINST, HUB_LEVELS
from hubflow.plugins.code import announce_code
from hubflow.plugins.target import PluginNotFound, methodology_file, target_of
from hubflow.plugins.trust.guests import check_without
from hubflow.plugins.trust.load_options import load_options
from hubflow.text.spoken import is_on_page, say, spoken_language

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

    Add-ons are left out, and the plugin's code is, as the load options say. Findings are in the
    language that is spoken here.

    Raises :class:`BadInput` where ``spec`` or ``against`` names nothing that is there.
    """
    options = load_options()
    check_without()
    _check_exists(lambda: target_of(spec) if options.no_code else announce_code(target_of(spec)))
    if against is not None:
        _check_exists(lambda: methodology_file(against))
    levels = (*HUB_LEVELS, AGAINST) if against is not None else HUB_LEVELS
    watch = _Watch(Report(plugin=spec, levels=levels), seconds, tell)
    watch.run({"spec": spec, "against": against, "sys_path": sys.path,
               "without": options.without, "no_code": options.no_code,
               "language": spoken_language(), "on_page": is_on_page()})
    return with_expectations(watch.report, watch.expected)


def check_file(spec: str) -> Report:
    """Return what the checks of level 1 find in a hub's file; none of its code is run.

    Findings that the file announces are set apart, as by :func:`check_hub`. Takes milliseconds.
    """
    from hubflow.kit.checking.manifest import check_manifest
    from hubflow.kit.checking.session import Session

    told = io.StringIO()
    check_manifest(Session(spec, told))
    watch = _Watch(Report(plugin=spec, levels=(1,)), SECONDS, lambda _: None)
    for line in told.getvalue().splitlines():
        event = event_of(line)
        assert event is not None
        watch.take(event)
    return with_expectations(watch.report, watch.expected)


def checking_process() -> list[str]:
    """Return the words that begin the command line of a process that checks one hub."""
    return [sys.executable, "-P", "-m", "hubflow.kit.checking.checking_process"]


def _check_exists(find: Callable[[], object]) -> None:
    """Raise :class:`BadInput` if nothing is installed or lies there; reports cover all else."""
    try:
        find()
    except PluginNotFound:
        raise
    except BadInput:
        pass


class _Watch:
    """The report as it grows with each event of the checking process."""

    def __init__(self, report: Report, seconds: float, tell: Callable[[str], None]) -> None:
        self.report = report
        self.expected: tuple[ExpectedFinding, ...] | None = None
        self._seconds = seconds
        self._tell = tell
        self._plugin = ""
        self._calling = self._last = ""
        self._done = False
        self._since = time.monotonic()

    def run(self, request: dict[str, Any]) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
            # A group of its own, so that what the plugin starts ends with it.
            process = subprocess.Popen(
                [*checking_process(), json.dumps(request)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
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
                self._report_early_end(in_time, process.returncode, errors.read())

    def _listen(self, lines: queue.Queue[str | None]) -> bool:
        """Read events until the last one; return False if it took too long.

        The time of a call runs from its beginning, however much is told meanwhile.
        """
        while not self._done:
            if not self._calling:
                self._since = time.monotonic()
            limit = self._seconds * (1 if self._calling else _PATIENCE)
            try:
                line = lines.get(timeout=max(self._since + limit - time.monotonic(), 0))
            except queue.Empty:
                return False
            if line is None:
                break
            event = event_of(line)
            if event is None:
                self._report_foreign_line()
            else:
                self.take(event)
        return True

    def _report_foreign_line(self) -> None:
        """Report that the plugin wrote to the report's own channel; nothing of it counts."""
        finding = Finding("HF206", f"plugin {self._plugin or self.report.plugin}", 0, self._last,
                          say("kit.writes_into_output"), say("kit.leave_open_files"), self._last,
                          self._last)
        if finding not in self.report.findings:
            self.report.findings.append(finding)

    def take(self, event: Event) -> None:
        """Add what one event tells to the report."""
        report = self.report
        match event:
            case HookCall():
                if event.calling and not self._calling:
                    self._since = time.monotonic()
                self._calling, self._plugin = event.calling, event.plugin or self._plugin
                self._last = self._calling or self._last
            case FindingEvent():
                report.findings.append(event.finding)
            case NoteEvent():
                report.notes.append(event.note)
            case CheckEvent():
                report.ran.add(event.ran)
                self._tell(event.ran)
            case NotRunEvent():
                report.not_run[event.not_run] = event.why
            case HubEvent():
                report.hub, report.edition, report.plugin = event.hub, event.edition, event.plugin
                self.expected = event.expected
            case EndEvent():
                self._done = True

    def _report_early_end(self, in_time: bool, code: int, errors: str) -> None:
        """Report that the process ended early: which plugin ended it, and what was not run."""
        if in_time and not self._plugin:
            raise RuntimeError(f"the checks themselves failed (exit code {code})\n{errors}")
        if in_time and not self._calling:
            # a fault of the checks, or of code that changed what they use: who can tell?
            last = (errors.strip().splitlines() or [say("kit.exit_code", code=code)])[-1]
            why = say("kit.checks_broke_off", last=self._last, error=last)
        elif self._calling:
            what = (say("kit.ended_the_process", code=code) if in_time else
                    say("kit.not_back_in_time", seconds=self._seconds))
            doing = say("kit.importing_it") if self._calling == "import" else self._calling
            self.report.findings.append(Finding("HF205", f"plugin {self._plugin}", 0, doing, what,
                                                say("kit.explain_hf205"), self._calling,
                                                self._calling))
            why = f"{doing} {what}"
        else:
            why = say("kit.took_longer", seconds=self._seconds * _PATIENCE)
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
    """End a process and all processes that it started."""
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
