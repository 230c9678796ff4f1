"""Names of bodies by what stands behind their head word (cơ quan, đơn vị): 'Vụ' + 'Tài chính - Kinh tế ngành'.

Nghị định 30/2020/NĐ-CP gives a capital to the first syllable of a body's task only ('Cục Quản lý lao động ngoài nước'), so that
capitals do not tell where its name ends. A name known here does. The same task stands behind several heads (Cục, Chi cục, Phòng …).

>>> len(bodies()) > 1000, ("Cục", "Bảo vệ thực vật") in bodies()
(True, True)
"""

from __future__ import annotations

from functools import cache

from pipeline.vietnamese.tsv import rows


@cache
def bodies() -> frozenset[tuple[str, str]]:
    """(head word, rest of the name) of every body, tone marks in one manner."""
    return frozenset((row["head"], row["name"]) for row in rows("gazetteer/bodies.tsv"))
