"""The collector comes back, whatever happened."""

import gc

import pytest

from hutong.lib.collecting import without_collecting


def test_the_collector_rests_within_and_works_again_after() -> None:
    with pytest.raises(RuntimeError), without_collecting():
        assert not gc.isenabled()
        raise RuntimeError
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with without_collecting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
