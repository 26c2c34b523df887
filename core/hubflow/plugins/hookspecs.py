"""Every hook that a hub's plugin, or an add-on, may implement.

A methodology is data first; a hook is for what ``methodology.toml`` cannot say. An implementation
is a function of the same name, marked with ``@hubflow.hookimpl``, in the plugin's module; it takes
only the arguments it wants. For each hub there is one plugin manager that holds hubflow's own
plugins, add-ons, and this one hub, so two hubs never answer the same call. The hub is called first,
then add-ons, then hubflow's own plugins; ``tryfirst``, ``trylast`` and ``wrapper`` work as in
pytest. A hook that raises ends the run with one line that names hub, plugin, hook and phase, above
its traceback.

Whatever a hook says, the core's guarantees are applied after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubflow.plugins.markers import hookspec

if TYPE_CHECKING:
    import polars as pl

    from hubflow.model.dossier import Dossier
    from hubflow.model.methodology import Methodology, Phase
    from hubflow.model.results import ProposalResult, RunResult
    from hubflow.plugins.document import Blocks, Document
    from hubflow.plugins.phase_rules import Explanation, PhaseRules
    from hubflow.plugins.workbench.workbench_page import WorkbenchPage


@hookspec
def hubflow_amend_methodology(methodology: Methodology) -> Methodology | None:
    """Return a changed methodology, after the file is read and before it is compiled.

    Called once a run. Return an amended copy (``attrs.evolve``), or None to leave it as it is.
    Amendments of several plugins are applied one after the other, add-ons before the hub.
    """


@hookspec
def hubflow_facts(dossier: Dossier) -> Mapping[str, Any] | None:
    """Return values of the hub's own facts (``[[facts]]``) that can be derived from a dossier.

    Called once a venture. Return the values by fact id; for a fact of type ``labels`` the list of
    ticked labels. They stand in place of what the dossier says under ``[hubs.<id>]``.
    """


@hookspec(firstresult=True)
def hubflow_score_phase(
    phase: Phase, table: pl.LazyFrame, rules: PhaseRules, calls: pl.Series
) -> pl.LazyFrame | None:
    """Score a phase in place of the weighted mean.

    Called once for each call of ventures, so ``table`` holds the ventures of one call, or one
    venture that is in none. It has one row a venture: its ``id``, whether it reached the phase
    (``reached.certain``, ``reached.possible``) and competes there (``competes.…``: it reached it,
    and meets its requirements and the floors of its criteria; nobody does who left the call), all
    facts by name, and for each criterion of the phase ``<criterion>.lower`` and
    ``<criterion>.upper`` on its own scale (labels count from 0), equal where it is scored. If all
    implementations take ``calls``, the hook is called once for all calls together, which is faster
    for thousands of them: ``calls`` has the number of each row's call, and is named ``call``, so
    that ``table.with_columns(calls)`` makes ``pl.col(...).max().over("call")`` a maximum within a
    call.

    Return a table of the same rows in the same order with the columns ``lower`` and ``upper``, from
    0 to 100, null where there is no score. Both must never fall when a criterion rises: the
    conformance kit tests that. ``rules.score()`` gives a table with these two columns as the
    weighted mean has them. Return None to leave the phase to it.
    """


@hookspec(firstresult=True)
def hubflow_recommend(
    phase: Phase, table: pl.LazyFrame, rules: PhaseRules, calls: pl.Series
) -> pl.LazyFrame | None:
    """Recommend at a phase's gate in place of its rules.

    Called like ``hubflow_score_phase``: once for each call, or once for all where it takes
    ``calls``. ``table`` is that of ``hubflow_score_phase`` with ``score.lower`` and ``score.upper``
    added.
    Return a table of the same rows in the same order with the yes/no columns ``advance``,
    ``revise`` and ``stop``: which recommendations the evidence leaves possible, at least one of
    them a row. ``rules.recommend()`` gives a table with these columns as the gate's own rules
    have them. Return None to leave the gate to those. The guarantees are applied afterwards.
    """


@hookspec(firstresult=True)
def hubflow_explain(
    phase: Phase, facts: Mapping[str, Any], language: str
) -> Explanation | None:
    """Explain a score or a recommendation that the same plugin gave a venture.

    Called for each venture that reached a phase in which the plugin's own ``hubflow_score_phase``
    or ``hubflow_recommend`` answered. ``facts`` is the venture's row of the table there, by name.
    Return an :class:`hubflow.Explanation`, or None. Its ``reads`` are names of facts, of
    parameters, and of the phase's criteria; those that are missing are listed as missing evidence.
    Its ``reasons`` are sentences in ``language``, which stand among the reasons of the phase.
    """


@hookspec(firstresult=True)
def hubflow_build_proposal(
    methodology: Methodology, dossier: Dossier, proposal: ProposalResult, language: str
) -> ProposalResult | None:
    """Build the proposal in the hub's own way.

    ``proposal`` is the core's, made from the methodology's sections and finance plan. Return
    another, or None to keep it. What the core found missing stays on its list of problems, and
    such a proposal stays a draft.
    """


@hookspec(firstresult=True)
def hubflow_render(
    format: str, document: str, result: RunResult, venture: str, page: Document, blocks: Blocks,
    template: Path | None,
) -> bytes | str | None:
    """Render a document in a format of the hub's own.

    ``format`` is what was asked for with ``--format``; it is also the file's ending. ``blocks`` are
    the document's headings, paragraphs, lists and tables, ``page`` its title, language and
    Markdown, ``template`` the hub's own template for this format, if it has one. ``document`` is
    ``scorecard`` or ``proposal``, and ``venture`` the id of one of the result's ventures. Return
    the document, or None where the format is not yours.
    """


@hookspec(firstresult=True)
def hubflow_template(document: str, format: str) -> Path | None:
    """Name a template of the hub's own for a document.

    ``document`` is ``scorecard``, ``proposal``, ``dossier`` (what a jury reads) or ``letter``
    (what a released decision tells). ``format`` is ``md`` for a Jinja2 text that gives the
    document's Markdown, from which every format is made; ``docx`` for a Word file whose styles,
    header and footer are kept; ``pdf`` for a Typst file. Return its path, or None to take the file
    in the folder ``templates`` beside the methodology, if there is one: ``proposal.md.j2``,
    ``proposal.docx`` or ``proposal.typ``.
    """


@hookspec(firstresult=True)
def hubflow_import(path: Path) -> Iterable[Mapping[str, Any]] | None:
    """Read dossiers from a file that is not TOML.

    Return the dossiers as plain data, shaped as in TOML, or None where the file is not yours.
    They are checked like any other. The hub and add-ons are asked first; hubflow's own plugins
    read workbooks and 360Giving packages. Of a folder's files TOML and workbooks alone are read.
    """


@hookspec(firstresult=True)
def hubflow_import_judgements(path: Path) -> Iterable[Mapping[str, Any]] | None:
    """Read a jury's judgements from a file, such as the export of a jury's platform.

    Return a mapping for each judgement: ``venture``, ``phase``, ``criterion``, ``assessor`` and
    ``score``, and if there are any ``note``, ``conflict``, ``date`` and ``hub``; or None where the
    file is not yours. They are checked like the rows of any sheet. The hub and add-ons are asked
    first; hubflow's own plugins read filled scoring sheets and tables. It is asked for the panel
    of a portfolio, too.
    """


@hookspec(firstresult=True)
def hubflow_export(format: str, result: RunResult) -> bytes | str | None:
    """Return a run's results in another format, for ``--export``.

    Return the file's content, or None where the format is not yours.
    """


@hookspec
def hubflow_run_finished(result: RunResult) -> None:
    """Observe a finished run; the return value is not used."""


@hookspec
def hubflow_page() -> WorkbenchPage | Iterable[WorkbenchPage] | None:
    """Return screens for the workbench in the browser (`hubflow serve`).

    Called once when the workbench starts. A :class:`hubflow.WorkbenchPage` has an address, the
    roles that may open it, and a function that answers requests; the workbench checks who asks,
    where the form came from, and escapes all that is shown. hubflow's own screens are made by this
    hook, too.
    """
