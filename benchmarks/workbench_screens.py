"""Every screen and file of the workbench, at addresses over a large register.

Each address takes the number of a request: screens of one venture open another one each time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.testclient import TestClient

from hubflow.plugins.manager import load_hub
from hubflow.serve.drafting.method_drafts import MethodDrafts
from hubflow.serve.drafting.weight_interviews import begin_interview, weighable

Address = Callable[[int], str]

CALL = "/porto/calls/labis-2023"
DRAFT = "/porto/method/drafts/autumn"
_EXPORT = "Nome;Quem são?;Quantos meses dura?;A solução num parágrafo\n" + "".join(
    f"Horta {n};Pessoas idosas, sós;{6 + n % 18};Uma horta que junta vizinhos\n"
    for n in range(40))


def begin_draft(folder: Path) -> MethodDrafts:
    """Begin a draft of the hub's method in a folder, with a question for weights beside it."""
    hub, drafts = load_hub("porto").methodology.file, MethodDrafts(folder)
    draft = drafts.begin("porto", "autumn", "2024", hub.text, hub.path.parent, "Rui")
    begin_interview(draft, next(iter(weighable(hub.text, "en"))), "swing")
    return drafts


def screens(client: TestClient, ventures: int) -> Mapping[str, Mapping[str, Address]]:
    """The addresses by the path of their screen, each under what the table of results calls it."""
    last = max(1, ventures // 41 - 1)
    export = client.post("/porto/intake", files={
        "export": ("answers.csv", _EXPORT)}).headers["location"].removesuffix("/map")

    def copy(number: int) -> str:
        return f"candidatura-{1 + number % 41:02}-{1 + number * 37 % last}"

    def one(end: str = "") -> Address:
        return lambda number: f"/porto/ventures/{copy(number)}{end}"

    def member(start: str) -> Address:
        return lambda number: f"{CALL}/{start}/candidatura-{1 + number % 41:02}"

    def at(address: str) -> Address:
        return lambda _: address

    return {
        "/{hub}/board": {
            "board": at("/porto/board"),
            "board, all of it": at("/porto/board?all"),
            "board of one call": at("/porto/board?call=labis-2023"),
            "board of one state": at("/porto/board?state=explore"),
            "board, money that is due": at("/porto/board?due=money"),
            "search, two words": lambda number: (
                f"/porto/board?q=coro+{('idosas', 'isoladas')[number % 2]}"),
            "search, a word of many": at("/porto/board?q=pessoas"),
            "search, words of none": at("/porto/board?q=submarino+amarelo"),
            "search, a name": lambda number: (
                f"/porto/board?q={1 + number * 37 % last}+candidatura"),
            "search, an id": lambda number: f"/porto/board?q={copy(number)}",
        },
        "/{hub}/intake": {"intake": at("/porto/intake")},
        "/{hub}/intake/{export}": {"intake, an export of 40": at(export)},
        "/{hub}/intake/{export}/ventures": {
            "intake, its ventures": at(f"{export}/ventures")},
        "/{hub}/calls/{call}": {"call of 41": at(CALL)},
        "/{hub}/calls/{call}/assignment": {"assignment": at(f"{CALL}/assignment")},
        "/{hub}/assess": {"assessor's calls": at("/porto/assess")},
        "/{hub}/calls/{call}/assess": {"assessor's list": at(f"{CALL}/assess")},
        "/{hub}/calls/{call}/assess/{venture}": {"judging": member("assess")},
        "/{hub}/calls/{call}/panel": {"panel of 41": at(f"{CALL}/panel")},
        "/{hub}/calls/{call}/panel/sets": {
            "combinations": at(f"{CALL}/panel/sets?phase=candidatura&budget=100000")},
        "/{hub}/calls/{call}/panel/beside": {
            "two hubs": at(f"{CALL}/panel/beside?to=westmidlands")},
        "/{hub}/calls/{call}/decide": {"decide": at(f"{CALL}/decide")},
        "/{hub}/calls/{call}/lists": {"lists and letters": at(f"{CALL}/lists")},
        "/{hub}/calls/{call}/lists/letters/{venture}": {"a letter": member("lists/letters")},
        "/{hub}/ventures/{venture}": {"why": one()},
        "/{hub}/ventures/{venture}/dossier": {
            "dossier": one("/dossier"), "dossier, all phases": one("/dossier?phase=all")},
        "/{hub}/ventures/{venture}/sources": {"sources": one("/sources")},
        "/{hub}/ventures/{venture}/trading": {"trading": one("/trading")},
        "/{hub}/ventures/{venture}/across": {
            "across places": one("/across?hub-westmidlands=1")},
        "/{hub}/ventures/{venture}/across/memo": {
            "adaptation": one("/across/memo?to=westmidlands")},
        "/{hub}/ventures/{venture}/across/map": {"mechanism": one("/across/map")},
        "/{hub}/across": {"across, the list": at("/porto/across")},
        "/{hub}/entries/{entry}": {
            "an entry": lambda number: f"/porto/entries/{1000 + number * 97 % ventures}"},
        "/{hub}/money": {"money": at("/porto/money")},
        "/{hub}/people": {"people": at("/porto/people")},
        "/{hub}/audit": {
            "audit": at("/porto/audit"),
            "audit, a history": lambda number: f"/porto/audit?id={copy(number)}"},
        "/{hub}/method": {"method": at("/porto/method")},
        "/{hub}/method/drafts": {"drafts": at("/porto/method/drafts")},
        "/{hub}/method/drafts/{draft}": {"a draft": at(DRAFT)},
        "/{hub}/method/drafts/{draft}/trial": {
            "a draft, its cases": at(f"{DRAFT}/trial?what=cases")},
        "/{hub}/method/drafts/{draft}/weights": {"weights of a draft": at(f"{DRAFT}/weights")},
        "/{hub}/weights": {"weights": at("/porto/weights")},
        "/{hub}/weights/{draft}/{interview}": {
            "an interview": at("/porto/weights/autumn/1-swing")},
    }


def files(client: TestClient, ventures: int) -> Mapping[str, Mapping[str, Address]]:
    """The addresses of files that people download, and of work without a bound of its own."""
    last = max(1, ventures // 41 - 1)

    def one(end: str) -> Address:
        return lambda number: (
            f"/porto/ventures/candidatura-{1 + number % 41:02}-{1 + number * 37 % last}{end}")

    export = client.post("/porto/intake", files={
        "export": ("answers.csv", _EXPORT)}).headers["location"].removesuffix("/map")
    return {
        "/{hub}/calls/{call}/minutes": {
            "minutes (Markdown)": lambda _: f"{CALL}/minutes?format=md"},
        "/{hub}/calls/{call}/lists/file": {
            "list (CSV)": lambda _: f"{CALL}/lists/file?format=csv"},
        "/{hub}/calls/{call}/lists/letters": {
            "letters (web pages)": lambda _: f"{CALL}/lists/letters?format=html"},
        "/{hub}/audit/archive": {
            "archive of a venture": lambda number: "/porto/audit/archive?id=candidatura-"
            f"{1 + number % 41:02}-{1 + number * 37 % last}"},
        "/{hub}/ventures/{venture}/across/memo/file": {
            "adaptation (Markdown)": one("/across/memo/file?to=westmidlands&format=md")},
        "/{hub}/ventures/{venture}/across/map/file": {
            "mechanism (SVG)": one("/across/map/file?format=svg")},
        "/{hub}/method/file": {"method (file)": lambda _: "/porto/method/file"},
        "/{hub}/method/drafts/{draft}/folder": {"a draft (folder)": lambda _: f"{DRAFT}/folder"},
        "/{hub}/intake/{export}/map": {"an export's map": lambda _: f"{export}/map"},
    }
