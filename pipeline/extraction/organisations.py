"""Names of bodies (cơ quan, tổ chức): a head word, its task, its level, and the body it belongs to.

`Sở Y tế`, `Bộ Giáo dục và Đào tạo`, `UBND tỉnh Kiên Giang`, `Văn phòng Bộ`, `Ban Kinh tế - Ngân sách Hội đồng nhân dân tỉnh`. Nghị định
30/2020/NĐ-CP, Phụ lục II, sets a capital to the first syllable of the task; where the task ends is known from the gazetteer of bodies,
else it is guessed and the name marked as not `sure`. Classes are no names: 'các Sở', 'Ủy ban nhân dân cấp xã', 'UBND các huyện'.

>>> from pipeline.extraction.tokens import tokens
>>> text = "Sở Y tế chủ trì, phối hợp Sở Lao động - Thương binh và Xã hội và UBND tỉnh Kiên Giang báo cáo Chính phủ; các Sở GTVT, UBND xã."
>>> words = tokens(text)
>>> [text[words[a].start:words[b - 1].end] for a, b, *_ in organisations(words)]
['Sở Y tế', 'Sở Lao động - Thương binh và Xã hội', 'UBND tỉnh Kiên Giang', 'Chính phủ']
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.extraction.body_tasks import alone_names, guessed, past_form, small_task, tasks
from pipeline.extraction.levels import level
from pipeline.extraction.tokens import Token, known, longest, lows, phrases, small

_SCHOOLS = frozenset({"trường", "bệnh", "công", "học"})


class Body(NamedTuple):
    """Tokens `first` to `past` (exclusive) name a body; `sure` where the end is known and not guessed; or they are surely no name."""

    first: int
    past: int
    sure: bool
    named: bool = True


def organisations(words: list[Token], closed: bytearray | None = None) -> Iterator[Body]:
    """Names of bodies in order, none inside another; tokens marked in `closed` are no part of any."""
    return (body for body in decided(words, closed) if body.named)


def decided(words: list[Token], closed: bytearray | None = None) -> Iterator[Body]:
    """Names of bodies, and between them the classes that look like names and are none ('các Sở GTVT', 'UBND cấp xã')."""
    index = 0
    while index < len(words):
        if closed is not None and closed[index]:
            index += 1
            continue
        if (land := longest(words, index, known("country", "place"))) > 1 and words[index].capital:
            index += land
            continue
        shared, past = _shared(words, index)
        yield from shared
        if past > index:
            if not shared:
                yield Body(index, past, True, False)
            index = past
            continue
        body, past = _body(words, index)
        if body is not None:
            yield body
        elif past > index:
            yield Body(index, past, True, False)
        index = max(past, index + 1)


def _shared(words: list[Token], index: int) -> tuple[list[Body], int]:
    """'các Bộ: Tài chính, Nội vụ' names two; 'các Sở GTVT' none. Past what is dealt with, `index` where there is no plural."""
    if words[index].low not in lows("plural") or index + 1 >= len(words):
        return [], index
    head = longest(words, index + 1, known("head", "local"))
    if not head or (words[index + 1].text.islower() and words[index + 1].low not in ("sở", "bộ", "vụ", "cục", "ban", "phòng")):
        return [], index
    at = index + 1 + head
    if at < len(words) and words[at].text == ":":
        at += 1
    found: list[Body] = []
    while at < len(words) and words[at].capital and not words[at].breaks:
        length = longest(words, at, tasks())
        if not length or longest(words, at, known("head")):
            break
        found.append(Body(at, at + length, True))
        at += length
        if at < len(words) and words[at].low in (",", "và", ";"):
            at += 1
    if found and words[found[-1].past - 1 : found[-1].past] and (len(found) > 1 or words[index + 1 + head].text == ":"):
        return found, found[-1].past
    past, kind = level(words, index + 1 + head)
    return [], found[0].past if found else (past if kind == "named" else index + 1 + head)


def _body(words: list[Token], index: int, depth: int = 0) -> tuple[Body | None, int]:
    """The body that begins at `index`, if any, and past what need not be looked at again."""
    alone = longest(words, index, alone_names())
    head = max(longest(words, index, known("head")), longest(words, index, known("local")))
    organ = longest(words, index, known("organ"))
    if not (alone or head or organ) or not _begins(words, index, alone, max(head, organ)):
        return None, index
    if index > 1 and f"{words[index - 2].low} {words[index - 1].low}" in lows("bond") and alone:
        return None, index + alone
    best: tuple[int, bool] = (0, False)
    if alone and alone >= head and not _goes_on_small(words, index, alone):
        best = _with_owner(words, index, index + alone, True, depth)
    for past, sure in (_local(words, index), _tasked(words, index, head, depth), _organ(words, index, organ, depth)):
        if past < 0 and best[0] <= index - past:  # a class, and no longer name begins here
            return None, index - past
        if past > best[0]:
            best = (past, sure)
    if not best[0]:
        return None, index
    past = _past_tail(words, best[0])
    if " ".join(word.low for word in words[index:past]) in lows("no_name"):
        return None, past
    first = _first(words, index, past)
    return Body(first, past, best[1]), past


def _begins(words: list[Token], index: int, alone: int, head: int) -> bool:
    word = words[index]
    if index and _another_word(words, index):
        return False
    if word.capital:
        if alone == 1 and head < 2 and word.low == "đảng":  # 'Đảng viên', 'Đảng bộ' are other words
            follows = words[index + 1].low if index + 1 < len(words) else ""
            if index + 1 < len(words) and words[index + 1].title:
                return False
            return word.text != "ĐẢNG" and follows not in ("viên", "tịch", "phí", "bộ", "ủy", "đoàn", "phái")
        return not word.text.isupper() or len(word.text) < 2 or alone > 0 or head > 0
    at = index + max(head, 1)
    local = longest(words, index, known("local"))
    if (local > 1 and word.low in ("ủy", "tòa", "viện", "công")) or (local > 1 and words[index + 1].low == "đồng"):
        return level(words, index + local)[1] in ("named", "own")
    if (
        at >= len(words)
        or not words[at].title
        or words[at].breaks
        or not head
        or (index and words[index - 1].low in ("liên", "cán", "nội"))
    ):
        return False
    if index and words[index - 1].low == "trưởng" and word.low in ("phòng", "khoa"):  # 'Trưởng phòng Quản lý Văn hóa'
        return words[at].low not in ("trưởng", "phó")
    if word.low == "cơ":
        return False
    if word.low == "trường" and not longest(words, at, known("school")):
        return False  # 'môi trường Việt Nam', 'hội đồng trường'
    wide = word.low in lows("head_wide")
    return word.low in lows("head_small") and (alone > head or (wide and bool(longest(words, at, tasks()))) or word.low in _SCHOOLS)


def _another_word(words: list[Token], index: int) -> bool:
    """'NGHĨA VỤ THUẾ', 'Phó Thủ tướng Thường trực', '30/2024/TT- NHNN': no body begins here."""
    word, before = words[index], words[index - 1]
    if word.shout and not word.breaks and before.low in lows("compound_before"):
        return True
    if word.low == "thường" and before.low in ("tướng", "thư", "trưởng"):
        return True
    return (
        word.text.isupper()
        and before.text == "-"
        and index > 1
        and words[index - 2].text.isupper()
        and before.end - words[index - 2].end == 1
    )


def _goes_on_small(words: list[Token], index: int, alone: int) -> bool:
    """'Đảng' in 'đảng ủy', 'Chính phủ điện tử'."""
    follows = words[index + alone] if index + alone < len(words) else None
    return follows is not None and not follows.breaks and words[index + alone - 1].low == "phủ" and follows.low == "điện"


def _first(words: list[Token], index: int, past: int) -> int:
    """'Phó Thủ tướng Chính phủ' and 'Thủ tướng Chính phủ Phạm Minh Chính' name the government alone."""
    if words[index].low != "thủ" or past - index < 4:
        return index
    before = words[index - 1].low if index else ""
    named = past < len(words) and words[past].title and words[past].low in _family_lows() and not words[past].breaks
    return index + 2 if before in ("phó", "nguyên") or named else index


@cache
def _family_lows() -> frozenset[str]:
    return frozenset(small(name) for name in phrases("family_common"))


def _local(words: list[Token], index: int) -> tuple[int, bool]:
    """A body of a level: 'UBND tỉnh Kiên Giang'; (-length, …) for a class."""
    local = longest(words, index, known("local"))
    if not local:
        return 0, False
    past, kind = level(words, index + local)
    name = " ".join(word.low for word in words[index : index + local])
    if kind in ("named", "own"):
        return past, True
    if kind == "class" and name in lows("bare_none"):
        return -local, False
    follows = words[index + local].low if index + local < len(words) else ""
    if name not in lows("bare_none") and words[index].capital and follows not in ("viên", "trưởng"):
        return index + local, kind != "" or words[index].text.isupper()
    if longest(words, index + local, known("body_tail")):
        return index + local, True
    joined = words[index + local] if index + local < len(words) else None
    if joined is not None and joined.low in (",", "và", "-"):
        other = longest(words, index + local + 1, known("local"))
        if other and level(words, index + local + 1 + other)[1] in ("named", "own"):
            return index + local, True
    return 0, False


def _organ(words: list[Token], index: int, organ: int, depth: int) -> tuple[int, bool]:
    """An organ and its body side by side: 'Thanh tra Bộ', 'Hội đồng quản trị Tổng công ty Sông Đà'."""
    if not organ or not words[index].capital:
        return 0, False
    past = _owner(words, index + organ, depth)
    if past:
        return past, True
    past, kind = level(words, index + organ)
    bare = " ".join(word.low for word in words[index : index + organ]) in lows("organ_bare")
    return (past, True) if kind in ("named", "own") and bare else (0, False)


def _owner(words: list[Token], index: int, depth: int) -> int:
    """Past the body that stands at `index` and owns what stands before it; 0 where there is none."""
    if index >= len(words) or words[index].breaks or depth > 3:
        return 0
    joined = words[index].text == "-" or words[index].low == "-"
    at = index + 1 if joined else index
    body, _ = _body(words, at, depth + 1)
    if body is not None and body.first == at:
        return body.past
    bare = longest(words, at, known("owner_bare"))
    if bare and not joined and words[at].capital and not (at + bare < len(words) and words[at + bare].low in ("trưởng", "chính")):
        return at + bare
    return 0


def _tasked(words: list[Token], index: int, head: int, depth: int) -> tuple[int, bool]:
    """A head with its task: known, or guessed by capitals and small compounds."""
    at = index + head
    if not head or at >= len(words) or words[at].breaks or words[at].low in ("hợp", "trưởng"):
        return 0, False
    if level(words, at)[1] == "class" and not longest(words, at, tasks()):
        return 0, False
    form = past_form(words, at)
    task = longest(words, form, tasks()) if words[form : form + 1] and words[form].capital else 0
    if task and words[form].shout:
        return _with_owner(words, index, form + task, True, depth)
    end = form + task
    if not task and end == at and longest(words, at, known("owner_bare")):
        return 0, False  # 'Văn phòng Sở': an organ and its body
    if not words[index].shout:
        end = guessed(words, end, form, index)
    if end == form and form > at and (past := _owner(words, form, depth)):
        return past, True  # 'Công ty mẹ - Tập đoàn …'
    if end == form and form > at:
        return 0, False  # 'Công ty TNHH một thành viên'
    if end == form and form == at:
        end = small_task(words, at)
        return (end, False) if end else (0, False)
    if end <= at or not any(word.capital for word in words[at:end]):
        return 0, False
    if end - at == 1 and len(words[at].text) == 1 and words[at].capital:
        return 0, False  # 'Cục C', 'Công ty A'
    past, sure = _with_owner(words, index, end, bool(task) and end == form + task, depth)
    room = (
        words[index].low == "phòng"
        and not task
        and not words[at].text.isupper()
        and past == end
        and not (index and words[index - 1].low == "trưởng")
    )
    return (0, False) if room else (past, sure)  # 'Phòng Mỹ thuật' is a room


def _with_owner(words: list[Token], index: int, past: int, sure: bool, depth: int) -> tuple[int, bool]:
    """The name with its level, 'Việt Nam' and the body it belongs to."""
    past = _past_tail(words, past)
    end, kind = level(words, past)
    if kind in ("named", "own") and words[index].low not in ("bộ", "chính", "quốc", "thủ", "đảng"):
        past = end
    elif past < len(words) and words[past].capital and not words[past].breaks:
        past += longest(words, past, known("country"))  # 'Chính phủ Lào'
    if longest(words, index, known("organ")):
        past = _owner(words, past, depth) or past
    return past, sure


def _past_tail(words: list[Token], past: int) -> int:
    """Over 'Việt Nam', 'Trung ương' behind a name."""
    while past < len(words) and not words[past].breaks and (tail := longest(words, past, known("body_tail"))):
        past += tail
    return past
