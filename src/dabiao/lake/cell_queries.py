"""Cells out of the observation lake, counted by a query engine from the rows and their verdicts alone.

The expressions are Ibis and use nothing of one engine only: DuckDB runs them here, Spark can run the same on
a cluster. They take none of the file's short cuts (cell numbers, place verdicts), and so prove those right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from dabiao.core.cells import ITEM_KEYS, ITEM_SUMS, KEYS, SUMS, CellTable, Overlap
from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework, Method
from dabiao.core.observation import CONFORMING, FAILING, NOT_APPLICABLE, SCALE
from dabiao.core.sum_table import Word
from dabiao.core.tally_rules import counting_needs
from dabiao.lake.cell_files import sum_table
from dabiao.lake.observation_store import StoredObservations

PLACE = ("standard", "method", "round", "site_id")

_READ = (
    "standard_id",
    "method",
    "street",
    "site_type",
    "unit",
    "round",
    "site_id",
    "item",
    "judged",
    "count",
    "value",
    "base",
    "position",
)
"""Columns that are read; no cell number and nothing else that was worked out when the file was written."""

_NEEDS = pa.schema(
    [
        ("standard", pa.string()),
        ("method", pa.string()),
        ("pairs", pa.bool_()),
        ("watches", pa.bool_()),
        ("items", pa.bool_()),
    ]
)

_ASKED = pa.schema(
    [("standard", pa.string()), ("method", pa.string()), ("item", pa.string()), ("asked", pa.int64())]
)


def cells_of(stored: StoredObservations, framework: Framework) -> CellTable:
    """Count the stored observations again with DuckDB: the cells, the same as ``core.tally`` gives.

    Raises BadInput naming the file when it cannot be read.
    """
    connection = ibis.duckdb.connect()
    try:
        observations = connection.read_parquet(stored.observations)
        if set(_READ).difference(observations.columns):
            raise _broken(stored)
        rows = counted_rows(observations, framework)
        cells = connection.to_pyarrow(cell_expression(rows))
        items = connection.to_pyarrow(item_expression(rows))
        overlap = connection.to_pyarrow(overlap_expression(observations)).to_pylist()[0]
    except duckdb.ConversionException as error:
        raise OverflowError("数值合计超出可精确计算的范围，请检查数值和基数是否填错") from error
    except duckdb.Error as error:
        raise _broken(stored) from error
    finally:
        connection.disconnect()
    rounds: Mapping[str, tuple[Word, ...]] = {"round": stored.manifest.rounds}
    return CellTable(
        stored.manifest.rounds,
        sum_table(cells, KEYS, SUMS, rounds),
        sum_table(items, ITEM_KEYS, ITEM_SUMS, rounds),
        Overlap(overlap["rows"], overlap["agreeing"]),
    )


def _broken(stored: StoredObservations) -> BadInput:
    return BadInput(Defect("不是完好的观测数据文件，请用备份恢复", str(stored.observations)))


def counted_rows(observations: ir.Table, framework: Framework) -> ir.Table:
    """Keep each item's first inspection and say, row by row, what it adds to its cell.

    ``observations`` has the columns of ``sorted_file.STORED_SCHEMA``. A place's sums are in its first row.
    """
    rows = _first_inspections(observations).filter(ibis._.repeats == 0)
    needs, asked = _rules(framework)
    rows = _with_figures(rows.left_join(needs, ["standard", "method"]))
    short = rows.left_join(asked, ["standard", "method", "item"])
    missing = ibis.greatest(short.asked - short["value"], 0)
    short = short.mutate(short=ibis.ifelse(short.value_rows == 1, missing, 0).fill_null(0))
    places = short.group_by(PLACE).aggregate(
        position=short.position.min(),
        places=(short.judged >= FAILING).cast("int64").max(),
        failing=(short.judged == FAILING).cast("int64").max(),
        missing=short.short.max(),
    )
    places = places.select(
        "position",
        "places",
        "missing",
        places_ok=ibis.ifelse(places.failing == 0, places.places, 0),
    )
    rows = rows.left_join(places, "position")
    return rows.mutate(**{name: rows[name].fill_null(0) for name in ("places", "places_ok", "missing")})


def cell_expression(rows: ir.Table) -> ir.Table:
    """Sum ``counted_rows`` into cells."""
    return _summed(rows, KEYS, SUMS)


def item_expression(rows: ir.Table) -> ir.Table:
    """Sum ``counted_rows`` by item, for rules that ask for single items."""
    return _summed(rows.filter(rows["items"] & rows.item.notnull()), ITEM_KEYS, ITEM_SUMS)


def overlap_expression(observations: ir.Table) -> ir.Table:
    """Count rows of further inspectors and how many of them agree with the first."""
    rows = _first_inspections(observations)
    again = rows.filter(rows.repeats > 0)
    return again.aggregate(
        rows=again.count(), agreeing=(again.judged == again.first_judged).cast("int64").sum().fill_null(0)
    )


def _first_inspections(observations: ir.Table) -> ir.Table:
    """Add to each row how many earlier rows it repeats, and the verdict of the first of them."""
    rows = observations.select(*_READ).rename(standard="standard_id")
    same = ibis.window(group_by=[*PLACE, "item"], order_by="position")
    return rows.mutate(
        repeats=ibis.row_number().over(same).cast("int64"), first_judged=rows.judged.first().over(same)
    )


def _with_figures(rows: ir.Table) -> ir.Table:
    """Say what each row adds, places apart: the rules of ``core.tally`` in the same order."""
    applicable, conforming = rows.judged >= FAILING, rows.judged == CONFORMING
    given = {name: rows[name].notnull() & (rows.judged != NOT_APPLICABLE) for name in ("value", "base")}
    pair = given["value"] & given["base"]
    watch = rows.watches.fill_null(False) & ~pair & applicable
    only_pairs = rows.pairs.fill_null(False)
    has = {name: ibis.ifelse(only_pairs, pair | watch, given[name]) for name in given}
    watched = {"value": ibis.ifelse(conforming, SCALE, 0), "base": ibis.literal(SCALE)}
    figures = {
        name: ibis.ifelse(has[name], ibis.ifelse(watch, watched[name], rows[name]), 0).cast("int64")
        for name in has
    }
    faults = rows["count"].fill_null(ibis.ifelse(rows.judged == FAILING, 1, 0))
    return rows.select(
        *KEYS,
        "site_id",
        "item",
        "position",
        "judged",
        items=rows["items"].fill_null(False),
        rows=applicable.cast("int64"),
        rows_ok=conforming.cast("int64"),
        faults=faults.cast("int64"),
        value_rows=has["value"].cast("int64"),
        base_rows=has["base"].cast("int64"),
        **figures,
    )


def _summed(rows: ir.Table, keys: Sequence[str], sums: Sequence[str]) -> ir.Table:
    return rows.group_by(list(keys)).aggregate(**{name: rows[name].sum().cast("int64") for name in sums})


def _rules(framework: Framework) -> tuple[ir.Table, ir.Table]:
    """List what each rule wants counted beyond places and rows, and how many units of an item it asks for."""
    standards, methods = list(framework.standards), [method.value for method in Method]
    needs = counting_needs(framework, standards, methods)
    rules = [(standard, method) for standard in standards for method in methods]
    flags = [pa.array(flag, pa.bool_()) for flag in (needs.pairs, needs.watches, needs.items)]
    columns = [pa.array([rule[place] for rule in rules], pa.string()) for place in (0, 1)]
    asked = [
        {
            "standard": rules[number][0],
            "method": rules[number][1],
            "item": one.item,
            "asked": int(one.at_least * SCALE),
        }
        for number, requirements in needs.requirements.items()
        for one in requirements
    ]
    return (
        ibis.memtable(pa.table([*columns, *flags], schema=_NEEDS)),
        ibis.memtable(pa.Table.from_pylist(asked, schema=_ASKED)),
    )
