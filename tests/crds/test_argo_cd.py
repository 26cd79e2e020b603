"""Application, ApplicationSet and AppProject: what Argo CD takes, and what it doesn't."""

from collections.abc import Mapping

import pytest

from tests.crds.schemas import GONE, but, refused

APPLICATION = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: tarsy-dev
  namespace: argocd
  finalizers: [resources-finalizer.argocd.argoproj.io]
spec:
  project: tarsy
  source:
    repoURL: https://git.example.com/tarsy.git
    targetRevision: HEAD
    path: dist/dev
    directory: {recurse: true, exclude: "*.json"}
  destination: {server: https://kubernetes.default.svc, namespace: tarsy-dev}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
    syncOptions: [ServerSideApply=true, CreateNamespace=false]
    retry: {limit: 5, backoff: {duration: 5s, factor: 2, maxDuration: 3m}}
    managedNamespaceMetadata: {labels: {team: sre}}
  ignoreDifferences:
    - {group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}
  info: [{name: url, value: https://tarsy.example.com}]
  revisionHistoryLimit: 5
"""

HELM = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: postgresql}
spec:
  project: default
  destination: {name: in-cluster, namespace: data}
  sources:
    - repoURL: https://charts.example.com
      chart: postgresql
      targetRevision: 15.0.0
      helm:
        valueFiles: [$values/values.yaml]
        valuesObject: {primary: {replicas: 1}}
        parameters: [{name: image.tag, value: "16", forceString: true}]
    - {repoURL: https://git.example.com/values.git, targetRevision: main, ref: values}
    - repoURL: https://git.example.com/base.git
      path: overlays/dev
      kustomize:
        images: [tarsy=quay.io/example/tarsy:v1]
        replicas: [{name: tarsy, count: 2}]
        patches: [{path: patch.yaml, target: {kind: Deployment}}]
"""

APPLICATION_SET = """
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: tarsy}
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators:
    - list: {elements: [{environment: dev, url: https://dev.example.com}]}
    - git:
        repoURL: https://git.example.com/tarsy.git
        revision: HEAD
        directories: [{path: dist/*}, {path: dist/test, exclude: true}]
    - matrix:
        generators:
          - clusters: {selector: {matchLabels: {stage: prod}}}
          - list: {elements: [{name: a}]}
    - merge:
        mergeKeys: [server]
        generators:
          - clusters: {values: {replicas: "1"}}
          - list: {elements: [{server: a}]}
  strategy:
    type: RollingSync
    rollingSync:
      steps:
        - {matchExpressions: [{key: stage, operator: In, values: [dev]}], maxUpdate: 25%}
  syncPolicy: {applicationsSync: create-update, preserveResourcesOnDeletion: true}
  template:
    metadata: {name: "tarsy-{{ .environment }}", labels: {stage: "{{ .environment }}"}}
    spec:
      project: tarsy
      source: {repoURL: https://git.example.com/tarsy.git, path: "dist/{{ .environment }}"}
      destination: {server: "{{ .url }}", namespace: "tarsy-{{ .environment }}"}
"""

PROJECT = """
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: tarsy}
spec:
  description: Everything of TARSy
  sourceRepos: [https://git.example.com/tarsy.git]
  destinations: [{server: https://kubernetes.default.svc, namespace: tarsy-*}]
  clusterResourceWhitelist: [{group: "", kind: Namespace}]
  namespaceResourceBlacklist: [{group: "", kind: ResourceQuota}]
  orphanedResources: {warn: true, ignore: [{group: "", kind: Secret, name: token-*}]}
  roles:
    - name: read
      policies: ["p, proj:tarsy:read, applications, get, tarsy/*, allow"]
      groups: [sre]
  syncWindows:
    - {kind: deny, schedule: "0 22 * * *", duration: 8h, applications: ["*"], timeZone: Europe/Prague}
"""


@pytest.mark.parametrize("manifest", [APPLICATION, HELM, APPLICATION_SET, PROJECT])
def test_an_object(manifest: str) -> None:
    assert refused(manifest) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec": GONE}),
        but({"spec.project": GONE}),
        but({"spec.destination": GONE}),
        but({"spec.destination.cluster": "in-cluster"}),
        but({"spec.source.repoURL": GONE}),
        but({"spec.source.repoUrl": "https://git.example.com"}),
        but({"spec.source.targetRevision": 1.0}),
        but({"spec.source.directory.recurse": "true"}),
        but({"spec.syncPolicy.automated": True}),
        but({"spec.syncPolicy.automated.selfheal": True}),
        but({"spec.syncPolicy.syncOptions": {"ServerSideApply": True}}),
        but({"spec.syncPolicy.retry.limit": "5"}),
        but({"spec.syncPolicy.retry.backoff.factor": 1.5}),
        but({"spec.ignoreDifferences[0].kind": GONE}),
        but({"spec.ignoreDifferences[0].jsonPointer": "/spec/replicas"}),
        but({"spec.info[0].value": GONE}),
        but(
            {"spec.sourceHydrator.syncSource": {"targetBranch": "main", "path": "a"}},
            "spec.sourceHydrator.drySource",
        ),
    ],
)
def test_an_application_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(APPLICATION, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.sources[0].repoURL": GONE}),
        but({"spec.sources[0].helm.valuesFiles": []}),
        but({"spec.sources[0].helm.values": {"primary": {}}}),
        but({"spec.sources[0].helm.valuesObject": "primary: {}"}),
        but({"spec.sources[0].helm.parameters[0].value": 16}),
        but({"spec.sources[2].kustomize.replicas[0].count": GONE}),
        but({"spec.sources[2].kustomize.images": [{"name": "tarsy"}]}, "spec.sources[2].kustomize.images[0]"),
        but({"spec.sources[2].kustomize.patches[0].target.selector": "a=b"}),
    ],
)
def test_a_source_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(HELM, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.generators": GONE}),
        but({"spec.template": GONE}),
        but({"spec.template.metadata": GONE}),
        but({"spec.template.metadata.generateName": "tarsy-"}),
        but({"spec.template.spec.project": GONE}),
        but({"spec.template.spec.source.branch": "main"}),
        but({"spec.generators[0].lists": {}}),
        but({"spec.generators[1].git.revision": GONE}),
        but({"spec.generators[1].git.directories[0].path": GONE}),
        but({"spec.generators[2].matrix.generators": GONE}),
        but({"spec.generators[2].matrix.generators[0].cluster": {}}),
        but({"spec.generators[3].merge.mergeKeys": GONE}),
        but({"spec.strategy.rollingSync.steps[0].matchExpressions[0].value": "dev"}),
        but({"spec.syncPolicy.applicationsSync": "create"}),
        but({"spec.goTemplate": "true"}),
    ],
)
def test_an_application_set_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(APPLICATION_SET, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec": GONE}),
        but({"spec.description": "d" * 256}),
        but({"spec.sourceRepos": "*"}),
        but({"spec.destinations[0].cluster": "in-cluster"}),
        but({"spec.clusterResourceWhitelist[0].group": GONE}),
        but(
            {"spec.namespaceResourceWhitelist": [{"group": "apps"}]},
            "spec.namespaceResourceWhitelist[0].kind",
        ),
        but({"spec.roles[0].name": GONE}),
        but({"spec.roles[0].policy": "p"}),
        but({"spec.syncWindows[0].timezone": "UTC"}),
    ],
)
def test_a_project_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(PROJECT, changes) == [field]
