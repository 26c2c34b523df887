"""Whatever a hub's Python does in its hooks: a result, or a crash by its name."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from tests.fuzz.fuzzing import fuzzer
from tests.fuzz.lawful_command import lawful
from tests.plugins.test_plugins import METHOD

PROPOSAL = """
[proposal]
[[proposal.sections]]
id = "a"
heading = "A"
answer = "incubate.proposal.solution"
"""
DOSSIER = """
id = "v"
name = "V"
[identify]
age_from = 6
[hubs.good]
visits = 3
[incubate.proposal]
solution = "A bakery"
"""
TABLE = "id,name,identify.age_from,hubs.good.visits\nv,V,6,3\nw,W,,1\n"
HEAD = """
import asyncio, os, subprocess, sys, threading
import attrs
import click
import polars as pl
import hubflow
from hubflow.model.input_problems import one_problem
class Silent(Exception):
    def __str__(self):
        raise SystemExit(0)
class Own(BaseException):
    pass
class Odd(dict):
    def __getattribute__(self, name):
        raise Own(name)
class Text(str):
    def __str__(self):
        return 7
class Number(float):
    def __float__(self):
        raise Silent()
def changed(record, *fields, value):
    first, *rest = fields
    if rest:
        inner = getattr(record, first)
        one = inner[0] if isinstance(inner, tuple) else inner
        value = changed(one, *rest, value=value)
        value = (value, *inner[1:]) if isinstance(inner, tuple) else value
    return attrs.evolve(record, **{first: value})
"""
HOOKS: Mapping[str, Sequence[str]] = {
    "hubflow_amend_methodology": ["methodology"], "hubflow_facts": ["dossier"],
    "hubflow_score_phase": ["phase", "table", "rules", "calls"],
    "hubflow_recommend": ["phase", "table", "rules", "calls"],
    "hubflow_explain": ["phase", "facts", "language"],
    "hubflow_build_proposal": ["methodology", "dossier", "proposal", "language"],
    "hubflow_render": ["format", "document", "result", "venture", "page", "blocks", "template"],
    "hubflow_template": ["document", "format"], "hubflow_import": ["path"],
    "hubflow_import_judgements": ["path"], "hubflow_export": ["format", "result"],
    "hubflow_run_finished": ["result"],
}
VALUES = ["None", "7", "-0.0", "float('nan')", "''", "'x'", "b'x'", "b'\\xff'", "object()", "[]",
          "[None]", "{}", "{'visits': 9}", "{'visits': 'x'}", "{'visits': float('inf')}",
          "{'nope': 1}",
          "{7: 7}", "True", "Odd()", "Text('x')", "Number(1)", "'\\ud800'", "'\\u202e\\x07'",
          "iter([])",
          "[{'id': 'z', 'name': 'Z'}]", "[{'id': 'con'}]", "[{}]", "[Odd()]",
          "(x for x in [1 / 0])",
          "pl.LazyFrame()", "pl.DataFrame({'x': [1]})", "pl.LazyFrame({'score.lower': ['x']})",
          "sys",
          "lambda: 7", "asyncio.sleep(0)", "hubflow.Explanation(reads=(), reasons=())",
          "hubflow.Explanation(reads=('nope',), reasons=(7,))", "hubflow.Explanation(7, None)"]
TABLES = ["table", "table.head(0)", "table.collect()", "table.select(pl.col('nope'))",
          "table.reverse()",
          "pl.concat([table, table])", "rules.score()", "rules.recommend()",
          "rules.score().head(0)",
          "rules.score().with_columns(pl.lit('x').alias('score.lower'))",
          "rules.score().with_columns(pl.lit(float('nan')).alias('score.upper'))",
          "rules.score().with_columns(pl.lit(1e9).alias('score.lower'))",
          "rules.recommend().with_columns(advance=pl.lit(None, pl.Boolean))",
          "rules.recommend().with_columns(advance=False, revise=False, stop=False)",
          "rules.recommend().with_columns(advance=pl.lit('yes'))",
          "rules.score().map_batches(lambda frame: 7)",
          "rules.score().map_batches(lambda frame: frame)",
          "rules.score().map_batches(lambda frame: sys.exit(0))",
          "table.with_columns(calls).map_batches(lambda frame: frame.head(0))"]
RAISED = ["RuntimeError('x')", "SystemExit(0)", "SystemExit('x')", "KeyboardInterrupt()",
          "Silent()",
          "Own('x')", "GeneratorExit()", "StopIteration()", "MemoryError()", "RecursionError()",
          "click.Abort()", "click.ClickException('x')", "click.exceptions.Exit(0)",
          "BrokenPipeError()",
          "OSError(28, 'x')", "one_problem('x', 'y')", "UnicodeError('\\ud800')",
          "Exception(Silent())",
          "ExceptionGroup('x', [Own.__new__(RuntimeError)])", "pl.exceptions.ComputeError('x')",
          "Exception('\\x1b[2J\\u202e')", "AssertionError", "KeyError(Odd)"]
PRINTS = ["print('by print')", "sys.stdout.write('x')", "os.write(1, b'by number')",
          "subprocess.run(['echo', 'x'])", "print('x', file=sys.__stdout__)", "sys.stdout.flush()",
          "threading.Thread(target=print, args=('x',)).start()", "print('\\ud800')"]
CHANGES: Mapping[str, Sequence[tuple[str, ...]]] = {
    "methodology": [
        ("hub", "id"), ("hub", "edition"), ("hub", "name"), ("hub", "language"), ("hub",),
        ("facts",), ("facts", "id"), ("facts", "type"), ("sources",), ("sources", "id"),
        ("sources", "status"), ("stages",), ("proposal",), ("parameters",), ("api",)],
    "proposal": [("sections",), ("sections", "text"), ("problems",), ("draft",), ("finance",)],
    "dossier": [("id",), ("name",), ("identify",)],
    "result": [("ventures",), ("hub",)],
}
FORMS = [["--json"], ["--json"], ["--out", "made"], [], ["--out", "made", "--format", "x"],
         ["--out", "made", "--export", "x"], ["--out", "made", "--format", "docx", "--format",
         "html"]]


def answer(random: Random, takes: Sequence[str]) -> str:
    """Return one statement of a hook: what it gives back, raises or prints."""
    form = random.randrange(10)
    known = [name for name in takes if name in CHANGES]
    if form < 2:
        return f"raise {random.choice(RAISED)}"
    if form == 2:
        return random.choice(PRINTS)
    if form < 7 and "table" in takes:
        return f"return {random.choice(TABLES)}"
    if form < 7 and known:
        name = random.choice(known)
        path = ", ".join(map(repr, random.choice(CHANGES[name])))
        return f"return changed({name}, {path}, value={random.choice(VALUES)})"
    return f"return {random.choice(VALUES)}"


def hook(random: Random) -> str:
    """Return the Python of one hook; some have arguments that do not fit, or are no functions."""
    name = random.choice(list(HOOKS))
    takes = HOOKS[name] if random.random() < 0.8 else [
        each for each in (*HOOKS[name], "nope") if random.random() < 0.5]
    lines = [answer(random, takes) for _ in range(random.choice([1, 1, 2]))]
    if random.random() < 0.05:
        lines.append("yield 7")
    kind = random.choice(["def"] * 18 + ["async def", "class"])
    mark = random.choice(["@hubflow.hookimpl"] * 12 + ["@hubflow.hookimpl(tryfirst=True)",
                         "@hubflow.hookimpl(wrapper=True)", "@hubflow.hookimpl(specname='nope')",
                         ""])
    body = "".join(f"    {line}\n" for line in lines if kind != "class" or "return" not in line)
    arguments = ", ".join(takes) if kind != "class" else ""
    return f"{mark}\n{kind} {name}({arguments}):\n{body or '    pass'}\n"


@fuzzer(short=8)
def test_hooks(random: Random) -> None:
    code = HEAD + "\n".join(hook(random) for _ in range(random.choice([1, 1, 2, 3])))
    if random.random() < 0.08:
        code += random.choice([*PRINTS, *(f"raise {each}" for each in RAISED), "def (",
        "hubflow_facts = 7"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "good").mkdir()
        (folder / "good" / "__init__.py").write_text(code, "utf-8")
        (folder / "good" / "methodology.toml").write_text(METHOD.format(name="good") + PROPOSAL,
        "utf-8")
        (folder / "v.toml").write_text(DOSSIER, "utf-8")
        (folder / "t.csv").write_text(TABLE, "utf-8")
        try:
            try_out(random, folder)
        except BaseException as error:
            error.add_note(code.removeprefix(HEAD))
            raise


def try_out(random: Random, folder: Path) -> None:
    """Run the hub in one way or another."""
    form = random.randrange(10)
    if form == 0:
        lawful(folder, "check", "./good", crash=True)
    elif form == 1:
        lawful(folder, "handbook", "-p", "./good", crash=True)
    elif form == 2:
        lawful(folder, "run", "-p", "./good", "t.csv", "--out", "results.csv", crash=True)
    else:
        options = random.choice(FORMS)
        ended = lawful(folder, "run", "-p", "./good", "v.toml", *options, crash=True)
        if options == ["--json"]:
            assert ended.code in {0, 2, 3}
            assert (ended.code == 0) == bool(ended.out), ended
            if ended.code == 0:
                about = json.loads(ended.out)["hub"]
                assert (about["id"], about["edition"]) == ("good", "1")
