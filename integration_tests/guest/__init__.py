"""What the package is in a user's project: a guest."""
