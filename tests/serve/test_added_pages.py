"""A plugin adds a screen; what is wrong with one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.hub_head import hub_head
from tests.serve.conftest import CALL, Desk, workbench

from hubflow.model.input_problems import BadInput
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.manager import LoadedHub, load_hub
from hubflow.serve.page_table import workbench_pages

METHOD = hub_head(
    "riverside", "Riverside", place="Riverside",
    sources={"rules": ("The rules", "assumption")}) + """\
[[stages.identify.requirements]]
id = "named"
holds = "identify.authority_named"
says = "The authority is named."
source = "rules"
"""

PAGE = '''
from pathlib import Path

from hubflow import PageAnswer, PageRequest, WorkbenchPage, hookimpl


def visits(request):
    with request.register.reading() as journal:
        count = len(journal.read(hub=request.hub, kinds=["dossier"]))
    return PageAnswer(template="visits.html", values={"count": count, "asked": request.query})


@hookimpl
def hubflow_page():
    return WorkbenchPage(
        path=PATH, title={"en": "Visits", "pt": "Visitas"}, roles=ROLES, answer=visits,
        folder=Path(__file__).parent, menu=50)
'''


def hub_with(folder: Path, path: str = "/{hub}/visits", roles: str = '("secretary",)') -> LoadedHub:
    """A hub with a screen of its own."""
    home = folder / "hubflow_riverside"
    home.mkdir()
    (home / "methodology.toml").write_text(METHOD, "utf-8")
    (home / "visits.html").write_text("<p>{{ count }} dossiers, {{ asked.q }}</p>", "utf-8")
    (home / "__init__.py").write_text(
        PAGE.replace("PATH", repr(path)).replace("ROLES", roles), "utf-8")
    return load_hub(home)


def test_a_plugin_adds_a_screen_in_the_same_shell(example: Path, tmp_path: Path) -> None:
    pages = list(workbench_pages(hub_with(tmp_path)))
    bench = workbench(f"sqlite:///{example}", pages=pages)
    desk = Desk(bench, "")
    person = desk.person("secretary")
    page = person.get("/porto/visits?q=<b>").text
    assert "<p>15 dossiers, &lt;b&gt;</p>" in page
    assert '<a href="/porto/visits" aria-current="page">Visits</a>' in page
    person.get("/language/pt")
    assert "Visitas" in person.get(CALL).text
    assert desk.person("auditor").get("/porto/visits").status_code == 403
    assert desk.client().get("/porto/visits").status_code == 401
    assert person.post("/porto/visits", data={}).status_code == 405
    bench.register.register.close()


@pytest.mark.parametrize(("path", "what"), [
    ("/{hub}/board", "another screen"), ("visits", "no address"), ("/enter/x", "no address"),
    ("/static/x", "no address")])
def test_an_address_that_is_taken_or_none_is_told(tmp_path: Path, path: str, what: str) -> None:
    with pytest.raises(BadInput) as bad:
        workbench_pages(hub_with(tmp_path, path))
    assert what in str(bad.value)
    assert "plugin" in str(bad.value)


def test_roles_that_there_are_not_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as bad:
        workbench_pages(hub_with(tmp_path, roles='("boss",)'))
    assert "secretary, assessor" in str(bad.value)


def test_what_is_no_screen_is_the_plugins_crash(tmp_path: Path) -> None:
    home = tmp_path / "hubflow_hill"
    home.mkdir()
    (home / "methodology.toml").write_text(METHOD.replace("riverside", "hill"), "utf-8")
    (home / "__init__.py").write_text(
        "import hubflow\n@hubflow.hookimpl\ndef hubflow_page():\n    return 'a page'\n", "utf-8")
    with pytest.raises(PluginCrash) as crash:
        workbench_pages(load_hub(home))
    assert "returned str, not WorkbenchPage" in str(crash.value)
