"""The control changes nothing, so that it must survive: a test that fails here proves nothing."""

from __future__ import annotations

from mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        name="control",
        wrong="nothing: the same model in other words",
        file="simulation/crew.py",
        text="finish = now_ms + travel_ms + site_ms",
        instead="finish = travel_ms + now_ms + site_ms",
        tests=(
            "tests/unit/test_calendar.py",
            "tests/unit/test_desk.py",
            "tests/unit/test_experiment_estimate.py",
            "tests/unit/test_kpi_restoration.py",
            "tests/unit/test_office.py",
            "tests/unit/test_simulation_dispatch.py",
            "tests/unit/test_simulation_faults.py",
            "tests/unit/test_simulation_orders.py",
            "tests/unit/test_simulation_visits.py",
        ),
        control=True,
    ),
)
