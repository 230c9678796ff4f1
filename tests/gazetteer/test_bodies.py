"""Names of bodies: the table is in order, each name once, spelt in one manner."""

from pipeline.gazetteer.bodies import bodies
from pipeline.vietnamese.normalize import nfc, tone_placement
from pipeline.vietnamese.tsv import rows


def test_the_table_is_in_order_and_tells_each_name_once():
    table = [(row["head"], row["name"], row["source"]) for row in rows("gazetteer/bodies.tsv")]
    assert table == sorted(table) and len(table) == len(bodies())
    assert {source for *_, source in table} == {"corpus", "own"}


def test_names_are_composed_with_tone_marks_in_one_manner():
    assert all(name == tone_placement(nfc(name)) == name.strip() for _, name in bodies())
