"""Find the texts of a dossier that can answer a proposal's sections."""

from __future__ import annotations

from hubflow.model.dossier import Dossier
from hubflow.reading.toml.key_paths import key_parts

PROPOSAL = "incubate.proposal."

LIVED_EXPERIENCE = "incubate.leader.lived_experience"

TEXT_PATHS = (
    "name",
    "summary",
    "identify.priority_group",
    "solution.description",
    "solution.complements",
    "test.plan",
    "incubate.leader.role",
    LIVED_EXPERIENCE,
)


def is_text_path(path: str) -> bool:
    """Return whether ``path`` names a text of a dossier."""
    return path in TEXT_PATHS or (path.startswith(PROPOSAL) and len(path) > len(PROPOSAL))


def text_at(dossier: Dossier, path: str) -> str:
    """Return the text at ``path``, stripped; empty where the dossier has none.

    A leader's own experience is told only with their consent.
    """
    if path.startswith(PROPOSAL):
        return (dossier.incubate.proposal.get(path[len(PROPOSAL) :]) or "").strip()
    if path == LIVED_EXPERIENCE and not _told_with_consent(dossier):
        return ""
    value: object = dossier
    for name in key_parts(path):
        value = getattr(value, name, None)
    return value.strip() if isinstance(value, str) else ""


def _told_with_consent(dossier: Dossier) -> bool:
    leader = dossier.incubate.leader
    return leader is not None and leader.consented is True
