"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped] # it has no types
from pyarrow import csv, parquet


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What is published of one mart and date."""

    folder: Path
    day: str

    @property
    def csv(self) -> Path:
        """Return the path of the CSV."""
        return self.folder / f"{self.day}.csv"

    @property
    def parquet(self) -> Path:
        """Return the path of the Parquet file."""
        return self.folder / f"{self.day}.parquet"

    def publish(self, found: pa.Table) -> pa.Table:
        """Write both; give what is published now.

        A mart that is of a later date has no rows of this one any more. Then what was published of
        it stays: the past is not rewritten with nothing.
        """
        if found.num_rows == 0 and self.csv.exists() and self.parquet.exists():
            return parquet.read_table(self.parquet)
        exact = in_cents(found)
        with whole(self.csv) as scratch:
            csv.write_csv(exact, scratch)
        with whole(self.parquet) as scratch:
            parquet.write_table(exact, scratch)
        return exact

    def csv_rows(self) -> int:
        """Count the rows of the CSV as a reader would."""
        return int(csv.read_csv(self.csv).num_rows)

    def parquet_rows(self) -> int:
        """Count the rows of the Parquet file."""
        return int(parquet.read_metadata(self.parquet).num_rows)


def in_cents(found: pa.Table) -> pa.Table:
    """Return amounts two decimals, as people write them.

    Raises pyarrow.ArrowInvalid when an amount has more.
    """
    return found.cast(
        pa.schema(
            field.with_type(pa.decimal128(38, 2)) if pa.types.is_decimal(field.type) else field
            for field in found.schema
        )
    )


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a path to write to; what was written replaces `path` when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield scratch
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
