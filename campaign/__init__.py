"""The rules of the movement, as plain values and functions. Imports nothing but the standard library."""
