"""A hub that holds, and ways to spoil it: for each what is found, and what is named."""

from __future__ import annotations

from pathlib import Path

import attrs
from tests.hub_head import hub_head

METHOD = hub_head(
    "NAME", "Hub NAME", place="Town", sources={"rules": ("Its rules", "published")}) + """\
[[facts]]
id = "visits"
type = "number"
low = 0
description = "How many visits were there?"

[[stages.identify.requirements]]
id = "visited"
holds = "local.visits >= 2 AND identify.authority_named"
says = "It was visited, and the authority is named."
source = "rules"

[[stages.understand.criteria]]
id = "reach"
title = "People listened to"
concept = "service-user-involvement"
measure = "understand.service_users_involved"
points = [[0, 0], [20, 10]]
scale = [0, 10]
source = "rules"

[[stages.understand.criteria]]
id = "fit"
title = "Does the idea fit?"
concept = "problem-solution-fit"
judged = true
scale = [1, 5]
source = "rules"

[stages.understand.gate]
advance = [{ score = 60 }]
stop = [{ score_below = 10 }]
source = "rules"

[[stages.test.criteria]]
id = "promise"
title = "Promise"
concept = "innovation"
judged = true
scale = ["weak", "fair", "strong"]
source = "rules"
[stages.test.gate]
advance = [{ at_least.fair = 1 }]
source = "rules"

[proposal]
source = "rules"
[[proposal.finance]]
id = "public"
name = "Public"
amount = "incubate.net_funding_need"
[[proposal.finance]]
id = "fund"
name = "Fund"
amount = "incubate.net_funding_need"
part_of = "public"
"""

CASE = """
says = "Twenty people and a good fit are enough."
as_of = 2024-06-01
[dossier]
id = "bees"
name = "Bees on the roof"
understand.activities = [{ kind = "interview", people = 20, service_users = 20 }]
identify.includes_children = false
identify.includes_adults_at_risk = false
identify.group_size = 20
identify.authority.name = "The council"
hubs.NAME.visits = 3
hubs.NAME.judgements = [{ phase = "understand", criterion = "fit", score = 5 }]
[expect.bees.phases.understand]
recommendation = "advance"
score = 100
"""

IMPORTS = "import hubflow\nimport polars as pl\n\n"
HOOK = IMPORTS + "@hubflow.hookimpl\n"

SCORE = HOOK + """def hubflow_score_phase(phase, table):
    if phase.id != "understand":
        return None
    return table.select(SCORES)
"""
RECOMMEND = HOOK + """def hubflow_recommend(phase, table):
    if phase.id != "understand":
        return None
    low, high = pl.col("score.lower").fill_null(0), pl.col("score.upper").fill_null(100)
    return table.select(WORDS)
"""


@attrs.frozen
class Spoilt:
    """One way to spoil the hub: text of the method replaced, code, or other files.

    ``check`` is what has to be found, ``names`` what its message has to name.
    """

    id: str
    check: str
    names: tuple[str, ...]
    replace: tuple[str, str] = ("", "")
    code: str = ""
    case: str = CASE
    only: bool = True

    def __str__(self) -> str:
        return self.id


def scored(lower: str, upper: str = "") -> str:
    """Code of a hook that scores."""
    upper = upper or lower.replace("lower", "upper")
    return SCORE.replace("SCORES", f"({lower}).alias('lower'), ({upper}).alias('upper')")


def recommended(advance: str, revise: str) -> str:
    """Code of a hook that recommends."""
    return RECOMMEND.replace("WORDS", f"advance={advance}, revise={revise}, stop=pl.lit(False)")


FIT = "(pl.col('fit.lower') - 1) * 25"

ZOO = (
    # level 1
    Spoilt("not_toml", "HF103", ("methodology.toml:", "TOML"), ("api = 1", "api = ")),
    Spoilt("api_too_new", "HF104", ("api", "format 2"), ("api = 1", "api = 2")),
    Spoilt("unknown_key", "HF105", ("scael", '"scale"'),
           ("scale = [1, 5]", "scael = [1, 5]"), only=False),
    Spoilt("unknown_fact", "HF106", ("identify.authority_name",),
           ("identify.authority_named", "identify.authority_name")),
    Spoilt("circle", "HF107", ("public → fund → public",),
           ('id = "public"', 'id = "public"\npart_of = "fund"')),
    Spoilt("part_of_itself", "HF107", ("fund → fund",),
           ('part_of = "public"', 'part_of = "fund"')),
    Spoilt("dead_source", "HF108", ("old-guide",), (
        "[[facts]]",
        '[[sources]]\nid = "old-guide"\ntitle = "x"\nstatus = "published"\n[[facts]]')),
    Spoilt("missing_translation", "HF109", ("criteria.fit.title", "no text in en"),
           ('"Does the idea fit?"', '{ pt = "A ideia serve?" }')),
    Spoilt("gate_without_source", "HF110", ("gate",),
           ('advance = [{ at_least.fair = 1 }]\nsource = "rules"',
            "advance = [{ at_least.fair = 1 }]")),
    Spoilt("unknown_expectation", "HF111", ("HF999",), (
        "[proposal]", '[[expected_failures]]\ncheck = "HF999"\nreason = "x"\n[proposal]')),
    Spoilt("needless_expectation", "HF112", ("HF108", "does not"), (
        "[proposal]", '[[expected_failures]]\ncheck = "HF108"\nreason = "x"\n[proposal]')),
    # level 2
    Spoilt("imports_nothing", "HF201", ("ModuleNotFoundError", "nothing_of_this_name", ":1:"),
           code="import nothing_of_this_name"),
    Spoilt("raises_on_import", "HF201", ("RuntimeError: no",), code="raise RuntimeError('no')"),
    Spoilt("exits_on_import", "HF201", ("SystemExit",), code="import sys\nsys.exit(0)"),
    Spoilt("misspelt_hook", "HF202", ("hubflow_recomend", '"hubflow_recommend"'),
           code=HOOK + "def hubflow_recomend(phase, table): ..."),
    Spoilt("missing_decorator", "HF203", ("hubflow_recommend", "hookimpl"),
           code="def hubflow_recommend(phase, table): ..."),
    Spoilt("wrong_arguments", "HF204", ("dosier", '"dossier"'),
           code=HOOK + "def hubflow_facts(dosier): ..."),
    Spoilt("ends_the_process", "HF205", ("importing it", "exit code 7"),
           code="import os\nos._exit(7)"),
    Spoilt("hook_ends_the_process", "HF205", ("hubflow_facts", "exit code 7"),
           code=HOOK + "def hubflow_facts(dossier):\n    import os\n    os._exit(7)\n"),
    Spoilt("hangs", "HF205", ("hubflow_score_phase", "did not come back"),
           code=HOOK + "def hubflow_score_phase(phase, table):\n    while True: pass\n"),
    Spoilt("spoils_builtins", "HF206", ("import", "Python's own functions"),
           code="import builtins\nbuiltins.len = lambda _: 0\n"),
    Spoilt("spoils_hubflow", "HF206", ("hubflow.engine.pipeline.run.run",),
           code="from hubflow.engine.pipeline import run\nrun.run = lambda *a, **k: None\n"),
    Spoilt("changes_folder", "HF206", ("hubflow_facts", "working folder"),
           code=HOOK + "def hubflow_facts(dossier):\n    import os\n    os.chdir('/')\n"),
    Spoilt("amends_to_nonsense", "HF207", ("hubflow_amend_methodology", "has no phase"),
           code=HOOK + """def hubflow_amend_methodology(methodology):
    import attrs
    return attrs.evolve(methodology, phases=methodology.phases[:2])
"""),
    Spoilt("amends_texts_away", "HF207", ("no text in en",), code=HOOK + """
def hubflow_amend_methodology(methodology):
    import attrs
    first = attrs.evolve(methodology.phases[0], name={"pt": "Primeira"})
    return attrs.evolve(methodology, phases=(first, *methodology.phases[1:]))
"""),
    # level 3
    Spoilt("raises", "HF301", ("hubflow_facts", "ZeroDivisionError", "venture hardly-known"),
           code=HOOK + "def hubflow_facts(dossier): return {'visits': 1 / 0}\n"),
    Spoilt("returns_nonsense", "HF301", ("hubflow_score_phase", "returned int"),
           code=HOOK + "def hubflow_score_phase(phase, table): return 7\n"),
    Spoilt("score_beyond_100", "HF301", ("hubflow_score_phase", "no interval", "understand"),
           code=scored("pl.col('fit.lower') * 1000")),
    Spoilt("falling_score", "HF302", ("hubflow_score_phase", '"fit"', "lowers the score"),
           code=scored("(5 - pl.col('fit.upper')) * 25", "(5 - pl.col('fit.lower')) * 25"),
           case=CASE.replace("advance", "stop").replace("score = 100", "score = 0"), only=False),
    Spoilt("non_monotone_gate", "HF303", ("hubflow_recommend", "turns advance into revise"),
           code=recommended("(high >= 50) & (low <= 80)", "(low < 50) | (high > 80)"),
           case=CASE.replace('"advance"', '"revise"')),
    Spoilt("sure_too_early", "HF304", ("hubflow_score_phase", "while criterion"),
           code=scored(FIT, FIT)),
    Spoilt("counts_rows", "HF305", ("hubflow_recommend", "another row"),
           code=recommended("(low >= 60) & (pl.int_range(pl.len()) < 2)",
                            "(low < 60) | (pl.int_range(pl.len()) >= 2)"), only=False),
    Spoilt("idle_number", "HF208", ("parameters", "cap", "no rule reads"),
           replace=("[proposal]\n",
                    '[parameters]\ncap = { value = 5, source = "rules" }\n[proposal]\n')),
    Spoilt("mixes_calls", "HF313", ("hubflow_score_phase", "another call in the table"),
           code=scored(f"{FIT} / 2 + ({FIT}).max() / 2").replace(
               "(phase, table)", "(phase, table, calls)"), only=False),
    # by a little: a score that lets nobody advance is searched for long
    Spoilt("rolls_dice", "HF306", ("hubflow_score_phase", "two calls"), code=scored(
        f"{FIT} * 0.9 + next(dice) / 10", "(pl.col('fit.upper') - 1) * 22.5 + 4"
    ).replace("@hubflow", "import itertools\ndice = itertools.cycle(range(37))\n@hubflow"),
        case=CASE.replace("score = 100", ""), only=False),
    Spoilt("keeps_count", "HF306", ("hubflow_facts", "two runs"), code=IMPORTS + """
seen = []
@hubflow.hookimpl
def hubflow_facts(dossier):
    seen.append(dossier.id)
    return {"visits": len(seen)}
""", only=False),
    Spoilt("mutates_dossier", "HF307", ("hubflow_facts", "changes its dossier"), code=HOOK + """
def hubflow_facts(dossier):
    object.__setattr__(dossier, "name", "Another")
"""),
    Spoilt("mutates_phase", "HF307", ("hubflow_recommend", "changes its phase"), code=HOOK + """
def hubflow_recommend(phase, table):
    phase.name["en"] = "Another"
"""),
    Spoilt("mutates_table", "HF307", ("hubflow_recommend", "changes its table"), code=HOOK + """
def hubflow_recommend(phase, table):
    table._ldf = table.with_columns(pl.lit(1).alias("more"))._ldf
"""),
    Spoilt("unreachable_advance", "HF308", ("gate", "nobody can advance"),
           ("at_least.fair = 1 }", 'when = "identify.age_from > 5 AND identify.age_from < 4" }'),
           only=False),
    Spoilt("unreachable_stage", "HF309", ("nobody gets past Test", "incubate, trade, scale"),
           ("at_least.fair = 1 }", 'when = "identify.age_from > 5 AND identify.age_from < 4" }'),
           only=False),
    Spoilt("stage_ruled_out", "HF309", ("who passed the phases before", "past Test"), replace=(
        "[[stages.test.criteria]]", '[[stages.test.requirements]]\nid = "unvisited"\n'
        'holds = "local.visits < 2"\nsays = "Nobody visited."\nsource = "rules"\n\n'
        "[[stages.test.criteria]]")),
    Spoilt("score_out_of_reach", "HF308", ("understand", "nobody can advance"),
           ('points = [[0, 0], [20, 10]]\nscale = [0, 10]\nsource = "rules"',
            'points = [[0, 0], [20, 1]]\nscale = [0, 10]\nweight = 9\nsource = "rules"'),
           only=False),
    Spoilt("unreachable_stop", "HF308", ("gate.stop", "nobody can be stopped by this rule"),
           ("score_below = 10", 'score_below = 10, when = "local.visits < 0"')),
    Spoilt("unreachable_way", "HF308", ("advance[1]", "in this way"),
           ("{ score = 60 }", '{ score = 60 }, { when = "local.visits < 0" }')),
    Spoilt("divides_by_nothing", "HF310", ("has no value", "identify.group_size = 0"),
           ('measure = "understand.service_users_involved"',
            'measure = "20 * understand.service_users_involved / identify.group_size"')),
    Spoilt("dip_in_the_points", "HF311", ("reach.points", "rise and fall"),
           ("[[0, 0], [20, 10]]", "[[0, 0], [5, 6], [10, 2], [20, 10]]")),
    Spoilt("says_dip_without_one", "HF311", ("rises_and_falls", "one way"),
           ("[[0, 0], [20, 10]]", "[[0, 0], [20, 10]]\nrises_and_falls = true")),
    Spoilt("penalty_as_a_scale", "HF314", ("fit.scale", "takes nothing away"),
           ('concept = "problem-solution-fit"\njudged = true\nscale = [1, 5]',
            'concept = "problem-solution-fit"\njudged = true\nscale = [-5, 0]'), only=False),
    Spoilt("answers_for_all", "HF312", ("hubflow_render",),
           code=HOOK + "def hubflow_render(format): return 'always the same'\n"),
    # level 4
    Spoilt("no_case", "HF401", ("no case",), case=""),
    Spoilt("unreadable_case", "HF402", ("recomendation", '"recommendation"'),
           case=CASE.replace("recommendation", "recomendation")),
    Spoilt("case_differs", "HF403", ("bees.toml:", "expected revise, came out advance"),
           case=CASE.replace('"advance"', '"revise"')),
    # level 5
    Spoilt("all_its_own", "HF501", (
        "0 %", "local:", "hubflow facts --concepts", "[[expected_failures]]"), only=False, replace=(
        'concept = "', 'concept = "local:our-')),
    Spoilt("hides_a_concept", "HF502", ('"innovation"',),
           ('concept = "innovation"', 'concept = "local:innovation"')),
    Spoilt("hides_a_fact", "HF504", ("identify.group_size",), (
        "[[stages.identify.requirements]]",
        '[[facts]]\nid = "group_size"\ntype = "number"\ndescription = "How many?"\n'
        "[[stages.identify.requirements]]")),
    Spoilt("figure_without_year", "HF505", ("business_survival_1y_pc", "no year"), (
        "[proposal]\n", '[[indicators]]\nid = "business_survival_1y_pc"\nvalue = 75\n'
        'area = "Portugal"\nsource = "rules"\n[proposal]\n')),
    Spoilt("title_of_another", "HF506", ("the title says housing, the concept innovation",),
           ('title = "Promise"\nconcept = "innovation"',
            'title = "Better housing"\nconcept = "innovation"')),
    Spoilt("title_of_two", "HF506", ("innovation = 1, efficiency = 1",),
           ('title = "Promise"\nconcept = "innovation"',
            'title = "Efficiency and innovation"\nconcept = "innovation"')),
)


def write(folder: Path, name: str, spoilt: Spoilt | None = None) -> Path:
    """A package with its methodology and case, spoilt in one way; gives its folder."""
    package = folder / f"plug_{name}"
    package.mkdir()
    method, case, code = METHOD, CASE, ""
    if spoilt is not None:
        old, new = spoilt.replace
        assert old in method
        method = method.replace(old, new) if old else method
        case, code = spoilt.case, spoilt.code
    if "(phase, table" in code:  # every phase is tried: with the stages that have rules alone
        method = f'uses = ["identify", "understand", "test"]\n{method}'
    (package / "methodology.toml").write_text(method.replace("NAME", name), "utf-8")
    (package / "__init__.py").write_text(code, "utf-8")
    if case:
        (package / "cases").mkdir()
        (package / "cases" / "bees.toml").write_text(case.replace("NAME", name), "utf-8")
    return package


def install(folder: Path, name: str, spoilt: Spoilt | None = None, entry: str = "") -> None:
    """The same as a distribution, as an installer would leave it."""
    write(folder, name, spoilt)
    info = folder / f"plug_{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: plug-{name}\nVersion: 1.0\n",
                                   "utf-8")
    (info / "entry_points.txt").write_text(f"[hubflow]\n{entry or name} = plug_{name}\n", "utf-8")
