"""Write and read the sheet on which a body decides on the ventures of a phase, one a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from hubflow.documents.publishing.office_file import workbook_bytes
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.results.venture_results import RECOMMENDED
from hubflow.model.values import Kind
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.cell_table import TableRow, read_cell_table
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.vocabulary_words import recorded_words
from hubflow.reading.values.workbook_file import letters
from hubflow.register.calls.call_entries import name_of_call
from hubflow.register.standing.standing_table import known_standing
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.journal import Journal
from hubflow.register.together.sheet_drawing import draw_guide, draw_table
from hubflow.register.together.wanted_decisions import WantedDecision
from hubflow.text.catalogue import languages, words
from hubflow.text.numbers import EXACT, number
from hubflow.text.spoken import say, say_word
from hubflow.workbook.drawing.cell_rules import LISTS, CellRules

_WIDTHS: Mapping[str, float] = {
    "name": 44, "rank": 8, "score": 12, "recommendation": 18, "decision": 18, "reasons": 56,
    "learning": 46, "venture": 22, "phase": 18}
_REQUIRED = ("venture", "phase", "recommendation", "decision", "reasons", "learning")
_OPEN = ("decision", "reasons", "learning")
_CHOICES = (*RECOMMENDED, "adopt")
_Number = TypeVar("_Number", int, float)
_ASKED = PatternFill("solid", bgColor="FBD9B5")


def decision_workbook(
    journal: Journal, standings: Sequence[VentureStanding], language: str
) -> bytes:
    """Return a sheet for decisions on ventures, in the order of rank, as a workbook.

    The decision that the method recommends stands there already.
    """
    texts = {**words(language), **words(language, "workbook"), **words(language, "decision-sheet")}
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = texts["sheet"]
    draw_guide(book.create_sheet(texts["guide_sheet"]), texts["title"].format(
        phase=standings[0].phase_name, call=name_of_call(
            journal, standings[0].hub, standings[0].call)),
        (texts[f"guide_{at}"] for at in range(1, 6)))
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    decimals = _decimals(journal, standings)
    rows = sorted(((_cells(journal, each, language, decimals), each) for each in standings),
                  key=lambda row: row[0][0])
    draw_table(sheet, _WIDTHS, texts, [_values(*cells, each, texts)
                                       for (_, cells), each in rows], _OPEN)
    _format_scores(sheet, len(rows), decimals)
    _draw_rules(sheet, len(rows), texts, CellRules(lists, texts, ()))
    return workbook_bytes(book)


def _decimals(journal: Journal, standings: Sequence[VentureStanding]) -> int:
    """Return the fewest decimals that keep different scores apart."""
    runs = [journal.find(one.run) for one in standings if one.run]
    ends = {float(end) for run in runs if run is not None for end in run.body.get("score") or ()}
    return next((few for few in range(1, EXACT) if len({round(end, few) for end in ends})
                 == len(ends)), EXACT)


def _format_scores(sheet: Worksheet, count: int, decimals: int) -> None:
    """Show scores with so many decimals, or with none where all of them are whole."""
    column = [*_WIDTHS].index("score") + 1
    cells = [sheet.cell(row, column) for row in range(2, count + 2)]
    whole = all(float(cell.value).is_integer() for cell in cells if isinstance(cell.value, float))
    for cell in cells:
        cell.number_format = "0" if whole else f"0.{'0' * decimals}"


def _cells(
    journal: Journal, standing: VentureStanding, language: str, decimals: int
) -> tuple[tuple[int, str], tuple[int | str | None, float | str | None]]:
    """Return the order of a venture, and its rank and score as the run recorded them.

    A rank or a score is a number, or the text of an interval.
    """
    run = journal.find(standing.run) if standing.run else None
    rank = run.body.get("rank") if run is not None else None
    score = run.body.get("score") if run is not None else None
    places = list(dict.fromkeys(rank[:2])) if rank else []
    ends = list(dict.fromkeys(round(float(end), decimals) for end in score or ()))
    return ((rank[0] if rank else 10**6, standing.venture),
            (_one_or_interval(places, [str(place) for place in places]),
             _one_or_interval(ends, [number(end, language, decimals) for end in ends])))


def _one_or_interval(ends: Sequence[_Number], shown: Sequence[str]) -> _Number | str | None:
    """Return the one value there is, the text of an interval, or None without any."""
    return ends[0] if len(ends) == 1 else "–".join(shown) or None


def _values(
    rank: int | str | None, score: float | str | None, standing: VentureStanding,
    texts: Mapping[str, str],
) -> dict[str, Any]:
    """Return the cells of a row; the recommendation stands there as the decision."""
    said = standing.recommendation
    return {
        "name": standing.name, "rank": rank, "score": score,
        "recommendation": texts.get(said, said), "venture": standing.venture,
        "decision": texts[said] if said in RECOMMENDED else None, "phase": standing.phase}


def _draw_rules(
    sheet: Worksheet, count: int, texts: Mapping[str, str], rules: CellRules
) -> None:
    """Restrict decisions to the words there are, and colour what is still to be said."""
    at = {key: letters(column) for column, key in enumerate(_WIDTHS, 1)}
    last = count + 1
    choices = tuple(texts[word] for word in _CHOICES)
    rules.put(sheet, f"{at['decision']}2:{at['decision']}{last}", f"{at['decision']}2",
              Kind("label", labels=choices, gap=False), choices, " / ".join(choices))
    decided = f'${at["decision"]}2<>""'
    for key, asked in (("reasons", f'{decided},${at["decision"]}2<>${at["recommendation"]}2'),
                       ("learning", f'${at["decision"]}2="{texts["stop"]}"')):
        rule = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[f'AND({asked},TRIM(${at[key]}2)="")'], fill=_ASKED)
        sheet.conditional_formatting.add(f"{at[key]}2:{at[key]}{last}", rule)


def read_decision_sheet(journal: Journal, hub: str, path: Path) -> list[WantedDecision]:
    """Return the decisions in a filled sheet; a row without one is left out.

    Its words may be in any language. Raises :class:`BadInput` with all problems, each with its row:
    an unknown venture or word, and a recommendation that is another one by now.
    """
    spoken: dict[str, str] = {}
    for language in languages():
        texts = words(language, "decision-sheet")
        spoken |= {folded(texts[key]): key for key in _WIDTHS}
    said = recorded_words((*_CHOICES, "undecided"))
    rows = read_cell_table(path).records(_REQUIRED, tuple(_WIDTHS), spoken)
    problems: list[Problem] = []
    found = list(_decisions(journal, hub, rows, said, problems))
    if not found and not problems:
        problems.append(Problem(str(path), 0, "decision",
                                say("register-problems.no_decision_is_written_in_this")))
    if problems:
        raise BadInput(problems)
    return found


def _decisions(
    journal: Journal, hub: str, rows: Sequence[TableRow], said: Mapping[str, str],
    problems: list[Problem],
) -> Iterator[WantedDecision]:
    seen: set[str] = set()
    for row in rows:
        word, id = row.text("decision"), row.text("venture")
        if not word:
            continue
        try:
            standing = known_standing(journal, hub, id)
        except BadInput as bad:
            problems += [row.problem("venture", each.what, each.to_do) for each in bad.problems]
            continue
        flaws = list(_flaws(row, standing, said))
        if id in seen:
            flaws.append(row.problem("venture", say("register-problems.has_two_rows", id=id)))
        seen.add(id)
        problems += flaws
        if not flaws:
            yield WantedDecision(
                standing=standing, word=said[folded(word)], reasons=row.text("reasons"),
                learning=row.text("learning"), file=row.file, line=row.line,
                headings=row.headings)


def _flaws(row: TableRow, standing: VentureStanding, said: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with a row, by the words that decisions may have."""
    word, phase = row.text("decision"), row.text("phase")
    if said.get(folded(word), "undecided") == "undecided":
        yield row.problem("decision", say("register-problems.is_no_decision", word=word),
                          did_you_mean(word, said))
    if phase not in ("", standing.phase):
        yield row.problem(
            "phase", say("register-problems.stands_in_by_now_not_in", venture=standing.venture,
                         phase=standing.phase or say("register-problems.no_phase"), phase_2=phase),
                          say("register-problems.make_the_sheet_anew_hubflow_register"))
        return
    was = said.get(folded(row.text("recommendation")), row.text("recommendation"))
    if was != standing.recommendation:
        yield row.problem(
            "recommendation", say("register-problems.is_recommended_by_now_not",
                                  venture=standing.venture, was=_word(was),
                                  recommendation=_word(standing.recommendation)),
            say("register-problems.make_the_sheet_anew_hubflow_register"))


def _word(recommendation: str) -> str:
    return say_word(recommendation) if recommendation else say("register-problems.nothing")
