"""Configuration: ConfigMaps, and the real files that fill them."""

from podwright.configuration.config_map import ConfigMap
from podwright.configuration.files import config_file, config_folder

__all__ = ["ConfigMap", "config_file", "config_folder"]
