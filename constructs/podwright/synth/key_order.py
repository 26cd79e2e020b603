"""The order in which a person writes the keys of a Kubernetes object.

cdk8s hands objects over with their keys in alphabetical order, so that a container begins with its ``args``
and its name hides in the middle. A reviewer looks for the name first, then for what the thing is, then for
the details. One table gives every well-known key its rank, and keys without a rank follow alphabetically; the
result does not depend on the order that came in, only on the keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ORDER: tuple[tuple[str, ...], ...] = (
    # Identity: what is it, and what is it called.
    ("apiVersion", "apiGroup", "apiGroups", "group", "kind", "metadata"),
    ("name", "generateName", "displayName", "server", "namespace", "description"),
    # An alerting rule reads alert, expression, duration before its labels.
    ("alert", "record", "expr", "for"),
    ("labels", "annotations"),
    # The variant decides which of the other keys there are.
    ("type", "immutable"),
    # Templates (OpenShift): what the user is asked, then what comes of it.
    ("message", "parameters"),
    # Bindings: what is granted, then to whom.
    ("roleRef", "subjects"),
    # Selector requirements, tolerations, references to keys, parameters of a template: a key and its value.
    ("secretKey", "key", "operator", "value", "values", "valueFrom", "effect", "generate"),
    # How many, when, and of what.
    ("scaleTargetRef", "minReplicas", "maxReplicas", "metrics", "behavior"),
    ("schedule", "timeZone", "concurrencyPolicy", "suspend", "startingDeadlineSeconds"),
    ("successfulJobsHistoryLimit", "failedJobsHistoryLimit", "jobTemplate"),
    ("completions", "parallelism", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"),
    ("serviceName", "replicas", "revisionHistoryLimit", "minAvailable", "maxUnavailable", "maxSurge"),
    # Services: how it is reached, what it selects, which ports.
    ("clusterIP", "externalName"),
    ("podSelector", "namespaceSelector", "ipBlock", "selector"),
    ("matchLabels", "matchExpressions"),
    ("strategy", "updateStrategy", "podManagementPolicy"),
    # Network policies: the direction first, then the peers, then the ports.
    ("policyTypes", "ingress", "egress"),
    # Certificates and secrets from elsewhere: where it goes, where it comes from, what it is.
    ("secretName", "secretStoreRef", "issuerRef", "refreshInterval", "target", "remoteRef"),
    ("creationPolicy", "deletionPolicy", "commonName", "dnsNames", "duration", "renewBefore"),
    # Argo CD applications and image streams: from where, to where, how.
    ("project", "source", "sources", "destination", "syncPolicy", "repoURL", "targetRevision"),
    ("lookupPolicy", "tags"),
    # Routes, Ingresses, HTTP probes, peers: the address as it is read, host/path to backend:port.
    ("ingressClassName", "rules", "host", "path", "pathType", "from", "to", "backend", "alternateBackends"),
    # Containers: what runs, with what, how healthy, with which files, with which rights.
    ("image", "imagePullPolicy", "restartPolicy", "command", "args", "workingDir"),
    ("containerPort", "port", "targetPort", "nodePort", "hostPort", "protocol", "ports", "endpoints"),
    (
        "scheme",
        "httpHeaders",
        "interval",
        "scrapeTimeout",
        "termination",
        "insecureEdgeTerminationPolicy",
        "tls",
    ),
    ("env", "envFrom"),
    # Claims say how they are accessed, then how large they are.
    ("accessModes", "storageClassName", "volumeMode"),
    # Roles: on what, then what is allowed. Containers and claims: what is asked for, then the bound.
    ("resources", "resourceNames", "nonResourceURLs", "verbs", "requests", "limits"),
    ("startupProbe", "livenessProbe", "readinessProbe", "lifecycle", "postStart", "preStop"),
    # Probes: the question, then how often and how patiently it is asked.
    ("exec", "httpGet", "tcpSocket", "grpc"),
    ("initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold", "failureThreshold"),
    ("mountPath", "subPath", "subPathExpr", "readOnly"),
    ("volumeMounts", "volumeDevices"),
    # Pods: who it is, its rights, its containers, its volumes, where it runs.
    ("serviceAccountName", "automountServiceAccountToken", "enableServiceLinks", "imagePullSecrets"),
    ("securityContext", "runAsNonRoot", "runAsUser", "runAsGroup", "fsGroup"),
    ("allowPrivilegeEscalation", "privileged", "readOnlyRootFilesystem", "capabilities", "seccompProfile"),
    ("terminationGracePeriodSeconds", "initContainers", "containers", "volumes"),
    ("nodeSelector", "tolerations", "affinity", "topologySpreadConstraints"),
    ("maxSkew", "topologyKey", "whenUnsatisfiable", "labelSelector"),
    # A volume's parts before their file modes.
    ("items", "optional", "mode", "defaultMode"),
    # The bulk comes last, and what happened after everything that was wished.
    ("spec", "template", "volumeClaimTemplates", "data", "stringData", "binaryData", "encryptedData"),
    ("objects", "status"),
)

_RANK = {key: rank for rank, key in enumerate(key for group in _ORDER for key in group)}

_UNRANKED = len(_RANK)

_QUANTITIES = {"cpu": 0, "memory": 1}

# Maps whose keys are the user's own words: a label called "name" ranks like any other label.
_USER_DATA = frozenset(
    {
        "annotations",
        "binaryData",
        "commonAnnotations",
        "commonLabels",
        "data",
        "encryptedData",
        "headers",
        "labels",
        "matchLabels",
        "nodeSelector",
        "parameters",
        "params",
        "stringData",
    }
)


def ordered(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return an equal API object with its keys in the order in which a person writes them.

    Lists keep their order. Labels, annotations, the data of ConfigMaps and Secrets, and other maps with keys
    of the user's own are sorted by key; quantities have cpu and memory first.

    Args:
        manifest: the API object; it is not changed.
    """
    return _ordered_mapping(manifest, "")


def _ordered_mapping(mapping: Mapping[str, Any], under: str) -> dict[str, Any]:
    if under in {"limits", "requests"}:
        rank = _QUANTITIES
    elif under in _USER_DATA or (under == "selector" and _is_labels(mapping)):
        rank = {}
    else:
        rank = _RANK
    keys = sorted(mapping, key=lambda key: (rank.get(key, _UNRANKED), key))
    return {key: _ordered_value(mapping[key], key) for key in keys}


def _ordered_value(value: Any, under: str) -> Any:
    if isinstance(value, Mapping):
        return _ordered_mapping(value, under)
    if isinstance(value, list):
        # Items are objects with fields of their own, even in a list called "data" or "parameters".
        return [_ordered_value(item, "") for item in value]
    return value


def _is_labels(selector: Mapping[str, Any]) -> bool:
    """Tell the selector of a Service (plain labels) from one with ``matchLabels`` or ``matchExpressions``."""
    return all(isinstance(value, str) for value in selector.values())
