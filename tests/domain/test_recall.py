"""Which loads a failed one makes doubtful, against a plain search over random histories."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.domain.recall import LoadProof, last_proven, suspect_loads

histories = st.lists(st.booleans(), min_size=1, max_size=40).flatmap(
    lambda proofs: st.tuples(st.just(proofs), st.integers(0, len(proofs) - 1))
)


def brute_force(proofs: list[bool], failed: int) -> set[int]:
    """A run is doubtful when neither it nor a run between it and the failed one is proven."""
    found = set()
    for run in range(len(proofs)):
        low, high = sorted((run, failed))
        between = [n for n in range(low, high + 1) if n != failed]
        if not any(proofs[n] for n in between):
            found.add(run)
    return found


@given(histories, st.randoms())
def test_suspects_equal_a_plain_search(case: tuple[list[bool], int], random: Random) -> None:
    proofs, failed = case
    history = [LoadProof(str(n), n + 1, proven) for n, proven in enumerate(proofs)]
    shuffled = list(history)
    random.shuffle(shuffled)
    found = suspect_loads(shuffled, str(failed))
    assert {int(key) for key in found} == brute_force(proofs, failed)
    assert [int(key) for key in found] == sorted(int(key) for key in found)


@given(histories)
def test_the_last_proven_run_stands_right_before(case: tuple[list[bool], int]) -> None:
    proofs, failed = case
    history = [LoadProof(str(n), n + 1, proven) for n, proven in enumerate(proofs)]
    first = int(suspect_loads(history, str(failed))[0])
    back_to = last_proven(history, str(failed))
    assert back_to == ("" if first == 0 else str(first - 1))
    assert first == 0 or proofs[first - 1]
