"""Run the levels in order; a level whose preconditions failed is reported as not run."""

from __future__ import annotations

from collections.abc import Callable

from hubflow.kit.checking.session import Session
from hubflow.plugins.check_catalogue import AGAINST
from hubflow.text.spoken import say


def check_levels(session: Session, against: str | None) -> None:
    """Check one hub, and compare it with an older edition if there is one."""
    from hubflow.kit.checking.manifest import check_manifest

    sound = check_manifest(session)
    if session.loaded is None:
        for level in (2, 3, 4, 5):
            session.not_run(say("kit.no_methodology"), level=level)
    else:
        from hubflow.kit.checking.plugin_code import check_code

        check_code(session, sound=sound)
        for level, check in _UPPER.items():
            if not sound:
                session.not_run(say("kit.unsound"), level=level)
            elif session.hub is None or session.compiled is None:
                session.not_run(say("kit.not_loaded_with_code"), level=level)
            else:
                check(session)
    if against is not None:
        _check_against(session, against)
    session.tell(done=True)


def _laws(session: Session) -> None:
    from hubflow.kit.laws.laws import check_laws

    check_laws(session)


def _cases(session: Session) -> None:
    from hubflow.kit.cases.own_cases import check_cases

    check_cases(session)


def _comparability(session: Session) -> None:
    from hubflow.kit.checking.comparability import check_comparability

    check_comparability(session)


def _check_against(session: Session, against: str) -> None:
    from hubflow.kit.editions.edition_comparison import check_against

    if session.loaded is None:
        session.not_run(say("kit.no_methodology"), level=AGAINST)
    else:
        check_against(session, against)


_UPPER: dict[int, Callable[[Session], None]] = {3: _laws, 4: _cases, 5: _comparability}
