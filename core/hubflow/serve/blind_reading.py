"""Judge without the applicants' names: codes stand for them in texts, lists and addresses."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from hubflow.cli.extras import needs
from hubflow.jury.dossier_parts import Hide
from hubflow.jury.sheets.jury_codes import codes_for
from hubflow.plugins.workbench.workbench_page import PageRequest
from hubflow.serve.jury_work import AssessorWork, VentureTask
from hubflow.text.catalogue import words

ASKED = "blind"
"""What stands in an address by which an assessor asks for no names."""


@attrs.frozen(eq=False, repr=False)
class BlindReading:
    """How an assessor reads a call: with names, or with the codes of a blind jury's pack.

    ``codes`` are by the venture's id, empty if names are shown. ``by_office``: the invitation says
    so, and the assessor cannot change it.
    """

    codes: Mapping[str, str]
    by_office: bool
    language: str

    @classmethod
    def of(cls, request: PageRequest, work: AssessorWork) -> BlindReading:
        """Return how the visitor reads; raises :class:`BadInput` if what hides names is missing."""
        asked = request.grant.blind or ASKED in request.query
        if asked:
            needs("privacy", "faker", "phonenumbers", "stdnum")
        # a code hangs on all ventures of the call, as in a pack: not on those of one assessor
        ids = dict.fromkeys(id for task in work.tasks for id in task.edition.entries)
        return cls(codes_for(ids) if asked else {}, request.grant.blind, request.language)

    @property
    def blind(self) -> bool:
        """Whether names are hidden."""
        return bool(self.codes) or self.by_office

    @property
    def query(self) -> Mapping[str, object]:
        """What addresses must say so that the next page is as blind."""
        return {ASKED: 1} if self.codes and not self.by_office else {}

    def part(self, task: VentureTask) -> str:
        """Return what stands for a venture in addresses: its code, or its id."""
        return self.codes[task.id] if self.blind else task.id

    def name(self, task: VentureTask) -> str:
        """Return what a venture is called."""
        if not self.blind:
            return task.name
        return words(self.language, "jury")["code"].format(code=self.codes[task.id])

    def task(self, work: AssessorWork, part: str) -> VentureTask | None:
        """Return the task that an address means; None if there is none."""
        return next((task for task in work.tasks if self.part(task) == part), None)

    def hide(self, task: VentureTask) -> Hide | None:
        """Return what takes names out of a venture's texts, as a blind pack does."""
        if not self.blind:
            return None
        from hubflow.privacy.blinding import blinded

        told = words(task.edition.run.result.hub.language, "jury")
        return blinded(task.edition.entries[task.id].dossier, self.codes[task.id], told)
