"""Check that the optional libraries of a command are installed."""

from __future__ import annotations

from importlib.util import find_spec

from hubflow.model.input_problems import one_problem
from hubflow.text.spoken import say


def needs(extra: str, *modules: str) -> None:
    """Raise :class:`BadInput` naming what to install if a command's libraries are missing."""
    absent = [module for module in modules if find_spec(module) is None]
    if absent:
        raise one_problem(f"hubflow[{extra}]",
                          say("office.this_command_needs", absent=", ".join(absent)),
                          say("office.install_them_with_pip_install_hubflow", extra=extra))
