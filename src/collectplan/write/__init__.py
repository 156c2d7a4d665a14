"""Writing results: tables as text, and files that appear all at once or not at all.

frames.py      grid.csv, capacity.csv, rejects.csv as frames of text
conditions.py  conditions.csv, and the grid's conditions
fates.py       fates.csv: what became of every row of the portfolio file
manifest.py    run.json
again.py       run.json: where the inputs lay
arrays.py      arrays of numbers as one table
files.py       CSV, Parquet and JSON bytes; single files, replaced at once
place.py       where a results folder may lie
publish.py     a results folder, published in one step
lock.py        one run at a time for each results folder
"""
