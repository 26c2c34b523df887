"""List all facts by name, stated and derived."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from hubflow.engine.facts.derived import (
    derive_cash,
    derive_identify,
    derive_incubate,
    derive_pilots,
    derive_results,
    derive_scale,
    derive_solution,
    derive_trade,
    derive_understand,
)
from hubflow.engine.facts.fact import DERIVED, Derivation, Fact
from hubflow.engine.facts.scalars import scalar_facts
from hubflow.model.dossier import FACT_SECTIONS

DERIVING = (
    derive_identify, derive_understand, derive_solution, derive_pilots, derive_results,
    derive_incubate, derive_trade, derive_cash, derive_scale,
)
"""The modules whose derivations are registered by being imported."""


@functools.cache
def derivations() -> tuple[tuple[Fact, Derivation], ...]:
    """Return every fact, stage by stage, with the function that works it out."""
    found = [*scalar_facts(), *DERIVED.values()]
    found.sort(key=lambda each: FACT_SECTIONS.index(each[0].name.split(".")[0]))
    return tuple(found)


@functools.cache
def derivations_of(section: str) -> tuple[tuple[Fact, Derivation], ...]:
    """Return the facts of a section of a dossier, whose derivations read that section alone."""
    return tuple(each for each in derivations() if each[0].reads[0].startswith(f"{section}."))


@functools.cache
def registry() -> Mapping[str, Fact]:
    """Return every fact that methodologies can use, by name, stage by stage."""
    return {fact.name: fact for fact, _ in derivations()}
