"""Ask the fork server for a process, wait for it, and end as it ends.

    python -I -S fork_client.py SOCKET (module | script) NAME ARGUMENT ...

This file imports as little as it can: its start is what a test pays for a command.
"""

import json
import os
import signal
import socket
import struct
import sys


def main() -> None:
    """Send folder, environment, arguments and streams; end with the exit code of the process."""
    path, kind, name, *arguments = sys.argv[1:]
    request = json.dumps({"folder": os.getcwd(), "kind": kind,  # noqa: PTH109
                          "environment": dict(os.environ), "name": name,
                          "arguments": arguments}).encode()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        socket.send_fds(connection, [struct.pack("!I", len(request))], [0, 1, 2])
        connection.sendall(request)
        (status,) = struct.unpack("!I", connection.recv(4, socket.MSG_WAITALL))
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.stdout.flush()
    os._exit(code)


main()
