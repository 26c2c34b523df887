"""The words of a memo on the mechanism: would its effect come about in the new place?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from hubflow.adapt.draft.travelling_texts import Clean
from hubflow.adapt.effect.effect_needs import (
    VERDICTS,
    EffectReading,
    NeedAnswer,
    NeedToFindOut,
    StepReading,
    without,
)
from hubflow.adapt.place_likeness import PlaceFigure
from hubflow.documents.mechanism_chain import Hanging
from hubflow.engine.results.engine_words import sentence
from hubflow.model.identity import Source
from hubflow.model.methodology import text_in
from hubflow.reading.values.vocabulary_words import word_in
from hubflow.text.numbers import number
from hubflow.text.vocabulary import indicators

Say = Callable[..., str]
ShowFigures = Callable[[tuple[PlaceFigure, ...], str], str]


@attrs.frozen(eq=False, repr=False)
class EffectSection:
    """What a memo says about an :class:`EffectReading`.

    ``say`` returns one of the memo's sentences, ``show`` writes figures, ``gates`` are the names
    of the phases whose rules read the needs, ``sources`` those of the original, ``worked`` is
    whether the original's outcomes came about, ``sources_here`` are those of the
    new place's dossier.
    """

    effect: EffectReading
    language: str
    say: Say
    show: ShowFigures
    clean: Clean
    gates: tuple[str, ...]
    sources: tuple[Source, ...]
    worked: bool | None
    sources_here: tuple[Source, ...] = ()

    def decided(self) -> bool:
        """Return whether nothing that is not known can change the answer for the whole."""
        return self.effect.worst == self.effect.best

    def answer(self) -> str:
        """Return the answer for the whole: one verdict, or the worst and the best."""
        best = self.say(f"verdict_{self.effect.best}")
        return f"{best[:1].upper()}{best[1:]}." if self.decided() else self.say("effect_open")

    def reason(self) -> str:
        """Return why the answer for the whole is what it is, and whether that is made up."""
        return f"{self._reason()} {self._made_up()}".strip()

    def _made_up(self) -> str:
        """Return that the answer hangs on illustrative sources; nothing if it does not."""
        effect = self.effect
        made_up = {source.id for source in self.sources_here if source.status == "illustrative"}
        doubted = {each.need.id: self.clean(each.need.what).rstrip(".") for step in effect.steps
                   for each in step.answers if each.met is not None and each.source in made_up
                   and (effect.best != VERDICTS[0] or each.met is False)}
        if without(effect, doubted) == (effect.worst, effect.best):
            return ""
        return self.say("rests_on_illustrative", names="; ".join(doubted.values()))

    def _reason(self) -> str:
        worst, best, first = self.effect.worst, self.effect.best, self.effect.first
        answers = [answer for reading in self.effect.steps for answer in reading.answers]
        if self.decided():
            missing = [self.clean(each.need.what).rstrip(".") for each in answers
                       if each.met is False]
            names = self.say("needs_missing", names="; ".join(missing)) if missing else ""
            return f"{self.say(f'overall_{best}')} {names}".strip()
        deciding = [each for each in first if each.if_missing == worst]
        what = self.say("achieved" if self.worked else "meant_to_achieve")
        return self.say("effect_open_why", what=what, best=self.say(f"verdict_{best}"),
                        worst=self.say(f"verdict_{worst}"), all=len(answers), open=len(first),
                        n=len(deciding), first=self.clean(first[0].answer.need.what).rstrip("."))

    def named_sources(self) -> Iterator[tuple[str, str]]:
        """Yield the original's sources that the section names: number, and title with status."""
        for source in self._named():
            yield self._number(source.id), self._title(source)

    def named_sources_here(self) -> Iterator[tuple[str, str]]:
        """Yield the sources on which answers for the new place rest, and those of its figures."""
        for source in self._named_here():
            yield self._number(source.id, here=True), self._title(source)
        for title in dict.fromkeys(f.source for each in self._answers() for f in each.figures):
            yield "", title

    def _answers(self) -> list[NeedAnswer]:
        return [each for reading in self.effect.steps for each in reading.answers]

    def _named(self) -> list[Source]:
        steps = [reading.step for reading in self.effect.steps]
        named = {source for step in steps
                 for source in (step.source, *(need.source for need in step.needs))}
        return [source for source in self.sources if source.id in named]

    def _named_here(self) -> list[Source]:
        named = {each.source for each in self._answers()}
        return [source for source in self.sources_here if source.id in named]

    def _number(self, source: str, *, here: bool = False) -> str:
        """Return the number by which the section names a source; its id if nobody lists it."""
        first = [one.id for one in self._named()]
        listed = [*[""] * len(first), *(one.id for one in self._named_here())] if here else first
        return f"[{listed.index(source) + 1}]" if source in listed else source

    def _title(self, source: Source) -> str:
        status = sentence(f"status_{source.status}", self.language)
        title = ". ".join(text for text in (self.clean(source.title), source.url) if text)
        return f"{title} ({status})"

    def _mark(self, source: str, sources: Iterable[Source]) -> str:
        """Return the status of a source in brackets; nothing if it is published or not known."""
        status = {str(each.status) for each in sources if each.id == source} - {"published"}
        marks = [sentence(f"status_{each}", self.language) for each in status]
        return f" ({', '.join(marks)})" if marks else ""

    def step(self, reading: StepReading) -> str:
        """Return what happens in a step, with for whom and by which part of the solution."""
        step = reading.step
        more = [self.clean(text) for text in (step.whom, step.component) if text]
        name = self.clean(step.what).rstrip(".")
        return f"{name} ({'; '.join(more)})" if more else name

    def verdict(self, reading: StepReading) -> str:
        worst, best = (self.say(f"verdict_{each}") for each in (reading.worst, reading.best))
        return best if worst == best else self.say("verdict_open", best=best, worst=worst)

    def why(self, reading: StepReading) -> str:
        """Return the reasons of a step's verdict."""
        if not reading.answers:
            return self.say("no_needs")
        names = {key: [self.clean(each.need.what) for each in reading.answers if each.met is met]
                 for key, met in (("needs_missing", False), ("needs_open", None))}
        texts = [self.say(key, names="; ".join(found)) for key, found in names.items() if found]
        texts = texts or [self.say("needs_met")]
        if any(names.values()):
            texts.append(self.say("carries" if reading.carries_effect else "can_change"))
        return " ".join(texts)

    def evidence(self, reading: StepReading) -> str:
        """Return how well a step is shown, there."""
        step = reading.step
        level = step.evidence_level
        texts = [self.say("step_level", level=f"{level:g}")] if isinstance(
            level, int | float) else []
        texts += [self.clean(step.pilot)] if step.pilot else []
        texts += [self._number(step.source)] if step.source else []
        return "; ".join(texts) or self.say("nothing_said")

    def need(self, answer: NeedAnswer) -> str:
        kind = answer.need.kind
        what = self.clean(answer.need.what).rstrip(".")
        return f"{what} ({word_in(kind, self.language)})" if kind else what

    def there(self, answer: NeedAnswer) -> str:
        text = self.clean(answer.need.there) or self.say("nothing_said")
        source = answer.need.source
        return f"{text.rstrip('.')} {self._number(source)}" if source else text

    def there_marked(self, answer: NeedAnswer) -> str:
        """Return how a need was met in the original place; what is no published fact is marked."""
        text = self.clean(answer.need.there).rstrip(".") or self.say("nothing_said")
        return text + self._mark(answer.need.source or "", self.sources)

    def here(self, answer: NeedAnswer) -> str:
        """Return what is known of a need in the new place, and by what."""
        texts = [self.say(f"basis_{answer.basis}")] if answer.basis in (
            "same place", "unproven") else []
        source = answer.source and self._number(answer.source, here=True) + self._mark(
            answer.source, self.sources_here)
        texts += [text for text in (answer.shown_by, source) if text]
        if answer.figures:
            texts.append(self._figure(answer))
        if answer.met is None:
            texts += [self.clean(answer.need.seen_by)] if answer.need.seen_by else []
        told = "; ".join(text.rstrip(".") for text in texts)
        short = self.short_answer(answer)
        return f"{short}: {told}" if told else short

    def short_answer(self, answer: NeedAnswer) -> str:
        """Return yes, no or not known."""
        return self.say({True: "need_yes", False: "need_no", None: "unknown"}[answer.met])

    def filled_in(self, answer: NeedAnswer) -> str:
        """Return an answer with what shows it; nothing where others are to write theirs."""
        if answer.met is None:
            return ""
        short = self.short_answer(answer)
        text = f"{short}: {answer.shown_by.rstrip('.')}" if answer.shown_by else short
        return text + self._mark(answer.source, self.sources_here)

    def hanging(self, hanging: Hanging) -> str:
        """Return the steps, parts and outcomes that fall with a step."""
        steps = {reading.step.id: reading.step.what for reading in self.effect.steps}
        texts = [self.say("hangs_outcomes", names=self._names(hanging.outcomes)),
                 self.say("hangs_parts", names=self._names(hanging.parts)),
                 self.say("hangs_steps", n=len(hanging.steps), all=len(steps))]
        there = (hanging.outcomes, hanging.parts, hanging.steps)
        return "; ".join(text for text, found in zip(texts, there, strict=True) if found)

    def found_by(self, question: NeedToFindOut) -> str:
        """Return what it takes to find out, and by what one would see it."""
        seen_by = self.clean(question.answer.need.seen_by).rstrip(".")
        way = self.say(f"see_{question.cost}")
        return f"{way}: {seen_by}" if seen_by else way

    def for_effect(self, question: NeedToFindOut) -> str:
        """Return what the whole comes to if the need is missing, and what hangs on it."""
        hangs = self.hanging(question.step.hanging)
        if not self.deciding(question):
            return self.say("first_hangs", hangs=hangs)
        return self.say("first_effect", verdict=self.say(f"verdict_{question.if_missing}"),
                        hangs=hangs)

    def deciding(self, question: NeedToFindOut) -> bool:
        """Return whether the answer for the whole would be worse if the need is missing."""
        return question.if_missing != self.effect.best

    def if_missing(self, question: NeedToFindOut) -> str:
        """Return what the whole comes to if the need is missing, if that changes anything."""
        if not self.deciding(question):
            return ""
        return self.say("if_missing", verdict=self.say(f"verdict_{question.if_missing}"))

    def for_gates(self, question: NeedToFindOut) -> str:
        """Return the phases whose recommendation an answer may change."""
        if question.gates:
            return self.say("first_gates", phases=", ".join(question.gates))
        return self.say("first_no_gates")

    def by_urgency(self) -> list[NeedAnswer]:
        """Return every need: first what is missing, then what to find out first, then the rest."""
        answers = [answer for reading in self.effect.steps for answer in reading.answers]
        return [*(each for each in answers if each.met is False),
                *(each.answer for each in self.effect.first),
                *(each for each in answers if each.met)]

    def gates_say(self) -> str:
        """Return what the needs do at the new hub's gates."""
        if self.gates:
            return self.say("gates_read", phases=", ".join(self.gates))
        return self.say("gates_silent")

    def changes(self) -> Iterator[str]:
        """Yield what could be changed, and what then is no longer what worked."""
        free = [self.step(each) for each in self.effect.steps if not each.carries_effect]
        if free:
            yield self.say("free_steps", names="; ".join(free))
        yield from (text for _, text in self._substitutes())

    def substitutes(self) -> list[str]:
        """Return what can be done in place of what is missing, where that is the answer."""
        if self.effect.best != "adapt and pilot":
            return []
        return [text for answer, text in self._substitutes() if answer.met is False]

    def _substitutes(self) -> Iterator[tuple[NeedAnswer, str]]:
        """Yield needs that are not met for certain with what stands in for them."""
        for reading in self.effect.steps:
            for answer in reading.answers:
                if answer.need.instead and answer.met is not True:
                    key = "instead_missing" if answer.met is False else "instead"
                    text = self.say(key, need=self.clean(answer.need.what).rstrip("."),
                                    instead=self.clean(answer.need.instead))
                    yield answer, (f"{text} {self.say('not_what_worked')}"
                                   if reading.carries_effect else text)

    def _figure(self, answer: NeedAnswer) -> str:
        kind = indicators()[answer.need.indicator or ""]
        text = (f"{text_in(kind.name, self.language)}: "
                f"{self.show(answer.figures, kind.unit)}")
        bounds = [self.say(key, value=number(bound, self.language))
                  for key, bound in (("bound_least", answer.need.at_least),
                                     ("bound_most", answer.need.at_most))
                  if isinstance(bound, int | float)]
        return f"{text}, {', '.join(bounds)}" if bounds else text

    def _names(self, names: Iterable[str]) -> str:
        return ", ".join(self.clean(name) for name in names)
