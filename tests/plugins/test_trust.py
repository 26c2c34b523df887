"""What plugins' code may do to a run: nothing but fail by its own name."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.plugins.test_plugins import METHOD
from tests.quick_start import hubflow_command

from hubflow import LoadedHub, hookimpl, load_hub
from hubflow.engine.method.prepared_method import prepare_method
from hubflow.kit.checking.plugin_check import check_hub
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.trust.load_options import loading
from hubflow.plugins.trust.written_hooks import written_hooks

HOOK = "import hubflow, os, subprocess, sys\nimport polars as pl\n@hubflow.hookimpl\n"

SILENT = """
class Silent(Exception):
    def __str__(self):
        raise SystemExit(0)
class Own(BaseException):
    pass
"""


@attrs.frozen
class Folder:
    """A folder with a hub of Python and a dossier."""

    place: Path

    def write(self, code: str) -> None:
        """Write the hub's Python."""
        (self.place / "good" / "__init__.py").write_text(code, "utf-8")

    def hubflow(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run the program as a process of its own."""
        return subprocess.run([*hubflow_command(), *args], cwd=self.place, text=True,
                              capture_output=True, check=False, env=os.environ, timeout=60)

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run the hub over the dossier."""
        return self.hubflow("run", "-p", "./good", "v.toml", *options)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "methodology.toml").write_text(METHOD.format(name="good"), "utf-8")
    (tmp_path / "v.toml").write_text(
        'id = "v"\nname = "V"\n[identify]\nage_from = 6\n[hubs.good]\nvisits = 3\n', "utf-8")
    return Folder(tmp_path)


@pytest.mark.parametrize("code", [
    "import os\nos._exit(0)\n", HOOK + "def hubflow_recommend(phase): os._exit(0)\n"])
def test_no_plugin_ends_the_process_in_silence(folder: Folder, code: str) -> None:
    folder.write(code)
    done = folder.run("--json")
    assert (done.returncode, done.stdout) == (3, "")
    assert "SystemExit: os._exit(0) was called" in done.stderr


def test_a_process_that_a_plugin_forks_may_end(folder: Folder) -> None:
    folder.write("import os\nif not (child := os.fork()):\n    os._exit(4)\n"
                 "assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 4\n")
    done = folder.run("--json")
    assert done.returncode == 0, done.stderr
    assert '"ventures"' in done.stdout


@pytest.mark.parametrize("raised", ["SystemExit(0)", "KeyboardInterrupt()", "GeneratorExit()",
                                    "Silent()", "Own('x')"])
@pytest.mark.parametrize("within", ["import", "hubflow_recommend"])
def test_whatever_code_raises_is_its_own_crash(folder: Folder, raised: str, within: str) -> None:
    hook = "" if within == "import" else HOOK + "def hubflow_recommend(phase, table):\n    "
    folder.write(f"{SILENT}{hook}raise {raised}\n")
    done = folder.run("--json")
    assert (done.returncode, done.stdout) == (3, "")
    said = next(line for line in done.stderr.splitlines() if line.startswith("plugin "))
    assert said.startswith(f"plugin ./good failed in {within}")
    assert raised.split("(")[0] in said
    if within != "import":
        assert "(hub good, phase identify)" in said


def test_what_a_table_raises_late_is_its_makers(folder: Folder) -> None:
    folder.write(HOOK + """
def hubflow_score_phase(phase, table):
    def end(frame):
        raise SystemExit(0)
    return table.map_batches(end)
""")
    done = folder.run()
    assert done.returncode == 3
    assert "plugin ./good failed in hubflow_score_phase (hub good, phase identify)" in done.stderr


def test_ctrl_c_within_a_hook_is_no_crash(folder: Folder) -> None:
    folder.write(HOOK + "def hubflow_recommend(phase, table):\n"
                 "    import signal, time\n"
                 "    os.kill(os.getpid(), signal.SIGINT)\n    time.sleep(20)\n")
    done = folder.run()
    assert done.returncode == 130
    assert "Stopped." in done.stderr


DROPS_CTRL_C = HOOK + """
def hubflow_recommend(phase, table):
    import ctypes, signal, time
    @ctypes.CFUNCTYPE(None)
    def compiled():
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0)
    compiled()
    {then}
"""


@pytest.mark.parametrize("then", ["raise TypeError('no data type')", "time.sleep(2)"])
def test_ctrl_c_that_compiled_code_drops_stops_the_command(folder: Folder, then: str) -> None:
    folder.write(DROPS_CTRL_C.format(then=then))
    done = folder.run()
    assert done.returncode == 130
    assert done.stderr.endswith("\nStopped.\n")
    assert "ignored" not in done.stderr
    assert "Traceback" not in done.stderr


PRINTS = """
print("by print")
def end(): print("at the end")
import atexit; atexit.register(end)
@hubflow.hookimpl
def hubflow_facts(dossier):
    print("by a hook"); sys.__stdout__.write("by the stream\\n"); os.write(1, b"by number\\n")
    subprocess.run(["echo", "by a program"], check=True)
    return {"visits": 3}
@hubflow.hookimpl
def hubflow_score_phase(phase, rules):
    def look(frame):
        print("by a table")
        return frame
    return rules.score().map_batches(look)
"""


def test_under_json_what_plugins_print_goes_to_the_standard_error(folder: Folder) -> None:
    folder.write(HOOK.rsplit("\n", 2)[0] + PRINTS)
    done = folder.run("--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["hub"]["id"] == "good"
    for words in ("by print", "by a hook", "by the stream", "by number", "by a program",
                  "by a table", "at the end"):
        assert words in done.stderr, words
    assert "by a hook" in folder.run().stdout


def test_a_folders_python_is_named_before_it_runs(folder: Folder) -> None:
    folder.write("import sys\nprint('it runs', file=sys.stderr)\nfrom . import more\n")
    (folder.place / "good" / "more.py").write_text("", "utf-8")
    lines = folder.run().stderr.splitlines()
    assert lines[0] == ("Running the Python of ./good: __init__.py, more.py. (--no-code reads its "
                        "data alone.)")
    assert lines[1] == "it runs"


def test_no_code_runs_none_and_refuses_where_the_method_needs_it(folder: Folder) -> None:
    folder.write(HOOK + "def hubflow_export(format): ...\nraise SystemExit('it runs')\n")
    done = folder.run("--no-code")
    assert done.returncode == 0, done.stderr
    assert "hubflow_export (__init__.py:4)" in done.stderr
    assert "it runs" not in done.stderr
    folder.write("from .rules import hubflow_recommend\n")
    (folder.place / "good" / "rules.py").write_text(
        HOOK + "def hubflow_recommend(phase): ...\n", "utf-8")
    done = folder.run("--no-code")
    assert done.returncode == 2
    assert "good/rules.py:4: hubflow_recommend: the method needs this code" in done.stderr
    assert folder.hubflow("handbook", "-p", "./good", "--no-code").returncode == 0
    trace = folder.hubflow("plugins", "-p", "./good", "--trace", "--no-code").stdout
    assert "code         not run (--no-code)" in trace


@pytest.mark.parametrize("code", [
    "from x import y as hubflow_facts", "hubflow_facts = 1", "f(specname='hubflow_facts')",
    "class A:\n    def hubflow_facts(self): ...", "async def hubflow_facts(): ...",
])
def test_hooks_are_seen_in_code_that_does_not_run(tmp_path: Path, code: str) -> None:
    (tmp_path / "a.py").write_text(code, "utf-8")
    (tmp_path / "torn.py").write_text("def (", "utf-8")
    assert [(each.hook, each.file) for each in written_hooks(tmp_path)] == [
        ("hubflow_facts", "a.py")]


@pytest.mark.parametrize("text", [
    "a = " + "+".join(["1"] * 20_000), "a = " + "-" * 20_000 + "1", "a = " + "(" * 300, "\0"])
def test_python_that_nests_without_end_is_never_worse_than_a_crash(
    folder: Folder, text: str
) -> None:
    folder.write("from . import deep")
    (folder.place / "good" / "deep.py").write_text(text, "utf-8")
    run = folder.run()
    assert run.returncode == 3
    assert "plugin ./good failed in import" in run.stderr
    assert folder.run("--no-code").returncode == 0


def test_what_is_only_called_like_python_is_no_python(folder: Folder) -> None:
    folder.write("")
    (folder.place / "good" / "folder.py").mkdir()
    (folder.place / "good" / "nowhere.py").symlink_to("nowhere")
    (folder.place / "good" / "endless.py").symlink_to("/dev/zero")
    assert folder.run().returncode == 0
    assert folder.run("--no-code").returncode == 0


def test_a_check_without_code_says_what_it_could_not_look_at(folder: Folder) -> None:
    folder.write(HOOK + "def hubflow_recommend(phase): ...\nraise SystemExit('it runs')\n")
    with loading(no_code=True):
        report = check_hub(f"{folder.place}/good")
    assert not report.holds
    assert report.not_run["HF201"] == "--no-code: its code is not run"
    assert not [each for each in report.findings if each.check == "HF201"]


WRONG: tuple[Any, ...] = (None, 7, "x", object(), ["x"], {"x": 1}, (None,), b"x", float("nan"))


def amendments(record: Any) -> Iterator[Any]:
    """Yield a record with each of its fields in turn replaced by values of other types."""
    for field in attrs.fields(type(record)):
        value = getattr(record, field.name)
        for wrong in WRONG:
            yield attrs.evolve(record, **{field.name: wrong})
        inner = value[0] if isinstance(value, tuple) and value else value
        if attrs.has(type(inner)):
            for changed in amendments(inner):
                whole = (changed, *value[1:]) if isinstance(value, tuple) else changed
                yield attrs.evolve(record, **{field.name: whole})


def test_no_type_in_an_amendment_gets_past_its_check(folder: Folder) -> None:
    hub = load_hub(f"{folder.place}/good")
    head = hub.methodology.methodology.hub.id, hub.methodology.methodology.hub.edition
    crashed: list[tuple[str, str]] = []
    for amended in amendments(hub.methodology.methodology):
        try:
            method = prepare_method(amended_by(hub, amended))
        except PluginCrash as crash:
            crashed.append((crash.plugin, crash.hook))
        else:
            about = method.methodology.hub
            assert (about.id, about.edition) == head
    assert len(crashed) > 100
    assert set(crashed) == {("odd", "hubflow_amend_methodology")}


def amended_by(hub: LoadedHub, amended: Any) -> LoadedHub:
    """Return the hub with an add-on that gives this methodology."""

    class Odd:
        @hookimpl
        def hubflow_amend_methodology(self) -> Any:
            return amended

    made = hub.reloaded()
    made.manager.register(Odd(), "odd")
    return made


@pytest.mark.parametrize("key", ["id", "edition"])
def test_no_hook_changes_whose_method_it_is(folder: Folder, key: str) -> None:
    hub = load_hub(f"{folder.place}/good")
    whole = hub.methodology.methodology
    changed: dict[str, Any] = {key: "other"}
    amended = attrs.evolve(whole, hub=attrs.evolve(whole.hub, **changed))
    with pytest.raises(PluginCrash, match=f"changes the {key} of the hub"):
        prepare_method(amended_by(hub, amended))


def test_a_proposal_of_wrong_types_is_the_plugins_crash(folder: Folder) -> None:
    folder.write(HOOK + "def hubflow_build_proposal(proposal):\n    import attrs\n"
                 "    return attrs.evolve(proposal, sections=None)\n")
    (folder.place / "good" / "methodology.toml").write_text(
        METHOD.format(name="good") + '\n[proposal]\n[[proposal.sections]]\nid = "a"\n'
        'heading = "A"\nanswer = "incubate.proposal.solution"\n', "utf-8")
    done = folder.run()
    assert done.returncode == 3, done.stderr
    assert "returned a proposal in which sections is NoneType, not tuple" in done.stderr
