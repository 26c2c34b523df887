"""Level 4: run the hub's own cases."""

from __future__ import annotations

from hubflow.kit.cases.cases import cases_of, try_case
from hubflow.kit.cases.difference import in_words
from hubflow.kit.checking.findings import Finding
from hubflow.kit.checking.plugin_code import crashed
from hubflow.kit.checking.session import Session
from hubflow.model.input_problems import BadInput
from hubflow.plugins.crash import PluginCrash
from hubflow.text.spoken import say


def check_cases(session: Session) -> None:
    """Carry out level 4."""
    hub = session.hub
    assert hub is not None
    cases = cases_of(hub)
    if not cases:
        session.finding(Finding("HF401", hub.methodology.file.name, 0, "",
                                say("kit.hub_without_case"), say("kit.write_a_case"), "cases"))
        session.ran("HF401", "HF402")
        session.not_run(say("kit.there_is_no_case"), "HF403")
        return
    failed = False
    for case in cases:
        try:
            done = try_case(hub, case)
        except BadInput as bad:
            for problem in bad.problems:
                session.finding(Finding.of("HF402", problem, about=f"cases.{case.name}"))
            continue
        except PluginCrash as crash:
            # what failed on made-up ventures need not be told again for each case
            if all(each.hook != crash.hook for each in session.found):
                session.finding(crashed("HF301", crash))
            failed = True
            continue
        finally:
            session.calls_over()
        for difference in done.differences:
            key = ".".join(difference.at)
            what = (say("kit.nothing_expected_yet", found=in_words(difference.found))
                    if difference.expected is None else
                    say("kit.expected_and_found", expected=in_words(difference.expected),
                        found=in_words(difference.found)))
            session.finding(Finding("HF403", difference.file, difference.line, key, what,
                                    say("kit.mend_or_accept"), f"cases.{case.name}"))
    session.ran("HF401", "HF402")
    if failed:
        session.not_run(say("kit.a_hook_fails"), "HF403")
    else:
        session.ran("HF403")
