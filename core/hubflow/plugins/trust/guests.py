"""Load the installed add-ons: each in its place, and without those that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.plain_record import PlainRecord
from hubflow.model.results import AddOnReceipt
from hubflow.plugins.calling import Speaker, bare_manager
from hubflow.plugins.code import digest_of_module
from hubflow.plugins.discovery import InstalledAddOn, add_ons
from hubflow.plugins.misuse import misuses_in
from hubflow.plugins.trust.guard import first_line, is_failure, plugin_output
from hubflow.plugins.trust.load_options import load_options
from hubflow.reading.records.nearest import did_you_mean
from hubflow.text.catalogue import ENGLISH
from hubflow.text.spoken import say, speaking

WITHOUT, NO_CODE = "--without", "--no-code"


class Guests(PlainRecord):
    """The add-ons that join a hub, in the order of calling; ``left_out`` says why others do not."""

    speakers: Sequence[Speaker]
    receipts: tuple[AddOnReceipt, ...]
    left_out: Mapping[str, str]


def installed_guests() -> Guests:
    """Return the installed add-ons, loaded as the :func:`load_options` of the moment say.

    One that cannot be loaded, or whose hooks are misused, is left out, and whoever wants to know is
    told. Raises :class:`BadInput` where an add-on is to be left out that is not installed.
    """
    options, installed = load_options(), add_ons()
    check_without()
    speakers: list[Speaker] = []
    receipts: list[AddOnReceipt] = []
    left_out: dict[str, str] = {}
    for each in installed:
        if options.no_code or not _names(each).isdisjoint(options.without):
            left_out[each.plugin] = NO_CODE if options.no_code else WITHOUT
            continue
        found = _loaded(each)
        if isinstance(found, str):
            left_out[each.plugin] = found
            options.announce(say("plugin-problems.add_on_left_out", plugin=each.plugin, found=found,
                                 distribution=each.distribution, option=WITHOUT, name=each.name))
        else:
            speakers.append(found)
            receipts.append(AddOnReceipt(name=each.name, distribution=each.distribution,
                                         version=each.version,
                                         digest=digest_of_module(each.module)))
    return Guests(speakers, tuple(receipts), left_out)


def _loaded(add_on: InstalledAddOn) -> Speaker | str:
    """Return an add-on's hooks; a sentence where it cannot be used."""
    try:
        # the sentence stands in receipts, which say the same whoever reads them
        with plugin_output(), speaking(lambda: ENGLISH):
            code = add_on.load()
            problems = [misuse.problem for misuse in misuses_in(code, add_on.plugin)]
            speaker = Speaker(code, add_on.plugin)
    except BaseException as error:
        if not is_failure(error):
            raise
        return f"importing it failed: {first_line(error)}."
    if problems:
        return f"{problems[0].key}: {problems[0].what}."
    problem = bare_manager().registered(speaker, add_on.plugin)
    return f"{problem.rstrip('.')}." if problem else speaker


def _names(add_on: InstalledAddOn) -> set[str]:
    """Return the names under which an add-on may be left out."""
    return {add_on.name, add_on.distribution, add_on.plugin}


def check_without() -> None:
    """Raise :class:`BadInput` for each add-on to be left out that is not installed."""
    known = sorted({name for each in add_ons() for name in _names(each)})
    problems = [
        Problem(WITHOUT, 0, "", say("plugin-problems.no_such_add_on", name=name),
                did_you_mean(name, known)
                or (say("plugin-problems.there_are", names=", ".join(known)) if known
                    else say("plugin-problems.none_installed")))
        for name in load_options().without if name not in known
    ]
    if problems:
        raise BadInput(problems)
