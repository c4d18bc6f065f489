import os
import tempfile
from pathlib import Path

import pytest
from tests.gateway import parts


@pytest.fixture(scope="session")
def setup(tmp_path_factory):
    return parts.setup_in(tmp_path_factory.mktemp("school"))


@pytest.fixture
def tmp_path():
    """In memory where there is such a place: the store flushes to disk at every step."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory, prefix="gateway-") as folder:
        yield Path(folder)
