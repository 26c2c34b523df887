"""Check a call in files against its hub's method: its steps, its members, the days of decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hubflow.engine.call.call_progress import (
    STAYS_IN,
    common_steps,
    plain,
    progress_of,
    step_names,
)
from hubflow.engine.call.list_phases import waits_for_list
from hubflow.model.call import SIGNERS_APART
from hubflow.model.input_problems import Problem
from hubflow.model.methodology import Methodology
from hubflow.plugins.discovery import installed_hubs
from hubflow.reading.dossiers.calls import FoundCall
from hubflow.reading.dossiers.load import InputEntry, Inputs
from hubflow.reading.records.nearest import did_you_mean, nearest
from hubflow.text.spoken import say


def call_problems(
    inputs: Inputs, methodology: Methodology, ventures: Collection[str]
) -> Iterator[Problem]:
    """Yield what is wrong with a hub's calls, and with the decisions on their dossiers.

    ``ventures`` are all that may be members.
    """
    for found in inputs.calls:
        yield from _wrong_records(found, methodology, ventures)
    for entry in inputs.entries:
        yield from _early_decisions(entry, methodology)


def _wrong_records(
    found: FoundCall, methodology: Methodology, ventures: Collection[str]
) -> Iterator[Problem]:
    """Yield what is wrong with a call by the method that is applied to it.

    That are a hub that is nearly this one; and in this hub's call unknown steps, and members that
    are not among its ``ventures``.
    """
    if found.call.hub not in (None, methodology.hub.id):
        yield from _misspelt_hub(found, methodology.hub.id)
        return
    rules = methodology.call or common_steps()
    named = step_names(rules)
    for at, step in enumerate(found.call.steps):
        if plain(step.step) not in named:
            known = [name for each in rules.steps for name in (each.id,)]
            yield found.file.problem(("steps", at, "step"), say(
                "reading-problems.no_step_of_a_call", step=step.step),
                did_you_mean(step.step, known))
        yield from (found.file.problem(
            ("steps", at, "signers", place),
            say("reading-problems.signer_with_semicolon", signer=signer),
            say("reading-problems.each_signer_in_quotes"))
            for place, signer in enumerate(step.signers) if SIGNERS_APART in signer)
    for at, member in enumerate(found.call.members):
        if member.id not in ventures:
            yield found.file.problem(("members", at, "id"), say(
                "reading-problems.no_dossier_here_is", id=member.id),
                did_you_mean(member.id, ventures))


def _misspelt_hub(found: FoundCall, hub: str) -> Iterator[Problem]:
    """Yield that the hub of a call is nearly the one in use, and none that is installed."""
    stated = found.call.hub or ""
    if nearest(stated, [hub]) is not None and not installed_hubs(stated):
        yield found.file.problem(("hub",), say(
            "reading-problems.no_hub_in_use", stated=stated, hub=hub), did_you_mean(stated, [hub]))


def _early_decisions(entry: InputEntry, methodology: Methodology) -> Iterator[Problem]:
    """Yield the decisions of a hub that are dated before the final list of a dossier's call."""
    call = entry.call
    if call is None or not call.steps or call.hub not in (None, methodology.hub.id):
        return
    progress = progress_of(call, methodology)
    if not progress.taken_steps:
        return
    begun = progress.taken_steps[0].date
    for at, said in enumerate(entry.own.decisions):
        if said.hub != methodology.hub.id or said.decision not in STAYS_IN or said.date < begun:
            continue
        own = [one.id for one in methodology.phases if said.phase in (one.id, one.stage)]
        phase = own[-1] if own else said.phase
        if not waits_for_list(methodology, phase):
            continue
        final = progress.final_since(phase)
        name = progress.name(progress.rules.final_for(phase))
        if final is None:
            yield entry.file.problem(
                ("decisions", at, "date"),
                say("reading-problems.nothing_decided_before", call=call.name or call.id,
                    name=name), say("reading-problems.record_the_step"))
        elif said.date < final:
            yield entry.file.problem(
                ("decisions", at, "date"),
                say("reading-problems.decided_too_early", day=said.date, final=final, name=name,
                    call=call.name or call.id), say("reading-problems.is_the_day_right"))
