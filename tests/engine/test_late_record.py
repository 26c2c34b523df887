"""Records that attrs makes when they are first used are records of attrs like any other."""

from __future__ import annotations

import copy
import pickle
import threading
from typing import Any

import attrs
import pytest

from hubflow.model.late_record import frozen_at_use, is_record


@frozen_at_use(kw_only=True)
class Place:
    """A place."""

    name: str
    people: int = attrs.field(default=0, metadata={"about": "How many live there."})


def new_class() -> Any:
    """A class that nobody has used yet."""
    @frozen_at_use(repr=False)
    class Town:
        name: str
        people: int = 0

        @property
        def sign(self) -> str:
            return self.name.upper()

    return Town


def test_a_record_holds_what_it_is_made_with_and_stays_as_it_is() -> None:
    town = new_class()("Porto", people=3)
    assert (town.name, town.people, town.sign) == ("Porto", 3, "PORTO")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        town.people = 4
    with pytest.raises(TypeError):
        new_class()()
    assert type(town)("Porto", 3) == town == attrs.evolve(town)
    assert len({town, type(town)("Porto", 3), type(town)("Leeds", 3)}) == 2


def test_attrs_tells_the_fields_of_a_record_that_nobody_made() -> None:
    cls = new_class()
    assert is_record(cls)
    assert attrs.has(cls)
    assert [each.name for each in attrs.fields(cls)] == ["name", "people"]
    assert attrs.fields(Place).people.metadata == {"about": "How many live there."}
    assert attrs.asdict(Place(name="Porto")) == {"name": "Porto", "people": 0}


def test_asking_whether_a_class_is_a_record_does_not_make_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[type] = []
    frozen = attrs.frozen

    def noted(cls: type, **more: Any) -> type:
        made.append(cls)
        return frozen(cls, **more)

    monkeypatch.setattr(attrs, "frozen", noted)
    cls = new_class()
    below = type("Below", (cls,), {})
    assert is_record(cls)
    assert is_record(below)
    assert not made
    assert below("Porto").name == "Porto"
    cls("Leeds")
    assert made == [cls]


def test_a_record_comes_back_in_a_process_that_made_none() -> None:
    assert pickle.loads(pickle.dumps(Place(name="Porto"))) == Place(name="Porto")
    cls = new_class()
    back = cls.__new__(cls)
    back.__setstate__({"name": "Porto", "people": 3})
    assert back == cls("Porto", 3) == copy.deepcopy(back)


def test_a_record_with_a_base_is_refused() -> None:
    with pytest.raises(AssertionError, match="base"):
        frozen_at_use()(type("Village", (new_class(),), {}))


def test_threads_may_make_the_first_record_at_once() -> None:
    for _ in range(20):
        cls, start = new_class(), threading.Barrier(4)
        found: list[tuple[str, int]] = []

        def make(cls: Any = cls, start: Any = start, found: Any = found) -> None:
            start.wait()
            found.append((cls("Porto", 3).sign, len(attrs.fields(cls))))

        threads = [threading.Thread(target=make) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert found == [("PORTO", 2)] * 4
