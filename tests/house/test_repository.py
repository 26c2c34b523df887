"""The repository names no package registry and no path of somebody's machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

REPO = Path(__file__).parents[2]

REGISTRIES = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|yarnpkg|anaconda|debian|crates|rubygems)\.(?:org|com|io)\b"
    r"|--(?:extra-)?index-url|registry\.[a-z]+\.(?:org|com|io)",
    re.IGNORECASE,
)
MACHINE_PATHS = re.compile(
    r"(?<![\w./>~-])/(?:home|root|Users|work|mnt|opt|srv|tmp|private|var)/\w"
    r"|\b[A-Z]:\\{1,2}(?:Users|Windows|Program)"
)
KEPT_HIDDEN = {".ci", ".gitignore"}
MADE_BY_TOOLS = {"out", "dist", "build", "__pycache__", "htmlcov"}


def files() -> list[Path]:
    """What is kept in the repository, or is about to be; without git, all that lies there."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=REPO, capture_output=True, text=True, check=False,
    )
    if listed.returncode == 0:
        paths = [REPO / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in REPO.rglob("*")
                 if not any(map(_of_a_tool, path.relative_to(REPO).parts))]
    return [path for path in paths if path.is_file() and path != Path(__file__)]


def _of_a_tool(name: str) -> bool:
    return name in MADE_BY_TOOLS or (name.startswith(".") and name not in KEPT_HIDDEN)


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Every place in the repository where a pattern stands."""
    return [
        f"{path.relative_to(REPO)}:{number}: {line.strip()[:80]}"
        for path in files()
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_package_registry_is_named() -> None:
    assert not lines_with(REGISTRIES)


def test_no_path_of_a_machine_is_named() -> None:
    assert not lines_with(MACHINE_PATHS)


def test_every_distribution_has_a_licence_and_asks_for_the_same_python() -> None:
    projects = [REPO / "pyproject.toml", *REPO.glob("plugins/*/pyproject.toml")]
    for project in projects:
        text = project.read_text("utf-8")
        assert 'license = "MIT"' in text, project
        assert 'requires-python = ">=3.11"' in text, project
