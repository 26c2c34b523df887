"""Keep editions of a hub's method whole in the register, so that old runs can be repeated."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path

import attrs

from hubflow.engine.method.prepared_method import compiled_method
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.model.methodology import Methodology, text_in
from hubflow.plugins.manager import NO_CODE, LoadedHub, hub_without_code, load_hub
from hubflow.plugins.trust.load_options import load_options, loading
from hubflow.reading.method.methodology_file import LoadedMethodology, methodology_of_file
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.source import parse_toml
from hubflow.register.calls.call_rules_data import rules_as_data
from hubflow.register.storage.entries import Draft, JournalEntry
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say, spoken_language
from hubflow.version import __version__


def edition_draft(hub: LoadedHub, on: dt.date, by: str) -> Draft:
    """Return the entry of a hub's present edition. Raise :class:`BadInput` if it is not sound."""
    compiled = compiled_method(hub)
    about = compiled.methodology.hub
    return Draft(
        kind="edition", hub=about.id, subject=about.edition, on=on,
        body={
            "name": text_in(about.name, about.language, about.id),
            "language": about.language, "currency": about.currency,
            "phases": [
                {"stage": plan.phase.stage, "id": plan.phase.id, "subject": plan.phase.subject,
                 "name": text_in(plan.phase.name, about.language, plan.phase.id)}
                for plan in compiled.phases
            ],
            "call": rules_as_data(compiled.methodology.call),
            "checkpoints": [int(plan.checkpoint.month) for plan in compiled.checkpoints],
            "methodology": hub.methodology.file.digest, "hooks": hub.hooks_digest,
            "plugin": hub.plugin, "hubflow": __version__, "text": hub.methodology.file.text,
        },
        personal={"by": by},
    )


def editions(journal: Journal, hub: str) -> dict[str, JournalEntry]:
    """Return the editions of a hub that the register keeps, in the order of their entries."""
    return {entry.subject: entry for entry in journal.editions(hub)}


def keep_edition(journal: Journal, hub: LoadedHub, on: dt.date, by: str) -> Draft | None:
    """Record a hub's present edition if the register lacks it; return the draft if recorded.

    Raises :class:`BadInput` where another text stands in the register under the same name: what
    decisions rest on may not change under them.
    """
    about = hub.methodology.methodology.hub
    found = editions(journal, about.id).get(about.edition)
    if found is None:
        draft = edition_draft(hub, on, by)
        journal.append([draft])
        return draft
    if found.body["methodology"] != hub.methodology.file.digest:
        raise one_problem(
            hub.methodology.file.name,
            say("register-problems.edition_stands_in_the_register_with", edition=about.edition,
                seq=found.seq), say("register-problems.give_the_changed_method_an_edition"),
            line=hub.methodology.file.line(("hub", "edition")), key="hub.edition")
    return None


@attrs.frozen(eq=False, repr=False)
class StoredEdition:
    """An edition as a hub that can run; ``same_code``: its hooks are the original code."""

    hub: LoadedHub
    entry: JournalEntry
    same_code: bool


def hub_of(entry: JournalEntry, plugin_hub: LoadedHub | None = None) -> StoredEdition:
    """Return the hub of a stored edition: its own text, with the code that is installed now.

    ``plugin_hub`` is the hub that the user named, if any. Raises :class:`BadInput` where the
    edition had code and no hub of this name is installed.
    """
    methodology = _methodology(entry)
    name = methodology.file.name
    if entry.body["hooks"] == NO_CODE:
        return StoredEdition(hub_without_code(methodology, str(entry.body["plugin"])), entry, True)
    if plugin_hub is None:
        try:
            plugin_hub = load_hub(entry.hub)
        except BadInput as bad:
            raise one_problem(name, say("register-problems.this_edition_has_code_of_its"),
                              say("register-problems.install_or_name_it_with_p",
                                  plugin=entry.body["plugin"], what=bad.problems[0].what)) from None
    same = plugin_hub.hooks_digest == entry.body["hooks"]
    return StoredEdition(attrs.evolve(plugin_hub, methodology=methodology), entry, same)


def with_add_ons_of(kept: StoredEdition, run: JournalEntry) -> StoredEdition:
    """Return an edition with none but the add-ons that took part in a recorded run.

    A run of an older hubflow does not say which they were: there all that are installed join.
    """
    recorded = run.body.get("add_ons")
    took_part = {(each["name"], each["distribution"]) for each in recorded or ()}
    others = [each.plugin for each in kept.hub.add_ons
              if (each.name, each.distribution) not in took_part]
    if recorded is None or not others:
        return kept
    with loading(without=(*load_options().without, *others)):
        return attrs.evolve(kept, hub=kept.hub.reloaded())


def stored_methodology(journal: Journal, hub: str, edition: str) -> Methodology:
    """Return the methodology of a stored edition, whether its code is installed or not."""
    return methodology_of(stored_edition(journal, hub, edition))


def methodology_of(edition: JournalEntry) -> Methodology:
    """Return the methodology of an edition's entry, whether its code is installed or not."""
    return _methodology(edition).methodology


def hub_language(journal: Journal, hub: str) -> str:
    """Return the language of a hub's latest edition in the register; empty if there is none."""
    latest = list(editions(journal, hub).values())[-1:]
    return str(latest[0].body["language"]) if latest else ""


def hub_currency(journal: Journal, hub: str) -> str:
    """Return the currency of a hub's latest edition in the register; empty if there is none."""
    latest = list(editions(journal, hub).values())[-1:]
    return str(latest[0].body["currency"]) if latest else ""


def _methodology(entry: JournalEntry) -> LoadedMethodology:
    name = f"{entry.hub}, edition {entry.subject} (register)"
    return _read_once(str(entry.body["text"]), name, str(entry.body["methodology"]),
                      spoken_language())


@functools.lru_cache(maxsize=32)
def _read_once(text: str, name: str, digest: str, _language: str) -> LoadedMethodology:
    """Return a method that is read, and compiled, once for all ventures of an edition.

    Its problems are in the spoken language, so each language has a reading of its own.
    """
    file = parse_toml(text, name, Path(name) / "methodology.toml")
    return methodology_of_file(file.replace(digest=digest))


def stored_edition(journal: Journal, hub: str, edition: str) -> JournalEntry:
    """Return the entry of an edition. Raise :class:`BadInput` naming those that exist."""
    found = editions(journal, hub)
    if edition not in found:
        raise one_problem(edition, say("register-problems.has_no_edition_of_this_name", hub=hub),
                          did_you_mean(edition, found))
    return found[edition]


