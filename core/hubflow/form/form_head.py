"""Write the head of a form: its title, and what an applicant should know before answering."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hubflow.engine.method.asks import asks
from hubflow.engine.method.compiled import Compiled
from hubflow.model.call import Call
from hubflow.model.methodology import Phase, text_in
from hubflow.text.catalogue import words
from hubflow.text.deadlines import deadline_in_words


def form_title(compiled: Compiled, phases: Collection[str], call: Call | None) -> str:
    """Return the name of the call; without one the hub's, with the phases that were chosen."""
    return call.name if call is not None and call.name else _of_hub(compiled, phases)


def _of_hub(compiled: Compiled, phases: Collection[str]) -> str:
    hub = compiled.methodology.hub
    title = words(hub.language, "form")["title"].format(
        hub=text_in(hub.name, hub.language, hub.id))
    names = [_name(phase, hub.language) for phase in _asking(compiled, phases)] if phases else []
    return f"{title}: {' + '.join(names)}" if names else title


def form_intro(
    compiled: Compiled, phases: Collection[str], call: Call | None, asked: Collection[str] = (),
) -> str:
    """Return what the form is, line by line: of a call its hub and its deadline; how to answer;
    what happens in the phases that ask, and what their jury looks at. ``asked`` are the ids of
    criteria that the form has a question of.
    """
    return "\n".join(_lines(compiled, phases, call, asked))


def _lines(
    compiled: Compiled, phases: Collection[str], call: Call | None, asked: Collection[str]
) -> Iterator[str]:
    language = compiled.methodology.hub.language
    form = words(language, "form")
    if call is not None and call.name:
        yield f"{_of_hub(compiled, phases)}."
    if call is not None and call.deadline is not None:
        yield form["until"].format(
            when=deadline_in_words(call.deadline, call.grace_minutes, language))
    yield f"{form['about']} {words(language, 'workbook')['guide_7']}"
    asking = _asking(compiled, phases)
    for phase in asking:
        says = text_in(phase.says, language) if phase.says else ""
        if says:
            yield f"{_name(phase, language)}: {says}"
    chosen = {phase.id for phase in asking}
    looks = list(dict.fromkeys(_criteria(compiled, chosen, language, asked)))
    if looks:
        yield form["jury"]
        yield from (f"– {each}" for each in looks)


def _criteria(
    compiled: Compiled, phases: Collection[str], language: str, asked: Collection[str]
) -> Iterator[str]:
    """Yield what the jury scores in some phases and no question is of, with what it looks at."""
    for ask in asks(compiled, language):
        if ask.scored and ask.phase_id in phases and ask.id not in asked:
            looks_at = ask.rule.detail(language).strip()
            yield f"{ask.text}: {looks_at}" if looks_at else ask.text


def _asking(compiled: Compiled, phases: Collection[str]) -> list[Phase]:
    """Return the chosen phases, or all."""
    return [plan.phase for plan in compiled.phases if not phases or plan.phase.id in phases]


def _name(phase: Phase, language: str) -> str:
    return text_in(phase.name, language, phase.id)
