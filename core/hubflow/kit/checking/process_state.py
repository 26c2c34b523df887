"""Find changes that a plugin's code makes to its whole process."""

from __future__ import annotations

import builtins
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from hubflow.text.spoken import say


@attrs.frozen(eq=False, repr=False)
class ProcessState:
    """The state of the process at one moment."""

    folder: str
    environment: dict[str, str]
    functions: dict[str, Any]
    streams: tuple[Any, ...]
    interrupt: Any
    recursion: int
    modules: dict[tuple[str, str], Any]

    @classmethod
    def now(cls, *, modules: bool = False) -> ProcessState:
        """Return the state now; ``modules`` includes hubflow's own functions and classes."""
        return cls(
            _folder(), dict(os.environ), dict(vars(builtins)),
            (sys.stdin, sys.stdout, sys.stderr), signal.getsignal(signal.SIGINT),
            sys.getrecursionlimit(), _own_code() if modules else {},
        )

    def changed(self) -> Iterator[str]:
        """Yield the differences between this state and the present one, in words."""
        if _folder() != self.folder:
            yield say("kit.changed_folder")
        if dict(os.environ) != self.environment:
            yield say("kit.changed_environment")
        if any(vars(builtins).get(name) is not value for name, value in self.functions.items()
               if name != "_"):
            yield say("kit.changed_functions")
        if (sys.stdin, sys.stdout, sys.stderr) != self.streams:
            yield say("kit.changed_streams")
        if signal.getsignal(signal.SIGINT) is not self.interrupt:
            yield say("kit.changed_interrupt")
        if sys.getrecursionlimit() != self.recursion:
            yield say("kit.changed_recursion")
        if self.modules:
            now = _own_code()
            for (module, name), value in self.modules.items():
                if now.get((module, name)) is not value:
                    yield f"{module}.{name}"

    def restore(self) -> None:
        """Restore the state as far as possible, so that later checks are not affected."""
        if _folder() != self.folder and self.folder:
            os.chdir(self.folder)
        if dict(os.environ) != self.environment:
            os.environ.clear()
            os.environ.update(self.environment)
        for name, value in self.functions.items():
            if vars(builtins).get(name) is not value:
                setattr(builtins, name, value)
        sys.stdin, sys.stdout, sys.stderr = self.streams
        signal.signal(signal.SIGINT, self.interrupt)
        sys.setrecursionlimit(self.recursion)
        for (module, name), value in self.modules.items():
            setattr(sys.modules[module], name, value)


def _folder() -> str:
    try:
        return str(Path.cwd())
    except OSError:
        return ""


def _own_code() -> dict[tuple[str, str], Any]:
    """Return the functions and classes of hubflow's loaded modules."""
    return {
        (module, name): value
        for module, loaded in sorted(sys.modules.items())
        if loaded is not None and module.split(".")[0] == "hubflow"
        and not module.startswith(("hubflow.kit", "hubflow.testing"))
        for name, value in list(vars(loaded).items())
        if callable(value)
    }
