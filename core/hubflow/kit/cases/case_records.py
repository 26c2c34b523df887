"""Cases: dossiers, and the results expected of a method. They are a hub's own tests."""

from collections.abc import Mapping
from typing import Any, Literal

import attrs

from hubflow.model.results import Possible, Recommendation, State
from hubflow.model.values import Code, Day, Identifier, Text, optional, required

Nothing = Literal["none"]
"""The word for what does not come out at all, such as a score where nothing is scored."""

Level = float | str
DecisionWord = Literal["advance", "revise", "stop", "recognised", "none"]

_IDS = "Ids in any order; all of them."


def _by_id(about: str) -> Any:
    return attrs.field(factory=dict, metadata={"about": about})


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExpectedPhase:
    """The expected result of one phase. A key that is absent is not compared."""

    recommendation: Recommendation | None = optional("What the gate recommends.")
    possible: tuple[Possible, ...] | None = optional(
        "What the missing evidence leaves possible, in any order."
    )
    decision: DecisionWord | None = optional("The decision that is recorded; none without one.")
    score: float | tuple[float, float] | Nothing | None = optional(
        "The score, 0 to 100 or in the phase's points; its least and greatest value where evidence "
        "is missing; or none.",
        examples=(75, [60, 80]),
    )
    rank: int | tuple[int, int] | Nothing | None = optional(
        "The rank in the call; best and worst where it is open; or none.", examples=(1, [1, 3])
    )
    levels: Mapping[Identifier, Level | tuple[Level, Level]] = _by_id(
        "By criterion or group: its score, level or subtotal, or the least and the greatest; "
        "`not applicable`, or `none`."
    )
    not_met: tuple[Identifier, ...] | None = optional(
        f"The requirements that do not hold. {_IDS}"
    )
    not_known: tuple[Identifier, ...] | None = optional(
        f"The requirements that may or may not hold. {_IDS}"
    )
    missing: tuple[Identifier, ...] | None = optional(
        f"The facts and judgements that are missing. {_IDS}"
    )
    to_do: tuple[Text, ...] | None = optional(
        "What to do, in the hub's language and in the order of the reasons.",
        examples=(["15 months to go."],),
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExpectedProposal:
    """The expected proposal in the hub's format."""

    complete: bool | None = optional("Whether it is complete.")
    total: float | Literal["unknown"] | None = optional("The total of the finance plan.")
    finance: Mapping[Identifier, float | Literal["unknown"]] = _by_id(
        "By line of the finance plan: the amount, or unknown."
    )
    sections: tuple[Identifier, ...] | None = optional(f"The sections that are answered. {_IDS}")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExpectedVenture:
    """The expected result of one venture or challenge."""

    stage: State | None = optional("The stage that it stands in, or what became of it.")
    phases: Mapping[Identifier, ExpectedPhase] = _by_id("By phase.")
    proposal: ExpectedProposal | None = optional("Its proposal.")
    instruments: Mapping[
        Identifier,
        bool | float | Literal["unknown", "amount unknown", "open", "closed", "not yet open"],
    ] = _by_id(
        "By instrument: whether it fits (true, false, unknown), the amount that it could give (or "
        "amount unknown), or whether it is open (open, closed, not yet open)."
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CaseFile:
    """The content of a case file."""

    says: Text = required("What the case shows, in a plain sentence.")
    as_of: Day = required(
        "The day on which everything is looked at: what a case shows must not depend on today.",
        examples=("2024-06-01",),
    )
    dossiers: tuple[Text, ...] = optional(
        "Dossiers, challenges, and folders of them (such as a call), from where the case lies.",
        default=(), examples=(["dossiers/bees.toml"],),
    )
    dossier: Mapping[str, Any] | tuple[Mapping[str, Any], ...] = optional(
        "A dossier that stands in the case itself; several under [[dossier]].", default=()
    )
    panel: tuple[Text, ...] = optional(
        "Jury sheets beside those of a call, from where the case lies.", default=()
    )
    rates: Mapping[str, float] = _by_id(
        "What one unit of another currency is worth in the hub's, such as { GBP = 1.17 }."
    )
    expect: Mapping[Code, ExpectedVenture] = _by_id(
        "What is expected, by the id of the venture or challenge."
    )
