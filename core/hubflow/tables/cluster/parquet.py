"""Parquet files of the same columns put one after the other into one file, pages as they are.

The format: https://github.com/apache/parquet-format, its definitions in parquet.thrift. First come
the pages, column by column, which may each be followed by a copy of what the footer says of them;
then, as far as there are any, the column indexes and the offset indexes; then the footer. Places
in the file change, all else is kept, so the one file is what the writer of the parts would have
written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

import attrs

from hubflow.tables.cluster.thrift import LIST, STRUCT, Fields, read_struct, written

_MAGIC = b"PAR1"

# the numbers of fields: in FileMetaData, RowGroup, ColumnChunk, ColumnMetaData and OffsetIndex
_NUM_ROWS, _ROW_GROUPS = 3, 4
_COLUMNS, _GROUP_PLACE, _ORDINAL = 1, 5, 7
_CHUNK_PLACE, _META = 2, 3
_OFFSET_INDEX, _OFFSET_LENGTH, _COLUMN_INDEX, _COLUMN_LENGTH = 4, 5, 6, 7
_LENGTH, _DATA, _DICTIONARY = 7, 9, 11
_PAGES, _PAGE_PLACE = 1, 1
_KNOWN_CHUNK = {_CHUNK_PLACE, _META, _OFFSET_INDEX, _OFFSET_LENGTH, _COLUMN_INDEX, _COLUMN_LENGTH}
_KNOWN_META = {1, 2, 3, 4, 5, 6, _LENGTH, _DATA, _DICTIONARY, 12, 13, 16}


@attrs.frozen(eq=False, repr=False)
class _Chunk:
    """A column of a row group as it stands in a file; ``copy`` is what follows its pages."""

    file: memoryview
    told: Fields

    @property
    def meta(self) -> Fields:
        meta: Fields = self.told[_META][1]
        return meta

    @property
    def start(self) -> int:
        return min(int(self.meta[n][1]) for n in (_DATA, _DICTIONARY) if n in self.meta)

    @property
    def pages(self) -> memoryview:
        return self.file[self.start:self.start + self.meta[_LENGTH][1]]

    @property
    def copied(self) -> bool:
        end = self.start + len(self.pages)
        copy = written(self.meta)
        return self.file[end:end + len(copy)] == copy

    def index(self, place: int, length: int) -> bytes:
        """An index, empty where there is none."""
        if place not in self.told:
            return b""
        start = self.told[place][1]
        return bytes(self.file[start:start + self.told[length][1]])


class _File:
    def __init__(self, file: bytes) -> None:
        length = int.from_bytes(file[-8:-4], "little")
        self.size = len(file)
        self.footer = read_struct(file[-8 - length:-8])
        self.beside = 2 * len(_MAGIC) + 4 + length
        self.groups: Sequence[Fields] = self.footer[_ROW_GROUPS][1][1]
        self.view = memoryview(file)

    def chunks(self, group: Fields) -> Iterator[_Chunk]:
        for told in group[_COLUMNS][1][1]:
            yield _Chunk(self.view, told)


def joinable(file: bytes) -> bool:
    """Whether all that is in a file is known here, to the last byte."""
    known = _File(file)
    size = known.beside
    for group in known.groups:
        for chunk in known.chunks(group):
            if set(chunk.told) - _KNOWN_CHUNK or set(chunk.meta) - _KNOWN_META:
                return False
            size += len(chunk.pages) + (len(written(chunk.meta)) if chunk.copied else 0)
            size += len(chunk.index(_COLUMN_INDEX, _COLUMN_LENGTH))
            size += len(chunk.index(_OFFSET_INDEX, _OFFSET_LENGTH))
    return size == known.size


@attrs.define(eq=False, repr=False)
class _Placed:
    """A column in the new file, with its indexes, which come after all pages."""

    told: Fields
    column_index: bytes
    offset_index: bytes


class Joined:
    """Writes Parquet files of the same columns into one, as they come."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = out.write(_MAGIC)
        self._footer: Fields = {}
        self._groups: list[tuple[Fields, list[_Placed]]] = []
        self._rows = 0

    def add(self, file: bytes) -> None:
        """The row groups of one more file."""
        read = _File(file)
        self._footer = self._footer or read.footer
        self._rows += read.footer[_NUM_ROWS][1]
        for group in read.groups:
            made = dict(group)
            if _GROUP_PLACE in made:
                made[_GROUP_PLACE] = made[_GROUP_PLACE][0], self._at
            if _ORDINAL in made:
                made[_ORDINAL] = made[_ORDINAL][0], len(self._groups)
            self._groups.append((made, [self._chunk(chunk) for chunk in read.chunks(group)]))

    def _chunk(self, chunk: _Chunk) -> _Placed:
        by = self._at - chunk.start
        meta = _moved(chunk.meta, (_DATA, _DICTIONARY), by)
        copied = chunk.copied
        self._write(chunk.pages)
        if copied:
            self._write(written(meta))
        told = {**_moved(chunk.told, (_CHUNK_PLACE,), by), _META: (STRUCT, meta)}
        index = chunk.index(_OFFSET_INDEX, _OFFSET_LENGTH)
        return _Placed(told, chunk.index(_COLUMN_INDEX, _COLUMN_LENGTH),
                       _moved_index(index, by) if index else b"")

    def close(self) -> None:
        """Write indexes and footer: the file is whole."""
        placed = [chunk for _, chunks in self._groups for chunk in chunks]
        for chunk in placed:
            self._index(chunk, chunk.column_index, _COLUMN_INDEX, _COLUMN_LENGTH)
        for chunk in placed:
            self._index(chunk, chunk.offset_index, _OFFSET_INDEX, _OFFSET_LENGTH)
        groups = [{**group, _COLUMNS: (LIST, (STRUCT, [chunk.told for chunk in chunks]))}
                  for group, chunks in self._groups]
        footer = written({
            **self._footer, _NUM_ROWS: (self._footer[_NUM_ROWS][0], self._rows),
            _ROW_GROUPS: (LIST, (STRUCT, groups))})
        self._write(footer + len(footer).to_bytes(4, "little") + _MAGIC)

    def _index(self, chunk: _Placed, index: bytes, place: int, length: int) -> None:
        if index:
            chunk.told[place] = chunk.told[place][0], self._at
            chunk.told[length] = chunk.told[length][0], len(index)
            self._write(index)

    def _write(self, data: bytes | memoryview) -> None:
        self._out.write(data)
        self._at += len(data)


def _moved(fields: Fields, places: Sequence[int], by: int) -> Fields:
    return {number: (type, value + by if number in places and value else value)
            for number, (type, value) in fields.items()}


def _moved_index(index: bytes, by: int) -> bytes:
    """An offset index whose pages stand ``by`` bytes further on."""
    fields = read_struct(index)
    type, (kind, pages) = fields[_PAGES]
    moved = [_moved(page, (_PAGE_PLACE,), by) for page in pages]
    return written({**fields, _PAGES: (type, (kind, moved))})
