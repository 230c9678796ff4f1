"""What can go wrong for a person: one class each, with an exit code and the next step.

Doubt about the *text* is never an error but a value (null, a confidence, a flag). An error means that a file, a page or the
machine could not do what was asked. Messages are one line; `message("vi")` gives the Vietnamese one.

>>> error = EmptyFile("shelf/kh.pdf")
>>> error.exit_code
5
>>> print(error.message())
shelf/kh.pdf: the file is empty (0 bytes). Copy or scan it again.
>>> print(error.message("vi"))
shelf/kh.pdf: tệp rỗng (0 byte). Hãy sao chép hoặc quét lại.
"""

from __future__ import annotations

from typing import ClassVar

from pipeline.phrases import vietnamese


class KehoachError(Exception):
    """Base of all errors that a person can act on; `where` names the file (and page), `detail` what was seen there, in English."""

    exit_code: ClassVar[int] = 1
    text: ClassVar[dict[str, str]] = {
        "en": "something went wrong{detail}. Please report it with the file, if it may be shared.",
        "vi": "đã xảy ra lỗi{detail}. Xin báo lại kèm tệp nếu có thể chia sẻ.",
    }

    def __init__(self, where: object = "", *, page: int | None = None, detail: str = "") -> None:
        super().__init__(str(where), page, detail)
        self.where, self.page, self.detail = str(where), page, detail

    def message(self, language: str = "en") -> str:
        """One line: the file, the page where there is one, what happened, what to do next."""
        page_word = "trang" if language == "vi" else "page"
        place = self.where + (f", {page_word} {self.page}" if self.page else "")
        template = self.text.get(language, self.text["en"])
        seen = vietnamese(self.detail) if language == "vi" else self.detail
        sentence = template.format(detail=f" ({seen})" if seen else "")
        return f"{place}: {sentence}" if place else sentence

    def __str__(self) -> str:
        return self.message()

    def __reduce__(self) -> tuple[object, ...]:
        # Crosses from the worker to its parent; Exception's own pickling would lose the keywords.
        return _made, (type(self), self.where, self.page, self.detail)


def _made(kind: type[KehoachError], where: str, page: int | None, detail: str) -> KehoachError:
    return kind(where, page=page, detail=detail)


class PathMissing(KehoachError):
    """A path that does not exist."""

    exit_code = 3
    text = {"en": "no such file or folder. Check the name.", "vi": "không có tệp hay thư mục này. Hãy kiểm tra lại tên."}


class NothingToRead(KehoachError):
    """A folder in which no file can be read."""

    exit_code = 4
    text = {
        "en": "no readable file in this folder{detail}. Put PNG, JPEG, TIFF, PDF or text files into it.",
        "vi": "thư mục không có tệp nào đọc được{detail}. Hãy đặt vào đó tệp PNG, JPEG, TIFF, PDF hoặc văn bản.",
    }


class EmptyFile(KehoachError):
    """A file of 0 bytes."""

    exit_code = 5
    text = {"en": "the file is empty (0 bytes). Copy or scan it again.", "vi": "tệp rỗng (0 byte). Hãy sao chép hoặc quét lại."}


class UnknownKind(KehoachError):
    """Content that is neither image, PDF nor text, whatever the name says."""

    exit_code = 6
    text = {
        "en": "not an image, a PDF or a text{detail}. Convert it to PDF, PNG, JPEG, TIFF or plain text.",
        "vi": "không phải ảnh, PDF hay văn bản{detail}. Hãy chuyển sang PDF, PNG, JPEG, TIFF hoặc văn bản thuần.",
    }


class DamagedFile(KehoachError):
    """A file that begins like a known kind and cannot be opened or decoded."""

    exit_code = 7
    text = {
        "en": "the file is damaged or cut off{detail}. Copy or scan it again.",
        "vi": "tệp hỏng hoặc bị cắt cụt{detail}. Hãy sao chép hoặc quét lại.",
    }


class EncryptedFile(KehoachError):
    """A PDF that asks for a password."""

    exit_code = 8
    text = {
        "en": "the PDF is protected by a password. Save a copy without the password and parse that.",
        "vi": "tệp PDF có mật khẩu. Hãy lưu một bản không đặt mật khẩu rồi xử lý bản đó.",
    }


class TooLarge(KehoachError):
    """An image, page or file above the limits."""

    exit_code = 9
    text = {
        "en": "too large{detail}. Scan it at 300 dpi, or split it.",
        "vi": "quá lớn{detail}. Hãy quét ở 300 dpi hoặc chia nhỏ.",
    }


class EngineMissing(KehoachError):
    """Tesseract or one of its language packs is not installed."""

    exit_code = 10
    text = {
        "en": "Tesseract cannot be used{detail}. Run `kehoach doctor`: it says what to install.",
        "vi": "không dùng được Tesseract{detail}. Hãy chạy `kehoach doctor` để biết cần cài gì.",
    }


class PageTimeout(KehoachError):
    """A page that took longer than its limit of time."""

    exit_code = 11
    text = {
        "en": "took longer than the limit{detail}. Try again with a larger --page-timeout.",
        "vi": "xử lý quá thời hạn{detail}. Hãy thử lại với --page-timeout lớn hơn.",
    }


class WorkerLost(KehoachError):
    """A worker process that died on this page (out of memory, or killed)."""

    exit_code = 12
    text = {
        "en": "the worker that read it died{detail}. Free some memory, use --jobs 1, and run again.",
        "vi": "tiến trình đọc trang này đã dừng đột ngột{detail}. Hãy giải phóng bộ nhớ, dùng --jobs 1 rồi chạy lại.",
    }


class CannotWrite(KehoachError):
    """Results that cannot be written (no rights, disk full, a file where a folder should be)."""

    exit_code = 13
    text = {
        "en": "cannot write here{detail}. Make room there, or choose another folder.",
        "vi": "không ghi được vào đây{detail}. Hãy giải phóng dung lượng hoặc chọn thư mục khác.",
    }


class ExtraMissing(KehoachError):
    """An optional library that this output or command needs."""

    exit_code = 14
    text = {
        "en": "an optional library is missing{detail}. Install it as shown and run again.",
        "vi": "thiếu thư viện tùy chọn{detail}. Hãy cài như hướng dẫn rồi chạy lại.",
    }


class CannotRead(KehoachError):
    """A file or folder that may not be read (rights), or that the disk does not give."""

    exit_code = 15
    text = {
        "en": "cannot be read{detail}. See that it is written out and may be read, or copy it to another place; then run again.",
        "vi": "không đọc được{detail}. Hãy xem tệp đã ghi xong và có quyền đọc chưa, hoặc sao chép sang nơi khác, rồi chạy lại.",
    }


class GoldMismatch(KehoachError):
    """Expected tables or a transcript that cannot be judged by: an unknown column, a row or page that its document does not have."""

    exit_code = 16
    text = {
        "en": "the expected values do not fit{detail}. Correct them there; everything else was evaluated.",
        "vi": "kết quả mong đợi không khớp{detail}. Hãy sửa chỗ đó; các phần khác vẫn được đánh giá.",
    }


class ModelMissing(KehoachError):
    """A trained file that should have come with the package and is not there."""

    exit_code = 17
    text = {
        "en": "the trained file is missing{detail}. Install kehoach again; without restoration.ngrams use `kehoach parse --no-restore`.",
        "vi": "thiếu tệp mô hình{detail}. Hãy cài lại kehoach; thiếu restoration.ngrams thì dùng `kehoach parse --no-restore`.",
    }


class ModelDamaged(KehoachError):
    """A trained file whose bytes are not those that were trained (cut off, changed, of another version)."""

    exit_code = 18
    text = {
        "en": "the trained file is damaged{detail}. Install kehoach again; without restoration.ngrams use `kehoach parse --no-restore`.",
        "vi": "tệp mô hình bị hỏng{detail}. Hãy cài lại kehoach; thiếu restoration.ngrams thì dùng `kehoach parse --no-restore`.",
    }


class NotText(KehoachError):
    """Something that `kehoach restore` cannot take: an image, a PDF, a folder."""

    exit_code = 19
    text = {
        "en": "not a plain text{detail}. `kehoach parse` reads images, PDF and folders; save anything else as plain text.",
        "vi": "không phải văn bản thuần{detail}. `kehoach parse` đọc được ảnh, PDF và thư mục; các loại khác hãy lưu thành văn bản thuần.",
    }


class ArchiveMissing(KehoachError):
    """A folder that is no archive."""

    exit_code = 21
    text = {
        "en": "no archive here{detail}. Name one with --archive or KEHOACH_ARCHIVE; `kehoach archive add` makes a new one.",
        "vi": "đây không phải kho lưu trữ{detail}. Hãy chỉ ra kho bằng --archive hoặc KEHOACH_ARCHIVE; `kehoach archive add` tạo kho mới.",
    }


class ArchiveNewer(KehoachError):
    """An archive or an index that a newer version of kehoach made."""

    exit_code = 22
    text = {
        "en": "made by a newer version of kehoach{detail}. Install that version; nothing was changed.",
        "vi": "do phiên bản kehoach mới hơn tạo ra{detail}. Hãy cài phiên bản đó; chưa có gì bị thay đổi.",
    }


class ArchiveDamaged(KehoachError):
    """Something in an archive that is lost or changed and cannot be made anew from what is there."""

    exit_code = 23
    text = {
        "en": "damaged{detail}. Bring it back from a backup, or add the paper again from its source.",
        "vi": "bị hỏng{detail}. Hãy khôi phục từ bản sao lưu hoặc thêm lại văn bản từ tệp gốc.",
    }


class IndexDamaged(ArchiveDamaged):
    """The index of an archive cannot be read; it can be made anew from the files."""

    exit_code = 28
    text = {
        "en": "the index cannot be used{detail}. Run `kehoach archive rebuild`: it makes the index anew from the files, nothing is lost.",
        "vi": "không dùng được chỉ mục{detail}. Hãy chạy `kehoach archive rebuild`: chỉ mục được lập lại từ các tệp, không mất gì.",
    }


class ArchiveBusy(KehoachError):
    """Another process holds what is needed for longer than can be waited."""

    exit_code = 24
    text = {
        "en": "another process is working on it{detail}. Wait until it has finished, then run again.",
        "vi": "một tiến trình khác đang xử lý{detail}. Hãy chờ tiến trình đó xong rồi chạy lại.",
    }


class NotFound(KehoachError):
    """A document, page, row or column that was asked for and is not in the archive."""

    exit_code = 25
    text = {
        "en": "not in the archive{detail}. `kehoach archive list` shows what is.",
        "vi": "không có trong kho{detail}. `kehoach archive list` cho xem những gì có trong kho.",
    }


class BadRequest(KehoachError):
    """A question or a correction that cannot be taken: an impossible date, a column that is not a person's to change."""

    exit_code = 26
    text = {"en": "cannot be taken{detail}. Change it and try again.", "vi": "không nhận được{detail}. Hãy sửa rồi thử lại."}


class ClusterUnfit(KehoachError):
    """Machines that cannot do the work together: nobody answers, another version there, the archive's folder is not seen."""

    exit_code = 27
    text = {
        "en": "this cluster cannot be used{detail}. docs/cluster.md says what each machine needs; the archive is unharmed, run again.",
        "vi": "không dùng được cụm máy này{detail}. Xem docs/cluster.md về những gì mỗi máy cần có; kho không bị ảnh hưởng, hãy chạy lại.",
    }


SETUP = (EngineMissing, ModelMissing, ModelDamaged)
"""Errors of the machine, not of a page or file: they would strike every page of every file."""

SEVERAL_REASONS = 20
"""Exit code of a run in which files failed for different reasons."""


def exit_code_of(errors: list[KehoachError]) -> int:
    """Exit code of a run: 0 without errors, the common code of all errors, else `SEVERAL_REASONS`.

    >>> exit_code_of([]), exit_code_of([EmptyFile("a"), EmptyFile("b")]), exit_code_of([EmptyFile("a"), PathMissing("b")])
    (0, 5, 20)
    """
    codes = {error.exit_code for error in errors}
    return codes.pop() if len(codes) == 1 else SEVERAL_REASONS if codes else 0
