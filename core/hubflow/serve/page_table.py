"""The screens of the workbench, and who may open them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hubflow.model.input_problems import BadInput, Problem
from hubflow.plugins.built_in import add_built_ins
from hubflow.plugins.calling import CallContext, UnusableAnswer, bare_manager, call_hook
from hubflow.plugins.manager import LoadedHub
from hubflow.plugins.trust.guests import installed_guests
from hubflow.plugins.workbench.workbench_page import ROLES, RoleGrant, Visitor, WorkbenchPage

HOOK = "hubflow_page"

CALL = "/{hub}/calls/{call}"
"""The address of a call's own screen."""

RESERVED = ("/static", "/enter", "/leave", "/language", "/sign-in", "/you")
"""The addresses that no screen may take."""


def workbench_pages(hub: LoadedHub | None = None) -> Sequence[WorkbenchPage]:
    """Return the screens of hubflow, of add-ons, and of ``hub``.

    Raises :class:`BadInput` for two of one address, and for an address that is none.
    """
    if hub is not None:
        answers = hub.ask(HOOK, {}, read=_pages)
    else:
        plugins = bare_manager()
        for speaker in reversed(installed_guests().speakers):
            plugins.register(speaker, name=speaker.plugin)
        add_built_ins(plugins, HOOK)
        answers = call_hook(plugins, CallContext(HOOK, _pages), {})
    found: dict[str, tuple[WorkbenchPage, str]] = {}
    problems: list[Problem] = []
    for answer in reversed(answers):
        for page in answer.value:
            wrong = _flaw(page) or (f"another screen, of {found[page.path][1]}, has this address"
                                    if page.path in found else "")
            if wrong:
                problems.append(Problem(f"plugin {answer.plugin}", 0, page.path, wrong))
            found.setdefault(page.path, (page, answer.plugin))
    if problems:
        raise BadInput(problems)
    # addresses without names first: /{hub}/calls/new before /{hub}/calls/{call}
    return sorted((page for page, _ in found.values()),
                  key=lambda page: [part.startswith("{") for part in page.path.split("/")])


def _pages(found: Any) -> list[WorkbenchPage]:
    pages = [found] if isinstance(found, WorkbenchPage) else list(found) if isinstance(
        found, Iterable) else [found]
    for page in pages:
        if not isinstance(page, WorkbenchPage):
            raise UnusableAnswer(f"returned {type(page).__name__}, not WorkbenchPage")
    return pages


def _flaw(page: WorkbenchPage) -> str:
    if not page.path.startswith("/") or page.path.endswith("/") or any(
            page.path == one or page.path.startswith(f"{one}/") for one in RESERVED):
        return "this is no address of a screen; write one such as /{hub}/visits"
    if not page.roles or not set(page.roles) <= set(ROLES):
        return f"its roles must be some of {', '.join(ROLES)}"
    return ""


def grant_for(
    page: WorkbenchPage, visitor: Visitor, path: Mapping[str, str], call_of_venture: str = ""
) -> RoleGrant | None:
    """Return the role in which a visitor may open a screen; None if they may not.

    ``path`` are the parts of the address. ``call_of_venture`` is the call of a venture in it.
    """
    call = path.get("call", call_of_venture)
    return next((grant for role in page.roles for grant in visitor.grants
                 if grant.role == role and _covers(grant, page, path, call)), None)


def calls_limited_to(page: WorkbenchPage, visitor: Visitor, hub: str) -> list[str]:
    """Return the calls of a hub in which alone a visitor may open the screen of a call, by id.

    Whoever may open it in all calls is limited to none.
    """
    grants = [grant for grant in visitor.grants if grant.role in page.roles
              and not grant.venture and grant.hub in ("", hub)]
    return [] if any(not grant.call for grant in grants) else list(
        dict.fromkeys(grant.call for grant in grants))


def _covers(
    grant: RoleGrant, page: WorkbenchPage, path: Mapping[str, str], call: str
) -> bool:
    if grant.hub and path.get("hub", grant.hub if page.any_call else "") != grant.hub:
        return False
    if grant.venture:
        return path.get("venture") == grant.venture and "hub" in path
    if not grant.call:
        return True
    return call == grant.call if call else page.any_call
