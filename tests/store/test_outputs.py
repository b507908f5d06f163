import errno
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hydrometer.model import MEMBERS, InputError
from hydrometer.store.outputs import plain_errors, write_table, writing


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_folder_appears_when_all_is_written(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    with writing(out) as output:
        output.path("run.json").write_text("{}")
        assert not out.exists()
        assert output.folder.parent == out.parent
    assert names(out) == {"run.json"}
    assert names(out.parent) == {"out"}
    assert out.stat().st_mode & 0o700 == 0o700


def test_an_earlier_run_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("old", "new"):
        with writing(out) as output:
            output.path("run.json").write_text(name)
            output.path(name).touch()
    assert names(out) == {"run.json", "new"}
    assert names(tmp_path) == {"out"}


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with writing(out) as output:
        output.path("run.json").touch()
    assert names(out) == {"run.json"}


@pytest.mark.parametrize("earlier", [True, False])
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_failure_leaves_everything_as_it_was(
    error: type[BaseException], earlier: bool, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    if earlier:
        out.mkdir()
        (out / "run.json").write_text("old")

    def fail() -> None:
        with writing(out) as output:
            output.path("run.json").write_text("new")
            raise error

    with pytest.raises(error):
        fail()
    assert names(tmp_path) == ({"out"} if earlier else set())
    assert not earlier or (out / "run.json").read_text() == "old"


def test_what_is_no_run_is_never_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for taken, says in ((out, "something else"), (tmp_path / "file", "not a folder"),
                        (tmp_path / "link", "not a folder"),
                        (tmp_path / "file" / "out", "not a folder")):  # fmt: skip
        with pytest.raises(InputError, match=says), writing(taken):
            pass
    assert (out / "thesis.txt").read_text() == "mine"
    assert names(tmp_path) == {"out", "file", "link"}


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "no space left on the disk"),
        (errno.EDQUOT, "no space left on the disk"),
        (errno.EACCES, "no permission to write there"),
        (errno.EROFS, "no permission to write there"),
    ],
)
def test_a_disk_that_fails_is_said_in_one_line(number: int, says: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(InputError, match=f"^{out}: {says}$"), writing(out):
        raise OSError(number, os.strerror(number))
    assert names(tmp_path) == set()


def test_other_errors_of_the_system_are_not_disguised() -> None:
    with pytest.raises(ChildProcessError), plain_errors(Path("out")):
        raise ChildProcessError


def test_a_full_disk_seen_by_arrow(tmp_path: Path) -> None:
    table = pa.table({"n": list(range(100_000))})
    # An open device, not its path: Arrow deletes the path that it could not write.
    device = os.fdopen(os.open("/dev/full", os.O_WRONLY), "wb", buffering=0)
    with device, pytest.raises(InputError, match="no space left"), writing(tmp_path / "out"):
        pq.write_table(table, device)
    assert names(tmp_path) == set()


def test_a_table_is_written_as_declared(tmp_path: Path) -> None:
    table = pa.table(
        {
            "account_id": pa.array(["a", "b"]).dictionary_encode(),
            "weight_bits": pa.array([1, 2], pa.int32()),
            "extra": [1, 2],
            "campaign_id": pa.array(["c", None], pa.large_string()),
        }
    )
    path = write_table(tmp_path, MEMBERS, table)
    assert path.name == "members.parquet"
    written = pq.read_table(path)
    assert written.schema.equals(MEMBERS.schema)
    assert written.column("weight_bits").to_pylist() == [1.0, 2.0]
    assert written.column("first_seen").null_count == 2


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    whole = pa.table({"account_id": [f"a{n}" for n in range(1000)]})
    parts = pa.concat_tables([whole.slice(0, 300), whole.slice(300)])
    first = write_table(tmp_path, MEMBERS, whole).read_bytes()
    assert write_table(tmp_path / "again", MEMBERS, parts).read_bytes() == first


def test_a_value_that_does_not_fit_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="many"):
        write_table(tmp_path, MEMBERS, pa.table({"weight_bits": ["many"]}))
