"""Signs of people who are served in what is typed, before the register keeps it for good."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hubflow.privacy.signs import PrivacyFinding
from hubflow.register.office import people_served
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say


class SignsOfPeople(Exception):
    """Raised where texts show signs of people who are served, and nobody says why that is right.

    ``problems`` are sentences by the field of the text.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("signs of people who are served")
        self.problems = problems


def signs_by_field(findings: Iterable[tuple[str, PrivacyFinding]]) -> SignsOfPeople:
    """Return the exception for findings, each with the field in which it was seen."""
    found: dict[str, list[str]] = {}
    for field, each in findings:
        found.setdefault(field, []).append(sign_sentence(each))
    return SignsOfPeople({field: " ".join(dict.fromkeys(said)) for field, said in found.items()})


def sign_sentence(finding: PrivacyFinding) -> str:
    """Return what a text seems to hold and what to do, as one sentence in the spoken language."""
    seen = re.search(r" \([^()]*\)$", finding.what)
    return say(f"serve.sign_{finding.id}", seen=seen[0] if seen else "")


def accepted_texts_of(
    journal: Journal, hub: str, subject: str, texts: Mapping[str, str], *, by: str,
    accept: str, standing: VentureStanding | None = None,
) -> str:
    """Return why signs in texts were accepted; empty if there are none.

    ``texts`` are by their fields. Raises :class:`SignsOfPeople` unless ``accept`` says why.
    """
    texts = {field: text for field, text in texts.items() if text.strip()}
    if not texts or not people_served.can_look():
        return ""
    found = people_served.signs_in_texts(journal, hub, subject, texts, by=by, standing=standing)
    if found and not accept.strip():
        raise signs_by_field((each.key, each) for each in found)
    return people_served.reasons_by_file(found, accept).get(subject, "")
