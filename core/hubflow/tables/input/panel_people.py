"""Tell who the assessors of a panel's rows are, and from which ventures they abstain."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs
import polars as pl

from hubflow.model.input_problems import Problem
from hubflow.model.judgements import Judgement
from hubflow.reading.panel.assessor_groups import group_problems
from hubflow.reading.panel.assessor_names import NOBODY, AssessorNames, one_name_each
from hubflow.reading.panel.assessors_file import FoundAssessors
from hubflow.reading.panel.call_jury import near_name_problems
from hubflow.reading.panel.near_names import near_pairs
from hubflow.tables.input.panel_rows import judgement_rows


def with_people(
    rows: pl.DataFrame, paths: Sequence[Path], lists: Sequence[FoundAssessors]
) -> tuple[pl.DataFrame, AssessorNames, list[Problem]]:
    """Return rows with one name and group for each person, the names in ``lists``, and problems.

    It is a problem where two names may be one person's. The conflicts of interest that ``lists``
    declare are further rows.
    """
    names = NOBODY.joined(each.names for each in lists)
    conflicts = [said for each in lists for said in each.conflicts()]
    if conflicts:
        rows = pl.concat([rows, judgement_rows(conflicts, 0)])
    written = rows["assessor"].drop_nulls().unique(maintain_order=True).to_list()
    said = [_named("", name) for name in written]
    same = {was.assessor: now.assessor
            for was, now in zip(said, one_name_each(said, lambda _: names), strict=True)
            if was.assessor != now.assessor}
    if same:
        rows = rows.with_columns(pl.col("assessor").replace(same))
    if names.groups:
        groups = {name: names.group(name) for name in {*written, *same.values()}}
        rows = rows.with_columns(pl.coalesce("group", pl.col("assessor").replace_strict(
            groups, default=None, return_dtype=pl.String).replace("", None)).alias("group"))
    keys = {names.key(name): name for name in {*written} - {*same} | {*same.values()}}
    near = {key for pair in near_pairs([*keys, *names.ids]) for key in pair}
    if not near:
        return rows, names, []
    close = rows.filter(pl.col("assessor").is_in([keys[key] for key in near if key in keys]))
    judged = [_named(venture or "", name, f"{paths[file]}:{row}")
              for venture, name, file, row in close.unique(
                  ["venture", "assessor"], keep="first", maintain_order=True
              ).select("venture", "assessor", "_file", "_row").iter_rows()]
    return rows, names, list(near_name_problems(judged, lambda _: names))


def problems_of_groups(
    rows: pl.DataFrame, paths: Sequence[Path], names: AssessorNames, groups: Sequence[str]
) -> list[Problem]:
    """Return a problem for each assessor who is in no group of the panel, or in two."""
    counted = rows.filter(~pl.col("conflict") & pl.col("assessor").is_not_null())
    once = counted.unique(["assessor", "group", "_file"], keep="first", maintain_order=True)
    twice = counted.filter(
        (pl.col("group").n_unique() > 1).over("venture", "assessor")
    ).unique(["venture", "assessor", "group"], keep="first", maintain_order=True)
    judged = [attrs.evolve(_named(venture or "", name, f"{paths[file]}:{row}"), group=group or "")
              for venture, name, group, file, row in pl.concat([once, twice]).select(
                  "venture", "assessor", "group", "_file", "_row").iter_rows()]
    return list(group_problems(judged, lambda _: names, groups))


def abstaining(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with a conflict of interest in all of an assessor's on one venture."""
    if not rows["conflict"].any():
        return rows
    return rows.with_columns(pl.col("conflict").any().over("venture", "assessor"))


def _named(venture: str, assessor: str, where: str = "") -> Judgement:
    return Judgement(venture=venture, phase="", criterion="", assessor=assessor, where=where)
