"""Questions that an archive answers out of its index: papers, citations, targets; with marks or without."""
