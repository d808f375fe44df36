"""What rules refuse of courses only as a whole is chosen anew, whatever each is by itself."""

from collections.abc import Sequence

import pytest
from tests.unit.plan.made_up import MadeUp
from tests.unit.plan.test_together import prepared_of

from turgor.errors import InputError
from turgor.plan import legal
from turgor.plan.prepare import Asked
from turgor.plan.prune import Reason
from turgor.record.course import Course


def modalities(course: Course) -> set[str]:
    return {session.modality for session in course.sessions}


def chosen(monkeypatch, refuse) -> tuple[set[str], Sequence[str]]:
    """What is chosen where rules refuse whole courses so, and what they said."""
    with MadeUp(1, 0.0), monkeypatch.context() as patch:
        held = prepared_of()
        patch.setattr(Asked, "check", lambda self, course: course)
        patch.setattr(Asked, "allows", lambda self, course: not refuse(course))
        patch.setattr(
            legal,
            "judged",
            lambda course, looked: (
                ("rejected", (Reason("not together"),)) if refuse(course) else ("offered", ())
            ),
        )
        found = legal.choose_legal(held, held.problem, held.asked.effort)
    return modalities(found.course), found.refused


def test_two_that_are_refused_together_are_not_chosen_together(monkeypatch):
    free, said = chosen(monkeypatch, lambda course: False)
    assert len(free) >= 2 and not said
    pair = set(sorted(free)[:2])
    held, said = chosen(monkeypatch, lambda course: pair <= modalities(course))
    assert held and not pair <= held
    assert said and all("not together" in one for one in said)


def test_where_everything_is_refused_it_says_so(monkeypatch):
    with pytest.raises(InputError, match="rules refused"):
        chosen(monkeypatch, lambda course: True)
