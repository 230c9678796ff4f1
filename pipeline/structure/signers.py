"""Signers (người ký): the signatures of a closing from its lines, and which of them is the issuing body's.

Two bodies that issue a paper together sign side by side, or one over the other; who signs for an emulation block (khối thi đua)
has his own post under his name.

>>> lines = [("role", Row(0, 8, "CHỦ TỊCH GIÁM ĐỐC")), ("name", Row(9, 30, "Hà Văn Phúc Lê Hoàng Anh"))]
>>> [(block.role, block.name) for block in blocks_of(lines)], principal(blocks_of(lines), None).name
([('CHỦ TỊCH', 'Hà Văn Phúc'), ('GIÁM ĐỐC', 'Lê Hoàng Anh')], 'Lê Hoàng Anh')
>>> post_of("SỞ Y TẾ / GIÁM ĐỐC")
'GIÁM ĐỐC'
"""

from __future__ import annotations

from pipeline.structure.rows import Row, plain
from pipeline.structure.signature import Block, authority_of, block_of, is_post, names_in, roles_in


def blocks_of(lines: list[tuple[str, Row]]) -> list[Block]:
    """The signatures: posts down to a name, again and again; posts after the last name belong to it."""
    blocks: list[Block] = []
    roles: list[Row] = []
    for kind, row in lines:
        if kind == "role":
            roles.append(row)
            continue
        names = names_in(row.text) or [row.text.strip(" .,:;*")]
        blocks.extend(_side_by_side(roles, names, row))
        roles = []
    if roles and blocks and blocks[-1].name and any(is_post(row.text) and not authority_of(row.text) for row in roles):
        last = blocks[-1]
        roles_after = " / ".join(row.text.strip(" .,:;*") for row in roles)
        blocks[-1] = last._replace(role=f"{last.role} / {roles_after}" if last.role else roles_after)
    elif roles:
        blocks.append(block_of(_unglued(roles), None, roles[0].start, _column(roles[0])))
    return blocks


def _column(row: Row) -> float:
    return (row.box.x0 + row.box.x1) / 2 if row.box else 0.0


def _side_by_side(roles: list[Row], names: list[str], row: Row) -> list[Block]:
    """The block of one name, or of several on one row with the posts that stood over each."""
    start = roles[0].start if roles else row.start
    if len(names) == 1:
        near = [r for r in roles if not (row.box and r.box) or abs(_column(r) - _column(row)) < 0.25] or roles
        return [block_of(_unglued(near), names[0], start, _column(row))]
    parted = [roles_in(r.text) for r in roles]
    whole = all(len(parts) == len(names) for parts in parted)
    return [
        block_of([parts[i] for parts in parted] if whole else _unglued(roles), name, start + i, _column(row) + i / 100)
        for i, name in enumerate(names)
    ]  # fmt: skip


def _unglued(roles: list[Row]) -> list[str]:
    """One post a line: 'TM. CHÍNH PHỦ KT. THỦ TƯỚNG PHÓ THỦ TƯỚNG' was three lines."""
    return [part for row in roles for part in roles_in(row.text)]


def principal(blocks: list[Block], issuer: str | None) -> Block | None:
    """The signer of the issuing body: whose post names it, else the one at the right, else the last."""
    named = [block for block in blocks if block.name] or blocks
    if not named:
        return None
    if issuer and len(named) > 1:
        own = [block for block in named if block.role and plain(issuer) in plain(block.role)]
        if own:
            return own[0]
    return max(named, key=lambda block: (block.column, block.start))


def post_of(role: str | None) -> str | None:
    """The role without the line that only names the body: 'GIÁM ĐỐC' of 'SỞ Y TẾ / GIÁM ĐỐC'."""
    lines = role.split(" / ") if role else []
    return " / ".join(line for line in lines if is_post(line)) or role
