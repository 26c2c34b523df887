"""How values are filled into a sentence: loaded with the first sentence that is said."""

from __future__ import annotations

import datetime as dt
import string
from typing import Any

from hubflow.text.catalogue import ENGLISH


class SentenceFormatter(string.Formatter):
    """Fills values into a sentence as a language writes them."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return a value as text; English writes days and numbers as programs do."""
        text: str = super().format_field(value, format_spec)
        if self.language == ENGLISH:
            return text
        if isinstance(value, dt.date) and not format_spec:
            return self._day(value)
        if isinstance(value, float) or (isinstance(value, int) and format_spec):
            from hubflow.text.locales import locale_of

            own = locale_of(self.language)
            marks = {",": own.thousands, ".": own.decimal}
            return "".join(marks.get(each, each) for each in text)
        return text

    def _day(self, value: dt.date) -> str:
        from hubflow.text.numbers import day

        at = f", {value:%H:%M}" if isinstance(value, dt.datetime) else ""
        return f"{day(value, self.language)}{at}"
