"""Work on the parts of a portfolio by the processes of a Dask cluster, local or remote.

What travels to a worker is a part's place and what it must know of the whole; back come its sort
keys or its results. The files are read by the workers themselves.
"""
