"""Intake: an export of a form's answers is mapped by clicking, settled, and taken in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, not_found, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.serve.entrance.kept_files import KeptFile
    from hubflow.serve.exports.export_work import ExportWork
    from hubflow.serve.forms.known_names import KnownNames

_EXPORT, _MAP = "export", "map"
_UPLOAD = 10_100_000
"""Bytes of the form that brings an export: the largest one, with its map."""


@hookimpl
def hubflow_page() -> Iterator[WorkbenchPage]:
    """Yield the screens: the exports, the map of one, and the map as a file."""
    title = titles("intake")
    yield WorkbenchPage(path="/{hub}/intake", title=title, roles=("secretary",), answer=_exports,
                        folder=LAYOUT, writes=True, menu=15, uploads=_UPLOAD)
    yield WorkbenchPage(path="/{hub}/intake/{export}", title=title, roles=("secretary",),
                        answer=_map, folder=LAYOUT, writes=True)
    yield WorkbenchPage(path="/{hub}/intake/{export}/map", title=title, roles=("secretary",),
                        answer=_map_file, folder=LAYOUT)


def _exports(request: PageRequest) -> PageAnswer:
    """Show the exports at hand; keep one that is brought, or delete one."""
    from hubflow.serve.page_rendering import link

    form = request.form
    with request.register.reading() as journal:
        if request.register.method_of(journal, request.hub) is None:
            return not_found(request)
    if form is None:
        return _exports_page(request)
    if "delete" in form:
        kept = request.kept_files.find(request.hub, form["delete"])
        if kept is not None:
            kept.forget()
        return PageAnswer(to=link(request.hub, "intake"))
    from hubflow.serve.exports.export_work import in_sentences

    try:
        kept = _brought(request)
    except BadInput as bad:
        return _exports_page(request, {_EXPORT: in_sentences(bad)})
    return PageAnswer(to=link(request.hub, "intake", kept.number))


def _exports_page(
    request: PageRequest, problems: Mapping[str, str] | None = None
) -> PageAnswer:
    return PageAnswer(
        template="intake.html.j2", status=422 if problems else 200,
        command=command_line("hubflow", "intake", "answers.csv", "-p", request.hub, "--draft-map"),
        values={"problems": problems or {}, "kept": [
                    (one, dt.date.fromtimestamp(one.since))
                    for one in request.kept_files.of(request.hub)],
                **{key: request.query.get(key, "") for key in ("new", "updated")}})


def _brought(request: PageRequest) -> KeptFile:
    """Keep an export that was sent, with the first map of it; raise :class:`BadInput`."""
    from hubflow.intake.intake_map import map_in
    from hubflow.model.input_problems import one_problem
    from hubflow.reading.toml.source import parse_toml
    from hubflow.serve.entrance.kept_files import safe_name
    from hubflow.serve.exports.export_reading import LARGEST_EXPORT
    from hubflow.serve.exports.map_fields import MAP_FILE

    told = words(request.language, "serve")
    sent = request.files.get(_EXPORT)
    if sent is None or not sent.content:
        raise one_problem("", told["intake_no_file"])
    name = safe_name(sent.name)
    if not name.lower().endswith((".csv", ".xlsx", ".tsv", ".txt")):
        raise one_problem("", told["intake_wrong_file"])
    if len(sent.content) > LARGEST_EXPORT:
        raise one_problem("", told["intake_too_large"])
    own = request.files.get(_MAP)
    text = own.content.decode("utf-8", "replace") if own is not None else ""
    if text:
        map_in(parse_toml(text, MAP_FILE))
    kept: KeptFile = request.kept_files.begin(
        request.hub, request.visitor.name, name, sent.content)
    try:
        kept.set_note(MAP_FILE, _in_only_call(request, text or _draft(request, kept)))
    except BadInput:
        kept.forget()
        raise
    return kept


def _draft(request: PageRequest, kept: KeptFile) -> str:
    from hubflow.engine.method.prepared_method import compiled_method
    from hubflow.intake.drafting.draft_map import draft_map
    from hubflow.serve.exports.export_reading import read_export

    with request.register.reading() as journal:
        hub = request.register.method_of(journal, request.hub)
    return draft_map(read_export(kept, {}).table, compiled_method(hub))


def _in_only_call(request: PageRequest, text: str) -> str:
    """Return a map with the hub's call, where it names none and the hub has but one."""
    from hubflow.reading.toml.source import parse_toml
    from hubflow.reading.toml.toml_output import toml_text
    from hubflow.serve.call_runs import calls_of
    from hubflow.serve.exports.map_fields import MAP_FILE

    data = parse_toml(text, MAP_FILE).data
    same = data.get("dossier", {})
    with request.register.reading() as journal:
        calls = [id for id, _ in calls_of(journal, request.hub)]
    if same.get("call") or len(calls) != 1:
        return text
    return toml_text({**data, "dossier": {**same, "call": calls[0]}})


def _map_file(request: PageRequest) -> PageAnswer:
    from hubflow.serve.exports.map_fields import MAP_FILE

    kept = request.kept_files.find(request.hub, request.path["export"])
    if kept is None:
        return not_found(request)
    return PageAnswer(file=kept.note(MAP_FILE).encode(), file_name=MAP_FILE)


def _map(request: PageRequest) -> PageAnswer:
    """Show the map of an export; keep what was chosen, and lead on once nothing is wrong."""
    from hubflow.reading.toml.toml_output import toml_text
    from hubflow.serve.exports.export_reading import read_export
    from hubflow.serve.exports.export_work import export_work, in_sentences
    from hubflow.serve.exports.map_fields import MAP_FILE, data_of, fields_of, still_meant
    from hubflow.serve.page_rendering import link

    work = export_work(request)
    if work is None:
        return not_found(request)
    if request.form is None:
        return _map_page(request, work)
    shown = fields_of(work.data, work.export.table, work.compiled.methodology)
    typed = still_meant(request.form, shown)
    ids, unknown = _named(request, typed)
    data, problems = data_of({**typed, **ids, **{field: shown[field] for field in unknown}},
                             work.export.table, work.data, work.compiled.methodology)
    problems |= unknown
    work.kept.set_note(MAP_FILE, toml_text(data))
    try:
        export = read_export(work.kept, data)
    except BadInput as bad:
        problems, export = {**problems, "map-sheet": in_sentences(bad)}, work.export
    page = _map_page(request, attrs.evolve(work, data=data, export=export), typed, problems)
    if page.status == 200 and "go" in typed and not request.partial:
        return PageAnswer(to=link(request.hub, "intake", work.kept.number, "ventures"))
    return page


def _named(
    request: PageRequest, typed: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the ids of the call and the challenge that were typed, and what has no such name.

    A text that could be an id stays: a new call begins with its first applications.
    """
    from hubflow.reading.values.normal_text import slug

    told = words(request.language, "serve")
    ids: dict[str, str] = {}
    unknown: dict[str, str] = {}
    for field, known in _known(request).items():
        text = typed.get(field, "").strip()
        if id := known.find(text):
            ids[field] = id
        elif text and slug(text) != text:
            unknown[field] = told[f"intake_unknown_{field.removeprefix('same-')}"]
    return ids, unknown


def _known(request: PageRequest) -> dict[str, KnownNames]:
    """Return the calls and the challenges of the hub by name, for the fields that ask for one."""
    from hubflow.serve.forms.known_names import known_calls, known_challenges

    with request.register.reading() as journal:
        return {"same-call": known_calls(journal, request.hub),
                "same-challenge": known_challenges(journal, request.hub)}


def _map_page(
    request: PageRequest, work: ExportWork, typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> PageAnswer:
    from hubflow.serve.exports.export_work import answers_of, likely_of
    from hubflow.serve.exports.map_fields import columns_by_number, fields_of
    from hubflow.serve.exports.map_view import (
        choices_for_all,
        column_views,
        key_choices,
        placed_problems,
    )
    from hubflow.serve.exports.same_fields import answers_of_rows, rows_in

    table, method = work.export.table, work.compiled.methodology
    fields = {**fields_of(work.data, table, method), **(typed or {})}
    known = _known(request)
    fields |= {field: names.labels.get(names.find(text), text)
               for field, names in known.items() if (text := fields.get(field, ""))}
    _, read, found = answers_of(request, work)
    choices = key_choices(work.compiled, method.hub.language,
                          words(request.language, "serve")["intake_other_keys"])
    of_columns, of_fields, others = placed_problems(
        found, read, columns_by_number(work.data, table), choices.asks)
    of_fields |= problems or {}
    wrong = [*of_columns, *of_fields, *others]
    return PageAnswer(
        title=work.kept.name, command=work.command,
        status=422 if typed is not None and wrong and not request.partial else 200,
        template="intake-state.html.j2" if request.partial else "intake-map.html.j2",
        values={
            "kept": work.kept, "fields": fields, "problems": of_fields, "others": others,
            "columns": list(column_views(
                table, fields, likely_of(work), work.compiled, read,
                of_columns, request.language)),
            "choices": choices, "known": known, "rows": rows_in(fields),
            "same_choices": choices_for_all(choices),
            "same_answers": answers_of_rows(fields, rows_in(fields), method),
            "hub_language": method.hub.language, "sheets": work.export.sheets,
            "headings": list(table.headings.values()), "wrong": wrong,
            "ventures": len(read.files) if read is not None else 0})
