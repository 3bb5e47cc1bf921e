"""The text of a result is stored whole, whether it was kept in memory or in a file."""

import pytest

from roomjobs.jobs.result_text import ResultText
from tests.memory import MemoryPlans, UnreachableError

PARTS = [b'{"rooms":[', b"1,2", b"", b"]}"]


@pytest.mark.parametrize("most", [0, 10, 12, 15, 100])
def test_a_text_is_stored_whole_and_again(most: int) -> None:
    plans = MemoryPlans()
    with ResultText(most_in_memory=most) as text:
        text.write(iter(PARTS))
        plans.is_down = True
        with pytest.raises(UnreachableError):
            text.store(plans, "one")
        plans.is_down = False
        text.store(plans, "one")
        text.store(plans, "two")
    assert plans.objects == dict.fromkeys(("one", "two"), b"".join(PARTS))
