"""The shared decision page in a real browser: nothing overflows, is fetched, or is silent."""

import pytest

from turgor.report.decision_page import decision_page


@pytest.mark.parametrize("width", [1200, 400])
def test_layout(decision_forecast, sound_at, width):
    forecast, document = decision_forecast
    sound_at(decision_page(document, forecast), width)
