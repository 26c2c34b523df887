"""A screen of the workbench as a record: what a plugin returns from ``hubflow_page``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import attrs

Role = Literal["secretary", "assessor", "body", "auditor", "author", "applicant"]
ROLES: tuple[Role, ...] = ("secretary", "assessor", "body", "auditor", "author", "applicant")
"""The roles of people at the workbench."""


@attrs.frozen(kw_only=True)
class RoleGrant:
    """A role that a person has: of every hub, call and venture, or of those named.

    ``blind``: an assessor reads without the applicants' names.
    """

    role: Role
    hub: str = ""
    call: str = ""
    venture: str = ""
    blind: bool = False


@attrs.frozen(kw_only=True)
class Visitor:
    """A person who is signed in. Entries name them by ``name``."""

    name: str
    grants: tuple[RoleGrant, ...]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SentFile:
    """A file that was sent with a form: its name, as the sender's machine has it, and content."""

    name: str
    content: bytes


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PageRequest:
    """A request to a screen.

    ``grant`` is the role in which the visitor opens it. ``path`` holds the parts of the address,
    ``query`` what stands behind its question mark. ``form`` holds the fields of a form that was
    sent, None where the screen is only read; ``files`` the files sent with it, by field.
    ``partial``: the page's script asks for a part of it. ``register`` yields the journal with
    ``reading()`` and ``writing()``; ``invitations`` makes and withdraws invitations;
    ``kept_files`` keeps files that somebody is still working on. ``drafts`` are the drafts of
    methods, None where the workbench was given no folder for them.
    """

    visitor: Visitor
    grant: RoleGrant
    language: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str] | None
    partial: bool
    register: Any
    invitations: Any
    drafts: Any = None
    files: Mapping[str, SentFile] = attrs.field(factory=dict)
    kept_files: Any = None

    @property
    def hub(self) -> str:
        """The hub in the address; empty where there is none."""
        return self.path.get("hub", "")

    @property
    def recorder(self) -> str:
        """The person as entries name them: with the role in which they act."""
        return f"{self.visitor.name} ({self.grant.role})"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PageAnswer:
    """The answer of a screen: a page, another address, or a file.

    ``template`` is a file in the folder of the page, filled with ``values``; everything in them is
    escaped. ``to`` is the address to go to instead. ``file`` is content to download, under
    ``file_name``. ``command`` is the command that does the same, shown at the foot of the page.
    """

    title: str = ""
    template: str = ""
    values: Mapping[str, Any] = attrs.field(factory=dict)
    status: int = 200
    to: str = ""
    file: bytes | None = None
    file_name: str = ""
    command: str = ""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WorkbenchPage:
    """A screen of the workbench.

    ``path`` is its address, such as ``/{hub}/visits``: parts in braces are names. ``title`` is its
    name by language. ``roles`` may open it, nobody else; who has several of them acts
    in the first. With ``writes`` it takes forms, too.
    ``folder`` holds its templates. With ``menu`` it stands in the menu, in the order of these
    numbers. With ``any_call`` it is also open to those whose role is limited to a call: the screen
    then shows them nothing of others. ``uploads`` is how many bytes a form with files may have.
    """

    path: str
    title: Mapping[str, str]
    roles: Sequence[Role]
    answer: Callable[[PageRequest], PageAnswer]
    folder: Path
    writes: bool = False
    menu: int | None = None
    any_call: bool = False
    uploads: int = 0
