"""Frames as nuScenes tables, which nuscenes-devkit and bin/ingest read.

What a frames table does not hold cannot come back. In the tables these are new: tokens of annotations, LiDAR readings,
poses, sensors, logs, categories and attributes; `log.date_captured` (the first keyframe's day, UTC); the LiDAR's time
(the sample's) and file (named, not there); maps (one black pixel); CAN-bus messages (one a keyframe, with its signals,
a microsecond after it). A sample's position counts these frames only, and `prev` is the frame before among them.
Velocities are no column of nuScenes: readers derive them from the neighbouring keyframes, so that where frames were
left out some differ; they are counted.
"""
