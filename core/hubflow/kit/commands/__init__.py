"""The command line of the authoring kit."""
