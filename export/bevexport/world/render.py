"""One camera's picture of a scene at the moment it fires."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bevexport.world.geometry import Pose
from bevexport.world.ground import METRES_PER_PX, SKYLINE_BINS, Ground, make_ground
from bevexport.world.light import EXPOSURE_SPREAD, HEADLIGHT_COSINE, HEADLIGHT_REACH_M, LIGHTS, sun_direction
from bevexport.world.raster import NOTHING, clip_near, fill, project, rasterise
from bevexport.world.rig import CAMERAS, HEIGHT_PX, WIDTH_PX, Camera
from bevexport.world.scene import Scene, random_of

NO_ACTOR = -1
_FAR_TEXTURE_M = 18.0


@dataclass(frozen=True, eq=False)
class Picture:
    """``rgb`` (180, 320, 3) uint8; ``actor`` (180, 320) which of the scene's actors each pixel shows, or NO_ACTOR.

    ``silhouette`` (A,) pixels each actor would cover alone, ``visible`` (A,) pixels it does cover.
    """

    rgb: np.ndarray
    actor: np.ndarray
    silhouette: np.ndarray
    visible: np.ndarray


class Renderer:
    """Draws the pictures of one scene; holds its faces, ground and light."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        rng = random_of(scene.seed, scene.split, scene.index, 1)
        self._ground: Ground = make_ground(rng, scene.ego, scene.location)
        self._sun = sun_direction(rng)
        self._light = LIGHTS[scene.light]
        self._owner = np.concatenate([np.full(len(a.faces.rgb), k) for k, a in enumerate(scene.actors)])
        self._corners = np.concatenate([a.faces.corners for a in scene.actors])
        self._rgb = np.concatenate([a.faces.rgb for a in scene.actors]) * 255.0
        self._glow = np.concatenate([a.faces.glow for a in scene.actors])
        self._rays = {c.channel: _pixel_rays(c) for c in scene.rig.cameras}

    def picture(self, camera: Camera, keyframe: int, time_s: float) -> Picture:
        """The picture taken at ``time_s``; ``keyframe`` only chooses its noise."""
        scene, light = self._scene, self._light
        local_from_camera = scene.ego.pose(time_s) @ camera.ego_from_camera
        corners, normals = self._at(time_s)
        camera_from_local = local_from_camera.inverse()
        buffers = rasterise(
            camera_from_local.apply(corners), self._owner, len(scene.actors), camera.intrinsic, WIDTH_PX, HEIGHT_PX
        )
        rays = self._rays[camera.channel] @ local_from_camera.rotation.T.astype(np.float32)  # (H, W, 3), depth 1
        rgb, depth = self._background(rays, local_from_camera, self._shadows(time_s, camera, camera_from_local))
        shade = light.ambient + light.sun * np.clip(normals @ self._sun, 0.0, None) + 0.08 * normals[:, 2]
        lit = np.maximum(shade[:, None] * self._rgb, self._glow[:, None] * self._rgb).astype(np.float32)
        hit = buffers.face != NOTHING
        hit_face = buffers.face[hit]
        rgb[hit] = lit[hit_face]
        depth[hit] = 1.0 / buffers.inverse_depth[hit]
        if light.headlight > 0.0:
            glow = np.zeros((HEIGHT_PX, WIDTH_PX), np.float32)
            glow[hit] = self._glow[hit_face]
            albedo = rgb / light.ambient
            rgb += albedo * (self._headlights(rays, depth, local_from_camera, time_s) * (1.0 - glow))[:, :, None]
        rng = random_of(scene.seed, scene.split, scene.index, 2, keyframe, CAMERAS.index(camera.channel))
        image = self._develop(rgb, depth, rng)
        actor = np.full((HEIGHT_PX, WIDTH_PX), NO_ACTOR, np.int32)
        actor[hit] = self._owner[hit_face]
        visible = np.bincount(actor[hit], minlength=len(scene.actors))
        return Picture(image, actor, buffers.silhouette, visible)

    def _at(self, time_s: float) -> tuple[np.ndarray, np.ndarray]:
        """Corners (F, 4, 3) and normals (F, 3) in the local frame at a time."""
        poses = np.array([[float(v) for v in a.at(np.float64(time_s))] for a in self._scene.actors])
        x, y, yaw = poses[self._owner].T
        cos, sin = np.cos(yaw)[:, None], np.sin(yaw)[:, None]
        p = self._corners
        corners = np.stack(
            [p[..., 0] * cos - p[..., 1] * sin + x[:, None], p[..., 0] * sin + p[..., 1] * cos + y[:, None], p[..., 2]],
            -1,
        )
        normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        return corners, normals / np.linalg.norm(normals, axis=1, keepdims=True)

    def _shadows(self, time_s: float, camera: Camera, camera_from_local: Pose) -> np.ndarray:
        """Ground pixels in shadow, (H, W) uint8; without a strong sun just the dark patch under things."""
        mask = np.zeros((HEIGHT_PX, WIDTH_PX), np.uint8)
        slope = self._sun[:2] / self._sun[2] if self._light.sun > 0.3 else np.zeros(2)
        for actor in self._scene.actors:
            x, y, yaw = (float(v) for v in actor.at(np.float64(time_s)))
            width, length, height = actor.size_wlh
            box = np.array([[length, width], [-length, width], [-length, -width], [length, -width]]) / 2
            foot = box @ np.array([[np.cos(yaw), np.sin(yaw)], [-np.sin(yaw), np.cos(yaw)]]) + (x, y)
            points = np.concatenate([foot, foot - slope * min(0.85 * height, 3.0)]).astype(np.float32)
            hull = cv2.convexHull(points)[:, 0, :].astype(float)
            flat = camera_from_local.apply(np.column_stack([hull, np.zeros(len(hull))]))
            clipped = clip_near(flat)
            if len(clipped) >= 3:
                pixels = project(clipped, camera.intrinsic)
                if (pixels.max(axis=0) > 0).all() and (pixels.min(axis=0) < (WIDTH_PX, HEIGHT_PX)).all():
                    fill(mask, np.clip(pixels, -20000, 20000), 0, 0)
        return mask

    def _background(
        self, rays: np.ndarray, local_from_camera: Pose, shadow: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Ground, skyline and sky: colour (H, W, 3) in 0..255 and depth (H, W), metres along the optical axis."""
        light, ground = self._light, self._ground
        position = local_from_camera.translation
        down = -rays[..., 2]
        below = down > 1e-3
        depth = np.where(below, position[2] / np.maximum(down, 1e-3), 1e4).astype(np.float32)
        scale = np.float32(1.0 / METRES_PER_PX)
        start = ground.pixels(position[:2]).astype(np.float32)
        reach = np.minimum(depth, 400.0) * scale
        map_x, map_y = rays[..., 0] * reach + start[0] - 0.5, rays[..., 1] * reach + start[1] - 0.5
        near, far = (
            cv2.remap(t, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT).astype(np.float32)
            for t in (ground.near, ground.far)
        )
        blend = np.clip(depth / _FAR_TEXTURE_M - 0.5, 0.0, 1.0)[:, :, None]
        bright = light.ambient + light.sun * self._sun[2] + 0.08
        rgb = (near + (far - near) * blend) * (bright * (1.0 - light.shadow * shadow))[:, :, None].astype(np.float32)
        if light.streaks:  # wet ground mirrors the sky at grazing angles
            mirror = 0.45 * np.clip(1.0 - down / np.linalg.norm(rays, axis=-1) * 3.0, 0.0, 1.0)[:, :, None]
            rgb = rgb * 0.85 * (1 - mirror) + np.array(light.sky_low, np.float32) * mirror
        above = ~below
        r = rays[above]
        elevation = r[:, 2] / np.hypot(r[:, 0], r[:, 1])
        azimuth = ((np.arctan2(r[:, 1], r[:, 0]) / (2 * np.pi) % 1.0) * SKYLINE_BINS).astype(int) % SKYLINE_BINS
        high = np.clip(elevation * 2.0, 0.0, 1.0)[:, None]
        sky = np.array(light.sky_low) * (1 - high) + np.array(light.sky_high) * high
        house = 0.6 * ground.skyline_rgb[azimuth] * (light.ambient + 0.3 * light.sun) + 0.4 * np.array(light.sky_low)
        rgb[above] = np.where((elevation < ground.skyline_height[azimuth])[:, None], house, sky)
        return rgb, depth

    def _headlights(self, rays: np.ndarray, depth: np.ndarray, local_from_camera: Pose, time_s: float) -> np.ndarray:
        """Extra brightness (H, W) from the ego's own headlights."""
        ego = self._scene.ego.pose(time_s)
        lamp = ego.apply(np.array([3.4, 0.0, 0.7]))
        offset = rays * np.minimum(depth, 200.0)[:, :, None] + (local_from_camera.translation - lamp).astype(np.float32)
        distance = np.sqrt(np.einsum("hwc,hwc->hw", offset, offset)) + 1e-3
        cosine = offset @ ego.rotation[:, 0].astype(np.float32) / distance
        cone = np.clip((cosine - HEADLIGHT_COSINE) / (1.0 - HEADLIGHT_COSINE), 0.0, 1.0)
        return self._light.headlight * cone * np.exp(-distance / HEADLIGHT_REACH_M)

    def _develop(self, rgb: np.ndarray, depth: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Air, drops, lens and sensor."""
        light = self._light
        air = (1.0 - np.exp(-np.minimum(depth, 150.0) / light.haze_m)).astype(np.float32)[:, :, None]
        image = rgb + (np.array(light.sky_low, np.float32) - rgb) * air
        image = (image - 120.0) * light.contrast + 120.0
        for _ in range(light.streaks):
            x, y, length = rng.uniform(0, WIDTH_PX), rng.uniform(0, HEIGHT_PX), rng.uniform(6, 18)
            x0, x1, y0 = int(x), int(x) + 1, int(y)
            image[y0 : y0 + int(length), x0:x1] += rng.uniform(8, 26)
        image = cv2.GaussianBlur(image.astype(np.float32), (3, 3), 0.55)
        image *= np.float32(1.0 + np.clip(rng.normal(0.0, EXPOSURE_SPREAD), -0.15, 0.15))
        noise = rng.standard_normal((HEIGHT_PX, WIDTH_PX), dtype=np.float32) * np.float32(light.noise)
        return np.clip(image + noise[:, :, None], 0, 255).astype(np.uint8)


def _pixel_rays(camera: Camera) -> np.ndarray:
    """Rays (H, W, 3) float32 in the camera frame with z = 1, through the pixels' middles."""
    u, v = np.meshgrid(np.arange(WIDTH_PX) + 0.5, np.arange(HEIGHT_PX) + 0.5)
    k = camera.intrinsic
    return np.stack([(u - k[0, 2]) / k[0, 0], (v - k[1, 2]) / k[1, 1], np.ones_like(u)], -1).astype(np.float32)
