"""The stages that every venture goes through."""

from typing import Literal, get_args

Stage = Literal["identify", "understand", "test", "incubate", "trade", "scale"]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""The six stages that every venture goes through, in order."""
