"""Signature block (quyền hạn, chức vụ, họ tên của người ký): who signed, in what post, in whose stead.

`TM.` (thay mặt), `KT.` (ký thay), `TL.` (thừa lệnh), `TUQ.` (thừa ủy quyền), `Q.` (quyền) stand before the body or the post in
whose place is signed (Nghị định 30/2020/NĐ-CP, Phụ lục I); the Party writes `T/M`, `K/T`, `T/L`. Where a paper has TM. and KT.,
KT. tells more: the signer is a deputy. A line with a mark is another's post (but for Q.), the lines below are the signer's own.

>>> block_of(["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "Trần Phước Hiền")
Block(authority='KT.', role='PHÓ CHỦ TỊCH', name='Trần Phước Hiền', start=0, column=0.0)
>>> block_of(["K/ TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"], None).authority, authority_of("T/L CHỦ TỊCH"), authority_of("Q. GIÁM ĐỐC")
('KT.', ('TL.', 4), ('Q.', 3))
>>> names_in("Hà Văn Phúc Lê Hoàng Anh"), names_in("PGS.TS. Trần Công Luận"), names_in("Trung tướng Nguyễn Duy Ngọc")
(['Hà Văn Phúc', 'Lê Hoàng Anh'], ['Trần Công Luận'], ['Nguyễn Duy Ngọc'])
>>> names_in("Phòng Nghiệp vụ"), names_in("Văn phòng Chính phủ"), names_in("GIÁM ĐỐC")
([], [], [])
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from pipeline.structure.bodies import begins_body
from pipeline.structure.posts import post_like, spelled
from pipeline.structure.rows import capitals, opening, phrases, plain
from pipeline.vietnamese import tsv
from pipeline.vietnamese.normalize import tone_placement
from pipeline.vietnamese.syllables import is_syllable


class Block(NamedTuple):
    """One signature: mark, post, name (None where missing), offset of its first line, and where on the line it stands (0..1)."""

    authority: str | None
    role: str | None
    name: str | None
    start: int
    column: float


_AUTHORITY = regex.compile(
    r"[\W_]{0,4}(?:(?P<TUQ>T\s?[./]?\s?U\s?[./]?\s?Q)|(?P<TM>T\s?['./]{0,2}\s?M)|(?P<KT>K\s?['./]{0,2}\s?T|K(?=\s?/))|"
    r"(?P<TL>T\s?[./]?\s?L)|(?P<Q>Q))(?P<dot>\s?[./:,]{1,2}\s{0,3}|\s{1,3}(?=\p{Lu}{2}))"
)
_EDGES = " \t.,:;*_|'\"“”-–~=()[]/\\^°·•…"


def authority_of(text: str) -> tuple[str, int] | None:
    """The mark with which a line in capitals begins, and where what follows it begins; None without one."""
    match = _AUTHORITY.match(text)
    if match is None or capitals(text[match.end() : match.end() + 40]) < 0.8:
        return None
    if match.lastgroup == "Q" or not match["dot"].strip():
        rest = plain(text[match.end() :])
        if not opening("roles.tsv", "post").match(rest) and not begins_body(text[match.end() :]):
            return None
    name = next(group for group in ("TUQ", "TM", "KT", "TL", "Q") if match[group])
    return f"{name}.", match.end()


def is_role(text: str) -> bool:
    """Whether a line is the post or the body of a signer: in capitals, and known by its first words."""
    core = text.strip(_EDGES)
    if not 2 < len(core) <= 120 or capitals(core) < 0.85 or regex.search(r"\d\s?/", core):
        return False
    if authority_of(text):
        return True
    bare = plain(core)
    return bool(opening("roles.tsv", "post").match(bare)) or (begins_body(core) and len(core) < 90)


def is_post(text: str) -> bool:
    """Whether the line names a post ('PHÓ CHỦ TỊCH'), not only a body."""
    bare = plain(text.strip(_EDGES))
    return capitals(text) > 0.85 and bool(_post_anywhere().search(bare))


@cache
def _post_anywhere() -> regex.Pattern[str]:
    return regex.compile(r"(?<!\w)(?:" + "|".join(map(regex.escape, phrases("roles.tsv", "post"))) + r")(?!\w)")


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(phrases("surnames.tsv", "kinh")), frozenset(phrases("surnames.tsv", "other"))


@cache
def _ranks() -> regex.Pattern[str]:
    words = sorted((regex.escape(rank) for rank in phrases("roles.tsv", "rank")), key=len, reverse=True)
    return regex.compile(rf"(?:(?:{'|'.join(words)})(?:[.,\s]{{1,3}}|(?=\s)))+")


def names_in(text: str) -> list[str]:
    """The persons' names that a line consists of: one, or several that stood side by side; empty for any other line."""
    core = text.strip(_EDGES)
    if len(core) > 90:
        return []
    rank = _ranks().match(plain(core))
    words = core[rank.end() if rank else 0 :].split()
    while words and not any(c.isalpha() for c in words[-1]):
        words.pop()
    if not 2 <= len(words) <= 15 or not all(_name_word(word) for word in words):
        return []
    if plain(words[0]) not in _surnames()[0] | _surnames()[1] or _common(words):
        return []
    return [" ".join(part) for part in _persons(words)]


_LONGEST_NAME = 5


def name_at_end(text: str) -> int | None:
    """Where a name begins that was read on one line with the post over it and the seal between; None without one.

    >>> text = "SỞ VĂN HOÁ, THỂ THAO VÀ DU LỊCH lĨ vAN 4# Nguyễn Văn Lên"
    >>> text[name_at_end(text):], name_at_end("Các phòng, ban của Sở Nguyễn Văn Lên"), name_at_end("Nguyễn Văn Lên")
    ('Nguyễn Văn Lên', None, None)
    """
    words = list(regex.finditer(r"\S+", text[-120:] if len(text) < 200 else ""))
    for size in range(min(_LONGEST_NAME, len(words) - 2), 2, -1):
        start = len(text) - len(text[-120:]) + words[-size].start()
        head = " ".join(word for word in text[:start].split() if word.isupper())
        if names_in(text[start:]) and plain(text[start:].split()[0]) in _surnames()[0] and (is_role(head) or post_like(head)):
            return start
    return None


def _name_word(word: str) -> bool:
    return (
        word[0].isupper()
        and (word[1:].islower() or len(word) <= 2 or "-" in word or "'" in word)
        and all(c.isalpha() or c in "'’-." for c in word)
    )


@cache
def _no_names() -> frozenset[str]:
    """Bodies as they are spelled, but those whose first word is a family name as well (Đoàn)."""
    return frozenset(tone_placement(row["phrase"]).lower() for row in tsv.rows("structure/words.tsv") if row["kind"] == "organ") - {"đoàn"}


def _common(words: list[str]) -> bool:
    """Words that are a body or a place though a name could begin so: 'Văn phòng', 'Hà Nội', 'Sơn La'. Marks count: Vũ is no Vụ."""
    spelled = [tone_placement(word).lower() for word in words]
    bare = plain(" ".join(words))
    heads = {" ".join(spelled[:size]) for size in (1, 2, 3)}
    return not heads.isdisjoint(_no_names()) or bool(opening("roles.tsv", "post").match(bare)) or bool(_PLACES.match(bare))


_PLACES = regex.compile(
    r"(?:ha noi|hai phong|son la|an giang|noi nhan|ha giang|ha nam|ha tinh|"
    r"cao bang|thai binh|thai nguyen|ninh binh|kien giang|lam dong)(?!\w)"
)


def _persons(words: list[str]) -> list[list[str]]:
    """Six words and more are several persons: cut before family names so that each part has two to five words."""
    if len(words) <= 5 and not (len(words) >= 4 and _cut_points(words, 2) and len(words) == 5):
        return [words] if len(words) <= 5 else []
    for parts in (2, 3):
        best = _cuts(words, parts)
        if best:
            return min(best, key=lambda cut: max(map(len, cut)) - min(map(len, cut)))
    return [words] if len(words) <= 5 else []


def _cut_points(words: list[str], least: int) -> list[int]:
    known = _surnames()[0]
    return [i for i in range(least, len(words) - 1) if plain(words[i]) in known and len(words) > 5]


def _cuts(words: list[str], parts: int) -> list[list[list[str]]]:
    if parts == 1:
        return [[words]] if 2 <= len(words) <= 5 else []
    found: list[list[list[str]]] = []
    for point in (
        _cut_points(words, 2) if parts == 2 else [i for i in range(2, min(6, len(words) - 3)) if plain(words[i]) in _surnames()[0]]
    ):
        if 2 <= point <= 5:
            found.extend([[words[:point], *rest] for rest in _cuts(words[point:], parts - 1)])
    return found


_BOUND = regex.compile(r"(?:(?:^|\s)(?:tm|kt|k|tl|tuq|q)\s?[./:,]{1,2}\s{0,3}|(?<!\w)(?:pho|quyen|uy vien|dai dien|tong|nguyen) )$")
"""What binds a post to the words before it: a mark, or 'PHÓ'."""


def roles_in(text: str) -> list[str]:
    """The posts of a line in which several stood side by side ('CHỦ TỊCH GIÁM ĐỐC'); the line itself for one post."""
    core = text.strip(_EDGES)
    bare = plain(core)
    mark = authority_of(core)
    starts = [0] + [
        match.start() for match in _post_anywhere().finditer(bare)
        if match.start() > (mark[1] if mark else 0) and not _BOUND.search(bare[: match.start()])
    ]  # fmt: skip
    marks = [match.start() for match in regex.finditer(r"(?<=\s)(?:TM|KT|TL|TUQ)\s?[./]", core)]
    starts = sorted({start for start in [*starts, *marks] if not any(place < start <= place + 6 for place in marks)})
    return [core[a:b].strip(_EDGES) for a, b in zip(starts, [*starts[1:], len(core)], strict=True) if core[a:b].strip(_EDGES)]


def block_of(lines: list[str], name: str | None, start: int = 0, column: float = 0.0) -> Block:
    """The signature of the lines above (and below) a name."""
    authority: str | None = None
    own: list[str] = []
    others: list[str] = []
    for line in lines:
        mark = authority_of(line)
        if mark:
            authority = mark[0] if authority in (None, "TM.") else authority
            (own if mark[0] == "Q." else others).append(line[mark[1] :].strip(_EDGES))
        else:
            own.append(line.strip(_EDGES))
    own = [spelled(line) for line in own if line]
    if authority in (None, "TM.") and len(own) > 1 and own[-1] == f"PHÓ {own[-2]}":
        authority, own = "KT.", own[-1:]  # 'KT.' is often written by hand before the printed 'GIÁM ĐỐC'
    role = " / ".join(own) or " / ".join(map(spelled, filter(None, others))) or None
    return Block(authority, role, name_spelled(name) if name else None, start, column)


def name_spelled(name: str) -> str:
    """The name with its family name as it is spelled: 'Lễ' is Lê, 'Phấn' Phan; letters that are no Vietnamese ones set right.

    >>> name_spelled("Phấn Thị Hoài Sương"), name_spelled("Đặñg Thị Bích Loan"), name_spelled("Pñạm Trường Thọ")
    ('Phan Thị Hoài Sương', 'Đặng Thị Bích Loan', 'Phạm Trường Thọ')
    """
    words = [_vietnamese(word) for word in name.split()]
    if words and words[0].capitalize() not in family_names():
        words[0] = _spelled_surnames().get(plain(words[0]), words[0].lower()).capitalize()
    return " ".join(words)


def _vietnamese(word: str) -> str:
    """'Đặñg' with n, 'Pñạm' with h, whichever makes a syllable."""
    tries = [word.replace("ñ", letter) for letter in "nh"] if "ñ" in word else []
    return next((each for each in tries if is_syllable(each)), word)


@cache
def family_names() -> frozenset[str]:
    """All known family names as they are spelled."""
    return frozenset(row["phrase"] for row in tsv.rows("structure/surnames.tsv"))


@cache
def _spelled_surnames() -> dict[str, str]:
    """Family names without marks -> as spelled, in small letters; of two that look alike the more frequent, which stands first."""
    found: dict[str, str] = {}
    for row in tsv.rows("structure/surnames.tsv"):
        found.setdefault(plain(row["phrase"]), row["phrase"].lower())
    return found


def plausible_name(text: str) -> bool:
    """A name of three capitalised syllables and more whose family name is not in the list: taken only where a name is due.

    Of two, the family name may be the one under the seal.
    """
    words = text.strip(_EDGES).split()
    if any(word.lower() in _OFFICES for word in words):
        return False  # 'Tỏi Bộ Ý Tế', the words of a seal
    return 3 <= len(words) <= 5 and all(_name_word(word) and is_syllable(word) for word in words) and not _common(words)


_OFFICES = frozenset(["bộ", "sở", "ban", "cục", "vụ", "ủy", "uỷ", "phòng", "viện", "trường", "huyện"])
