"""The workbench: a hub's work in a browser, over the same register and by the same functions."""
