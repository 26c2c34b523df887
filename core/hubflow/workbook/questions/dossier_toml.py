"""Write a dossier's data as TOML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from hubflow.model.dossier import Dossier
from hubflow.reading.records.converter import toml_key
from hubflow.reading.toml.toml_output import toml_text


def dossier_toml(data: Mapping[str, Any]) -> str:
    """Return the data as TOML text, in the order of the model's keys."""
    order = ["kind", *(toml_key(field) for field in attrs.fields(Dossier))]
    known = {key: data[key] for key in order if key in data}
    return toml_text({**known, **data})
