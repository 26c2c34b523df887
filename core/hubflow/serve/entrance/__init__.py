"""Who gets into the workbench, from where, and with what."""
