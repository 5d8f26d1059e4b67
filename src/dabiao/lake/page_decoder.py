"""Columns of small whole numbers straight out of Parquet pages.

A general reader turns every value into 32 bits and then into the type asked for, at some 4 ns a value; the values
here are verdicts and runs of cell numbers of one to five bits, and take a tenth of that. Only what
``sorted_file`` writes is decoded: required columns, whole numbers by dictionary or plain, flags by bit or by
run, pages of version 1. Of anything else ``decoded_columns`` says that it is unfamiliar, and Arrow reads it.

Format: Apache Parquet, "Encodings" (RLE/bit-packing hybrid, dictionary) and ``parquet.thrift`` (PageHeader), in
the compact protocol of Apache Thrift.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dabiao.core.compiled import compiled

Bytes = NDArray[np.uint8]

LARGEST_PAGE = 64 * 1024 * 1024
"""Bytes after decompression. A page of ours is under 3 MB even where no value repeats."""

MOST_ROWS = 1 << 27
"""Rows of a row group. Common writers stay a hundred times below; a damaged file may claim any number."""

WIDEST_CODE = 20
"""Bits of a dictionary code: a dictionary of a million values is none."""

_DATA_PAGE, _DICTIONARY_PAGE = 0, 2
_PLAIN, _RLE, _PLAIN_DICTIONARY, _RLE_DICTIONARY = 0, 3, 2, 8
_LONGEST_HEADER = 4096
"""Bytes. A header holds a dozen numbers and two smallest and largest values of four bytes."""

_CODECS = {"ZSTD": "zstd", "SNAPPY": "snappy", "UNCOMPRESSED": None}
_FALSE_TRUE = np.array([0, 1], np.uint8)


class UnfamiliarError(Exception):
    """The pages are of a kind that is not decoded here; they need not be wrong."""


def decoded_columns(
    file: BinaryIO, metadata: pq.FileMetaData, group: int, kinds: Mapping[str, pa.DataType]
) -> dict[str, NDArray[Any]]:
    """Read columns ``kinds`` of row group ``group``; a flag is one byte, 0 or 1.

    Raises UnfamiliarError for what is not decoded here and ArrowInvalid for what cannot be right.
    """
    rows = metadata.row_group(group)
    if not 0 <= rows.num_rows <= MOST_ROWS:
        raise pa.ArrowInvalid("impossible number of rows")
    places = {rows.column(place).path_in_schema: place for place in range(rows.num_columns)}
    found = {}
    for name, kind in kinds.items():
        column = rows.column(places[name])
        levels = metadata.schema.column(places[name])
        if levels.max_definition_level or levels.max_repetition_level or column.compression not in _CODECS:
            raise UnfamiliarError(name)
        first = column.dictionary_page_offset or column.data_page_offset
        file.seek(first)
        data = file.read(column.total_compressed_size)
        try:
            found[name] = _column(data, _CODECS[column.compression], kind, rows.num_rows)
        except (IndexError, KeyError, TypeError, ValueError, OverflowError) as error:
            raise pa.ArrowInvalid(f"{name}: {error}") from error
    return found


def _column(data: bytes, codec: str | None, kind: pa.DataType, rows: int) -> NDArray[Any]:
    flags = pa.types.is_boolean(kind)
    values = np.empty(rows, np.uint8 if flags else kind.to_pandas_dtype())
    dictionary = _FALSE_TRUE
    at = done = 0
    while done < rows:
        header, at = _header(data, at)
        if header[1] not in {_DATA_PAGE, _DICTIONARY_PAGE}:
            raise UnfamiliarError("page version 2")
        body = _body(data[at : at + header[3]], header, codec)
        at += header[3]
        if header[1] == _DICTIONARY_PAGE:
            dictionary = _narrowed(np.frombuffer(body, "<i4", header[7][1]), values.dtype)
            continue
        count, encoding = header[5][1], header[5][2]
        if not 0 < count <= rows - done:
            raise ValueError("more values than rows")
        _fill(values[done : done + count], body, encoding, dictionary, flags)
        done += count
    return values


def _fill(values: NDArray[Any], body: Bytes, encoding: int, dictionary: NDArray[Any], flags: bool) -> None:
    """Decode the values of one data page."""
    if encoding == _PLAIN and flags:
        if len(body) * 8 < len(values):
            raise ValueError("page ends early")
        values[:] = np.unpackbits(body, count=len(values), bitorder="little")
    elif encoding == _PLAIN:
        values[:] = _narrowed(np.frombuffer(body, "<i4", len(values)), values.dtype)
    elif encoding == _RLE and flags:  # four bytes of length before the runs
        _by_code(values, body[4:], 1, dictionary)
    elif encoding in {_PLAIN_DICTIONARY, _RLE_DICTIONARY} and not flags:  # one byte of width before the runs
        _by_code(values, body[1:], int(body[0]), dictionary)
    else:
        raise UnfamiliarError(f"encoding {encoding}")


def _by_code(values: NDArray[Any], runs: Bytes, width: int, dictionary: NDArray[Any]) -> None:
    if width > WIDEST_CODE:
        raise UnfamiliarError("wide codes")
    padded = np.zeros(1 << width, values.dtype)
    known = min(len(dictionary), len(padded))
    padded[:known] = dictionary[:known]
    if _unpack(runs, width, padded, known, values) != len(values):
        raise ValueError("runs do not give the values of the page")


def _narrowed(values: NDArray[np.int32], kind: np.dtype[Any]) -> NDArray[Any]:
    narrow = values.astype(kind)
    if not np.array_equal(narrow, values):
        raise ValueError("a value is beyond its type")
    return narrow


def _body(data: bytes, header: dict[int, Any], codec: str | None) -> Bytes:
    size = header[2]
    if not 0 <= size <= LARGEST_PAGE:
        raise UnfamiliarError("large page")
    if codec is None or not size:
        return np.frombuffer(data, np.uint8)
    try:
        return np.frombuffer(pa.decompress(data, decompressed_size=size, codec=codec), np.uint8)
    except OSError as error:
        raise ValueError("page cannot be decompressed") from error


def _header(data: bytes, at: int) -> tuple[dict[int, Any], int]:
    """Read one PageHeader: its fields by number, and where the page begins."""
    header, end = _struct(memoryview(data)[at : at + _LONGEST_HEADER], 0)
    if header[3] < 0:
        raise ValueError("negative page size")
    return header, at + end


def _struct(data: memoryview, at: int, depth: int = 0) -> tuple[dict[int, Any], int]:
    """Read a Thrift struct of flags, numbers, texts and structs."""
    if depth > 3:
        raise ValueError("header nested too deep")
    fields: dict[int, Any] = {}
    number = 0
    while kind := data[at]:
        at += 1
        if not kind >> 4:
            raise UnfamiliarError("long field number")
        number += kind >> 4
        kind &= 15
        if kind in {1, 2}:
            fields[number] = kind == 1
        elif kind in {4, 5, 6}:
            raw, at = _varint(data, at)
            fields[number] = (raw >> 1) ^ -(raw & 1)
        elif kind == 8:
            size, at = _varint(data, at)
            fields[number], at = None, at + size
        elif kind == 12:
            fields[number], at = _struct(data, at, depth + 1)
        else:
            raise UnfamiliarError(f"field type {kind}")
    return fields, at + 1


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise ValueError("number too long")


def _unpack_python(
    runs: Bytes, width: int, dictionary: NDArray[Any], known: int, values: NDArray[Any]
) -> int:
    """Fill ``values`` from runs of codes; how many were filled, less when the runs end or a code is not known.

    ``dictionary`` has 2**width entries, of which the first ``known`` mean something: no code can lead outside.
    """
    at, filled, wanted = 0, 0, len(values)
    mask = (1 << width) - 1
    while filled < wanted:
        head: Any = np.int64(0)  # 64 bits wide also when compiled
        shift, more = 0, True
        while more:
            if at >= len(runs) or shift > 28:
                return filled
            head |= (np.int64(runs[at]) & 127) << shift
            more = runs[at] >= 128
            shift += 7
            at += 1
        largest: Any = np.int64(0)
        if head & 1:
            packed = (head >> 1) * width
            if at + packed > len(runs):
                return filled
            count = min((head >> 1) * 8, wanted - filled)
            largest = _unpack_bits(
                runs[at : at + packed], width, mask, dictionary, values[filled : filled + count]
            )
            at += packed
        else:
            size = (width + 7) >> 3
            if at + size > len(runs):
                return filled
            for place in range(size):
                largest |= np.int64(runs[at + place]) << (8 * place)
            largest &= mask
            at += size
            count = min(head >> 1, wanted - filled)
            values[filled : filled + count] = dictionary[largest]
        if largest >= known or not count:
            return filled
        filled += count
    return filled


def _unpack_bits_python(
    packed: Bytes, width: int, mask: int, dictionary: NDArray[Any], values: NDArray[Any]
) -> np.int64:
    """Fill ``values`` from codes of ``width`` bits, lowest bits first; the largest code."""
    largest = np.int64(0)
    whole = len(values) >> 3 if width <= 8 else 0
    for group in range(whole):  # eight codes are ``width`` bytes
        word = np.int64(0)
        for place in range(width):
            word |= np.int64(packed[group * width + place]) << (8 * place)
        for place in range(8):
            code = (word >> (width * place)) & mask
            largest = max(largest, code)
            values[group * 8 + place] = dictionary[code]
    bit = whole * 8 * width
    for row in range(whole * 8, len(values)):
        code = np.int64(0)
        for place in range(width):
            code |= ((np.int64(packed[bit >> 3]) >> (bit & 7)) & 1) << place
            bit += 1
        largest = max(largest, code)
        values[row] = dictionary[code]
    return largest


_unpack_bits = compiled(_unpack_bits_python)
_unpack = compiled(_unpack_python)
