"""Exports of the tools that offices use are read as they come, each in its documented layout."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tomli
from tests.quick_start import hubflow_here

from hubflow.engine.method.compiled import Compiled
from hubflow.intake.answers_table import read_answers
from hubflow.intake.arrivals import moment_of
from hubflow.intake.drafting.draft_map import draft_map
from hubflow.intake.intake import dossiers_of
from hubflow.intake.intake_map import load_map
from hubflow.model.input_problems import BadInput
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_table import read_cell_table
from hubflow.reading.values.conventions import PLAIN

TOP = 'id = "{Project name}"\n'
COLUMN = '[[columns]]\nheading = "{}"\nkey = "{}"\n'


def column(heading: str, key: str, more: str = "") -> str:
    return COLUMN.format(heading, key) + more


def taken(path: Path, map: str) -> list[dict[str, Any]]:
    """The dossiers of an export by a map."""
    (path.parent / "m.toml").write_text(map, "utf-8")
    file = load_map(path.parent / "m.toml")
    return [each.data for each in dossiers_of(read_answers(path, file.map), file,
                                              path.parent / "out")]


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "export.csv").write_text(text, encoding)
    return folder / "export.csv"


def workbook(folder: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(folder / "export.xlsx")
    return folder / "export.xlsx"


def test_surveymonkey_has_two_rows_of_headings(tmp_path: Path) -> None:
    # help.surveymonkey.com, "Exporting Survey Data": all responses, condensed columns
    export = written(tmp_path, (
        "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,"
        "Last Name,Custom Data 1,Project name,Through whom do you reach them?,,,How many?\n"
        ",,,,,,,,,Open-Ended Response,School,Street,Other (please specify),Open-Ended Response\n"
        "114,402,05/25/2024 10:11:12 AM,05/25/2024 10:20:00 AM,,,,,,Garden,School,,,40\n"
        "115,402,05/26/2024 09:00:00 AM,05/26/2024 09:12:00 AM,,,,,,Choir,School,Street,,\n"))
    question = "Through whom do you reach them?"
    first, second = taken(export, TOP + column("Project name", "name") + column(
        f"{question}: School", "identify.reached_through", 'adds = "school"\n') + column(
        f"{question}: Street", "identify.reached_through", 'adds = "street"\n')
        + column("End Date", "date") + column("How many?", "identify.group_size"))
    assert first["identify"] == {"reached_through": ["school"], "group_size": 40}
    assert second["identify"]["reached_through"] == ["school", "street"]
    assert first["date"] == dt.date(2024, 5, 25)


def test_kobo_has_groups_in_headings_and_groups_that_repeat_on_sheets(tmp_path: Path) -> None:
    # support.kobotoolbox.org, "Exporting and downloading your data": XML values and headers
    export = workbook(tmp_path, {
        "form": [("start", "who/project_name", "who/reached", "who/reached/school",
                  "who/reached/street", "_uuid", "_index"),
                 ("2024-05-25T10:11:12.000+01:00", "Garden", "school street", 1, 1, "a", 1),
                 ("2024-05-26T10:11:12.000+01:00", "Choir", "street", 0, 1, "b", 2)],
        "pilots": [("pilots/name", "pilots/came", "_index", "_parent_index"),
                   ("Spring", 12, 1, 1), ("Autumn", 20, 2, 1), ("First", 7, 3, 2)]})
    map = ('id = "{project_name}"\nrepeats = ["pilots", "not there"]\n'
           + column("project_name", "name")
           + column("reached", "identify.reached_through", 'separator = " "\n')
           + column("pilots/name", "test.pilots.name") + column("pilots/came", "test.pilots.came"))
    garden, choir = taken(export, map)
    assert garden["identify"]["reached_through"] == ["school", "street"]
    assert garden["test"]["pilots"] == [{"name": "Spring", "came": 12},
                                        {"name": "Autumn", "came": 20}]
    assert choir["test"]["pilots"] == [{"name": "First", "came": 7}]
    book = openpyxl.load_workbook(export)
    book["pilots"]["B3"] = "many"
    book.save(export)
    with pytest.raises(BadInput) as bad:
        taken(export, map)
    (told,) = map_problems(bad.value)
    assert 'row 3, column I "pilots/came" (Garden): must be a number, not "many"' in told


def map_problems(bad: BadInput) -> list[str]:
    return [str(problem) for problem in bad.problems]


def test_odk_has_groups_before_a_hyphen(tmp_path: Path) -> None:
    # docs.getodk.org/central-submissions: group-question
    export = written(tmp_path, "SubmissionDate,who-project_name,who-how_many,meta-instanceID,KEY\n"
                               "2024-05-25T10:11:12.000Z,Garden,40,uuid:1,uuid:1\n")
    (garden,) = taken(export, 'id = "{project_name}"\n' + column("project_name", "name")
                      + column("how_many", "identify.group_size")
                      + column("SubmissionDate", "date"))
    assert (garden["name"], garden["identify"]) == ("Garden", {"group_size": 40})


def test_odk_writes_groups_that_repeat_into_files_beside_the_export(tmp_path: Path) -> None:
    export = written(tmp_path, "SubmissionDate,project_name,KEY\n2024-05-25T10:11:12Z,Garden,u1\n"
                               "2024-05-26T10:11:12Z,Choir,u2\n")
    (tmp_path / "export-pilots.csv").write_text(
        "name,came,PARENT_KEY,KEY\nSpring,12,u1,u1/p1\nAutumn,20,u1,u1/p2\n", "utf-8")
    map = ('id = "{project_name}"\nrepeats = ["pilots"]\n' + column("project_name", "name")
           + column("pilots/name", "test.pilots.name") + column("pilots/came", "test.pilots.came"))
    garden, choir = taken(export, map)
    assert garden["test"]["pilots"] == [{"name": "Spring", "came": 12},
                                        {"name": "Autumn", "came": 20}]
    assert "test" not in choir
    (tmp_path / "export-pilots.csv").write_text(
        "name,came,PARENT_KEY,KEY\nSpring,12,u1,u1/p1\nSpring,12,u1,u1/p2\n", "utf-8")
    garden, _ = taken(export, map)
    assert garden["test"]["pilots"] == [{"name": "Spring", "came": 12}] * 2


def test_typeform_has_a_column_for_each_choice_that_holds_the_choice(tmp_path: Path) -> None:
    # help.typeform.com, "Download your responses": the newest answer first
    export = written(tmp_path, (
        "#,Project name,School,Street,Does it exist already?,Response Type,Start Date (UTC),"
        "Stage Date (UTC),Submit Date (UTC),Network ID,Tags\n"
        "b2,Choir,,Street,0,completed,2024-05-26 09:00:00,,2024-05-26 09:10:00,n2,\n"
        "a1,Garden,School,Street,1,completed,2024-05-25 10:00:00,,2024-05-25 10:11:00,n1,\n"))
    choir, garden = taken(export, TOP + column("Project name", "name") + column(
        "School", "identify.reached_through", 'adds = "school"\n') + column(
        "Street", "identify.reached_through", 'adds = "street"\n') + column(
        "Does it exist already?", "identify.implemented_in_place"))
    assert choir["identify"] == {"reached_through": ["street"], "implemented_in_place": False}
    assert garden["identify"] == {"reached_through": ["school", "street"],
                                  "implemented_in_place": True}


@pytest.mark.parametrize("headings", [
    "name,size,reached[SQ001],reached[SQ002]",
    'Project name,How many?,"Through whom? [School]","Through whom? [Street]"',
    'name. Project name,size. How many?,"reached[SQ001]. Through whom? [School]",'
    '"reached[SQ002]. Through whom? [Street]"'])
def test_limesurvey_heads_columns_with_codes_or_questions_or_both(
    tmp_path: Path, headings: str
) -> None:
    # limesurvey.org/manual/Exporting_results: question code, full question text, both
    export = written(tmp_path, "\ufeffid,submitdate,lastpage,startlanguage,seed,"
                     f"{headings}\n4,2024-05-25 10:11:12,3,en,81,Garden,40,Y,N\n")
    coded = 'code = "{}"\n'.format
    (garden,) = taken(export, TOP + column("Project name", "name", coded("name"))
        + column("How many?", "identify.group_size", coded("size")) + column(
        "Through whom? [School]", "identify.reached_through",
        coded("reached[SQ001]") + 'adds = "school"\n') + column(
        "Through whom? [Street]", "identify.reached_through",
        coded("reached[SQ002]") + 'adds = "street"\n'))
    assert garden["identify"] == {"group_size": 40, "reached_through": ["school"]}
    assert garden["id"] == "garden"


def test_microsoft_forms_ends_several_choices_with_a_semicolon(tmp_path: Path) -> None:
    # support.microsoft.com, "Check and share your form results"
    export = workbook(tmp_path, {"Sheet1": [
        ("ID", "Start time", "Completion time", "Email", "Name", "Project\u00a0name",
         "Through whom?\n"),
        (1, dt.datetime(2024, 5, 25, 10), dt.datetime(2024, 5, 25, 10, 11), "anonymous", None,
         "Garden", "School;Street;")]})
    (garden,) = taken(export, TOP + column("Project name", "name")
                      + column("Through whom?", "identify.reached_through")
                      + column("Completion time", "date"))
    assert garden["identify"] == {"reached_through": ["school", "street"]}
    assert garden["date"] == dt.date(2024, 5, 25)


def test_airtable_writes_checked_for_a_ticked_box(tmp_path: Path) -> None:
    # support.airtable.com, "CSV import and export": a byte order mark, checked or nothing
    export = written(tmp_path, "\ufeffProject name,Through whom?,Policy?,Created\n"
                     'Garden,"School,Street",checked,5/25/2024 3:10pm\nChoir,,,5/26/2024 9:00am\n')
    garden, choir = taken(export, TOP + column("Project name", "name")
                          + column("Through whom?", "identify.reached_through")
                          + column("Policy?", "test.safeguarding.policy")
                          + column("Created", "date"))
    assert garden["test"] == {"safeguarding": {"policy": True}}
    assert garden["identify"] == {"reached_through": ["school", "street"]}
    assert "test" not in choir
    assert choir["date"] == dt.date(2024, 5, 26)


def test_r_writes_row_names_without_a_heading_and_na(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    # write.csv(x): row.names = TRUE, na = "NA"
    export = written(tmp_path, '"","Project name","How many people are there?"\n'
                               '"1","Garden",40\n"2","Choir",NA\n')
    draft = draft_map(read_cell_table(export, of_survey=True), methods["westmidlands"])
    assert tomli.loads(draft)["blanks"] == ["NA"]
    garden, choir = taken(export, draft)
    assert garden["identify"] == {"group_size": 40}
    assert "identify" not in choir


def test_several_rows_of_one_venture_add_entries_to_its_lists(tmp_path: Path) -> None:
    export = written(tmp_path, "Project name,How many?,Person role,Paid?\nGarden,40,staff,yes\n"
                               "Choir,12,peer,no\nGarden,,peer,no\nGarden,40,staff,Yes\n")
    map = (TOP + 'venture_column = "Project name"\n' + column("Project name", "name")
           + column("How many?", "identify.group_size") + column("Person role", "test.roles.kind")
           + column("Paid?", "test.roles.paid"))
    garden, choir = taken(export, map)
    assert garden["test"]["roles"] == [{"kind": "staff", "paid": True},
                                       {"kind": "peer", "paid": False}]
    assert garden["identify"] == {"group_size": 40}
    assert choir["test"]["roles"] == [{"kind": "peer", "paid": False}]
    with pytest.raises(BadInput) as bad:
        taken(written(tmp_path, export.read_text().replace("Garden,,", "Garden,41,")), map)
    (told,) = map_problems(bad.value)
    assert ('row 4, column B "How many?" (Garden): says 41, and row 2 of the same venture 40'
            in told)


def test_a_month_is_a_day_where_the_map_says_which(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    export = written(tmp_path, "Project name,Start of trading\nGarden,2025-03\n")
    map = TOP + column("Project name", "name") + column("Start of trading", "trade.start")
    with pytest.raises(BadInput) as bad:
        taken(export, map)
    (told,) = map_problems(bad.value)
    assert '(Garden): "2025-03" is a month, not a day. Say in the map which day' in told
    (garden,) = taken(export, f'{map}months = "first day"\n')
    assert garden["trade"]["start"] == dt.date(2025, 3, 1)
    (garden,) = taken(export, f'{map}months = "last day"\n')
    assert garden["trade"]["start"] == dt.date(2025, 3, 31)
    draft = tomli.loads(draft_map(read_cell_table(export), methods["westmidlands"]))
    (drafted,) = [each for each in draft["columns"] if each["key"] == "trade.start"]
    assert drafted["months"] == "first day"


@pytest.mark.parametrize(("text", "moment"), [
    ("2026/03/31 5:20:03 PM GMT+1", "2026-03-31T17:20:03+01:00"),
    ("2026-03-31T17:20:03.123Z", "2026-03-31T17:20:03+00:00"),
    ("2026-03-31T17:20:03.000+05:30", "2026-03-31T17:20:03+05:30"),
    ("31/03/2026 17:20", "2026-03-31T17:20:00"), ("3/31/2026 12:05am", "2026-03-31T00:05:00")])
def test_times_of_answers_are_read_with_their_zone(text: str, moment: str) -> None:
    assert moment_of(text, PLAIN).isoformat() == moment


@pytest.mark.parametrize("text", ["2026-03-31", "yesterday 10:00", "31/03/2026 27:00",
                                  "2026-03-31 10:00+99:00", "0001-01-01 10:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        moment_of(text, PLAIN)


def test_a_call_with_its_members_on_one_line_stays_as_it_is(tmp_path: Path) -> None:
    written(tmp_path, "Project name,Sent\nA,2026-03-31 17:09\n")
    (tmp_path / "m.toml").write_text(LATE, "utf-8")
    (tmp_path / "call").mkdir()
    call = f'{CALL}members = [{{ id = "b" }}]\n'
    (tmp_path / "call" / "call.toml").write_text(call, "utf-8")
    told = hubflow_here("intake", tmp_path / "export.csv", "--map", tmp_path / "m.toml", "--out",
                        tmp_path / "call").stdout
    assert "lists its members on one line" in told
    assert (tmp_path / "call" / "call.toml").read_text("utf-8") == call
    assert (tmp_path / "call" / "a.toml").exists()


LATE = ('id = "{Project name}"\nreceived = ["Sent"]\n' + column("Project name", "name"))
CALL = ('id = "c"\ndeadline = 2026-03-31T17:00:00\ntime_zone = "Europe/Lisbon"\n'
        "grace_minutes = 10\n")


def test_when_answers_came_in_is_recorded_and_late_ones_are_told(tmp_path: Path) -> None:
    written(tmp_path, "Project name,Sent\nA,2026-03-31 17:09\nB,2026-03-31 17:11\n"
                      "C,2026-03-31T16:30:00Z\nD,2026-03-31T15:59:00+00:00\n")
    (tmp_path / "m.toml").write_text(LATE, "utf-8")
    (tmp_path / "call").mkdir()
    (tmp_path / "call" / "call.toml").write_text(CALL, "utf-8")
    args = ("intake", tmp_path / "export.csv", "--map", tmp_path / "m.toml", "--out",
            tmp_path / "call")
    told = hubflow_here(*args).stdout
    # Lisbon is an hour ahead of UTC from the last Sunday of March
    assert [line.split()[1] for line in told.splitlines() if line.startswith("Late")] == ["B", "C"]
    members = tomli.loads((tmp_path / "call" / "call.toml").read_text("utf-8"))["members"]
    assert [member["id"] for member in members] == ["a", "b", "c", "d"]
    assert members[0]["received"].isoformat() == "2026-03-31T17:09:00+01:00"
    assert hubflow_here(*args).returncode == 0
    assert tomli.loads((tmp_path / "call" / "call.toml").read_text("utf-8"))["members"] == members
