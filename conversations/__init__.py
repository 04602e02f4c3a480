"""What is said: the engine, the kinds of questions, the words, one file for each conversation."""
