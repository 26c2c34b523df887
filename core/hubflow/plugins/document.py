"""Define a document as blocks that every format can draw, with its title page's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import attrs

from hubflow.model.characters import harmless

Align = Literal["left", "right"]

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages that are written from right to left."""


@attrs.frozen(kw_only=True)
class Span:
    """A run of text in one style. ``note`` is the number of a note that follows it, 0 for none."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str = ""
    note: int = 0


Line = tuple[Span, ...]


def plain_text(spans: Sequence[Span]) -> str:
    """Return the text of a line without any style."""
    return "".join(span.text for span in spans)


@attrs.frozen(kw_only=True)
class Heading:
    """A heading; the document's own title has level 1."""

    kind: Literal["heading"] = attrs.field(default="heading", init=False)
    level: int
    spans: Line

    @property
    def text(self) -> str:
        """The heading without any style."""
        return plain_text(self.spans)


@attrs.frozen(kw_only=True)
class Paragraph:
    """A paragraph.

    A ``remark`` is emphasised as a whole: it says something about the text. ``keep`` holds a
    paragraph on the page of what follows it.
    """

    kind: Literal["paragraph"] = attrs.field(default="paragraph", init=False)
    spans: Line
    remark: bool = False
    keep: bool = False

    @property
    def text(self) -> str:
        """The paragraph without any style."""
        return plain_text(self.spans)


@attrs.frozen(kw_only=True)
class Listing:
    """A list; every item is a list of blocks. ``start`` is the first number of an ordered one."""

    kind: Literal["list"] = attrs.field(default="list", init=False)
    ordered: bool
    start: int = 1
    items: tuple[tuple[Block, ...], ...]

    @property
    def text(self) -> str:
        """The items, a line each."""
        return "\n".join("- " + "\n".join(block.text for block in item) for item in self.items)


@attrs.frozen(kw_only=True)
class Quote:
    """A quotation: blocks of its own."""

    kind: Literal["quote"] = attrs.field(default="quote", init=False)
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The blocks without any style."""
        return "\n\n".join(block.text for block in self.blocks)


@attrs.frozen(kw_only=True)
class Table:
    """A table. ``shares`` are the columns' shares of the width, which add up to 1.

    A ``short`` one stays on one page, with ``whole_rows`` each of its rows does. ``type_size`` is
    that of its letters beside other tables': smaller where words would break in narrow columns. One
    that ``folds`` is too wide for a telephone. A row that is empty is there to be written in by
    hand.
    """

    kind: Literal["table"] = attrs.field(default="table", init=False)
    aligns: tuple[Align, ...]
    shares: tuple[float, ...]
    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    short: bool = False
    whole_rows: bool = False
    type_size: float = 1.0
    folds: bool = False

    @property
    def text(self) -> str:
        """The rows, a line each, their cells divided by tabs."""
        rows = (self.head, *self.rows)
        return "\n".join("\t".join(map(plain_text, row)) for row in rows)


@attrs.frozen(kw_only=True)
class Verbatim:
    """Text without formatting."""

    kind: Literal["verbatim"] = attrs.field(default="verbatim", init=False)
    text: str


@attrs.frozen(kw_only=True)
class Rule:
    """A line between two parts."""

    kind: Literal["rule"] = attrs.field(default="rule", init=False)

    @property
    def text(self) -> str:
        """Nothing: a line has no words."""
        return ""


Block = Heading | Paragraph | Listing | Quote | Table | Verbatim | Rule


@attrs.frozen(kw_only=True)
class Blocks:
    """A document's blocks, and its notes; the first note has the number 1."""

    blocks: tuple[Block, ...]
    notes: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The whole document without any style, a blank line between blocks."""
        return "\n\n".join(block.text for block in self.blocks)


@attrs.frozen(kw_only=True)
class DocumentLook:
    """The look that a hub gives its documents; what is empty is as hubflow has it.

    ``accent`` is a colour as `#rrggbb`, ``logo`` the bytes of an image in the ``logo_format`` `png`
    or `jpg`.
    """

    accent: str = ""
    typeface: str = ""
    logo: bytes = b""
    logo_format: str = ""


@attrs.frozen(kw_only=True)
class Picture:
    """A picture as the bytes of an image in the ``format`` `png` or `jpg`.

    ``caption`` says what is on it, and is read out to whoever cannot see it.
    """

    content: bytes
    format: str
    caption: str = attrs.field(converter=harmless, default="")


@attrs.frozen(kw_only=True)
class Document:
    """A document in one language.

    ``draft`` is the word to mark every page with, empty where the document is complete; ``about``
    stands at the foot of every page; ``look`` is the hub's, ``picture`` stands below the title.
    What is ``compact`` is to go on one page: its title, margins and rows are smaller.
    """

    name: str
    title: str = attrs.field(converter=harmless)
    markdown: str = attrs.field(converter=harmless)
    language: str
    about: str = attrs.field(converter=harmless)
    draft: str = attrs.field(converter=harmless, default="")
    look: DocumentLook = DocumentLook()
    picture: Picture | None = None
    compact: bool = False
