"""The archive (kho lưu trữ): originals kept unchanged, what was read of them beside them, an index that can be thrown away.

Files are the truth, SQLite is the index: whatever the index says can be made again from the files (`kehoach archive rebuild`).
"""
