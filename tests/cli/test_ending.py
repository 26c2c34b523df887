"""How the process of a command ends: at once, and with nothing left undone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BEGUN = """
import atexit, sys, threading, time
from hubflow.cli.main import program

def late():
    time.sleep(0.2)
    print("the thread is done")

atexit.register(print, "all is put away")
if "thread" in sys.argv:
    sys.argv.remove("thread")
    threading.Thread(target=late).start()
program()
"""


def ended(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", BEGUN, *arguments], capture_output=True,
                          text=True, check=False)


def test_what_is_left_for_the_end_is_done_and_the_code_is_kept() -> None:
    done = ended("--version")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "all is put away"
    assert ended("run").returncode == 2


def test_a_thread_that_is_still_at_work_is_waited_for() -> None:
    done = ended("thread", "--version")
    assert "the thread is done" in done.stdout
    assert "all is put away" in done.stdout


def test_a_reader_who_has_left_is_not_told_of_it() -> None:
    running = subprocess.Popen([sys.executable, "-m", "hubflow", "facts"], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert running.stderr.read() == ""
    running.stderr.close()
    running.wait()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
@pytest.mark.parametrize("command", [("facts",), ("facts", "--json"), ("--version",)])
def test_an_output_that_cannot_be_written_is_told(command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-m", "hubflow", *command], stdout=full,
                              stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        "The output could not be written to its end: No space left on device. "
        "Send it elsewhere or make room, and run the command again.\n")
