"""What the tests ask of the system: English, and one thread of Polars for each process.

Import it before Polars, which begins its threads when it is imported.
"""

from __future__ import annotations

import os

# without a hub hubflow speaks the system's language: here English, whatever this machine's is
for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
    os.environ.pop(name, None)
os.environ["LANG"] = "C.UTF-8"

# the tests' processes take all cores, and ask Polars small questions: threads would wait for turns
os.environ.setdefault("POLARS_MAX_THREADS", "1")
