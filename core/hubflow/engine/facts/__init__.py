"""Facts: the shared language that every methodology scores over."""

from hubflow.engine.facts.fact import Fact
from hubflow.engine.facts.sourcing import sourced
from hubflow.engine.facts.table import FactRow, fact_row, registry

__all__ = ["Fact", "FactRow", "fact_row", "registry", "sourced"]
