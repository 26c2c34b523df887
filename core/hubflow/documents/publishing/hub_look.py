"""Find the look that a hub gives its documents."""

from __future__ import annotations

from hubflow.plugins.document import DocumentLook
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.toml.source import read_bytes


def look_of(hub: LoadedHub) -> DocumentLook:
    """Return a hub's look. Its logo is the file beside its methodology, where that is here.

    A register keeps a method's text, and no images: documents from a register carry the logo of
    the hub that `-p` lends.
    """
    said = hub.methodology.methodology.hub.look
    if said is None:
        return DocumentLook()
    logo = _logo(hub, said.logo)
    from hubflow.reading.method.look_checks import image_format

    return DocumentLook(accent=said.accent or "", typeface=said.typeface or "", logo=logo,
                        logo_format=image_format(logo))


def _logo(hub: LoadedHub, name: str | None) -> bytes:
    path = hub.methodology.file.path.parent / name if name else None
    return read_bytes(path) if path is not None and path.is_file() else b""
