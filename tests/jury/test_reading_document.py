"""What a jury scores stands in what it reads: money, the hub's own facts, the finance plan."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import METHOD, PACK, Hubflow, dossier

OWN = """
[[facts]]
id = "district"
type = "label"
labels = ["North", "South"]
description.en = "Where do you work?"
description.pt = "Onde trabalham?"
[[facts]]
id = "aims"
type = "labels"
labels = ["skills", "housing"]
description.en = "What do you aim at?"
[[facts]]
id = "loan"
type = "money"
description.en = "What loan do you have?"
[[facts]]
id = "open_hours"
type = "number"
unit = "hours"
description.en = "How long are you open?"
[[facts]]
id = "silent"
type = "yes_no"
description.en = "Nobody answered this."
[proposal]
total = "incubate.net_funding_need"
source = "rules"
[[proposal.sections]]
id = "plan"
heading.en = "The plan"
answer = "solution.description"
source = "rules"
[[proposal.sections]]
id = "round"
heading.en = "The first round"
text.en = "It came to {{phases.first_look.score}} of 100."
source = "rules"
[[proposal.finance]]
id = "investors"
name.en = "From investors"
amount = '{amount}'
source = "rules"
[[proposal.finance]]
id = "first"
name.en = "First year"
amount = '{amount}'
part_of = "investors"
source = "rules"
"""

MONEY = """
[incubate]
net_funding_need = 12000
public_aid_3y = 3500
attachments = ["CV_Marisa_Quintela.pdf", "accounts|2024.xlsx"]
[incubate.leader]
name = "Marisa Quintela"
[[incubate.budget]]
item = "A trainer, Marisa Quintela"
kind = "staff"
year = 2026
amount = 9000
[[incubate.budget]]
item = "Tools"
amount = 3000
[[incubate.unit_costs]]
item = "A course"
amount = 250
unit = "participant"
[[incubate.cofunders]]
name = "Town hall"
amount = 2000
conditions = "Once Marisa Quintela signs."
expires = 2026-05-01
[hubs.small]
district = "North"
aims = ["skills", "housing"]
loan = 912345
open_hours = 7
answers = { depth = "Marisa Quintela asked forty neighbours.", gone = "Of an older edition." }
[hubs.other]
secret = "Only for another hub."
"""


def read(hubflow: Hubflow, call: Path, *options: str, amount: str = "incubate.net_funding_need"
         ) -> str:
    """Return the document on the oak, whose dossier has money and answers."""
    method = call.parent / "small/methodology.toml"
    head, stages = METHOD.split("[[stages.identify.phases]]", 1)
    method.write_text(f"{head}{OWN.format(amount=amount)}[[stages.identify.phases]]{stages}",
                      "utf-8")
    dossier(call, "oak", "The Oak", more=MONEY)
    done = hubflow(*PACK, "--json", *options)
    name = json.loads(done.out)["codes"]["oak"] if "--blind" in options else "oak"
    return (call.parent / f"pack/one/{name}.md").read_text("utf-8").replace("  ", " ")


def test_budget_lines_stand_with_year_and_sum(hubflow: Hubflow, call: Path) -> None:
    text = read(hubflow, call)
    assert "| A trainer, Marisa Quintela | staff | 2026 | £9,000 |" in text
    assert "| Tools | | | £3,000 |" in text
    assert "| Total | | | £12,000 |" in text
    assert "| A course | £250 | participant |" in text
    assert "**Public aid in the last three years:** £3,500" in text
    assert "Once Marisa Quintela signs." in text


def test_awards_and_trade_after_the_day_of_the_document_are_not_in_it(
    hubflow: Hubflow, call: Path
) -> None:
    later = "".join(f'''
[[incubate.awards]]
funder = "Fund of {year}"
amount = {year}
date = {year}-03-01
[[trade.ledger]]
start = {year}-01-01
end = {year}-12-31
costs = 1{year}
''' for year in (2024, 2027))
    dossier(call, "oak", "The Oak", more=later)
    hubflow(*PACK, "--as-of", "2025-06-01")
    text = (call.parent / "pack/one/oak.md").read_text("utf-8")
    assert "Fund of 2024" in text
    assert "£12,024" in text
    assert "2027" not in text
    assert "12,027" not in text


def test_the_finance_plan_stands_in_the_hubs_format(hubflow: Hubflow, call: Path) -> None:
    text = read(hubflow, call)
    plan = text.split("### Finance plan")[1]
    assert plan.index("| From investors | £12,000 |") < plan.index(
        "| – First year | £12,000 |") < plan.index("| Total | £12,000 |")


def test_a_plan_that_follows_from_scores_is_not_for_the_jury(
    hubflow: Hubflow, call: Path
) -> None:
    text = read(hubflow, call, amount="100 * phases.first_look.score")
    assert "### Finance plan" not in text
    assert "**Finance plan:** Amounts of the plan follow from scores" in text


def test_a_text_that_names_a_score_is_not_for_the_jury(hubflow: Hubflow, call: Path) -> None:
    text = read(hubflow, call)
    assert "### The plan" in text
    assert "The first round" not in text


def test_answers_to_what_the_jury_judges_stand_under_its_criteria(
    hubflow: Hubflow, call: Path
) -> None:
    text = read(hubflow, call)
    answers = text.split("## The applicant's answers to what the jury judges")[1]
    assert "**Depth:** Marisa Quintela asked forty neighbours." in answers
    assert "Of an older edition." not in text


def test_a_blind_document_hides_names_in_answers_to_the_jury(hubflow: Hubflow, call: Path) -> None:
    blind = read(hubflow, call, "--blind")
    assert "asked forty neighbours." in blind
    assert "Quintela" not in blind


def test_an_answer_to_the_jury_is_a_text(hubflow: Hubflow, call: Path) -> None:
    for wrong, said in (("answers = 3", "must be a table of keys and values, not 3"),
                        ("answers = { depth = 3 }", "must be text, not 3")):
        dossier(call, "oak", "The Oak", more=f"[hubs.small]\n{wrong}\n")
        assert said in hubflow("run", "-p", "./small", "call", code=2).err


def test_the_hubs_own_facts_stand_in_its_order(hubflow: Hubflow, call: Path) -> None:
    text = read(hubflow, call)
    own = text.split("## What this hub alone asks for")[1]
    lines = [line for line in own.splitlines() if line.startswith("| ")][2:6]
    assert lines == ["| Where do you work? | North |",
                     "| What do you aim at? | skills, housing |",
                     "| What loan do you have? | £912,345 |",
                     "| How long are you open? | 7 hours |"]
    assert "Nobody answered this." not in text
    assert "Only for another hub." not in text


def test_a_blind_document_keeps_money_and_loses_names(hubflow: Hubflow, call: Path) -> None:
    text = read(hubflow, call, "--blind")
    assert "Quintela" not in text
    assert "| A trainer, \\[leader\\] | staff | 2026 | £9,000 |" in text
    assert "| What loan do you have? | £912,345 |" in text
    assert "| – First year | £12,000 |" in text


def test_attached_files_are_named(
    hubflow: Hubflow, call: Path
) -> None:
    named = read(hubflow, call).split("## Attached files")[1].split("##")[0]
    assert named.replace("\\", "").split() == ["-", "CV_Marisa_Quintela.pdf", "-",
                                                "accounts|2024.xlsx"]
    assert "Attached" not in (call.parent / "pack/one/elm.md").read_text("utf-8")


def test_a_blind_document_tells_how_many_files_came(hubflow: Hubflow, call: Path) -> None:
    text = read(hubflow, call, "--blind")
    assert "- Files: 2. Their names could tell who it is" in text
    assert "accounts" not in text
    assert "Their" not in (call.parent / "pack/_names.csv").read_text("utf-8")


def test_the_document_speaks_the_hubs_language(hubflow: Hubflow, call: Path) -> None:
    text = read(hubflow, call, "--lang", "pt")
    assert "### Plano financeiro" in text
    assert "| Onde trabalham? | North |" in text
