"""bevexport: BEVFormer in plain PyTorch, the export rewrites as switches, and the ladder of graphs made from them."""

__version__ = "0.1.0"

from bevexport.model import Boxes, Outputs, decode, load

__all__ = ["Boxes", "Outputs", "__version__", "decode", "load"]
