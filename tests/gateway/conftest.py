import pytest
from tests.gateway import parts


@pytest.fixture(scope="session")
def setup(tmp_path_factory):
    return parts.setup_in(tmp_path_factory.mktemp("school"))
