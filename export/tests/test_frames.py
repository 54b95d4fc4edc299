"""The frames reader against the original's image pipeline and recorded inputs."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bevexport import frames
from bevexport.__main__ import main
from bevexport.errors import InputError
from bevexport.model.config import MICRO, TINY

from .frames_fixture import write_frames


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_frames(tmp_path_factory.mktemp("frames"))


def test_preprocessing_equals_the_originals(golden):
    expected = np.load(golden / "image_pipeline.npz")
    noise = np.random.Generator(np.random.PCG64(7)).integers(0, 256, (900, 1600, 3), dtype=np.uint8)
    np.testing.assert_array_equal(noise[0, :16], expected["in_first_row"])
    out = frames.preprocess(noise, TINY.preprocess)
    assert out.shape == (480, 800, 3)
    np.testing.assert_array_equal(out[::7, ::11], expected["out_stride"])
    np.testing.assert_allclose(
        [out.astype(np.float64).sum(), np.abs(out.astype(np.float64)).sum()], expected["out_sum"], rtol=1e-6
    )
    assert (out[450:] == 0).all()


def test_frames_come_in_order_with_their_inputs(folder):
    scene = frames.scenes(folder)[1]
    rows = list(scene.frames())
    assert [f.row["sample_token"] for f in rows] == ["sample-1-0", "sample-1-1", "sample-1-2"]
    x = frames.inputs(rows[1], rows[0], MICRO.preprocess)
    assert x.img.shape == (1, 6, 3, 96, 160)
    assert (x.img[..., 90:, :] == 0).all()
    np.testing.assert_allclose(x.can_bus[0, [0, 1, 2, 17]], [3.1, 1.2, 0.1, 4.5], rtol=1e-5)
    assert x.can_bus[0, 16].item() == pytest.approx(np.radians(114.5))


def test_first_frame_has_no_deltas(folder):
    first = next(frames.scenes(folder)[0].frames())
    x = frames.inputs(first, None, MICRO.preprocess)
    assert (x.can_bus[0, list(frames.DELTAS)] == 0).all()
    assert x.can_bus[0, 16] != 0


def test_a_point_ahead_falls_into_the_front_camera(folder):
    """lidar2ego turns the LiDAR's y axis into the ego's x: a point at y = 20 m lies straight ahead."""
    first = next(frames.scenes(folder)[0].frames())
    u, v, depth, _ = first.lidar2img()[0] @ [0.0, 20.0, 0.0, 1.0]
    assert depth == pytest.approx(20 + 0.9 - 1.7, abs=0.1)
    assert u / depth == pytest.approx(163, abs=3)
    assert 60 < v / depth < 100


def test_pictures_by_reference(folder, tmp_path):
    scene = frames.scenes(folder)[0]
    table = pq.read_table(scene.path)
    rows = table.to_pylist()
    for row in rows:
        for camera in row["cameras"]:
            data, camera["jpeg"] = camera["jpeg"], None
            path = tmp_path / f"{camera['sample_data_token']}.bin"
            path.write_bytes(b"before" + data + b"after")
            camera["uri"], camera["offset"], camera["length"] = path.as_uri(), 6, len(data)
    pq.write_table(pa.Table.from_pylist(rows, table.schema), tmp_path / scene.path.name)
    by_reference = next(frames.scenes(tmp_path)[0].frames())
    embedded = next(scene.frames())
    for a, b in zip(by_reference.pictures(), embedded.pictures(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_bad_input_names_file_and_field(folder, tmp_path):
    with pytest.raises(InputError, match="Cannot read frames .*nowhere: no such folder"):
        frames.scenes(tmp_path / "nowhere")
    broken = tmp_path / "broken-0.parquet"
    broken.write_bytes(b"PAR1 not really")
    with pytest.raises(InputError, match="Cannot read .*broken-0.parquet: .*expected a frames table"):
        list(frames.scenes(tmp_path)[0].frames())
    first = next(frames.scenes(folder)[0].frames())
    first.row["cameras"][2]["jpeg"] = b"no picture"
    with pytest.raises(InputError, match="scene-0000-0.parquet, sample sample-0-0, CAM_FRONT_LEFT: 10 bytes"):
        first.pictures()
    with pytest.raises(InputError, match=r"pictures become \(96, 160\).*expected \(480, 800\)"):
        frames.inputs(next(frames.scenes(folder)[0].frames()), None, TINY.preprocess)


def copied(folder, tmp_path):
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def refusal(folder):
    with pytest.raises(InputError) as caught:
        for scene in frames.scenes(folder):
            list(scene.frames())
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_broken_index_is_one_line(folder, tmp_path):
    folder = copied(folder, tmp_path)
    index = folder / "_index.parquet"
    index.write_bytes(b"PAR1 not really")
    assert refusal(folder).startswith(f"Cannot read {index}: ")
    pq.write_table(pa.table({"name": ["a"]}), index)
    assert refusal(folder).endswith("expected a table with the column file")
    pq.write_table(pa.table({"file": ["scene-0000-0.parquet", "scene-0009-0.parquet"]}), index)
    assert refusal(folder) == (
        f"Cannot read {index}, row 1: there is no scene-0009-0.parquet, expected it beside the index"
    )
    pq.write_table(pa.table({"file": ["../scene.parquet"]}), index)
    assert refusal(folder) == (
        f"Cannot read {index}, row 0: file is '../scene.parquet', expected the name of a file beside it"
    )
    pq.write_table(pa.table({"file": pa.array([], pa.string())}), index)
    assert refusal(folder) == f"Cannot read frames {folder}: no scene files, expected at least one .parquet"


def test_a_broken_index_makes_the_command_exit_2(folder, tmp_path, capsys):
    folder = copied(folder, tmp_path)
    (folder / "_index.parquet").write_bytes(b"PAR1 not really")
    args = ["--config", "micro", "--checkpoint", "seeded", "--frames", str(folder), "--out", str(tmp_path / "out")]
    assert main(["reference", *args]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"error: Cannot read {folder / '_index.parquet'}: ")
    assert err.count("\n") == 1


def test_a_missing_column_and_a_null_are_named(folder, tmp_path):
    folder = copied(folder, tmp_path)
    (folder / "_index.parquet").unlink()
    path = folder / "scene-0000-0.parquet"
    table = pq.read_table(path)
    pq.write_table(table.drop_columns(["lidar2ego"]), path)
    assert refusal(folder) == f"Cannot read {path}: no column lidar2ego, expected a frames table of version 1"
    rows = table.to_pylist()
    rows[1]["can_bus"] = None
    nullable = pa.schema([field.with_nullable(True) for field in table.schema], table.schema.metadata)
    pq.write_table(pa.Table.from_pylist(rows, nullable), path)
    assert refusal(folder) == ("Cannot use scene-0000-0.parquet, sample sample-0-1: can_bus is null, expected a value")


def test_a_broken_record_of_the_data_set_is_one_line(tmp_path):
    assert frames.dataset(tmp_path) == {}
    path = tmp_path / "_dataset.json"
    path.write_text('{"synthetic": tru')
    with pytest.raises(InputError, match="Cannot read .*_dataset.json: Expecting value: line 1 column 15"):
        frames.dataset(tmp_path)
    path.write_text("[]")
    with pytest.raises(InputError, match="Cannot read .*_dataset.json: found list, expected a mapping of keys"):
        frames.dataset(tmp_path)
