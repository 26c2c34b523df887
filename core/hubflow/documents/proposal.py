"""Write the proposal of one venture in its hub's format, as Markdown."""

from __future__ import annotations

from hubflow.documents.result_words import ResultWords
from hubflow.documents.safe_markdown import Safe, environment
from hubflow.model.results import FinanceResult, RunResult, VentureResult


def proposal_markdown(venture: VentureResult, result: RunResult) -> str:
    """Return the proposal: sections with limits, finance plan; a draft until complete.

    ``venture`` must have a proposal; a challenge on its own has none.
    """
    proposal = venture.proposal
    assert proposal is not None
    showing = ResultWords(result.hub.language)
    depth = line_depths(proposal.finance)

    total = FinanceResult(id="", name="", amount=proposal.total,
                          amount_between=proposal.total_between)
    known = all(line.amount is not None for line in proposal.finance)
    return environment().get_template("proposal.md.j2").render(
        w=showing.words, venture=venture, hub=result.hub, total=total,
        money_of=lambda line: showing.planned(line, proposal.currency),
        as_of=showing.day(result.as_of),
        indent=lambda line: Safe("&emsp;" * depth[line.id]),
        adds_up=known and proposal.total is not None,
    )


def line_depths(finance: tuple[FinanceResult, ...]) -> dict[str, int]:
    """Return how deeply each line of the finance plan is nested."""
    depths: dict[str, int] = {}
    for line in finance:
        depths[line.id] = depths[line.part_of] + 1 if line.part_of else 0
    return depths
