"""Images: where a system's own images come from."""

from podwright.images.sources import ClusterImages, ImageSource, ImageStream, ReleasedImage, ReleasedImages

__all__ = ["ClusterImages", "ImageSource", "ImageStream", "ReleasedImage", "ReleasedImages"]
