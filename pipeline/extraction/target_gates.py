"""Which figures of a paper are targets, and which are rates, results, ages, limits that the law sets.

The kind of paper decides first (`genre`): a plan (kế hoạch, chỉ thị …) means what it counts; in a regulation (luật, nghị định, thông tư,
or a text in articles) a figure is a norm unless the sentence strives or a heading says 'mục tiêu'; between the two (quyết định, nghị quyết,
a passage alone) the words of the sentence decide. Words are data: `target_words.tsv`.

>>> law = "Điều 3. Mức đóng\\nĐiều 4. Mức hưởng\\nĐiều 5. Hiệu lực"
>>> genre(law, Header()), genre(law, Header(doc_type="QĐ")), genre("100% hộ dân …", Header()), genre(law, Header(doc_type="KH"))
('norm', 'mixed', 'open', 'plan')
"""

from __future__ import annotations

import regex

from pipeline.extraction.target_context import Context, has, words_of
from pipeline.forms.quantity import Reading
from pipeline.records import Header

_NORMS = frozenset({"HP", "Luật", "BL", "PL", "NĐ", "TT", "TTLT", "NQLT", "VBHN"})
_PLANS = frozenset({"KH", "CT", "CTr", "CTHĐ", "ĐA", "PA", "TB", "CV", "HD", "CĐ", "DA"})
_ARTICLE = regex.compile(r"^[“\"]?Điều \d+[a-zđ]?\.", regex.MULTILINE)
_ARTICLES = 3
"""So many articles of its own make a paper of unknown kind a regulation; one that only names 'khoản 2 Điều 5' may be a plan."""
_BASE = regex.compile(r"(?:\s*\([^()]{1,20}\))?(?:\s+năm\s+\d{4})?\s+(?:lên|còn|xuống)\b", regex.IGNORECASE)
_CITED_TITLE = regex.compile(
    r"\b(?:nghị định|thông tư|quyết định|nghị quyết|luật|pháp lệnh)\s(?:số\s)?\d[^,;.\n]{3,200}"
    r"\b(?:về|quy định|ban hành|sửa đổi)\b[^,;.\n]*\Z",
    regex.IGNORECASE,
)
_MONEY_SHARE = regex.compile(
    r"[\"”]?\s(?:(?:tổng|số|của)\s)?(?:kinh phí|chi phí|mức|giá trị|tiền|vốn|lương|học phí|nguyên giá|giá|thuế|lệ phí|dự toán"
    r"|cổ phần|cổ phiếu|phần vốn)\b",
    regex.IGNORECASE,
)
_RAISED = regex.compile(r"\b(?:vận động|huy động)\b[^;.]{0,40}\Z", regex.IGNORECASE)
_CUTS = regex.compile(r"\b(?:cắt giảm|giảm|tiết kiệm)\b[^;.]{0,90}\Z", regex.IGNORECASE)
_BY = regex.compile(r"\b(?:đến|tới|vào) (?:hết |cuối )?năm 20\d\d\b[^;.]{0,120}\Z", regex.IGNORECASE)
_DONE = regex.compile(r"\b(?:đã|tính đến|hiện)\b", regex.IGNORECASE)
_BEYOND_PLAN = regex.compile(r"\s+(?:so với\s+)?(?:chỉ tiêu|kế hoạch|dự toán|nghị quyết)\b", regex.IGNORECASE)
_AGAINST = regex.compile(r"\bso với (?:đánh giá|ước|số ước|kết quả)\b")
_GOAL = regex.compile(r"\b(?:đến|tới|vào) (?:hết |cuối )?năm 20\d\d\b", regex.IGNORECASE)
_HAS = regex.compile(r"[\s\-+*•]*(?:Có|Xây dựng|Hình thành)\s\Z")
_IN_YEAR = regex.compile(r"\bnăm\s*\Z", regex.IGNORECASE)
_LEVEL = regex.compile(
    r"(?:mức độ|cấp độ|lần thứ|khóa|khoá|số|điều|khoản|điểm|mục|phụ lục|loại|hạng|cấp|ngày|tháng|quý|thứ|bước|giai đoạn)\s{0,2}\Z",
    regex.IGNORECASE,
)
_IF = regex.compile(r"\b(?:khi|nếu|trường hợp)\s[^,;]{0,40}\Z", regex.IGNORECASE)
_FELL_TO = regex.compile(r"\b(?:lên|còn|xuống|đến)(?: còn)?\s*\Z")
_FROM_TO = regex.compile(r"\btừ\s[^;]{0,40}(?:lên|còn|xuống)")
_MOVES = regex.compile(r"\b(?:nâng|tăng|giảm|đưa)\b")
_WORD = regex.compile(r"\p{L}{2,}")
_NOUN_NEXT = regex.compile(r"\s\p{Ll}{2,}")
NOT_ALLOWED = regex.compile(r"\bkhông (?:được )?để\b[^,;.\n]{0,80}\Z", regex.IGNORECASE)
"""'không để …' before a figure that must not be passed."""
_TIME_LIMITS = frozenset({"trong vòng", "chậm nhất", "chậm nhất là"})
"""Comparing words that in a case ('trường hợp hồ sơ thiếu, trong vòng 05 ngày') set a term of procedure."""
_OFTEN = regex.compile(r"/(?:giờ|ngày|tuần|tháng|quý|năm|vụ|kỳ|học kỳ)\Z")
_LONGEST = 40_000
"""Code points from the start in which a paper of unknown kind shows that it is a regulation."""


def genre(text: str, header: Header) -> str:
    """`plan`, `norm`, `mixed` or `open`: how far a bare figure of this paper is a target."""
    if header.doc_type in _NORMS:
        return "norm"
    if header.doc_type in _PLANS:
        return "plan"
    articles = zip(range(_ARTICLES), _ARTICLE.finditer(text, 0, _LONGEST), strict=False)
    if sum(1 for _ in articles) < _ARTICLES:
        return "open"
    return "mixed" if header.doc_type else "norm"


def is_target(text: str, start: int, end: int, reading: Reading, others: list[Reading], context: Context, kind: str) -> bool:
    """Whether a figure of the sentence `start:end` is a target, in a paper of the `kind` that `genre` tells."""
    if reading.kind == "never" or context.kind == "result":
        return False
    clause_start = max((text.rfind(mark, start, reading.start) for mark in ";|"), default=-1) + 1 or start
    clause_end = min((at for at in (text.find(mark, reading.end, end) for mark in ";|") if at >= 0), default=end)
    before, after = text[clause_start : reading.start], text[reading.end : clause_end]
    if kind != "plan" and context.kind != "target" and not _is_meant(text[start:end], before, after, reading, kind):
        return False
    if reading.kind in ("percent", "fraction"):
        aims = context.kind == "target" or has(text[start : reading.start], "strives")  # also over `;`: 'phấn đấu A; B; C'
        return _percentage(text, before, after, reading, aims, kind)
    return _count(text, start, before, after, reading, others, context, kind)


def _is_meant(sentence: str, before: str, after: str, reading: Reading, kind: str) -> bool:
    """Whether the sentence means a figure of a paper that is no plan: it strives, or nothing in it speaks of a rule."""
    strives = has(sentence, "strives")
    if kind == "norm":
        return strives and not _is_norm(before, after, reading)
    if strives:
        return True
    if reading.kind in ("measure", "money") or (kind == "mixed" and reading.kind == "duration"):
        return False  # limits of area, price and term: of rules
    if kind == "open" and reading.strength == "firm" and reading.quantity.unit is not None:
        return reading.words not in _TIME_LIMITS or not (has(before[-160:], "case") or _IF.search(before))
    return reading.quantity.unit is not None and not _is_norm(before, after, reading)


def _is_norm(before: str, after: str, reading: Reading) -> bool:
    if reading.kind == "percent" and reading.strength != "weak" and not before.strip(" -+*•"):  # '100% doanh nghiệp ký hợp đồng'
        return has(after[:90], "norm_after")
    return has(before[-160:], "norm") or has(after[:90], "norm", "norm_after") or bool(_IF.search(before))


def _percentage(text: str, before: str, after: str, reading: Reading, aims: bool, kind: str) -> bool:
    near = before[-90:] + " " + text[reading.start : reading.figure_start]
    strives = aims or has(near, "modality") or bool(_BY.search(before) and not _DONE.search(before))
    if _BEYOND_PLAN.match(after) and "vượt" in (reading.words or before[-8:]):  # 'vượt 6,05% so với chỉ tiêu': done
        return False
    if before.endswith("(") and after.startswith(")") and not (aims and kind == "plan"):  # '… nâng cao trình độ (74,8%)': a survey
        return False
    if _BASE.match(after) and reading.words in ("từ", ""):  # 'từ 4,4% (2021) còn 1,3%': where it began
        return False
    if _FELL_TO.search(before) and _FROM_TO.search(before) and not strives:
        return bool(_MOVES.search(before)) and "(" not in after[:3]
    if has(near + " " + _AGAINST.split(after[:60])[0], "result") and not strives:
        return False
    if _is_rate(before, after, near, reading, kind):
        return False
    if reading.words == "bằng" and not strives:
        return False
    if kind == "open" and not strives and reading.strength != "firm" and has(before[-60:] + after[:30], "described"):
        return False
    if has(before[-24:] + after[:40], "fact") or _CITED_TITLE.search(before[-260:]):
        return False
    if _IF.search(before) and not strives:  # 'đóng cống khi độ mặn trên 1‰'
        return False
    if _is_description(before, reading) and not strives:
        # 'trên 80% dân số là …' opens a description; a share of a counted whole ('Trên 2/3 số xã đạt …') does not.
        return reading.kind == "fraction" or kind == "plan"
    return len(_WORD.findall(before + " " + after)) >= (2 if strives or reading.strength == "firm" else 3)


def _is_rate(before: str, after: str, near: str, reading: Reading, kind: str) -> bool:
    """Shares of money, rates of tax and interest, penalties; not what is collected ('vận động … từ 30% trở lên tổng kinh phí')."""
    if has(near, "modality") or has(before, "strives") or (kind == "plan" and reading.strength == "firm" and _RAISED.search(before)):
        return False
    if _MONEY_SHARE.match(after):
        return not (_CUTS.search(before) and after.lstrip().startswith("chi phí"))  # 'cắt giảm 50% chi phí tuân thủ'
    if kind == "plan" and has(before[-12:], "gives") and _NOUN_NEXT.match(after):  # 'Hỗ trợ 100% vé xe cho công nhân'
        return False
    return has(near[-60:], "rate", "gives")


def _is_description(before: str, reading: Reading) -> bool:
    words = ("khoảng", "gần", "ước", "xấp xỉ", "ước đạt", "trên")
    return reading.strength == "weak" and reading.words in words and not before.strip(" -+*•")


def _count(text: str, start: int, before: str, after: str, reading: Reading, others: list[Reading], context: Context, kind: str) -> bool:
    if _IN_YEAR.search(before) and 1900 <= (reading.quantity.value or 0) <= 2100:
        return False
    if _LEVEL.search(before[-14:] + " ") and not reading.words:
        return False
    if any(other.kind == "percent" and 0 <= reading.start - other.end <= 3 for other in others):
        return False  # '58,9% (66/112 thôn': the count in brackets is the percentage's own
    if has(before[-60:], "rate", "gives", "result") or _CITED_TITLE.search(before[-260:]):
        return False
    if reading.quantity.unit is None:
        return reading.strength == "firm" and bool(_NOUN_NEXT.match(after)) and not 1900 <= (reading.quantity.value or 0) <= 2100
    if reading.of is not None:
        if reading.kind == "duration":  # 'trực 24/24 giờ'
            return False
        return context.kind == "target" or bool(regex.match(r"\s\p{Ll}", after)) or before.rstrip().endswith(":")
    if reading.strength == "firm" and reading.words and reading.words != "từ":
        return kind == "plan" or context.kind == "target" or reading.words not in _TIME_LIMITS or not has(before, "case")
    if reading.quantity.unit is not None and _is_wanted(text, start, before, after, reading):
        return True
    return _weaker_count(before, reading, context, kind)


def _is_wanted(text: str, start: int, before: str, after: str, reading: Reading) -> bool:
    """A bare count that a verb of striving leads to: 'phấn đấu có 60 doanh nghiệp', 'thu hút 45 - 50 triệu lượt khách … vào năm 2030'."""
    if reading.kind != "count":
        return has(before, "strives") and reading.strength == "firm"
    if has(before[-22:], "strives"):
        return True
    if _HAS.fullmatch(before) and has(text[max(0, start - 600, text.rfind("\n", max(0, start - 600), start)) : start], "strives"):
        return True
    led = words_of("opens").search(before[-16:])
    return led is not None and not before[-16:][led.end() :].strip() and bool(_GOAL.search(before) or _GOAL.search(after))


def _weaker_count(before: str, reading: Reading, context: Context, kind: str) -> bool:
    strives = has(before[-60:], "modality")
    if kind == "plan" and reading.words == "từ" and reading.quantity.value_max is not None and reading.kind == "count":
        return True  # 'mỗi tổ từ 10 đến 15 người'
    if kind == "plan" and not reading.words and reading.kind == "count" and _OFTEN.search(reading.quantity.unit or ""):
        return True  # 'phát thanh 03 lần/tuần'
    if reading.strength == "firm":  # 'thôn có từ 700 hộ trở lên' sorts the villages, 'phấn đấu kết nạp từ 80 đảng viên trở lên' does not
        return strives or context.kind == "target"
    if reading.strength == "weak":
        return reading.kind != "count" and (strives or bool(NOT_ALLOWED.search(before)) or context.kind == "target")
    return strives and reading.kind != "duration" and reading.strength == "verb"
