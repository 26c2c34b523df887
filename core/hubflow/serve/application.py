"""The application: each request to its screen, for those alone who may open it."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import attrs
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route, compile_path
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from hubflow.model.input_problems import BadInput
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.workbench.workbench_page import (
    PageAnswer,
    PageRequest,
    RoleGrant,
    SentFile,
    Visitor,
    WorkbenchPage,
)
from hubflow.report.report_page import page_style
from hubflow.serve.bounded_process import ProcessEndedError
from hubflow.serve.drafting.method_drafts import MethodDrafts
from hubflow.serve.entrance.accounts import Accounts
from hubflow.serve.entrance.attempts import Attempts
from hubflow.serve.entrance.doors import Doors
from hubflow.serve.entrance.invitations import Invitations
from hubflow.serve.entrance.kept_files import KeptFiles
from hubflow.serve.entrance.provider import Provider
from hubflow.serve.entrance.safety import LARGEST, Origins, SafetyGate, place_of_error
from hubflow.serve.entrance.seals import DAY, SealKeeper
from hubflow.serve.entrance.visitor_language import LANGUAGE, language_of
from hubflow.serve.page_rendering import MenuEntry, fragment, link, page_title, screen, shell
from hubflow.serve.page_table import CALL, calls_limited_to, grant_for
from hubflow.serve.register_access import RegisterUnavailable, SharedRegister
from hubflow.text.catalogue import languages, words
from hubflow.text.spoken import speaking

_FILES, _FIELDS = 4, 8000
"""Files and fields that a form may have at most."""

_LOG = logging.getLogger("hubflow.serve")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Workbench:
    """What the workbench serves, to whom, and under which addresses.

    With ``accounts`` people sign in again by passkeys, and with ``provider`` at a provider.
    ``language`` is spoken whatever a hub's is; without it each hub's own.
    """

    register: SharedRegister
    pages: Sequence[WorkbenchPage]
    keeper: SealKeeper
    origins: Origins
    cookie: str = "hubflow"
    language: str = ""
    drafts: MethodDrafts | None = None
    kept_files: KeptFiles = attrs.field(
        default=attrs.Factory(lambda self: KeptFiles(self.keeper.folder), takes_self=True))
    accounts: Accounts | None = None
    provider: Provider | None = None
    attempts: Attempts = attrs.field(factory=Attempts)

    def application(self) -> ASGIApp:
        """Return the ASGI application."""
        app = Starlette(routes=[
            Route("/", self._start),
            *self.doors.routes(),
            Route("/language/{language}", self._language),
            Route("/static/report.css", _report_style),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "assets")),
            *(Route(page.path, functools.partial(self._page, page),
                    methods=["GET", "POST"] if page.writes else ["GET"])
              for page in self.pages),
        ], exception_handlers={
            HTTPException: self._http_error, RegisterUnavailable: self._unavailable,
            BadInput: self._unreadable_keys})
        app.state.own_language = lambda hub: self.language or self.register.language_of(hub)
        return SafetyGate(app, self.origins, self._largest_form())

    def _largest_form(self) -> Callable[[str], int]:
        """Return what says how many bytes a form may have that is sent to an address."""
        uploads = [(compile_path(page.path)[0], page.uploads) for page in self.pages
                   if page.uploads]
        return lambda path: next(
            (bytes for address, bytes in uploads if address.match(path)), LARGEST)

    @property
    def cookie_name(self) -> str:
        """The name of the session's cookie; under HTTPS no other host can set it."""
        return f"__Host-{self.cookie}" if self.origins.secure else self.cookie

    @property
    def doors(self) -> Doors:
        """The ways in."""
        return Doors(self.keeper, self.origins, self.cookie_name, self._refused, self._framed,
                     self.accounts, self.provider, self.attempts, self._limit_of)

    def _limit_of(self, grant: RoleGrant, language: str) -> str:
        """Return what people call the hub, and the one call or venture, a role is limited to."""
        from hubflow.serve.across_places import names_of

        if not grant.hub:
            return ""
        hub, limit = self.register.hub_name(grant.hub, language), grant.call or grant.venture
        if not limit:
            return hub
        with self.register.reading() as journal:
            return f"{hub} · {names_of(journal, grant.hub, [limit]).get(limit) or limit}"

    async def _page(self, page: WorkbenchPage, request: Request) -> Response:
        seal = self.doors.seal(request)
        language = await run_in_threadpool(language_of, request)
        if seal is None and page.uploads:  # nobody unknown hands in files
            return self.doors.asked_to_sign_in(request, 401)
        form, files = await _form(request, page)
        if seal is None:
            return self._signed_out(request, form)
        with speaking(lambda: language, on_page=True):
            return await run_in_threadpool(
                self._answer, page, request, seal.visitor, language, form, files)

    def _answer(
        self, page: WorkbenchPage, request: Request, visitor: Visitor, language: str,
        form: Mapping[str, str] | None, files: Mapping[str, SentFile],
    ) -> Response:
        path = {name: str(value) for name, value in request.path_params.items()}
        try:
            grant = grant_for(page, visitor, path, self.register.call_of(path))
            if grant is None:
                return self._refused(request, 403, "not_yours", visitor=visitor)
            asked = PageRequest(
                visitor=visitor, grant=grant, language=language, path=path,
                query=dict(request.query_params), form=form, register=self.register,
                invitations=Invitations(
                    self.keeper, self.origins.first, self.accounts,
                    self.provider.settings.name if self.provider else ""),
                drafts=self.drafts, files=files, kept_files=self.kept_files,
                partial=request.headers.get("hx-request") == "true")
            return self._response(page, asked, page.answer(asked))
        except RegisterUnavailable as failure:
            return self._unavailable(request, failure, form)
        except ProcessEndedError:
            return self._ending(request, form)
        except BadInput as bad:
            return self._problems(request, visitor, bad)
        except PluginCrash as crash:
            _LOG.error("%s: %s failed", crash.plugin, crash.hook)
            return self._refused(request, 500, "plugin_failed", visitor=visitor,
                                 detail=crash.plugin)
        except HTTPException:
            raise
        except Exception as error:
            _LOG.error("%s: %s in %s", page.path, type(error).__name__, place_of_error(error))
            return self._refused(request, 500, "failed", visitor=visitor)

    def _response(
        self, page: WorkbenchPage, asked: PageRequest, answer: PageAnswer
    ) -> Response:
        if answer.to:
            if asked.partial:
                return Response(headers={"HX-Location": answer.to})
            return RedirectResponse(answer.to, 303)
        if answer.file is not None:
            name = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-"
                           for c in answer.file_name)
            return Response(answer.file, media_type="application/octet-stream", headers={
                "Content-Disposition": f'attachment; filename="{name}"'})
        if "--hub" in answer.command and not self.register.knows(asked.hub):
            answer = attrs.evolve(answer, command="")  # the command would be refused
        content = screen(
            page, asked, answer, self._menu(asked.visitor, asked.hub, page, asked.language,
                                            asked.path.get("call", "")),
            list(self._hubs(asked.visitor, asked.hub, page, asked.language)),
            own_page=self.doors.passkeys is not None)
        return _html(content, answer.status)

    def _menu(
        self, visitor: Visitor, hub: str, current: WorkbenchPage | None = None,
        language: str = "", call: str = "",
    ) -> list[MenuEntry]:
        """Return the screens of a hub that a visitor may open; first the calls they are limited to.

        ``current`` is the screen that is open, ``call`` the call in its address.
        """
        entries = [MenuEntry(self.register.call_name(hub, limit),
                             link(hub, "calls", limit), page is current and limit == call)
                   for page in self.pages if page.path == CALL and hub
                   for limit in calls_limited_to(page, visitor, hub)]
        language = language or "en"
        for page in sorted((page for page in self.pages if page.menu is not None),
                           key=lambda page: (page.menu or 0, page.path)):
            address = page.path.replace("{hub}", hub)
            if "{" not in address and (hub or "{hub}" not in page.path) and grant_for(
                    page, visitor, {"hub": hub}):
                entries.append(MenuEntry(page_title(page, language), address, page is current))
        return entries

    def _hubs(
        self, visitor: Visitor, here: str, page: WorkbenchPage, language: str
    ) -> Iterator[MenuEntry]:
        """Yield the hubs in which a visitor may open a screen: the same one, else their first."""
        same = next((each for each in self.pages if each.menu is not None
                     and each.title == page.title), page)
        hubs = self.register.hubs()
        for hub in hubs:
            menu = self._menu(visitor, hub, same, language)
            entry = next((each for each in menu if each.current), next(iter(menu), None))
            if entry is not None or hub == here:
                name = self.register.hub_name(hub, language) if len(hubs) > 1 else hub
                yield MenuEntry(name, entry.address if entry else "", hub == here)

    def _start(self, request: Request) -> Response:
        """Lead to the first screen that a visitor may open."""
        seal = self.doors.seal(request)
        if seal is None:
            return self.doors.asked_to_sign_in(request, 401)
        for grant in seal.visitor.grants:
            if grant.venture:
                return self._start_of_venture(request, grant, seal.visitor)
        for hub in self.register.hubs():
            for entry in self._menu(seal.visitor, hub):
                return RedirectResponse(entry.address, 303)
        return self._refused(request, 404, "nothing_yet", visitor=seal.visitor)

    def _start_of_venture(
        self, request: Request, grant: RoleGrant, visitor: Visitor
    ) -> Response:
        """Lead to the screen of the one venture that a role is limited to."""
        path = {"hub": grant.hub, "venture": grant.venture}
        for page in sorted(self.pages, key=lambda page: page.path):
            if "{venture}" in page.path and "{call}" not in page.path and grant_for(
                    page, visitor, path):
                return RedirectResponse(page.path.format_map(
                    {key: quote(value, safe="") for key, value in path.items()}), 303)
        return self._refused(request, 404, "nothing_yet", visitor=visitor)

    def _signed_out(self, request: Request, form: Mapping[str, str] | None) -> Response:
        """Ask somebody to sign in; a form that they sent stands in the page, to be sent again."""
        if form is None:
            return self.doors.asked_to_sign_in(request, 401)
        return self._to_send_again(request, 401, "signed_out", form)

    def _unavailable(
        self, request: Request, failure: Exception, form: Mapping[str, str] | None = None
    ) -> Response:
        """Tell that the register fails; a form that was sent stands in the page."""
        why = f"register_{failure.kind if isinstance(failure, RegisterUnavailable) else 'refused'}"
        _LOG.error("the register fails: %s", why)
        answer = self._refused(request, 503, why) if form is None else self._to_send_again(
            request, 503, why, form)
        answer.headers["Retry-After"] = "5"
        return answer

    def _ending(self, request: Request, form: Mapping[str, str] | None) -> Response:
        """Tell that the server was told to end meanwhile; a form that was sent stands in the page.
        """
        if form is None:
            return self._refused(request, 503, "server_ends")
        return self._to_send_again(request, 503, "server_ends", form)

    def _unreadable_keys(self, request: Request, failure: Exception) -> Response:
        """Tell that accounts or sessions cannot be kept."""
        _LOG.error("the folder of keys fails in %s", place_of_error(failure))
        return self._refused(request, 503, "keys_fail")

    def _to_send_again(
        self, request: Request, status: int, why: str, form: Mapping[str, str]
    ) -> Response:
        """Show a form that nothing was recorded of, with a button to send it again."""
        language = language_of(request)
        told = {**words(language, "serve"), **words(language, "entrance")}
        partial = request.headers.get("hx-request") == "true"
        body = fragment("resend.html.j2", language, form=form, partial=partial, why=told[why],
                        signed_out=status == 401, e=told, address=request.url.path
                        + (f"?{request.url.query}" if request.url.query else ""))
        return _html(body.encode() if partial else shell(
            language, told[f"{why}_title"], body), status)

    def _framed(
        self, request: Request, visitor: Visitor | None, title: str, body: str, status: int = 200
    ) -> Response:
        """Draw a page that belongs to no hub, with the menu of the first hub of its visitor."""
        language = language_of(request)
        menus = (self._menu(visitor, hub, None, language) for hub in self.register.hubs()
                 ) if visitor is not None else ()
        return _html(shell(language, title, body, menu=next(filter(None, menus), ())), status)

    def _language(self, request: Request) -> Response:
        """Show the workbench in another language from now on."""
        chosen = request.path_params["language"]
        back = request.query_params.get("to", "/")
        if chosen not in languages() or not back.startswith("/") or back.startswith(
                ("//", "/\\")):
            return self._nowhere(request)
        response = RedirectResponse(back, 303)
        response.set_cookie(LANGUAGE, chosen, max_age=365 * DAY, samesite="strict",
                            httponly=True, secure=self.origins.secure)
        return response

    def _http_error(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == 404:
            return self._nowhere(request)
        return self._refused(request, status, "fields_too_many" if status == 400 else "failed")

    def _nowhere(self, request: Request) -> Response:
        """Tell that an address is of no screen, with the menu of whoever is signed in."""
        seal, language = self.doors.seal(request), language_of(request)
        told = words(language, "serve")
        return self._framed(
            request, seal.visitor if seal else None, told["not_there_title"],
            fragment("refused.html.j2", language, why=told["not_there"], detail="", what_to_do=""),
            404)

    def _refused(
        self, request: Request, status: int, why: str, *, visitor: Visitor | None = None,
        detail: str = "", ways: str = "",
    ) -> Response:
        language = language_of(request)
        told = {**words(language, "serve"), **words(language, "entrance")}
        body = fragment("refused.html.j2", language, why=told[why], detail=detail, ways=ways,
                        what_to_do=told.get(f"{why}_do", ""))
        menu = self._menu(visitor, request.path_params.get("hub", ""), None, language) if (
            visitor is not None) else []
        return _html(shell(language, told[f"{why}_title"], body, menu=menu), status)

    def _problems(self, request: Request, visitor: Visitor, bad: BadInput) -> Response:
        """Show what is wrong, in the words of the commands."""
        language = language_of(request)
        body = fragment("problems.html.j2", language, problems=bad.problems)
        menu = self._menu(visitor, request.path_params.get("hub", ""), None, language)
        return _html(shell(language, words(language, "serve")["problems_title"], body, menu=menu),
                     422)


async def _form(
    request: Request, page: WorkbenchPage
) -> tuple[Mapping[str, str] | None, Mapping[str, SentFile]]:
    """Return the fields and files of a form that was sent; several values of one name are lines."""
    if request.method != "POST":
        return None, {}
    found: dict[str, str] = {}
    files: dict[str, SentFile] = {}
    most = _FILES if page.uploads else 0
    async with request.form(max_files=most, max_fields=_FIELDS) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                text = value.replace("\r\n", "\n")
                found[name] = f"{found[name]}\n{text}" if name in found else text
            elif value.filename:
                files[name] = SentFile(name=value.filename, content=await value.read())
    return found, files


def _report_style(_: Request) -> Response:
    """Return the style sheet that screens share with reports."""
    return Response(page_style(), media_type="text/css; charset=utf-8")


def _html(content: bytes, status: int) -> Response:
    return Response(content, status, media_type="text/html; charset=utf-8")
