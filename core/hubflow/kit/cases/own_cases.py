"""Level 4: run the hub's own cases."""

from __future__ import annotations

from hubflow.kit.cases.cases import cases_of, try_case
from hubflow.kit.cases.difference import in_words
from hubflow.kit.checking.findings import Finding
from hubflow.kit.checking.plugin_code import crashed
from hubflow.kit.checking.session import Session
from hubflow.model.input_problems import BadInput
from hubflow.plugins.crash import PluginCrash


def check_cases(session: Session) -> None:
    """Carry out level 4."""
    hub = session.hub
    assert hub is not None
    cases = cases_of(hub)
    if not cases:
        session.finding(Finding("HF401", hub.methodology.file.name, 0, "", "the hub has no case",
                                "Write one: a file in the folder `cases` beside the methodology.",
                                "cases"))
        session.ran("HF401", "HF402")
        session.not_run("there is no case", "HF403")
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
            what = (f"nothing is expected yet; came out {in_words(difference.found)}"
                    if difference.expected is None else
                    f"expected {in_words(difference.expected)}, came out "
                    f"{in_words(difference.found)}")
            session.finding(Finding("HF403", difference.file, difference.line, key, what,
                                    "Mend the rule, or accept it with `hubflow test --accept`.",
                                    f"cases.{case.name}"))
    session.ran("HF401", "HF402")
    if failed:
        session.not_run("a hook fails (HF301)", "HF403")
    else:
        session.ran("HF403")
