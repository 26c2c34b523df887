"""The process in which one hub is checked: ``python -P -m hubflow.kit.checking.checking_process
REQUEST``.

It tells what it does on its standard output, a JSON object a line; what the plugin prints goes
nowhere. Whatever the plugin does to it, the process that waits lives on. This guards against
mistakes, not malice: code in this process could tell whatever it likes.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    """Carry out one request, given as JSON."""
    request = json.loads(sys.argv[1])
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    sys.path[:] = request["sys_path"]
    from hubflow.kit.checking.check_levels import check_levels
    from hubflow.kit.checking.session import Session
    from hubflow.plugins.trust.guard import note_interrupts
    from hubflow.plugins.trust.load_options import loading
    from hubflow.text.spoken import speaking

    note_interrupts()
    with (speaking(lambda: str(request["language"]), on_page=request["on_page"]),
          loading(without=tuple(request["without"]), no_code=request["no_code"])):
        check_levels(Session(request["spec"], out), request["against"])
    out.flush()
    # threads that the plugin left behind are not waited for
    os._exit(0)


if __name__ == "__main__":
    main()
