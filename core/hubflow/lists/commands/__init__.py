"""The commands that write a call's lists."""
