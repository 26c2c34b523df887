"""Catalogue the checks: what each looks at, why, and what to do about a finding.

A capability's checks are TOML files, one for each level, in its folder ``checks``. A new level is
named in :data:`LEVELS`, and :mod:`hubflow.kit.checking.check_levels` carries it out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

import attrs
import tomli

from hubflow.model.input_problems import one_problem
from hubflow.plugins.built_in import PACKAGE
from hubflow.reading.records.nearest import nearest
from hubflow.text.catalogue import entries
from hubflow.text.spoken import say, spoken_language

_FILES = "*/checks/*.toml"
"""Where capabilities have the checks that they carry out."""

AGAINST = 6
"""The level that is run when there is an older edition to compare with."""

LEVELS = (1, 2, 3, 4, 5, 6, 7)
"""The levels; their names stand in the words."""

HUB_LEVELS = (1, 2, 3, 4, 5)
"""The levels that every hub is held to."""


@attrs.frozen(kw_only=True)
class Check:
    """One check.

    ``title`` states what must hold. ``about`` says what is looked at, ``why`` why it matters,
    ``to_do`` how to mend it; ``wrong`` and ``right`` are examples, empty where none helps.
    """

    id: str
    level: int
    title: str
    about: str
    why: str
    to_do: str
    wrong: str = ""
    right: str = ""


@functools.cache
def checks() -> Mapping[str, Check]:
    """Return every check by id, in order."""
    found = {
        id: Check(id=id, level=int(id[2]),
                  **{key: text.strip("\n") for key, text in entry.items()})
        for path in PACKAGE.glob(_FILES)
        for id, entry in tomli.loads(path.read_text("utf-8")).items()
    }
    return dict(sorted(found.items()))


def name_of_level(level: int) -> str:
    """Return the name of a level."""
    return say(f"kit.level_{level}")


def spoken_check(check: Check) -> Check:
    """Return a check with its texts in the spoken language, where the words have them."""
    return attrs.evolve(check, **entries(spoken_language(), "checks").get(check.id, {}))


def checks_of_levels(*levels: int) -> tuple[Check, ...]:
    """Return the checks of some levels, in order."""
    return tuple(check for check in checks().values() if check.level in levels)


def check_named(id: str) -> Check:
    """Return the check with this id; raise :class:`BadInput` with the nearest id if none has it."""
    found = checks().get(id.strip().upper())
    if found is None:
        raise one_problem(id, say("kit.no_check_of_this_id"), nearest_check(id))
    return found


def nearest_check(id: str) -> str:
    """Return a sentence that offers the check whose id is nearest to an unknown one."""
    # an id of the right form is a number looked up, and no other number is like it
    near = None if re.fullmatch(r"(?i)hf\d{3}", id.strip()) else (
        nearest(id.strip(), [known.lower() for known in checks()]))
    return (say("reading-problems.did_you_mean", near=near.upper()) if near
            else say("kit.explain_lists_them"))
