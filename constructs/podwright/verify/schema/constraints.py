"""What the API server demands beyond its published schemas.

Kubernetes publishes types and required fields, but not the values that its validation accepts. Those
stand here as JSON Schema keywords, by definition and property, and are merged into the published
definitions. They are the same in every version that is supported.

Source: https://github.com/kubernetes/kubernetes/tree/master/pkg/apis (``validation.go`` of each group)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Schema = dict[str, object]

QUANTITY: Final = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?[0-9]+)?$"
GO_DURATION: Final = r"^[+-]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$"
PORT_NAME: Final = r"^[0-9-]*[a-z][a-z0-9-]*$"
PERCENTAGE: Final = r"^[0-9]+%$"
ABSOLUTE_PATH: Final = r"^/"
RELATIVE_PATH: Final = r"^(?!/)(?!\.\.(/|$))(?!.*/\.\.(/|$))"
CAPABILITY: Final = r"^(?!CAP_)"

PATTERN_MEANINGS: Final[Mapping[str, str]] = {
    QUANTITY: "a quantity such as 500m, 0.5, 128Mi or 2Gi",
    GO_DURATION: "a duration such as 30s, 5m or 1h30m",
    PORT_NAME: "a number without quotes, or a name in lower case with at least one letter",
    PERCENTAGE: "a number without quotes, or a percentage such as 25%",
    ABSOLUTE_PATH: "a path that starts with /",
    RELATIVE_PATH: "a relative path without ..",
    CAPABILITY: "the name of a capability without CAP_ in front",
}
"""What a pattern wants, in words."""


def _one_of(*values: str) -> Schema:
    """Return a choice; null and the empty string stand for the default."""
    return {"enum": [*values, "", None]}


def _at_least(minimum: int) -> Schema:
    return {"minimum": minimum}


def _between(minimum: int, maximum: int) -> Schema:
    return {"minimum": minimum, "maximum": maximum}


def _choose(*fields: str, at_least: int = 1) -> Schema:
    """Return the demand for at most one of some fields; of all that hold an object, if none is named."""
    return {"x-podwright-choice": {"fields": list(fields), "minimum": at_least}}


_PORT: Final = _between(1, 65535)
_PORT_OR_NONE: Final = _between(0, 65535)
_PORT_REFERENCE: Final[Schema] = {**_PORT, "pattern": PORT_NAME, "maxLength": 15}
_COUNT_OR_PERCENTAGE: Final[Schema] = {"minimum": 0, "pattern": PERCENTAGE}
_PROTOCOL: Final = _one_of("TCP", "UDP", "SCTP")
_MODE: Final = _between(0, 0o777)
_PROBE: Final[Schema] = {
    "initialDelaySeconds": _at_least(0),
    "periodSeconds": _at_least(0),
    "timeoutSeconds": _at_least(0),
    "failureThreshold": _at_least(0),
    "terminationGracePeriodSeconds": _at_least(1),
}
_ONE_SUCCESS: Final[Schema] = {"properties": {"successThreshold": {"enum": [1, 0, None]}}}
_CONTAINER: Final[Schema] = {
    "imagePullPolicy": _one_of("Always", "IfNotPresent", "Never"),
    "terminationMessagePolicy": _one_of("File", "FallbackToLogsOnError"),
    "livenessProbe": _ONE_SUCCESS,
    "startupProbe": _ONE_SUCCESS,
}
_ACCESS_MODES: Final[Schema] = {
    "items": {"enum": ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]}
}
_LABEL_OPERATORS: Final[Schema] = {"enum": ["In", "NotIn", "Exists", "DoesNotExist"]}

_FOREVER: Final[Schema] = {"properties": {"spec": {"properties": {"restartPolicy": _one_of("Always")}}}}
# The default is Always, which a Job's pods must not have: a Job has to say which of the two it means.
_TO_COMPLETION: Final[Schema] = {
    "properties": {
        "spec": {
            "required": ["restartPolicy"],
            "properties": {"restartPolicy": {"enum": ["OnFailure", "Never"]}},
        }
    }
}

PROPERTIES: Final[Mapping[str, Mapping[str, object]]] = {
    # core: pods
    "io.k8s.api.core.v1.PodSpec": {
        "containers": {"minItems": 1},
        "restartPolicy": _one_of("Always", "OnFailure", "Never"),
        "dnsPolicy": _one_of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
        "preemptionPolicy": _one_of("Never", "PreemptLowerPriority"),
        "terminationGracePeriodSeconds": _at_least(0),
        "activeDeadlineSeconds": _at_least(1),
    },
    "io.k8s.api.core.v1.Container": _CONTAINER,
    "io.k8s.api.core.v1.EphemeralContainer": _CONTAINER,
    "io.k8s.api.core.v1.ContainerPort": {
        "containerPort": _PORT,
        "hostPort": _PORT_OR_NONE,
        "protocol": _PROTOCOL,
    },
    "io.k8s.api.core.v1.Probe": _PROBE,
    "io.k8s.api.core.v1.HTTPGetAction": {
        "scheme": _one_of("HTTP", "HTTPS"),
        "port": _PORT_REFERENCE,
    },
    "io.k8s.api.core.v1.TCPSocketAction": {"port": _PORT_REFERENCE},
    "io.k8s.api.core.v1.GRPCAction": {"port": _PORT},
    "io.k8s.api.core.v1.SecurityContext": {
        "procMount": _one_of("Default", "Unmasked"),
        "runAsUser": _at_least(0),
        "runAsGroup": _at_least(0),
    },
    "io.k8s.api.core.v1.PodSecurityContext": {
        "fsGroupChangePolicy": _one_of("OnRootMismatch", "Always"),
        "supplementalGroupsPolicy": _one_of("Merge", "Strict"),
        "runAsUser": _at_least(0),
        "runAsGroup": _at_least(0),
        "fsGroup": _at_least(0),
    },
    "io.k8s.api.core.v1.Capabilities": {
        "add": {"items": {"pattern": CAPABILITY}},
        "drop": {"items": {"pattern": CAPABILITY}},
    },
    "io.k8s.api.core.v1.SeccompProfile": {
        "type": {"enum": ["Localhost", "RuntimeDefault", "Unconfined"]},
    },
    "io.k8s.api.core.v1.AppArmorProfile": {
        "type": {"enum": ["Localhost", "RuntimeDefault", "Unconfined"]},
    },
    "io.k8s.api.core.v1.VolumeMount": {
        "name": {"minLength": 1},
        "mountPath": {"minLength": 1, "pattern": "^[^:]*$"},
        "mountPropagation": _one_of("None", "HostToContainer", "Bidirectional"),
        "subPath": {"pattern": RELATIVE_PATH},
        "subPathExpr": {"pattern": RELATIVE_PATH},
    },
    "io.k8s.api.core.v1.KeyToPath": {
        "path": {"minLength": 1, "pattern": RELATIVE_PATH},
        "mode": _MODE,
    },
    "io.k8s.api.core.v1.SecretVolumeSource": {"defaultMode": _MODE},
    "io.k8s.api.core.v1.ConfigMapVolumeSource": {"defaultMode": _MODE},
    "io.k8s.api.core.v1.ProjectedVolumeSource": {"defaultMode": _MODE},
    "io.k8s.api.core.v1.DownwardAPIVolumeSource": {"defaultMode": _MODE},
    "io.k8s.api.core.v1.ServiceAccountTokenProjection": {
        "expirationSeconds": _between(600, 1 << 32),
        "path": {"minLength": 1, "pattern": RELATIVE_PATH},
    },
    "io.k8s.api.core.v1.HostPathVolumeSource": {
        "type": _one_of(
            "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"
        ),
    },
    "io.k8s.api.core.v1.TopologySpreadConstraint": {
        "maxSkew": _at_least(1),
        "minDomains": _at_least(1),
        "topologyKey": {"minLength": 1},
        "whenUnsatisfiable": {"enum": ["DoNotSchedule", "ScheduleAnyway"]},
        "nodeAffinityPolicy": _one_of("Honor", "Ignore"),
        "nodeTaintsPolicy": _one_of("Honor", "Ignore"),
    },
    "io.k8s.api.core.v1.Toleration": {
        "operator": _one_of("Exists", "Equal", "Gt", "Lt"),
        "effect": _one_of("NoSchedule", "PreferNoSchedule", "NoExecute"),
    },
    "io.k8s.api.core.v1.NodeSelectorRequirement": {
        "operator": {"enum": ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]},
    },
    "io.k8s.api.core.v1.NodeSelector": {"nodeSelectorTerms": {"minItems": 1}},
    "io.k8s.api.core.v1.PreferredSchedulingTerm": {"weight": _between(1, 100)},
    "io.k8s.api.core.v1.WeightedPodAffinityTerm": {"weight": _between(1, 100)},
    "io.k8s.api.core.v1.PodAffinityTerm": {"topologyKey": {"minLength": 1}},
    # core: services and storage
    "io.k8s.api.core.v1.ServiceSpec": {
        "type": _one_of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
        "sessionAffinity": _one_of("None", "ClientIP"),
        "externalTrafficPolicy": _one_of("Cluster", "Local"),
        "internalTrafficPolicy": _one_of("Cluster", "Local"),
        "ipFamilyPolicy": _one_of("SingleStack", "PreferDualStack", "RequireDualStack"),
        "ipFamilies": {"items": {"enum": ["IPv4", "IPv6"]}},
    },
    "io.k8s.api.core.v1.ServicePort": {
        "port": _PORT,
        "nodePort": _PORT_OR_NONE,
        "targetPort": {**_PORT_REFERENCE, "minimum": 0},
        "protocol": _PROTOCOL,
    },
    "io.k8s.api.core.v1.ClientIPConfig": {"timeoutSeconds": _between(1, 86400)},
    "io.k8s.api.core.v1.PersistentVolumeClaimSpec": {
        "accessModes": {"minItems": 1, **_ACCESS_MODES},
        "volumeMode": _one_of("Filesystem", "Block"),
    },
    "io.k8s.api.core.v1.PersistentVolumeSpec": {
        "accessModes": {"minItems": 1, **_ACCESS_MODES},
        "persistentVolumeReclaimPolicy": _one_of("Delete", "Recycle", "Retain"),
        "volumeMode": _one_of("Filesystem", "Block"),
    },
    # apps
    "io.k8s.api.apps.v1.DaemonSetSpec": {"template": _FOREVER},
    "io.k8s.api.apps.v1.DeploymentSpec": {
        "template": _FOREVER,
        "replicas": _at_least(0),
        "minReadySeconds": _at_least(0),
        "revisionHistoryLimit": _at_least(0),
        "progressDeadlineSeconds": _at_least(1),
    },
    "io.k8s.api.apps.v1.DeploymentStrategy": {"type": _one_of("Recreate", "RollingUpdate")},
    "io.k8s.api.apps.v1.RollingUpdateDeployment": {
        "maxSurge": _COUNT_OR_PERCENTAGE,
        "maxUnavailable": _COUNT_OR_PERCENTAGE,
    },
    "io.k8s.api.apps.v1.ReplicaSetSpec": {
        "template": _FOREVER,
        "replicas": _at_least(0),
        "minReadySeconds": _at_least(0),
    },
    "io.k8s.api.apps.v1.StatefulSetSpec": {
        "template": _FOREVER,
        "replicas": _at_least(0),
        "minReadySeconds": _at_least(0),
        "revisionHistoryLimit": _at_least(0),
        "podManagementPolicy": _one_of("OrderedReady", "Parallel"),
    },
    "io.k8s.api.apps.v1.StatefulSetUpdateStrategy": {"type": _one_of("OnDelete", "RollingUpdate")},
    "io.k8s.api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy": {
        "whenDeleted": _one_of("Delete", "Retain"),
        "whenScaled": _one_of("Delete", "Retain"),
    },
    "io.k8s.api.apps.v1.DaemonSetUpdateStrategy": {"type": _one_of("OnDelete", "RollingUpdate")},
    "io.k8s.api.apps.v1.RollingUpdateDaemonSet": {
        "maxSurge": _COUNT_OR_PERCENTAGE,
        "maxUnavailable": _COUNT_OR_PERCENTAGE,
    },
    # batch
    "io.k8s.api.batch.v1.JobSpec": {
        "template": _TO_COMPLETION,
        "parallelism": _at_least(0),
        "completions": _at_least(0),
        "backoffLimit": _at_least(0),
        "activeDeadlineSeconds": _at_least(0),
        "ttlSecondsAfterFinished": _at_least(0),
        "completionMode": _one_of("NonIndexed", "Indexed"),
        "podReplacementPolicy": _one_of("TerminatingOrFailed", "Failed"),
    },
    "io.k8s.api.batch.v1.CronJobSpec": {
        "schedule": {"x-podwright-cron": True},
        "concurrencyPolicy": _one_of("Allow", "Forbid", "Replace"),
        "startingDeadlineSeconds": _at_least(0),
        "successfulJobsHistoryLimit": _at_least(0),
        "failedJobsHistoryLimit": _at_least(0),
    },
    # networking
    "io.k8s.api.networking.v1.HTTPIngressPath": {
        "pathType": {"enum": ["Exact", "Prefix", "ImplementationSpecific"]},
    },
    "io.k8s.api.networking.v1.HTTPIngressRuleValue": {"paths": {"minItems": 1}},
    "io.k8s.api.networking.v1.ServiceBackendPort": {"number": _PORT_OR_NONE, "name": {"maxLength": 15}},
    "io.k8s.api.networking.v1.NetworkPolicySpec": {
        "policyTypes": {"items": {"enum": ["Ingress", "Egress"]}},
    },
    "io.k8s.api.networking.v1.NetworkPolicyPort": {
        "protocol": _PROTOCOL,
        "port": _PORT_REFERENCE,
        "endPort": _PORT,
    },
    "io.k8s.api.networking.v1.IPBlock": {
        "cidr": {"x-podwright-cidr": True},
        "except": {"items": {"x-podwright-cidr": True}},
    },
    # access control
    "io.k8s.api.rbac.v1.RoleRef": {
        "kind": {"enum": ["Role", "ClusterRole"]},
        "apiGroup": _one_of("rbac.authorization.k8s.io"),
        "name": {"minLength": 1},
    },
    "io.k8s.api.rbac.v1.Subject": {
        "kind": {"enum": ["ServiceAccount", "User", "Group"]},
        "name": {"minLength": 1},
    },
    "io.k8s.api.rbac.v1.PolicyRule": {"verbs": {"minItems": 1}},
    # autoscaling and disruption
    "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec": {
        "minReplicas": _at_least(0),
        "maxReplicas": _at_least(1),
    },
    "io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec": {
        "minReplicas": _at_least(0),
        "maxReplicas": _at_least(1),
        "targetCPUUtilizationPercentage": _at_least(1),
    },
    "io.k8s.api.autoscaling.v2.MetricSpec": {
        "type": {"enum": ["ContainerResource", "External", "Object", "Pods", "Resource"]},
    },
    "io.k8s.api.autoscaling.v2.MetricTarget": {
        "type": {"enum": ["Utilization", "Value", "AverageValue"]},
        "averageUtilization": _at_least(1),
    },
    "io.k8s.api.autoscaling.v2.HPAScalingRules": {
        "selectPolicy": _one_of("Max", "Min", "Disabled"),
        "stabilizationWindowSeconds": _between(0, 3600),
    },
    "io.k8s.api.autoscaling.v2.HPAScalingPolicy": {
        "type": {"enum": ["Pods", "Percent"]},
        "value": _at_least(1),
        "periodSeconds": _between(1, 1800),
    },
    "io.k8s.api.policy.v1.PodDisruptionBudgetSpec": {
        "minAvailable": _COUNT_OR_PERCENTAGE,
        "maxUnavailable": _COUNT_OR_PERCENTAGE,
        "unhealthyPodEvictionPolicy": _one_of("IfHealthyBudget", "AlwaysAllow"),
    },
    # cluster-wide
    "io.k8s.api.storage.v1.StorageClass": {
        "reclaimPolicy": _one_of("Delete", "Retain", "Recycle"),
        "volumeBindingMode": _one_of("Immediate", "WaitForFirstConsumer"),
    },
    "io.k8s.api.scheduling.v1.PriorityClass": {
        "preemptionPolicy": _one_of("Never", "PreemptLowerPriority"),
    },
    "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement": {
        "operator": _LABEL_OPERATORS,
        "key": {"minLength": 1},
    },
}
"""Keywords for properties, by definition."""

WHOLE: Final[Mapping[str, Mapping[str, object]]] = {
    "io.k8s.api.core.v1.Container": {"required": ["image"]},
    "io.k8s.api.core.v1.EnvVar": _choose("value", "valueFrom", at_least=0),
    "io.k8s.api.core.v1.EnvVarSource": _choose(),
    "io.k8s.api.core.v1.EnvFromSource": _choose(),
    "io.k8s.api.core.v1.Probe": _choose(),
    "io.k8s.api.core.v1.LifecycleHandler": _choose(),
    "io.k8s.api.core.v1.VolumeMount": _choose("subPath", "subPathExpr", at_least=0),
    "io.k8s.api.core.v1.VolumeProjection": _choose(),
    "io.k8s.api.core.v1.Volume": _choose(at_least=0),
    "io.k8s.api.networking.v1.IngressBackend": _choose(),
    "io.k8s.api.networking.v1.ServiceBackendPort": _choose("name", "number"),
    "io.k8s.api.policy.v1.PodDisruptionBudgetSpec": _choose("minAvailable", "maxUnavailable", at_least=0),
    "io.k8s.api.apps.v1.Deployment": {"required": ["spec"]},
    "io.k8s.api.apps.v1.StatefulSet": {"required": ["spec"]},
    "io.k8s.api.apps.v1.DaemonSet": {"required": ["spec"]},
    "io.k8s.api.batch.v1.Job": {"required": ["spec"]},
    "io.k8s.api.batch.v1.CronJob": {"required": ["spec"]},
    "io.k8s.api.core.v1.Pod": {"required": ["spec"]},
    "io.k8s.api.core.v1.Service": {"required": ["spec"]},
    "io.k8s.api.core.v1.PersistentVolumeClaim": {"required": ["spec"]},
    "io.k8s.api.core.v1.PersistentVolumeClaimSpec": {"required": ["accessModes", "resources"]},
    "io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler": {"required": ["spec"]},
    "io.k8s.api.networking.v1.NetworkPolicy": {"required": ["spec"]},
    "io.k8s.api.networking.v1.Ingress": {"required": ["spec"]},
    "io.k8s.api.policy.v1.PodDisruptionBudget": {"required": ["spec"]},
}
"""Keywords for definitions as a whole; ``required`` adds to what is published."""

NOT_REALLY_REQUIRED: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        ("io.k8s.api.apps.v1.StatefulSetSpec", "serviceName"),
        ("io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern", "status"),
        ("io.k8s.api.batch.v1.PodFailurePolicyRule", "onPodConditions"),
        ("io.k8s.api.core.v1.HTTPHeader", "value"),
        ("io.k8s.api.networking.v1.NetworkPolicySpec", "podSelector"),
        ("io.k8s.api.rbac.v1.RoleRef", "apiGroup"),
        ("io.k8s.api.scheduling.v1.PriorityClass", "value"),
    }
)
"""Fields that are published as required and that the API server does without."""

LAST_ONE_WINS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        ("io.k8s.api.core.v1.Container", "env"),
        ("io.k8s.api.core.v1.Container", "ports"),
        ("io.k8s.api.core.v1.EphemeralContainer", "env"),
        ("io.k8s.api.core.v1.EphemeralContainer", "ports"),
        ("io.k8s.api.core.v1.PodSpec", "hostAliases"),
        ("io.k8s.api.core.v1.PodSpec", "imagePullSecrets"),
        ("io.k8s.api.core.v1.ServiceAccount", "secrets"),
        ("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "finalizers"),
    }
)
"""Lists in which the API server accepts an entry twice, with a warning; server-side apply does not."""
