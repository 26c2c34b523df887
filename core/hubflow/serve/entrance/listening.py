"""Listen on this machine alone."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

from hubflow.model.input_problems import one_problem


@contextlib.contextmanager
def listening_socket(port: int) -> Iterator[socket.socket]:
    """Yield a socket on 127.0.0.1; with ``port`` 0 on any free port.

    Raises :class:`BadInput` where another program has the port.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind(("127.0.0.1", port))
            opened.listen(128)
        except OSError as error:
            raise one_problem(f"--port {port}", f"it cannot be opened ({error.strerror})",
                              "Choose another one, or leave it out.") from error
        yield opened
