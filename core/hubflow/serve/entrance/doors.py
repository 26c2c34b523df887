"""The ways in: an invitation, a passkey, a provider; and the page of one's own passkeys."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable, Mapping
from typing import Any

import attrs
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.serve.entrance.accounts import MOST_PASSKEYS, Account, Accounts
from hubflow.serve.entrance.attempts import Attempts
from hubflow.serve.entrance.passkeys import MINUTES, PasskeyDesk
from hubflow.serve.entrance.provider import CALLBACK, NotSignedIn, Provider
from hubflow.serve.entrance.safety import Origins
from hubflow.serve.entrance.seals import DAY, NoteKind, Seal, SealedNote, SealKeeper, withdrawal_of
from hubflow.serve.entrance.visitor_language import language_of, speaks_for
from hubflow.serve.page_rendering import fragment
from hubflow.text.catalogue import words
from hubflow.text.numbers import day

SESSION_DAYS = 14.0
"""Days after which one signs in again."""

_LABEL = 60
"""Characters of a passkey's name at most."""

Drawing = Callable[..., Response]
"""Draws an answer to a request."""


@attrs.frozen(eq=False, repr=False)
class Doors:
    """Lets people in whom a hub invited, and nobody else.

    ``accounts`` is None where a workbench keeps none: then an invitation is the only way in.
    ``refused`` draws the page of who is not let in, ``framed`` that of a person of its own.
    ``limit_of`` names in a language the hub, call or venture that a role is limited to.
    """

    keeper: SealKeeper
    origins: Origins
    cookie: str
    refused: Drawing
    framed: Drawing
    accounts: Accounts | None = None
    provider: Provider | None = None
    attempts: Attempts = attrs.field(factory=Attempts)
    limit_of: Callable[[RoleGrant, str], str] = lambda grant, _: grant.hub

    def routes(self) -> list[Route]:
        """Return the addresses of the ways in."""
        found = [Route("/enter/{seal}", self._enter, methods=["GET", "POST"]),
                 Route("/leave", self._leave, methods=["POST"]),
                 Route("/sign-in", self._sign_in, methods=["GET", "POST"]),
                 Route("/you", self._you, methods=["GET", "POST"])]
        if self.provider is not None:
            found += [Route("/sign-in/provider", self._to_provider),
                      Route(CALLBACK, self._from_provider)]
        return found

    def seal(self, request: Request) -> Seal | None:
        """Return who is signed in."""
        return self.keeper.opened("session", request.cookies.get(self.cookie, ""))

    @property
    def passkeys(self) -> PasskeyDesk | None:
        """The desk of passkeys; None where there are no accounts, or an address of numbers."""
        if self.accounts is None:
            return None
        desk = PasskeyDesk(self.origins.first, self.accounts)
        return None if desk.host.replace(".", "").isdigit() or ":" in desk.host else desk

    def ways_in(self, request: Request, invitation: Seal | None = None) -> tuple[str, list[str]]:
        """Return what signs a person in again, as HTML, and the cookies that go with it."""
        desk, options, cookies = self.passkeys, "", list[str]()
        if desk is not None:
            kind: NoteKind = "adding" if invitation else "passkey"
            sealed, note = self.keeper.note(kind, MINUTES, invitation.number if invitation else "")
            cookies.append(sealed)
            options = desk.asked_to_make(
                invitation.number, invitation.visitor.name, note.challenge, ()
            ) if invitation else desk.asked_to_sign(note.challenge)
        language = language_of(request)
        return fragment(
            "ways-in.html.j2", language, invitation=invitation, address=request.url.path,
            e=words(language, "entrance"), provider=self.provider and self.provider.settings.name,
            options=options), cookies

    def _place(self, request: Request) -> str:
        """Return where a request comes from: for a team, what its proxy added says so."""
        said = request.headers.get("x-forwarded-for", "") if self.origins.secure else ""
        return said.rpartition(",")[2].strip() or (request.client.host if request.client else "")

    def _too_often(self, request: Request) -> Response | None:
        wait = self.attempts.wait(self._place(request))
        if not wait:
            return None
        answer = self.refused(request, 429, "too_often")
        answer.headers["Retry-After"] = str(wait)
        return answer

    def _failed(self, request: Request, status: int, why: str) -> Response:
        self.attempts.failed(self._place(request))
        return self.refused(request, status, why)

    async def _enter(self, request: Request) -> Response:
        form = await _fields(request)
        return await run_in_threadpool(self._entering, request, form)

    def _entering(self, request: Request, form: Mapping[str, str]) -> Response:
        """Show an invitation; take it where the visitor sends the form."""
        if (late := self._too_often(request)) is not None:
            return late
        seal = self.keeper.opened("invitation", request.path_params["seal"])
        if seal is None:
            return self._failed(request, 410, "used_up")
        speaks_for(request, next((one.hub for one in seal.visitor.grants), ""))
        if request.method != "POST":
            return self._invitation(request, seal)
        if "credential" in form:
            return self._enrolled(request, seal, form)
        if not self.keeper.end(seal.number):
            return self._failed(request, 410, "used_up")
        return self._welcome(request, seal.visitor, seal.number)

    def _invitation(self, request: Request, seal: Seal) -> Response:
        language = language_of(request)
        ways, cookies = self.ways_in(request, seal)
        body = fragment("enter.html.j2", language, visitor=seal.visitor, ways=ways,
                        limit_of=self.limit_of,
                        once=words(language, "entrance")["enter_once_heading"],
                        address=request.url.path)
        title = words(language, "serve")["enter_title"]
        return self._with_notes(self.framed(request, None, title, body), cookies)

    def _enrolled(self, request: Request, seal: Seal, form: Mapping[str, str]) -> Response:
        """Take an invitation with a passkey: its person signs in with it from then on."""
        desk, note = self.passkeys, self._note(request, "adding")
        made = desk.made(form["credential"], note.challenge, seal.number, _label(form)) if (
            desk is not None and note is not None and note.about == seal.number) else None
        if desk is None or made is None:
            return self._failed(request, 403, "no_passkey")
        if not self.keeper.end(seal.number):
            return self._failed(request, 410, "used_up")
        desk.accounts.add(Account(seal.number, seal.visitor))
        desk.accounts.add_passkey(made)
        return self._welcome(request, seal.visitor, seal.number)

    async def _sign_in(self, request: Request) -> Response:
        form = await _fields(request)
        return await run_in_threadpool(self._signing_in, request, form)

    def _signing_in(self, request: Request, form: Mapping[str, str]) -> Response:
        """Show the ways in; let in who signs with a passkey."""
        if (late := self._too_often(request)) is not None:
            return late
        if request.method != "POST":
            return self.asked_to_sign_in(request, 200)
        desk, note = self.passkeys, self._note(request, "passkey")
        id = desk.signed_by(form.get("credential", ""), note.challenge) if (
            desk is not None and note is not None) else None
        account = self._living(desk.accounts.find(id)) if desk is not None and id else None
        if account is None:
            self.attempts.failed(self._place(request))
            return self.asked_to_sign_in(request, 403, "no_passkey")
        return self._welcome(request, account.visitor, account.id)

    def asked_to_sign_in(
        self, request: Request, status: int, why: str = "signed_out"
    ) -> Response:
        """Show the ways in to somebody who is not signed in."""
        ways, cookies = self.ways_in(request)
        return self._with_notes(self.refused(request, status, why, ways=ways), cookies)

    def _living(self, account: Account | None) -> Account | None:
        """Return an account unless it was withdrawn."""
        return None if account is None or self.keeper.has_ended(
            withdrawal_of(account.id)) else account

    def _to_provider(self, request: Request) -> Response:
        """Lead to the provider; an invitation that is taken there comes back with the answer."""
        assert self.provider is not None
        if (late := self._too_often(request)) is not None:
            return late
        sealed = request.query_params.get("invitation", "")
        if sealed and self.keeper.opened("invitation", sealed) is None:
            return self._failed(request, 410, "used_up")
        mark, note = self.keeper.note("provider", MINUTES, sealed)
        try:
            address = self.provider.address(note.state, note.nonce, note.verifier)
        except NotSignedIn:
            return self.refused(request, 502, "provider_silent")
        answer = RedirectResponse(address, 303)
        # strict cookies do not come along on the way back from another site
        self._set(answer, "provider", mark, "lax", CALLBACK)
        return answer

    def _from_provider(self, request: Request) -> Response:
        """Let in whom the provider names, if a hub invited them."""
        assert self.provider is not None
        assert self.accounts is not None
        if (late := self._too_often(request)) is not None:
            return late
        note, asked = self._note(request, "provider"), request.query_params
        if note is None or not hmac.compare_digest(
                asked.get("state", "").encode(), note.state.encode()) or "code" not in asked:
            return self._failed(request, 403, "no_provider")
        try:
            person = self.provider.person(asked["code"], note.nonce, note.verifier)
        except NotSignedIn:
            return self._failed(request, 403, "no_provider")
        issuer = self.provider.settings.issuer
        account = self._living(self.accounts.of_subject(issuer, person.subject))
        account = account or self._invited(issuer, person.subject, person.email, note.about)
        if account is None:
            return self._failed(request, 403, "not_invited")
        return self._welcome(request, account.visitor, account.id, from_elsewhere=True)

    def _invited(self, issuer: str, subject: str, email: str, sealed: str) -> Account | None:
        """Return the account of a person who comes for the first time; None for nobody's."""
        assert self.accounts is not None
        seal = self.keeper.opened("invitation", sealed) if sealed else None
        if seal is not None and self.keeper.end(seal.number):
            self.accounts.add(Account(seal.number, seal.visitor))
            found = [self.accounts.find(seal.number)]
        else:
            found = list(self.accounts.waiting_for(email)) if email else []
        for account in filter(None, map(self._living, found)):
            if self.accounts.bind(account.id, issuer, subject):
                return account
        return None

    async def _you(self, request: Request) -> Response:
        form = await _fields(request)
        return await run_in_threadpool(self._own_passkeys, request, form)

    def _own_passkeys(self, request: Request, form: Mapping[str, str]) -> Response:
        """Show a person's passkeys; add one, or remove one."""
        seal, desk = self.seal(request), self.passkeys
        if seal is None:
            return self.asked_to_sign_in(request, 401)
        id = seal.origin.removesuffix("-withdrawn")
        if desk is None or not id:
            return self.refused(request, 404, "no_accounts")
        account, problem = desk.accounts.find(id), ""
        if "credential" in form:
            problem = self._added(request, desk, seal, id, form)
        elif "remove" in form:
            problem = self._removed(desk, account, form["remove"])
        if form and not problem:
            return RedirectResponse("/you", 303)
        known = desk.accounts.passkeys(id)
        mark, note = self.keeper.note("adding", MINUTES, id)
        language = language_of(request)
        body = fragment(
            "you.html.j2", language, visitor=seal.visitor, passkeys=known, problem=problem,
            limit_of=self.limit_of, e=words(language, "entrance"),
            made={one.id: day(dt.date.fromtimestamp(one.made), language) for one in known},
            options=desk.asked_to_make(id, seal.visitor.name, note.challenge, known),
            full=len(known) >= MOST_PASSKEYS)
        page = self.framed(request, seal.visitor, words(language, "entrance")["you_title"], body,
                           422 if problem else 200)
        return self._with_notes(page, [mark])

    def _added(
        self, request: Request, desk: PasskeyDesk, seal: Seal, id: str, form: Mapping[str, str]
    ) -> str:
        """Keep one more passkey; return the key of the sentence on why not, or nothing."""
        note = self._note(request, "adding")
        made = desk.made(form["credential"], note.challenge, id, _label(form)) if (
            note is not None and note.about == id) else None
        if made is None or len(desk.accounts.passkeys(id)) >= MOST_PASSKEYS:
            return "passkey_not_added"
        desk.accounts.add(Account(id, seal.visitor))
        return "" if desk.accounts.add_passkey(made) else "passkey_not_added"

    def _removed(self, desk: PasskeyDesk, account: Account | None, name: str) -> str:
        """Remove a passkey; return the key of the sentence on why not, or nothing."""
        known = desk.accounts.passkeys(account.id) if account is not None else []
        found = next((one for one in known if one.id.hex() == name), None)
        if account is None or found is None:
            return ""
        if len(known) == 1 and not account.subject and not account.email:
            return "last_passkey"
        desk.accounts.remove_passkey(account.id, found.id)
        return ""

    def _leave(self, request: Request) -> Response:
        """End the session."""
        seal = self.seal(request)
        if seal is not None:
            self.keeper.end(seal.number)
        response = self.refused(request, 200, "left")
        response.delete_cookie(self.cookie, httponly=True, samesite="strict",
                               secure=self.origins.secure)
        return response

    def _welcome(
        self, request: Request, visitor: Visitor, number: str, *, from_elsewhere: bool = False
    ) -> Response:
        """Begin a session, which ends where the invitation of this number is withdrawn."""
        session = self.keeper.seal("session", visitor, SESSION_DAYS, withdrawal_of(number))
        if from_elsewhere:
            # a page of our own goes on: strict cookies do not come along with another site's answer
            going_on = f'<p><a href="/">{words(language_of(request), "entrance")["go_on"]}</a></p>'
            response = self.refused(request, 200, "welcome", ways=going_on)
            response.headers["Refresh"] = "0; url=/"
        else:
            response = RedirectResponse("/", 303)
        response.set_cookie(self.cookie, session, max_age=int(SESSION_DAYS * DAY),
                            httponly=True, samesite="strict", secure=self.origins.secure)
        return response

    def _note(self, request: Request, kind: NoteKind) -> SealedNote | None:
        """Return what a browser was in the middle of, once."""
        way = "provider" if kind == "provider" else "passkey"
        return self.keeper.brought_back(kind, request.cookies.get(f"{self.cookie}_{way}", ""))

    def _with_notes(self, response: Response, sealed: list[str]) -> Response:
        for each in sealed:
            self._set(response, "passkey", each, "strict", "/")
        return response

    def _set(self, response: Response, way: str, sealed: str, same_site: Any, path: str) -> None:
        # the prefix of a host's own cookie asks for the whole path
        whole = "/" if self.origins.secure else path
        response.set_cookie(f"{self.cookie}_{way}", sealed, max_age=MINUTES * 60, path=whole,
                            httponly=True, samesite=same_site, secure=self.origins.secure)


def _label(form: Mapping[str, str]) -> str:
    return " ".join(form.get("label", "").split())[:_LABEL]


async def _fields(request: Request) -> Mapping[str, str]:
    if request.method != "POST":
        return {}
    async with request.form(max_files=0, max_fields=10) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}
