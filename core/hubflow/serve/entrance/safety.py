"""What every request must keep to, and what every answer says, before any screen is asked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

import attrs
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 1_000_000
"""Bytes of a form at most; a screen that takes files may allow more."""

SLOWEST = 20.0
"""Seconds in which a form must have arrived."""

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
          "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
"""The policy for content: own files alone, no script or style in a page, no frame around it."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not no-referrer: a browser then hides the origin of forms, which writing asks for
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

_LOG = logging.getLogger("hubflow.serve")


class FormTooLarge(Exception):
    """Raised for a form that is larger than is taken."""


@attrs.frozen
class Origins:
    """The addresses under which the workbench is reached, such as ``https://bench.example.org``."""

    allowed: Sequence[str]

    @property
    def first(self) -> str:
        """The address that invitations name."""
        return self.allowed[0]

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that a request may name."""
        return frozenset(origin.partition("://")[2] for origin in self.allowed)

    @property
    def secure(self) -> bool:
        """Whether it is reached by HTTPS alone."""
        return all(origin.startswith("https://") for origin in self.allowed)

    def refusal(
        self, method: str, headers: Headers, largest: int = LARGEST
    ) -> tuple[int, str] | None:
        """Return the status and the reason if a request is refused; None for a sound one.

        ``largest`` is how many bytes its form may have.
        """
        if len(headers.getlist("host")) != 1 or headers["host"].lower() not in self.hosts:
            return 421, "This is not the host of the workbench."
        if method in {"GET", "HEAD"}:
            return None
        if method != "POST":
            return 405, "The workbench takes GET and POST."
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return 403, "The form was sent by another site. Nothing was recorded."
        if headers.get("origin") not in self.allowed:
            return 403, "The form does not come from the workbench. Nothing was recorded."
        if not headers.get("content-length", "0").isdecimal() or (
                int(headers.get("content-length", "0")) > largest):
            return 413, "The form is too large. Nothing was recorded."
        return None


class SafetyGate:
    """Refuses what is not sound, limits what is read, and sets the headers of every answer.

    ``largest`` says how many bytes a form that is sent to an address may have.
    """

    def __init__(
        self, app: ASGIApp, origins: Origins, largest: Callable[[str], int] = lambda _: LARGEST
    ) -> None:
        self.app, self.origins, self.largest = app, origins, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a sound request to the application."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        guarded = _Answer(send, self._headers(scope["path"]))
        largest = self.largest(scope["path"])
        refused = self.origins.refusal(scope["method"], Headers(scope=scope), largest)
        if refused is None and scope["method"] == "POST":
            try:
                receive = await _arrived(receive, largest)
            except FormTooLarge:
                refused = 413, "The form is too large. Nothing was recorded."
            except TimeoutError:
                refused = 408, "The form did not arrive in time. Nothing was recorded."
        if refused is not None:
            await PlainTextResponse(refused[1], refused[0])(scope, receive, guarded)
            return
        try:
            await self.app(scope, receive, guarded)
        except Exception as error:
            # the message may hold what people wrote: only the kind of failure is logged
            _LOG.error("%s in %s", type(error).__name__, place_of_error(error))
            if not guarded.begun:  # an answer that has begun ends where it failed
                await PlainTextResponse("Something went wrong. Nothing more is known here.", 500)(
                    scope, receive, guarded)

    def _headers(self, path: str) -> Mapping[str, str]:
        """Return the headers of an answer, with the default of those that a screen may set."""
        found = {**_HEADERS, "Cache-Control": "no-cache" if path.startswith("/static/")
                 else "no-store"}
        if self.origins.secure:
            found["Strict-Transport-Security"] = "max-age=31536000"
        return found


class _Answer:
    """Sends an answer with the headers of every answer; ``begun`` once its status is sent."""

    def __init__(self, send: Send, headers: Mapping[str, str]) -> None:
        self.send, self.headers, self.begun = send, headers, False

    async def __call__(self, message: Message) -> None:
        """Send a message."""
        if message["type"] == "http.response.start":
            self.begun = True
            own = MutableHeaders(scope=message)
            for name, value in self.headers.items():
                if name != "Cache-Control" or name not in own:
                    own[name] = value
        await self.send(message)


def place_of_error(error: BaseException) -> str:
    """Return the module and line in which an error was raised: nothing of its message."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"


async def _arrived(receive: Receive, largest: int) -> Receive:
    """Return what gives a body that has arrived whole. Raise if it is too large or too slow."""
    body = await asyncio.wait_for(_body(receive, largest), SLOWEST)
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _body(receive: Receive, largest: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise TimeoutError
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > largest:
            raise FormTooLarge
        if not message.get("more_body", False):
            return b"".join(parts)
