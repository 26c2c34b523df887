"""Write a method's questions as comments of a dossier in TOML, with places for the answers."""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hubflow.documents.safe_markdown import one_line
from hubflow.engine.method.asks import Ask, unasked_among
from hubflow.engine.method.rules import HUB, PROPOSAL
from hubflow.model.input_problems import as_sentence
from hubflow.model.methodology import Methodology, text_in
from hubflow.text.numbers import in_steps
from hubflow.workbook.questions.blanks import blank_fact
from hubflow.workbook.questions.cell_questions import CellQuestions

_WIDTH, _KEPT = 96, 2_000
"""Characters of a line, and comments whose lines are kept at most."""


def comment(
    text: str, first: str = "", inside: str = "", later: str = ""
) -> Iterator[str]:
    """Yield a text as lines of comment, none of which can end early.

    ``first`` stands before the mark of a comment, ``inside`` after it on the first line, and
    ``later`` on those that follow.
    """
    yield from _wrapped(text, f"{first}# {inside}", f"{first}# {later}")


@functools.lru_cache(maxsize=_KEPT)
def _wrapped(text: str, first: str, later: str) -> Sequence[str]:
    """Return the lines of a comment: a method's questions are the same in each of its drafts."""
    return tuple(textwrap.wrap(one_line(text), _WIDTH, initial_indent=first,
                               subsequent_indent=later, break_long_words=False,
                               break_on_hyphens=False))


def question_comment(ask: Ask, words: Mapping[str, str]) -> Iterator[str]:
    """Yield one question with its phase, and what to do, as comments."""
    yield from comment(question_of(ask, words), later="  ")


def question_of(ask: Ask, words: Mapping[str, str]) -> str:
    """Return one question with its phase, and what to do."""
    question = words["asked_in"].format(phase=ask.phase, text=ask.text)
    between = ": " if ask.scale and ask.to_do else " "
    return f"{question}{between}{ask.to_do}".rstrip()


def proposal_answers(target: Methodology, words: Mapping[str, str]) -> Iterator[str]:
    """Yield the sections of the hub's proposal with their limits."""
    sections = [section for section in target.proposal.sections if section.path]
    if sections:
        yield "# [incubate.proposal]"
    for section in sections:
        language = target.hub.language
        line = text_in(section.heading, language, section.id)
        line += f": {text_in(section.asks, language)}" if section.asks else ""
        if section.max_words is not None:
            line += f" ({words['at_most'].format(n=section.max_words)})"
        yield from comment(line)
        if section.path.startswith(f"{PROPOSAL}."):
            yield f'# {section.path.removeprefix(f"{PROPOSAL}.")} = ""'
    if sections:
        yield ""


def _answers(
    own: Iterable[Ask], words: Mapping[str, str], language: str
) -> Iterator[str]:
    """Yield places for free texts on what the jury scores and no fact informs, as forms ask."""
    unasked = unasked_among(own)
    if unasked:
        yield from comment(words["answers"])
    for ask in unasked:
        yield from comment(": ".join(filter(None, (
            ask.text.rstrip(".:"), ask.rule.detail(language).strip()))))
        yield f'# answers.{ask.id} = ""'


def hub_block(
    target: Methodology, asks: Iterable[Ask], words: Mapping[str, str]
) -> Iterator[str]:
    """Yield the hub's own block: its facts, and what its panel judges."""
    hub = target.hub
    own = [ask for ask in asks if ask.section == HUB]
    if not (target.facts or own):
        return
    yield from comment(f"{'=' * 64} {hub.id}")
    yield from comment(words["hub_block"].format(hub=hub.id))
    yield f"# [hubs.{hub.id}]"
    asking = CellQuestions(hub.language)
    open_asks = [ask for ask in own if not ask.judged]
    for fact in target.facts:
        yield from comment(fact.question(hub.language, hub.currency))
        for ask in [ask for ask in open_asks if f"hubs.{hub.id}.{fact.id}" in ask.keys]:
            open_asks.remove(ask)
            yield from question_comment(ask, words)
        yield f"# {fact.id} = {blank_fact(fact, asking)}"
    for ask in open_asks:
        yield from question_comment(ask, words)
    judged = [ask for ask in own if ask.judged]
    yield from _answers(own, words, hub.language)
    if judged:
        yield "#"
        yield from comment(words["judged"])
    for ask in judged:
        yield f"# [[hubs.{hub.id}.judgements]]"
        yield f'# phase = "{ask.phase_id}"'
        yield f'# criterion = "{ask.id}"'
        yield from comment(f"{as_sentence(ask.text)} {ask.to_do}".rstrip())
        if not ask.scale:
            yield "# holds ="
        elif isinstance(ask.scale[0], str):
            yield from comment(f'level = ""  # {" / ".join(map(str, ask.scale))}')
        else:
            scale = f"{ask.scale[0]:g} – {ask.scale[1]:g}"
            yield f"# score =  # {in_steps(scale, ask.step, target.hub.language)}"
        if ask.justified:
            yield from comment(words["justified"])
            yield '# note = ""'
