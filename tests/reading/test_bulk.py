"""Many dossiers at once: by several processes and from the cache the same as one by one."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import sqlite3
import time
from pathlib import Path
from typing import Any

import attrs
import pytest
import tomli_w
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hubflow.cli.main import cli
from hubflow.model.input_problems import BadInput
from hubflow.reading.dossiers import cache as caching
from hubflow.reading.dossiers import file_store as shelf
from hubflow.reading.dossiers import parallel as many
from hubflow.reading.dossiers.bulk import Bulk
from hubflow.reading.dossiers.cache import Cache, KnownFile, Stamp
from hubflow.reading.dossiers.codec import NotReadableError, decoded, encoded
from hubflow.reading.dossiers.load import Inputs, read_inputs
from hubflow.reading.dossiers.sound_file import DossierReading, reading_of
from hubflow.reading.toml.source import as_if_read, parse_toml

EXAMPLES = Path(__file__).parents[2] / "examples"
CHALLENGE = '''kind = "challenge"
id = "c"
name = "C"
[[sources]]
id = "survey"
title = "A survey"
status = "published"
[identify]
group_size = 12
'''
OLD = time.time_ns() - 60 * 10**9


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of files count as many."""
    monkeypatch.setattr(shelf, "_FEW", 1)
    monkeypatch.setattr(many, "_CHUNK", 2)
    monkeypatch.setattr(many, "_MANY", 2)


def write(path: Path, text: str) -> None:
    """A file that was last changed a while ago, as most have been."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, ns=(OLD, OLD))


def settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are not held to be just changed, whatever their times say."""
    monkeypatch.setattr(caching, "_JUST_NOW", -(10**12))


def _one_nan(_record: Any, _field: Any, value: Any) -> Any:
    """``math.nan`` for every nan, since two that were read apart do not equal each other."""
    return math.nan if isinstance(value, float) and math.isnan(value) else value


def told(inputs: Inputs) -> Any:
    """All that a run sees of inputs, in order."""
    def plain(record: attrs.AttrsInstance) -> dict[str, Any]:
        return attrs.asdict(record, value_serializer=_one_nan)

    return [
        (e.kind, plain(e.own), plain(e.dossier),
         e.challenge and plain(e.challenge), e.call, e.file.path, e.file.name,
         e.file.digest, e.file.text, e.challenge_file and e.challenge_file.digest)
        for e in inputs.entries
    ], inputs.panel, inputs.others, inputs.digest, inputs.problems


PIECES = st.lists(st.sampled_from([
    'name = "N"\n', 'challenge = "c"\n', 'challenge = "none"\n', 'call = "round"\n',
    'date = 2024-02-03\n', 'summary = 5\n', 'nmae = "x"\n',
    '[[sources]]\nid = "own"\ntitle = "T"\nstatus = "interview"\n',
    '[[sources]]\nid = "survey"\ntitle = "T"\nstatus = "interview"\n',
    '[[understand.needs]]\nstatement = "x"\nsource = "survey"\n',
    '[[understand.needs]]\nstatement = "y"\nsource = "nobody"\n',
    '[identify]\ngroup_size = 3\n', '[identify]\nage_from = 9\nage_to = 4\n',
    '[trade]\nstart = "unknown"\n', '[trade]\nstart = 2023-01-02\n',
    '[hubs.one]\nseen = 2024-01-02\nat = 2024-01-02T03:04:05+01:00\nhour = 07:08:09\n',
    '[hubs.one]\nmany = 123456789012345678901234567890\n', '[hubs.one]\nodd = nan\n',
    '[broken\n', '\0',
]), max_size=4, unique=True).map("".join)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d"]), PIECES), max_size=6),
       st.booleans())
@example(files=[("a", '[hubs.one]\nodd = nan\n')], beside=False)
@settings(deadline=None, max_examples=60)
def test_the_cache_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, str]], beside: bool,
) -> None:
    folder = tmp_path_factory.mktemp("call")
    write(folder / ("c.toml" if beside else "challenges/c.toml"), CHALLENGE)
    for number, (id, more) in enumerate(files):
        write(folder / f"{number}.toml", f'id = "{id}"\n{more}')
    alone = told(read_inputs([folder]))
    bulk = Bulk(cached=True, folder=folder / "cache")
    with pytest.MonkeyPatch.context() as patched:
        settle(patched)
        for _ in range(3):
            assert told(read_inputs([folder], bulk=bulk)) == alone
    assert told(read_inputs([folder], bulk=Bulk())) == alone


def test_processes_change_nothing(tmp_path: Path) -> None:
    write(tmp_path / "challenges" / "c.toml", CHALLENGE)
    for number in range(9):
        write(tmp_path / f"{number}.toml", f'id = "v{number}"\nname = "N"\nchallenge = "c"\n')
    write(tmp_path / "3.toml", 'id = "v3"\nname = 3\n')
    write(tmp_path / "5.toml", 'id = "v4"\nname = "the id of another"\n')
    alone = told(read_inputs([tmp_path]))
    assert len(alone[-1]) == 2
    for bulk in (Bulk(3), Bulk(2, True, tmp_path / "cache"), Bulk(2, True, tmp_path / "cache")):
        assert told(read_inputs([tmp_path], bulk=bulk)) == alone


def test_every_example_comes_back_from_bytes_as_it_was() -> None:
    for path in sorted(path for folder in (EXAMPLES, EXAMPLES / "challenges",
                                           EXAMPLES / "call-labis-2023")
                       for path in folder.glob("*.toml")):
        reading = reading_of(parse_toml(path.read_text("utf-8"), path.name, path))
        if path.name == "call.toml":
            assert reading is None
            continue
        assert reading is not None, path
        raw = encoded(reading)
        assert raw is not None
        back = decoded(raw)
        assert attrs.asdict(back) == attrs.asdict(reading)
        assert repr(attrs.asdict(back)) == repr(attrs.asdict(reading))


def as_toml(moment: Any) -> Any:
    """TOML knows nothing of an hour that the clocks go through twice."""
    return moment.replace(fold=0)


ANYTHING = st.recursive(
    st.one_of(st.booleans(), st.integers(-2**63, 2**64 - 1), st.floats(allow_nan=False),
              st.text(), st.dates(), st.times().map(as_toml), st.datetimes().map(as_toml),
              st.datetimes(timezones=st.just(dt.timezone(dt.timedelta(hours=-3)))).map(as_toml)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(st.dictionaries(st.text(), ANYTHING))
def test_a_hubs_own_block_comes_back_as_it_was(block: dict[str, Any]) -> None:
    reading = reading_of(as_if_read({"id": "v", "name": "V", "hubs": {"one": block}}, Path("v"), 1))
    assert reading is not None
    raw = encoded(reading)
    assert raw is not None
    back = decoded(raw)
    assert repr(back.own.hubs) == repr(reading.own.hubs)


@pytest.mark.parametrize("raw", [b"", b"\x93", b"\x93\xc3\x90", b"\x93\xc2\x90\x80", b"{}" * 9])
def test_bytes_that_hold_no_reading_are_refused(raw: bytes) -> None:
    with pytest.raises(NotReadableError):
        decoded(raw)


# What the cache sees


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of dossiers that were read before; the cache is in ``cache`` beside it."""
    settle(monkeypatch)
    for number in range(4):
        write(tmp_path / "call" / f"{number}.toml", f'id = "v{number}"\nname = "first"\n')
    names(tmp_path / "call")
    return tmp_path / "call"


def names(call: Path) -> dict[str, str]:
    bulk = Bulk(cached=True, folder=call.parent / "cache")
    return {e.own.id: e.own.name for e in read_inputs([call], bulk=bulk).entries}


def kept(call: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(Cache(call.parent / "cache").file) as database:
        return database.execute("select name, body from readings order by name").fetchall()


def no_parsing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    parsed: list[str] = []

    def noted(text: str, name: str, *more: Any) -> Any:
        parsed.append(Path(name).name)
        return parse_toml(text, name, *more)

    monkeypatch.setattr(many, "parse_toml", noted)
    return parsed


def test_only_what_changed_is_read_again(call: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = no_parsing(monkeypatch)
    write(call / "2.toml", 'id = "v2"\nname = "second"\n')
    assert names(call) == {"v0": "first", "v1": "first", "v2": "second", "v3": "first"}
    assert parsed == ["2.toml"]
    assert names(call)["v2"] == "second"
    assert parsed == ["2.toml"]


def test_a_file_of_the_same_size_and_time_is_seen_to_have_changed(call: Path) -> None:
    before = (call / "1.toml").stat()
    (call / "1.toml").write_text('id = "v1"\nname = "other"\n', "utf-8")
    os.utime(call / "1.toml", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (call / "1.toml").stat().st_size == before.st_size
    assert names(call)["v1"] == "other"


def test_what_was_only_just_changed_is_not_held_to_be_settled(
    call: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caching, "_JUST_NOW", 10**12)
    write(call / "0.toml", 'id = "v0"\nname = "now"\n')
    names(call)
    parsed = no_parsing(monkeypatch)
    stamps = {str(call / "0.toml"): Stamp.of((call / "0.toml").stat())}
    assert Cache(call.parent / "cache").unchanged(stamps) == {}
    assert names(call)["v0"] == "now"
    assert parsed == []  # it is known by its digest


def test_a_file_that_moved_is_known_by_what_it_says(
    call: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    call.rename(call.with_name("elsewhere"))
    parsed = no_parsing(monkeypatch)
    assert names(call.with_name("elsewhere"))["v3"] == "first"
    assert parsed == []


def test_what_is_gone_from_a_folder_is_gone_from_the_cache(call: Path) -> None:
    secret = b"a name that is to be forgotten"
    write(call / "9.toml", f'id = "v9"\nname = "{secret.decode()}"\n')
    names(call)
    file = Cache(call.parent / "cache").file
    assert secret in file.read_bytes()
    (call / "9.toml").unlink()
    names(call)
    assert [name for name, _ in kept(call)] == [f"{n}.toml" for n in range(4)]
    assert secret not in file.read_bytes()


def test_nothing_is_kept_for_longer_than_is_said(
    call: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = time.time() + (caching.DAYS + 2) * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    parsed = no_parsing(monkeypatch)
    write(call / "9.toml", 'id = "v9"\nname = "new"\n')
    names(call)
    assert sorted(parsed) == ["0.toml", "1.toml", "2.toml", "3.toml", "9.toml"]


def test_unsound_dossiers_are_not_kept(call: Path) -> None:
    write(call / "1.toml", 'id = "v1"\nname = 5\n')
    names(call)
    assert b"first" in kept(call)[1][1]  # what was sound before, under another digest
    assert [p.what for p in read_inputs(
        [call], bulk=Bulk(cached=True, folder=call.parent / "cache")).problems] == [
        "must be text, not 5"]


# What is wrong with a cache


def test_it_is_for_its_user_alone(call: Path) -> None:
    file = Cache(call.parent / "cache").file
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


@given(st.integers(0), st.binary(min_size=1, max_size=3000))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
          max_examples=80)
def test_a_broken_cache_breaks_nothing(call: Path, at: int, noise: bytes) -> None:
    file = Cache(call.parent / "cache").file
    names(call)
    raw = bytearray(file.read_bytes())
    at %= len(raw)
    raw[at:at + len(noise)] = noise
    file.write_bytes(raw)
    for _ in range(2):
        assert names(call) == {f"v{n}": "first" for n in range(4)}


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\0" * 5000])
def test_a_file_that_is_no_cache_is_replaced(call: Path, content: bytes) -> None:
    file = Cache(call.parent / "cache").file
    file.write_bytes(content)
    names(call)
    names(call)
    assert len(kept(call)) == 4


def test_another_table_of_that_name_is_replaced(call: Path) -> None:
    file = Cache(call.parent / "cache").file
    file.unlink()
    with sqlite3.connect(file) as database:
        database.execute("create table readings (digest text)")
    file.chmod(0o600)
    names(call)
    assert len(kept(call)) == 4


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize(("mode", "folder"), [(0o644, 0o700), (0o600, 0o777)])
def test_a_cache_that_others_can_write_to_is_not_read(call: Path, mode: int, folder: int) -> None:
    file = Cache(call.parent / "cache").file
    own = attrs.evolve(read_inputs([call]).entries[2].own, id="forged")
    wrong = encoded(DossierReading(own, frozenset()))
    assert wrong is not None
    path = call / "2.toml"
    cache = Cache(call.parent / "cache")
    cache.keep([(str(path), Stamp.of(path.stat()), KnownFile("00" * 32, wrong))])
    assert "forged" in names(call)  # it is believed as long as it is private
    file.chmod(mode)
    file.parent.chmod(folder)
    assert sorted(names(call)) == ["v0", "v1", "v2", "v3"]
    file.parent.chmod(0o700)


def test_a_folder_that_cannot_be_made_is_gone_without(call: Path) -> None:
    (call.parent / "file").write_text("in the way")
    bulk = Bulk(cached=True, folder=call.parent / "file" / "cache")
    assert len(read_inputs([call], bulk=bulk).entries) == 4


def test_a_run_that_writes_does_not_hurt_another(
    call: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hubflow.reading.dossiers.database._WAIT", 0.01)
    write(call / "9.toml", 'id = "v9"\nname = "new"\n')
    other = sqlite3.connect(Cache(call.parent / "cache").file, isolation_level=None)
    other.execute("begin exclusive")
    assert names(call)["v9"] == "new"
    other.execute("commit")
    other.close()
    assert names(call)["v9"] == "new"
    assert len(kept(call)) == 5


def test_a_file_that_changes_while_hubflow_is_at_work_is_told(call: Path) -> None:
    bulk = Bulk(cached=True, folder=call.parent / "cache")
    entry = read_inputs([call], bulk=bulk).entries[0]
    assert entry.file.line(["name"]) == 2
    again = read_inputs([call], bulk=bulk).entries[1]
    write(call / "1.toml", "id = 1\n")
    with pytest.raises(BadInput, match="was changed"):
        again.file.problem(["name"], "is wrong")


# The command


def test_the_cache_is_shown_and_cleared(call: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = call.parent / "cache"
    monkeypatch.setenv("HUBFLOW_CACHE", str(folder))
    shown = json.loads(CliRunner().invoke(cli, ["cache", "--json"]).output)
    assert shown["folder"] == str(folder)
    assert shown["bytes"] > 0
    assert "--clear" in CliRunner().invoke(cli, ["cache"]).output
    assert "Nothing is kept in" in CliRunner().invoke(cli, ["cache", "--clear"]).output
    assert list(folder.iterdir()) == []
    monkeypatch.setenv("HUBFLOW_CACHE", "off")
    assert "HUBFLOW_CACHE says so" in CliRunner().invoke(cli, ["cache"]).output
    assert Cache.of_user() is None


def test_a_run_may_keep_nothing(call: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = call.parent / "other"
    monkeypatch.setenv("HUBFLOW_CACHE", str(folder))
    hub = call.parent / "hub"
    hub.mkdir()
    (hub / "methodology.toml").write_text(tomli_w.dumps({"api": 1, "hub": {
        "id": "one", "edition": "1", "name": "One", "language": "en", "currency": "GBP",
        "place": {"name": "Here", "country": "GB"}}}))
    for more, there in ((["--no-cache"], False), ([], True)):
        done = CliRunner().invoke(cli, ["run", "-p", str(hub), str(call), "--json", *more])
        assert done.exit_code == 0, done.output
        assert folder.exists() is there
