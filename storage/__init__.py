"""What is kept: tables, one file of functions for each noun, the desk and the effects made real."""
