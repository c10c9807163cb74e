"""What rules read and wrote, by content, whatever the dates of files say."""

import base64
import json
import os
import shutil
import time
from pathlib import Path

import pytest

from techsov.build import contents
from techsov.build.contents import Contents

RESULT = "results/made/research.csv"


@pytest.fixture
def project(tmp_path) -> Path:
    for name in ("metadata", "incomplete"):
        (tmp_path / ".snakemake" / name).mkdir(parents=True)
    (tmp_path / "results/made").mkdir(parents=True)
    return tmp_path


def name(path: str) -> str:
    return base64.urlsafe_b64encode(path.encode()).decode()


def made(project: Path, path: str = RESULT, text: str = "value\n1\n", start: float = 1.0) -> Path:
    """A result and Snakemake's record of the run that made it, closed after it."""
    file = project / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    (project / ".snakemake/metadata" / name(path)).write_text(json.dumps({"starttime": start}))
    return file


def change_keeping_the_date(file: Path, text: str) -> None:
    held = file.stat()
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(held.st_atime_ns, held.st_mtime_ns))


def foreign(project: Path) -> list[str]:
    """What a build that starts now would make again."""
    found = Contents(project)
    told = found.mark_foreign("results/made")
    found.save()
    return told


def marks(project: Path) -> set[str]:
    return {path.name for path in (project / ".snakemake/incomplete").iterdir()}


def test_content_that_changes_within_its_date_and_size_has_another_hash(project, monkeypatch):
    monkeypatch.setattr(contents, "SETTLED", -1.0)
    file = made(project)
    known = Contents(project)
    before = known.of(RESULT)
    assert RESULT in known.seen
    time.sleep(0.02)
    change_keeping_the_date(file, "value\n2\n")
    assert known.of(RESULT) != before


def test_a_hash_is_taken_once_and_not_again_from_an_unchanged_file(project, monkeypatch):
    monkeypatch.setattr(contents, "SETTLED", -1.0)
    made(project)
    known = Contents(project)
    expected = known.of(RESULT)
    known.save()
    again = Contents(project)
    monkeypatch.setattr(contents.hashlib, "file_digest", None)  # would fail where it is called
    assert again.of(RESULT) == expected


def test_a_file_changed_this_moment_is_hashed_again_next_time(project):
    made(project)
    known = Contents(project)
    known.of(RESULT)
    assert known.seen == {}


def test_the_digest_of_files_holds_their_names_and_contents(project):
    made(project, "a"), made(project, "b", "2")
    known = Contents(project)
    both = known.digest(["a", "b"])
    assert both == known.digest(["b", "a", "b"])
    made(project, "b", "3")
    assert known.digest(["a", "b"]) != both
    assert known.digest(["a"]) != known.digest(["a", "absent"])


def test_what_a_rule_left_is_known_and_stays(project):
    made(project)
    assert foreign(project) == []
    assert foreign(project) == []
    assert marks(project) == set()


def test_a_result_edited_by_hand_is_made_again_though_its_date_is_kept(project):
    file = made(project)
    assert foreign(project) == []
    time.sleep(0.02)
    change_keeping_the_date(file, "value\n2\n")
    assert foreign(project) == [RESULT]
    assert marks(project) == {name(RESULT)}


def test_a_result_edited_before_anything_was_noted_is_made_again(project):
    """As after a build that was killed: nothing could be noted, but the file was touched since."""
    file = made(project)
    time.sleep(0.02)
    change_keeping_the_date(file, "value\n2\n")
    assert foreign(project) == [RESULT]


def test_a_result_that_is_put_back_is_no_longer_made_again(project):
    file = made(project)
    foreign(project)
    kept = file.read_text()
    file.write_text("value\n2\n")
    assert foreign(project) == [RESULT]
    file.write_text(kept)
    assert foreign(project) == []
    assert marks(project) == set()


def test_a_result_of_which_no_record_is_kept_is_made_again(project):
    made(project)
    (project / ".snakemake/metadata" / name(RESULT)).unlink()
    assert foreign(project) == [RESULT]


def test_a_result_that_its_rule_has_made_again_since_is_what_its_rule_left(project):
    made(project)
    foreign(project)
    made(project, text="value\n3\n", start=2.0)
    assert foreign(project) == []


def test_a_copy_of_the_project_with_new_dates_has_nothing_to_make_again(project, tmp_path_factory):
    made(project)
    foreign(project)
    copied = tmp_path_factory.mktemp("copied") / "project"
    shutil.copytree(project, copied, copy_function=shutil.copy)
    assert foreign(copied) == []


def test_what_snakemake_marked_itself_stays_marked(project):
    """A job that was killed: its result is incomplete, and no hand edited it."""
    file = made(project)
    foreign(project)
    mark = project / ".snakemake/incomplete" / name(RESULT)
    mark.write_text('{"external_jobid": null}')
    assert foreign(project) == []
    file.write_text("half")
    assert foreign(project) == []
    assert marks(project) == {name(RESULT)}


def test_a_folder_that_a_rule_makes_is_judged_by_all_its_files(project):
    figure = made(project, "results/made/figures/a.svg")
    (project / ".snakemake/metadata" / name("results/made/figures/a.svg")).unlink()
    record = project / ".snakemake/metadata" / name("results/made/figures")
    record.write_text('{"starttime": 1.0}')
    assert foreign(project) == []
    figure.write_text("edited")
    assert foreign(project) == ["results/made/figures"]


def test_a_path_whose_record_is_cut_into_folders_is_found(project):
    path = "results/made/" + "a/" * 150 + "b.csv"
    record = contents._record(project / contents.METADATA, path)
    assert len(record.relative_to(project / contents.METADATA).parts) > 1
    file = project / path
    file.parent.mkdir(parents=True)
    file.write_text("1")
    record.parent.mkdir(parents=True)
    record.write_text('{"starttime": 1.0}')
    assert foreign(project) == []
    file.write_text("2")
    assert foreign(project) == [path]


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    Contents(tmp_path).save()
    assert list(tmp_path.iterdir()) == []
