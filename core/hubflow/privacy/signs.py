"""The catalogue of signs: what is looked for, why it may not stand in a dossier, what to do."""

from __future__ import annotations

import attrs


@attrs.frozen
class Sign:
    """One kind of sign. ``unseen`` says what of its kind is not found."""

    id: str
    title: str
    why: str
    to_do: str
    unseen: str = ""


_OUT = "Leave it out."

SIGNS: dict[str, Sign] = {
    sign.id: sign
    for sign in (
        Sign("HF701", "the name of a person",
             "A dossier is about a venture; whom it serves is not named in it.",
             "Leave the name out, or write it where the venture's own people stand (leader, "
             "parties, decisions).",
             "Names outside the usual English and Portuguese ones, unless a word beside them "
             "says that a person is meant; nicknames; names in small letters."),
        Sign("HF702", "the initials of a person",
             "Whoever knows the place knows who is meant.",
             "Leave them out.",
             "Initials without full stops, or in the middle of a list."),
        Sign("HF703", "a birth date, or an age beside a name",
             "With a place and a group they point to one person.",
             "Say how old the group is: `identify.age_from`, `identify.age_to`."),
        Sign("HF704", "an official number of a person",
             "It is the key to everything else that is recorded of that person.",
             _OUT,
             "Numbers without a check digit and without their name beside them."),
        Sign("HF705", "a case or process number",
             "It leads to one person's file.",
             _OUT,
             "Numbers without the word case, client, file or process beside them."),
        Sign("HF706", "a bank account",
             "An account belongs to somebody, and is no fact about a venture.",
             _OUT,
             "Accounts that are not written as an IBAN."),
        Sign("HF707", "an e-mail address",
             "It names a person and leads to them.",
             "Leave it out; an organisation's own may stand with the party or source."),
        Sign("HF708", "a telephone number",
             "It leads to a person.",
             "Leave it out; an organisation's own may stand with the party or source."),
        Sign("HF709", "a postcode or a street address",
             "Where someone lives or goes to school points to them.",
             "Name the district or town instead.",
             "Homes and schools told by their name alone; streets without a number."),
        Sign("HF710", "a picture or a recording",
             "Faces and voices are personal.",
             _OUT,
             "Documents, and links without the ending of a picture, sound or film."),
        Sign("HF711", "a quotation of one person",
             "People are recognised by what they say and how they say it.",
             "Sum up what several people said, in your own words.",
             "Quotations without quotation marks."),
        Sign("HF712", "somebody's health, offence, or an allegation",
             "What happened to one person is nobody else's to tell.",
             "Say how many it concerns, or that it was talked about.",
             "What is told in other words than the usual ones, and of people in the plural."),
        Sign("HF713", "a count too small to show",
             "Few people in one place can be told apart.",
             'Write "withheld", or put groups or periods together.',
             "Small numbers that follow from subtracting two shown ones, or from a share; "
             "counts in unusual words."),
        Sign("HF714", "a row for each person",
             "A dossier holds counts, never a list of the people behind them.",
             "Put one row for the activity or group, with how many people it is of."),
        Sign("HF715", "a leader's own experience, told without their consent",
             "It is theirs to tell.",
             "Ask them and write `consented = true`, or leave it out."),
    )
}
"""Every sign by its id."""


@attrs.frozen
class Hit:
    """A sign seen in a text, from ``start`` to ``end``. ``sure`` where there is little doubt."""

    sign: str
    start: int
    end: int
    what: str
    sure: bool = False


@attrs.frozen(order=True)
class Finding:
    """A sign at its place. ``sure`` is false where it only looks like one.

    ``first`` is the line on which the key stands, where its text runs over several.
    """

    file: str
    line: int
    key: str
    id: str
    what: str
    sure: bool
    first: int = 0

    @property
    def sign(self) -> Sign:
        """What kind of sign it is, why it may not be there, what to do."""
        return SIGNS[self.id]

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.key}: {self.what}. {self.sign.why} {self.sign.to_do} [{self.id}]"


def masked(text: str) -> str:
    """The beginning of a number, enough to find it again: findings end up in logs."""
    return f"{text[:3]}…"
