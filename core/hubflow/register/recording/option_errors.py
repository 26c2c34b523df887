"""Report problems of a new entry by the options that the user typed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

import attrs

from hubflow.model.input_problems import BadInput, Problem

_LISTS = re.compile(r"(?:decisions|incubate\.awards|trade\.ledger|trade\.resources)\[\d+\]"
                    r"\.(?:(?:tranches|reports)\[\d+\]\.)?(?P<field>\w+)")
"""Where an entry stands in the dossier that is put together to look whether it is sound."""

_OPTIONS = {"funder_identifier": "funder-id", "date": "on", "paid": "on", "sent": "on",
            "tranches": "tranche", "reports": "report", "amount_requested": "requested"}


@contextlib.contextmanager
def problems_by_option(venture: str, option: str = "--") -> Iterator[None]:
    """Report problems inside the block by a venture's options: nobody wrote a dossier here.

    ``option`` is what stands before a field's name: ``--set `` where fields are set.
    """
    try:
        yield
    except BadInput as bad:
        raise BadInput(_told(problem, venture, option) for problem in bad.problems) from None


def _told(problem: Problem, venture: str, option: str) -> Problem:
    found = _LISTS.match(problem.key)
    if problem.file != f"{venture} (register)" or found is None:
        return problem
    field = found["field"]
    name = field if option != "--" else _OPTIONS.get(field, field).replace("_", "-")
    return attrs.evolve(problem, file=venture, line=0, key=f"{option}{name}")
