"""The rules of the movement, as plain values and functions, on the standard library alone."""
