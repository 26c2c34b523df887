"""Weights by several people at once: each on a screen of their own, then all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.model.methodology import text_in
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import (
    PageAnswer,
    PageRequest,
    Role,
    WorkbenchPage,
)
from hubflow.serve.drafting.draft_access import FOLDER, draft_title, of_draft
from hubflow.serve.screen_parts import command_line, not_found, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.serve.drafting.method_drafts import MethodDraft
    from hubflow.serve.drafting.weight_interviews import WeightInterview
    from hubflow.weigh.weighed_parts import WeighedParts


@hookimpl
def hubflow_page() -> Iterator[WorkbenchPage]:
    """Yield the author's screen to ask, the list of questions, and the screen to answer."""
    roles: tuple[Role, ...] = ("author", "assessor", "body")
    yield WorkbenchPage(path="/{hub}/method/drafts/{draft}/weights", title=titles("weights"),
                        roles=("author",), answer=of_draft(_ask), folder=FOLDER, writes=True)
    yield WorkbenchPage(path="/{hub}/weights", title=titles("weights"), roles=roles,
                        answer=_list, folder=FOLDER, menu=25, any_call=True)
    yield WorkbenchPage(path="/{hub}/weights/{draft}/{interview}", title=titles("weights"),
                        roles=roles, answer=of_draft(_interview), folder=FOLDER, writes=True,
                        any_call=True)


def _ask(request: PageRequest, draft: MethodDraft) -> PageAnswer:
    from hubflow.serve.drafting.weight_interviews import begin_interview, weighable
    from hubflow.serve.page_rendering import link

    latest = draft.latest()
    parts = {_key(one): one for one in weighable(latest.text, request.language)}
    form, problems = request.form or {}, []
    if request.form is not None:
        chosen = parts.get(form.get("parts", ""))
        try:
            if chosen is not None:
                made = begin_interview(draft, chosen, form.get("method", ""))
                return PageAnswer(to=link(draft.hub, "weights", draft.name, made.id))
            problems = [words(request.language, "serve")["weights_nothing"]]
        except BadInput as bad:
            problems = [one.words() for one in bad.problems]
    return PageAnswer(
        title=draft_title(request, draft), template="weights-ask.html.j2",
        status=422 if problems else 200,
        command=_sheet_command(draft, parts.get(form.get("parts", ""),
                                                next(iter(parts.values()), None))),
        values={"draft": draft, "problems": problems, "form": form, "methods": _methods(),
                "parts": [(key, _title(one, request.language)) for key, one in parts.items()],
                "g": words(request.language, "weigh")})


def _sheet_command(draft: MethodDraft, parts: WeighedParts | None) -> str:
    """Return the command that writes a table to fill in; none where nothing is weighed."""
    if parts is None:
        return ""
    return _weigh_command(draft, parts.phase.id, parts.group, "swing", "--sheet", "ask.csv")


def _weigh_command(
    draft: MethodDraft, phase: str, group: str | None, method: str, *more: str
) -> str:
    return command_line("hubflow", "weigh", "-p", str(draft.folder), "--phase", phase,
                        *(["--group", group] if group else []), "--with", method, *more)


def _methods() -> tuple[str, ...]:
    from hubflow.weigh.interview import METHODS

    return METHODS


def _key(parts: WeighedParts) -> str:
    return f"{parts.phase.id}/{parts.group}" if parts.group else parts.phase.id


def _title(parts: WeighedParts, language: str) -> str:
    phase = text_in(parts.phase.name, language, parts.phase.id)
    group = next((text_in(one.title, language, one.id) for one in parts.phase.groups
                  if one.id == parts.group), "")
    return f"{phase}: {group}" if group else phase


def _list(request: PageRequest) -> PageAnswer:
    """Show the questions for weights of a hub's drafts, and to which one has answered."""
    from hubflow.serve.drafting.weight_interviews import interviews_of

    if request.drafts is None:
        return PageAnswer(template="weights-list.html.j2", values={"rows": []})
    rows = []
    for draft in request.drafts.of_hub(request.hub):
        text = draft.latest().text
        for one in interviews_of(draft):
            parts = _parts(one, text, request.language)
            rows.append({"one": one, "title": one.phase if parts is None else
                         _title(parts, request.language),
                         "own": one.own(request.visitor.name) is not None})
    return PageAnswer(template="weights-list.html.j2", values={
        "rows": sorted(rows, key=lambda row: (row["one"].closed, row["own"])),
        "g": words(request.language, "weigh")})


def _parts(one: WeightInterview, text: str, language: str) -> WeighedParts | None:
    try:
        return one.parts(text, language)
    except BadInput:
        return None


def _interview(request: PageRequest, draft: MethodDraft) -> PageAnswer:
    from hubflow.serve.drafting.weight_interviews import find_interview

    one = find_interview(draft, request.path["interview"])
    if one is None:
        return not_found(request)
    parts = one.parts(draft.latest().text, request.language)
    form = request.form
    if form is None:
        return _page(request, one, parts)
    if "close" in form or "take" in form:
        if request.grant.role != "author":
            return _page(request, one, parts, form, {
                "": words(request.language, "serve")["not_yours"]}, status=403)
        return _taken(request, one, parts) if "take" in form else _closed(request, one)
    return _answered(request, one, parts, form)


def _here(request: PageRequest, **more: object) -> str:
    from hubflow.serve.page_rendering import link

    return link(request.hub, "weights", request.path["draft"], request.path["interview"], **more)


def _closed(request: PageRequest, one: WeightInterview) -> PageAnswer:
    one.close()
    return PageAnswer(to=_here(request))


def _answered(
    request: PageRequest, one: WeightInterview, parts: WeighedParts, form: Mapping[str, str]
) -> PageAnswer:
    from hubflow.serve.drafting.weight_interviews import OwnAnswers

    said = OwnAnswers(form.get("role", "").strip()[:120], {
        name: text[:20] for name, text in form.items() if name != "role"}, request.language)
    try:
        one.answer(request.visitor.name, parts, said)
    except BadInput as bad:
        told: dict[str, str] = {}
        for problem in bad.problems:
            text = problem.words()
            told[problem.key] = f"{told[problem.key]} {text}" if problem.key in told else text
        return _page(request, one, parts, form, told, status=422)
    return PageAnswer(to=_here(request, saved=1))


def _taken(request: PageRequest, one: WeightInterview, parts: WeighedParts) -> PageAnswer:
    """Write the weights into the draft as a new version, and close the interview."""
    from hubflow.cli.extras import needs
    from hubflow.serve.drafting.method_drafts import DraftMoved
    from hubflow.serve.page_rendering import link

    needs("author", "tomlkit")
    found = one.joint(parts).found
    if found is None or not _sees(request, one):
        return not_found(request)
    latest = one.draft.latest()
    try:
        made = one.draft.save(one.with_weights(latest, parts, found, request.language),
                              latest.number, request.recorder)
    except DraftMoved:
        return _page(request, one, parts, None, {
            "": words(request.language, "serve")["weights_moved"]}, status=409)
    one.close()
    return PageAnswer(to=link(one.draft.hub, "method", "drafts", one.draft.name,
                              saved=made.number))


def _sees(request: PageRequest, one: WeightInterview) -> bool:
    """Return whether a visitor may see what others answered: after their own, or in the end."""
    return one.closed or one.own(request.visitor.name) is not None


def _page(
    request: PageRequest, one: WeightInterview, parts: WeighedParts,
    form: Mapping[str, str] | None = None, problems: Mapping[str, str] | None = None, *,
    status: int = 200,
) -> PageAnswer:
    from hubflow.documents.result_words import ResultWords
    from hubflow.weigh.weigh_fields import answer_rows

    own = one.own(request.visitor.name)
    kept: Mapping[str, str] = {} if own is None else {**own.fields, "role": own.role}
    return PageAnswer(
        title=f"{words(request.language, 'serve')['title_weights']}: "
              f"{_title(parts, request.language)}", template="weights.html.j2", status=status,
        command=_weigh_command(one.draft, one.phase, one.group, one.method, "--answers",
                               "answers.csv"),
        values={
            "one": one, "parts": parts, "rows": answer_rows(one.method, parts.titles),
            "typed": kept if form is None else form, "problems": problems or {},
            "own": own, "saved": "saved" in request.query,
            "author": request.grant.role == "author", "showing": ResultWords(request.language),
            "g": words(request.language, "weigh"), **_joint(request, one, parts)})


def _joint(request: PageRequest, one: WeightInterview, parts: WeighedParts) -> dict[str, Any]:
    """Return what everybody answered; nothing before one's own answers are in."""
    from hubflow.weigh.weight_page import agreement_lines

    if not _sees(request, one):
        return {"joint": None, "count": one.count}
    joint = one.joint(parts)
    lines = [] if joint.found is None else list(agreement_lines(joint.found, request.language))
    return {"joint": joint, "count": one.count, "lines": lines}
