"""TARSy, an incident-analysis agent: one sidecar pod and its database.

`environments` is where it is deployed, `settings` what can be chosen, `chart` what it is made of.
"""

from charts.tarsy.chart import TarsyChart
from charts.tarsy.environments import development
from charts.tarsy.settings import Backup, DrainTimes, TarsyResources, TarsySettings

__all__ = ["Backup", "DrainTimes", "TarsyChart", "TarsyResources", "TarsySettings", "development"]
