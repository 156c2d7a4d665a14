"""Rewrites the help texts in README.md: `python -m tests.docs.refresh_readme` from the root of the repository."""

from __future__ import annotations

from tests.docs.readme import README, help_block, text, with_block

if __name__ == "__main__":
    README.write_text(with_block(text(), "help", help_block()), encoding="utf-8")
