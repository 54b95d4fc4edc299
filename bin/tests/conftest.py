import pytest
from browser import CHROMIUM


@pytest.fixture(scope="session")
def chromium():
    """The installed Chromium, started once."""
    if CHROMIUM is None:
        pytest.skip("skipped: no Chromium here (Debian's package chromium)")
    api = pytest.importorskip("playwright.sync_api", reason="skipped: no playwright (export's extra test)")
    with api.sync_playwright() as p:
        started = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()
