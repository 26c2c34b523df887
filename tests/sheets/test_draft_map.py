"""A drafted map places the questions of real forms, and leaves open what no key answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli

from hubflow.engine.method.compiled import Compiled
from hubflow.intake.drafting.draft_map import draft_map
from hubflow.intake.intake import dossiers_of
from hubflow.intake.intake_map import load_map
from hubflow.model.input_problems import BadInput
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.values.cell_table import CellTable, read_cell_table

FORMS = Path(__file__).parent / "forms"
HUBS = {"pt": "porto", "en": "westmidlands"}


def drafted(methods: Mapping[str, Compiled], text: str, path: Path, hub: str = "porto") -> str:
    path.write_text(text, "utf-8")
    return draft_map(read_cell_table(path, of_survey=True), methods[hub])


def placed(methods: Mapping[str, Compiled], form: Mapping[str, Any]) -> tuple[int, int, list[str]]:
    """How many headings mean a fact, how many of these are placed, and which are placed wrongly."""
    headings: Mapping[str, str] = form["headings"]
    cells = {number: sample(*heading) for number, heading in enumerate(headings.items(), 1)}
    export = CellTable("a.csv", 1, dict(enumerate(headings, 1)), ((2, cells),))
    draft = tomli.loads(draft_map(export, methods[HUBS[form["language"]]]))
    keys = {column["heading"]: re.sub(r"\.\d+", "", column["key"])
            for column in draft.get("columns", ())}
    facts = {heading: key for heading, key in headings.items() if key}
    wrong = [heading for heading, key in keys.items() if key != headings[heading]]
    return len(facts), sum(keys.get(heading) == key for heading, key in facts.items()), wrong


COUNTED = r"(?i)\b(how (many|much|long)|number|total|n\.|quant\w+|valor|montante|amount|capital)\b"


def sample(heading: str, key: str) -> Any:
    """An answer as it might stand in the column: of the kind of its key, or as the words ask."""
    content = content_at(tuple(key.split("."))) if key else None
    kind = content.kind if content is not None else None
    if kind is None:
        dated = re.search(r"(?i)\b(date|when|data|in[ií]cio|year|ano)\b", heading)
        return "2024-05-25" if dated else 12 if re.search(COUNTED, heading) else "Uma resposta"
    if kind.labels:
        return kind.labels[0]
    return {"number": 12, "date": "2024-05-25", "yes_no": "sim"}.get(kind.type, "Uma resposta")


@pytest.mark.parametrize(("kind", "least"), [("known", 0.9), ("blind", 0.8)])
def test_most_questions_of_real_forms_are_placed_and_none_wrongly(
    methods: Mapping[str, Compiled], kind: str, least: float
) -> None:
    counts = {path.stem: placed(methods, tomli.loads(path.read_text("utf-8")))
              for path in sorted((FORMS / kind).glob("*.toml"))}
    assert not [heading for _, _, wrong in counts.values() for heading in wrong]
    facts, found, _ = (sum(each) if isinstance(each[0], int) else each
                       for each in zip(*counts.values(), strict=True))
    assert isinstance(facts, int)
    assert isinstance(found, int)
    assert found >= least * facts, counts


def test_entries_of_a_list_have_what_else_stands_in_them(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    form = ("Nome do projeto;Entidade promotora;NIPC da entidade;Investidor social;Natureza "
            "jurídica;Duração do projeto\nHorta;Associação Sol;501 964 843;Banco Azul;Associação "
            "juvenil;18\n")
    draft = drafted(methods, form, tmp_path / "a.csv")
    (tmp_path / "m.toml").write_text(draft, "utf-8")
    (dossier,) = dossiers_of(read_cell_table(tmp_path / "a.csv", of_survey=True),
                             load_map(tmp_path / "m.toml"), tmp_path / "o",
                             methods["porto"].methodology)
    assert dossier.data["incubate"] == {
        "project_months": 18,
        "parties": [{"name": "Associação Sol", "role": "implementing organisation",
                     "identifier": "PT-NIPPC-501964843"},
                    {"name": "Banco Azul", "role": "social investor"}]}
    assert dossier.data["trade"] == {"legal_form": "association"}
    assert dossier.data["id"] == "horta"


def test_a_forms_own_words_are_proposed_with_what_they_mean(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    form = ("Nome do projeto;Forma jurídica;Já existe no Porto?;Quantas pessoas são?\n"
            "A;Lda.;Sim, já;40\nB;IPSS ou equiparada;Ainda não;Prefiro não dizer\n"
            "C;Outra coisa;Talvez;12\n")
    draft = drafted(methods, form, tmp_path / "a.csv")
    columns = {column["key"]: column for column in tomli.loads(draft)["columns"]}
    assert columns["trade.legal_form"]["means"] == {
        "Lda.": "company limited by shares", "IPSS ou equiparada": "ipss"}
    assert columns["identify.implemented_in_place"]["means"] == {
        "Sim, já": True, "Ainda não": False}
    assert columns["identify.group_size"]["means"] == {"Prefiro não dizer": "withheld"}
    assert '# means: "Outra coisa"\n# each is one of "community interest company"' in draft
    assert '# means: "Talvez"' in draft


def test_the_time_of_an_answer_is_proposed_for_the_deadline(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    form = "Carimbo de data/hora;Nome do projeto\n{};A\n"
    for cell, expected in (("2026-03-31 17:00:01", ["Carimbo de data/hora"]), ("2026-03-31", None)):
        draft = drafted(methods, form.format(cell), tmp_path / "a.csv")
        assert tomli.loads(draft).get("received") == expected


def test_answers_of_another_kind_keep_a_column_open(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    form = "Nome do projeto;Quantas pessoas são?;Público-alvo\nA;Jovens e idosos;12\nB;Todos;7\n"
    draft = drafted(methods, form, tmp_path / "a.csv")
    assert [column["key"] for column in tomli.loads(draft)["columns"]] == ["name"]


def test_the_hubs_own_facts_and_the_proposals_questions_are_known(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    form = "Project name,District,The need\nA,Dudley,Much\n"
    draft = drafted(methods, form.replace("District", "The district that the venture works in"),
                    tmp_path / "a.csv", "westmidlands")
    assert [column["key"] for column in tomli.loads(draft)["columns"]] == [
        "name", "hubs.westmidlands.district", "incubate.proposal.need"]


def test_constants_of_an_entry_are_checked_in_the_map(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Nome,Quem\nA,B\n", "utf-8")
    column = '[[columns]]\nheading = "{}"\nkey = "{}"\nentry = {}\n'
    (tmp_path / "m.toml").write_text(
        'id = "v-{row}"\n' + column.format("Nome", "name", "{ role = 1 }")
        + column.format("Quem", "incubate.parties.name", '{ role = "promoter", part = "x" }'),
        "utf-8")
    with pytest.raises(BadInput) as bad:
        dossiers_of(read_cell_table(tmp_path / "a.csv"), load_map(tmp_path / "m.toml"),
                    tmp_path / "o")
    told = [str(problem) for problem in bad.value.problems]
    assert any("entry: name is not in an entry of a list" in each for each in told)
    assert any('entry.role: "promoter" is not a word known here' in each for each in told)
    assert any("entry.part: there is no such key" in each for each in told)
