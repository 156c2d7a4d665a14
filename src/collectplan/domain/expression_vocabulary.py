"""The functions, types and reserved words of the SQL that a strategy may write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Function:
    """A function that reads one row: how many arguments, of what kind, and what comes out.

    Attributes:
        least, most: number of arguments.
        takes: kind of every argument, "any" where all must only agree with each other, "first" where the first
            is a condition and the others agree.
        gives: kind of the result, "same" as the arguments.
        is_widened: whether polars answers in a narrow integer, which would overflow.
    """

    least: int
    most: int
    takes: str
    gives: str
    is_widened: bool = False


FUNCTIONS: Final = {
    "UPPER": Function(1, 1, "text", "text"),
    "LOWER": Function(1, 1, "text", "text"),
    "TRIM": Function(1, 1, "text", "text"),
    "LTRIM": Function(1, 1, "text", "text"),
    "RTRIM": Function(1, 1, "text", "text"),
    "LENGTH": Function(1, 1, "text", "number", is_widened=True),
    "STARTS_WITH": Function(2, 2, "text", "boolean"),
    "ENDS_WITH": Function(2, 2, "text", "boolean"),
    "REPLACE": Function(3, 3, "text", "text"),
    "LEFT": Function(2, 2, "text+count", "text"),
    "RIGHT": Function(2, 2, "text+count", "text"),
    "SUBSTR": Function(2, 3, "text+count", "text"),
    "SUBSTRING": Function(2, 3, "text+count", "text"),
    "CONCAT": Function(1, 20, "text", "text"),
    "ABS": Function(1, 1, "number", "number"),
    "ROUND": Function(1, 2, "number+count", "number"),
    "FLOOR": Function(1, 1, "number", "number"),
    "CEIL": Function(1, 1, "number", "number"),
    "SIGN": Function(1, 1, "number", "number"),
    "SQRT": Function(1, 1, "number", "number"),
    "EXP": Function(1, 1, "number", "number"),
    "LN": Function(1, 1, "number", "number"),
    "POWER": Function(2, 2, "number", "number"),
    "MOD": Function(2, 2, "number", "number"),
    "YEAR": Function(1, 1, "date", "number", is_widened=True),
    "MONTH": Function(1, 1, "date", "number", is_widened=True),
    "DAY": Function(1, 1, "date", "number", is_widened=True),
    "COALESCE": Function(1, 20, "any", "same"),
    "IFNULL": Function(2, 2, "any", "same"),
    "NULLIF": Function(2, 2, "any", "same"),
    "GREATEST": Function(1, 20, "any", "same"),
    "LEAST": Function(1, 20, "any", "same"),
    "IF": Function(3, 3, "first", "same"),
}

#: SQL type: (kind, polars' widest type of that kind).
TYPES: Final = {
    **dict.fromkeys(("INT", "INTEGER", "BIGINT", "SMALLINT"), ("number", "BIGINT")),
    **dict.fromkeys(("FLOAT", "DOUBLE", "REAL", "DECIMAL", "NUMERIC"), ("number", "DOUBLE")),
    **dict.fromkeys(("TEXT", "VARCHAR", "CHAR", "STRING"), ("text", "VARCHAR")),
}

CLOCK: Final = {
    "NOW",
    "CURRENT_DATE",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "LOCALTIME",
    "LOCALTIMESTAMP",
    "TODAY",
    "GETDATE",
}
QUERY: Final = {
    "SELECT", "FROM", "WHERE", "WITH", "UNION", "EXISTS", "INSERT", "UPDATE", "DELETE", "DROP", "CREATE", "ALTER",
    "TRUNCATE", "EXPLAIN", "SHOW", "TABLE", "HAVING", "ORDER", "GROUP", "LIMIT", "JOIN", "VALUES",
}  # fmt: skip
AGGREGATES: Final = {
    "SUM", "COUNT", "AVG", "MEAN", "MEDIAN", "MIN", "MAX", "FIRST", "LAST", "STDDEV", "STDEV", "VARIANCE", "VAR",
    "QUANTILE", "RANK", "DENSE_RANK", "ROW_NUMBER", "LAG", "LEAD", "NTILE", "FIRST_VALUE", "LAST_VALUE",
    "ARRAY_AGG", "STRING_AGG",
}  # fmt: skip
WORDS: Final = {
    "AND", "OR", "NOT", "IN", "IS", "LIKE", "ILIKE", "BETWEEN", "NULL", "TRUE", "FALSE", "CASE", "WHEN", "THEN", "ELSE",
    "END", "DISTINCT", "AS", "OVER", "PARTITION", "BY", "CAST", "TRY_CAST", "INTERVAL", "ANY", "ALL", "COLLATE",
}  # fmt: skip
RANDOM: Final = {"RANDOM", "RAND", "UUID", "SHUFFLE", "SAMPLE"}

#: Words of QUERY that can stand only at the beginning of a query; the others may also be columns.
STARTS_QUERY: Final = {
    "SELECT",
    "FROM",
    "WHERE",
    "WITH",
    "UNION",
    "EXISTS",
    "INSERT",
    "UPDATE",
    "DELETE",
    "DROP",
    "CREATE",
    "ALTER",
}
