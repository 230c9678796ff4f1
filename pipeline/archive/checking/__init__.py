"""Everything that an archive holds against its checksums, its seals and its index; made again where it can be."""
