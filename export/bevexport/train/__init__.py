"""Training of the micro model on the synthetic world, and its evaluation by the nuScenes protocol.

Vocabulary: a *round* is a number of scenes streamed side by side in time order; a *group* is the batch of
scenes that share one optimiser step; *code* is the ten numbers in which the head expresses a box.

Decision (2026-11-23): the original reruns up to three earlier frames for each training step to obtain the
previous BEV. Here scenes are streamed and each step takes the detached BEV of the step before it: a third
fewer passes through the backbone, and the same history as at inference.
"""
