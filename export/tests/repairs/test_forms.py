"""Each repaired form at its seam: against the original on asymmetric input, and where the rewrites break."""

import dataclasses
import importlib
import math

import pytest
import torch

from bevexport.errors import InputError
from bevexport.graph.forms import bounded_queries, exportable
from bevexport.model import boxes, geometry, spatial, temporal
from bevexport.model.boxes import Boxes
from bevexport.repairs import REPAIRS, repair, table
from bevexport.rewrites import ROWS, applied
from bevexport.rewrites.registry import seam

from ..nano import NANO

MOTIONS = torch.tensor(  # dx, dy: every quadrant, both axes both ways, standing, close to an axis
    [[3.0, 1.0], [-3.0, 1.0], [-3.0, -1.0], [3.0, -1.0], [-2.0, 0.0], [2.0, 0.0], [0.0, 2.0], [0.0, -2.0]]
    + [[0.0, 0.0], [-1e-9, 1.5], [1e-9, -1.5], [12.0, 1e-6]]
)
ANGLES = torch.tensor([0.0, 0.4, math.pi / 2, 2.5, math.pi, -0.9, -math.pi / 2, -math.pi, -3.0, 1e-7])


def random(*shape, seed=3):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def raw(sin, cos):
    """Sines and cosines of every angle at two lengths, then the axes, both zeros and what overflows a quotient."""
    axes = torch.tensor(
        [[0.0, 1.0], [0.0, -1.0], [-0.0, -1.0], [1.0, 0.0], [-1.0, 0.0], [1.0, -0.0], [-1.0, -0.0], [0.0, 0.0]]
        + [[-0.0, 0.0], [0.0, -0.0], [-0.0, -0.0], [1.0, 1e-39], [-1.0, -1e-39], [1e-30, -1e-38], [1e-39, -1.0]]
    )
    return torch.cat([sin, sin * 0.03, axes[:, 0]]), torch.cat([cos, cos * 0.03, axes[:, 1]])


def border_grid(w, h):
    """(1, 121, 1, 2): inside, exactly on the first and last pixel's middle, on the rim, between, far outside."""

    def places(size):
        middle = (2 * torch.tensor([0.0, size - 1.0]) + 1) / size - 1
        rim = torch.tensor([-1.0, 1.0, -1 - 1 / size, 1 + 1 / size, -1 - 1e-6, 1 + 1e-6])
        return torch.cat([middle, rim, torch.tensor([0.13, -1e7, 1e7])])

    return torch.stack(torch.meshgrid(places(w), places(h), indexing="ij"), -1).view(1, 121, 1, 2)


def found(n=7):
    centre = torch.tensor([NANO.pc_range[:3], NANO.pc_range[3:]]).repeat(4, 1)[:n]  # on the very edges
    return Boxes(torch.cat([centre, random(n, 6)], -1), random(n), torch.arange(n)), NANO


def seen_mask():
    """(1, 3, 20): a camera that sees none, one that sees 9 cells, one with 4; cells 15 to 19 seen by no camera."""
    seen = torch.zeros(1, 3, 20, dtype=torch.bool)
    seen[0, 1, [0, 2, 3, 5, 8, 9, 11, 13, 14]] = True
    seen[0, 2, [1, 2, 7, 14]] = True
    return (seen,)


SEAM_INPUTS = {
    "F-R03a-live-can-bus": [(random(2, 18),)],
    "F-R03b-live-motion": [(random(2, 18),)],
    "F-R03c-shift-without-angle": [(MOTIONS[:, 0], MOTIONS[:, 1], angle.expand(len(MOTIONS))) for angle in ANGLES],
    "F-R06-constant-centres": [(extent, count) for extent in (3, 8, 10, 32, 50, 200) for count in (1, 2, 4, 7, 50)],
    "F-R07-depth-by-clip": [(torch.tensor([-3.0, 0.0, -0.0, 1e-5, 9.9e-6, 1e-4, 40.0, math.inf, math.nan]),)],
    "F-R08-boolean-mask": [(random(2, 6, 11, 4) > 0.3,)],
    "F-R09-gathered-rows": [
        (random(3, 4, 5, 7), 1.6 * random(3, 40, 6, 2, seed=4)),
        (random(1, 3, 5, 7), border_grid(7, 5)),
        (random(1, 3, 1, 6), border_grid(6, 1)),
    ],
    "F-R11-yaw-by-quadrants": [raw(ANGLES.sin(), ANGLES.cos())],
    "F-R13-every-box-kept": [found()],
    "F-O1c-inverse-sigmoid-selected": [
        (torch.tensor([-0.5, 0.0, 1e-7, 1e-5, 0.3, 0.9999999, 1.0, 1.5], dtype=kind),)
        for kind in (torch.float32, torch.float64)
    ],
    "F-S1-state-in-and-out": [(True,), (False,)],
    "F-R03d-live-turn": [(random(2, 18),)],
}
VISIBILITY = "F-O2-bounded-visibility"


@pytest.mark.parametrize("id", [id for id in REPAIRS if id != VISIBILITY])
def test_a_form_equals_the_original_at_its_seam(id):
    form = REPAIRS[id]
    module, name = seam(form.target)
    original = getattr(module, name)
    for arguments in SEAM_INPUTS[id]:
        want, got = original(*arguments), form.replacement(*arguments)
        torch.testing.assert_close(got, want, atol=form.atol, rtol=0, equal_nan=True)


@pytest.mark.parametrize("bound", [9, 12, 20, 10**6])
def test_bounded_visibility_finds_what_each_camera_sees(bound):
    """Scattered back to all cells, the weights are the mask; a cell that no camera sees weighs nothing anywhere."""
    (seen,) = seen_mask()
    with exportable(bound):
        index, weight = REPAIRS[VISIBILITY].replacement(seen)
    assert index.shape == (3, min(bound, 20)) and all(len(set(row.tolist())) == len(row) for row in index)
    back = torch.zeros(1, 3, 20).scatter(2, index[None], weight)
    assert torch.equal(back, seen.float()) and not back[0, :, 15:].any()


def test_more_cells_than_the_bound_are_loud():
    (seen,) = seen_mask()
    with exportable(8):
        assert REPAIRS[VISIBILITY].replacement(seen).weight.isnan().all()
    assert not bounded_queries(9)(seen).weight.isnan().any()


def test_outside_an_export_there_is_no_bound():
    (seen,) = seen_mask()
    assert REPAIRS[VISIBILITY].replacement(seen).index.shape == (3, 20)


def test_the_cells_of_a_layer_are_the_originals():
    """One layer of spatial cross-attention: the original's cells against the bounded ones, two items in a batch."""
    torch.manual_seed(2)
    layer = spatial.SpatialCrossAttention(8, 2, 1, 8, 0.0).eval()
    torch.nn.init.normal_(layer.deformable_attention.sampling_offsets.weight)
    seen = torch.cat([seen_mask()[0], seen_mask()[0].roll(3, 2)])
    points = geometry.CameraPoints(torch.rand(2, 3, 20, 4, 2), seen[..., None].expand(-1, -1, -1, 4))
    x, features = random(2, 20, 8), random(2, 3, 24, 8, seed=5)
    with torch.no_grad():
        want = layer(x, features, ((4, 6),), points, spatial.visible_queries(seen))
        with applied(VISIBILITY):
            got = layer(x, features, ((4, 6),), points, spatial.visible_queries(seen))
    torch.testing.assert_close(got, want, atol=1e-6, rtol=0)


def test_the_original_sampler_and_the_form_agree_on_nothing_outside():
    """An infinite or missing position samples zeros: no index leaves the picture."""
    form = REPAIRS["F-R09-gathered-rows"].replacement
    for value in (math.inf, -math.inf, math.nan):
        grid = torch.zeros(1, 2, 1, 2)
        grid[0, 0, 0, 0] = value
        got = form(torch.ones(1, 3, 5, 7), grid)
        assert torch.equal(got[0, :, 0, 0], torch.zeros(3)) and torch.equal(got[0, :, 1, 0], torch.ones(3))


def test_yaw_keeps_the_sides_of_the_half_turn():
    form = REPAIRS["F-R11-yaw-by-quadrants"].replacement
    sin, cos = torch.tensor([0.0, -0.0, 0.0, 1.0, -1.0]), torch.tensor([-1.0, -1.0, 0.0, 0.0, 0.0])
    assert form(sin, cos).tolist() == pytest.approx([math.pi, -math.pi, 0.0, math.pi / 2, -math.pi / 2], abs=1e-7)


def test_the_argument_of_the_inverse_sigmoid_is_left_alone():
    x = torch.tensor([-0.5, 0.5, 1.5])
    REPAIRS["F-O1c-inverse-sigmoid-selected"].replacement(x)
    assert x.tolist() == [-0.5, 0.5, 1.5]


def test_forms_that_would_lose_something_refuse():
    narrow = (*NANO.post_center_range[:3], 20.0, 40.0, 10.0)
    config = dataclasses.replace(NANO, post_center_range=narrow)
    with pytest.raises(InputError, match="post_center_range .* cuts into pc_range"):
        REPAIRS["F-R13-every-box-kept"].replacement(found()[0], config)
    with pytest.raises(ValueError, match="it could hold NaN, expected bool"):
        REPAIRS["F-R08-boolean-mask"].replacement(random(3))


def test_every_lossy_row_has_its_form_and_every_form_its_file():
    lossy = {id for id, row in ROWS.items() if row.atol is None}
    same_seam = {ROWS[r.repairs].target for r in REPAIRS.values()}
    assert all(ROWS[id].target in same_seam for id in lossy), lossy
    for form in REPAIRS.values():
        module = importlib.import_module(f"bevexport.repairs.{form.id.lower().replace('-', '_')}")
        assert module.__doc__
        assert form.id in table() and form.repairs in ROWS
    with pytest.raises(ValueError, match="the name is taken"):
        repair("F-R03b-live-motion", repairs="R03b-bake-shift", target="", why="", exact="", atol=0.0)(boxes.yaw_of)
    with pytest.raises(ValueError, match="there is no row R99"):
        repair("F-R99", repairs="R99", target="", why="", exact="", atol=0.0)(temporal.rotate)


def test_a_form_and_its_row_exclude_each_other():
    with pytest.raises(InputError, match="its seam .* is taken by"), applied("R11b-atan-quotient-yaw", *REPAIRS):
        pass
