"""A dossier: the questions of a phase with their answers, what is missing, and its versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hubflow.model.input_problems import BadInput
from hubflow.model.methodology import text_in
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, not_found, titles

if TYPE_CHECKING:
    from hubflow.register.standing.venture_standing import VentureStanding
    from hubflow.serve.call_runs import EditionRun
    from hubflow.serve.forms.dossier_form import DossierSection
    from hubflow.serve.forms.dossier_versions import DossierVersion

_VERSIONS = 10
"""Versions whose changes are shown."""

_ALL = "all"
"""The word for the questions of every phase."""


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/ventures/{venture}/dossier", title=titles("dossier"),
        roles=("secretary", "applicant"), answer=_dossier, folder=LAYOUT, writes=True)


def _dossier(request: PageRequest) -> PageAnswer:
    from hubflow.reading.dossiers.key_questions import KeyQuestions
    from hubflow.register.standing.standing_table import known_standing
    from hubflow.serve.forms.dossier_versions import versions_of

    venture = request.path["venture"]
    with request.register.reading() as journal:
        standing = known_standing(journal, request.hub, venture)
        if standing.kind != "venture":
            return not_found(request)
        run = request.register.call_run(
            journal, request.hub, standing.call, request.language,
            venture="" if standing.call else venture, judged=False)
        edition = run.of(venture)
        if edition is None:
            return not_found(request)
        versions = versions_of(journal, request.hub, venture, KeyQuestions(
            request.language, edition.run.prepared.methodology))
    if request.form is None:
        return _page(request, standing, edition, versions)
    return _saved(request, standing, edition, versions, request.form)


def _phases(request: PageRequest, standing: VentureStanding) -> list[str]:
    """Return the phases whose questions are shown; none for all."""
    asked = request.query.get("phase") or standing.phase
    return [] if asked in ("", _ALL) else [asked]


def _sections(
    request: PageRequest, standing: VentureStanding, edition: EditionRun,
    version: DossierVersion, form: Mapping[str, str] | None,
) -> list[DossierSection]:
    from hubflow.engine.method.prepared_method import compiled_method
    from hubflow.serve.forms.dossier_form import dossier_sections

    compiled = compiled_method(edition.cases.hub)
    return dossier_sections(compiled, _phases(request, standing), version.data, form)


def _saved(
    request: PageRequest, standing: VentureStanding, edition: EditionRun,
    versions: Sequence[DossierVersion], form: Mapping[str, str],
) -> PageAnswer:
    """Record the answers as a new version, or only check them; show what is wrong."""
    from hubflow.reading.toml.key_paths import shown_key
    from hubflow.serve.forms.dossier_form import with_answers
    from hubflow.serve.forms.dossier_versions import field_of, planned_version, record_version
    from hubflow.serve.forms.people_signs import SignsOfPeople
    from hubflow.serve.page_rendering import link

    made_from = form.get("version", "")
    base = next((one for one in versions if str(one.number) == made_from), None)
    if base is None:
        return not_found(request)
    sections = _sections(request, standing, edition, base, form)
    data, problems = with_answers(base.data, sections)
    fields = {shown_key(field.path): field.name for section in sections
              for field in section.fields}
    keys = sorted({".".join(str(part) for part in field.path if not isinstance(part, int))
                   for section in sections for field in section.fields})
    if problems:
        return _page(request, standing, edition, versions, form, problems, status=422)
    scope = request.register.reading() if request.partial else request.register.writing()
    try:
        with scope as journal:
            plan = planned_version(journal, request.hub, standing.venture, data, base.number,
                                   keys)
            if not request.partial and plan.changed:
                record_version(journal, edition.cases.hub, plan, by=request.recorder,
                               accept=form.get("accept", ""), fields=fields)
    except BadInput as bad:
        told: dict[str, str] = {}
        for one in bad.problems:
            field = field_of(one.key, fields)
            text = f"{'' if field else one.key} {one.words()}".strip()
            told[field] = f"{told[field]} {text}" if field in told else text
        return _page(request, standing, edition, versions, form, told, status=422)
    except SignsOfPeople as found:
        return _page(request, standing, edition, versions, form, found.problems, status=422,
                     signs=True)
    if request.partial:
        return _page(request, standing, edition, versions, form, changed=plan.changed)
    phase = {"phase": request.query["phase"]} if request.query.get("phase") else {}
    return PageAnswer(to=link(request.hub, "ventures", standing.venture, "dossier", **phase,
                              saved=int(plan.changed)))


def _page(
    request: PageRequest, standing: VentureStanding, edition: EditionRun,
    versions: Sequence[DossierVersion], form: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None, *, status: int = 200, signs: bool = False,
    changed: bool = False,
) -> PageAnswer:
    from hubflow.documents.result_words import ResultWords

    method = edition.run.prepared.methodology
    newest = versions[-1]
    made_from = next((one for one in versions if form is not None
                      and str(one.number) == form.get("version")), newest)
    result = edition.run.ventures[standing.venture]
    phases = _phases(request, standing)
    office = request.grant.role == "secretary"
    return PageAnswer(
        title=standing.name, status=200 if request.partial else status,
        template="dossier-state.html.j2" if request.partial else "dossier.html.j2",
        command=command_line("hubflow", "register", "update", f"{standing.venture}.toml",
                             "-p", request.hub, "--made-from", str(made_from.number)
                             ) if office else "",
        values={
            "standing": standing, "office": office, "versions": versions[::-1][:_VERSIONS],
            "made_from": made_from.number, "newest": newest.number,
            "sections": _sections(request, standing, edition, made_from, form),
            "problems": problems or {}, "signs": signs, "changed": changed,
            "hub_language": method.hub.language, "form": form or {},
            "accept": (form or {}).get("accept", ""),
            "saved": request.query.get("saved", ""), "showing": ResultWords(request.language),
            "phase": phases[0] if phases else _ALL,
            "phases": [(one.id, text_in(one.name, request.language, one.id))
                       for one in method.phases],
            "missing": sorted((one for at in result.phases if not phases or at.phase in phases
                               for one in at.missing if one.kind == "fact"),
                              key=lambda one: -one.worth)})
