"""Working folders and made-up sample operations.

folder.py      the working folder that `init` writes
starters.py    the starter strategies
sample.py      a made-up operation of any size; also makes examples/
countries.py   zones, regions, money and phones of made-up customers
dialect.py     tables as a house's own system would export them
"""

from collectplan.init.folder import write_folder as write_folder
