"""Define the limits on what is read: above all real files, below what could stop a machine.

Whatever is larger is refused before any work is done on it, in one form of sentence.
"""

from __future__ import annotations

from hubflow.model.input_problems import BadInput, one_problem
from hubflow.model.plain_record import PlainRecord
from hubflow.text.catalogue import entries
from hubflow.text.spoken import say, spoken_language


class Limit(PlainRecord):
    """The most of something that is read; ``scale`` is how many of what is counted make a unit.

    What ``of`` and ``unit`` are in other languages stands in their ``limits.toml``.
    """

    of: str
    most: int
    unit: str
    scale: int = 1

    def holds(self, count: int) -> bool:
        """Return whether so much is read."""
        return count <= self.most * self.scale

    def words(self, count: int | None = None) -> str:
        """Return the sentence that refuses what has so much of it."""
        named = entries(spoken_language(), "limits")
        of, unit = (named.get(text, text) for text in (self.of, self.unit))
        if count is None:
            return say("reading-problems.too_large_at_most", of=of, most=self.most, unit=unit)
        return say("reading-problems.too_large_found", of=of, most=self.most, unit=unit,
                   found=-(-count // self.scale))

    def refusal(self, file: str, count: int | None = None, to_do: str = "") -> BadInput:
        """Return the error for a file that has so much of it; ``to_do`` is the key of its words."""
        return one_problem(file, self.words(count),
                           say(f"reading-problems.{to_do}") if to_do else "")

    def check(self, count: int, file: str, to_do: str = "") -> None:
        """Raise :class:`BadInput` where a file has more than is read."""
        if not self.holds(count):
            raise self.refusal(file, count, to_do)


_MB = 10**6

EXPRESSION_CHARACTERS = Limit("the expression", 100_000, "characters")
EXPRESSION_WORDS = Limit("the expression", 5_000, "words")
EXPRESSION_DEPTH = Limit("the expression", 20, "levels of brackets, cases and signs before a value")
EXPRESSION_STEPS = Limit(
    "the expression", 300, "steps (facts, values, signs and functions; not the values of IN)")
"""Polars works on a tree of them by recursion, and needs the third power of time for some."""

FILE_SIZE = Limit("this file", 500, "MB", _MB)
TOML_SIZE = Limit("this file", 5, "MB", _MB)
TOML_DEPTH = Limit("this file", 32, "tables and lists within each other")
TOML_VALUES = Limit("this file", 100_000, "values")
JSON_DEPTH = Limit("this file", 64, "objects and lists within each other")

PACKED_PARTS = Limit("this file", 5_000, "parts")
PACKED_SIZE = Limit("this file", 250, "MB unpacked", _MB)
PACKED_RATIO = Limit("this file", 200, "times its size unpacked")
"""Of files that unpack to more than 10 MB: Word and Excel pack to a tenth, ledgers to a fiftieth.
"""

XML_DEPTH = Limit("this file", 100, "XML elements within each other")
XML_ELEMENTS = Limit("this file", 2_000_000, "XML elements")

SHEETS_SIZE = Limit("this workbook", 50, "MB of sheets unpacked", _MB)
CSV_CELLS = Limit("this file", 5_000_000, "cells, by the marks between them")
CSV_CELL = Limit("a cell of this file", 131_072, "characters")
"""That is the limit of Python's reader of CSV."""
CELLS = Limit("this workbook", 500_000, "cells")
AREAS = Limit("this workbook", 10_000, "merged areas, links and areas of rules")
MERGED_CELLS = Limit("this workbook", 200_000, "cells in merged areas and links")
STYLES = Limit("this workbook", 70_000, "styles")
NUMBER_FORMAT = Limit("a number format of this workbook", 255, "characters")
FORMULA = Limit("a formula of this workbook", 8_192, "characters")
"""That of a formula and of a number format are Excel's own limits."""
FORMULAS = Limit("this workbook", 5_000_000,
                 "characters of formulas, a shared one counted for each of its cells")

TEMPLATE_SIZE = Limit("the template", 1, "MB", _MB)
TEMPLATE_TIME = Limit("what the template makes", 10, "seconds of work")
TYPST_TIME = Limit("what the template makes", 20, "seconds of work in Typst")
TYPST_MEMORY = Limit("what the template makes", 4, "GB of memory in Typst", 10**9)
TEMPLATE_TEXT = Limit("what the template makes", 20, "MB", _MB)
UPLOAD_TIME = Limit("this file", 20, "seconds of reading")
UPLOAD_MEMORY = Limit("this file", 3, "GB of memory to read it", 10**9)
"""Those of a file that is sent to the workbench."""

LIMITS = tuple(value for value in list(globals().values()) if isinstance(value, Limit))
