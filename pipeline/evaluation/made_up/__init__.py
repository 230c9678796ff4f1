"""Plans made up by the program, for archives of any size (kế hoạch sinh tự động): `kehoach simulate --generate N`.

Provinces, districts and bodies are those of the day (63 provinces, 34 since July 2025); the acts of the centre are real, with their real
dates; acts of provinces, figures and persons are drawn by the seed. What is written is noted down in the same breath, so that the tables
are right by construction. Knowledge lies in files: subjects.tsv, acts.tsv, local_acts.tsv, targets.tsv, figures.tsv, wording.tsv.
"""
