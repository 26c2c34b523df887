"""The people: invitations to the workbench, as links or files to hand over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import (
    ROLES,
    PageAnswer,
    PageRequest,
    RoleGrant,
    Visitor,
    WorkbenchPage,
)
from hubflow.serve.screen_parts import LAYOUT, titles
from hubflow.text.catalogue import words

_NUMBER = re.compile("[0-9a-f]{16}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
_OFFERED = 500
"""Ventures that are offered to choose from; of more the id is typed."""

_LONGEST = 60
"""Days for which an invitation waits at most."""


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/people", title=titles("people"), roles=("secretary",), answer=_people,
        folder=LAYOUT, writes=True, menu=80)


def _people(request: PageRequest) -> PageAnswer:
    form = request.form
    if form is None:
        return _page(request, {})
    if "withdraw" in form:
        return _withdrawn(request, form)
    problems = dict(_flaws(request, form))
    if problems:
        return _page(request, form, problems=problems)
    visitor = Visitor(name=form["name"].strip(), grants=tuple(
        RoleGrant(role=role, hub=request.hub, call=_of(form, "call", role != "applicant"),
                  venture=_of(form, "venture", role == "applicant"),
                  blind=role == "assessor" and "blind" in form)
        for role in ROLES if f"role-{role}" in form))
    address, number = request.invitations.make(
        visitor, float(form["days"]), form.get("email", "").strip())
    text = words(request.language, "serve")["invitation_text"].format(
        name=visitor.name, hub=request.hub)
    listed = _listed_instead(request, visitor)
    if "file" in form and not listed:  # a file could not warn
        return PageAnswer(file=f"{text}\n\n{address}\n".encode(), file_name="invitation.txt")
    return _page(request, {**form, "name": "", "email": ""}, invitation=address, number=number,
                 invited=visitor.name, listed=", ".join(listed))


def _listed_instead(request: PageRequest, visitor: Visitor) -> list[str]:
    """Return whom the lists of assessors name where an assessor has a name that none of them has.

    They are the lists of the calls in which the person judges; none where there is no list yet.
    """
    from hubflow.reading.panel.assessor_names import AssessorNames
    from hubflow.register.calls.call_entries import assessors_of_call
    from hubflow.serve.call_runs import calls_of

    limits = {grant.call for grant in visitor.grants if grant.role == "assessor"}
    with request.register.reading() as journal:
        calls = limits - {""} or {id for id, _ in calls_of(journal, request.hub) if limits}
        listed = [one for call in sorted(calls)
                  for one in assessors_of_call(journal, request.hub, call)]
    known = AssessorNames.of(listed)
    own = {known.key(one.id) for one in listed}
    return [] if known.key(visitor.name) in own else list(
        dict.fromkeys(one.name or one.id for one in listed))


def _of(form: Mapping[str, str], field: str, used: bool) -> str:
    return form.get(field, "").strip() if used else ""


def _withdrawn(request: PageRequest, form: Mapping[str, str]) -> PageAnswer:
    number = form.get("number", "").strip().lower()
    if not _NUMBER.fullmatch(number):
        told = words(request.language, "serve")["number_wrong"]
        return _page(request, form, problems={"number": told})
    request.invitations.withdraw(number)
    return _page(request, {}, withdrawn=number)


def _flaws(request: PageRequest, form: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an invitation's fields, by the field."""
    told = words(request.language, "serve")
    if not form.get("name", "").strip() or len(form["name"]) > 200:
        yield "name", told["name_needed"]
    if not any(f"role-{role}" in form for role in ROLES):
        yield "roles", told["role_needed"]
    if not (form.get("days", "").isdecimal() and 1 <= int(form["days"]) <= _LONGEST):
        yield "days", told["days_wrong"]
    email = form.get("email", "").strip()
    if email and not _EMAIL.fullmatch(email):
        yield "email", words(request.language, "entrance")["email_wrong"]
    call = form.get("call", "").strip()
    with request.register.reading() as journal:
        from hubflow.register.standing.standing_table import standing_of
        from hubflow.serve.call_runs import calls_of

        calls = [id for id, _ in calls_of(journal, request.hub)]
        venture = form.get("venture", "").strip()
        known = venture.isprintable() and standing_of(journal, request.hub, venture) is not None
    if "role-applicant" in form and not known:
        yield "venture", told["venture_needed"]
    if call and call not in calls:
        yield "call", told["call_unknown"].format(calls=", ".join(calls))


def _page(request: PageRequest, form: Mapping[str, str], **values: object) -> PageAnswer:
    problems = values.get("problems") or {}
    calls, ventures = _offered(request)
    return PageAnswer(
        template="people.html.j2", status=422 if problems else 200,
        values={"e": words(request.language, "entrance"), "provider": request.invitations.provider,
                "people": request.invitations.people(request.hub), "form": form,
                "made": request.invitations.made(request.hub), "calls": calls,
                "ventures": ventures,
                "roles": ROLES, "problems": problems, "invitation": "",
                "number": "", "withdrawn": "", "invited": "", "listed": "", **values})


def _offered(request: PageRequest) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the hub's calls, and its ventures with their names, to choose from; none of many."""
    import sqlalchemy as sa

    from hubflow.register.storage.database_tables import standings
    from hubflow.serve.call_runs import calls_of

    with request.register.reading() as journal:
        rows = journal.connection.execute(sa.select(standings.c.venture, standings.c.name).where(
            standings.c.hub == request.hub, standings.c.kind == "venture")
            .order_by(standings.c.venture).limit(_OFFERED + 1)).all()
        return [id for id, _ in calls_of(journal, request.hub)], [
            (str(row.venture), str(row.name or row.venture)) for row in rows
            if len(rows) <= _OFFERED]
