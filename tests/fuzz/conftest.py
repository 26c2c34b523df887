"""What holds for every fuzzer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def no_panic(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Fail a fuzzer while which a library panicked: its text goes past Python to the terminal."""
    yield
    out, err = capfd.readouterr()
    print(out)
    assert "panicked" not in err
