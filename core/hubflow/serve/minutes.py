"""Write the minutes of a sitting: what a body decided on a day, with the register's digest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import attrs

from hubflow.documents.result_words import ResultWords
from hubflow.documents.safe_markdown import escape, one_line
from hubflow.engine.results.engine_words import proof_sentence
from hubflow.model.results import Interval, RankInterval
from hubflow.plugins.document import Document
from hubflow.reading.panel.assessor_names import AssessorNames
from hubflow.register.calls.call_entries import assessors_of_call, name_of_call
from hubflow.register.standing.edition_phases import hub_names
from hubflow.register.standing.standing_table import ids_of, known_standings
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import JournalEntry
from hubflow.register.storage.journal import Journal
from hubflow.serve.jury_work import assessor_titles, judgements_on
from hubflow.text.catalogue import words
from hubflow.text.numbers import day, ranks


@attrs.frozen(eq=False, repr=False)
class Sitting:
    """The decisions on a call's ventures on one day."""

    on: dt.date
    decisions: tuple[tuple[VentureStanding, JournalEntry], ...]


def sittings(journal: Journal, hub: str, call: str) -> list[Sitting]:
    """Return the days on which a call's ventures were decided on, the latest first."""
    found: dict[dt.date, list[tuple[VentureStanding, JournalEntry]]] = {}
    named = {}
    for standing in known_standings(journal, hub, ids_of(journal, hub, call=call)):
        for entry in standing.entries:
            if entry.kind == "decision":
                found.setdefault(entry.on, []).append((standing, entry))
                named[entry.seq] = journal.find(entry.seq) or entry
    return [Sitting(on, tuple((standing, attrs.evolve(entry, personal=named[entry.seq].personal))
                              for standing, entry in sorted(each, key=lambda pair: pair[1].seq)))
            for on, each in sorted(found.items(), reverse=True)]


def minutes(journal: Journal, hub: str, call: str, sitting: Sitting, language: str) -> Document:
    """Return the minutes of a sitting as a document."""
    told = words(language, "serve")
    name = name_of_call(journal, hub, call)
    title = told["minutes_title"].format(call=name, day=day(sitting.on, language))
    proof = proof_sentence(journal.proof(), language)
    about = hub_names(journal, [hub], language)[hub]
    lines = [f"# {escape(title)}", "", *_blank(told, "minutes_place", "minutes_present"),
             *_jury(journal, hub, call, sitting, told)]
    bodies = dict.fromkeys(str(entry.personal["body"]) for _, entry in sitting.decisions)
    for body in bodies:
        own = [pair for pair in sitting.decisions if pair[1].personal["body"] == body]
        lines += [f"## {escape(body)}", "", *_table(own, language), "", *_reasons(own, language)]
    lines += ["", *_abstentions(journal, hub, call, sitting, language),
              *_blank(told, "minutes_signatures"), escape(proof), "",
              escape(told["minutes_signed"]), ""]
    return Document(name="minutes", title=one_line(title), markdown="\n".join(lines),
                    language=language, about=one_line(f"{about} · {proof}"))


def _blank(told: Mapping[str, str], *keys: str) -> list[str]:
    """Return lines to be filled in by hand."""
    return [line for key in keys for line in (f"**{escape(told[key])}:** " + "\\_" * 30, "")]


def _jury(
    journal: Journal, hub: str, call: str, sitting: Sitting, told: Mapping[str, str]
) -> list[str]:
    """Return who judged the ventures in the phases decided on, by what the scores rest on."""
    names = AssessorNames.of(assessors_of_call(journal, hub, call))
    title, found = assessor_titles(journal, hub, call), dict[str, str]()
    for until, ventures in _by_state(journal, sitting).items():
        phases = {(standing.venture, entry.body["phase"]) for standing, entry in sitting.decisions}
        for venture, said in judgements_on(journal, hub, ventures, until=until).items():
            for one in said:
                if (venture, one.phase) in phases and not one.conflict:
                    found.setdefault(names.key(one.assessor), title(one.assessor))
    people = "; ".join(map(escape, sorted(found.values())))
    return [f"**{escape(told['minutes_jury'])}:** {people}", ""] if found else []


def _by_state(journal: Journal, sitting: Sitting) -> Mapping[int, list[str]]:
    """Return the ventures decided on by the last entry that counted in the scores beside them."""
    found: dict[int, list[str]] = {}
    for standing, entry in sitting.decisions:
        found.setdefault(_state_of(journal, entry), []).append(standing.venture)
    return found


def _table(
    decisions: Sequence[tuple[VentureStanding, JournalEntry]], language: str
) -> list[str]:
    told, showing = words(language, "serve"), ResultWords(language)
    head = (told["venture"], showing.words["phase"], showing.words["score"],
            showing.words["rank"], showing.words["recommendation"], told["decision"],
            told["entry"])
    rows = [head, ("---",) * len(head)]
    for standing, entry in decisions:
        departs = f" ({told['departs']})" if entry.body["departs"] else ""
        recommended = str(entry.body["recommendation"])
        rows.append((
            escape(standing.name), escape(_phase(standing, entry)), *_measured(
                standing, entry, showing),
            escape(showing.word(recommended)) if recommended else "–",
            escape(showing.word(str(entry.body["decision"])) + departs), str(entry.seq)))
    return [f"| {' | '.join(row)} |" for row in rows]


def _phase(standing: VentureStanding, entry: JournalEntry) -> str:
    """Return the name of the phase that a decision was on."""
    id = str(entry.body["phase"])
    return standing.phase_names.get(id, id)


def _measured(
    standing: VentureStanding, entry: JournalEntry, showing: ResultWords
) -> tuple[str, str]:
    """Return the score and the rank that the body had before it, as the register holds them."""
    said = next((one.body for one in standing.entries if one.seq == entry.body["run"]), {})
    score, rank = said.get("score") or [None], said.get("rank")
    return (
        "–" if None in score else showing.interval(Interval(lower=score[0], upper=score[1])),
        ranks(RankInterval(best=rank[0], worst=rank[1], of=rank[2])) if rank else "–")


def _abstentions(
    journal: Journal, hub: str, call: str, sitting: Sitting, language: str
) -> list[str]:
    """Return who abstained on which of the ventures when the scores beside it were made, by the
    call's list or by their own word.
    """
    names = {standing.venture: standing.name for standing, _ in sitting.decisions}
    found = dict.fromkeys(  # phases that were decided on together rest on several states
        pair for until, ventures in _by_state(journal, sitting).items()
        for pair in _abstained(journal, hub, call, ventures, until))
    lines = [f"- {escape(names[venture])}: {escape(one)}" for venture, one in sorted(
        found, key=lambda pair: list(names).index(pair[0]))]
    told = words(language, "serve")
    return [f"## {escape(told['minutes_abstained'])}", "", *lines, ""] if lines else []


def _state_of(journal: Journal, decision: JournalEntry) -> int:
    """Return the last entry that counted in the scores a decision rests on, else in itself."""
    said = journal.find(int(decision.body["run"])) if decision.body["run"] else None
    run = journal.find(int(said.body["run"])) if said is not None else None
    return int(run.body["journal"]) if run is not None else decision.seq


def _abstained(
    journal: Journal, hub: str, call: str, ventures: Sequence[str], until: int
) -> Iterator[tuple[str, str]]:
    """Yield who abstained on each venture by what was recorded up to an entry, each once."""
    listed = assessors_of_call(journal, hub, call, until=until)
    names = AssessorNames.of(listed)
    called = {names.key(one.id): one.name or one.id for one in listed}
    said = [(venture, one.id) for one in listed for venture in one.conflicts
            if venture in ventures]
    said += [(venture, each.assessor)
             for venture, own in judgements_on(journal, hub, ventures, until=until).items()
             for each in own if each.conflict]
    yield from dict.fromkeys((venture, called.get(names.key(one), one)) for venture, one in said)


def _reasons(
    decisions: Sequence[tuple[VentureStanding, JournalEntry]], language: str
) -> list[str]:
    told = words(language, "serve")
    found: list[str] = []
    for standing, entry in decisions:
        for key in ("reasons", "learning"):
            text = str(entry.personal.get(key) or "")
            if text:
                found.append(f"- {escape(standing.name)}: {escape(told[key])}: "
                             f"{escape(one_line(text))}")
    return found
