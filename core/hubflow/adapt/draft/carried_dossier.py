"""Draft a dossier for another place from what travels of the original."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from hubflow.adapt.draft.carried_mechanism import carried_mechanism
from hubflow.adapt.draft.draft_sources import sources_of_draft
from hubflow.adapt.draft.draft_values import plain_value, without_blanks
from hubflow.adapt.draft.travelling_texts import Clean, cleaner
from hubflow.model.dossier import Dossier
from hubflow.model.identity import Place
from hubflow.model.methodology import Hub, Methodology
from hubflow.model.values import Gap

_STATED = ("identify.priority_group", "identify.age_from", "identify.age_to",
           "identify.includes_children", "identify.includes_adults_at_risk")
_TAKEN_OVER = (*_STATED, "identify.problems", "solution.description", "solution.components",
               "solution.variants")


@attrs.frozen(eq=False, repr=False)
class CarriedDossier:
    """A draft as data; ``remarks`` holds remarks on the original place for the keys left open.

    ``name`` and ``place`` are the original's; ``same_place`` is whether the new hub's is the same.
    """

    data: dict[str, Any]
    remarks: Mapping[str, str]
    name: str
    place: str
    same_place: bool


def carry(
    dossier: Dossier, origin: Hub, target: Methodology, day: dt.date, words: Mapping[str, str]
) -> CarriedDossier:
    """Return the draft of a dossier for another place.

    ``dossier`` has its challenge merged in; ``words`` are those of the texts that are added.
    Nothing on individual people is taken over, nor what was decided, judged or paid.
    """
    place = dossier.place or origin.place
    return _Carrier(dossier, origin, target, place, day, words, cleaner(dossier)).carried()


@attrs.frozen(eq=False, repr=False)
class _Carrier:
    dossier: Dossier
    origin: Hub
    target: Methodology
    place: Place
    day: dt.date
    words: Mapping[str, str]
    clean: Clean

    def carried(self) -> CarriedDossier:
        hub = self.target.hub
        sections = {
            "identify": self.identify(), "understand": self.understand(),
            "solution": self.solution(), "test": {"pilots": list(self.pilots())},
        }
        stated = [path for path in _TAKEN_OVER if _at(sections, path)]
        sources = sources_of_draft(
            self.dossier, self.target, stated, self.place.name, self.words["source_note"],
            (f"{self.dossier.id}-original", self.say("source_title")), self.clean,
        )
        sections["understand"]["prior_art"][0]["source"] = sources.original
        sections["identify"]["indicators"] = [
            without_blanks({
                "id": i.id, "value": plain_value(i.value), "year": i.year, "area": i.area,
                "source": sources.of_hub.get(i.source)})
            for i in sorted(self.target.indicators, key=lambda i: i.area)
        ]
        data = without_blanks({
            "id": f"{self.dossier.id}-{hub.id}",
            "name": f"{self.clean(self.dossier.name)} – {hub.place.name}",
            "summary": self.say("draft_summary"),
            "place": without_blanks({"name": hub.place.name, "country": hub.place.country,
                            "code": hub.place.code}),
            "language": self.dossier.language or self.origin.language,
            "currency": hub.currency,
            "date": self.day,
            "sources": list(sources.tables),
        })
        for name, section in sections.items():
            data[name] = without_blanks(section)
        return CarriedDossier(
            data, dict(self.remarks()), self.clean(self.dossier.name), self.place.name,
            (self.place.name, self.place.country or self.origin.place.country)
            == (hub.place.name, hub.place.country),
        )

    def say(self, key: str, **values: str) -> str:
        """Return one of the added texts."""
        return self.words[key].format(name=self.clean(self.dossier.name), there=self.place.name,
                                      here=self.target.hub.place.name, **values)

    def identify(self) -> dict[str, Any]:
        identify = self.dossier.identify
        section = {path.partition(".")[2]: _stated(_at({"identify": identify}, path))
                   for path in _STATED}
        if isinstance(section["priority_group"], str):
            section["priority_group"] = self.clean(section["priority_group"])
        section["problems"] = [{"statement": self.clean(problem.statement)}
                               for problem in identify.problems]
        return section

    def understand(self) -> dict[str, Any]:
        understand = self.dossier.understand
        activities = [
            without_blanks({
                "kind": plain_value(a.kind), "date": a.date, "people": plain_value(a.people),
                "service_users": plain_value(a.service_users),
                "findings": self.clean(a.findings), "elsewhere": a.elsewhere or self.place.name})
            for a in understand.activities
        ]
        others = [
            without_blanks({"name": self.clean(p.name), "who": self.clean(p.who),
                   "where": self.clean(p.where), "what_works": self.clean(p.what_works),
                   "evidence_level": plain_value(p.evidence_level), "source": p.source})
            for p in understand.prior_art
        ]
        return {"activities": activities, "prior_art": [self.original(), *others],
                "lessons": list(self.lessons())}

    def original(self) -> dict[str, Any]:
        """Return the original venture as an example of how others address the problem."""
        known = [self.say("known_there"), *results_of(self.dossier, self.words, self.clean)]
        if len(known) == 1:
            known = [self.say("nothing_known_there")]
        return without_blanks({
            "name": self.clean(self.dossier.name), "where": self.place.name,
            "what_works": " ".join(known),
            "evidence_level": _stated(self.dossier.test.evidence_level),
        })

    def lessons(self) -> Iterator[dict[str, Any]]:
        for lesson in self.dossier.understand.lessons:
            key = "lesson_changed" if lesson.changed else "lesson"
            yield {"learnt": self.say(key, learnt=self.clean(lesson.learnt),
                                      changed=self.clean(lesson.changed))}
        for feedback in self.dossier.test.feedback:
            if feedback.findings:
                yield {"learnt": self.say("lesson_said", whom=str(feedback.whom),
                                          learnt=self.clean(feedback.findings))}

    def solution(self) -> dict[str, Any]:
        solution = self.dossier.solution
        return {
            "description": self.clean(solution.description),
            "components": [
                without_blanks({"name": self.clean(c.name), "what": self.clean(c.what),
                       "role": plain_value(c.role), "dose": self.clean(c.dose)})
                for c in solution.components
            ],
            "mechanism": list(carried_mechanism(self.dossier, self.clean)),
            "variants": [
                without_blanks({"what": f"{self.place.name}: {self.clean(v.what)}",
                       "dropped": plain_value(v.dropped), "why": self.clean(v.why)})
                for v in solution.variants
            ],
        }

    def pilots(self) -> Iterator[dict[str, Any]]:
        """Yield the pilots without their cost, which is in another currency."""
        for pilot in self.dossier.test.pilots:
            yield without_blanks({
                "name": self.clean(pilot.name), "what": self.clean(pilot.what),
                **{key: plain_value(getattr(pilot, key)) for key in (
                    "start", "end", "invited", "came", "stayed", "completed", "voluntary")},
                "elsewhere": pilot.elsewhere or self.place.name,
            })

    def remarks(self) -> Iterator[tuple[str, str]]:
        """Yield remarks on the original place, for the keys that the draft leaves open."""
        identify, solution = self.dossier.identify, self.dossier.solution
        yield "identify.reached_through", ", ".join(map(str, identify.reached_through))
        yield "identify.hard_to_reach", str(identify.hard_to_reach or "")
        for key in ("causes", "effects"):
            texts = [t for p in identify.problems for t in getattr(p, key)]
            yield f"identify.problems.{key}", self.clean("; ".join(texts))
        yield "solution.complements", self.clean(solution.complements)
        yield "solution.components.delivered_by", "; ".join(
            f"{self.clean(c.name)}: {self.clean(c.delivered_by)}"
            for c in solution.components if c.delivered_by)
        yield "test.plan", self.clean(self.dossier.test.plan)


def results_of(dossier: Dossier, words: Mapping[str, str], clean: Clean) -> Iterator[str]:
    """Yield what changed in those who were served, an outcome a sentence, in these words.

    An outcome without any value says nothing.
    """
    for outcome in dossier.test.outcomes:
        before, after = plain_value(outcome.before), plain_value(outcome.after)
        values = [str(value) for value in (before, after) if value is not None]
        if not values:
            continue
        told = " → ".join(values) + (f" {clean(outcome.unit)}" if outcome.unit else "")
        how = [f"n = {plain_value(outcome.n)}" if outcome.n is not None else "",
               words.get(f"basis_{outcome.basis}", "")]
        more = ", ".join(part for part in how if part)
        yield (f"{clean(outcome.indicator)}: {told.strip()}"
               + (f" ({more})" if more else "") + ".")
    for conflict in dossier.conflicts:
        if conflict.fact.startswith("test."):
            values = [f"{plain_value(v.value)} ({v.source})" for v in conflict.values]
            yield words["sources_disagree"].format(fact=conflict.fact,
                                                   values=clean(", ".join(values)))


def _at(data: Mapping[str, Any], path: str) -> Any:
    section, _, key = path.partition(".")
    holder = data[section]
    return holder.get(key) if isinstance(holder, Mapping) else getattr(holder, key)


def _stated(value: Any) -> Any:
    """Return a stated value; a gap in one place says nothing about another."""
    return None if isinstance(value, Gap) else plain_value(value)
