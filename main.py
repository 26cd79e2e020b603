"""The composition root: which systems, in which environments."""

from charts import reactbin, tarsy, tool_registry
from podwright import App

app = App()
app.add(tarsy.development)
app.add(tarsy.staging)
app.add(tarsy.production)
app.add(tarsy.kubernetes)
app.add(tool_registry.development)
app.add(tool_registry.production)
app.add(reactbin.production)
app.synth()
