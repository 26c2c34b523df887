"""Write how strict each assessor was, and what hangs on it, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from hubflow.documents.result_words import ResultWords
from hubflow.documents.safe_markdown import Safe, environment
from hubflow.engine.severity.severity_records import (
    AssessorSeverity,
    LevelledVenture,
    PhaseSeverity,
)
from hubflow.model.results import VentureResult
from hubflow.text.catalogue import words
from hubflow.text.numbers import number, percent


def severity_markdown(
    found: Sequence[PhaseSeverity], language: str, *, level: int = 3, details: bool = True,
    names: Mapping[str, str] = {}, calls: Mapping[str, str] = {},
    person: Callable[[str], str] = str,
) -> Safe:
    """Return each phase's assessors and ventures, below headings of a level; of 0 without any.

    Ventures of which nothing depends on who judged are counted alone; without ``details`` all
    whose recommendation does not hang on it. ``names`` are those of ventures, by id, ``calls``
    those of calls; ``person`` gives the name of an assessor.
    """
    return _made(found, language, level=level, details=details, venture=None, names=names,
                 calls=calls, person=person)


def venture_severity(
    found: Sequence[PhaseSeverity], language: str, venture: VentureResult, *, brief: bool = False
) -> Mapping[str, Safe]:
    """Return what each phase's recommendation for one venture owes to its assessors.

    Unless it is ``brief``, each tells of the venture's assessors, and the first how all is worked
    out. Phases in which nobody judged the venture are left out.
    """
    texts: dict[str, Safe] = {}
    for phase in found:
        if phase.call == (venture.call or ""):
            text = _one(phase, language, venture.id, note=not texts and not brief, brief=brief)
            texts |= {phase.phase: text} if text else {}
    return texts


def severity_sentences(
    found: Sequence[PhaseSeverity], language: str, venture: VentureResult | None = None
) -> tuple[str, ...]:
    """Return in one sentence which recommendations hang on who judged, of all or of one venture.

    Another sentence follows for each phase of which that cannot be told. Where one assessor alone
    judged, nothing is said.
    """
    page = _Page(language)
    about = [each for each in found if each.why_not != "one_assessor" and (
        venture is None or each.call == (venture.call or ""))]
    several = venture is None and len({each.call for each in about}) > 1
    counts = [(f"{each.name} ({each.call})" if several else each.name, page.hanging(each, venture))
              for each in about if not each.why_not]
    shown = [page.words["phase_count"].format(phase=name, n=n, of=of) if venture is None else name
             for name, (n, of) in counts if of and (n or venture is None)]
    hanging = any(n for _, (n, _) in counts)
    names = [name for name, (_, of) in counts if of]
    told = [page.words["hanging" if hanging else "hanging_none"].format(
        phases=", ".join(shown if hanging else names))] if names else []
    return (*told, *(f"{each.name}: {page.why_not(each)}" for each in about if each.why_not))


def _one(
    found: PhaseSeverity, language: str, venture: str, *, note: bool, brief: bool
) -> Safe:
    one = next((each for each in found.ventures if each.venture == venture), None)
    if (brief or not found.why_not) and (one is None or (brief and not one.depends)):
        return Safe()
    return _made([found], language, level=0, details=not brief, venture=one, note=note)


def _made(
    found: Sequence[PhaseSeverity], language: str, *, level: int, details: bool,
    venture: LevelledVenture | None, note: bool = True, names: Mapping[str, str] = {},
    calls: Mapping[str, str] = {}, person: Callable[[str], str] = str,
) -> Safe:
    page = _Page(language, person)
    return Safe(environment().get_template("severity.md.j2").render(
        phases=found, page=page, s=page.words, heading=Safe("#" * level), details=details,
        one=venture, note=note, names=names, calls=calls, showing=page.showing).strip())


class _Page:
    def __init__(self, language: str, person: Callable[[str], str] = str) -> None:
        self.language = language
        self.person = person
        self.words = words(language, of="severity")
        self.showing = ResultWords(language)

    def why_not(self, phase: PhaseSeverity) -> str:
        """Return why nothing can be told, with the groups that cannot be compared."""
        groups = "; ".join(", ".join(map(self.person, group)) for group in phase.groups)
        return self.words[phase.why_not].format(who=groups, groups=groups)

    def in_part(self, phase: PhaseSeverity) -> str:
        """Return how many judgements are left out."""
        return self.words["in_part_one" if phase.in_part == 1 else "in_part"].format(
            n=phase.in_part)

    def assessors(
        self, phase: PhaseSeverity, venture: LevelledVenture | None
    ) -> Sequence[AssessorSeverity]:
        """Return the assessors of a phase, or those of one venture, the strictest first."""
        names: Collection[str] = phase.groups[0] if venture is None else venture.assessors
        return [each for each in phase.assessors if each.assessor in names]

    def than_panel(self, found: AssessorSeverity) -> str:
        """Return how much stricter or more generous somebody is, and whether it may be chance."""
        points = number(abs(found.effect), self.language, 1)
        key = ("as_panel" if round(abs(found.effect), 1) == 0
               else "stricter" if found.effect < 0 else "more_generous")
        said = self.words[key].format(points=points)
        chance = key != "as_panel" and found.lower <= 0 <= found.upper
        return f"{said} ({self.words['perhaps_chance']})" if chance else said

    def ends(self, found: AssessorSeverity) -> str:
        """Return the interval of an assessor's difference from the panel."""
        return self.words["ends"].format(lower=self._signed(found.lower),
                                         upper=self._signed(found.upper))

    def share(self, venture: LevelledVenture) -> str:
        """Return the share of other draws under which the recommendation is another."""
        share = venture.other_draws
        return percent(share, self.language, 1 if 0 < share < 0.1 else 0)

    def sentences(self, phase: PhaseSeverity, one: LevelledVenture) -> Sequence[str]:
        """Return what one venture's recommendation owes to its assessors."""
        said = []
        if one.score is not None and one.levelled is not None:
            said.append(self.words["score_line"].format(
                score=self.showing.interval(one.score),
                levelled=self.showing.interval(one.levelled)))
        other = one.levelled_recommendation
        said.append(self.words["same_levelled"] if other == one.recommendation else
                    self.words["other_levelled"].format(
                        recommendation=self.showing.word(other)))
        said.append(self.words["draws_some" if one.other_draws else "draws_none"].format(
            share=self.share(one), n=self.showing.number(phase.draws)))
        return said

    def verdict(self, one: LevelledVenture) -> str:
        """Return whether a recommendation hangs on who judged."""
        return self.words["hangs" if one.hangs else "stands"]

    def hanging(self, phase: PhaseSeverity, venture: VentureResult | None) -> tuple[int, int]:
        """Return how many recommendations hang on who judged, and of how many."""
        own = [one for one in phase.ventures if venture is None or one.venture == venture.id]
        return sum(one.hangs for one in own), len(own)

    def count(self, phase: PhaseSeverity) -> str:
        """Return how many recommendations hang on who judged."""
        hanging = sum(one.hangs for one in phase.ventures)
        return self.words["count" if hanging else "count_none"].format(
            n=hanging, of=len(phase.ventures))

    def _signed(self, value: float) -> str:
        shown = number(abs(value), self.language, 1)
        return shown if round(abs(value), 1) == 0 else f"{'−' if value < 0 else '+'}{shown}"
