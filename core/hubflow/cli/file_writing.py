"""Write documents: all of them or none."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hubflow.cli.atomic_file import draft_folder, put
from hubflow.cli.extras import needs
from hubflow.cli.to_json import result_json
from hubflow.documents.publishing.failed_documents import FailedDocuments
from hubflow.documents.publishing.publish import ask, libraries_for, published
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.results import RunResult
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


def documents_of(
    hub: LoadedHub, result: RunResult, formats: Sequence[str], exports: Sequence[str],
    failed: FailedDocuments | None = None,
) -> Mapping[str, bytes]:
    """Return every file of a run by its path inside the output folder.

    Of a venture whose documents fail there is none; ``failed`` then holds why. Without it the
    failure is raised.
    """
    failing = failed or FailedDocuments()
    needs("documents", *libraries_for(formats))
    files = {"result.json": result_json(result).encode()}
    for venture in result.ventures:
        with failing.of(venture.id):
            files |= {f"{venture.id}/{name}": content
                      for name, content in [*published(hub, result, venture, formats)]}
    failing.raise_if_all_failed()
    for format in exports:
        made: bytes | None = b""
        with failing.of(f"--export {format}"):
            made = ask(hub, "hubflow_export", format, result=result)
            if made is not None:
                files[f"results.{format}"] = made
        if made is None:
            raise one_problem(f"--export {format}",
                              say("office.no_plugin_of_offers_this_format", id=hub.id))
    if failed is None:
        failing.raise_at_the_end()
    return files


def write_whole(
    folder: Path, files: Mapping[str, bytes], *, instead: str = "", private: bool = False
) -> None:
    """Write all files into ``folder``, each whole; other files in it stay as they are.

    ``private`` files, and folders made for them, can be read by their owner alone (on systems
    that know owners). Everything is written beside the folder first, so that nothing is touched
    when a disk is full.
    Raises :class:`BadInput` where the folder cannot be written; ``instead`` says what to do then.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with draft_folder(folder.parent) as draft:
            for name, content in files.items():
                path = draft / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                if private:
                    path.chmod(_OWNER_FILE)
            _make_folders(folder, private)
            _check_links(folder, files)
            for name in files:
                _make_folders((folder / name).parent, private)
                put(draft / name, folder / name)
    except OSError as error:
        raise _unwritable(folder, error, instead=instead) from None


def _check_links(folder: Path, names: Iterable[str]) -> None:
    """Raise :class:`BadInput` for every folder below ``folder`` that is a link out of it."""
    whole = folder.resolve()
    links = {parent for name in names for parent in (folder / name).parents
             if folder in parent.parents and not parent.resolve().is_relative_to(whole)}
    if links:
        raise BadInput([Problem(str(link), 0, "", say("office.is_a_link_that_leads_out"),
                                say("office.take_the_link_away_or_choose"))
                        for link in links])


_OWNER_FOLDER = 0o700
_OWNER_FILE = 0o600


def _make_folders(folder: Path, private: bool) -> None:
    """Make a folder and those above it; one that exists keeps its permissions."""
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir(mode=_OWNER_FOLDER if private else 0o777, exist_ok=True)


_DATABASE = b"SQLite format 3\0"
"""How every file of SQLite begins, a register's, too."""


def write_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write one file whole, or leave what is there as it was.

    A ``private`` file can be read by its owner alone. Raises :class:`BadInput` where it cannot be
    written, or where a database lies there.
    """
    write_files({path: content}, private=private)


def write_files(files: Mapping[Path, bytes], *, private: bool = False) -> None:
    """Write files, each whole, or leave all as they were.

    ``private`` files can be read by their owner alone. Raises :class:`BadInput` where one of them
    cannot be written, or where a database lies there.
    """
    for path in files:
        _check_no_database(path)
    drafts: dict[Path, Path] = {}
    path = Path()
    try:
        with contextlib.ExitStack() as folders:
            for path, content in files.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                drafts[path] = folders.enter_context(draft_folder(path.parent)) / path.name
                drafts[path].touch(mode=_OWNER_FILE if private else 0o666)
                drafts[path].write_bytes(content)
            for path, draft in drafts.items():
                put(draft, path)
    except OSError as error:
        raise _unwritable(path, error, "file") from None


def _check_no_database(path: Path) -> None:
    """Refuse to overwrite a register with a document: it may be the only copy."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(_DATABASE))
    except OSError:
        return
    if begins == _DATABASE:
        raise one_problem(str(path), say("office.a_database_is_there_perhaps_a"),
                          say("office.choose_another_file_with_out"))


def _unwritable(
    path: Path, error: OSError, what: str = "folder", instead: str = ""
) -> BadInput:
    return one_problem(str(path), say("office.cannot_be_written", strerror=error.strerror or error),
                       instead or say(f"office.choose_another_{what}"))
