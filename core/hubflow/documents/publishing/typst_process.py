"""Set a hub's own Typst file in a process of its own, which is stopped at the limits of work."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from hubflow.reading.limits import TYPST_MEMORY, TYPST_TIME, Limit

_WALL = 6
"""Times the limit of work after which a process is stopped that waits, or shares its processor."""

_PROGRAM = """
import json, sys
main, root, out, seconds, memory = sys.argv[1:]
try:
    import resource
    for what, most in ((resource.RLIMIT_CPU, int(seconds)), (resource.RLIMIT_AS, int(memory))):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))
except (ImportError, OSError, ValueError):
    pass
import typst
try:
    made = typst.compile(main, root=root, format="pdf", timestamp=0)
except typst.TypstError as error:
    json.dump({"message": str(error.message), "where": str(error.diagnostic or "")}, sys.stdout)
    sys.exit(1)
with open(out, "wb") as file:
    file.write(made)
"""


class TypstFailure(Exception):
    """Raised where Typst refuses a file; ``where`` is its own account of the place."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.message, self.where = message, where


def pdf_within_limits(main: Path, root: Path) -> bytes:
    """Return a Typst file as PDF. Raise :class:`TypstFailure` where it fails or does not end."""
    with tempfile.TemporaryDirectory(prefix="hubflow-") as folder:
        out = Path(folder) / "made.pdf"
        seconds = TYPST_TIME.most
        memory = TYPST_MEMORY.most * TYPST_MEMORY.scale
        try:
            done = subprocess.run(
                [sys.executable, "-c", _PROGRAM, str(main), str(root), str(out), str(seconds),
                 str(memory)],
                stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_WALL * seconds)
        except subprocess.TimeoutExpired:
            raise TypstFailure(TYPST_TIME.words()) from None
        if done.returncode == 0 and out.is_file():
            return out.read_bytes()
        raise _failure(done)


def _failure(done: subprocess.CompletedProcess[bytes]) -> TypstFailure:
    if done.returncode == 1 and done.stdout.startswith(b"{"):
        said = json.loads(done.stdout)
        return TypstFailure(said["message"], said["where"])
    return TypstFailure(_reached(done).words())


def _reached(done: subprocess.CompletedProcess[bytes]) -> Limit:
    """Return the limit at which a process ended: its time by a signal, else its memory."""
    try:
        import signal

        timed = {-signal.SIGXCPU, -signal.SIGKILL}
    except (ImportError, AttributeError):
        timed = set()
    return TYPST_TIME if done.returncode in timed else TYPST_MEMORY
