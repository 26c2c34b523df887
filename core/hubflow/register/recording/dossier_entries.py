"""Turn dossiers, challenges, calls and a jury's sheets into entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hubflow.documents.figures.award_money import known
from hubflow.model.dossier import Dossier
from hubflow.model.identity import Decision
from hubflow.model.judgements import Judgement
from hubflow.model.methodology import Methodology
from hubflow.reading.dossiers.load import InputEntry as Read
from hubflow.reading.panel.judgement_checks import JudgementRules
from hubflow.reading.toml.source import TomlFile
from hubflow.reading.toml.toml_output import toml_text
from hubflow.register.storage.entries import Draft


def dossier_draft(
    read: Read, hub: str, edition: str, on: dt.date, by: str, call: str | None,
    accepted: Mapping[str, str],
) -> Draft:
    """Return the entry of a version of a venture's dossier, or of a separate challenge."""
    return _draft(read.file, read.own, read.kind, hub, edition, on, by,
                  call or (read.call.id if read.call else None), accepted)


def challenge_draft(
    read: Read, hub: str, edition: str, on: dt.date, by: str, accepted: Mapping[str, str]
) -> Draft | None:
    """Return the entry of a version of the challenge that a dossier names."""
    if read.challenge is None or read.challenge_file is None:
        return None
    from hubflow.reading.dossiers.inheriting import as_dossier

    own = as_dossier(read.challenge)
    return _draft(read.challenge_file, own, "challenge", hub, edition, on, by, None, accepted)


def _draft(
    file: TomlFile, own: Dossier, kind: str, hub: str, edition: str, on: dt.date, by: str,
    call: str | None, accepted: Mapping[str, str],
) -> Draft:
    trade = own.trade
    return Draft(
        kind="dossier", hub=hub, subject=own.id, on=on,
        body={
            "kind": kind, "edition": edition, "call": call,
            "challenge": own.challenge, "currency": own.currency,
            "decisions": [_decision(said) for said in own.decisions if said.hub == hub],
            "trade_start": _day(trade.start),
            "periods": [[_day(period.start), _day(period.end)] for period in trade.ledger],
            **_awards(own),
            "pauses": [[_day(pause.start), _day(pause.end)] for pause in trade.pauses],
        },
        personal={
            "by": by, "name": own.name,
            "letters": [{"who": funder.name, "expires": _day(funder.expires)}
                        for funder in own.incubate.cofunders if _day(funder.expires)],
            "learning": [said.learning for said in own.decisions
                         if said.hub == hub and said.decision == "stop" and said.learning],
            "file": file.path.name, "text": text_of(file),
            **({"accepted": accepted[file.name]} if file.name in accepted else {}),
        },
    )


def _awards(own: Dossier) -> dict[str, Any]:
    """Return how the awards of a dossier are paid; nothing where it states none."""
    awards = [{"id": award.id, "amount": known(award.amount), "currency": award.currency,
               "tranches": [{"amount": known(tranche.amount) or 0, "date": _day(tranche.date),
                             "paid": _day(tranche.paid)} for tranche in award.tranches],
               "reports": [{"date": _day(report.date), "sent": _day(report.sent)}
                           for report in award.reports]}
              for award in own.incubate.awards]
    return {"awards": awards} if awards else {}


def text_of(file: TomlFile) -> str:
    """Return a dossier as TOML text: its file, or an equal text if it came in another format."""
    return file.text if file.text and not file.within else toml_text(file.data)


def _decision(said: Decision) -> dict[str, str]:
    return {"phase": said.phase, "decision": said.decision, "date": said.date.isoformat()}


def _day(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, dt.date) else None


def judgement_drafts(
    judgements: Sequence[Judgement], methodology: Methodology, on: dt.date, by: str,
    accepted: str = "",
) -> Iterator[Draft]:
    """Return an entry for each judgement, with the scale and edition by which it was made.

    One without a date gets the day ``on``, one without scale and edition those of ``methodology``.
    """
    rules = JudgementRules.of(methodology)
    more = {"accepted": accepted} if accepted else {}
    for said in judgements:
        yield Draft(
            kind="judgement", hub=methodology.hub.id, subject=said.venture, on=said.date or on,
            body={"phase": said.phase, "criterion": said.criterion, "score": said.score,
                  "conflict": said.conflict,
                  "scale": list(said.scale or rules.scale(said.phase, said.criterion)),
                  "edition": said.edition or methodology.hub.edition,
                  **({"group": said.group} if said.group else {})},
            personal={"by": by, "assessor": said.assessor, "note": said.note, **more})


def judgement_of(venture: str, body: Mapping[str, Any], personal: Mapping[str, Any],
                 on: dt.date, seq: int) -> Judgement:
    """Return the judgement that an entry holds."""
    return Judgement(
        venture=venture, phase=body["phase"], criterion=body["criterion"], score=body["score"],
        conflict=body["conflict"], assessor=personal["assessor"], note=personal["note"], date=on,
        scale=tuple(body.get("scale") or ()), edition=body.get("edition") or "",
        group=body.get("group") or "",
        where=f"register entry {seq}")
