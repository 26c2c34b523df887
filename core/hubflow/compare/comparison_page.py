"""Write comparisons of ventures under several methods as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from hubflow.compare.agreement import TAU_LEAST, Disagreement, IntervalFigure, StageAgreement
from hubflow.compare.answers.method_answer import methods_answer
from hubflow.compare.answers.standings import MANY, Standing
from hubflow.compare.comparison_run import Comparison
from hubflow.compare.least_change import CriterionRaise
from hubflow.compare.robustness.level_changes import LevelChange
from hubflow.compare.robustness.robustness import MissingExtreme, PhaseStability, Robustness
from hubflow.compare.robustness.selection import SelectionShare
from hubflow.compare.split_shares import LEAST_DIVIDED
from hubflow.compare.venture_comparison import PhaseCell, StageCell, VentureComparison
from hubflow.documents.design.assumption_mark import explained
from hubflow.documents.result_words import ResultWords
from hubflow.documents.safe_markdown import Safe, environment, escape
from hubflow.documents.severity_page import severity_markdown
from hubflow.model.results import Missing
from hubflow.text.catalogue import words
from hubflow.text.numbers import number, ranks
from hubflow.text.spoken import words_here

MOST_MISSING = 5
MOST_SETS = 6


def comparison_markdown(
    comparison: Comparison, *, details: bool = True, about: str = ""
) -> str:
    """Return the page of ventures under several methods; without ``details`` the answer and tables.

    In a call the page tells of the one ``about`` whom it is first, and marks it among the others.
    """
    page = _Page(comparison)
    one_hub = len({run.hub.id for run in comparison.runs}) == 1
    many = len(comparison.runs) >= MANY
    markdown = environment().get_template("comparison.md.j2").render(
        c=comparison, w=page.words, t=page.texts, page=page, many=many,
        enough=[split for split in comparison.divided
                if one_hub or len(split.ventures) >= LEAST_DIVIDED],
        least_divided=LEAST_DIVIDED, tau_least=TAU_LEAST,
        network=methods_answer(comparison.methods) if comparison.methods.network else (),
        who_judged=words(comparison.language, of="severity")["title"], details=details, code=Safe,
        about=about, called=page.called, one_hub=one_hub, most_sets=MOST_SETS,
        many_pairs=len(comparison.runs) > 2,
    )
    return explained(markdown, comparison.language)


class _Page:
    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.showing = ResultWords(comparison.language)
        self.words = words_here(comparison.language)
        self.texts = words_here(comparison.language, "compare")
        self.called = comparison.methods.names.__getitem__

    @property
    def title(self) -> str:
        ventures, calls = self.comparison.ventures, self.calls
        if len(ventures) == 1:
            return ventures[0].name
        return ", ".join(sorted(calls.values())) or self.words["ventures"].format(n=len(ventures))

    @property
    def calls(self) -> dict[str, str]:
        """What people call each of the calls, by its id."""
        return {v.call: v.call_name or v.call for v in self.comparison.ventures if v.call}

    def cell(self, cell: StageCell) -> Safe:
        """Return a stage under one hub: the recommendation, score and rank, levels."""
        if not cell.phases:
            return Safe(escape(self.texts["not_used"]))
        lines = [f"**{escape(self.words[cell.recommendation])}**"]
        if cell.would_be:
            said = self.texts["would_be"].format(word=self.words[cell.would_be])
            lines[0] += f"; {escape(said)}"
        if cell.indicative:
            lines[0] += f" ({escape(self.words['c_indicative'])})"
        for phase in cell.phases:
            if phase.recommendation == "not_reached" and phase.decision is None:
                continue
            parts = "; ".join(self._parts(phase))
            if parts:
                lines.append(escape(f"{phase.name}: {parts}"))
        return Safe("<br>".join(lines))

    def _parts(self, phase: PhaseCell) -> Iterator[str]:
        """Yield the score, rank, levels and decision of one phase under one hub."""
        if phase.score is not None:
            yield f"{self.words['score']} {self.showing.score(phase)}"
        if phase.rank is not None and phase.rank.of > 1:
            yield (f"{self.words['rank']} {ranks(phase.rank)} {self.words['of']} "
                   f"{phase.rank.among}")
        yield from (f"{title}: {level}" for title, level in phase.levels.items())
        if phase.decision is not None:
            yield (f"{self.words['decision']}: {self.showing.word(phase.decision.decision)} "
                   f"({phase.decision.by}, {self.showing.day(phase.decision.date)})")

    def top_missing(self, venture: VentureComparison, hub: str) -> list[tuple[str, Missing]]:
        """Return the missing evidence of most consequence, in the phases that were reached."""
        found = [
            (phase.name, item)
            for row in venture.stages
            for phase in row.cells[hub].phases
            if phase.recommendation != "not_reached"
            for item in phase.missing
        ]
        return sorted(found, key=lambda pair: -pair[1].worth)[:MOST_MISSING]

    def last_phase(self, venture: VentureComparison, hub: str) -> str:
        """Return the last phase that was reached, with its recommendation."""
        reached = [p for row in venture.stages for p in row.cells[hub].phases
                   if p.recommendation != "not_reached"]
        if not reached:
            return self.words["not_reached"]
        last = reached[-1]
        text = f"{last.name}: {self.words[last.recommendation]}"
        if last.rank is not None and self.comparable:
            text += f", {ranks(last.rank)} {self.words['of']} {last.rank.among}"
        return f"{text} ({self.words['c_indicative']})" if last.indicative else text

    @property
    def comparable(self) -> bool:
        return all(pair.comparable for pair in self.comparison.methods.pairs)

    def phase_word(self, text: str) -> str:
        """Return «Phase: word» with the word in the language of the page."""
        name, _, word = text.rpartition(": ")
        return f"{name}: {self.words[word]}" if name else self.words["not_reached"]

    def passed(self, stages: int) -> str:
        return self.words["c_passed_one" if stages == 1 else "c_passed"].format(n=stages)

    def reason_for_split(self, divided: Disagreement) -> str:
        """Return the first difference between two hubs, or what divides them by Shapley shares."""
        venture = next(v for v in self.comparison.ventures if v.id == divided.venture)
        for row in venture.stages:
            shares = [v.parts for d in self.comparison.divided if d.stage == row.stage
                      and (d.a, d.b) == (divided.a, divided.b)
                      for v in d.ventures if v.venture == divided.venture]
            if shares:
                return ", ".join(f"{self.words[f'c_{part}']} {self.number(share)}"
                                 for part, share in shares[0].items() if share)
            flip = row.flip
            if flip is not None and {flip.hub, flip.than} <= {divided.a, divided.b}:
                return f"{self.called(flip.hub)}, {row.phase_name(flip)}: {flip.text}"
        return self.words["c_none"]

    def standing_stages(self, standing: Standing) -> str:
        """Return how many of the hub's own stages a venture passes, with their names."""
        names = ", ".join(self.words[stage] for stage in standing.passed)
        count = f"{len(standing.passed)} {self.words['of']} {len(standing.asked)}"
        return f"{count} ({names})" if names else count

    def standing_says(self, standing: Standing) -> str:
        """Return the last phase that a venture reached under a hub, with its recommendation."""
        word = self.words[standing.recommendation]
        said = f"{standing.phase}: {word}" if standing.phase else word
        if standing.score is not None:
            said += f", {self.words['score']} {self.showing.score(standing)}"
        return said

    def standing_instruments(self, standing: Standing) -> str:
        """Return the instruments that fit, and those that may; a dash without any."""
        perhaps = [self.texts["perhaps"].format(name=name) for name in standing.perhaps_fitting]
        return "; ".join([*standing.fitting, *perhaps]) or self.words["c_none"]

    def kappa(self, found: StageAgreement) -> str:
        return self._enough(found.kappa, found.kappa_least)

    def tau(self, found: StageAgreement) -> str:
        return self._enough(found.tau, found.tau_least)

    def _enough(self, measured: IntervalFigure | None, least: int) -> str:
        """Return a figure, or that it is over too few ventures to mean anything."""
        if measured is None or measured.n >= least:
            return self.figure(measured)
        return self.texts["too_few"].format(n=measured.n, least=least)

    def share_of(self, measured: IntervalFigure | None) -> str:
        return self._with_interval(measured, self.showing.percent, self.span)

    def figure(self, measured: IntervalFigure | None) -> str:
        return self._with_interval(
            measured, self.number,
            lambda low, high: f"{self.number(low)} {self.words['to']} {self.number(high)}")

    def _with_interval(
        self, measured: IntervalFigure | None, shown: Callable[[float], str],
        between: Callable[[float, float], str],
    ) -> str:
        if measured is None or measured.value is None:
            return self.words["c_none"]
        if measured.lower is None or measured.upper is None:
            return shown(measured.value)
        return f"{shown(measured.value)} ({between(measured.lower, measured.upper)})"

    def number(self, value: float) -> str:
        """Return a measured figure, to two decimals."""
        return number(value, self.comparison.language, 2)

    def span(self, lower: float, upper: float) -> str:
        """Return one share, or two if they differ."""
        first, last = self.showing.percent(lower), self.showing.percent(upper)
        return first if first == last else f"{first} {self.words['to']} {last}"

    def robust_note(self, found: Robustness) -> str:
        """Return how weights were drawn for one hub."""
        drawing = found.drawing
        admissible = self.words["c_all_weightings"] if drawing.band is None else (
            self.words["c_band"].format(band=self.showing.percent(drawing.band)))
        admissible = "; ".join([admissible, *(
            self.words["c_phase_band"].format(phase=phase, band=self.showing.percent(band))
            for phase, band in found.bands.items()), *self._groups_note(found)])
        return self.words["c_robust_note"].format(
            draws=number(drawing.draws, self.comparison.language, 0), seed=drawing.seed,
            admissible=admissible)

    def _groups_note(self, found: Robustness) -> Iterator[str]:
        """Yield how weights of groups of assessors were drawn, where they were."""
        if found.groups:
            key = "c_groups" if found.group_band is None else "c_groups_band"
            yield self.words[key].format(
                groups=", ".join(found.groups),
                band="" if found.group_band is None else self.showing.percent(found.group_band))

    def selections(self) -> Iterator[tuple[str, str, list[SelectionShare]]]:
        """Yield for each hub that selects how weights were drawn, what follows, and who passes.

        How weights were drawn is left out where the hub before says the same.
        """
        before = ""
        for found in self.comparison.robustness:
            if not found.funded:
                continue
            passing = sorted((each for each in found.funded if each.upper > 0),
                             key=lambda each: -each.upper)
            said = f"{self.words['c_funded_in']}:" if passing else self.texts["nobody_selected"]
            note = self.robust_note(found)
            yield (note if note != before else "",
                   said.format(name=self.called(found.hub), phase=found.selection), passing)
            before = note

    def severity(self, found: Robustness, *, details: bool) -> Safe:
        """Return what can be told of the people who judged under one hub's method."""
        return severity_markdown(found.severity, self.comparison.language, details=details,
                                 names={one.id: one.name for one in self.comparison.ventures},
                                 calls=self.calls)

    def stability(self, venture: VentureComparison) -> list[tuple[str, PhaseStability]]:
        return [(self.called(robust.hub), phase) for robust in self.comparison.robustness
                for phase in robust.phases if phase.venture == venture.id]

    def levels(self, venture: VentureComparison) -> list[tuple[str, LevelChange]]:
        return [(self.called(robust.hub), change) for robust in self.comparison.robustness
                for change in robust.levels if change.venture == venture.id]

    def both(self, ends: Sequence[MissingExtreme], name: str) -> str:
        return self._join([self.words[getattr(end, name)] for end in ends])

    def stands(self, ends: Sequence[MissingExtreme]) -> str:
        return self._join([self.showing.percent(end.stands) for end in ends])

    def moves(self, ends: Sequence[MissingExtreme]) -> str:
        return self._join([
            self.words["c_none"] if end.change is None else self.words["c_moves"].format(
                share=self.showing.percent(end.change.distance),
                threshold=self.showing.number(end.change.threshold))
            for end in ends
        ])

    def raised(self, item: CriterionRaise) -> str:
        key = "c_raise_any" if not item.to else "c_raise" if item.now else "c_raise_unscored"
        return self.words[key].format(title=item.title, to=item.to, now=item.now)

    def _join(self, texts: Sequence[str]) -> str:
        """Return one text, or the texts of both ends if they differ."""
        return texts[0] if len(set(texts)) == 1 else f" {self.words['to']} ".join(texts)
