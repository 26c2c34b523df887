"""What ``hubflow --help`` does not load: it must be there at once, whatever is installed."""

from __future__ import annotations

import subprocess
import sys

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
    assert not loaded & (HEAVY | HUBS | {"importlib.metadata"})


def test_listing_hubs_imports_none_of_them() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE, "plugins"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stderr
    assert not set(done.stderr.split()) & (HUBS | {"polars"})
