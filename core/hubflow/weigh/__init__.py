"""Ask people for the weights of a phase's criteria, and write them with their source."""
