"""Pictures agree with calibration, poses and boxes; near things hide far ones."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from nuscenes import NuScenes
from nuscenes.utils.geometry_utils import view_points

from bevexport.world.raster import NOTHING, clip_near, rasterise
from bevexport.world.render import Renderer
from bevexport.world.rig import CAMERAS, HEIGHT_PX, WIDTH_PX
from bevexport.world.scene import Scene, make_scene
from bevexport.world.tables import token

K = np.array([[100.0, 0.0, 50.0], [0.0, 100.0, 40.0], [0.0, 0.0, 1.0]])
INTERNAL_BORDER_PX = 2.0


def wall(z: float, half: float, centre: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
    """A square that faces the camera, (1, 4, 3)."""
    x, y = centre
    return np.array(
        [[[x - half, y - half, z], [x - half, y + half, z], [x + half, y + half, z], [x + half, y - half, z]]]
    )


def draw(*walls: np.ndarray):
    return rasterise(np.concatenate(walls), np.arange(len(walls)), len(walls), K, 100, 80)


def test_a_wall_covers_its_projection_at_its_depth() -> None:
    buffers = draw(wall(5.0, 1.0))
    rows, columns = np.nonzero(buffers.face == 0)
    assert abs(columns.min() - 30) <= 1  # 50 - 100 * 1 / 5
    assert abs(columns.max() + 1 - 70) <= 1
    assert abs(rows.min() - 20) <= 1
    assert abs(rows.max() + 1 - 60) <= 1
    assert np.allclose(buffers.inverse_depth[buffers.face == 0], 0.2, rtol=1e-6)
    assert buffers.silhouette[0] == (buffers.face == 0).sum()


def test_the_near_wall_hides_the_far_one_in_either_order() -> None:
    near, far = wall(4.0, 0.5), wall(8.0, 2.0)
    one, two = draw(near, far), draw(far, near)
    assert one.face[40, 50] == 0
    assert two.face[40, 50] == 1
    assert np.array_equal(one.inverse_depth, two.inverse_depth)
    assert one.silhouette[1] == two.silhouette[0] > (one.face == 1).sum()


def test_walls_that_cross_are_cut_where_they_meet() -> None:
    slanted = np.array([[[-2.0, -1.0, 4.0], [-2.0, 1.0, 4.0], [2.0, 1.0, 8.0], [2.0, -1.0, 8.0]]])
    buffers = draw(slanted, wall(6.0, 1.5))  # they meet at x = 0
    assert buffers.face[40, 44] == 0
    assert buffers.face[40, 56] == 1


def test_faces_seen_from_behind_are_not_drawn() -> None:
    assert (draw(wall(5.0, 1.0)[:, ::-1]).face == NOTHING).all()


def test_a_polygon_through_the_near_plane_is_cut() -> None:
    floor = np.array([[-1.0, 1.0, -5.0], [1.0, 1.0, -5.0], [1.0, 1.0, 5.0], [-1.0, 1.0, 5.0]])
    clipped = clip_near(floor)
    assert len(clipped) == 4
    assert clipped[:, 2].min() == pytest.approx(0.3)
    assert len(clip_near(floor - (0.0, 0.0, 6.0))) == 0


@pytest.fixture(scope="module", params=[0, 1])
def scene(request: pytest.FixtureRequest) -> Scene:
    return make_scene(11, "world_train", request.param)


def test_pictures_on_disk_are_what_the_tables_say(scene: Scene, database: NuScenes) -> None:
    renderer = Renderer(scene)
    record = database.get("scene", token(11, scene.name))
    sample = database.get("sample", record["first_sample_token"])
    for camera in scene.rig.cameras:
        row = database.get("sample_data", sample["data"][camera.channel])
        picture = renderer.picture(camera, 0, (row["timestamp"] - scene.start_us) * 1e-6)
        stored = cv2.imread(str(Path(database.dataroot) / row["filename"]))[:, :, ::-1]
        assert stored.shape == (HEIGHT_PX, WIDTH_PX, 3)
        assert (
            np.abs(stored.astype(float) - picture.rgb).mean() < 3.0
        )  # JPEG loss of noise; another picture differs by 20


def test_annotated_boxes_bound_what_is_drawn(scene: Scene, database: NuScenes) -> None:
    """Standing objects only: the others move between the keyframe and the camera's time."""
    renderer = Renderer(scene)
    record = database.get("scene", token(11, scene.name))
    sample = database.get("sample", record["first_sample_token"])
    sample = database.get("sample", database.get("sample", sample["next"])["next"])
    numbers = {token(11, scene.name, "annotation", k, 2): k for k, a in enumerate(scene.actors) if a.speed == 0.0}
    checked = tight = 0
    for channel in CAMERAS:
        camera = next(c for c in scene.rig.cameras if c.channel == channel)
        row = database.get("sample_data", sample["data"][channel])
        picture = renderer.picture(camera, 2, (row["timestamp"] - scene.start_us) * 1e-6)
        _, boxes, intrinsic = database.get_sample_data(row["token"])
        for box in boxes:
            k = numbers.get(box.token)
            if k is None or box.corners()[2].min() < 0.5 or picture.visible[k] == 0:
                continue
            corners = view_points(box.corners(), np.array(intrinsic), normalize=True)[:2]
            low, high = corners.min(axis=1), corners.max(axis=1)
            rows, columns = np.nonzero(picture.actor == k)
            drawn_low, drawn_high = np.array([columns.min(), rows.min()]), np.array([columns.max(), rows.max()]) + 1
            assert (drawn_low >= low - 1.5).all(), box.name  # a polygon's border pixels count as inside
            assert (drawn_high <= high + 1.5).all(), box.name
            checked += 1
            whole = (low > INTERNAL_BORDER_PX).all() and (
                high < np.array([WIDTH_PX, HEIGHT_PX]) - INTERNAL_BORDER_PX
            ).all()
            if whole and picture.visible[k] == picture.silhouette[k] and (high - low > 8).all():
                centre = view_points(box.center[:, None], np.array(intrinsic), normalize=True)[:2, 0]
                assert (centre > drawn_low).all(), box.name
                assert (centre < drawn_high).all(), box.name
                assert ((drawn_high - drawn_low) > 0.55 * (high - low)).all(), box.name  # shapes fill most of their box
                tight += 1
    assert checked >= 5
    assert tight >= 2


def test_hidden_objects_have_low_visibility(database: NuScenes) -> None:
    levels = [row["visibility_token"] for row in database.sample_annotation]
    assert levels.count("4") > len(levels) / 3
    assert levels.count("1") > 0
    for row in database.sample_annotation:
        if row["num_lidar_pts"] == 0:
            assert row["visibility_token"] == "1" or min(row["size"][:2]) < 1.0
