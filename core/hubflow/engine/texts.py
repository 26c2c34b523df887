"""The texts of a dossier that a proposal's sections can be answered with."""

from __future__ import annotations

from hubflow.model.dossier import Dossier

PROPOSAL = "incubate.proposal."

TEXT_PATHS = (
    "name",
    "summary",
    "identify.priority_group",
    "solution.description",
    "solution.complements",
    "test.plan",
    "incubate.leader.role",
    "incubate.leader.lived_experience",
)


def is_text_path(path: str) -> bool:
    """Whether ``path`` names a text of a dossier."""
    return path in TEXT_PATHS or (path.startswith(PROPOSAL) and len(path) > len(PROPOSAL))


def text_at(dossier: Dossier, path: str) -> str:
    """The text at ``path``, stripped; empty where the dossier has none."""
    if path.startswith(PROPOSAL):
        return (dossier.incubate.proposal.get(path[len(PROPOSAL) :]) or "").strip()
    value: object = dossier
    for name in path.split("."):
        value = getattr(value, name, None)
    return value.strip() if isinstance(value, str) else ""
