"""What commands do not load: help must be there at once, and one dossier's run soon after."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PROBE = """
import sys
from hubflow.cli.main import main
try:
    main()
except SystemExit as end:
    assert not end.code
print("loaded:", *sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
print("loaded:", *sorted(name for name in sys.modules if "." in name), file=sys.stderr)
"""

HEAVY = {"polars", "rich", "jinja2", "attrs", "attr", "cattrs", "pluggy", "tree_sitter", "tomli"}
HUBS = {"hubflow_porto", "hubflow_westmidlands"}


def test_help_loads_nothing_heavy_and_no_hub() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE, "--help"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.split())
    assert "click" in loaded
    assert not loaded & (HEAVY | HUBS | {"importlib.metadata", "hubflow.text.sentence_format"})


def test_listing_hubs_imports_none_of_them() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE, "plugins"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stderr
    assert not set(done.stderr.split()) & (HUBS | {"polars"})


OPENED = """
import json, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import attrs
made, frozen = [], attrs.frozen
attrs.frozen = lambda *cls, **more: made.append(more) or frozen(*cls, **more)
from hubflow.cli.main import main
try:
    main()
except SystemExit as end:
    assert not end.code
modules = [name for name in sys.modules if name.split(".")[0] == "hubflow"]
print(json.dumps([opened, modules, sum("auto_detect" in more for more in made)]), file=sys.stderr)
"""


def test_the_run_of_a_sound_dossier_loads_only_what_it_needs() -> None:
    """Its time is that of loading: modules, records that attrs compiles, files of words."""
    dossier = Path(__file__).parents[2] / "examples" / "girls-club-porto.toml"
    done = subprocess.run([sys.executable, "-c", OPENED, "run", "-p", "porto", str(dossier)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    opened, modules, made_late = json.loads(done.stderr.splitlines()[-1])
    words = {Path(each).stem for each in opened
             if each.endswith(".toml") and Path(each).parts[-3] == "text"}
    assert words
    assert not words & {"reading-problems", "concepts", "keys", "facts"}
    assert len(modules) <= 265  # more of them: is each one needed by every run?
    assert made_late <= 10  # a rare record that most runs need is not rare
