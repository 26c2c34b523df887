"""The records of a report on test trading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs

from hubflow.model.results import InstrumentResult
from hubflow.trading.survival import Survival

State = Literal["reached", "to come", "not formed"]
Status = Literal["holds", "fails", "unknown"]


@attrs.frozen(kw_only=True)
class TradingFigures:
    """The figures up to a day, amounts in the hub's currency; None if the records do not give one.

    ``burn`` is the monthly shortfall, ``runway`` the months that the cash lasts at it, ``share``
    the part of income that is earned. ``share_decimals`` (in per cent) and ``runway_decimals``
    are how many a reader needs to tell them from the numbers that the hub's rules name.
    """

    recorded: float | None
    earned: float | None
    grants: float | None
    costs: float | None
    share: float | None
    cash: float | None
    cash_low: float | None
    burn: float | None
    runway: float | None
    share_decimals: int = 0
    runway_decimals: int = 1


@attrs.frozen(kw_only=True)
class RuleResult:
    """Whether a rule of a checkpoint holds, on which facts, and what is missing."""

    id: str
    status: Status
    text: str
    talk_about: str
    facts: Mapping[str, Any]
    missing: tuple[str, ...]
    source: str
    assumption: bool


@attrs.frozen(kw_only=True)
class CheckpointResult:
    """A checkpoint: its day (one to come by the pauses known now) and what was found.

    Figures and rules are of that day; none while it is still to come.
    """

    month: int
    name: str
    text: str
    state: State
    day: str | None
    figures: TradingFigures | None
    rules: tuple[RuleResult, ...]
    source: str
    own: bool = attrs.field(metadata={"about": "Whether the hub's method has this checkpoint."})


@attrs.frozen(kw_only=True)
class Year:
    """Earned income of a year of trading and its growth over the year before the support.

    ``rate`` is the growth as a share of the baseline; None where that is 0 or not known. In per
    cent it is told from the numbers that the hub's rules name with ``rate_decimals``.
    """

    number: int
    earned: float | None
    growth: float | None
    rate: float | None
    rate_decimals: int = 0


@attrs.frozen(kw_only=True)
class InstrumentPayment:
    """An instrument for this stage: what its rule gives on the day, and what was paid by it.

    ``left`` is what is still to be paid by the rule, ``over`` what was paid beyond it; None where
    either is not known. ``rule`` is the expression that gives the amount.
    """

    instrument: InstrumentResult
    rule: str
    paid: float | None
    left: float | None
    over: float | None


@attrs.frozen(kw_only=True)
class VentureTrading:
    """One venture's test trading on a day."""

    id: str
    name: str
    as_of: str
    formed: bool | None
    start: str | None
    elapsed: int | None
    paused: int
    unrecorded: tuple[str, ...]
    recorded_to: str | None
    spread: bool = attrs.field(metadata={
        "about": "Whether a record of several months was spread over them."})
    figures: TradingFigures
    missing: Mapping[str, str] = attrs.field(metadata={
        "about": "Which keys of the dossier the figures that are not known are worked out of."})
    baseline: float | None
    years: tuple[Year, ...]
    checkpoints: tuple[CheckpointResult, ...]
    instruments: tuple[InstrumentPayment, ...]
    unassigned: float | None = attrs.field(metadata={
        "about": "Grants of the hub that name none of its instruments."})
    survival: Survival


@attrs.frozen(kw_only=True)
class TradingReport:
    """All ventures looked at by one hub."""

    hub: str
    name: str
    edition: str
    language: str
    currency: str
    ventures: tuple[VentureTrading, ...]
    notes: tuple[str, ...] = ()
