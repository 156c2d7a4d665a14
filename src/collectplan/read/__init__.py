"""From files to what they say: the strategy as a checked model, tables as text with their row numbers.

table.py             read_table: a CSV or Parquet file, or standard input, as a RawTable
payload.py           a file's bytes, and what they betray: workbooks, archives, NUL bytes
encoding.py          bytes in any encoding as UTF-8
records.py           CSV bytes as columns of text, in one pass where the file is sound
survey.py            a quick count over CSV bytes that tells whether the file is sound
quoting.py           which bytes of a CSV file lie inside quotes
sifting.py           records of another width than the header, cut out
mending.py           the slow way through a file with quotes in the wrong places: record by record
parquet.py           Parquet columns as text
arrays.py            arrays of numbers that a run kept
headers.py           the file's column names under the contract's names
dialect.py           how a file seems to be written, and what the strategy should say about it
synonyms.py          headers that lenders use for the contract's columns
strategy_file.py     a YAML file as a strategy, with the place of every key
packs.py             the rules of a strategy's packs, behind its own
pack_file.py         rule packs found and read
pack_checks.py       what a pack must keep beyond the types of its keys
strategy_checks.py   what a strategy must keep beyond the types of its keys
strategy_contradictions.py  targets and obligations that a strategy's own rules never let hold
strategy_change.py   a strategy with one value changed, or without a rule
strategy_input.py    what the input section must keep
strategy_rules.py    what rules must keep
strategy_words.py    what the model refuses, in words
strategy_notes.py    what is wrong, gathered with its places
yaml_file.py         a YAML file's bytes as text, and its keys and values
yaml_nodes.py        YAML text as nodes that know their line and column
yaml_values.py       nodes as values, by YAML 1.2
table_kind.py        which table a file is, told from its header
json_schema.py       the JSON Schema of strategies and packs, for editors
"""

from collectplan.read.table import read_table as read_table
