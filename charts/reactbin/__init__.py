"""reactbin, a library of reaction images: an API with its migrations, a UI, and an object store.

`environments` is where it is deployed, `settings` what can be chosen, `chart` what it is made of.
"""

from charts.reactbin.chart import ReactbinChart
from charts.reactbin.environments import production
from charts.reactbin.mirror import Mirror
from charts.reactbin.settings import ReactbinResources, ReactbinSettings
from charts.reactbin.stores import ExternalStore, MinioInChart

__all__ = [
    "ExternalStore",
    "MinioInChart",
    "Mirror",
    "ReactbinChart",
    "ReactbinResources",
    "ReactbinSettings",
    "production",
]
