"""Who or what a target counts, what they must be or do, and of what: subject, indicator, denominator of a figure.

Three orders occur. The figure first: `100% công chức được học tập …` (noun phrase, then what it does). The figure last: `Tỷ lệ hồ sơ
giải quyết đúng hạn đạt tối thiểu 98%`, `số vụ cháy giảm 5%`. The figure after a verb: `di dời 100% hộ dân`, `hoàn thành 100% nhiệm vụ`
(the doer if one stands there, else the object). A later figure of the sentence without a noun of its own inherits the subject.
"""

from __future__ import annotations

from dataclasses import replace

import regex

from pipeline.extraction.noun_phrases import UP, VERB_FIRST, WHEN, noun_of, split, tail, tidy
from pipeline.extraction.target_context import words_of
from pipeline.forms.quantity import Reading
from pipeline.records import Target

_I = regex.IGNORECASE
_LEAD = regex.compile(
    r"(?:[\s\-+*•|:,;.]|\d{1,2}(?:\.\d{1,2}){0,2}[.)]\s|\p{L}[.)]\s"
    r"|(?:phấn đấu|mục tiêu|chỉ tiêu|trong đó(?: có)?|riêng|có|và"
    r"|đến (?:hết |cuối )?năm \d{4}|(?:trong )?năm \d{4}|(?:bình quân )?(?:mỗi|hàng|hằng) năm"
    r"|bảo đảm cho|đảm bảo cho|với|tiếp tục|hướng tới|tất cả|cả"
    r"|giai đoạn \d{4}\s?[-–]\s?\d{4}|mỗi tháng|bảo đảm|đảm bảo|quyết tâm|đạt(?!\s(?:danh|chuẩn|tiêu|loại|giải))|để|từ)(?!\p{L}))++",
    _I,
)
_OF = regex.compile(r"\s{0,2}(?:trong|/|trên)?\s{0,2}((?:tổng số|tổng)\s[^,;.()\n]{2,120}+|GR?DP\b)", _I)
_OF_NOUN = regex.compile(r"\s((?:số|chỉ tiêu|kế hoạch)\b[^,;.()\n]{0,80}?)(?=\sso với\b|[,;.()\n]|\Z)", _I)
_BASE = regex.compile(
    r"\bso với\s+((?:cùng kỳ\s+)?(?:năm\s+\d{4}|năm trước|đầu kỳ|[^,;.()\n]{2,40}+))|\bso\s+(năm trước)\b|\((giá so sánh[^)]{0,20})\)", _I
)
_ABSOLUTE = regex.compile(r"\s?\(\d{1,6}/(\d{1,6} \p{Ll}[^,;()\n]{1,30})")
_RATE_OF = regex.compile(r"\b(?:t[ỷỉ] (?:lệ|suất|trọng)|tốc độ (?:tăng trưởng|tăng|giảm))\s+(.+)\Z", _I | regex.DOTALL)
_GROWTH = regex.compile(r"(?:tăng|giảm|bình quân|cắt giảm|kéo giảm)\b", _I)
_MOVES = regex.compile(r"\A(.{3,}?)\s(?:tăng thêm|tăng trưởng|tăng|giảm|giảm thiểu)(?: bình quân)?\Z", _I | regex.DOTALL)
_DOES = regex.compile(
    r"\b(?:cắt giảm|giảm|hoàn thành|rút ngắn|thực hiện|kết nạp|tăng|nâng|có|thu hút|giải quyết|tổ chức|tiết kiệm|đạt|vượt)\s*\Z", _I
)
_AT_END = regex.compile(r"\b(?:với|cho|tới|đến|đối với|của)\s*\Z", _I)
_NOT_A_NOUN = regex.compile(
    r"\s*(?:so với|so|trở|vào|trong|trước|của|và|mỗi|đến|theo|để|thì|là|ở|tại|về|với|trên|dưới|kể|tính|trên địa bàn|hàng|hằng)\b", _I
)
_OF_WHOM = regex.compile(r"\A(?:thời gian|thời lượng|tần suất|số lần|thời hạn)\b.*?\bcủa\s+(.+)\Z", _I | regex.DOTALL)
_AMOUNT = regex.compile(r"(?:giá trị|trị giá|mức|số|số lượng|diện tích|thời gian|thời lượng|quy mô)\s*\Z", _I)
_EACH_ONE = regex.compile(r"\bmỗi\s+(?!năm\b|tháng\b|quý\b|tuần\b|ngày\b|kỳ\b|lần\b|cuộc\b|khi\b)(\p{L}[^;.()\n]{2,80}+)", _I)
_STATE = regex.compile(r"\A(hộ) (?:cận nghèo|nghèo|đói)\b(?! (?:dân tộc|người|đồng bào))", _I)
_MEASURES = frozenset({"duration", "measure", "money"})
_ZERO_WORDS = regex.compile(r"\A(?:không (?:còn|có|để xảy ra|để phát sinh|để|phát sinh|xảy ra)(?: tình trạng)?)\s+", _I)


def who(row: Target, before: str, after: str, found: Reading | Target, previous: Target | None) -> Target:
    """The row with subject, indicator, denominator; `before`, `after` are the words of its clause around the figure."""
    core = "" if _NEXT_IN_LIST.search(before) and _object(after) else _core(before)
    core = "" if _begins_anew(core, after) else core
    if row.unit == "rating" or not isinstance(found, Reading):
        return _graded(row, core, after)
    of = _OF.match(after) or (_OF_NOUN.match(after) if core else None)
    base = _BASE.search(after) or _BASE.search(before)
    against = tidy(next(g for g in base.groups() if g)) if base else None
    absolute = _ABSOLUTE.match(after)
    denominator = absolute[1] if absolute else (against if against and _GROWTH.search(before[-24:]) else tidy(of[1]) if of else against)
    share = row.unit is not None and row.unit[0] in "%‰"
    if found.of is not None and not share:
        unit = tidy(_printed_unit(row))
        return replace(row, subject=unit, indicator=core or split(after)[1] or None, denominator=f"{found.of:.0f} {unit}")
    if not share and (each := _each(before, after)):
        return replace(row, subject=each[0], indicator=core or None, denominator=denominator or each[1])
    if len(regex.findall(r"\p{L}+", core)) >= 2:
        return _figure_last(row, core, after, found, of, denominator)
    return _figure_first(row, core, after, denominator, previous)


def _core(before: str) -> str:
    """The words before a figure that say something: of its own clause, without numerals and verbs of striving."""
    before = _own_clause(_PAREN_LEAD.sub("", before))
    head, colon, rest = before.rpartition(":")
    led = _LEAD.match(rest)
    words = rest[led.end() if led else 0 :].strip()
    if colon and rest.strip() and (not words or not _GROWTH.match(words)) and (words or not head.strip() or not _LEAD.fullmatch(rest)):
        return tail(words)
    if colon and not words and rest.strip():
        return ""  # 'Giám sát lương, thưởng: Phấn đấu 95% …'
    led = _LEAD.match(before)
    return tail(before[led.end() if led else 0 :])


_PAREN_LEAD = regex.compile(r"\s*\((?:bình quân|khoảng|trung bình|đạt|\s)*\Z", _I)
_NEXT_IN_LIST = regex.compile(r"\p{L}[^:;]*(?:,|\bvà)\s*\Z")
"""'…, 50% chi phí': a figure behind a comma, its noun behind it, begins anew."""
_BREAK = regex.compile(
    r"[,(]\s+(?:đồng thời\s|tiếp tục\s|thực hiện\s|phấn đấu\s|để\s|hoàn thành\s)*"
    r"|\b(?:đến|vào|trong) (?:hết |cuối )?(?:quý \w+ )?năm \d{4},\s+"
    r"|\b(?:nhằm|góp phần|để)\s+|[“\"]",
    _I,
)


def _own_clause(before: str) -> str:
    """Without what stands before a new task, a date or a quotation: '…, phấn đấu tiếp tục cắt giảm' → 'cắt giảm'."""
    cut = 0
    for place in _BREAK.finditer(before):
        sign = place[0].lstrip()[:1]
        new = sign not in ",(" or words_of("opens").match(before, place.end()) or place[0].strip(" ,(")
        if new and len(before[place.end() :].split()) >= 1 and "”" not in before[place.end() :]:
            cut = place.end()
    return before[cut:]


def _begins_anew(core: str, after: str) -> bool:
    """Whether noun and predicate both stand behind the figure, so that the words before it are only a frame.

    >>> _begins_anew("Đối với xã thuộc vùng khó khăn", " công dân trong xã được đào tạo"), _begins_anew("hoàn thành", " nhiệm vụ được giao")
    (True, False)
    """
    noun, rest = split(after)
    if not noun or not rest or _OF.match(after) or _NOT_A_NOUN.match(noun) or not regex.match(r"\s\p{L}", after):
        return False
    return not (_DOES.search(core) or _AT_END.search(core) or _opens(core) or _RATE_OF.search(core))


def _each(before: str, after: str) -> tuple[str, str | None] | None:
    """'Mỗi chi bộ sinh hoạt ít nhất 04 lần', 'ít nhất 02 sáng kiến mỗi phòng, đơn vị': one of whom, and the phrase if it follows."""
    found = _EACH_ONE.search(before)
    if found and _AMOUNT.search(before, 0, found.start()):
        return None
    if found:
        return (split(" " + found[1])[0] or tidy(found[1])), None
    found = _EACH_ONE.search(after)
    if not found or "," in after[: found.start()]:
        return None
    noun = WHEN.sub("", split(" " + found[1])[0])
    return tidy(noun), tidy(f"mỗi {noun}")


def _graded(row: Target, core: str, after: str) -> Target:
    subject = tidy(regex.sub(r"\s(?:được\s)?(?:công nhận|xếp loại|đánh giá|đạt)\b.*\Z", "", core))
    if row.unit == "rating":
        return replace(row, subject=subject or None, indicator=tidy(regex.sub(r"\s*trở lên\Z", "", row.raw)))
    if row.unit == "%":
        noun, rest = split(after)
        return replace(row, subject=noun or None, indicator=rest or None, denominator=noun or None)
    noun = tidy(_ZERO_WORDS.sub("", row.raw))
    return replace(row, subject=noun, indicator=f"số {noun}")


def _figure_first(row: Target, core: str, after: str, denominator: str | None, previous: Target | None) -> Target:
    noun, rest = split(after)
    if core and _DOES.search(core):
        return replace(row, subject=noun or None, indicator=tidy(f"{core} {noun}"), denominator=denominator or noun or None)
    if (not noun or _NOT_A_NOUN.match(noun)) and previous is not None:
        inherited = replace(
            row, subject=previous.subject, subject_inherited=previous.subject is not None, indicator=rest or previous.indicator
        )
        return replace(inherited, denominator=denominator or (previous.subject if rest else previous.denominator))
    share = row.unit is not None and row.unit[0] in "%‰" and row.unit[:2] != "%/"
    if not share and row.unit:
        noun = tidy(f"{row.unit.split('/')[0]} {noun}")
    return replace(row, subject=noun or None, indicator=rest or None, denominator=denominator or (noun if share else None) or None)


def _figure_last(row: Target, core: str, after: str, found: Reading, of: regex.Match[str] | None, denominator: str | None) -> Target:
    """`Tỷ lệ Y đạt X%`, `S đạt danh hiệu D X% trong tổng số T`, `hoàn thành X% nhiệm vụ`, `cắt giảm từ X% trở lên thời gian`."""
    share = row.unit in ("%", "‰")
    rate = _RATE_OF.search(core)
    if rate:
        return _rate(row, tidy(core[rate.start() :]), rate[1], denominator, share)
    if of is not None and not of[1].lower().startswith(("chỉ tiêu", "kế hoạch")) and share:
        return _of_whole(row, core, of[1], denominator)
    object_ = _object(after)
    verb = _DOES.search(core)
    if share and object_ and (verb or _AT_END.search(core) or _opens(core)):
        doer = "" if _opens(core) or not verb else split(" " + core[: verb.start()])[0]  # 'nghiêm túc thực hiện' is nobody
        return replace(
            row,
            subject=tail(doer) or object_,
            indicator=tidy(f"{verb[0] if verb else core} {object_}"),
            denominator=denominator or object_,
        )
    if not share and _opens(core) and found.kind not in _MEASURES and (noun := _counted(row, found, after)):
        return replace(row, subject=noun, indicator=core, denominator=denominator)
    return _plain(row, core, after, found, denominator, share)


def _plain(row: Target, core: str, after: str, found: Reading, denominator: str | None, share: bool) -> Target:
    whose = _OF_WHOM.match(core)
    if whose and not share:
        return replace(row, subject=tidy(whose[1]), indicator=core, denominator=denominator)
    verb = words_of("opens").match(core)
    if verb and len(core[verb.end() :].split()) >= 2 and not regex.match(r"\s*,", core[verb.end() :]):
        core = core[verb.end() :].strip()  # 'thu hút số lượt khách tăng'
    moves = _MOVES.match(core)
    noun, rest = (moves[1].split(":")[0], core[len(moves[1]) :]) if moves else split(" " + VERB_FIRST.sub("", core))
    goes_on = tidy(regex.sub(r"\A\s*\([^)]{0,60}\)", "", regex.split(r"\bso với\b|\(|,", after)[0]))
    if noun and rest:
        counted = share and denominator is None and not _GROWTH.match(tidy(rest))
        return replace(row, subject=tidy(noun), indicator=tidy(rest), denominator=tidy(noun) if counted else denominator)
    indicator = tidy(f"{core} {goes_on}") if goes_on.startswith("về") else core
    subject = None if core.lower() in ("tăng thêm", "tăng", "giảm", "giảm thêm", "bình quân") else core
    return replace(row, subject=subject, indicator=indicator, denominator=denominator)


def _rate(row: Target, indicator: str, of: str, denominator: str | None, share: bool) -> Target:
    """'tỷ lệ hồ sơ giải quyết đúng hạn' counts 'hồ sơ', 'tỷ lệ số hóa hồ sơ' too; 'tỷ lệ hộ nghèo dưới 4%' is a share of 'hộ'."""
    named = words_of("nominal").match(of)
    of = of[named.end() :].strip() if named and len(of[named.end() :].split()) >= 1 else of
    noun = split(" " + of)[0] or tidy(of)
    noun = noun_of(noun) or noun
    state = _STATE.match(noun)
    if state and not regex.search(r"\b(?:giảm|tăng)\s*\Z", of):
        noun = state[1]
    of_all = share and denominator is None and not regex.match(r"t[ỷỉ] suất|tốc độ", indicator, _I)
    return replace(row, subject=noun, indicator=indicator, denominator=noun if of_all else denominator)


def _of_whole(row: Target, core: str, whole: str, denominator: str | None) -> Target:
    """'Chi bộ xếp loại … 15%/tổng số chi bộ': the noun before the figure, or where there is none that of the whole."""
    whole = tidy(regex.sub(r"\A(?:tổng số|tổng|số)\s+", "", whole, flags=_I))
    noun = split(" " + core)[0]
    if whole in ("GDP", "GRDP"):
        return replace(row, subject=noun or core, indicator=core, denominator=denominator)
    if not noun or _opens(core) or _DOES.search(core):
        noun = split(" " + whole)[0] or whole
    return replace(row, subject=noun or core, indicator=core, denominator=denominator)


def _object(after: str) -> str:
    """The noun phrase behind a figure that is the object of a verb before it; empty where no noun follows."""
    if not regex.match(r"\s\p{L}", after) or _NOT_A_NOUN.match(after):
        return ""
    phrase = regex.split(r"\bđược\b|\bso với\b|\bsang\b|\(|,\s*(?:\d|$|tiếp tục|đồng thời|góp phần|bảo đảm|đảm bảo)", WHEN.sub("", after))[
        0
    ]
    for comma in regex.finditer(r",\s+", phrase):
        if words_of("opens").match(phrase, comma.end()):
            phrase = phrase[: comma.start()]
            break
    return tidy(UP.sub("", phrase))


def _printed_unit(row: Target) -> str:
    """The words behind the figure within its own span: 'từ 80 đảng viên mới trở lên' → 'đảng viên mới trở lên'."""
    return regex.sub(r"\A[^\d]*\d[\d.,/]*\s*", "", row.raw)


def _counted(row: Target, found: Reading, after: str) -> str:
    """The noun that a count counts: '80 đảng viên mới', '1.500 suất quà'."""
    inside = _printed_unit(row)
    phrase = UP.sub("", inside) if found.quantity.unit and "/" not in found.quantity.unit else ""
    if not phrase or row.raw.endswith(phrase):
        phrase += " " + split(after)[0] if not _NOT_A_NOUN.match(after) and not regex.match(r"\s*[,;.(]", after) else ""
        phrase = phrase if phrase.startswith(inside) or inside == "" else f"{inside} {phrase}"
    return tidy(regex.split(r",\s", phrase)[0]) if len(phrase) < 120 else ""


def _opens(core: str) -> bool:
    """Whether a clause begins with the verb of a task ('Di dời', 'ký cam kết với')."""
    return words_of("opens").match(core) is not None
