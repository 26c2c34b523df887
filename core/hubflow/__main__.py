"""``python -m hubflow``."""

from hubflow.cli.main import program

# a process that is started to help this one imports this module, and must not run it
if __name__ == "__main__":
    program()
