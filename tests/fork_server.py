"""A process that has imported hubflow, and forks for each command that a test starts.

``python -m hubflow`` spends most of its time on imports. This server does them once. For each
request it forks a process that takes over the folder, the environment, the arguments and the
streams of the request, and runs the command as Python would. The server itself never runs a
command, so each process begins as a new one does: no thread pool, no hub, and of what hubflow
keeps only what it keeps by the bytes of a file (:func:`read_files`).

What a fork cannot do as a new process would (variables that Python or Polars read when they
start, a folder on the path that holds another version of what is imported) it leaves to a new
process: see :func:`needs_new_process`.

    python fork_server.py SOCKET [MODULE ...]
    python fork_client.py SOCKET (module | script) NAME ARGUMENT ...

With modules it imports these alone, for what looks through all that is loaded. The server ends
when its standard input does.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LENGTH = struct.Struct("!I")
UTF_8 = {"", "C", "POSIX", "C.UTF-8", "C.utf8", "en_US.UTF-8"}
AT_START = ("PYTHON", "POLARS_", "OMP_", "OPENBLAS_", "LD_", "COV_")
FOLLOWED = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
STARTED_WITH = dict(os.environ)
NOT_IMPORTED = ("__main__", "pytest_plugin", "checking_process", "migrations.env",
                "dask_connection", "dask_engine")


def import_all() -> None:
    """Import hubflow and what its commands import when they run."""
    for name in ("numpy", "openpyxl", "tomli_w", "jsonschema", "sqlalchemy", "docx", "lxml.etree"):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    package = importlib.import_module("hubflow")
    for module in pkgutil.walk_packages(package.__path__, "hubflow."):
        if not module.name.endswith(NOT_IMPORTED):
            with contextlib.suppress(ImportError):
                importlib.import_module(module.name)


def read_files() -> None:
    """Read what most commands read, as hubflow keeps it: two templates, the two hubs' methods.

    Nothing here may begin a thread, which would be missing in each fork; compiling a method does.
    """
    from hubflow.documents.safe_markdown import environment
    from hubflow.reading.method.methodology_file import read_methodology

    for name in ("scorecard.md.j2", "proposal.md.j2"):
        environment().get_template(name)
    for name in ("hubflow_porto", "hubflow_westmidlands"):
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            read_methodology(Path(found.origin).parent)


def serve(path: str) -> Iterator[dict[str, object]]:
    """Yield one request in each forked process; the server stays in here until it ends."""
    with contextlib.ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(path)
        listener.listen(64)
        selector.register(listener, selectors.EVENT_READ)
        selector.register(0, selectors.EVENT_READ)
        children: dict[int, tuple[int, int, socket.socket]] = {}
        while True:
            for key, _ in selector.select():
                if key.fileobj == 0:
                    return
                if key.fileobj is listener:
                    connection, _ = listener.accept()
                    received = receive(connection)
                    if received is None:
                        connection.close()
                        continue
                    request, streams = received
                    pid = os.fork()
                    if pid == 0:
                        stack.pop_all()
                        selector.close()
                        listener.close()
                        for _, handle, other in {id(c): c for c in children.values()}.values():
                            os.close(handle)
                            other.close()
                        connection.close()
                        take_over(streams)
                        yield request
                        return
                    for stream in streams:
                        os.close(stream)
                    handle = os.pidfd_open(pid)
                    child = (pid, handle, connection)
                    children[handle] = children[connection.fileno()] = child
                    selector.register(handle, selectors.EVENT_READ)
                    selector.register(connection, selectors.EVENT_READ)
                    continue
                at = key.fileobj if isinstance(key.fileobj, int) else key.fileobj.fileno()
                if at not in children:
                    continue
                pid, handle, connection = children[at]
                if at != handle:  # whoever asked is gone
                    selector.unregister(connection)
                    signal.pidfd_send_signal(handle, signal.SIGKILL)
                    continue
                _, status = os.waitpid(pid, 0)
                del children[handle], children[connection.fileno()]
                selector.unregister(handle)
                with contextlib.suppress(KeyError):
                    selector.unregister(connection)
                with contextlib.suppress(OSError):
                    connection.sendall(LENGTH.pack(status))
                os.close(handle)
                connection.close()


def receive(connection: socket.socket) -> tuple[dict[str, object], list[int]] | None:
    """Return a request and its three streams; None if whoever asked is gone."""
    head, streams, _, _ = socket.recv_fds(connection, LENGTH.size, 3)
    if len(head) < LENGTH.size:
        return None
    text = b""
    (length,) = LENGTH.unpack(head)
    while len(text) < length:
        part = connection.recv(length - len(text))
        if not part:
            return None
        text += part
    request: dict[str, object] = json.loads(text)
    return request, streams


def take_over(streams: list[int]) -> None:
    """Put the three streams of a request in the place of this process's own."""
    for own, stream in enumerate(streams):
        os.dup2(stream, own)
        os.close(stream)


def begin(folder: str, environment: dict[str, str], kind: str, name: str,
          arguments: list[str]) -> None:
    """Make this process what Python would have made of it before its first line of code."""
    os.chdir(folder)
    if needs_new_process(folder, environment, kind, name):
        words = ["-m", name] if kind == "module" else [name]
        os.execve(sys.executable, [sys.executable, *words, *arguments], environment)
    from_imports = {name: value for name, value in os.environ.items() if name not in STARTED_WITH}
    os.environ.clear()
    os.environ.update({**from_imports, **environment})
    time.tzset()
    first = folder if kind == "module" else str(Path(name).parent)
    sys.path[:] = [first, *on_the_path(environment), *sys.path[1:]]
    sys.argv[:] = [name, *arguments]
    sys.dont_write_bytecode = bool(environment.get("PYTHONDONTWRITEBYTECODE"))
    locale = next((environment[each] for each in ("LC_ALL", "LC_CTYPE", "LANG")
                   if environment.get(each)), "C")
    errors = "surrogateescape" if locale in {"C", "POSIX"} else "strict"
    sys.stdin = open(0, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace",  # noqa: SIM115
                      buffering=1, closefd=False)
    for stream in ("stdin", "stdout", "stderr"):
        setattr(sys, f"__{stream}__", getattr(sys, stream))
    if environment.get("PYTHONUNBUFFERED"):
        sys.stdout.reconfigure(write_through=True)


def on_the_path(environment: dict[str, str]) -> list[str]:
    """The folders of PYTHONPATH, as Python puts them on its path."""
    return [str(Path(each).absolute()) if each else str(Path.cwd())
            for each in environment.get("PYTHONPATH", "").split(os.pathsep)] if (
                environment.get("PYTHONPATH")) else []


def needs_new_process(folder: str, environment: dict[str, str], kind: str, name: str) -> bool:
    """Whether a new process would begin otherwise than a fork of this one."""
    for each in {*STARTED_WITH, *environment}:
        if each.startswith(AT_START) and each not in FOLLOWED and (
                STARTED_WITH.get(each) != environment.get(each)):
            return True
    if any(environment.get(each, "") not in UTF_8 for each in ("LC_ALL", "LC_CTYPE", "LANG")):
        return True
    own = {*sys.path}
    for place in (folder if kind == "module" else str(Path(name).parent),
                  *on_the_path(environment)):
        if place not in own and Path(place).is_dir() and holds_other_code(Path(place)):
            return True
    return False


def holds_other_code(folder: Path) -> bool:
    """Whether a folder holds a distribution, or a module that was imported from elsewhere."""
    return any(
        each.suffix in {".dist-info", ".egg-info"} or (
            each.name.partition(".")[0] in sys.modules and (
                each.suffix in {".py", ".so"} or (each / "__init__.py").exists()))
        for each in folder.iterdir())


def main() -> None:
    """Import everything, then serve; in a forked process, run what was asked for."""
    _, path, *modules = sys.argv
    del sys.path[0]  # this file's own folder
    sys.path.insert(0, "")
    for module in modules:
        importlib.import_module(module)
    if not modules:
        import_all()
    read_files()
    gc.collect()
    gc.freeze()
    for request in serve(path):
        kind, name = str(request["kind"]), str(request["name"])
        begin(request["folder"], request["environment"], kind, name,  # type: ignore[arg-type]
              request["arguments"])  # type: ignore[arg-type]
        if kind == "module":
            runpy.run_module(name, run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(name, run_name="__main__")


if __name__ == "__main__":
    main()
