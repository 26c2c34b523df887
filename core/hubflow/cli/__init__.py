"""The command line: the program, its table of commands, and the code that commands share."""
