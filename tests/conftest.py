"""Makes the tests' own modules importable (`import papers`): pytest's importlib mode does not; and steadies the properties.

The properties of a run are the same ones each time, so that a gate never fails by chance; `HYPOTHESIS_PROFILE=search` looks for
new examples. No example has a time limit: a shared machine is no fault of the code.
"""

import os
import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
