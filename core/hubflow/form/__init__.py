"""Write the form of a call for the tools that offices use, with the map that reads its answers."""
