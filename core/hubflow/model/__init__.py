"""The words of hubflow as typed records; this package imports no other of hubflow's."""
