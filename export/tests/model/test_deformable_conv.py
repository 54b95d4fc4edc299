"""Our deformable convolution against torchvision's, on input without any symmetry."""

import pytest
import torch
from torchvision.ops import deform_conv2d

from bevexport.model.deformable_conv import ModulatedDeformConv
from bevexport.rewrites import applied

ATOL = 2e-5  # float32 sums in another order, of values around 1
IN, OUT, H, W = 5, 7, 9, 13


@pytest.fixture
def layer():
    torch.manual_seed(11)

    def make(stride):
        conv = ModulatedDeformConv(IN, OUT, stride)
        for p in conv.parameters():
            torch.nn.init.normal_(p, std=0.4)  # offsets of several pixels, many of them outside the picture
        return conv

    return make


def theirs(conv, x, stride):
    steered = conv.conv_offset(x)
    offsets, mask = steered[:, :18], steered[:, 18:].sigmoid()
    return deform_conv2d(x, offsets, conv.weight, None, stride, 1, 1, mask)


@pytest.mark.parametrize("stride", [1, 2])
def test_equals_torchvisions(layer, stride):
    conv = layer(stride)
    x = torch.randn(2, IN, H, W)
    with torch.no_grad():
        steered = conv.conv_offset(x)[:, :18]
        assert steered.abs().max() > 3, "offsets are meant to leave the picture"
        torch.testing.assert_close(conv(x), theirs(conv, x, stride), atol=ATOL, rtol=0)


def test_gradients_equal_torchvisions(layer):
    conv = layer(1)
    x = torch.randn(1, IN, H, W, requires_grad=True)
    toward = torch.randn(1, OUT, H, W)
    inputs = (x, *conv.parameters())
    ours = torch.autograd.grad((conv(x) * toward).sum(), inputs)
    for got, want in zip(ours, torch.autograd.grad((theirs(conv, x, 1) * toward).sum(), inputs), strict=True):
        torch.testing.assert_close(got, want, atol=1e-3, rtol=1e-4)


def test_untrained_offsets_leave_a_plain_convolution_with_half_weight():
    conv = ModulatedDeformConv(IN, OUT)
    x = torch.randn(1, IN, H, W)
    with torch.no_grad():
        plain = torch.nn.functional.conv2d(x, conv.weight, padding=1)
        torch.testing.assert_close(conv(x), plain / 2, atol=ATOL, rtol=0)


def test_a_row_that_replaces_grid_sample_reaches_it(layer):
    conv = layer(1)
    x = torch.randn(1, IN, H, W)
    with torch.no_grad():
        want = conv(x)
        with applied("R09-gather-grid-sample"):
            got = conv(x)
    assert not torch.equal(got, want)  # another order of sums: the row was there
    torch.testing.assert_close(got, want, atol=1e-4, rtol=0)
