"""Floor 5: from charts to files."""

from podwright.synth.app import App
from podwright.synth.testing import synthesize
from podwright.synth.verification import SynthesizedObject

__all__ = ["App", "SynthesizedObject", "synthesize"]
