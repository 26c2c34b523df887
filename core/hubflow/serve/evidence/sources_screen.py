"""Sources: what a dossier rests on, and the files that came with it by name and digest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, not_found, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.register.standing.venture_standing import VentureStanding
    from hubflow.serve.forms.dossier_versions import DossierVersion

_FILE = "file"
_UPLOAD = 20_100_000
"""Bytes of a form that brings a file."""

_ASKED = ("sources", "incubate.attachments")


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/ventures/{venture}/sources", title=titles("sources"),
        roles=("secretary", "applicant"), answer=_sources, folder=LAYOUT, writes=True,
        uploads=_UPLOAD)


def _sources(request: PageRequest) -> PageAnswer:
    from hubflow.reading.dossiers.key_questions import KeyQuestions
    from hubflow.register.standing.standing_table import known_standing
    from hubflow.serve.evidence.source_rows import rows_of, typed_rows, with_attachment, with_keys
    from hubflow.serve.evidence.source_rows import with_sources as sourced
    from hubflow.serve.forms.dossier_versions import versions_of

    with request.register.reading() as journal:
        standing = known_standing(journal, request.hub, request.path["venture"])
        versions = versions_of(journal, request.hub, request.path["venture"],
                               KeyQuestions(request.language))
    if standing.kind != "venture":
        return not_found(request)
    form = request.form
    if form is None:
        return _page(request, standing, versions, rows_of(versions[-1].data))
    base = next((one for one in versions if str(one.number) == form.get("version")), None)
    if base is None:
        return not_found(request)
    if "attach" in form or "compare" in form:
        rows, file = rows_of(base.data), request.files.get(_FILE)
        if file is None:
            told = words(request.language, "serve")["sources_no_file"]
            return _page(request, standing, versions, rows, {_FILE: told}, status=422)
        if "compare" in form:
            return _compared(request, standing, versions)
        return _recorded(request, standing, versions, base, rows,
                         with_attachment(base.data, file, dt.date.today()))
    rows = with_keys(typed_rows(form), request.language)
    return _recorded(request, standing, versions, base, rows, sourced(base.data, rows))


def _compared(
    request: PageRequest, standing: VentureStanding, versions: Sequence[DossierVersion]
) -> PageAnswer:
    """Say which attachment a file is, by its digest; nothing is kept of it."""
    from hubflow.serve.evidence.source_rows import attachments_in, digest_of, rows_of

    digest = digest_of(request.files[_FILE])
    same = [one.name for version in versions[::-1] for one in attachments_in(version.data)
            if one.digest == digest]
    return _page(request, standing, versions, rows_of(versions[-1].data),
                 compared=(digest, same[0] if same else ""))


def _recorded(
    request: PageRequest, standing: VentureStanding, versions: Sequence[DossierVersion],
    base: DossierVersion, rows: Sequence[Mapping[str, str]], data: Mapping[str, Any],
) -> PageAnswer:
    """Record a new version of the dossier, as `register update` does."""
    from hubflow.register.recording.editions import hub_of, stored_edition
    from hubflow.serve.evidence.source_rows import FIELDS
    from hubflow.serve.forms.dossier_versions import field_of, planned_version, record_version
    from hubflow.serve.forms.people_signs import SignsOfPeople
    from hubflow.serve.page_rendering import link

    assert request.form is not None
    fields = {f"sources[{number}].{key}": f"{key}-{number}"
              for number in range(len(data.get("sources", ()))) for key in FIELDS}
    try:
        with request.register.writing() as journal:
            hub = hub_of(stored_edition(journal, request.hub, standing.edition),
                         request.register.plugin_hub).hub
            plan = planned_version(journal, request.hub, standing.venture, data, base.number,
                                   _ASKED)
            if plan.changed:
                record_version(journal, hub, plan, by=request.recorder,
                               accept=request.form.get("accept", ""), fields=fields)
    except BadInput as bad:
        told: dict[str, str] = {}
        for one in bad.problems:
            field = field_of(one.key, fields)
            text = f"{'' if field else one.key} {one.words()}".strip()
            told[field] = f"{told[field]} {text}" if field in told else text
        return _page(request, standing, versions, rows, told, status=422)
    except SignsOfPeople as found:
        return _page(request, standing, versions, rows, found.problems, status=422, signs=True)
    return PageAnswer(to=link(request.hub, "ventures", standing.venture, "sources",
                              saved=int(plan.changed)))


def _page(
    request: PageRequest, standing: VentureStanding, versions: Sequence[DossierVersion],
    rows: Sequence[Mapping[str, str]], problems: Mapping[str, str] | None = None, *,
    status: int = 200, signs: bool = False, compared: tuple[str, str] | None = None,
) -> PageAnswer:
    from hubflow.model.identity import Source
    from hubflow.reading.records.model_keys import keys_within
    from hubflow.serve.evidence.source_rows import FIELDS, attachments_in, covers_shown
    from hubflow.serve.forms.key_menu import covered_parts

    form, newest = request.form or {}, versions[-1]
    kind = keys_within(Source)["status"].kind
    blank = dict.fromkeys(("id", *FIELDS), "")
    office = request.grant.role == "secretary"
    return PageAnswer(
        title=standing.name, template="sources.html.j2", status=status,
        command=command_line("hubflow", "register", "update", f"{standing.venture}.toml",
                             "-p", request.hub, "--made-from",
                             form.get("version") or str(newest.number))
        if office else "",
        values={
            "standing": standing, "office": office, "fields": FIELDS,
            "rows": covers_shown([*rows, blank], newest.data, request.language),
            "parts": covered_parts(request.language).labels.values(),
            "statuses": kind.labels if kind is not None else (), "signs": signs,
            "made_from": form.get("version") or newest.number, "newest": newest.number,
            "attachments": attachments_in(newest.data), "problems": problems or {},
            "accept": form.get("accept", ""), "compared": compared,
            "saved": request.query.get("saved", "")})
