"""The people: invitations to the workbench, as links or files to hand over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from hubflow.serve.forms.known_names import KnownNames

_NUMBER = re.compile("[0-9a-f]{16}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
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
    calls, ventures = _offered(request, form)
    problems = dict(_flaws(request, form, calls, ventures))
    if problems:
        return _page(request, form, problems=problems)
    call, venture = (calls.find(form.get("call", "")), ventures.find(form.get("venture", "")))
    visitor = Visitor(name=form["name"].strip(), grants=tuple(
        RoleGrant(role=role, hub=request.hub, call="" if role == "applicant" else call,
                  venture=venture if role == "applicant" else "",
                  blind=role == "assessor" and "blind" in form)
        for role in ROLES if f"role-{role}" in form))
    address, number = request.invitations.make(
        visitor, float(form["days"]), form.get("email", "").strip())
    text = words(request.language, "serve")["invitation_text"].format(
        name=visitor.name, hub=request.register.hub_name(request.hub, request.language))
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


def _withdrawn(request: PageRequest, form: Mapping[str, str]) -> PageAnswer:
    number = form.get("number", "").strip().lower()
    if not _NUMBER.fullmatch(number):
        told = words(request.language, "serve")["number_wrong"]
        return _page(request, form, problems={"number": told})
    request.invitations.withdraw(number)
    return _page(request, {}, withdrawn=number)


def _flaws(
    request: PageRequest, form: Mapping[str, str], calls: KnownNames, ventures: KnownNames
) -> Iterator[tuple[str, str]]:
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
    venture, call = form.get("venture", "").strip(), form.get("call", "").strip()
    if "role-applicant" in form and not ventures.find(venture):
        near = "; ".join(ventures.near(venture))
        yield "venture", told["venture_which"].format(names=near) if near else (
            told["venture_unknown"].format(name=venture) if venture else told["venture_needed"])
    if call and not calls.find(call):
        yield "call", told["call_unknown"].format(calls="; ".join(calls.labels.values()))


def _page(request: PageRequest, form: Mapping[str, str], **values: object) -> PageAnswer:
    problems = values.get("problems") or {}
    calls, ventures = _offered(request, form)
    return PageAnswer(
        template="people.html.j2", status=422 if problems else 200,
        values={"e": words(request.language, "entrance"), "provider": request.invitations.provider,
                "people": request.invitations.people(request.hub), "form": form,
                "made": request.invitations.made(request.hub), "calls": calls.labels,
                "ventures": ventures.labels.values(), "venture_names": _venture_names(request),
                "roles": ROLES, "problems": problems, "invitation": "",
                "number": "", "withdrawn": "", "invited": "", "listed": "", **values})


def _offered(
    request: PageRequest, form: Mapping[str, str]
) -> tuple[KnownNames, KnownNames]:
    """Return the hub's calls and ventures by name, to choose from."""
    from hubflow.serve.forms.known_names import known_calls, known_ventures

    with request.register.reading() as journal:
        return known_calls(journal, request.hub), known_ventures(
            journal, request.hub, form.get("venture", ""))


def _venture_names(request: PageRequest) -> Mapping[str, str]:
    """Return the names of the ventures that somebody is invited to, by id."""
    from hubflow.serve.across_places import names_of

    invited = [*(one.visitor for one in request.invitations.made(request.hub)),
               *(account.visitor for account, _ in request.invitations.people(request.hub))]
    with request.register.reading() as journal:
        return names_of(journal, request.hub, {
            grant.venture for visitor in invited for grant in visitor.grants if grant.venture})
