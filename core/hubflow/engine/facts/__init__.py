"""Facts: the columns that every methodology scores over."""

from hubflow.engine.facts.fact import Fact
from hubflow.engine.facts.fact_rows import FactRow, amount_in, fact_row
from hubflow.engine.facts.registry import registry
from hubflow.engine.facts.sourcing import sourced, sources_of

__all__ = ["Fact", "FactRow", "amount_in", "fact_row", "registry", "sourced", "sources_of"]
