"""The archive in the browser (tra cứu trên trình duyệt): `kehoach serve`. Pages in Vietnamese or English over an archive.

They are a plugin of Datasette, whose tables, facets, CSV and JSON stand beside them under /kho. Nothing is asked of any other machine.
"""
