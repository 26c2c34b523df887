"""The mechanism held against another place: which needs it meets, what hangs on the others."""
