"""Name awards as people know them: by programme, funder, amount and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput
from hubflow.reading.toml.source import recorded_toml
from hubflow.register.agenda.dues_words import award_name
from hubflow.register.standing.award_plan import RecordedAward, awards_of
from hubflow.register.storage.entries import effective, latest
from hubflow.register.storage.journal import Journal
from hubflow.text.numbers import day, money


def award_key(award: RecordedAward) -> str:
    """Return what commands call an award: its entry's number, or its reference in a dossier."""
    return str(award.seq) if award.seq else award.reference


def funder_and_programme(award: RecordedAward) -> str:
    """Return whose award it is, as far as that is known."""
    return ", ".join(filter(None, (award.programme, award.funder)))


def award_title(award: RecordedAward, language: str) -> str:
    """Return an award by its programme, funder, amount and day, as far as they are known."""
    return ", ".join(filter(None, (
        funder_and_programme(award) or award_name(award.name, language),
        money(award.amount, award.currency, language).strip(),
        day(award.on, language) if award.on is not None else "")))


def described_awards(journal: Journal, hub: str, venture: str) -> Iterator[RecordedAward]:
    """Yield a venture's awards, those that a dossier states with what its text says of them."""
    entries = effective(journal.read(hub=hub, subject=venture, kinds=[
        "dossier", "award", "payment", "report", "correction"]))
    dossier = latest(entries, "dossier")
    try:
        text = str(dossier.personal.get("text") or "") if dossier is not None else ""
        stated = iter(recorded_toml(text).get("incubate", {}).get("awards", ()))
    except BadInput:  # what is left of a redacted text
        stated = iter(())
    for award in awards_of(entries):
        said: Mapping[str, Any] = next(stated, {}) if not award.seq else {}
        on = said.get("date")
        yield attrs.evolve(
            award, funder=str(said.get("funder", award.funder)),
            programme=str(said.get("programme", award.programme)),
            on=on if isinstance(on, dt.date) else award.on)
