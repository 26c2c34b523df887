"""Plain records: what they are made of, and that they stay as they are."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import ClassVar

import attrs
import pytest

from hubflow.model.plain_record import PlainRecord


class Place(PlainRecord):
    """A place."""

    planet: ClassVar[str] = "Earth"
    name: str
    people: int = 0


class Counted(PlainRecord, kw_only=True):
    """Something with a number that one has to name."""

    number: int = 0


class Town(Counted):
    """A town, whose name comes first all the same."""

    name: str
    shown: Callable[[str], str] = str.upper


def test_values_come_by_order_or_by_name() -> None:
    town = Town("Porto", number=2)
    assert (town.name, town.number, town.shown("a")) == ("Porto", 2, "A")
    assert Place("Porto", 3).people == Place(people=3, name="Porto").people == 3
    assert (Place("Porto").planet, Place("Porto").people) == ("Earth", 0)


@pytest.mark.parametrize(("cls", "values", "named"), [
    (Place, (), {}), (Place, ("Porto", 3, 4), {}), (Place, ("Porto",), {"size": 3}),
    (Place, ("Porto",), {"planet": "Mars"}), (Counted, (1,), {}), (Town, (), {"number": 1}),
])
def test_a_record_without_its_values_or_with_others_is_not_made(
    cls: type[PlainRecord], values: tuple[object, ...], named: dict[str, object]
) -> None:
    with pytest.raises(TypeError, match="is made of"):
        cls(*values, **named)


def test_a_record_stays_as_it_is() -> None:
    place = Place("Porto", 3)
    with pytest.raises(AttributeError, match="stays"):
        place.people = 4  # type: ignore[misc]
    other = place.replace(people=4)
    assert (other.name, other.people, place.people) == ("Porto", 4, 3)
    assert vars(pickle.loads(pickle.dumps(place))) == vars(place)


def test_no_record_of_attrs_is_made_of_a_plain_one() -> None:
    """An attrs class would take no values for what it inherits."""
    import hubflow.reading.toml.placed_file
    import hubflow.register.standing.register_cases
    import hubflow.tables.input.portfolio_rows  # noqa: F401

    below = [PlainRecord]
    for cls in below:
        below += cls.__subclasses__()
    assert not [cls for cls in below if attrs.has(cls)]
