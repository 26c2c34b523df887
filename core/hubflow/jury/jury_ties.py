"""Find assessors who have the name, or the organisation, of somebody in a venture they judge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import attrs

from hubflow.model.assessors import Assessor
from hubflow.model.dossier import Dossier
from hubflow.privacy.dossier_names import Name, names_in, variants
from hubflow.reading.dossiers.load import InputEntry
from hubflow.reading.values.normal_text import folded, unaccented
from hubflow.text.spoken import say

_SMALL = frozenset({"a", "o", "e", "de", "da", "do", "das", "dos", "the", "of", "and", "for"})


@attrs.frozen
class JuryTie:
    """A name of an assessor, or of their organisation, that a venture has for one of its own.

    ``called`` is the venture's name.
    """

    assessor: str
    venture: str
    called: str
    name: str
    stands: str
    written: str

    def __str__(self) -> str:
        """Return it as a sentence."""
        return say("office.tie_judges", assessor=self.assessor, name=self.name,
                   venture=self.called, stands=say(f"office.stands_{self.stands}"),
                   written=self.written)


class UnacceptedTiesError(Exception):
    """Raised with the ties for which nobody has said why they are right."""

    def __init__(self, ties: Sequence[JuryTie]) -> None:
        super().__init__(" ".join(map(str, ties)))
        self.ties = tuple(ties)


def jury_ties(assessors: Iterable[Assessor], entries: Iterable[InputEntry]) -> Iterator[JuryTie]:
    """Yield the ties of assessors to ventures from which they do not abstain already.

    Names are compared without case, accents and legal forms; of two names with two words or more
    one may lie in the other.
    """
    known = [(entry.dossier.id, entry.dossier.name, list(own_names(entry.dossier)))
             for entry in entries]
    for assessor in assessors:
        own = [*assessor.all_names, *filter(None, (assessor.organisation,))]
        for venture, called, names in known:
            reads = not assessor.ventures or venture in assessor.ventures
            if not reads or venture in assessor.conflicts:
                continue
            found = next(((mine, name) for mine in own for name in names
                          if _meets(mine, name)), None)
            if found is not None:
                yield JuryTie(
                    assessor.id, venture, called, found[0], found[1].stands, found[1].text)


def own_names(dossier: Dossier) -> Iterator[Name]:
    """Yield the names of a venture's leader and of the organisations with an interest in it.

    The local authority is responsible for the problem, whoever applies. So it is of the venture
    only where it is its party, co-funder, partner or the recipient of its award, and not where it
    decides, awards, buys or answers the problem already.
    """
    incubate, authority = dossier.incubate, dossier.identify.authority
    partners = {*(each.name for each in incubate.parties),
                *(each.name for each in incubate.cofunders),
                *(each.partner for each in dossier.trade.capability),
                *(each.recipient for each in incubate.awards)}
    for name in names_in(dossier):
        if name.stands == "leader" or (name.stands == "organisation" and (
                authority is None or name.text in partners
                or not _meets(authority.name, name))):
            yield name


def _meets(mine: str, name: Name) -> bool:
    # the parts of a leader's name are many people's
    written = [name.text] if name.stands == "leader" else list(variants(name))
    ours = _words(mine)
    for words in map(_words, written):
        shorter, longer = sorted((ours, words), key=len)
        if words and (words == ours or (len(shorter) > 1 and shorter < longer)):
            return True
    return False


def _words(name: str) -> frozenset[str]:
    text = unaccented(folded(name)) or folded(name)
    return frozenset(re.findall(r"[^\W_]+", text)) - _SMALL
