"""Writing documents: all of them or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hubflow.cli.to_json import result_json
from hubflow.documents.proposal import proposal_markdown
from hubflow.documents.scorecard import scorecard_markdown
from hubflow.model.problems import BadInput, one_problem
from hubflow.model.results import RunResult, VentureResult
from hubflow.plugins.crash import PluginCrash

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


def documents_of(
    hub: LoadedHub, result: RunResult, formats: Sequence[str], exports: Sequence[str]
) -> Mapping[str, bytes]:
    """Every file of a run by its path inside the folder to write into."""
    files = {"result.json": result_json(result).encode()}
    for venture in result.ventures:
        for format in formats:
            for name, text in _documents(hub, result, venture, format):
                files[f"{venture.id}/{name}.{format}"] = text
    for format in exports:
        files[f"results.{format}"] = _asked(hub, "hubflow_export", format, result=result)
    return files


def _documents(
    hub: LoadedHub, result: RunResult, venture: VentureResult, format: str
) -> Iterator[tuple[str, bytes]]:
    names = ["scorecard"] + (["proposal"] if venture.proposal is not None else [])
    for name in names:
        if format == "md":
            write = scorecard_markdown if name == "scorecard" else proposal_markdown
            yield name, write(venture, result).encode()
        else:
            yield name, _asked(hub, "hubflow_render", format, document=name, result=result,
                               venture=venture.id)


def _asked(hub: LoadedHub, hook: str, format: str, **given: object) -> bytes:
    """What a plugin makes of it; an error where none offers the format."""
    try:
        made = getattr(hub.manager.hook, hook)(format=format, **given)
    except Exception as error:
        raise PluginCrash(hub.plugin, hook, f"{type(error).__name__}: {error}",
                          hub=hub.id) from error
    if made is None:
        export = hook == "hubflow_export"
        raise one_problem(f"--{'export' if export else 'format'} {format}",
                          f"no plugin of {hub.id} offers this format",
                          "" if export else "hubflow itself writes md.")
    return made if isinstance(made, bytes) else str(made).encode()


def write_whole(folder: Path, files: Mapping[str, bytes], *, instead: str = "") -> None:
    """Write all files into ``folder``, each whole; other files in it are left alone.

    Everything is written beside the folder first, so that nothing is touched when a disk is full.
    Raises :class:`BadInput` where the folder cannot be written; ``instead`` says what to do then.
    """
    draft: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".hubflow-", dir=folder.parent))
        for name, content in files.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        folder.mkdir(exist_ok=True)
        for name in files:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (draft / name).replace(target)
    except OSError as error:
        raise _unwritable(folder, error, instead=instead) from None
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)


def write_file(path: Path, content: bytes) -> None:
    """Write one file whole, or leave what is there as it was.

    Raises :class:`BadInput` where it cannot be written.
    """
    draft: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=".hubflow-", delete=False
        ) as file:
            draft = Path(file.name)
            file.write(content)
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except OSError as error:
        raise _unwritable(path, error, "file") from None
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def _umask() -> int:
    """What new files may not be, which can be asked only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(
    path: Path, error: OSError, what: str = "folder", instead: str = ""
) -> BadInput:
    return one_problem(str(path), f"cannot be written: {error.strerror or error}",
                       instead or f"Choose another {what} with --out.")
