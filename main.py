"""The composition root: which systems, in which environments."""

from charts import tarsy
from podwright import App

app = App()
app.add(tarsy.development)
app.add(tarsy.staging)
app.add(tarsy.production)
app.add(tarsy.kubernetes)
app.synth()
