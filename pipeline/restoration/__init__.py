"""Words as OCR gave them to the words that were printed (phục hồi chữ): one page in, one page out, each change with its reason."""

from pipeline.restoration.restore import Change, restore

__all__ = ["Change", "restore"]
