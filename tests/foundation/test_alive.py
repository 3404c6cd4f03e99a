import os
import sys

import pytest

from ledger.foundation import marking


@pytest.mark.skipif(sys.platform == "win32", reason="there a file has no mode of this kind")
@pytest.mark.parametrize(("mask", "mode"), [(0, 0o666), (0o077, 0o600)])
def test_a_mark_is_for_all_whom_the_mask_of_the_program_lets_write(tmp_path, mask, mode):
    before = os.umask(mask)
    try:
        with marking(tmp_path / "mark"):
            found = (tmp_path / "mark").stat().st_mode & 0o777
    finally:
        os.umask(before)

    assert found == mode
