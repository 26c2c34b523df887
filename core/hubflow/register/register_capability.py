"""The register as hubflow's plugin: ventures in a register are a source of cases."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from hubflow.plugins.markers import hookimpl

if TYPE_CHECKING:
    from hubflow.engine.pipeline.case_source import CaseQuery, CaseSource
    from hubflow.plugins.manager import LoadedHub


@hookimpl
def hubflow_open_cases(
    query: CaseQuery, hub: LoadedHub | None
) -> AbstractContextManager[CaseSource]:
    """Open the register at the address that --register names."""
    from hubflow.register.needed_libraries import need_libraries

    need_libraries()
    from hubflow.register.standing.register_cases import open_cases

    return open_cases(query, hub)


@hookimpl
def hubflow_register_language(url: str, hub: str | None) -> str:
    """Return the language of the hub of a register, for sentences before it is opened."""
    from hubflow.register.office.register_options import register_language

    return register_language(url, hub)
