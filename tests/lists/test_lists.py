"""A call's lists: the same content in every format, and as final as the call is."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
from openpyxl.utils import get_column_letter
from tests.register.conftest import begin_register

from .conftest import STEPS, VENTURES, Hubflow

FORMATS = ("md", "html", "pdf", "docx", "xlsx", "csv")


def texts(path: Path) -> str:
    """What a file of any format says, on one line."""
    match path.suffix:
        case ".pdf":
            said = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
        case ".docx":
            file = docx.Document(str(path))
            said = "\n".join([*(each.text for each in file.paragraphs), *(
                cell.text for table in file.tables for row in table.rows for cell in row.cells)])
        case ".xlsx":
            said = "\n".join(str(cell) for sheet in openpyxl.load_workbook(path)
                             for row in sheet.values for cell in row if cell is not None)
        case _:
            said = path.read_text("utf-8-sig").replace("**", "").replace("\\", "")
    return " ".join(said.split())


def rows(path: Path) -> list[dict[str, str]]:
    text = path.read_text("utf-8-sig").split("\n\n")[0]
    return list(csv.DictReader(io.StringIO(text)))


def test_every_format_holds_the_same(hubflow: Hubflow, call: str, tmp_path: Path) -> None:
    out = [word for format in FORMATS for word in ("--out", f"list.{format}")]
    hubflow("list", "-p", "./mill", call, "--kind", "final", "--published-at", "Na câmara",
            "--sign", "A presidente", *out)
    for format in FORMATS:
        said = texts(tmp_path / f"list.{format}")
        for part in ("Lista definitiva: Escolha", "A azenha", "A doca", "Necessidade", "Mérito",
                     "85", "suplente 1", "Sem tempo.", "Há um lugar.", "Na câmara",
                     "A presidente", "Ao júri, por escrito.", "30 de setembro de 2025"):
            assert part in said, (format, part)
        assert re.search(
            r"A caneiro, A barca \(lugares 2, 3\)\. O que desempatou: Necessidade, \S+ contra ",
            said), format


def test_a_list_is_not_written_over_what_it_reads(
    hubflow: Hubflow, call: str, tmp_path: Path
) -> None:
    jury = tmp_path / "jury.csv"
    jury.write_text("venture,phase,criterion,assessor,score\n", "utf-8")
    dossier = f"{call}/azenha.toml"
    done = hubflow("list", "-p", "./mill", call, "--panel", "jury.csv", "--out", "jury.csv", code=2)
    assert "perdia-se" in done.err
    assert jury.read_text("utf-8").startswith("venture,phase")
    link = tmp_path / "list.csv"
    link.symlink_to(tmp_path / dossier)
    done = hubflow("list", "-p", "./mill", dossier, "--out", "list.csv", code=2)
    assert "perdia-se" in done.err


def test_the_money_adds_up_in_the_order_of_rank(
    hubflow: Hubflow, call: str, tmp_path: Path
) -> None:
    hubflow("list", "-p", "./mill", call, "--kind", "final", "--lang", "en", "--out", "l.csv")
    found = rows(tmp_path / "l.csv")
    assert [row["Venture"] for row in found] == [
        "A azenha", "A caneiro", "A barca", "A doca", "A eira", "A fonte", "A gruta"]
    money = [(row["Amount"], row["Total so far"], row["Left"]) for row in found[:5]]
    assert money == [("600", "600", "400"), ("300", "900", "100"),
                     ("0", "900", "100"), ("0", "900", "100"), ("0", "900", "100")]
    assert found[2]["Recommendation"] == "stop (reserve 1)"
    assert "The money ended" in found[2]["Reasons"]
    assert found[5]["Rank"] == ""
    assert "withdrawn" in found[5]["Reasons"]
    assert [row["Id"] for row in found][:2] == ["azenha", "caneiro"]


def test_a_preliminary_list_says_so_and_hides_names_where_the_hub_does(
    hubflow: Hubflow, call: str, tmp_path: Path
) -> None:
    out = [word for format in FORMATS for word in ("--out", f"list.{format}")]
    hubflow("list", "-p", "./mill", call, *out)
    for format in FORMATS:
        said = texts(tmp_path / f"list.{format}")
        assert "Lista provisória: Escolha" in said
        assert "Falta ainda o último passo do concurso, por isso" in said
        assert "20 de setembro de 2025" in said
        assert "O júri" in said
        for id in VENTURES:
            assert f"A {id}" not in said, format
            assert id not in said, format
    assert "PROVISÓRIA" in texts(tmp_path / "list.pdf")
    # ten days after the list
    assert "30 de setembro de 2025" in texts(tmp_path / "list.docx")


def test_the_reserve_list_is_in_its_own_order(hubflow: Hubflow, call: str, tmp_path: Path) -> None:
    hubflow("list", "-p", "./mill", call, "--kind", "reserve", "--lang", "en", "--out", "l.csv")
    assert [(row["Reserve"], row["Rank"], row["Venture"]) for row in rows(tmp_path / "l.csv")] == [
        ("1", "3", "A barca")]


def test_a_decision_that_departs_stands_there_with_its_reasons(
    hubflow: Hubflow, call: str, tmp_path: Path
) -> None:
    (tmp_path / call / "call.toml").write_text(
        (tmp_path / call / "call.toml").read_text("utf-8") + STEPS.replace(
            "provisoria", "definitiva").replace("09-20", "09-29"), "utf-8")
    for id, word, why in (("caneiro", "stop", "Falta a licença."), ("azenha", "advance", "")):
        path = tmp_path / call / f"{id}.toml"
        path.write_text(path.read_text("utf-8") + (
            f'[[decisions]]\nhub = "mill"\nphase = "escolha"\ndecision = "{word}"\n'
            f'by = "A câmara"\ndate = 2025-09-30\nreasons = "{why}"\n'), "utf-8")
    hubflow("list", "-p", "./mill", call, "--lang", "en", "--out", "l.csv", "--as-of",
            "2025-09-30")
    found = {row["Venture"]: row for row in rows(tmp_path / "l.csv")}
    assert found["A azenha"]["Decision"] == "advance"
    assert found["A caneiro"]["Decision"] == "stop (departs from the recommendation)"
    assert "A câmara: Falta a licença." in found["A caneiro"]["Reasons"]
    assert found["A caneiro"]["Amount"] == "0"


def test_the_list_is_shown_where_no_file_is_named(hubflow: Hubflow, call: str) -> None:
    said = hubflow("list", "-p", "./mill", call, "--lang", "en", "--kind", "final").out
    assert "Final list: Choice" in said
    assert "Left out of the ranking" in said


@pytest.mark.parametrize(("words", "said"), [
    (("--phase", "escola"), "Quer dizer «escolha»?"),
    (("--out", "list.txt"), "uma lista termina em .md, "),
    (("--call", "outono"), "--call vai com --register"),
])
def test_what_cannot_be_listed_is_told(
    hubflow: Hubflow, call: str, words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = hubflow("list", "-p", "./mill", call, *words, code=2)
    assert said in done.err
    assert not list(tmp_path.glob("list.*"))


def test_a_register_gives_the_same_list(hubflow: Hubflow, call: str, tmp_path: Path) -> None:
    begin_register()
    hubflow("register", "add", "-p", "./mill", call, "--on", "2025-09-10")
    hubflow("list", "-p", "./mill", call, "--out", "files.csv", "--as-of", "2025-09-30")
    hubflow("list", "--register", "--call", call, "-p", "./mill", "--out", "register.csv",
            "--as-of", "2025-09-30")
    assert (tmp_path / "files.csv").read_text("utf-8") == (
        tmp_path / "register.csv").read_text("utf-8")


def test_what_a_step_recorded_of_the_publication_stands_below_its_list_whenever_it_is_made(
    hubflow: Hubflow, call: str, tmp_path: Path
) -> None:
    file = tmp_path / call / "call.toml"
    file.write_text(file.read_text("utf-8").replace(STEPS, ""), "utf-8")
    begin_register()
    hubflow("register", "add", "-p", "./mill", call, "--on", "2025-09-10")
    step = "register", "step", call
    said = hubflow(*step, "provisoria", "--by", "O júri", "--published-at", "No átrio", "--sign",
                   "A presidente", "--sign", "O vogal", "--complaints-until", "2025-10-09", "--on",
                   "2025-09-20").out
    assert "publicada: No átrio" in said
    assert "assinada por A presidente; O vogal" in said
    listed = "list", "--register", "--call", call, "-p", "./mill", "--out", "l.csv", "--as-of"
    hubflow(*listed, "2025-09-30")
    below = texts(tmp_path / "l.csv")
    for text in ("No átrio", "20 de setembro de 2025", "9 de outubro de 2025", "A presidente"):
        assert text in below
    hubflow(*step, "definitiva", "--by", "O júri", "--sign", "A vereadora", "--on", "2025-10-10")
    hubflow(*step, "homologada", "--by", "A Câmara", "--on", "2025-10-12")
    hubflow("register", "correct", entry(hubflow, call, "definitiva"), "--set",
            "published_at=No jornal", "--set", "signers=A vereadora; O notário", "--reasons",
            "Faltava.", "--on", "2025-10-13")
    hubflow(*listed, "2025-10-20")
    below = texts(tmp_path / "l.csv")
    for text in ("Lista definitiva", "No jornal", "A vereadora", "O notário"):
        assert text in below
    assert "No átrio" not in below


def test_complaints_do_not_end_before_the_list_and_a_step_keeps_its_day(
    hubflow: Hubflow, call: str, tmp_path: Path
) -> None:
    file = tmp_path / call / "call.toml"
    file.write_text(file.read_text("utf-8").replace(STEPS, ""), "utf-8")
    begin_register()
    hubflow("register", "add", "-p", "./mill", call, "--on", "2025-09-10")
    step = "register", "step", call, "provisoria", "--by", "O júri", "--on", "2025-09-20"
    done = hubflow(*step, "--complaints-until", "2025-09-19", code=2)
    assert "as reclamações acabariam" in done.err
    hubflow(*step)
    number = entry(hubflow, call, "provisoria")
    done = hubflow("register", "correct", number, "--day", "2025-09-19", "--reasons", "Erro.",
                   code=2)
    assert "o dia de um passo não se muda" in done.err
    done = hubflow("register", "correct", number, "--set", "complaints_until=2025-09-19",
                   "--reasons", "Erro.", code=2)
    assert "as reclamações acabariam" in done.err


def entry(hubflow: Hubflow, call: str, step: str) -> str:
    """Return the number of the entry by which a call came to a step."""
    lines = json.loads(hubflow("register", "history", call, "--json").out)
    return str(next(one["seq"] for one in lines if one["body"].get("step") == step))


def test_who_misses_the_bar_comes_last_and_hears_by_how_much(
    hubflow: Hubflow, call: str, tmp_path: Path
) -> None:
    method = tmp_path / "mill" / "methodology.toml"
    method.write_text(method.read_text("utf-8").replace("score = 40", "score = 62"), "utf-8")
    hubflow("list", "-p", "./mill", call, "--kind", "final", "--lang", "en", "--out", "l.csv")
    found = {row["Venture"]: row for row in rows(tmp_path / "l.csv")}
    assert next(iter(found)) == "A azenha"
    assert [bool(row["Rank"]) for row in found.values()] == [True] * 3 + [False] * 4
    assert found["A doca"]["Reasons"].startswith("Score 60; at least 62 is asked.")


@pytest.mark.usefixtures("call")
def test_a_handbook_says_what_ends_the_money_and_what_breaks_ties(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    method = tmp_path / "mill" / "methodology.toml"
    text = method.read_text("utf-8").replace(', cut = "stop"', "")
    said = [line for line in text.splitlines() if not line.startswith("says = { pt = \"O dinh")]
    drawn = "\n".join(said).replace('["score", "need"]', '["score", "need", "draw"]').replace(
        "reserve = 1", 'draw_from = "the lottery"')
    method.write_text(drawn, "utf-8")
    hubflow("handbook", "-p", "./mill", "--lang", "en", "--out", "h.md")
    handbook = texts(tmp_path / "h.md")
    assert "in order of rank, up to the first that it does not cover" in handbook
    assert "ties are broken by Need, a lot" in handbook
    assert "A lot decides whatever tie remains" in handbook
    assert "A tie that remains" not in handbook


ENTRY = """
[[stages.identify.phases]]
id = "entrada"
name = { pt = "Entrada", en = "Entry" }
[[stages.identify.phases.requirements]]
id = "named"
says = { pt = "Há uma equipa.", en = "There is a team." }
otherwise = { pt = "Diga quem.", en = "Say who." }
holds = "local.team >= 3"
source = "s"
[stages.identify.phases.gate]
advance = [{}]
says = { pt = "Com equipa.", en = "With a team." }
source = "s"
[[stages.identify.phases]]
id = "escolha"
"""


def test_who_has_not_come_so_far_is_named_with_the_phase_and_what_is_recommended_there(
    hubflow: Hubflow, call: str, tmp_path: Path
) -> None:
    method = tmp_path / "mill" / "methodology.toml"
    method.write_text(method.read_text("utf-8").replace(
        '[[stages.identify.phases]]\nid = "escolha"\n', ENTRY).replace(
        "complaint_days", 'phase = "escolha"\ncomplaint_days'), "utf-8")
    file = tmp_path / call / "call.toml"
    file.write_text(file.read_text("utf-8").replace(STEPS, ""), "utf-8")
    begin_register()
    hubflow("register", "add", "-p", "./mill", call, "--on", "2025-09-10")
    hubflow("register", "run", "--on", "2025-09-11")
    hubflow("register", "complain", "gruta", "--says", "There is a team.", "--answer-by",
            "2025-10-01", "--on", "2025-09-21")
    listed = "list", "--register", "--call", call, "-p", "./mill", "--phase", "escolha"
    decided = "register", "decide", "--call", call, "--by", "O júri", "--on", "2025-09-12"
    hubflow(*decided, "--as-recommended")
    hubflow("register", "run", "--on", "2025-09-13")
    taken = hubflow("register", "step", call, "provisoria", "--by", "O júri", "--on", "2025-09-20")
    assert ("A gruta fica fora da ordenação em «Lista provisória»: ainda não passou «Entrada»."
            in taken.out)
    said = hubflow(*listed, "--kind", "final", "--lang", "en", "--as-of", "2025-09-30").out
    left_out = " ".join(said.split("Left out of the ranking")[1].split("Complaints")[0].split())
    assert ("A gruta: Not come to “Choice” yet: it is at “Entry”, where the decision was "
            "“revise”." in left_out)
    assert "A gruta: complaint of 21 September 2025" in " ".join(said.split())


def test_a_list_keeps_why_a_venture_is_out_and_leaves_earlier_phases_to_their_own_lists(
    hubflow: Hubflow, call: str, tmp_path: Path
) -> None:
    method = tmp_path / "mill" / "methodology.toml"
    method.write_text(method.read_text("utf-8").replace(
        '[[stages.identify.phases]]\nid = "escolha"\n', ENTRY.replace(
            "[stages.identify.phases.gate]", 'otherwise_decision = "stop"\n'
            "[stages.identify.phases.gate]")).replace("[[call.steps]]", """
[[call.steps]]
id = "entradas"
name = "Entradas"
phase = "entrada"
complaint_days = 10
leads_on = true
[[call.steps]]""", 1), "utf-8")
    file = tmp_path / call / "call.toml"
    file.write_text(file.read_text("utf-8").replace(STEPS, ""), "utf-8")
    begin_register()
    hubflow("register", "add", "-p", "./mill", call, "--on", "2025-09-10")
    hubflow("register", "run", "--on", "2025-09-11")
    by = "--by", "O júri", "--on", "2025-09-20"
    hubflow("register", "step", call, "entradas", *by)
    hubflow("register", "complain", "gruta", "--says", "There is a team.", "--answer-by",
            "2025-10-01", "--on", "2025-09-20")
    hubflow("register", "decide", "gruta", "stop", *by, "--reasons", "As regras.", "--learning",
            "Ask.")
    hubflow("register", "decide", "--call", call, "--as-recommended", *by)
    hubflow("register", "run", "--on", "2025-09-21")
    listed = "list", "--register", "--call", call, "-p", "./mill", "--lang", "en", "--phase"
    published = hubflow(*listed, "entrada")
    assert "A gruta: Condition not met: There is a team." in published.out
    assert "closed since" not in published.out
    assert "Decisions since are not in it. With --anew" in published.err
    own = " ".join(hubflow(*listed, "entrada", "--anew").out.split())
    assert "The results are those of the final list of 20 September 2025 (“Entradas”)." in own
    assert ("A gruta: Not in the race: closed since 20 September 2025. As regras. "
            "Condition not met: There is a team." in own)
    assert "A gruta: complaint of 20 September 2025" in own
    later = hubflow(*listed, "escolha", "--kind", "final").out
    assert "A eira" in later
    assert "A gruta" not in later
    assert "A fonte" not in later


def test_a_rank_that_an_open_score_leaves_open_is_told_as_open(
    hubflow: Hubflow, call: str, tmp_path: Path
) -> None:
    for id in ("barca", "caneiro"):
        file = tmp_path / call / f"{id}.toml"
        file.write_text(re.sub(r"team = .*\n", "", file.read_text("utf-8")), "utf-8")
    hubflow("list", "-p", "./mill", call, "--kind", "final", "--lang", "en", "--out", "l.csv")
    found = {row["Venture"]: row["Rank"] for row in rows(tmp_path / "l.csv")}
    assert found["A barca"].endswith(", open")
    assert "–" in found["A azenha"]
    assert "open" not in found["A azenha"]
    assert "While a score is open, so are ranks" in texts(tmp_path / "l.csv")


def test_when_a_late_application_came_in_is_a_sentence_with_days_in_words(
    hubflow: Hubflow, call: str, tmp_path: Path
) -> None:
    file = tmp_path / call / "call.toml"
    file.write_text(file.read_text("utf-8").replace("budget = ", """
deadline = 2025-07-31T17:00:00
time_zone = "Europe/Lisbon"
grace_minutes = 15
budget = """).replace("[[steps]]", """[[members]]
id = "eira"
received = 2025-07-31T18:22:17+00:00
[[steps]]"""), "utf-8")
    hubflow("list", "-p", "./mill", call, "--kind", "final", "--out", "l.csv")
    late = next(row for row in rows(tmp_path / "l.csv") if row["Iniciativa"] == "A eira")
    assert late["Razões"] == ("Fora de concurso: fora de prazo. Foi recebida em 31 de julho de "
                              "2025, 19:22; o prazo acabou em 31 de julho de 2025, 17:00 "
                              "(Europe/Lisbon), com 15 minutos de tolerância.")


def test_a_workbook_for_people_names_the_call_holds_no_ids_and_breaks_no_heading_inside_a_word(
    hubflow: Hubflow, call: str, tmp_path: Path
) -> None:
    hubflow("list", "-p", "./mill", call, "--kind", "final", "--out", "l.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "l.xlsx").worksheets[0]
    assert sheet["A1"].value == "Lista definitiva: Escolha · Concurso de outono"
    heads = {str(cell.value): sheet.column_dimensions[get_column_letter(at)].width
             for at, cell in enumerate(sheet[4], 1)}
    assert "Id" not in heads
    assert {"Pontuação", "Recomendação"} <= set(heads)
    for head, width in heads.items():
        assert width >= max(map(len, head.split())) + 2, head
