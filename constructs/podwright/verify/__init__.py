"""Checks over rendered manifests: what "it deploys" means.

`verify` judges plain objects, from a synth or from anybody's YAML, and returns a `Report`. It knows
nothing of cdk8s. How to add a check: docs/checks/README.md.
"""

from __future__ import annotations

from podwright.verify.catalogue import catalogue, rule_named, selected
from podwright.verify.engine import verify
from podwright.verify.externals import External, Externals
from podwright.verify.findings import Finding, Report, WaivedFinding
from podwright.verify.manifest_set import ManifestSet
from podwright.verify.manifests import Manifest, ObjectRef, Source
from podwright.verify.paths import FieldPath
from podwright.verify.reading import Reading, read_bytes, read_paths, read_text
from podwright.verify.rules import Family, Rule, Severity
from podwright.verify.target import KubernetesVersion, Platform, Target
from podwright.verify.waivers import Waiver, annotations_for

__all__ = [
    "External",
    "Externals",
    "Family",
    "FieldPath",
    "Finding",
    "KubernetesVersion",
    "Manifest",
    "ManifestSet",
    "ObjectRef",
    "Platform",
    "Reading",
    "Report",
    "Rule",
    "Severity",
    "Source",
    "Target",
    "WaivedFinding",
    "Waiver",
    "annotations_for",
    "catalogue",
    "read_bytes",
    "read_paths",
    "read_text",
    "rule_named",
    "selected",
    "verify",
]
