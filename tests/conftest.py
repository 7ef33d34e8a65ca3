"""What every test runs under.

Hypothesis has three profiles.  The ordinary one is quick and looks elsewhere each time; ``ci``
looks at the same cases for the same commit; ``--hypothesis-profile=thorough`` takes minutes and is
for a change of the text core.
"""

import os

import pytest
from hypothesis import settings

# Before anything imports them: a failing `assert` in a helper shows its values, too.
pytest.register_assert_rewrite("tests.support")

# No deadlines: a slow machine is no fault of the code.
settings.register_profile("quick", deadline=None, max_examples=50)
settings.register_profile(
    "ci", deadline=None, max_examples=50, derandomize=True, print_blob=True, database=None
)
settings.register_profile("thorough", deadline=None, max_examples=5000)
settings.load_profile("ci" if os.environ.get("CI") else "quick")
