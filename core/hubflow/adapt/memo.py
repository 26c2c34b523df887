"""Write the memo that goes with a draft, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.adapt.adaptation import Adaptation
from hubflow.adapt.answer_trials import Effect, Question
from hubflow.adapt.draft.carried_dossier import results_of
from hubflow.adapt.draft.travelling_texts import cleaner
from hubflow.adapt.draft_runs import RecommendationChange
from hubflow.adapt.effect.effect_section import EffectSection
from hubflow.adapt.effect.tried_places import tried_place
from hubflow.adapt.effect.tried_section import TriedSection
from hubflow.adapt.place_likeness import Likeness, PlaceFigure
from hubflow.adapt.solution_parts import SolutionPart
from hubflow.documents.design.assumption_mark import assumption_mark, explained
from hubflow.documents.result_words import ResultWords
from hubflow.documents.safe_markdown import Safe, environment, escape
from hubflow.engine.facts import registry
from hubflow.engine.facts.fact_sentences import about_fact
from hubflow.engine.facts.sourcing import sourced
from hubflow.engine.results.engine_words import sentence
from hubflow.model.methodology import Hub, text_in
from hubflow.model.values import Gap
from hubflow.text.catalogue import words
from hubflow.text.numbers import day as day_in_words
from hubflow.text.numbers import money, number
from hubflow.text.vocabulary import indicators


def memo_markdown(adaptation: Adaptation) -> str:
    """Return the memo: what travels, what to find out first, where the places differ."""
    return Memo(adaptation).markdown()


class Memo:
    """The words of one memo, and of its one-page sheet."""

    def __init__(self, adaptation: Adaptation) -> None:
        self.of = adaptation
        self.language = adaptation.language
        self.words = words(self.language, "adapt")
        self.showing = ResultWords(self.language)
        self.clean = cleaner(adaptation.original)

    def markdown(self) -> str:
        data, places = self.of, self.of.places
        markdown = environment().get_template("adaptation.md.j2").render(
            w=self.words, memo=self, code=Safe, questions=data.questions, parts=data.parts,
            places=places, in_any_case=self.in_any_case(), already_here=self.already_here(),
            say={key: self.say(key) for key in ("title", "stands_now", "missing_next",
                                                "effect", "effect_rule", "no_mechanism",
                                                "effect_sources", "effect_sources_here",
                                                "ask_otherwise")},
            head=self.say("head" if data.origin.id else "head_place"),
            effect=self.effect(), tried=TriedSection(data.tried, self.say, self.clean),
            place={"there": data.place, "hub_there": data.origin.place.name,
                   "here": data.target.place.name},
            cost_of=lambda q: self.words[f"cost_{q.cost}"],
            asked_by=lambda q: self.say("asked_by", phase=q.phase),
            only_there=self.say("only_there", there=data.origin.place.name,
                                names=", ".join(places.only_there)),
            only_here=self.say("only_here", names=", ".join(places.only_here)),
            left_out=self.say("left_out_figures", names=", ".join(places.left_out)),
            costs=list(self.costs()), call_notes=data.notes,
            costs_note=self.say("costs_note" if data.currency != data.target.currency
                                else "costs_same"),
        )
        return explained(markdown, self.language)

    def effect(self) -> EffectSection | None:
        """Return the section on the mechanism; None if the dossier states none."""
        if not self.of.effect.steps:
            return None
        return EffectSection(self.of.effect, self.language, self.say, self.figures, self.clean,
                             self.of.gates, self.of.original.sources,
                             tried_place(self.of.original, self.of.place, self.of.original).worked,
                             self.of.sources_here)

    def say(self, key: str, **values: object) -> str:
        """Return one of the memo's sentences."""
        data = self.of
        venture = data.result.ventures[0]
        return self.words[key].format(**{
            "name": data.carried.name, "there": data.place,
            "here": data.target.place.name,
            "origin": self.hub(data.origin), "target": self.hub(data.target),
            "hub": self.hub(data.target), "origin_edition": self.edition(data.origin),
            "target_edition": self.edition(data.target),
            "date": day_in_words(data.day, self.language),
            "id": data.id, "state": self.showing.state(venture),
            "currency": data.currency, "other": data.target.currency, **values,
        })

    def hub(self, hub: Hub) -> str:
        return text_in(hub.name, self.language, hub.id)

    def edition(self, hub: Hub) -> str:
        return self.showing.words["edition"].format(edition=hub.edition)

    def question(self, question: Question) -> str:
        """Return what to find out, in the core's words if it has some, else in the method's."""
        return self.say(key) if (key := f"find_{question.key}") in self.words else question.text

    def precondition(self, question: Question) -> Safe:
        if not question.given:
            return Safe(escape(self.words["alone"]))
        names = "; ".join(filter(None, map(self._asked, question.given_keys)))
        said = self.say("once", phase=question.given_all)
        return Safe(escape(said.replace(" (KEYS)", f" ({names})" if names else "")))

    def _asked(self, key: str) -> str:
        """Return what is asked for under a key, where there are words for it."""
        found = next((self.question(each) for each in self.of.questions if each.key == key), "")
        fact = registry().get(key)
        return (found or ("" if fact is None else about_fact(fact, self.language))).rstrip(".?")

    def in_any_case(self) -> str:
        """Return the question that a figure raises about how the original reached people."""
        for item in self.of.places.shared:
            channel = indicators()[item.id].channel
            if item.asks and channel in self.of.original.identify.reached_through:
                return self.say("in_any_case", asks=item.asks, channel=channel,
                                indicator=item.name,
                                figure_there=self.figures(item.there, item.unit),
                                figure_here=self.figures(item.here, item.unit))
        return ""

    def answers(self, effect: Effect) -> str:
        said = [self.words.get(f"answer_{said}", said) for said in effect.said]
        return self.words["or"].join(part for part in (", ".join(said[:-1]), said[-1]) if part)

    def changes(self, effect: Effect) -> str:
        return "; ".join(self.change(c) for c in effect.changes) or self.words["no_change"]

    def change(self, change: RecommendationChange) -> str:
        if change.before != change.after:
            return self.say("change", phase=change.name, before=self.showing.word(change.before),
                            after=self.showing.word(change.after))
        return self.say("possible", phase=change.name, before=self.set(change.possible_before),
                        after=self.set(change.possible_after))

    def set(self, possible: tuple[str, ...]) -> str:
        return " / ".join(self.showing.word(word) for word in possible)

    def part_name(self, part: SolutionPart) -> str:
        if part.kind == "component":
            return f"{part.name} ({self.words[f'role_{part.role}']})"
        return self.words[f"part_{part.kind}"]

    def part_there(self, part: SolutionPart) -> str:
        told = [self.words[f"there_{key}"].format(text=text) for key, text in part.there]
        return "; ".join(text.rstrip(".") for text in told) or self.words["nothing_said"]

    def part_here(self, part: SolutionPart) -> str:
        unknown = f"{self.words['unknown']}: {self.words[f'ask_{part.kind}']}"
        known = [f"{item.name}: {self.figures(item.figures, item.unit)}" for item in part.here]
        return f"{unknown} ({'; '.join(known)})" if known else unknown

    def already_here(self) -> str:
        here = self.of.target.place.name.casefold()
        names = [self.clean(entry.name) for entry in self.of.original.understand.prior_art
                 if here in (entry.where or "").casefold()]
        return self.say("already_here", names=", ".join(names)) if names else ""

    def figures(self, found: tuple[PlaceFigure, ...], unit: str = "") -> str:
        """Return one figure, or the least and greatest of several areas, with years and areas."""
        values = [figure.value for figure in found]
        low, high = (number(value, self.language) for value in (min(values), max(values)))
        shown = low if low == high else f"{low}–{high}"
        shown += " %" if unit == "per cent" else ""
        areas = [figure.area for figure in found]
        told = [areas[0] if len(areas) == 1 else self.say("areas", n=len(areas))]
        told += sorted({str(figure.year) for figure in found if figure.year is not None})
        told += [self.words["stands_in"]] if any(f.national for f in found) else []
        return f"{shown} ({', '.join(told)}){assumption_mark(any(f.assumption for f in found))}"

    def reading(self, item: Likeness) -> str:
        return self.words[f"read_{item.reading}"].format(asks=item.asks)

    def notes(self) -> Iterator[str]:
        """Yield the sources of the figures shown, each once, with the figures and their notes."""
        sources: dict[str, dict[str, None]] = {}
        for item in self.of.places.shared:
            for figure in (*item.there, *item.here):
                lines = sources.setdefault(f"{figure.source}. {figure.source_note}".strip(), {})
                lines[f"{item.name}: {figure.note}" if figure.note else item.name] = None
        for source, figures in sources.items():
            yield f"{source} ({'; '.join(line.rstrip('.') for line in figures)}.)"

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
            ("mechanism", self.of.original.solution.mechanism, "travel_mechanism_how"),
            ("variants", solution.get("variants"), "travel_variants_how"),
            ("sources", [s for s in data["sources"]
                         if s["id"] in {o.id for o in self.of.original.sources}],
             "travel_sources_how"),
        )
        for key, entries, how in lists:
            if entries:
                yield self.say(f"travel_{key}", n=len(entries)), self.say(how)

    def stays(self) -> Iterator[tuple[str, str]]:
        count = len(self.of.carried.data.get("identify", {}).get("indicators", ()))
        for key in ("group_size", "authority", "responses", "people", "money", "decisions",
                    "done", "proposal"):
            yield self.say(f"stay_{key}"), self.say(f"stay_{key}_why")
        why = "stay_indicators_why" if count else "stay_no_indicators_why"
        yield self.say("stay_indicators"), self.say(why, n=count)

    def costs(self) -> Iterator[str]:
        for cost in self.of.costs:
            amount = money(cost.amount, self.of.currency, self.language)
            shown = sentence("status_illustrative", self.language)
            mark = f" ({shown})" if cost.illustrative else ""
            yield f"{cost.item}: {amount}{f' / {cost.unit}' if cost.unit else ''}{mark}"

    def results(self) -> str:
        """Return what changed in the original place, marked if made up; empty if not known."""
        results = list(results_of(self.of.original, self.words, self.clean))
        made_up = sourced(self.of.original, "test.outcomes") == "illustrative"
        texts = [self.say("sheet_results"), *results,
                 self.say("sheet_illustrative") if made_up else ""]
        return " ".join(text for text in texts if text) if results else ""
