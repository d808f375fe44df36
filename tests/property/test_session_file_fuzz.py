"""Session files that were mangled: each gives a stimulus or a refusal in one line, never else."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turgor.errors import TurgorError
from turgor.exchange.session_toml import parse_session
from turgor.physics.tissue.stack import tissue_stack
from turgor.record.setting_spec import modality_settings
from turgor.skin.stimulus.doors import MODELLED, door
from turgor.workflow.stimulus.template import session_template
from turgor.workflow.stimulus.work_out import findings_means, treatment_of

#: the light's door traces photons, and a needle's current takes a second: read and checked alone
SLOW = ("fractional-laser",)
GOOD = {modality: session_template(modality) for modality in MODELLED}
ODD = st.one_of(
    st.floats().map(repr),
    st.integers(-(10**400), 10**400).map(str),
    st.text(max_size=12).map(lambda text: json.dumps(text, ensure_ascii=False)),
    st.sampled_from(
        ["true", "[]", "{}", "2026-01-01", '"1e3 mm"', '"20 J"', '"5 %"', "1979-05-27T07:32:00Z",
         '"1e999 mJ"', '"-0.0"', '"१२"', '"10 mm/s/s"', '"10 ' + "m" * 40 + '"', "0x10",
         "1" * 5000, "[" * 5000, '"\\u001b[2J"', '"two\\nlines"']
    ),
)  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, str]:
    """A good file of which lines were swapped, doubled, dropped, cut or given odd values."""
    modality = draw(st.sampled_from(MODELLED))
    lines = GOOD[modality].splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["value", "option", "drop", "double", "cut", "text"]))
        line = lines[at]
        if how == "value" and "=" in line:
            lines[at] = f"{line.split('=')[0].removeprefix('# ')}= {draw(ODD)}"
        elif how == "option":
            lines[at] = line.removeprefix("# ")
        elif how == "drop":
            lines[at] = ""
        elif how == "double":
            lines.insert(at, line)
        elif how == "cut":
            lines[at] = line[: draw(st.integers(0, len(line)))]
        else:
            lines[at] = draw(st.text(max_size=20))
    return modality, "\n".join(lines)


@given(mangled())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_mangled_session_is_read_or_refused_in_one_line(case: tuple[str, str]) -> None:
    _, text = case
    try:
        session = parse_session(text, "session.toml")
        treatment = treatment_of(session, "session.toml")
        place = session.place
        stack = tissue_stack(
            place.site, place.age_years, place.sex, place.phototype, findings=place.findings
        )
        current = any(treatment.settings.get(name) for name in ("rf_power_w", "rf_energy_mj"))
        if treatment.modality not in SLOW and not current:
            door(treatment.modality)(treatment.settings, treatment.device, stack).draw(stack)
    except TurgorError as error:
        assert str(error)
        assert len(str(error).splitlines()) == 1
        assert len(str(error)) < 2000


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_value_of_any_setting_is_typed_or_refused(data: st.DataObject) -> None:
    modality = data.draw(st.sampled_from(MODELLED))
    name = data.draw(st.sampled_from(sorted(modality_settings(modality).specs)))
    text = f'modality = "{modality}"\nsite = "cheek"\n[settings]\n{name} = {data.draw(ODD)}\n'
    try:
        treatment_of(parse_session(text, "session.toml"), "session.toml")
    except TurgorError as error:
        assert len(str(error).splitlines()) == 1


@pytest.mark.parametrize(
    "strange", ["[]", "3", '{"findings": 3}', '{"findings": [3]}', "", "\0", "[" * 100_000]
)
def test_a_strange_findings_file_is_refused(tmp_path: Path, strange: str) -> None:
    path = tmp_path / "measured.json"
    path.write_text(strange)
    with pytest.raises(TurgorError, match=r"measured\.json"):
        findings_means(path)
