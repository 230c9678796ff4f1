"""Noun phrases of Vietnamese as targets need them: a counted noun and the predicate behind it, without what leads to it or dates it."""

from __future__ import annotations

import regex

from pipeline.extraction.target_context import words_of

_I = regex.IGNORECASE
_TAIL = regex.compile(r"(?:[\s,:;|(]|\b(?:đạt|là|từ|ở mức|có|so với|phấn đấu|quyết tâm|tỷ lệ|còn|đến|lên|xuống|chiếm|bình quân))+\Z", _I)
_NOUN_PART = regex.compile(
    r"(?:không )?thường xuyên của|(?<=chi )thường xuyên|không thường xuyên|không cần thiết"
    r"|có điều kiện|có nguy cơ|có hoàn cảnh|có việc làm mới"
    r"|tổ chức (?:cơ sở|đảng|đoàn|chính trị|hội|bộ máy|hành chính|công đoàn|tín dụng)|có thẩm quyền|có liên quan|có tổ chức|có rừng"
    r"|bảo đảm an toàn thực phẩm|học tập cộng đồng|xây dựng cơ bản|kết nối mạng|sử dụng đất|có công|không chuyên trách"
    r"|(?:chi phí|ý thức) tuân thủ|(?:kết quả|thời gian|quy trình|thủ tục|công tác) (?:giải quyết|thực hiện|học tập|xử lý|cung cấp)"
    r"|(?:xây dựng|tổ chức|triển khai|thực hiện) (?:nông thôn mới|đô thị)",
    _I,
)
"""Nouns that look like a predicate: 'tổ chức cơ sở đảng', 'cơ quan có thẩm quyền'."""
_MADE_BY = regex.compile(r"ban hành|quản lý|tổ chức|giao|phụ trách|thực hiện|phát động|thành lập|làm chủ|cấp", _I)
VERB_FIRST = regex.compile(
    r"\A(?:kéo giảm|cắt giảm|giảm|tăng|nâng|đưa|giữ vững|giữ|duy trì|rút ngắn|không để|gọi|phủ|kiểm soát|kiềm chế)\s+", _I
)
"""Verbs before a noun phrase that say only what happens to it: 'kéo giảm tai nạn giao thông'."""
WHEN = regex.compile(
    r"\s(?:(?:so với|so năm|vào năm|mỗi năm|hàng năm|hằng năm)\b|(?:trước|trong|đến|từ|vào)\s(?:hết |cuối )?"
    r"(?:\d|(?:ngày|tháng|năm|quý|mùa|giai đoạn)\b)|(?:của )?(?:năm|giai đoạn) (?:19|20)\d\d).*\Z",
    _I | regex.DOTALL,
)
"""Behind a noun phrase: when it shall be, or against what it is measured."""
_AND_AT_END = regex.compile(r"[\s,]+(?:và|hoặc|của)\Z")
UP = regex.compile(r"\s*\btrở (?:lên|xuống)\b", _I)
"""Words behind a noun that compare the figure before it: 'từ 90% chi bộ trở lên'."""


def split(after: str) -> tuple[str, str]:
    """A noun phrase and the predicate that follows it; the predicate is empty where none is seen.

    >>> split(" văn bản do Ủy ban nhân dân tỉnh ban hành được công khai")
    ('văn bản do Ủy ban nhân dân tỉnh ban hành', 'được công khai')
    """
    made = after.find(" do ")
    for verb in words_of("predicate").finditer(after, 1):
        at = verb.start()
        if _NOUN_PART.match(after, at) or after[max(at - 2, 0) : at] in ("- ", "– ") or after[max(at - 4, 0) : at] == "trở ":
            continue  # 'công nghiệp - xây dựng' is a noun, 'trở lên' compares
        if 0 <= made < at and _MADE_BY.match(verb[0]):
            made = -1
            continue
        if any(part.start() < at < part.end() for part in _NOUN_PART.finditer(after, max(at - 20, 0), at + 20)):
            continue
        return tidy(UP.sub("", after[:at])), tidy(after[at:])
    return tidy(UP.sub("", regex.split(r"\(|,\s*(?:\d|$)", after)[0])), ""


def tidy(phrase: str) -> str:
    """A phrase with single blanks, without the signs around it."""
    return _AND_AT_END.sub("", " ".join(phrase.replace("|", " ").split()).strip(" ,;:-–.*"))


def noun_of(phrase: str) -> str:
    """The counted noun without what only leads to it or dates it: 'số xã' → 'xã', 'kéo giảm tai nạn' → 'tai nạn'.

    >>> noun_of("số xã năm 2025"), noun_of("số hóa hồ sơ"), noun_of("Cả 09 đơn vị trong Khối")
    ('xã', 'số hóa hồ sơ', '09 đơn vị trong Khối')
    """
    noun = VERB_FIRST.sub("", WHEN.sub("", phrase))
    noun = regex.sub(r"\A(?:tất cả|toàn bộ|cả|từng)\s+", "", tidy(noun), flags=_I)
    noun = regex.sub(r"\s*\((?!trừ|không kể|gồm)[^()]*\)\Z", "", noun) if noun.count("(") == 1 else noun
    return tidy(regex.sub(r"\A(?:tổng số|số(?!\s(?:hóa|hoá|lượng))|tỷ lệ|tỉ lệ)\s+", "", noun, flags=_I))


def tail(phrase: str) -> str:
    """A phrase without the verbs that only lead to the figure after it: 'Tỷ lệ hồ sơ đúng hạn đạt'."""
    return tidy(_TAIL.sub("", tidy(phrase)))
