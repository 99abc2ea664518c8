"""What all of the package's tests share."""

from harness.steady import be_steady

be_steady()
