"""Rules in plain words: those of a pack, and those that a strategy has in force.

rulebook.py   packs, one pack, and a strategy's rules as plain data, ready to be shown
"""
