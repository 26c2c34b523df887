"""Write office files without a time stamp: the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

MADE = dt.datetime(1980, 1, 1)
"""When every file says it was made: the first day that a ZIP archive can tell."""


def without_time_stamps(file: bytes) -> bytes:
    """Return the same archive without the time at which it was packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as packed, \
            zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            again.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), packed.read(name),
                           zipfile.ZIP_DEFLATED)
    return made.getvalue()


def workbook_bytes(workbook: Workbook) -> bytes:
    """Return the workbook as the bytes of an .xlsx file."""
    from openpyxl.writer.excel import ExcelWriter

    workbook.properties.creator = "hubflow"
    workbook.properties.created = workbook.properties.modified = MADE
    file = io.BytesIO()
    # Workbook.save would say that the file was modified now
    ExcelWriter(workbook, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)).save()
    return without_time_stamps(file.getvalue())
