"""Ways in which a portfolio, a history or a roster can be wrong; each is refused with exit code 11 and its place."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import Any

from tests.integration.faults import (
    Fault,
    Spoil,
    cell,
    file_of,
    folder_of,
    header_of,
    line_of,
    missing,
    rows_of,
    unreadable,
)
from tests.integration.worlds import World

HUGE = "9" * 400


def zipped(content: bytes) -> bytes:
    """The bytes of an .xlsx file, or at least of what every .xlsx file is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", content)
    return stream.getvalue()


def column_dropped(table: str, column: str) -> Spoil:
    """Leave a required column out; the message must name it."""

    def spoil(world: World) -> str:
        world.write(table, [{k: v for k, v in row.items() if k != column} for row in rows_of(world, table)])
        return rf"{table}\.csv.*\b{column}\b"

    return spoil


def row_repeated(table: str) -> Spoil:
    """Write the first row a second time, at the end."""

    def spoil(world: World) -> str:
        rows = rows_of(world, table)
        world.write(table, [*rows, rows[0]])
        return rf"{table}\.csv, row (2|{len(rows) + 2}), column account_id\b"

    return spoil


def roster_of(*shifts: dict[str, Any], place: str) -> Spoil:
    """Another roster of these shifts; the message must name `place`."""

    def spoil(world: World) -> str:
        shift = {**world.shifts[0], "date": None, "weekday": None}
        world.write("roster", [{**shift, **changes} for changes in shifts])
        return rf"roster\.csv, {place}"

    return spoil


def parquet_of(table: str, content: bytes) -> Spoil:
    """Put bytes that are no Parquet where the strategy's table was; the test names the Parquet file."""

    def spoil(world: World) -> str:
        (world.folder / f"{table}.csv").unlink()
        (world.folder / f"{table}.parquet").write_bytes(content)
        return rf"{table}\.parquet"

    return spoil


def files(table: str) -> dict[str, Spoil]:
    """What can befall any table as a whole."""
    name = f"{table}.csv"
    return {
        "empty": file_of(name, b""),
        "blank_lines": file_of(name, b"\n\n\n"),
        "missing": missing(name),
        "folder": folder_of(name),
        "unreadable": unreadable(name),
        "gzip": file_of(name, gzip.compress),
        "xlsx": file_of(name, zipped),
        "binary": file_of(name, bytes(range(256)) * 40),
        "wrong_encoding": file_of(name, lambda b: b.replace(b"\n", "\nñ".encode("latin-1"), 1)),
        "utf_16": file_of(name, lambda b: b.decode().encode("utf-16-le")),
        "nul": file_of(name, lambda b: b.replace(b",", b"\0,", 40)),
        "not_parquet": parquet_of(table, b"account_id,balance\n"),
        "truncated_parquet": parquet_of(table, b"PAR1" + b"\0" * 64),
        "wrong_delimiter": file_of(name, lambda b: b.replace(b",", b"\t")),
        "unterminated_quote": line_of(table, lambda line: '"' + line),
        "row_too_long": line_of(table, lambda line: line + ",more"),
        "row_too_short": line_of(table, lambda line: line.rsplit(",", 2)[0]),
    }


ACCOUNT_CELLS: dict[str, tuple[str, Any]] = {
    "account_id_empty": ("account_id", ""),
    "account_id_of_blanks": ("account_id", "   "),
    "days_of_text": ("days_past_due", "thirty"),
    "days_of_a_fraction": ("days_past_due", "3.7"),
    "days_empty": ("days_past_due", ""),
    "days_overflow": ("days_past_due", HUGE),
    "balance_infinite": ("balance", "inf"),
    "balance_not_a_number": ("balance", "NaN"),
    "balance_negative": ("balance", "-5"),
    "balance_overflows": ("balance", "1e400"),
    "balance_of_400_digits": ("balance", HUGE),
    "balance_of_text": ("balance", "mucho"),
    "balance_with_decimal_comma": ("balance", "1000,50"),
    "balance_empty": ("balance", ""),
    "past_due_negative": ("past_due", "-0.01"),
    "risk_over_one": ("risk_score", "1.01"),
    "risk_in_percent": ("risk_score", "45%"),
    "zone_unknown": ("timezone", "Mars/Olympus"),
    "zone_that_is_a_path": ("timezone", "../../etc/passwd"),
    "hold_impossible": ("hold_until", "2026-02-30"),
    "hold_in_another_format": ("hold_until", "03/04/2026"),
    "hold_in_another_millennium": ("hold_until", "20260-01-01"),
    "consent_unclear": ("consent_sms", "maybe"),
    "tenure_of_text": ("tenure_months", "two years"),
    "preferred_start_impossible": ("preferred_start", "25:00"),
    "preferred_end_of_text": ("preferred_end", "evening"),
    "preferred_channel_unknown": ("preferred_channel", "pigeon"),
}

ATTEMPT_CELLS: dict[str, tuple[str, Any]] = {
    "at_of_text": ("at", "yesterday"),
    "at_impossible": ("at", "2026-02-30T10:00:00"),
    "at_empty": ("at", ""),
    "customer_empty": ("customer_id", ""),
    "channel_empty": ("channel", ""),
    "direction_unknown": ("direction", "sideways"),
}

ROSTER_CELLS: dict[str, tuple[str, Any]] = {
    "start_of_text": ("start", "morning"),
    "start_impossible": ("start", "27:00"),
    "group_empty": ("agent_group", ""),
    "weekday_unknown": ("weekday", "lunes"),
    "date_impossible": ("date", "2026-02-30"),
    "break_negative": ("break_minutes", "-10"),
    "break_of_text": ("break_minutes", "an hour"),
}

#: Faults of one row each: (table, column, name, spoil).
ROW_FAULTS: list[tuple[str, str, str, Spoil]] = [
    *(("portfolio", column, name, cell("portfolio", column, text)) for name, (column, text) in ACCOUNT_CELLS.items()),
    *(("attempts", column, name, cell("attempts", column, text)) for name, (column, text) in ATTEMPT_CELLS.items()),
    *(("roster", column, name, cell("roster", column, text, row=3)) for name, (column, text) in ROSTER_CELLS.items()),
]

SPECIAL: dict[str, tuple[Spoil, str]] = {
    "portfolio_header_twice": (header_of("portfolio", "past_due", "balance", named="balance"), "plain"),
    "portfolio_header_empty": (header_of("portfolio", "balance", "", named="balance"), "plain"),
    "portfolio_header_misspelt": (
        header_of("portfolio", "days_past_due", "day_past_due", named="days_past_due"),
        "plain",
    ),
    "portfolio_mapped_header_misspelt": (
        header_of("portfolio", "dias_mora", "dias_de_mora", named="dias_mora"),
        "latam",
    ),
    "portfolio_without_account_id": (column_dropped("portfolio", "account_id"), "plain"),
    "portfolio_without_balance": (column_dropped("portfolio", "balance"), "plain"),
    "portfolio_account_twice": (row_repeated("portfolio"), "plain"),
    "portfolio_truncated_in_a_row": (
        file_of("portfolio.csv", lambda b: b[: b.rstrip(b"\n").rindex(b"\n") + 12], r", row \d+"),
        "plain",
    ),
    "portfolio_decimal_points_in_latam": (cell("portfolio", "balance", "1,234,567.89"), "latam"),
    "portfolio_iso_day_impossible_in_latam": (cell("portfolio", "hold_until", "31/02/2026"), "latam"),
    "portfolio_month_first_in_latam": (cell("portfolio", "hold_until", "02/28/2026"), "latam"),
    "portfolio_latam_in_utf_8": (
        file_of("portfolio.csv", lambda b: b.decode("latin-1").encode("utf-8"), r".*\bcédula\b"),
        "latam",
    ),
    "attempts_without_outcome": (column_dropped("attempts", "outcome"), "plain"),
    "attempts_without_at": (column_dropped("attempts", "at"), "plain"),
    "roster_without_group": (column_dropped("roster", "agent_group"), "plain"),
    "roster_ends_before_it_starts": (
        roster_of({}, {"agent_id": "G9", "start": "15:00", "end": "07:00"}, place="row 3"),
        "plain",
    ),
    "roster_of_no_time": (roster_of({}, {"agent_id": "G9", "start": "09:00", "end": "09:00"}, place="row 3"), "plain"),
    "roster_break_longer_than_shift": (roster_of({}, {"agent_id": "G9", "break_minutes": 481}, place="row 3"), "plain"),
    "roster_two_groups_at_once": (roster_of({}, {"agent_group": "other"}, place="row (2|3)"), "plain"),
    "roster_date_and_weekday": (
        roster_of({}, {"agent_id": "G9", "date": "2026-03-03", "weekday": "mon"}, place="row 3"),
        "plain",
    ),
}

TABLE_FAULTS = [
    *(
        Fault(f"{table}_{name}", 11, spoil)
        for table in ("portfolio", "attempts", "roster")
        for name, spoil in files(table).items()
    ),
    *(Fault(f"{table}_{name}", 11, spoil) for table, _, name, spoil in ROW_FAULTS),
    *(Fault(name, 11, spoil, dialect) for name, (spoil, dialect) in SPECIAL.items()),
]
assert len({fault.name for fault in TABLE_FAULTS}) == len(TABLE_FAULTS)
