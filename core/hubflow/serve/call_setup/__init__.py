"""A call's name and deadline on the workbench: a new call, and what changes of one."""
