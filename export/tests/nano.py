"""A model small enough that every rung of it exports in a second."""

from bevexport.model.config import BackboneConfig, ModelConfig, PreprocessConfig

IMAGE_SIZE = (120, 192)

NANO = ModelConfig(
    name="nano",
    backbone=BackboneConfig("basic", 8, 8, (1, 1), (1, 2), (1,), norm_eval=False),
    preprocess=PreprocessConfig(image_size=IMAGE_SIZE, network_size=(64, 96)),
    embed_dims=32,
    ffn_dims=32,
    bev_h=10,
    bev_w=12,
    encoder_layers=2,
    decoder_layers=2,
    num_query=14,
    rotate_center=(7, 4),
    pc_range=(-20.0, -24.0, -5.0, 28.0, 30.0, 3.0),
    post_center_range=(-30.0, -30.0, -10.0, 40.0, 40.0, 10.0),
    max_num=60,
)
