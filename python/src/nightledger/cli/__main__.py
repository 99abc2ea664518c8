"""`python -m nightledger.cli`."""

from nightledger.cli import main

main(prog_name="nightledger")
