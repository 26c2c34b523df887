"""The memo that goes with a draft, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.compare.adapt import Adaptation
from hubflow.compare.adapt_parts import Part
from hubflow.compare.adapt_place import Figure, Likeness
from hubflow.compare.adapt_trials import Change, Effect, Question
from hubflow.documents.markdown import Safe, environment
from hubflow.documents.numbers import money, number
from hubflow.documents.showing import Showing
from hubflow.documents.wording import words
from hubflow.engine.words import sentence
from hubflow.model.methodology import Hub, text_in
from hubflow.model.values import Gap


def memo_markdown(adaptation: Adaptation) -> str:
    """What travels and what does not, what to find out first, where the places differ."""
    return _Memo(adaptation).markdown()


class _Memo:
    """Puts one adaptation into words."""

    def __init__(self, adaptation: Adaptation) -> None:
        self.of = adaptation
        self.language = adaptation.language
        self.words = words(self.language, "adapt")
        self.showing = Showing(self.language)

    def markdown(self) -> str:
        data, places = self.of, self.of.places
        return environment().get_template("adaptation.md.j2").render(
            w=self.words, code=Safe, questions=data.questions, parts=data.parts, places=places,
            say={key: self.say(key) for key in ("title", "head", "stands_now", "missing_next")},
            original={"there": data.place, "here": data.target.place.name},
            cost_of=lambda q: self.words[f"cost_{q.cost}"],
            asked_by=lambda q: self.say("asked_by", phase=q.phase),
            given_of=self.given, answers_of=self.answers, changes_of=self.changes,
            part_name=self.part_name, part_there=self.part_there, part_here=self.part_here,
            already_here=self.already_here(), figures_of=self.figures, reading_of=self.reading,
            notes=list(dict.fromkeys(self.notes())),
            only_there=self.say("only_there", names=", ".join(places.only_there)),
            only_here=self.say("only_here", names=", ".join(places.only_here)),
            travels=list(self.travels()), stays=list(self.stays()),
            costs=list(self.costs()),
            costs_note=self.say("costs_note" if data.currency != data.target.currency
                                else "costs_same"),
        )

    def say(self, key: str, **values: object) -> str:
        """One of the memo's sentences."""
        data = self.of
        venture = data.result.ventures[0]
        return self.words[key].format(**{
            "name": data.original.name, "there": data.place, "here": data.target.place.name,
            "origin": self.hub(data.origin), "target": self.hub(data.target),
            "hub": self.hub(data.target), "origin_edition": self.edition(data.origin),
            "target_edition": self.edition(data.target), "date": data.day.isoformat(),
            "id": data.id, "state": self.showing.state(venture),
            "currency": data.currency, "other": data.target.currency, **values,
        })

    def hub(self, hub: Hub) -> str:
        return text_in(hub.name, self.language, hub.id)

    def edition(self, hub: Hub) -> str:
        return self.showing.words["edition"].format(edition=hub.edition)

    def given(self, question: Question) -> str:
        if question.given:
            return self.say("once", phase=question.given_all)
        return self.words["alone"]

    def answers(self, effect: Effect) -> str:
        return sentence("or", self.language).replace(";", ",").join(
            self.words.get(f"answer_{said}", said) for said in effect.said)

    def changes(self, effect: Effect) -> str:
        return "; ".join(self.change(c) for c in effect.changes) or self.words["no_change"]

    def change(self, change: Change) -> str:
        if change.before != change.after:
            return self.say("change", phase=change.name, before=self.showing.word(change.before),
                            after=self.showing.word(change.after))
        return self.say("possible", phase=change.name, before=self.set(change.possible_before),
                        after=self.set(change.possible_after))

    def set(self, possible: tuple[str, ...]) -> str:
        return " / ".join(self.showing.word(word) for word in possible)

    def part_name(self, part: Part) -> str:
        if part.kind == "component":
            return f"{part.name} ({self.words[f'role_{part.role}']})"
        return self.words[f"part_{part.kind}"]

    def part_there(self, part: Part) -> str:
        told = [self.words[f"there_{key}"].format(text=text) for key, text in part.there]
        return "; ".join(text.rstrip(".") for text in told) or self.words["nothing_said"]

    def part_here(self, part: Part) -> str:
        unknown = f"{self.words['unknown']}: {self.words[f'ask_{part.kind}']}"
        known = [f"{item.name}: {self.figures(item.figures)}" for item in part.here]
        return f"{unknown} ({'; '.join(known)})" if known else unknown

    def already_here(self) -> str:
        here = self.of.target.place.name.casefold()
        names = [entry.name for entry in self.of.original.understand.prior_art
                 if here in (entry.where or "").casefold()]
        return self.say("already_here", names=", ".join(names)) if names else ""

    def figures(self, found: tuple[Figure, ...]) -> str:
        """One figure, or the least and greatest of several areas, with years and areas."""
        values = [figure.value for figure in found]
        low, high = (number(value, self.language) for value in (min(values), max(values)))
        shown = low if low == high else f"{low}–{high}"
        areas = [figure.area for figure in found]
        told = [areas[0] if len(areas) == 1 else self.say("areas", n=len(areas))]
        told += sorted({str(figure.year) for figure in found if figure.year is not None})
        told += [self.words["stands_in"]] if any(f.national for f in found) else []
        told += [self.words["assumed"]] if any(f.assumption for f in found) else []
        return f"{shown} ({', '.join(told)})"

    def reading(self, item: Likeness) -> str:
        return self.words[f"read_{item.reading}"].format(asks=item.asks)

    def notes(self) -> Iterator[str]:
        for item in self.of.places.shared:
            for figures in (item.there, item.here):
                areas = ", ".join(figure.area for figure in figures)
                for figure in figures[:1]:
                    yield f"{item.name}, {areas}: {figure.source}. {figure.note}".rstrip()

    def travels(self) -> Iterator[tuple[str, str]]:
        data = self.of.carried.data
        understand, solution = data.get("understand", {}), data.get("solution", {})
        stated = self.of.original.test.evidence_level
        level = "" if stated is None or isinstance(stated, Gap) else self.say(
            "level", level=f"{stated:g}")
        yield self.say("travel_prior_art"), self.say("travel_prior_art_how", level=level)
        yield self.say("travel_group"), self.say("travel_group_how")
        lists = (
            ("activities", understand.get("activities"), "travel_elsewhere_how"),
            ("pilots", data.get("test", {}).get("pilots"), "travel_elsewhere_how"),
            ("lessons", understand.get("lessons"), "travel_lessons_how"),
            ("components", solution.get("components"), "travel_components_how"),
            ("variants", solution.get("variants"), "travel_variants_how"),
            ("sources", [s for s in data["sources"]
                         if s["id"] in {o.id for o in self.of.original.sources}],
             "travel_sources_how"),
        )
        for key, entries, how in lists:
            if entries:
                yield self.say(f"travel_{key}", n=len(entries)), self.say(how)

    def stays(self) -> Iterator[tuple[str, str]]:
        given = len(self.of.carried.data.get("identify", {}).get("indicators", ()))
        for key in ("group_size", "authority", "responses", "people", "money", "decisions",
                    "done", "proposal"):
            yield self.say(f"stay_{key}"), self.say(f"stay_{key}_why")
        why = "stay_indicators_why" if given else "stay_no_indicators_why"
        yield self.say("stay_indicators"), self.say(why, n=given)

    def costs(self) -> Iterator[str]:
        for cost in self.of.costs:
            amount = money(cost.amount, self.of.currency, self.language)
            yield f"{cost.item}: {amount}" + (f" / {cost.unit}" if cost.unit else "")
