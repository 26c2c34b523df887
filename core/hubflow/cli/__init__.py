"""The command line: the program, its table of commands, and what commands share."""
