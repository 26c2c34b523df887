"""What a whole run says: its ventures, what it came from, whose places became free."""

from collections.abc import Iterable, Mapping
from typing import Literal, Self

import attrs

from hubflow.model.late_record import frozen_at_use
from hubflow.model.results.rule_results import RankInterval
from hubflow.model.results.venture_results import VentureResult


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HubResult:
    """The hub whose methodology was run."""

    id: str
    name: str
    edition: str
    place: str
    language: str
    currency: str
    plugin: str = ""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SourceResult:
    """A source that rules in the results name by ``id``."""

    id: str
    title: str
    status: Literal["published", "interview", "assumption"]
    url: str = ""


@frozen_at_use(kw_only=True, repr=False)
class AddOnReceipt:
    """An add-on that took part in a run; ``digest`` is of its code."""

    name: str
    distribution: str
    version: str
    digest: str

    @property
    def plugin(self) -> str:
        """Its name in messages, which says who offers it."""
        return add_on_name(self.name, self.distribution, self.version)


def add_on_name(name: str, distribution: str, version: str) -> str:
    """Return what messages call an add-on.

    >>> add_on_name("strict", "strict-rules", "0.1")
    'strict (strict-rules 0.1)'
    """
    return f"{name} ({distribution} {version})"


@frozen_at_use(kw_only=True, repr=False)
class PluginChange:
    """The changes that a hub's or an add-on's hook made in a run.

    ``what`` lists keys of the method, local facts, phases or ventures, as the hook has it.
    """

    plugin: str
    hook: str
    what: tuple[str, ...]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Receipt:
    """Digests (sha256) of all inputs. Equal receipts mean equal bytes.

    ``add_ons`` stand in the order in which they were called; ``left_out`` names those that are
    installed and took no part, with why.
    """

    inputs: str
    methodology: str
    hooks: str
    versions: Mapping[str, str]
    add_ons: tuple[AddOnReceipt, ...] = ()
    left_out: Mapping[str, str] = attrs.field(factory=dict)


class ProofNote(str):
    """The note with the register's digest: a page for people has it at its end."""


class AffairNote(str):
    """A note on a run that tells of some of its ventures: ``ventures`` are their ids."""

    ventures: frozenset[str]

    def __new__(cls, text: str, ventures: Iterable[str] = ()) -> Self:
        """Return a text as a note on some ventures."""
        note = super().__new__(cls, text)
        note.ventures = frozenset(ventures)
        return note


@frozen_at_use(kw_only=True, eq=False, repr=False)
class MovedUp:
    """A venture that advances because others left its call, with its rank before and after."""

    venture: str
    before: RankInterval | None
    after: RankInterval | None


@frozen_at_use(kw_only=True, eq=False, repr=False)
class FreedPlaces:
    """Places (or a budget's money) of one phase of a call that became free.

    ``left`` are the ventures that would have had them. ``places`` is their number, None for a
    budget; ``became`` how many their departure freed, ``stay`` how many nobody in the race has for
    certain: these and those that were free before.
    """

    call: str
    phase: str
    name: str
    left: tuple[str, ...]
    moved_up: tuple[MovedUp, ...]
    places: int | None = None
    became: int = 0
    stay: int = 0


@frozen_at_use(kw_only=True, eq=False, repr=False)
class OverfullPhase:
    """A phase of a call past which more ventures go than there are places, or money.

    ``decided`` are those that a body led past it, ``recommended`` those that would follow.
    ``places`` is their number, None for a budget.
    """

    call: str
    phase: str
    name: str
    decided: tuple[str, ...]
    recommended: tuple[str, ...]
    places: int | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RunResult:
    """A whole run. Equal receipts mean equal bytes."""

    hub: HubResult
    as_of: str
    receipt: Receipt
    ventures: tuple[VentureResult, ...]
    notes: tuple[str, ...] = ()
    sources: tuple[SourceResult, ...] = ()
    changes: tuple[PluginChange, ...] = ()
    freed: tuple[FreedPlaces, ...] = ()
    overfull: tuple[OverfullPhase, ...] = ()

    def notes_for(self, venture: str) -> tuple[str, ...]:
        """Return the notes that tell nothing of another venture than this one."""
        return tuple(note for note in self.notes
                     if not isinstance(note, AffairNote) or note.ventures <= {venture})

    @property
    def tells_of_assessors(self) -> bool:
        """Whether it has something on the severity of assessors, as a `JudgedRunResult`."""
        return False
