"""`python -m nightledger`."""

from nightledger.cli import main

if __name__ == "__main__":
    main(prog_name="nightledger")
