"""Images: where a system's own images come from.

Names are loaded when they are first used, so that `podwright set-image` starts without cdk8s; which names
there are is written in `__init__.pyi`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
