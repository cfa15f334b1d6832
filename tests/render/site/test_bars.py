"""Times as bars: places on a logarithmic scale, worked out by hand, and what the page says."""

from collections.abc import Callable
from math import inf

from drctl.render.runbooks.impact import Down
from drctl.render.site.bars import bars
from tests.render.pools import POOLS
from tests.render.site.reading import read


def _down(least: float, most: float, rto: float | None = None, verdict: str = "") -> Down:
    return Down(least, most, rto, verdict)


def test_bars_stand_on_one_scale_the_longest_first() -> None:
    # The scale goes from half of the least, 5 s, to one and a half of the most, 15,000 s:
    # log(10/5) / log(3000) is 9 %, log(1000/5) is 66 %, log(10000/5) is 95 %.
    found = bars(
        [
            ("component", "short", _down(10, 10, 1000, "kept")),
            ("component", "long", _down(10000, 10000, 1000, "broken")),
        ],
        5,
    )
    assert [(bar.name, bar.sure, bar.may, bar.rto) for bar in found.rows] == [
        ("long", 95, 95, 66),
        ("short", 9, 9, 66),
    ]
    # 10 s, a minute, 10 minutes; an hour, at 82 %, and 10 s apart by more than a label's room.
    assert found.ticks == ((9, "10s"), (31, "1m"), (60, "10m"), (82, "1h"))
    assert found.promised and not found.open_ended and found.unseen == 0


def test_what_is_not_known_goes_on_to_the_end() -> None:
    rows = [
        ("component", "never", _down(inf, inf)),
        ("component", "longer", _down(100, inf)),
        ("component", "unknown", _down(0, inf)),
        ("component", "up-to", _down(0, 100)),
    ]
    found = bars(rows, 4)
    assert [(bar.name, bar.sure, bar.may) for bar in found.rows] == [
        ("never", 100, 100),
        ("longer", 63, 100),  # log(100/50) / log(150/50)
        ("unknown", 0, 100),
        ("up-to", 0, 63),
    ]
    assert found.open_ended
    assert bars(rows, 3).unseen == 1
    assert bars([("component", "a", _down(inf, inf))], 4).rows[0].may == 100


def _told(page: str) -> str:
    return read(page).one("main").text.replace(" ,", ",").replace(" :", ":").replace(" .", ".")


def test_pages_show_waves_times_and_lost_data(site_of: Callable[[str], dict[str, str]]) -> None:
    """The cases of pools.py, worked out there by hand."""
    written = site_of(POOLS)
    dark = _told(written["site/scenarios/dark.html"])
    assert "site 7h, RTO 1h broken store 7h, RTO 10m broken" in dark
    assert "api 6m, RTO 10m kept" in dark
    assert "Before people act spare falls: 140 of 120 rps, since main is down it can" in dark
    assert "100 from api.model, otherwise nothing" in dark
    assert "store.rows 1h 1m broken vault (backup), services.store.data.rows.copies.1 3h" in dark
    assert "7h store.rows is restored from its backup 3h" in dark
    main = _told(written["site/providers/main.html"])
    assert "What goes down with it Nothing for good. By overload, 2 more: batch, spare." in main
    batch = _told(written["site/services/batch.html"])
    assert "By overload, 2 more: main, zone." in batch
    assert "Everybody comes as long as the surge lasts, RTO 10m broken" in batch
    assert "is as long as the surge lasts, in the scenario rush" in batch
    rush = _told(written["site/scenarios/rush.html"])
    assert "What stands and sheds a part of its load: logs: 6 of 4 rps" in rush
