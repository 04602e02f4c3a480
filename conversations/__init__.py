"""What is said: the engine, the kinds of questions, the words, and one file for each conversation."""
