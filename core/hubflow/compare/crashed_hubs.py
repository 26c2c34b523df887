"""Leave out hubs whose plugins crash, so that one failing hub does not cost the others' results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import attrs
import click

from hubflow.model.characters import harmless
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.manager import LoadedHub, load_hub
from hubflow.text.spoken import say

Made = TypeVar("Made")


@attrs.define(eq=False, repr=False)
class CrashedHubs:
    """The crashes of hubs that were left out, each with the name by which the hub is known.

    ``least`` is the number of hubs without which nothing can be made: a crash that leaves fewer is
    raised, and so is one of a hub that is there in two editions.
    """

    least: int = 1
    crashes: list[tuple[str, PluginCrash]] = attrs.field(factory=list)

    def load(self, names: Iterable[str]) -> list[LoadedHub]:
        """Return the hubs of these names that can be loaded."""
        hubs = []
        for name in names:
            try:
                hubs.append(load_hub(name))
            except PluginCrash as crash:
                self.crashes.append((name, crash))
        if self.crashes and len(hubs) < self.least:
            raise self.crashes[0][1]
        return hubs

    def without(self, hubs: Sequence[LoadedHub], make: Callable[[Sequence[LoadedHub]], Made]
                ) -> Made:
        """Return what is made of the hubs, begun again without a hub whose plugin crashes."""
        while True:
            try:
                return make(hubs)
            except PluginCrash as crash:
                left = [hub for hub in hubs if hub.id != crash.hub]
                if len(left) < self.least or len(left) != len(hubs) - 1:
                    raise
                self.crashes.append((crash.hub, crash))
                hubs = left

    def finish(self) -> None:
        """Name the hubs that were left out, and raise the first one's crash."""
        for name, crash in self.crashes:
            click.echo(harmless(say("compare.hub_left_out", name=name, crash=crash)), err=True)
        if self.crashes:
            raise self.crashes[0][1]
