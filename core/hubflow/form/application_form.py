"""Collect the questions of a form: what some phases of a method read of an applicant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any

import attrs

from hubflow.engine.method.asks import Ask, asks, judged_unasked
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.rules import HUB, PROPOSAL
from hubflow.form.form_head import form_intro, form_title
from hubflow.model.call import Call
from hubflow.model.values import Gap, Kind
from hubflow.reading.dossiers.inheriting import ANSWERS
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.toml.key_paths import key_parts, lies_within
from hubflow.reading.values.normal_text import folded, unaccented
from hubflow.reading.values.vocabulary_words import label_in, word_in
from hubflow.text.catalogue import words
from hubflow.workbook.drawing.applicant_plan import applicant_plan, of_keys
from hubflow.workbook.drawing.workbook_plan import (
    Block,
    Entries,
    ListColumn,
    Lists,
    PlanLine,
    Questions,
)
from hubflow.workbook.questions.cell_questions import CellQuestions
from hubflow.workbook.questions.method_questions import uses_of_keys

_TEXT = Kind("text", gap=False)
_NOT_ASKED = frozenset({"id", "language", "currency", "date", "place.country", "place.code",
                        "place.region"})
"""What a map says for all: language and currency are the hub's, the day is that of the answer."""
_EXPLAINED = ("name", "summary", "place.name")
"""Keys whose own words explain the form's question; of others it says all that they say."""
_LONG = ("summary", "description", "statement", "findings", "how", "gap", "what", "plan")
"""The last parts of keys whose texts have several sentences."""


@attrs.frozen(eq=False)
class FormQuestion:
    """One question: the key of a dossier that its answer goes to, and what may be answered.

    ``choices`` are words with what they mean; without them the answer is written. ``long`` texts
    have several sentences.
    """

    key: str
    code: str
    text: str
    help: str
    kind: Kind
    many: bool = False
    choices: tuple[tuple[str, str | bool], ...] = ()
    max_words: int | None = None
    required: bool = False

    @property
    def long(self) -> bool:
        """Whether the answer has several sentences, or several lines."""
        *above, last = key_parts(self.key)
        return (bool(self.max_words) or last in _LONG or above[2:] == [ANSWERS]
                or (self.many and not self.choices))

    @property
    def is_share(self) -> bool:
        """Whether the answer is a share, which people write as a percentage."""
        return self.kind.unit == "share"

    @property
    def number(self) -> bool:
        """Whether the answer is a plain number."""
        return self.kind.type == "number" and not self.is_share

    @property
    def limits(self) -> tuple[str, str]:
        """The least and the greatest number, all digits written; empty where there is none."""
        low, high = ("" if limit is None else f"{Decimal(repr(limit)).normalize():f}"
                     for limit in (self.kind.low, self.kind.high))
        return low, high


@attrs.frozen(eq=False)
class FormSection:
    """Questions under one heading; with ``list_key`` they are of an entry of that list."""

    title: str
    about: str
    questions: tuple[FormQuestion, ...]
    list_key: str = ""
    number: int = 0


@attrs.frozen(eq=False)
class ApplicationForm:
    """A whole form in the hub's language; it leaves out ``nested``, lists within lists.

    ``about`` has a line for each thing to know before answering.
    """

    hub: str
    language: str
    currency: str
    place: str
    country: str
    title: str
    about: str
    sections: tuple[FormSection, ...]
    nested: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[FormQuestion, ...]:
        """All questions in their order."""
        return tuple(each for section in self.sections for each in section.questions)


def application_form(
    compiled: Compiled, phases: Collection[str] = (), entries: int = 1, call: Call | None = None,
    *, answers: bool = True,
) -> ApplicationForm:
    """Return the form that asks what some phases read, or all of them, with the name of a call.

    Of each list it asks for a number of ``entries``; 0 asks for one without a number, for tools
    that repeat a group. With ``answers`` it asks about what the jury judges and no fact informs.
    """
    hub = compiled.methodology.hub
    found_asks = [ask for ask in asks(compiled, hub.language) if not ask.judged
                  and (not phases or ask.phase_id in phases)]
    read = [key for ask in found_asks for key in ask.keys]
    book = applicant_plan(compiled, {}, of_keys(read) if phases else lambda *_: True)
    reader = _BookReader(compiled, found_asks, entries)
    found = [section for page in book.pages for section in reader.sections(page)
             if section.questions]
    unasked = judged_unasked(compiled, phases) if answers else ()
    found += [reader.answers(unasked)] if unasked else []
    sections = tuple(attrs.evolve(section, number=number)
                     for number, section in enumerate(found, 1))
    return ApplicationForm(
        hub.id, hub.language, hub.currency, hub.place.name, hub.place.country or "",
        form_title(compiled, phases, call),
        form_intro(compiled, phases, call, [ask.id for ask in unasked]), sections,
        tuple(reader.nested))


class _BookReader:
    """Makes sections of a workbook's pages; each question's text and code are its own."""

    def __init__(self, compiled: Compiled, found: Sequence[Ask], entries: int) -> None:
        self.hub = compiled.methodology.hub
        # what to do with an application that fails a rule is no help to who writes one
        plain = [ask if ask.scale else attrs.evolve(ask, to_do="") for ask in found]
        uses = uses_of_keys(compiled, plain, {
            **words(self.hub.language, "dossier"),
            "asked_in": words(self.hub.language, "form")["what_counts"]})
        self.remarks = {key: [use.text for use in of_key if use.by_rule]
                        for key, of_key in uses.items()}
        self.asking = CellQuestions(self.hub.language)
        self.form = words(self.hub.language, "form")
        self.dossier = words(self.hub.language, "dossier")
        self.entries = entries
        self.nested: list[str] = []
        self._texts: dict[str, int] = {}
        self._codes: set[str] = set()

    def sections(self, page: Any) -> Iterator[FormSection]:
        """Yield the sections of a page, lists one by one."""
        if isinstance(page, Questions):
            for block in page.blocks:
                yield self._block(page, block)
        elif isinstance(page, Lists):
            for each in page.lists:
                yield from self._list(each)

    def answers(self, unasked: Sequence[Ask]) -> FormSection:
        """Return the section that asks about what the jury judges."""
        title = self.form["answers"]
        return FormSection(title, self.form["answers_about"], tuple(
            self._question(f"{HUB}.{self.hub.id}.{ANSWERS}.{ask.id}", ask.text,
                           (ask.rule.detail(self.hub.language).strip(),), _TEXT, title, many=False)
            for ask in unasked))

    def _block(self, page: Questions, block: Block) -> FormSection:
        lines = [line for line in block.lines if isinstance(line, PlanLine) and not line.again
                 and _key_of(line.mark) not in _NOT_ASKED and not lies_within(
                     _key_of(line.mark), f"{HUB}.{self.hub.id}.{ANSWERS}")]
        title = (block.heading or page.heading).rstrip(".")
        above = self._remarks(_shared_path(lines)) if block.heading and block.details else ()
        return FormSection(title, "\n".join(above),
                           tuple(self._of_line(line, title, above) for line in lines))

    def _remarks(self, path: str) -> tuple[str, ...]:
        """Return what the rules of the phases say of a key and of keys within it, each once."""
        return tuple(dict.fromkeys(text for key, texts in self.remarks.items()
                                   if path and lies_within(key, path) for text in texts))

    def _of_line(self, line: PlanLine, title: str, above: Collection[str]) -> FormQuestion:
        key = _key_of(line.mark)
        content = content_at(key_parts(key))
        many = content.many if content is not None else line.mark.endswith(": labels")
        own = self.form.get(f"ask {key}")
        details = [line.question] if own and key in _EXPLAINED else [
            each for each in (*self._remarks(key), *_asks(line)) if each not in above]
        return self._question(key, own or line.question, details, line.kind, title, many=many,
                              max_words=line.max_words, required=key == "name")

    def _list(self, page: Entries) -> Iterator[FormSection]:
        path = page.mark.strip("[]")
        if len(path.split(".")) > 2:
            self.nested.append(page.heading)
            return
        columns = [column for column in page.columns if column.kind is not None]
        details = "\n".join((page.details[0], *self._remarks(path)))
        if not self.entries:
            yield FormSection(page.heading, details, tuple(self._of_column(
                f"{path}.{column.mark}", column, page.heading) for column in columns), path)
            return
        for number in range(1, self.entries + 1):
            title = f"{page.heading} {number}" if self.entries > 1 else page.heading
            at = f"{path}.{number}" if number > 1 else path
            yield FormSection(title, details if number == 1 else "", tuple(
                self._of_column(f"{at}.{column.mark}", column, title) for column in columns), path)

    def _of_column(self, key: str, column: ListColumn, title: str) -> FormQuestion:
        assert column.kind is not None
        asked = re.sub(r"\.\d+\b", "", key)
        own = self.form.get(f"ask {asked}") or column.heading
        return self._question(key, f"{title}: {own}", (), column.kind, title,
                              many=column.many)

    def _question(
        self, key: str, text: str, details: Sequence[str], kind: Kind, title: str, *, many: bool,
        max_words: int | None = None, required: bool = False,
    ) -> FormQuestion:
        text = " ".join(text.split())
        if folded(text) in self._texts and not text.startswith(title):
            text = f"{title}: {text}"
        count = self._texts[folded(text)] = self._texts.get(folded(text), 0) + 1
        if count > 1:
            text = f"{text} ({count})"
        choices = _choices(kind, self.hub.language, many=many)
        hints = [*details, self._hint(kind, many=many, choices=bool(choices))]
        if max_words:
            hints.append(self.dossier["at_most"].format(n=max_words))
        return FormQuestion(key, self._code(key), text, "\n".join(filter(None, hints)), kind, many,
                            choices, max_words, required)

    def _hint(self, kind: Kind, *, many: bool, choices: bool) -> str:
        """Return what may be answered, in words."""
        if choices:
            return self.form["several"] if many else ""
        if kind.unit == "share":
            return self.form["share"]
        if kind.unit == "money":
            return self.form["money"].format(currency=self.hub.currency)
        plain = attrs.evolve(kind, gap=False)
        return "" if kind.type == "text" and not many else self.asking.hint(plain, many=many)

    def _code(self, key: str) -> str:
        """Return a code of at most 20 letters and digits, as LimeSurvey accepts it."""
        names = [re.sub(r"[^a-z0-9]", "", unaccented(part).lower()) for part in key_parts(key)]
        base = "".join(names[-2:] if len("".join(names[-2:])) <= 18 else names[-1:])[:18] or "q"
        base = base if base[0].isalpha() else f"q{base}"[:18]
        code, number = base, 1
        while code in self._codes:
            number += 1
            code = f"{base}{number}"
        self._codes.add(code)
        return code


def _asks(line: PlanLine) -> tuple[str, ...]:
    """Return what a section of the proposal asks beside its heading."""
    return line.details if line.mark.startswith(f"{PROPOSAL}.") else ()


def _shared_path(lines: Sequence[PlanLine]) -> str:
    """Return the record that all lines are of; empty where they are of several."""
    paths = {_key_of(line.mark).rpartition(".")[0] for line in lines}
    return paths.pop() if len(paths) == 1 else ""


def _key_of(mark: str) -> str:
    return mark.partition(": ")[0]


def _choices(kind: Kind, language: str, *, many: bool) -> tuple[tuple[str, str | bool], ...]:
    """Return the words that a question offers, each with what it means in a dossier."""
    found: dict[str, str | bool] = {}
    if kind.type == "yes_no":
        found = {word_in("yes", language): True, word_in("no", language): False}
    else:
        found = {label_in(label, kind, language): label for label in kind.labels}
    if found and kind.gap and not many:
        found |= {word_in(gap.value, language): gap.value for gap in Gap}
    return tuple(found.items())
