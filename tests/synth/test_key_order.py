"""Objects are ordered as a person writes them, and nothing but the order of keys changes."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.synth.key_order import ordered

KEYS = st.one_of(
    st.sampled_from(
        ["name", "labels", "data", "parameters", "selector", "limits", "memory", "cpu", "spec", "x"]
    ),
    st.text(max_size=3),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=30,
)
MANIFESTS = st.dictionaries(KEYS, VALUES, max_size=6)


def shuffled(value: Any, chance: random.Random) -> Any:
    """Return an equal value with the keys of all mappings in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


def in_order(value: Any) -> Any:
    """Return a value that is equal only to one with the same keys in the same order."""
    if isinstance(value, dict):
        return [(key, in_order(item)) for key, item in value.items()]
    return [in_order(item) for item in value] if isinstance(value, list) else value


@given(manifest=MANIFESTS)
def test_nothing_is_lost_or_changed(manifest: dict[str, Any]) -> None:
    before = in_order(manifest)
    assert ordered(manifest) == manifest
    assert in_order(manifest) == before


@given(manifest=MANIFESTS, chance=st.randoms())
def test_the_order_depends_on_the_keys_alone(manifest: dict[str, Any], chance: random.Random) -> None:
    expected = in_order(ordered(manifest))
    assert in_order(ordered(shuffled(manifest, chance))) == expected
    assert in_order(ordered(ordered(manifest))) == expected


# Each written as a person would; the test hands it over in alphabetical order, as cdk8s does.
AS_WRITTEN: dict[str, dict[str, Any]] = {
    "deployment": {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {
            "name": "tarsy",
            "namespace": "tarsy-development",
            "labels": {"app.kubernetes.io/instance": "a", "app.kubernetes.io/name": "b", "name": "c"},
            "annotations": {"a": "1", "kind": "2"},
        },
        "spec": {
            "replicas": 1,
            "revisionHistoryLimit": 3,
            "selector": {"matchLabels": {"a": "b", "name": "c"}, "matchExpressions": []},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
            "template": {
                "metadata": {"labels": {"a": "b"}, "annotations": {}},
                "spec": {
                    "serviceAccountName": "tarsy",
                    "automountServiceAccountToken": False,
                    "enableServiceLinks": False,
                    "imagePullSecrets": [{"name": "quay"}],
                    "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
                    "terminationGracePeriodSeconds": 30,
                    "initContainers": [{"name": "migrate", "image": "i", "restartPolicy": "Always"}],
                    "containers": [
                        {
                            "name": "backend",
                            "image": "quay.io/tarsy/backend:v1",
                            "imagePullPolicy": "IfNotPresent",
                            "command": ["tarsy"],
                            "args": ["--verbose", "--config=a"],
                            "workingDir": "/app",
                            "ports": [{"name": "http", "containerPort": 8000, "protocol": "TCP"}],
                            "env": [
                                {"name": "Z", "value": "1"},
                                {
                                    "name": "A",
                                    "valueFrom": {
                                        "secretKeyRef": {"name": "s", "key": "k", "optional": True}
                                    },
                                },
                            ],
                            "envFrom": [{"configMapRef": {"name": "c"}}],
                            "resources": {
                                "requests": {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"},
                                "limits": {"cpu": "1", "memory": "1Gi"},
                            },
                            "startupProbe": {
                                "exec": {"command": ["true"]},
                                "periodSeconds": 1,
                                "failureThreshold": 30,
                            },
                            "livenessProbe": {
                                "tcpSocket": {"port": "http"},
                                "initialDelaySeconds": 5,
                                "periodSeconds": 10,
                                "timeoutSeconds": 2,
                                "successThreshold": 1,
                                "failureThreshold": 3,
                            },
                            "readinessProbe": {
                                "httpGet": {"path": "/", "port": "http", "scheme": "HTTPS"},
                                "periodSeconds": 5,
                            },
                            "lifecycle": {"preStop": {"sleep": {"seconds": 5}}},
                            "volumeMounts": [
                                {
                                    "name": "config",
                                    "mountPath": "/etc/tarsy",
                                    "subPath": "a",
                                    "readOnly": True,
                                }
                            ],
                            "securityContext": {
                                "allowPrivilegeEscalation": False,
                                "readOnlyRootFilesystem": True,
                                "capabilities": {"drop": ["ALL"]},
                            },
                            "terminationMessagePolicy": "FallbackToLogsOnError",
                        }
                    ],
                    "volumes": [
                        {
                            "name": "config",
                            "configMap": {"name": "c", "items": [{"key": "a", "path": "b", "mode": 420}]},
                        },
                        {"name": "secret", "secret": {"secretName": "s", "items": [], "defaultMode": 420}},
                    ],
                    "nodeSelector": {"a": "b", "name": "c"},
                    "tolerations": [{"key": "a", "operator": "Equal", "value": "b", "effect": "NoSchedule"}],
                    "topologySpreadConstraints": [
                        {
                            "maxSkew": 1,
                            "topologyKey": "kubernetes.io/hostname",
                            "whenUnsatisfiable": "ScheduleAnyway",
                            "labelSelector": {"matchLabels": {"a": "b"}},
                        }
                    ],
                },
            },
            "progressDeadlineSeconds": 600,
        },
    },
    "service": {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "tarsy"},
        "spec": {
            "type": "ClusterIP",
            "clusterIP": "None",
            "selector": {"app": "a", "kind": "k", "name": "n"},
            "ports": [
                {"name": "http", "port": 80, "targetPort": "http", "nodePort": 30000, "protocol": "TCP"}
            ],
        },
    },
    "route": {
        "apiVersion": "route.openshift.io/v1",
        "kind": "Route",
        "metadata": {"name": "tarsy"},
        "spec": {
            "host": "tarsy.apps.example.com",
            "path": "/",
            "to": {"kind": "Service", "name": "tarsy", "weight": 100},
            "port": {"targetPort": "http"},
            "tls": {"termination": "edge", "insecureEdgeTerminationPolicy": "Redirect"},
            "wildcardPolicy": "None",
        },
    },
    "role": {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": {"name": "tarsy"},
        "rules": [
            {"apiGroups": [""], "resources": ["services/proxy"], "resourceNames": ["a"], "verbs": ["get"]}
        ],
    },
    "role binding": {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "tarsy"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "tarsy"},
        "subjects": [{"kind": "ServiceAccount", "name": "tarsy", "namespace": "tarsy-development"}],
    },
    "network policy": {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "tarsy"},
        "spec": {
            "podSelector": {"matchLabels": {"a": "b"}},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [
                {
                    "from": [{"podSelector": {}, "namespaceSelector": {}}],
                    "ports": [{"port": 80, "protocol": "TCP"}],
                }
            ],
            "egress": [
                {"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}], "ports": [{"port": 53, "protocol": "UDP"}]}
            ],
        },
    },
    "template": {
        "apiVersion": "template.openshift.io/v1",
        "kind": "Template",
        "metadata": {"name": "tarsy-secrets"},
        "labels": {"a": "b"},
        "message": "done",
        "parameters": [
            {
                "name": "PASSWORD",
                "displayName": "Password",
                "description": "of the database",
                "value": "",
                "generate": "expression",
                "from": "[a-z]{16}",
                "required": True,
            }
        ],
        "objects": [
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {"name": "tarsy"},
                "type": "Opaque",
                "stringData": {"a": "1", "key": "2", "name": "3"},
            }
        ],
    },
    "config map": {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "tarsy"},
        "immutable": True,
        "data": {"a.yaml": "1", "kind": "2", "name": "3"},
        "binaryData": {"b": "", "name": ""},
    },
    "stateful set": {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "database"},
        "spec": {
            "serviceName": "database",
            "replicas": 1,
            "selector": {"matchLabels": {"a": "b"}},
            "updateStrategy": {"type": "RollingUpdate"},
            "podManagementPolicy": "OrderedReady",
            "template": {"metadata": {}, "spec": {}},
            "volumeClaimTemplates": [
                {
                    "apiVersion": "v1",
                    "kind": "PersistentVolumeClaim",
                    "metadata": {"name": "data"},
                    "spec": {
                        "accessModes": ["ReadWriteOnce"],
                        "storageClassName": "fast",
                        "resources": {"requests": {"storage": "1Gi"}},
                    },
                }
            ],
            "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
        },
    },
    "external secret": {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": {"name": "tarsy"},
        "spec": {
            "secretStoreRef": {"kind": "SecretStore", "name": "vault"},
            "refreshInterval": "1h",
            "target": {"name": "tarsy", "template": {"type": "Opaque", "data": {"a": "1", "name": "2"}}},
            "data": [{"secretKey": "password", "remoteRef": {"key": "tarsy", "property": "password"}}],
        },
    },
    "service monitor": {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "ServiceMonitor",
        "metadata": {"name": "tarsy"},
        "spec": {
            "namespaceSelector": {"matchNames": ["tarsy"]},
            "selector": {"matchLabels": {"a": "b"}},
            "endpoints": [
                {"path": "/metrics", "port": "http", "scheme": "https", "interval": "30s", "tlsConfig": {}}
            ],
        },
    },
    "ingress": {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "tarsy"},
        "spec": {
            "ingressClassName": "nginx",
            "rules": [
                {
                    "host": "tarsy.example.com",
                    "http": {
                        "paths": [
                            {
                                "path": "/",
                                "pathType": "Prefix",
                                "backend": {"service": {"name": "tarsy", "port": {"number": 80}}},
                            }
                        ]
                    },
                }
            ],
            "tls": [{"secretName": "tls", "hosts": ["tarsy.example.com"]}],
        },
    },
    "application": {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": "tarsy"},
        "spec": {
            "project": "default",
            "source": {"repoURL": "https://example.com/git", "targetRevision": "main", "path": "dist/tarsy"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "tarsy"},
            "syncPolicy": {"automated": {"prune": True}},
        },
    },
}


def alphabetical(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: alphabetical(value[key]) for key in sorted(value)}
    return [alphabetical(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("manifest", AS_WRITTEN.values(), ids=AS_WRITTEN)
def test_an_object_is_ordered_as_a_person_writes_it(manifest: dict[str, Any]) -> None:
    assert in_order(ordered(alphabetical(manifest))) == in_order(manifest)


def test_unknown_keys_follow_alphabetically() -> None:
    manifest = {"zebra": 1, "Apple": 2, "metadata": {}, "apple": 3, "apiVersion": "v1"}
    assert list(ordered(manifest)) == ["apiVersion", "metadata", "Apple", "apple", "zebra"]


def test_lists_keep_their_order() -> None:
    manifest = {"args": ["b", "a", "b"], "env": [{"name": "Z"}, {"name": "A"}], "nested": [["z"], ["a"]]}
    assert ordered(manifest) == manifest
    assert ordered(manifest)["args"] is not manifest["args"]
