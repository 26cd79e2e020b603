"""The composition root: which systems, in which environments."""

from charts import tarsy
from podwright import App

app = App()
app.add(tarsy.development)
app.synth()
