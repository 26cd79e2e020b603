"""What the package offers; `__init__.py` loads each name when it is first used."""

from .releases import ReleasedImage
from .sources import ClusterImages, ImageSource, ImageStream, ReleasedImages

__all__ = ["ClusterImages", "ImageSource", "ImageStream", "ReleasedImage", "ReleasedImages"]
