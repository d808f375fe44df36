"""study.toml over time: kept when a study is made and before the next write, never by reading."""

from turgor.record.subject import Subject
from turgor.workflow.status import study_status
from turgor.workflow.study import Study, design_difference, open_study


def test_a_design_is_kept_when_made_and_before_the_next_write(parallel: Study) -> None:
    kept = parallel.store.designs
    assert [item.text for item in kept.all()] == [parallel.text]
    assert design_difference(parallel) == ""
    seq = parallel.store.head().seq
    path = parallel.folder / "study.toml"
    path.write_text(parallel.text + "\n# amended\n")
    with open_study(parallel.folder) as again:
        status = study_status(again)
        assert any("study.toml differs from the recorded one" in line for line in status.queries)
        assert again.store.head().seq == seq and len(kept.all()) == 1
        again.store.people.add_subject(Subject("S1"))
        assert again.store.head().seq == seq + 2
        again.store.people.add_subject(Subject("S2"))
        assert again.store.head().seq == seq + 3
        assert [item.text for item in kept.all()] == [parallel.text, again.text]
        assert design_difference(again) == ""


def test_an_unchanged_design_is_kept_once(parallel: Study) -> None:
    for name in ("S1", "S2"):
        with open_study(parallel.folder) as again:
            again.store.people.add_subject(Subject(name))
    assert len(parallel.store.designs.all()) == 1


def test_within_one_transaction_it_comes_first(parallel: Study) -> None:
    path = parallel.folder / "study.toml"
    path.write_text(parallel.text + "\n# amended\n")
    with open_study(parallel.folder) as again:
        seq = again.store.head().seq
        with again.store.together():
            again.store.people.add_subject(Subject("S1"))
            again.store.people.add_subject(Subject("S2"))
        assert again.store.head().seq == seq + 2
    assert len(parallel.store.designs.all()) == 2
