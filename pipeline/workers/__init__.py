"""Many pages over several processes: a pool with limits of time and memory, and what of a shelf of files is done next."""
