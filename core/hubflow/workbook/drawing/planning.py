"""Plan a dossier's workbook: which sheets it has, and what each holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.engine.method.asks import asks, judged_unasked
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.rules import HUB, PROPOSAL
from hubflow.model.dossier import SECTIONS, Dossier
from hubflow.model.methodology import STAGES, text_in
from hubflow.model.values import Gap
from hubflow.reading.dossiers.inheriting import ANSWERS, JUDGEMENTS
from hubflow.reading.records.model_keys import content_at, keys_within
from hubflow.reading.records.structuring import copy_data
from hubflow.reading.toml.key_paths import key_parts, lies_within
from hubflow.reading.values.vocabulary_words import word_in
from hubflow.text.catalogue import words
from hubflow.workbook.drawing.cells import MOST_TEXT, in_toml, key_of
from hubflow.workbook.drawing.list_sheets import ListSheets
from hubflow.workbook.drawing.question_lines import LineMaker, Path, Remaining
from hubflow.workbook.drawing.workbook_plan import (
    Block,
    Book,
    Entries,
    Link,
    Page,
    PlanLine,
    Questions,
)
from hubflow.workbook.questions.cell_questions import CellQuestions
from hubflow.workbook.questions.method_questions import KeySlot, slots_of, uses_of_keys

_SECTION_STAGE = {"solution": "test"}
_IDENTITY = ("id", "name", "summary", "place", "language", "currency", "date", "challenge", "call")
_ALWAYS = {"sources": ("id", "title", "url", "status", "date", "covers"),
           "decisions": ("hub", "phase", "decision", "date", "by", "reasons", "evidence",
                         "released", "learning")}
"""Lists that every method reads, with their columns."""


def plan_of(compiled: Compiled, data: Mapping[str, Any]) -> Book:
    """Return the plan of a workbook for a dossier (``data`` as in TOML) and one hub's method."""
    return DossierPlanning(compiled, copy_data(dict(data))).book()


@attrs.frozen(eq=False)
class _StagePart:
    """A part of a dossier with the stage whose sheet holds it."""

    path: Path
    slot: KeySlot
    stage: str
    by_rule: bool


Wanted = Callable[[Path, str], bool]
"""Whether a workbook asks for a key, which is first needed in a stage."""


class DossierPlanning:
    """Plans the sheets of a dossier's workbook; ``wanted`` chooses what the stages ask for.

    Without ``for_jury`` no question shows what the jury is asked.
    """

    def __init__(
        self, compiled: Compiled, data: dict[str, Any],
        wanted: Wanted = lambda *_: True, *, for_jury: bool = True,
    ) -> None:
        self.hub = compiled.methodology.hub
        self.compiled = compiled
        self.asking = CellQuestions(self.hub.language)
        self.words = self.asking.words
        self.stages = words(self.hub.language)
        self.asks = asks(compiled, self.hub.language)
        self.uses = uses_of_keys(compiled, self.asks, words(self.hub.language, "dossier"))
        self.remaining = Remaining(data)
        shown = uses_of_keys(compiled, (ask for ask in self.asks if for_jury or not ask.judged),
                             words(self.hub.language, "dossier"))
        self.lines = LineMaker(self.asking, self.remaining, shown)
        self.lists = ListSheets(self.asking, self.remaining)
        self.stage_of_phase = {plan.phase.id: plan.phase.stage for plan in compiled.phases}
        self.wanted = wanted
        self.parts = [part for part in self._stage_parts() if wanted(part.path, part.stage)]

    def book(self) -> Book:
        """Return all sheets; values without a place on one of them become the rest."""
        pages: list[Page] = [self.identity(_IDENTITY)]
        for number, stage in enumerate(self.used_stages, 1):
            pages += self._stage(number, stage)
        judged = [ask for ask in self.asks if ask.judged]
        back = self.words["guide"]
        if judged or self.remaining.at((HUB, self.hub.id, JUDGEMENTS)):
            pages.append(self.lists.judgements(self.hub.id, judged, self.words["jury"], back))
        for key, read in _ALWAYS.items():
            pages += self.lists.of_key((key,), read, (), self.words[f"tab {key}"], back)
        pages += self._more()
        return Book(self.guide(), tuple(pages), tuple(self._rest()), dict(self.words))

    @property
    def used_stages(self) -> tuple[str, ...]:
        """The stages that the hub uses, and each whose facts its rules read all the same."""
        read = {part.stage for part in self.parts}
        return tuple(stage for stage in STAGES
                     if stage in self.compiled.methodology.stages or stage in read)

    def _stage_parts(self) -> Iterator[_StagePart]:
        """Yield the parts that the method reads, each on the first stage that asks for it."""
        for section in SECTIONS:
            keys = [key for key in self.uses if key_parts(key)[0] == section]
            for slot in slots_of(section, keys):
                key = f"{section}.{slot.name}"
                if key == PROPOSAL:
                    continue
                stage = self._first_stage(key)
                yield _StagePart((section, slot.name), slot,
                              stage or _SECTION_STAGE.get(section, section), stage is not None)

    def _first_stage(self, key: str) -> str | None:
        found = [self.stage_of_phase[ask.phase_id] for ask in self.asks
                 if any(lies_within(each, key) for each in ask.keys)]
        return min(found, key=STAGES.index, default=None)

    def identity(self, keys: Sequence[str]) -> Questions:
        """Return the sheet that asks for the venture's name, place and other first keys."""
        found: list[PlanLine] = []
        for key in keys:
            content = content_at((key,))
            assert content is not None
            names = keys_within(content.hint) if content.record else {}
            paths: list[Path] = [(key, name) for name in names] or [(key,)]
            for path in paths:
                found += self.lines.of_key(path, self.lines.details(path))
        return Questions(self.words["venture"], self.words["venture_title"],
                         self.words["venture_about"], (Block("", (), tuple(found)),))

    def _stage(self, number: int, stage: str) -> Iterator[Questions | Entries]:
        title = f"{number} {self.stages[stage]}"
        lists: list[Entries] = []
        blocks = self.stage_blocks(number, stage, title, lists)
        phases = [text_in(plan.phase.name, self.hub.language, plan.phase.id)
                  for plan in self.compiled.phases if plan.phase.stage == stage]
        about = self.words["stage_about"].format(phases=" + ".join(phases)) if blocks else (
            self.words["stage_nothing"])
        yield Questions(title, self.stages[stage], about, tuple(blocks), stage)
        yield from lists

    def stage_blocks(
        self, number: int, stage: str, title: str, lists: list[Entries]
    ) -> list[Block]:
        """Return the blocks of a stage's questions; add the sheets of its lists to ``lists``."""
        blocks = [*self._blocks(stage, True, number, title, lists)]
        if stage == "incubate":
            answers = [self.lines.of_answer(section)
                       for section in self.compiled.methodology.proposal.sections
                       if section.path.startswith(f"{PROPOSAL}.")
                       and self.wanted(key_parts(section.path), stage)]
            blocks.append(Block(self.words["proposal"], (), tuple(
                line for lines in answers for line in lines)))
        blocks += [self._answers(stage), *self._blocks(stage, False, number, title, lists)]
        return [block for block in blocks if block.lines]

    def _answers(self, stage: str) -> Block:
        """Return the block that asks about what the jury scores and no fact informs, each once."""
        form = words(self.hub.language, "form")
        found = [(ask, (HUB, self.hub.id, ANSWERS, ask.id))
                 for ask in judged_unasked(self.compiled)
                 if self.stage_of_phase[ask.phase_id] == stage]
        return Block(form["answers"], (form["answers_about"],), tuple(
            self.lines.of_judged(path, ask.text, ask.rule.detail(self.hub.language).strip())
            for ask, path in found if self.wanted(path, stage)))

    def _blocks(
        self, stage: str, by_rule: bool, number: int, title: str, lists: list[Entries]
    ) -> Iterator[Block]:
        """Yield the blocks of a stage: what its rules ask, or what else the method reads."""
        plain: list[Any] = []
        records: list[Block] = []
        for part in self.parts:
            if part.stage != stage or part.by_rule != by_rule:
                continue
            details, slot = self.lines.details(part.path), part.slot
            if slot.many and slot.fields:
                sheet = f"{number} {self.words[f'tab {key_of(part.path)}']}"
                plain.append(Link(self.asking.about(part.path), details, sheet))
                lists += self.lists.of_key(part.path, slot.fields, details, sheet, title, stage)
            elif slot.fields:
                records.append(Block(self.asking.about(part.path), details,
                                     tuple(self.lines.of_record(part.path, slot))))
            else:
                plain += self.lines.of_key(part.path, details)
        for fact in self.compiled.methodology.facts:
            path = (HUB, self.hub.id, fact.id)
            asked_in = self._first_stage(".".join(path))
            if not self.wanted(path, asked_in or STAGES[0]):
                continue
            if by_rule == (asked_in is not None) and stage == (asked_in or STAGES[0]):
                plain += self.lines.of_local(self.hub, fact, self.lines.details(path))
        yield Block("" if by_rule else self.words["also"], (), tuple(plain))
        yield from records

    def _more(self) -> Iterator[Questions | Entries]:
        """Yield sheets for values that the model knows and this method does not read."""
        title, back = self.words["more"], self.words["guide"]
        blocks, lists = [], list[Entries]()
        lines: list[Any] = []
        for section in SECTIONS:
            for name, content in keys_within(keys_within(Dossier)[section].hint).items():
                path = (section, name)
                given = self.remaining.at(path)
                if not given and given is not False and given != 0:
                    continue
                if content.record and content.many:
                    lists += self._unread(path, given)
                elif content.record:
                    slot = KeySlot(name, content.hint, many=False, fields=())
                    blocks.append(Block(self.asking.about(path), (),
                                        tuple(self.lines.of_record(path, slot))))
                elif content.kind is not None:
                    lines += self.lines.of_key(path)
                elif isinstance(given, Mapping):  # the proposal's answers, under any hub's keys
                    lines += [line for key in list(given)
                              for line in self.lines.of_key((*path, key))]
        if self.remaining.at(("conflicts",)):
            lists += self._unread(("conflicts",), self.remaining.at(("conflicts",)))
        hubs = self.remaining.at((HUB,)) or {}
        for hub in [hub for hub, block in hubs.items() if isinstance(block, Mapping)
                    and JUDGEMENTS in block]:
            name = f"{self.words['jury']} {hub}"
            page = self.lists.judgements(hub, (), name, back)
            if page.rows:
                lists.append(page)
        filled = [block for block in (Block("", (), tuple(lines)), *blocks) if block.lines]
        if filled:
            yield Questions(title, self.words["more_title"], self.words["more_about"],
                            tuple(filled))
        yield from lists

    def _unread(self, path: Path, entries: Sequence[Any]) -> Iterator[Entries]:
        sheet = f"+ {self.words[f'tab {key_of(path)}']}"
        for page in self.lists.of_key(path, (), (self.words["more_about"],), sheet,
                                      self.words["guide"]):
            if page.rows or not entries:
                yield page

    def _rest(self) -> Iterator[tuple[str, str]]:
        """Yield the remaining values as TOML, in pieces that fit into a cell."""
        for path, value in self.remaining.rest():
            text = in_toml(value)
            for start in range(0, len(text), MOST_TEXT):
                yield key_of(path), text[start:start + MOST_TEXT]

    def guide(self) -> tuple[str, ...]:
        """Return the guide's lines: title, purpose, how to fill it in, and the steps."""
        hub = text_in(self.hub.name, self.hub.language, self.hub.id)
        gaps = {gap.name.lower(): word_in(gap.value, self.hub.language) for gap in Gap}
        values = {"hub": hub, "edition": self.hub.edition, "venture": self.words["venture"], **gaps}
        names = ("guide_title", "guide_about", "guide_how", *(f"guide_{n}" for n in range(1, 10)))
        return tuple(self.words[name].format(**values) for name in names)
