"""Our outputs against the original's, at the tolerances that the project promises."""

import numpy as np

import bevexport

# float32 sums in another order; a wrong quirk shows at 1e-2 and more
BEV_ATOL = SCORE_ATOL = 1e-4
BOX_ATOL = 1e-3


def assert_raw(out, expected):
    np.testing.assert_allclose(out.bev_embed.numpy(), expected["bev_embed"], atol=BEV_ATOL, rtol=0)
    np.testing.assert_allclose(out.all_cls_scores.numpy(), expected["all_cls_scores"], atol=SCORE_ATOL, rtol=0)
    np.testing.assert_allclose(out.all_bbox_preds.numpy(), expected["all_bbox_preds"], atol=BOX_ATOL, rtol=0)


def assert_decoded(out, config, expected):
    boxes = bevexport.decode(out, config)[0]
    got = [t.numpy().astype(np.float64) for t in boxes]
    want = [expected[k].astype(np.float64) for k in ("boxes_3d", "scores_3d", "labels_3d")]
    assert_same_set(got, want)


def assert_same_set(got, want):
    """Every wanted box has its own box of the same class within tolerance; near-equal scores may swap order."""
    assert len(got[0]) == len(want[0])
    free = np.ones(len(got[0]), bool)
    for box, score, label in zip(*want, strict=True):
        turn = np.abs((got[0][:, 6] - box[6] + np.pi) % (2 * np.pi) - np.pi)
        off = np.abs(np.delete(got[0] - box, 6, 1)).max(1)
        same = free & (got[2] == label) & (np.abs(got[1] - score) < SCORE_ATOL) & (off < 3e-3) & (turn < 3e-3)
        assert same.any(), (box, score, label)
        free[np.flatnonzero(same)[0]] = False
