"""The command line: the program, its table of commands, and the code that commands share."""

import gc

# Start-up makes many objects that live to the end: looking for garbage among them, on the way or
# when the process ends, is waste. A long run collects as usual once it has grown. It is said here
# because this file is the first that the program imports.
gc.set_threshold(200_000, 20, 20)
