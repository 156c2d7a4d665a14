"""`python -m collectplan` is the command `collectplan`."""

from collectplan.cli.main import main

if __name__ == "__main__":
    main()
