"""Check entries one after the other as hubflow would have recorded them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, get_args

import attrs

from hubflow.model.input_problems import BadInput
from hubflow.model.values import FileCode, FolderName, Kind
from hubflow.reading.json_file import parse_json
from hubflow.reading.records.legal import RefusedError, legal
from hubflow.reading.toml.source import recorded_toml
from hubflow.register.anchoring.register_anchors import recorded_anchor
from hubflow.register.storage.entry_shapes import (
    MAY_NAME_NONE,
    REFERENCES,
    correction_flaw,
    entry_flaw,
)
from hubflow.text.catalogue import words
from hubflow.text.spoken import say, spoken_language

_HUB_ID: Kind = get_args(FolderName)[1]
_CODE: Kind = get_args(FileCode)[1]
_NAMED_BY_ID = frozenset({"dossier", "call"})
"""Kinds of entries whose subject is an id of which folders and files are named."""


def kind_in_words(kind: str) -> str:
    """Return the kind of an entry in words; one that nobody knows as it is written."""
    return words(spoken_language(), "kinds").get(kind, kind)


@attrs.define
class EntryChecks:
    """Checks of the rows of a journal, in their order.

    ``whole`` says whether every earlier row was seen: an archive of one venture lacks some.
    """

    whole: bool = True
    _kinds: dict[int, str] = attrs.field(factory=dict, init=False)

    def finding(self, row: Mapping[Any, Any]) -> list[str]:
        """Return what is wrong with an entry's content as one sentence; nothing if it is right."""
        flaw = self._flaw(row)
        self._kinds[row["seq"]] = row["kind"]
        return [say("proof.entry_not_ours", seq=row["seq"], what=flaw)] if flaw else []

    def _flaw(self, row: Mapping[Any, Any]) -> str:
        try:
            body, personal = parse_json(row["body"], "body"), parse_json(row["personal"], "texts")
            dt.date.fromisoformat(row["on_day"])
        except BadInput as bad:
            return bad.problems[0].what
        except ValueError as error:
            return str(error)
        kind = str(row["kind"])
        return (self._id_flaw(kind, row) or entry_flaw(kind, body, personal)
                or (self._method_flaw(body) if kind == "edition" else "")
                or self._reference_flaw(kind, body)
                or (self._correction_flaw(body, personal) if kind == "correction" else "")
                or (say("proof.anchor_unreadable")
                    if kind == "anchor" and recorded_anchor(row) is None else ""))

    def _id_flaw(self, kind: str, row: Mapping[Any, Any]) -> str:
        """Return that an entry is of a hub, venture or call whose id no file may have."""
        for form, id in ((_HUB_ID, row["hub"]),
                         (_CODE, row["subject"] if kind in _NAMED_BY_ID else "")):
            try:
                _ = id and legal(form, id)
            except RefusedError as refused:
                return say("proof.its_id", what=refused.what)
        return ""

    def _method_flaw(self, body: Mapping[str, Any]) -> str:
        """Return that the text of an edition's method cannot be read."""
        try:
            recorded_toml(body["text"])
        except BadInput as bad:
            return say("proof.its_method", what=bad.problems[0].what)
        return ""

    def _reference_flaw(self, kind: str, body: Mapping[str, Any]) -> str:
        """Return that an entry names one which it cannot rest on."""
        if kind not in REFERENCES:
            return ""
        key, kinds = REFERENCES[kind]
        seq = body[key]
        known = self._kinds.get(seq)
        if known in kinds or (seq == 0 and kind in MAY_NAME_NONE) or (
                known is None and not self.whole):
            return ""
        if known is None:
            return say("proof.names_none_before", key=key, seq=seq)
        return say("proof.names_another_kind", key=key, seq=seq, kind=kind_in_words(known))

    def _correction_flaw(self, body: Mapping[str, Any], personal: Mapping[str, Any]) -> str:
        corrected = self._kinds.get(body["corrects"])
        return correction_flaw(corrected, body, personal) if corrected else ""
