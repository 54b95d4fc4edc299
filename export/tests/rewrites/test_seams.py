"""Rows at their seams: where they hold, and where their formulas break."""

import math

import pytest
import torch

from bevexport.model import deformable, ego, geometry
from bevexport.model.decoder import inverse_sigmoid
from bevexport.rewrites import ROWS


def replacement(id):
    return ROWS[id].replacement


def random(*shape, seed=3):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def test_r09_equals_grid_sample_inside_on_and_far_beyond_the_border():
    image = random(3, 4, 5, 7)
    inside = random(3, 40, 6, 2) * 1.5
    border = torch.tensor([-1.0, 1.0, -1 - 1 / 7, 1 + 1 / 7, -1e7, 1e7, 0.0])
    grid = torch.stack(torch.meshgrid(border, border, indexing="ij"), -1).reshape(1, 49, 1, 2).expand(3, 49, 1, 2)
    for points in (inside, grid):
        got = replacement("R09-gather-grid-sample")(image, points)
        torch.testing.assert_close(got, deformable.grid_sample(image, points), atol=1e-5, rtol=0)


def test_r10_equals_the_reshape_that_it_replaces():
    x = random(2, 5, 3, 2)[..., 1]  # not contiguous
    assert torch.equal(replacement("R10-contiguous-view")(x), x.reshape(2, 15))


def test_r03c_is_right_off_the_axes():
    dx, dy, yaw = 3 * random(50), 3 * random(50, seed=4), 3 * random(50, seed=5)
    want = ego.motion_in_ego_axes(dx, dy, yaw)
    for got, value in zip(replacement("R03c-atan-quotient-shift")(dx, dy, yaw), want, strict=True):
        torch.testing.assert_close(got, value, atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    ("dx", "dy", "forward"),
    [(-2.0, 0.0, 2.0), (0.0, 2.0, 0.0)],  # heading east, so the truth is -2 and 0
    ids=["backwards: half a turn wrong", "sideways: a quarter of a turn is added"],
)
def test_r03c_on_the_axes(dx, dy, forward):
    zero = torch.zeros(1)
    _, got = replacement("R03c-atan-quotient-shift")(torch.tensor([dx]), torch.tensor([dy]), zero)
    _, truth = ego.motion_in_ego_axes(torch.tensor([dx]), torch.tensor([dy]), zero)
    assert truth.item() == pytest.approx(dx, abs=1e-6)
    if dx < 0:
        assert got.item() == pytest.approx(forward)
    else:  # atan(dy/1e-8) is a quarter turn and half of pi is added: the motion points backwards
        assert got.item() == pytest.approx(-2.0)


def test_r03c_standing_still_is_no_special_case():
    zero = torch.zeros(1)
    got = replacement("R03c-atan-quotient-shift")(zero, zero, torch.tensor([1.0]))
    assert all(torch.equal(v, zero) for v in got)


def test_r11b_is_right_in_every_quadrant_and_r11_in_none():
    yaw = torch.tensor([0.3, 1.2, 1.9, 3.0, -0.3, -1.2, -1.9, -3.0])
    sin, cos = yaw.sin() * 0.9, yaw.cos() * 0.9
    turn = torch.remainder(replacement("R11b-atan-quotient-yaw")(sin, cos) - yaw + torch.pi, 2 * torch.pi) - torch.pi
    assert turn.abs().max() < 1e-5
    wrong = replacement("R11-sigmoid-atan-yaw")(sin, cos)
    off = (torch.remainder(wrong - yaw + torch.pi, 2 * torch.pi) - torch.pi).abs()
    assert (off > 0.05).all()
    base = wrong - (1 - cos.sign()) / 2 * sin.sign() * torch.pi
    assert ((base > 0) & (base < math.pi / 4)).all()


def test_r06_agrees_with_linspace_for_the_sizes_in_use():
    for extent, count in ((8, 4), (50, 50), (200, 200), (32, 32), (20, 20)):
        got = replacement("R06-linspace-to-arange")(extent, count)
        torch.testing.assert_close(got, geometry.centres(extent, count), atol=2e-5, rtol=0)


def test_r06_has_a_length_hazard_at_other_sizes():
    hazards = []
    for extent in range(2, 40):
        for count in range(2, 40):
            try:
                replacement("R06-linspace-to-arange")(extent, count)
            except ValueError as e:
                hazards.append(str(e))
    assert hazards and all("positions, expected" in e for e in hazards)


def test_o1c_same_numbers_but_writes_into_its_argument():
    x = torch.tensor([-0.5, 0.0, 1e-7, 0.3, 0.9999999, 1.0, 1.5])
    want = inverse_sigmoid(x)
    torch.testing.assert_close(replacement("O1c-inverse-sigmoid-masked-assign")(x), want, atol=0, rtol=0)
    assert x.tolist()[0] == 0.0 and x.tolist()[-1] == 1.0


def test_o1a_o1b_r04_r07_r08_r13_are_equal():
    from bevexport.model import attention, boxes, spatial

    for part, want in zip(
        replacement("O1a-chunk-to-split")(random(12, 5)), attention.split_projection(random(12, 5)), strict=True
    ):
        assert torch.equal(part, want)
    count = torch.tensor([[0.0, 1.0, 3.0]])
    want = spatial.at_least_one(count)
    assert torch.equal(replacement("O1b-count-masked-assign")(count.clone()), want)
    lidar2img = random(2, 6, 4, 4)
    assert torch.equal(replacement("R04-lidar2img-passthrough")(lidar2img), geometry.matrices(lidar2img))
    depth = random(9)
    assert torch.equal(replacement("R07-maximum-to-max")(depth), geometry.positive_depth(depth))
    mask = random(9) > 0
    assert torch.equal(replacement("R08-drop-nan-to-num")(mask), geometry.finite_mask(mask))
    centre, low, high = 3 * random(30, 3), torch.tensor([-2.0, -1.0, -3.0]), torch.tensor([2.0, 3.0, 1.0])
    assert torch.equal(replacement("R13-float-mask-and")(centre, low, high), boxes.inside(centre, low, high))
