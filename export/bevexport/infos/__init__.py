"""Info files of BEVFormer and mmdet3d: pickles read without running anything in them, and frames made of them."""
